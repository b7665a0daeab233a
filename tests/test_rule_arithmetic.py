"""Rules calculate exactly on zero, tiny and huge values, or say that they cannot: never a gap, never a wrong number."""

from __future__ import annotations

import csv
import random
from contextlib import suppress
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, Triple
from rdflib.plugins.sparql.processor import prepareQuery

from kg.dataset import derivation
from kg.errors import QueryError
from kg.namespaces import CODE, GRAPH, PC, PREFIXES, QUDT, XSD
from kg.shacl import repairs as shacl_repairs
from kg.text import turtle

pytestmark = pytest.mark.long

HEAD = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in {
    **PREFIXES, "ex": "http://example.org/"}.items())
ROOT = Path(__file__).parent.parent
EXAMPLES = Path(__file__).parent / "examples" / "rules"
RULES = sorted((ROOT / "ontology" / "rules").glob("*.rq"))
CALCULATING = [rule.stem for rule in RULES if any(sign in rule.read_text("utf-8") for sign in (" * ", "SUM("))]
VALUE, PRECISION, RULE, LOW, HIGH = (NamedNode(name) for name in (
    QUDT + "value", PC + "precision", PC + "rule", PC + "lowerBound", PC + "upperBound"))  # fmt: skip
CASES = [case for name in ("arithmetic", "aggregates") for case in csv.DictReader(
    (EXAMPLES.parent / f"{name}.csv").read_text("utf-8").splitlines())]
"""The set of the validator's tests; `oxigraph` says "none" where the engine of rules has no room for a value."""

NUMBERS = ("0", "0.000001", "0.5", "1", "3", "88000", "348.6", "999999999.999999", "100000000000000",
           "1000000000000000")  # fmt: skip
TOO_LONG = Decimal(10) ** 14
"""From it on a rule may say that it cannot calculate: Oxigraph has 20 digits before the point, a rate takes six."""


def drawn(name: str, chance: random.Random) -> tuple[list[Triple], list[Decimal]]:
    """The example of a rule with other values, all of them exact."""
    triples, numbers = [], []
    for triple in turtle.read(EXAMPLES / "base.ttl") + turtle.read(EXAMPLES / f"{name}.in.ttl"):
        if triple.predicate in (VALUE, LOW, HIGH):
            number = chance.choice(NUMBERS)
            numbers.append(Decimal(number))
            triple = Triple(triple.subject, triple.predicate, Literal(number, datatype=NamedNode(XSD + "decimal")))
        elif triple.predicate == PRECISION:
            triple = Triple(triple.subject, PRECISION, NamedNode(CODE + "precision-exact"))
        triples.append(triple)
    return triples, numbers


def derived(triples: list[Triple]) -> set[tuple[str, ...]]:
    store = Store()
    home = NamedNode(GRAPH + "bulletin-clearwater")
    store.extend(Quad(t.subject, t.predicate, t.object, home) for t in triples)
    made = derivation.derive(store, RULES).values()
    return {(t.subject.value, t.predicate.value, plain(t.object)) for graph in made for t in graph}


QUERIES = {rule: shacl_repairs.put_right(prepareQuery(rule.read_text("utf-8"))) for rule in RULES}


def by_rdflib(triples: list[Triple]) -> set[tuple[str, ...]]:
    """The same by another engine, whose arithmetic has a thousand digits."""
    graph = rdflib.Graph(bind_namespaces="none")
    graph.parse(data="\n".join(f"{t.subject} {t.predicate} {t.object} ." for t in triples), format="nt")
    made = set()
    for query in QUERIES.values():
        with shacl_repairs.exact():
            new = set(graph.query(query))
        made |= new
        for triple in new:
            graph.add(triple)
    return {(str(s), str(p), plain(o)) for s, p, o in made}


def plain(term) -> str:
    """Numbers by value, to the 18th decimal."""
    datatype = str(getattr(getattr(term, "datatype", None), "value", getattr(term, "datatype", "")))
    text = str(getattr(term, "value", term)) if not isinstance(term, rdflib.term.Node) else str(term)
    return str(Fraction(text)) if datatype in (XSD + "decimal", XSD + "integer") else text


@pytest.mark.parametrize("name", CALCULATING)
def test_a_rule_is_exact_or_says_that_it_cannot(name):
    chance = random.Random(name)
    exact = 0
    for _ in range(16):
        triples, numbers = drawn(name, chance)
        if max(numbers) >= TOO_LONG:
            with suppress(QueryError):
                assert derived(triples) == by_rdflib(triples), numbers
        else:
            assert derived(triples) == by_rdflib(triples), numbers
            exact += 1
    assert exact


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_what_the_validator_reckons_a_rule_reckons_too_or_says_that_it_cannot(case, tmp_path):
    rule = tmp_path / "case.rq"
    operands = ("?this id:a ?a ; id:b ?b ; id:c ?c ." if "a" in case else
                f"{{ SELECT ?this ({case['aggregate']} AS ?total) "
                "{ ?this a pc:Claim . OPTIONAL { ?this id:a ?a } } GROUP BY ?this }")
    rule.write_text(f"""#+ complete: [qudt:value]
        {HEAD} CONSTRUCT {{ id:x a pc:Assessment ; qudt:value ?value }} {{
            {operands} BIND (STR({case["expression"]}) AS ?value) }}""", encoding="utf-8")
    values = f"id:b {case['b']} ; id:c {case['c']}" if "a" in case else "a pc:Claim"
    given = case.get("a") or case.get("values")
    store = Store()
    store.load(f"{HEAD} id:y {values} . {f'id:y id:a {given} .' if given else ''}", format=RdfFormat.TURTLE,
               to_graph=NamedNode(GRAPH + "bulletin-clearwater"))
    if "none" in case["oxigraph"] or case["expected"] == "error":
        with pytest.raises(QueryError, match=r"the arithmetic of case\.rq gives id:x no qudt:value"):
            derivation.derive(store, [rule])
    else:
        made, = derivation.derive(store, [rule]).values()
        assert [t.object.value for t in made if t.predicate == VALUE] == [case["expected"]]


@pytest.mark.parametrize("reported", NUMBERS[:-1])
def test_a_hidden_target_is_the_quotient(reported):
    """By fractions: outcome * 100 / rate, to the cent."""
    triples, _ = drawn("20-hidden-target", random.Random(0))
    attained = {t.subject for t in triples if t.object == NamedNode(PC + "AttainmentClaim")}
    for rate in ("0.000001", "100", "348.6", "100000"):
        given = [Triple(t.subject, VALUE, Literal(rate if t.subject in attained else reported,
                                                  datatype=NamedNode(XSD + "decimal")))
                 if t.predicate == VALUE else t for t in triples]
        quotient = Fraction(reported) * 10000 / Fraction(rate)
        if quotient >= 10**20:
            continue
        found = derived(given)
        hidden = {s for s, p, o in found if p == RULE.value and o == CODE + "rule-hidden-target"}
        assert hidden
        for node in hidden:
            made = {p: Fraction(o) for s, p, o in found if s == node and p in (VALUE.value, LOW.value, HIGH.value)}
            assert made == {VALUE.value: Fraction(int(quotient + Fraction(1, 2)), 100),
                            LOW.value: Fraction(quotient // 1, 100), HIGH.value: Fraction(-(-quotient // 1), 100)}
