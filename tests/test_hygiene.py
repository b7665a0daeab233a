"""What parsers take and nobody means is found: hidden characters, prefixes bound twice, numbers with separators."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from kg.checking import hygiene, mentions, spelling
from kg.checking.rulebook import Rulebook
from kg.dataset.graph import SourceFile
from kg.layout import Layout
from kg.messages import in_language
from kg.text import turtle

SHIPPED = Layout.shipped()
RULES = Rulebook.read(SHIPPED.shapes())
HEAD = """\
PREFIX id: <https://w3id.org/public-commitments/id/>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX pc: <https://w3id.org/public-commitments/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""

TERMS = [
    (r'id:a rdfs:label "a\u202Eb"@en .', "V009", "U+202E RIGHT-TO-LEFT OVERRIDE"),
    (r'id:a rdfs:label "a\u200Bb"@en .', "V009", "U+200B ZERO WIDTH SPACE"),
    (r'id:a pc:asWritten "a\u0085b" .', "V009", "U+0085"),
    (r'id:a pc:asWritten "a\u007Fb" .', "V009", "U+007F"),
    (r'id:a pc:asWritten "a\uE000b" .', "V009", "U+E000"),
    (r'id:a pc:asWritten "a\U0010FFFDb" .', "V009", "U+10FFFD"),
    (r"id:a pc:statedIn <http://a/\u202Eb> .", "V009", "the name <http://a/\\u202Eb>"),
    (r"<http://a/\u200Db> pc:rank 1 .", "V009", "ZERO WIDTH JOINER"),
    (r"id:a <http://a/\u2066b> 1 .", "V009", "LEFT-TO-RIGHT ISOLATE"),
    (r'id:a rdfs:label "cafe\u0301"@en .', "V010", "U+0065"),
    (r"id:a pc:statedIn <http://a/cafe\u0301> .", "V010", "composed otherwise"),
    (r'id:a rdfs:label "\uF900"@zh .', "V010", "U+F900"),
    ("id:a pc:statedIn <file:///etc/passwd> .", "V011", "file: is no address on the web"),
    ("id:a pc:statedIn <javascript:alert(1)> .", "V011", "javascript:"),
    ("<urn:isbn:1> pc:rank 1 .", "V011", "urn:"),
    ('id:a pc:rank "5"^^pc:decimal .', "V004", "did you mean xsd:decimal?"),
    ('id:a pc:rank "5"^^<http://www.w3.org/2001/XMLSchema/integer> .', "V004", "no datatype that we read"),
]
"""A statement, the code of what is found, what its message holds."""

INNOCENT = [
    'id:a rdfs:label "新乡市　8.8万人，“寄宿制”\\n🎉👩‍👩‍👧"@zh .',
    r'id:a oa:exact "a\u200Bb" .',
    r'id:a oa:exact "cafe\u0301" .',
    r'id:a pc:asWritten "cafe\u0301" .',
    "id:a pc:statedIn <https://w3id.org/public-commitments/id/中文> .",
    'id:a pc:rank "5"^^xsd:integer .',
]

TEXTS = {
    "twice in a file": ("@prefix id: <http://example.org/> .\nid:a pc:rank 1 .", [("V006", 6, 1)]),
    "the same twice": ("PREFIX id: <https://w3id.org/public-commitments/id/>\nid:a pc:rank 1 .", []),
    "in a comment": ("# PREFIX id: <http://example.org/>\nid:a pc:rank 1 .", []),
    "in a text": ('id:a pc:asWritten "PREFIX id: <http://example.org/>" .', []),
    "lower case, over two lines": ("prefix pc:\n  <http://example.org/>\nid:a pc:rank 1 .",
                                   [("V006", 6, 1)]),
    "a thousand": ("id:a pc:rank 1,000 .", [("V008", 6, 14)]),
    "millions and a fraction": ("id:a pc:rank -1,000,000.5 .", [("V008", 6, 14)]),
    "a list of numbers": ("id:a pc:rank 1, 200 , 3,40 .", []),
    "a number in a text": ('id:a pc:asWritten "1,000" .', []),
    "a number in a name": ("id:a pc:statedIn <http://a/1,000> .", []),
}
"""What is written → the findings: code, line, column."""


def file(path: Path, text: str) -> SourceFile:
    path.write_text(HEAD + text + "\n", encoding="utf-8")
    return SourceFile(path, NamedNode("http://example.org/g"), tuple(turtle.read(path)))


