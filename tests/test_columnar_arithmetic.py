"""Arithmetic in SPARQL constraints is exact; the W3C suite has no test of it, so there is a table of our own."""

from __future__ import annotations

import csv
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.columnar import Validator, gather
from kg.columnar.reference import judged

CASES = list(csv.DictReader((Path(__file__).parent / "examples/arithmetic.csv").read_text("utf-8").splitlines()))
"""Operands as they stand in Turtle, an expression, and whether it is true, false or an error."""

PREFIXES = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in (
    ("ex", "http://example.org/"), ("sh", "http://www.w3.org/ns/shacl#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#")))  # fmt: skip
DIFFER_IN_PYSHACL = {
    "an error and false is false": "error",  # rdflib lets an error win over false
    "an ill-typed operand is an error": "exception",  # rdflib multiplies a number by a string, and validation ends
    "a number and a string": "true",  # rdflib orders literals of different types, SPARQL does not
    "a huge product of decimals": "false",  # rdflib keeps 28 digits
    "in a list by value": "false",  # rdflib takes IN for a comparison of terms, SPARQL for one of values
    "a fraction of a second counts": "false",  # rdflib keeps microseconds
    "cast cuts towards zero": "error",  # rdflib casts only what is written like an integer
}
"""Case → what pySHACL gives instead: the intended differences."""


def node(case: dict[str, str]) -> str:
    return f"ex:case{CASES.index(case)}"


def data(cases: list[dict[str, str]]) -> list[ox.Triple]:
    return read("\n".join(f"{node(each)} ex:a {each['a']} ; ex:b {each['b']} ; ex:c {each['c']} ." for each in cases))


def shapes(cases: list[dict[str, str]]) -> list[ox.Triple]:
    prefixes = '''ex: sh:declare [ sh:prefix "ex" ; sh:namespace "http://example.org/"^^xsd:anyURI ] ,
        [ sh:prefix "xsd" ; sh:namespace "http://www.w3.org/2001/XMLSchema#"^^xsd:anyURI ] .'''
    return read(prefixes + "\n".join(f'''
        [ a sh:NodeShape ; sh:targetNode {node(each)} ; sh:sparql [ sh:prefixes ex: ; sh:select """
            SELECT $this ?value WHERE {{
                $this ex:a ?a ; ex:b ?b ; ex:c ?c .
                BIND (COALESCE(IF ({each["expression"]}, "true", "false"), "error") AS ?value)
            }}""" ] ] .''' for each in cases))


def read(text: str) -> list[ox.Triple]:
    return [quad.triple for quad in ox.parse(PREFIXES + text, format=ox.RdfFormat.TURTLE)]


@pytest.mark.usefixtures("numbered")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_an_expression_has_its_exact_value(case):
    validator = Validator(shapes([case]))
    assert [reason for _, reason in validator.shapes.queries()] == [None]
    assert [each.value.value for each in validator.validate(gather(data([case]))).results] == [case["expected"]]


def test_pyshacl_agrees_but_for_the_differences_named():
    given = {case["case"]: DIFFER_IN_PYSHACL.get(case["case"], case["expected"]) for case in CASES}
    calculable = [case for case in CASES if given[case["case"]] != "exception"]
    found = {row[0]: row[2] for row in judged(shapes(calculable), data(calculable))}
    names = {f"<http://example.org/case{place}>": case["case"] for place, case in enumerate(CASES)}
    assert {names[focus]: value.strip('"') for focus, value in found.items()} == {
        case["case"]: given[case["case"]] for case in calculable}  # fmt: skip


@pytest.mark.parametrize("name", [name for name, given in DIFFER_IN_PYSHACL.items() if given == "exception"])
def test_pyshacl_ends_with_an_exception(name):
    cases = [case for case in CASES if case["case"] == name]
    with pytest.raises(TypeError):
        judged(shapes(cases), data(cases))
