"""Shapes that would check nothing are refused, with the place in the shapes file and a word about what to do."""

from __future__ import annotations

import pytest

from kg.errors import InputError, LayoutError
from kg.messages import in_language
from kg.shacl import shapes_check
from kg.shacl.patterns import fault
from kg.text import turtle

HEAD = """\
PREFIX e: <http://example.org/>
PREFIX pcsh: <https://w3id.org/public-commitments/shapes#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX sh: <http://www.w3.org/ns/shacl#>
"""
GOOD = """\
e:Shape
    a sh:NodeShape ;
    sh:targetClass e:Thing ;
    sh:property e:Shape-p .
e:Shape-p
    a sh:PropertyShape ;
    sh:path e:p ;
    sh:pattern "^[0-9]{6}$" .
"""
KNOWN = "PREFIX e: <http://example.org/>\ne:a a e:Thing ; e:p 1 ."

REFUSED = {
    "a misspelt term": ("sh:path e:p", "sh:path e:p ; sh:datatpye e:d", "11:19", "did you mean datatype"),
    "a misspelt value": ("sh:path e:p", "sh:path e:p ; sh:nodeKind sh:Literl", "11:31", "did you mean Literal"),
    "no way to the shape": ("sh:property e:Shape-p", "sh:closed false", "10:7", "give it a target"),
    "a target that hits nothing": ("e:Thing", "e:Thnig", "7:20", "did you mean <http://example.org/Thing>"),
    "a property nobody has": ("sh:targetClass e:Thing", "sh:targetSubjectsOf e:q", "7:25", "did you mean"),
    "a shape that is not there": ("sh:property e:Shape-p", "sh:property e:Shape-p , e:Shape-q", "8:29",
                                  "did you mean"),
    "a shape that refers to itself": ("sh:path e:p ;", "sh:path e:p ; sh:node e:Shape ;", "11:27", "end the circle"),
    "a pattern that does not compile": ("^[0-9]{6}$", "[0-9", "12:16", "a good one looks like"),
    "a pattern that may never end": ("^[0-9]{6}$", "^([0-9]+)+$", "12:16", "(a+)+ is a+"),
    "a circular list": ("sh:path e:p", "sh:in e:l . e:l rdf:first 1 ; rdf:rest e:l . e:Shape-p sh:path e:p", "11:11",
                        "write lists in brackets"),
    "an open list": ("sh:path e:p", "sh:in e:l . e:l rdf:first 1 ; rdf:rest e:m . e:Shape-p sh:path e:p", "11:11",
                     "write lists in brackets"),
}
"""What is wrong → what is replaced in the good shapes, by what, where it is told, and the hint."""

QUERIES = {
    "MINUS": ("SELECT $this\nWHERE {\n    $this e:p ?v MINUS { ?v e:q 1 }\n}", "10:18", "FILTER NOT EXISTS"),
    "VALUES": ("SELECT $this\nWHERE {\n    VALUES ?v { 1 } $this e:p ?v\n}", "10:5", "IN ("),
    "SERVICE": ("SELECT $this WHERE { SERVICE <http://x/> { $this e:p ?v } }", "7:15", "nothing else"),
    "FROM": ("SELECT $this FROM <file:///etc/passwd> WHERE { $this e:p ?v }", "7:15", "nothing else"),
    "binding $this": ("SELECT $this\nWHERE {\n    ?a e:p ?v BIND (?a AS ?this)\n}", "10:27", "another variable"),
    "a sub-select without $this": ("SELECT $this\nWHERE {\n    { SELECT ?v { ?a e:p ?v } } $this e:p ?v\n}", "10:7",
                                   "add $this"),
    "a syntax error": (
        "SELECT $this\nWHERE {\n    $this e:p ?v ;; .\n    FILTER (?v >\n}", "13:1", "correct the query"),
    "an undeclared prefix": ("SELECT $this WHERE { $this zz:p ?v }", "7:15", "declare"),
}
"""What a query holds that it must not → the query, the place in the file, the hint."""


def told(tmp_path, text):
    path = tmp_path / "shapes.ttl"
    path.write_text(HEAD + text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        shapes_check.check([path], [quad.triple for quad in turtle.parse(KNOWN.encode(), "known")])
    assert in_language(caught.value.message, "zh") != caught.value.message
    assert in_language(caught.value.hint, "zh") != caught.value.hint
    return caught.value.place.removeprefix(f"{path}:"), str(caught.value.hint)


def accepted(tmp_path, text):
    path = tmp_path / "shapes.ttl"
    path.write_text(HEAD + text, encoding="utf-8")
    shapes_check.check([path], [quad.triple for quad in turtle.parse(KNOWN.encode(), "known")])


@pytest.mark.parametrize("what", REFUSED)
def test_a_shape_that_checks_nothing_is_refused_at_its_place(tmp_path, what):
    old, new, place, hint = REFUSED[what]
    assert old in GOOD
    where, words = told(tmp_path, GOOD.replace(old, new, 1))
    assert where == place
    assert hint in words


@pytest.mark.parametrize("what", QUERIES)
def test_a_query_that_cannot_be_run_is_refused_at_its_place(tmp_path, what):
    query, place, hint = QUERIES[what]
    declare = '[] sh:declare [ sh:prefix "e" ; sh:namespace "http://example.org/" ] .\n'
    shape = f'e:S a sh:NodeShape ; sh:targetClass e:Thing ; sh:sparql\n  [ sh:select """\n{query}\n""" ] .\n'
    shape = shape if "\n" in query else shape.replace('"""\n', '"""').replace('\n"""', '"""')
    where, words = told(tmp_path, declare + shape)
    assert where == place
    assert hint in words


def test_good_shapes_are_accepted(tmp_path):
    accepted(tmp_path, GOOD)


@pytest.mark.parametrize("mark", ["sh:deactivated true", "pcsh:mayHaveNoFocus true"])
def test_a_shape_may_be_marked_as_meant_to_have_no_focus(tmp_path, mark):
    accepted(tmp_path, GOOD + f"e:Other a sh:NodeShape ; {mark} .\n")
    told(tmp_path, GOOD + "e:Other a sh:NodeShape .\n")


def test_no_shapes_and_shapes_without_targets_are_refused(tmp_path):
    with pytest.raises(LayoutError, match="nothing would be checked"):
        shapes_check.check([], [])
    path = tmp_path / "shapes.ttl"
    path.write_text(HEAD + "e:a e:b e:c .\n", encoding="utf-8")
    with pytest.raises(LayoutError, match="nothing would be checked"):
        shapes_check.check([path], [])


def test_the_shipped_shapes_are_accepted(shipped):
    shapes_check.check(shipped.layout.shapes(), [t for file in shipped.source.files for t in file.triples])


@pytest.mark.parametrize("pattern", ["(a+)+", "(a*b*)*", "((a+)b?)*", "(?:x|y+){2,}", "(a|(b+))+"])
def test_a_repetition_of_a_repetition_is_found(pattern):
    assert fault(pattern)


@pytest.mark.parametrize("pattern", ["^[0-9]{6}$", "(a+)?b", "(ab)+", r"(\+)+", "[(+]+", "a+b*", "(a{1,3})+", "",
                                     "(a)(b+)c+"])
def test_a_plain_pattern_passes(pattern):
    assert fault(pattern) is None
