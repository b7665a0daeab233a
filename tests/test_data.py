"""Each data file is canonical, whole, bilingual and refers only to what there is."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from kg.namespaces import CODE, FOAF, ID, PC, PREFIXES, RDF, RDFS, SKOS, UNIT
from kg.text import turtle

ROOT = Path(__file__).parents[1]
REGISTERS = sorted(ROOT.glob("data/registers/*.ttl"))
BULLETINS = sorted(ROOT.glob("data/bulletins/**/*.ttl"))
NAME = NamedNode(FOAF + "name")
PRINTED = NamedNode(SKOS + "hiddenLabel")  # as the source prints it, so in its language alone
TYPE, LABEL, NOTE = NamedNode(RDF + "type"), NamedNode(RDFS + "label"), NamedNode(SKOS + "editorialNote")
LANGUAGES = ["en", "zh"]
UNLABELLED = {PC + name for name in
              ("AttainmentClaim", "Excerpt", "OutcomeClaim", "RankClaim", "ShareClaim", "TargetClaim")}


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


each_file = pytest.mark.parametrize("path", [*REGISTERS, *BULLETINS], ids=relative)
each_bulletin = pytest.mark.parametrize("path", BULLETINS, ids=relative)


@cache
def read(path: Path) -> list[Triple]:
    return turtle.read(path)


@cache
def everything() -> list[Triple]:
    return [triple for path in [*REGISTERS, *BULLETINS] for triple in read(path)]


@cache
def types() -> dict[str, set[str]]:
    """Subject → its classes, all files together; a subject without a class has an empty set."""
    found: dict[str, set[str]] = defaultdict(set)
    for triple in everything():
        found[triple.subject.value] |= {triple.object.value} if triple.predicate == TYPE else set()
    return found


def languages(triples: list[Triple], predicate: NamedNode) -> dict[str, list[str | None]]:
    """Subject → the language tags of its values, sorted."""
    found: dict[str, list[str | None]] = defaultdict(list)
    for triple in triples:
        if triple.predicate == predicate:
            found[triple.subject.value].append(triple.object.language)
    return {subject: sorted(tags) for subject, tags in found.items()}


def subjects(triples: list[Triple], cls: str) -> list[str]:
    return sorted({triple.subject.value for triple in triples
                   if triple.predicate == TYPE and triple.object.value == PC + cls})  # fmt: skip


@each_file
def test_a_data_file_is_written_canonically(path):
    assert path.read_text(encoding="utf-8") == turtle.canonical(read(path)), "run: kg format"


@each_file
def test_a_data_file_uses_only_prefixes_of_the_table(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    table = {f"PREFIX {prefix}: <{namespace}>" for prefix, namespace in PREFIXES.items()}
    assert {line for line in lines if line.startswith(("PREFIX", "@prefix", "BASE", "@base"))} <= table


@each_bulletin
def test_a_bulletin_file_holds_one_bulletin_named_after_the_file(path):
    city = path.parent.name
    assert subjects(read(path), "Bulletin") == [f"{ID}bulletin-{city}-{path.stem}"]


@each_bulletin
def test_a_bulletin_file_quotes_its_own_bulletin_and_names_its_claims_after_it(path):
    own = f"{path.parent.name}-{path.stem}"
    sources = {triple.object.value for triple in read(path) if triple.predicate.value.endswith("#wasQuotedFrom")}
    assert sources == {f"{ID}bulletin-{own}"}
    named = [iri for iri in {triple.subject.value for triple in read(path)}
             if iri.startswith((ID + "claim-", ID + "excerpt-"))]  # fmt: skip
    assert not [iri for iri in named if own not in iri]


@pytest.mark.parametrize("path", REGISTERS, ids=relative)
def test_a_register_holds_no_claim_no_promise_and_no_source(path):
    found = {triple.object.value for triple in read(path) if triple.predicate == TYPE}
    assert not {cls for cls in found if cls.startswith(PC)} - {PC + "Agency", PC + "Indicator", PC + "Programme"}


@each_file
def test_everything_but_claims_and_excerpts_has_one_label_in_each_language(path):
    tags = languages(read(path), LABEL)
    wanted = {triple.subject.value for triple in read(path)} - {
        iri for iri, classes in types().items() if classes & UNLABELLED}  # fmt: skip
    assert {iri: tags.get(iri) for iri in wanted if tags.get(iri) != LANGUAGES} == {}


@each_file
def test_all_human_text_is_in_both_languages(path):
    tags: dict[tuple[str, str], list[str]] = defaultdict(list)
    for triple in read(path):
        if isinstance(triple.object, Literal) and triple.object.language and triple.predicate not in (NAME, PRINTED):
            tags[triple.subject.value, triple.predicate.value].append(triple.object.language)
    assert {text: found for text, found in tags.items() if sorted(found) != LANGUAGES} == {}


@each_file
def test_a_reading_decision_says_why(path):
    decided = {triple.subject.value for triple in read(path) if triple.predicate.value == PC + "interpretation"}
    assert decided <= set(languages(read(path), NOTE))


@each_file
def test_a_reference_leads_to_something_that_is_described(path):
    codes = {triple.subject.value for triple in turtle.read(ROOT / "ontology/codes.ttl")}
    known = {*types(), *codes}
    named = {triple.object.value for triple in read(path) if isinstance(triple.object, NamedNode)}
    assert {iri for iri in named if iri.startswith((ID, CODE))} - known == set()


def test_a_thing_is_described_in_one_file_only():
    files = defaultdict(set)
    for path in [*REGISTERS, *BULLETINS]:
        for triple in read(path):
            files[triple.subject.value].add(relative(path))
    assert {iri: found for iri, found in files.items() if len(found) > 1} == {}


def test_every_register_entry_is_used():
    entries = {triple.subject.value for path in REGISTERS for triple in read(path)}
    used = {triple.object.value for triple in everything() if isinstance(triple.object, NamedNode)}
    may_stand_alone = (ID + "place-", ID + "post-", UNIT)
    assert {iri for iri in entries - used if not iri.startswith(may_stand_alone)} == set()
