"""Arithmetic in SPARQL constraints is exact; the W3C suite has no test of it, so there is a table of our own."""

from __future__ import annotations

import csv
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.columnar import Validator, parse
from kg.columnar.reference import judged

CASES = list(csv.DictReader((Path(__file__).parent / "examples/arithmetic.csv").read_text("utf-8").splitlines()))
"""Operands as they stand in Turtle, an expression, and whether it is true, false or an error."""

PREFIXES = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in (
    ("ex", "http://example.org/"), ("sh", "http://www.w3.org/ns/shacl#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#")))  # fmt: skip
DIFFER_IN_PYSHACL = {
    "an error and false is false": "error",  # rdflib lets an error win over false
    "an ill-typed operand is an error": "exception",  # rdflib multiplies a number by a string, and validation ends
    "in a list by value": "false",  # rdflib takes IN for a comparison of terms, SPARQL for one of values
    "cast cuts towards zero": "error",  # rdflib casts only what is written like an integer
}
"""Case → what pySHACL gives instead: the intended differences."""


def data(case: dict[str, str]) -> str:
    return f"{PREFIXES}ex:x ex:a {case['a']} ; ex:b {case['b']} ; ex:c {case['c']} ."


def shapes(case: dict[str, str]) -> list[ox.Triple]:
    text = f'''{PREFIXES}
        ex: sh:declare [ sh:prefix "ex" ; sh:namespace "http://example.org/"^^xsd:anyURI ] ,
            [ sh:prefix "xsd" ; sh:namespace "http://www.w3.org/2001/XMLSchema#"^^xsd:anyURI ] .
        ex:Shape a sh:NodeShape ; sh:targetSubjectsOf ex:a ; sh:sparql [ sh:prefixes ex: ; sh:select """
            SELECT $this ?value WHERE {{
                $this ex:a ?a ; ex:b ?b ; ex:c ?c .
                BIND (COALESCE(IF ({case["expression"]}, "true", "false"), "error") AS ?value)
            }}""" ] .'''
    return [quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)]


def names(case: dict[str, str]) -> str:
    return case["case"]


@pytest.mark.parametrize("case", CASES, ids=names)
def test_an_expression_has_its_exact_value(case):
    validator = Validator(shapes(case))
    assert [reason for _, reason in validator.shapes.queries()] == [None]
    assert [each.value.value for each in validator.validate(parse(data(case))).results] == [case["expected"]]


@pytest.mark.parametrize("case", CASES, ids=names)
def test_pyshacl_agrees_but_for_the_differences_named(case):
    triples = [quad.triple for quad in ox.parse(data(case), format=ox.RdfFormat.TURTLE)]
    given = DIFFER_IN_PYSHACL.get(case["case"], case["expected"])
    if given == "exception":
        with pytest.raises(TypeError):
            judged(shapes(case), triples)
    else:
        assert [row[2] for row in judged(shapes(case), triples)] == [f'"{given}"']