@pytest.mark.parametrize(("text", "code", "words"), TERMS, ids=[f"{code}-{words}" for _, code, words in TERMS])
def test_a_term_that_nobody_means_is_a_fault(tmp_path, text, code, words):
    (fault,) = hygiene.faults([file(tmp_path / "a.ttl", text)])
    assert fault.code == code
    assert words in fault.message
    assert in_language(fault.message, "zh") != fault.message


@pytest.mark.parametrize("text", INNOCENT)
def test_an_ordinary_term_and_an_exact_quotation_are_let_pass(tmp_path, text):
    assert hygiene.faults([file(tmp_path / "a.ttl", text)]) == []


def test_a_name_is_told_once(tmp_path):
    text = "id:a pc:statedIn <urn:x> . id:b pc:statedIn <urn:x> ."
    assert len(hygiene.faults([file(tmp_path / "a.ttl", text)])) == 1


@pytest.mark.parametrize("what", TEXTS)
def test_what_only_the_text_shows_is_found_at_its_place(tmp_path, what):
    text, expected = TEXTS[what]
    path = file(tmp_path / "a.ttl", text).path
    found = spelling.findings(RULES, [path], [])
    assert {(finding.code, finding.line, finding.column) for finding in found} == set(expected)
    assert all(in_language(finding.message, "zh") != finding.message for finding in found)


def test_a_prefix_bound_otherwise_elsewhere_names_both_places(tmp_path):
    one = file(tmp_path / "one.ttl", "PREFIX e: <http://one/>\ne:a pc:rank 1 .").path
    two = file(tmp_path / "two.ttl", "PREFIX e: <http://two/>\ne:a pc:rank 1 .").path
    (finding,) = spelling.findings(RULES, [one, two], [])
    assert (finding.code, finding.severity, finding.path) == ("V007", "warning", str(two))
    assert f"{one}:6" in finding.message


def test_a_prefix_bound_twice_names_both_lines(tmp_path):
    path = file(tmp_path / "a.ttl", "PREFIX e: <http://one/>\nPREFIX e: <http://two/>\ne:a pc:rank 1 .").path
    (finding,) = spelling.findings(RULES, [path], [])
    assert (finding.code, finding.severity, finding.line) == ("V006", "error", 7)
    assert "on line 6" in finding.message


def test_what_follows_from_a_separator_is_left_away(tmp_path):
    path = file(tmp_path / "a.ttl", "id:a pc:rank 1,000 .").path
    (number,) = spelling.findings(RULES, [path], [])
    other = number._replace(code="V004", column=number.column + 2)
    elsewhere = number._replace(code="V004", line=1)
    assert spelling.findings(RULES, [path], [other, elsewhere]) == [elsewhere, number]


@pytest.mark.parametrize(("name", "text", "line"), [
    ("ontology/rules/99.rq", "CONSTRUCT { ?c pc:lowerBuond 1 }\nWHERE { ?c a pc:Claim }", 2),
    ("queries/x.rq", "SELECT ?c\nWHERE { ?c pc:basis code:basis-sttaed }", 3),
    ("ontology/shapes/x.ttl", "PREFIX sh: <http://www.w3.org/ns/shacl#>\nid:s sh:path\n    pc:asWriten .", 4),
    ("ontology/shapes/x.ttl", 'PREFIX sh: <http://www.w3.org/ns/shacl#>\nid:s sh:select """\nSELECT $this\n'
                              'WHERE { $this pc:asWriten ?x }""" .', 5),
])
def test_undeclared_terms_in_shapes_rules_and_questions_say_what_was_meant(tmp_path, name, text, line):
    for folder in ("data/registers", "ontology/shapes", "ontology/rules", "queries"):
        (tmp_path / folder).mkdir(parents=True)
    prefixes = ("PREFIX code: <https://w3id.org/public-commitments/code/> "
                "PREFIX id: <https://w3id.org/public-commitments/id/> "
                "PREFIX pc: <https://w3id.org/public-commitments/ontology#>\n")
    (tmp_path / name).write_text(prefixes + text, encoding="utf-8")
    vocabulary = [SourceFile(path, NamedNode("http://example.org/g"), tuple(turtle.read(path)))
                  for path in SHIPPED.vocabulary()]
    (finding,) = mentions.findings(RULES, Layout.at(tmp_path), vocabulary)
    assert (finding.code, finding.line) == ("V001", line)
    assert "did you mean" in finding.message


def test_what_is_shipped_names_only_declared_terms():
    vocabulary = [SourceFile(path, NamedNode("http://example.org/g"), tuple(turtle.read(path)))
                  for path in SHIPPED.vocabulary()]
    assert mentions.findings(RULES, SHIPPED, vocabulary) == []
