"""Every change of one thing in the shipped data is noticed, or belongs to a small class that has its reason."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from kg.checking.rulebook import Rulebook
from kg.checking.validation import Validation
from kg.dataset.graph import SourceFile
from kg.layout import Layout
from kg.mutation import Judge, Material, Mutant, Outcome, Score, Task, mutants, render, run
from kg.mutation.equivalent import REASONS
from kg.mutation.operators import names
from kg.mutation.scores import chosen
from kg.mutation.tables import change
from kg.namespaces import DCTERMS, RDFS

pytestmark = pytest.mark.long

LAYOUT = Layout.shipped()
SAMPLE, SEED = 300, 1
MOST_EXCEPTED = 0.02
"""The share of changes that may go unnoticed, each with its reason; `kg mutate` lists the classes."""
AS_IN_FULL = 3


@cache
def task() -> Task:
    return Task(LAYOUT, (), SEED, SAMPLE, None)


@cache
def parts() -> tuple[Material, tuple[SourceFile, ...], Judge]:
    material, vocabulary = task().material()
    judge = Judge(Rulebook.read(LAYOUT.shapes()), LAYOUT.rules(), vocabulary, material.files)
    return material, tuple(vocabulary), judge


@cache
def full() -> tuple[Validation, set[tuple[str, object]]]:
    material, vocabulary, _ = parts()
    validation = Validation(Rulebook.read(LAYOUT.shapes()), LAYOUT.rules())
    return validation, {(f.code, f.subject) for f in validation.check(vocabulary, material.files).faults}


def changed(files: tuple[SourceFile, ...], mutant: Mutant) -> list[SourceFile]:
    changed = []
    for number, file in enumerate(files):
        kept = [t for t in file.triples if number != mutant.file or t not in mutant.gone]
        into = mutant.file if mutant.into is None else mutant.into
        changed.append(file._replace(triples=(*kept, *(mutant.new if number == into else ()))))
    return changed


def test_the_changes_of_a_seed_are_always_the_same() -> None:
    material, _, _ = parts()

    assert chosen(mutants(material), 50, SEED) == chosen(mutants(material), 50, SEED)
    assert chosen(mutants(material), 50, SEED) != chosen(mutants(material), 50, SEED + 1)


def test_a_sample_holds_every_operator() -> None:
    made = chosen(mutants(parts()[0]), SAMPLE, SEED)

    assert len(made) == SAMPLE
    assert {mutant.operator for mutant in made} == set(names())


def test_what_goes_was_there_and_what_comes_was_not() -> None:
    material, _, _ = parts()
    for mutant in chosen(mutants(material), 1000, SEED):
        triples = set(material.files[mutant.file].triples)
        assert set(mutant.gone) <= triples
        assert mutant.into is not None or not set(mutant.new) & (triples - set(mutant.gone)) or mutant.gone


def score(source: Path | None) -> Score:
    """Judge the sample; without the texts, what the texts alone can tell is left out."""
    found = run(task()._replace(source=source))
    return found if source else found._replace(outcomes=tuple(o for o in found.outcomes if o.reason != "text"))


def test_no_change_goes_unnoticed_without_a_reason_and_few_have_one(request: pytest.FixtureRequest) -> None:
    found = score(request.config.getoption("--source"))
    excepted = found.by_reason()

    assert [change(o.mutant) for o in found.survivors()] == []
    assert set(excepted) <= set(REASONS)
    assert sum(map(len, excepted.values())) <= MOST_EXCEPTED * len(found.outcomes)


def test_the_judge_forgets_what_it_took_back() -> None:
    """A change to a value that is there already, or to one that another file states too, leaves nothing behind."""
    material, _, judge = parts()
    many = [m for m in mutants(material)
            if m.operator == "same-kind" and set(m.new) <= set(material.of[m.triple.subject])]
    lost = next(m for m in mutants(material) if m.operator == "lost" and m.triple.predicate.value == DCTERMS + "valid")
    before = judge.verdict(lost)
    for mutant in many[:10]:
        judge.verdict(mutant)

    assert many
    assert before == () == judge.verdict(lost)
    assert set(judge.found_anywhere()) == set()


def test_a_change_that_changes_nothing_is_none() -> None:
    material, _, _ = parts()
    made = chosen(mutants(material), 2000, SEED)

    assert all(m.into is not None or set(m.gone) - set(m.new) or set(m.new) - set(material.files[m.file].triples)
               for m in made)


def test_classes_of_survivors_are_told_with_their_reasons() -> None:
    material, _, _ = parts()
    valid = [m for m in mutants(material) if m.operator == "lost" and m.triple.predicate.value == DCTERMS + "valid"]
    label = next(m for m in mutants(material) if m.operator == "lost" and m.triple.predicate.value == RDFS + "label")
    told = Score((*(Outcome(m, (), "outside") for m in valid), Outcome(label, (), None)), material.files)

    table = render(told, "table", "en")
    assert f"outside    {len(valid)} " in table
    assert REASONS["outside"] in table
    assert render(told, "table", "zh").count(REASONS["outside"].zh) == 1
    assert "lost: " in table.splitlines()[-1]
    assert json.loads(render(told, "json", "en"))["classes"]["outside"]["mutants"] == len(valid)
    assert f"| outside | {len(valid)} |" in render(told, "md", "en")


@pytest.mark.parametrize("number", range(AS_IN_FULL))
def test_a_look_at_what_is_near_gives_the_verdict_of_a_full_validation(number: int) -> None:
    material, vocabulary, judge = parts()
    mutant = chosen(mutants(material), 400, SEED + 7)[number * 61]
    validation, before = full()
    after = {(f.code, f.subject) for f in validation.check(vocabulary, changed(material.files, mutant)).faults}

    assert bool(judge.verdict(mutant)) == bool(after - before)


def test_a_quotation_that_the_text_does_not_hold_is_found(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    folder = request.config.getoption("--source")
    if folder is None:
        pytest.skip("needs the texts of the bulletins: pytest --source DIR")
    material, vocabulary, _ = parts()
    judge = Judge(Rulebook.read(LAYOUT.shapes()), LAYOUT.rules(), vocabulary, material.files, folder)
    moved = [m for m in mutants(material) if m.operator == "position-shifted"][:8]

    assert all(judge.verdict(mutant) for mutant in moved)
