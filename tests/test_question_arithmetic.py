"""Questions that calculate do so exactly, in both engines, on generated data with zero, tiny and huge values."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from itertools import product
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from kg.asking import questions
from kg.knowledge_graph import KnowledgeGraph
from kg.layout import Layout
from kg.namespaces import PREFIXES

pytestmark = pytest.mark.long

FOLDER = Path(__file__).parents[1] / "queries"
HEAD = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in PREFIXES.items())
MONEY = ("0", "0.000001", "0.01", "348.6", "88000", "999999999.99", "1000000000000000")
COUNTS = ("0.000001", "0.5", "1", "3", "7", "88000", "999999999", "1000000000000000")
DATES = ("1999-12-31", "2000-02-29", "2000-03-01", "2023-12-31", "2024-01-01", "2024-02-29", "2024-03-01", "2100-03-01")
CASES = [case for name in ("arithmetic", "aggregates") for case in csv.DictReader(
    (Path(__file__).parent / f"examples/{name}.csv").read_text("utf-8").splitlines())]
"""The set of the validator's tests; `oxigraph` says "none" where the engine of questions has no room for a value."""

ENGINES = ("oxigraph", "rdflib")


def answers(name: str, turtle: str, engine: str) -> Iterator[dict[str, str]]:
    text = questions.load(FOLDER / f"{name}.rq").bind({})
    if engine == "oxigraph":
        store = ox.Store()
        store.load(input=(HEAD + turtle).encode(), format=ox.RdfFormat.TURTLE)
        found = store.query(text)
        names = [variable.value for variable in found.variables]
        for row in found:
            yield {name: value.value for name, value in zip(names, row, strict=True) if value is not None}
    else:
        graph = rdflib.Graph()
        graph.parse(data=HEAD + turtle, format="turtle")
        for row in graph.query(text).bindings:
            yield {str(name): str(value) for name, value in row.items()}


def decimal(text: str) -> str:
    return f'"{text}"^^xsd:decimal'


def claim(name: str, value: str, indicator: str, unit: str) -> str:
    number = decimal(value)
    return f"""id:{name} a pc:OutcomeClaim ; qudt:value {number} ; pc:lowerBound {number} ; pc:upperBound {number} ;
        pc:onIndicator id:{indicator} ; qudt:hasUnit unit:{unit} ; pc:statedIn id:excerpt-{name.partition("-")[2]} ;
        pc:asWritten "{value}" ; pc:basis code:basis-stated .\n"""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_what_the_validator_reckons_a_question_reckons_too_or_leaves_empty(case, tmp_path):
    values = f"id:a {case['a']} ; id:b {case['b']} ; id:c {case['c']}" if "a" in case else (
        f"id:a {case['values']}" if case["values"] else "a pc:Claim")
    operands = "id:y id:a ?a ; id:b ?b ; id:c ?c ." if "a" in case else (
        f"{{ SELECT ({case['aggregate']} AS ?total) {{ OPTIONAL {{ id:y id:a ?a }} }} }}")
    data = tmp_path / "case.ttl"
    data.write_text(f"{HEAD}PREFIX ex: <http://example.org/>\nid:y {values} .", encoding="utf-8")
    table = KnowledgeGraph(Layout.shipped(), [data]).sparql(
        f"PREFIX ex: <http://example.org/> SELECT (STR({case['expression']}) AS ?value) {{ {operands} }}")
    held = case["oxigraph"] != "none" and case["expected"] != "error"
    assert [[cell and cell.value for cell in row] for row in table.rows] == [[case["expected"] if held else None]]


def cents(amount: str, number: str) -> Fraction:
    return Fraction(amount) * 100 / Fraction(number)


def is_held(quotient: Fraction) -> bool:
    """Whether Oxigraph has room for a quotient: 20 digits before the point, 18 behind; beyond, the cell is empty."""
    return quotient == 0 or Fraction(1, 10**18) <= quotient < 10**20


@pytest.mark.parametrize("engine", ENGINES)
def test_money_per_unit_is_the_quotient_to_the_cent(engine):
    pairs = [pair for pair in product(MONEY, COUNTS) if is_held(cents(*pair))]
    assert len(pairs) > 50
    turtle = ("id:fund pc:beneficiary code:beneficiary-firms . id:firms pc:beneficiary code:beneficiary-firms ; "
              "pc:countingBasis code:counting-firms .\n")  # fmt: skip
    for place, (amount, number) in enumerate(pairs):
        turtle += claim(f"money-{place}", amount, "fund", "CCY_CNY") + claim(f"count-{place}", number, "firms", "NUM")
    found = {row["money"].rpartition("-")[2]: row for row in answers("money-per-unit", turtle, engine)}
    assert len(found) == len(pairs)
    for place, pair in enumerate(pairs):
        row, quotient = found[str(place)], cents(*pair)
        assert [Fraction(row[name]) for name in ("each", "eachLow", "eachHigh")] == [
            Fraction((quotient + Fraction(1, 2)) // 1, 100), Fraction(quotient // 1, 100),
            Fraction(-(-quotient // 1), 100)], pair  # fmt: skip


@pytest.mark.parametrize("engine", ENGINES)
def test_figures_keep_every_digit(engine):
    values = sorted({*MONEY, *COUNTS, "0.000000000000000001", "100000000000000000.1"})
    turtle = "".join(
        claim(f"x-{place}", value, "any", "NUM")
        + f'id:excerpt-{place} oa:exact "{value}" ; oa:start "{place}"^^xsd:integer .\n'
        + f"id:excerpt-{place} prov:wasQuotedFrom id:bulletin .\n"
        for place, value in enumerate(values))  # fmt: skip
    found = [row for row in answers("figures", turtle, engine) if row["kind"].endswith("OutcomeClaim")]
    assert {row["asWritten"]: Fraction(row["value"]) for row in found} == {each: Fraction(each) for each in values}


@pytest.mark.parametrize("engine", ENGINES)
def test_delays_are_days_of_the_calendar(engine):
    turtle = "".join(
        f'id:bulletin-{said} pc:reportsOn id:briefing-{said} . id:briefing-{said} dcterms:date "{said}"^^xsd:date .\n'
        f"id:excerpt-{said} prov:wasQuotedFrom id:bulletin-{said} .\n" for said in DATES)  # fmt: skip
    turtle += "".join(f'id:day-{end} dcat:endDate "{end}"^^xsd:date .\n' for end in DATES)
    turtle += "".join(
        f"id:claim-{said}-{end} dcterms:temporal id:day-{end} ; pc:statedIn id:excerpt-{said} ; "
        "pc:basis code:basis-stated .\n" for said, end in product(DATES, DATES))  # fmt: skip
    found = {(row["said"], row["end"]): int(row["days"]) for row in answers("statement-delay", turtle, engine)}
    assert found == {(said, end): (date.fromisoformat(said) - date.fromisoformat(end)).days
                     for said, end in product(DATES, DATES)}  # fmt: skip


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("tested", [0, 1, 2, 3])
def test_a_share_of_nothing_is_zero(engine, tested):
    turtle = "".join(claim(f"x-{place}", value, "any", "NUM") + f"id:excerpt-{place} prov:wasQuotedFrom id:bulletin .\n"
                     for place, value in enumerate(("0", "0.000001", "1000000000000000")))  # fmt: skip
    turtle += "".join(f"id:assessment-{place} a pc:Assessment ; pc:aboutOutcome id:x-{place} .\n"
                      for place in range(tested))  # fmt: skip
    (row,) = answers("testable-share", turtle, engine)
    assert Fraction(row["share"]) == Fraction((0, 333, 667, 1000)[tested], 1000)
