"""Nearly every change of one thing in the shipped data is noticed, and every one that is not has its reason."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from kg.checking.rulebook import Rulebook
from kg.checking.validation import Validation
from kg.dataset.graph import SourceFile
from kg.layout import Layout
from kg.mutation import Judge, Material, Mutant, Task, mutants, run
from kg.mutation.equivalent import REASONS
from kg.mutation.operators import names
from kg.mutation.scores import chosen

pytestmark = pytest.mark.long

LAYOUT = Layout.shipped()
SAMPLE, SEED = 300, 1
LEAST = 0.95
"""The share of changes that must be noticed or have a reason; `kg mutate` lists the others."""
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


def test_nearly_every_change_is_noticed_and_few_have_a_reason_not_to_be() -> None:
    outcomes = run(task()).outcomes
    unexplained = [o for o in outcomes if not o.killed and o.reason is None]

    assert {o.reason for o in outcomes if o.reason} <= set(REASONS)
    assert len(unexplained) <= (1 - LEAST) * len(outcomes), [o.mutant for o in unexplained]


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
