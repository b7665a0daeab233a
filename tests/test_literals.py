"""The lexical gate lets pass what XSD 1.1 allows and says in words what is wrong with the rest."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode

from kg.namespaces import RDF, XSD
from kg.text.literals import PATTERNS, RANGES, fault, fault_of

ILLEGAL = [
    ("１２", "integer", 'write "12"'),
    (" 12 ", "integer", 'write "12"'),
    ("1e3", "decimal", "looks like"),
    ("1．5", "decimal", 'write "1.5"'),
    ("1_000", "integer", 'write "1000"'),
    ("1,000", "integer", 'write "1000"'),
    ("1_0.5", "decimal", 'write "10.5"'),
    ("Infinity", "decimal", "looks like"),
    ("NaN", "decimal", "looks like"),
    ("TRUE", "boolean", 'write "true"'),
    ("yes", "boolean", 'write "true"'),
    ("2026-02-30", "date", "not a day of the calendar"),
    ("20260701", "date", 'write "2026-07-01"'),
    ("2026-W27-3", "date", "looks like"),
    ("2026-7-1", "date", 'write "2026-07-01"'),
    ("26", "gYear", "looks like"),
    ("２０２６", "gYear", 'write "2026"'),
    ("2026年", "gYear", 'write "2026"'),
    ("2026-13", "gYearMonth", "looks like"),
    ("2026年7月", "gYearMonth", 'write "2026-07"'),
    ("300", "byte", "out of the range of xsd:byte, -128 to 127"),
    ("-1", "nonNegativeInteger", "0 to …"),
    ("1.0", "integer", 'write "1"'),
    ("", "integer", "looks like"),
    ("", "decimal", "looks like"),
    ("not a uri", "anyURI", "looks like"),
    ("2026-07-01 08:00:00", "dateTime", 'write "2026-07-01T08:00:00"'),
    ("2026-07-01", "dateTime", 'write "2026-07-01T00:00:00"'),
    ("2026", "year", "did you mean gYear?"),
    ("1" * 5000, "integer", "5000 characters"),
    ("1e999999999", "decimal", "looks like"),
    ("8.8万", "decimal", "looks like"),
    ("1900-02-29", "date", "calendar"),
    ("--02-30", "gMonthDay", "calendar"),
    ("2026-07-01+15:00", "date", "looks like"),
    ("25:00:00", "time", "looks like"),
    ("24:00:01", "time", "looks like"),
    ("P", "duration", "looks like"),
    ("P1DT", "dayTimeDuration", "looks like"),
    ("P1D", "yearMonthDuration", "looks like"),
    ("2024-01-22T08:00:00", "dateTimeStamp", "looks like"),
    ("zh_CN", "language", 'write "zh-CN"'),
    ("abc", "base64Binary", "looks like"),
    ("QR==", "base64Binary", "looks like"),
    ("F", "hexBinary", "looks like"),
    ("a  b", "token", "looks like"),
    ("a\nb", "normalizedString", "\\u000A"),
    ("a\0b", "string", "\\u0000"),
    ("a:b", "NCName", "looks like"),
    ("1.5\n", "decimal", 'write "1.5"'),
    ("a:b", "QName", "use xsd:string"),
]
"""Lexical form, datatype, what the message holds."""

LEGAL = [
    ("0", "integer"), ("+5", "int"), ("-5", "negativeInteger"), ("9223372036854775807", "long"),
    ("255", "unsignedByte"), ("1.", "decimal"), (".5", "decimal"), ("-0.0", "decimal"), ("1.0E6", "double"),
    ("INF", "float"), ("NaN", "double"), ("1", "boolean"), ("2024-02-29", "date"), ("-0004-02-29", "date"),
    ("0000-01-01", "date"), ("12024-02-29Z", "date"), ("2000-02-29+14:00", "date"),
    ("2024-01-01T24:00:00", "dateTime"), ("2024-01-01T08:00:00.123456789-08:00", "dateTime"),
    ("--02-29", "gMonthDay"), ("---31", "gDay"), ("--12Z", "gMonth"), ("2024", "gYear"),
    ("2024-12", "gYearMonth"), ("P1Y", "duration"), ("-P1DT1.5S", "dayTimeDuration"),
    ("P0M", "yearMonthDuration"), ("PT36H", "duration"), ("", "string"), ("8.8万人\n", "string"), ("", "token"),
    ("a b", "token"), ("QQ==", "base64Binary"), ("QUE=", "base64Binary"), ("", "hexBinary"),
    ("http://中文/%41", "anyURI"), ("zh-Hant-TW", "language"), ("x:y", "Name"), ("新乡", "NCName"),
    ("2024-01-22T08:00:00Z", "dateTimeStamp"),
]


@pytest.mark.parametrize(("text", "datatype", "words"), ILLEGAL)
def test_an_illegal_form_is_told_with_what_to_write_in_both_languages(text, datatype, words):
    told = fault_of(text, XSD + datatype)
    assert told is not None
    assert words in told
    assert told.zh != told


@pytest.mark.parametrize(("text", "datatype"), LEGAL)
def test_a_legal_form_passes(text, datatype):
    assert fault_of(text, XSD + datatype) is None


@pytest.mark.parametrize("name", RANGES)
def test_an_integer_type_ends_exactly_at_its_bounds(name):
    for bound, step in zip(RANGES[name], (-1, 1), strict=True):
        if bound is not None:
            assert fault_of(str(bound), XSD + name) is None
            assert "out of the range" in fault_of(str(bound + step), XSD + name)


@pytest.mark.parametrize("name", PATTERNS)
def test_the_example_of_each_datatype_is_legal(name):
    assert fault_of(PATTERNS[name][1], XSD + name) is None


def test_terms_are_judged_by_their_datatype_and_foreign_datatypes_are_let_pass():
    assert fault(Literal("１２", datatype=NamedNode(XSD + "integer")))
    assert fault(Literal("88000", datatype=NamedNode(XSD + "decimal"))) is None
    assert fault(Literal("新乡", language="zh")) is None
    assert fault(Literal("a\0", language="zh"))
    assert fault(Literal("anything", datatype=NamedNode("https://example.org/type"))) is None
    assert fault(Literal("<b>", datatype=NamedNode(RDF + "XMLLiteral"))) is None
