"""Every rule has words, an example that breaks it alone, and nothing in it that is not declared."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode

from kg.checking import examples
from kg.checking.rulebook import Rulebook
from kg.checking.validation import Checked, Validation
from kg.dataset.graph import Graph
from kg.layout import Layout
from kg.namespaces import CODE, ID, PC, RDF, RDFS, SH, SKOS, UNIT
from kg.text import turtle

LAYOUT = Layout.shipped()
FAILING = sorted((examples.folder(LAYOUT) / "fail").glob("*.ttl"))
PASSING = sorted((examples.folder(LAYOUT) / "pass").glob("*.ttl"))
ABOUT_THE_ONTOLOGY = ("codes", "vocabulary")
ELSEWHERE = {"D001", "D002"} | {f"V{number:03}" for number in range(6, 13)} | {f"E{number}" for number in range(40, 44)}
"""Rules about files and their text, not about statements: tested with validation and hygiene."""

RULES = Rulebook.read(LAYOUT.shapes())
_TARGETS = {SH + name for name in ("targetClass", "targetSubjectsOf", "targetObjectsOf")}
BOUNDARY = {code for code in RULES.rules if code[0] == "E" and 50 <= int(code[1:]) <= 65} - {"E62"}
"""Rules about words have an example just inside; of the others, and of E62, the valid example is that side."""


@cache
def validation(*, whole: bool) -> Validation:
    """The rules, with or without those about the ontology, which take most of the time and change in few examples."""
    paths = [path for path in LAYOUT.shapes() if whole or path.stem not in ABOUT_THE_ONTOLOGY]
    book = RULES if whole else Rulebook.read(paths)
    return Validation(book, LAYOUT.rules())


@cache
def valid() -> tuple[examples.Example, Checked]:
    example = examples.valid(LAYOUT)
    return example, validation(whole=True).check(*example)


def broken(path: Path) -> set[str]:
    example, checked = valid()
    changed = examples.changed(example, checked.derived, path)
    whole = changed.vocabulary != example.vocabulary or path.stem.startswith("K1")
    return {fault.code for fault in validation(whole=whole).check(*changed).faults}


def shapes_triples() -> dict[Any, dict[str, list[Any]]]:
    nodes: dict[Any, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for triple in RULES.triples:
        nodes[triple.subject][triple.predicate.value].append(triple.object)
    return nodes


def test_the_valid_example_breaks_no_rule() -> None:
    assert [fault.code for fault in valid()[1].faults] == []


@pytest.mark.parametrize("path", FAILING, ids=lambda path: path.stem)
def test_an_example_breaks_only_the_rule_it_is_named_for(path: Path) -> None:
    assert broken(path) == {path.stem}


@pytest.mark.parametrize("path", PASSING, ids=lambda path: path.stem)
def test_an_example_on_the_right_side_of_a_boundary_breaks_nothing(path: Path) -> None:
    assert broken(path) == set()


def test_every_rule_has_a_failing_example() -> None:
    assert {path.stem for path in FAILING} == set(RULES.rules) - ELSEWHERE


def test_every_rule_about_words_has_an_example_just_inside_its_boundary() -> None:
    named = {path.stem.partition("-")[0] for path in PASSING} & set(RULES.rules)

    assert named >= BOUNDARY


def test_every_rule_is_reached() -> None:
    """Each shape has a focus node in the shipped data, in the example, or in the vocabulary."""
    example, checked = valid()
    files = (*Graph.unjudged(LAYOUT).stated, *example.data, *checked.derived)
    triples = [t for file in files for t in file.triples]
    triples += [t for path in (LAYOUT.data / "derived").rglob("*.ttl") for t in turtle.read(path)]
    wider = {(t.subject, t.object) for t in triples if t.predicate.value == RDFS + "subClassOf"}
    classes = {t.object for t in triples if t.predicate.value == RDF + "type"}
    found = {("targetClass", above) for below, above in wider if below in classes}
    found |= {("targetClass", each) for each in classes}
    found |= {("targetSubjectsOf", t.predicate) for t in triples} | {("targetObjectsOf", t.predicate) for t in triples}
    for shape, told in shapes_triples().items():
        targets = {(name.removeprefix(SH), target) for name in _TARGETS for target in told.get(name, ())}
        is_off = any(value.value == "true" for value in told.get(SH + "deactivated", ()))
        assert is_off or not targets or targets & found, shape


@pytest.mark.parametrize("code", RULES.rules)
def test_a_rule_speaks_both_languages(code: str) -> None:
    rule = RULES.rules[code]
    for text in (rule.name, rule.message, rule.why, rule.fix):
        assert text
        assert text.zh != text
    assert rule.message.endswith(".")
    assert rule.message.zh.endswith("。")
    assert "invalid" not in rule.message.lower()


def test_whatever_can_fail_has_a_code_and_a_severity() -> None:
    can_fail = {SH + name for name in ("PropertyShape", "SPARQLConstraint")}
    for node, told in shapes_triples().items():
        types = {each.value for each in told["http://www.w3.org/1999/02/22-rdf-syntax-ns#type"]}
        if types & can_fail or SH + "closed" in told:
            assert len(told[SKOS + "notation"]) == 1, node
        if types & (can_fail | {SH + "NodeShape"}):
            assert len(told[SH + "severity"]) == 1, node


def test_a_constraint_has_the_severity_of_its_shape() -> None:
    nodes = shapes_triples()
    for node, told in nodes.items():
        for constraint in told.get(SH + "sparql", []):
            assert nodes[constraint][SH + "severity"] == told[SH + "severity"], node


def test_shapes_use_only_declared_terms() -> None:
    declared = {triple.subject.value for path in LAYOUT.vocabulary() for triple in turtle.read(path)
                if isinstance(triple.subject, NamedNode)}
    used = {term.value for triple in RULES.triples for term in (triple.predicate, triple.object)
            if isinstance(term, NamedNode) and term.value.startswith((PC, CODE))}
    queries = " ".join(triple.object.value for triple in RULES.triples
                       if triple.predicate.value == SH + "select" and isinstance(triple.object, Literal))
    for prefix, namespace in (("pc:", PC), ("code:", CODE)):
        names = {word.strip("(),.;|?*+{}") for word in queries.replace("|", " ").replace("/", " ").split()}
        used |= {namespace + name.removeprefix(prefix) for name in names if name.startswith(prefix) and name != prefix}

    assert used - declared == set()


def test_no_shape_names_a_thing_of_the_data() -> None:
    named = {triple.object.value for triple in RULES.triples if isinstance(triple.object, NamedNode)}

    assert {iri for iri in named if iri.startswith(ID)} == set()
    assert {iri.removeprefix(UNIT) for iri in named if iri.startswith(UNIT)} <= {
        "NUM", "CCY_CNY", "PERCENT", "M2", "UNITLESS"}


def test_an_explanation_shows_what_breaks_the_rule_and_what_does_not() -> None:
    assert examples.contrast(LAYOUT, "N01") == (
        'id:claim-qingxi-2024-03-05-disputes\n    qudt:value "201"^^xsd:decimal ;',
        '    qudt:value "200"^^xsd:decimal ;',
    )
    assert examples.contrast(LAYOUT, "V008") == ("qudt:value 88,000 ;", 'qudt:value "88000"^^xsd:decimal ;')
    assert examples.contrast(LAYOUT, "X999") is None
    assert {code for code in RULES.rules if examples.contrast(LAYOUT, code) is None} == set()
