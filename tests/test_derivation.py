"""Each rule has one example: what goes in, and exactly what it makes of it, in two SPARQL engines."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from kg.dataset import cache, derivation
from kg.dataset.graph import Graph, store_derived
from kg.errors import InputError, QueryError, UsageError
from kg.layout import Layout
from kg.namespaces import CODE, GRAPH, PC, QUDT, XSD, shorten
from kg.text import turtle

ROOT = Path(__file__).parent.parent
EXAMPLES = Path(__file__).parent / "examples" / "rules"
RULES = sorted((ROOT / "ontology" / "rules").glob("*.rq"))
HOME = NamedNode(GRAPH + "bulletin-clearwater")
RULE = NamedNode(PC + "rule")


@pytest.fixture
def project(tmp_path: Path) -> Layout:
    """A project of one's own: a copy of the shipped data and ontology."""
    for folder in ("data", "ontology"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return Layout.at(tmp_path)


def stated(name: str) -> list[Triple]:
    return turtle.read(EXAMPLES / "base.ttl") + turtle.read(EXAMPLES / f"{name}.in.ttl")


def derived(triples: list[Triple], rounding: str = "half-unit") -> set[Triple]:
    store = Store()
    store.extend(Quad(t.subject, t.predicate, t.object, HOME) for t in triples)
    return {triple for made in derivation.derive(store, RULES, rounding).values() for triple in made}


def derived_by_rdflib(triples: list[Triple]) -> set[tuple[str, ...]]:
    graph = rdflib.Graph(bind_namespaces="none")
    lines = "\n".join(f"{t.subject} {t.predicate} {t.object} ." for t in triples)
    graph.parse(data=lines, format="nt")
    made = set()
    for rule in RULES:
        new = set(graph.query(rule.read_text(encoding="utf-8")))
        made |= new
        for triple in new:
            graph.add(triple)
    return {(str(s), str(p), plain(str(o), str(getattr(o, "datatype", "")))) for s, p, o in made}


def contents(graph: Graph) -> dict[NamedNode, frozenset[Triple]]:
    return {each.graph: frozenset(each.triples) for each in graph.derived}


def plain(lexical: str, datatype: str) -> str:
    """Decimals compare as numbers: engines write them differently."""
    return str(Decimal(lexical).normalize() + 0) if datatype == XSD + "decimal" else lexical


def by_value(triples: set[Triple]) -> set[tuple[str, ...]]:
    return {(t.subject.value, t.predicate.value,
             plain(t.object.value, t.object.datatype.value) if isinstance(t.object, Literal) else t.object.value)
            for t in triples}


@pytest.mark.parametrize("rule", RULES, ids=lambda path: path.stem)
def test_a_rule_makes_exactly_what_its_example_says(rule: Path) -> None:
    made = derived(stated(rule.stem))
    expected = set(turtle.read(EXAMPLES / f"{rule.stem}.out.ttl"))
    concept = {t.object for t in expected if t.predicate == RULE}
    nodes = {t.subject for t in made if t.predicate == RULE and t.object in concept} | {t.subject for t in expected}

    assert {t for t in made if t.subject in nodes} == expected


@pytest.mark.parametrize("rule", RULES, ids=lambda path: path.stem)
def test_rules_give_the_same_in_rdflib(rule: Path) -> None:
    triples = stated(rule.stem)

    assert derived_by_rdflib(triples) == by_value(derived(triples))


def test_every_rule_has_a_concept_and_every_concept_a_rule() -> None:
    used = {line.removeprefix("#+ rule: code:") for path in RULES
            for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("#+ rule:")}
    declared = {t.subject.value.removeprefix(CODE) for t in turtle.read(ROOT / "ontology" / "codes.ttl")
                if t.subject.value.startswith(CODE + "rule-")}

    assert used == declared


def test_numbers_taken_as_cut_reach_up_a_whole_unit() -> None:
    bounds = {(t.subject.value.rsplit("-")[-1], t.predicate.value.removeprefix(PC)): t.object.value
              for t in derived(stated("10-bounds"), "cut") if t.predicate != RULE}

    assert bounds["wan", "lowerBound"] == "88000"
    assert bounds["wan", "upperBound"] == "89000"
    assert bounds["exact", "upperBound"] == "1669"


def test_an_unknown_rounding_is_refused() -> None:
    with pytest.raises(UsageError, match="no rounding"):
        derivation.derive(Store(), RULES, "up")


def test_arithmetic_that_gives_no_value_is_an_error_and_no_gap(tmp_path: Path) -> None:
    rule = tmp_path / "10-broken.rq"
    made = f"?x <{PC}rule> <{CODE}rule-bounds> ; <{PC}lowerBound> ?low"
    where = "VALUES ?x { <urn:x> } BIND (1.0 / 0.0 AS ?low)"
    rule.write_text("#+ complete: [pc:lowerBound]\n"
                    f"CONSTRUCT {{ {made} }} WHERE {{ {where} }}", encoding="utf-8")

    with pytest.raises(QueryError, match="gives <urn:x> no pc:lowerBound"):
        derivation.derive(Store(), [rule])


def test_a_rule_must_say_what_is_complete(tmp_path: Path) -> None:
    rule = tmp_path / "10-silent.rq"
    rule.write_text("CONSTRUCT WHERE { ?s ?p ?o }", encoding="utf-8")

    with pytest.raises(InputError, match="complete"):
        derivation.derive(Store(), [rule])


def test_a_derived_statement_lives_with_the_latest_of_its_inputs() -> None:
    old, new = NamedNode(GRAPH + "bulletin-old"), NamedNode(GRAPH + "bulletin-new")
    later = {"claim-rate-revised", "claim-result-revised", "excerpt-new", "bulletin-new"}
    store = Store()
    store.extend(Quad(t.subject, t.predicate, t.object, new if t.subject.value.rsplit("/")[-1] in later else old)
                 for t in stated("50-assessment-by-rate"))
    made = derivation.derive(store, RULES)
    home = {t.subject.value.rsplit("/")[-1]: graph.value.rsplit("/")[-1] for graph, ts in made.items() for t in ts}

    assert home["assessment-jobs"] == "derived-new"
    assert home["assessment-accidents"] == "derived-old"


def test_the_shipped_derived_files_are_what_the_rules_give() -> None:
    layout = Layout.shipped()
    afresh = Graph.load(layout, data=[layout.data / "bulletins"])
    stored = Graph.load(layout)

    assert cache.is_current(layout)
    assert contents(stored) == contents(afresh)


def test_a_changed_rule_or_derived_file_makes_the_stored_ones_stale(project: Layout) -> None:
    assert store_derived(project) == ()
    stored = project.derived_of(project.bulletins()[0])
    before = stored.read_bytes()
    stored.write_bytes(before.replace(b'"', b'"9', 1))

    assert not cache.is_current(project)
    assert store_derived(project) == (stored,)
    assert stored.read_bytes() == before


def test_what_rests_on_registers_alone_is_stored_and_loaded_too(project: Layout) -> None:
    register = project.registers()[0]
    commitment = f"<https://w3id.org/public-commitments/id/commitment-standing> a <{PC}Commitment> .\n"
    register.write_text(register.read_text(encoding="utf-8") + commitment, encoding="utf-8")
    afresh = contents(Graph.load(project))

    assert project.data / "derived" / "registers.ttl" in store_derived(project)
    assert cache.is_current(project)
    assert contents(Graph.load(project)) == afresh
    assert any(t.subject.value.endswith("assessment-commitment-standing") for t in afresh[derivation.REGISTERS])


def test_a_value_that_is_none_is_named_and_not_the_arithmetic():
    triples = stated("10-bounds")
    claim = next(t.subject for t in triples if t.predicate == NamedNode(QUDT + "value"))
    broken = [Triple(t.subject, t.predicate, Literal("8800O", datatype=NamedNode(XSD + "decimal")))
              if (t.subject, t.predicate.value) == (claim, QUDT + "value") else t for t in triples]
    with pytest.raises(InputError, match='"8800O" is not an xsd:decimal') as caught:
        derived(broken)
    assert caught.value.place == f"{shorten(claim.value)} qudt:value"
