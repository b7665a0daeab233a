"""What a person types becomes a term of the declared type, or a clear refusal."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pyoxigraph as ox
import pytest

from kg.asking.parameters import Parameter, terms
from kg.errors import UsageError
from kg.namespaces import CODE, XSD


def resolve(text: str, parameter: Parameter) -> ox.NamedNode:
    return ox.NamedNode(f"http://example.org/{parameter.class_}/{text}")


def term(value: object, **settings: object) -> object:
    return terms(Parameter("p", **settings), value, resolve)


def typed(text: str, name: str) -> tuple[ox.Literal]:
    return (ox.Literal(text, datatype=ox.NamedNode(XSD + name)),)


@pytest.mark.parametrize(("kind", "value", "expected"), [
    ("string", "新乡 \"x\" } #", (ox.Literal("新乡 \"x\" } #"),)),
    ("string", "", (ox.Literal(""),)),
    ("integer", "12", typed("12", "integer")),
    ("integer", -3, typed("-3", "integer")),
    ("decimal", "1.2", typed("1.2", "decimal")),
    ("decimal", 1, typed("1", "decimal")),
    ("decimal", Decimal("0.50"), typed("0.50", "decimal")),
    ("boolean", True, typed("true", "boolean")),
    ("boolean", "false", typed("false", "boolean")),
    ("date", "2024-01-22", typed("2024-01-22", "date")),
    ("date", datetime.date(2024, 1, 22), typed("2024-01-22", "date")),
    ("date", datetime.datetime(2024, 1, 22), typed("2024-01-22", "date")),
    ("year", 2023, typed("2023", "integer")),
    ("lang", "zh", (ox.Literal("zh"),)),
    ("iri", "a", (ox.NamedNode("http://example.org/None/a"),)),
])
def test_a_value_becomes_a_term(kind, value, expected):
    assert term(value, type=kind) == expected


@pytest.mark.parametrize(("kind", "value"), [
    ("integer", "1.5"), ("integer", "x"), ("integer", ""), ("integer", "1 1"), ("integer", "٣"), ("integer", "9" * 19),
    ("integer", "1\n"), ("decimal", "1e3"), ("decimal", "1,2"), ("decimal", "."), ("decimal", "NaN"),
    ("boolean", "yes"), ("date", "2024-02-30"), ("date", "22.1.2024"), ("date", "2024-01-22Z"), ("year", "23"),
    ("year", "20233"), ("lang", "fr"),
])
def test_what_is_not_of_the_type_is_refused(kind, value):
    with pytest.raises(UsageError) as caught:
        term(value, type=kind)
    assert caught.value.exit_code == 2
    assert "p " in caught.value.message


@pytest.mark.parametrize("value", ["\\u0022", "a\\", "a\nb", "\x00", "\x1b[31m", "\x7f", "\x85", "\ud800"])
@pytest.mark.parametrize("kind", ["string", "iri", "enum", "integer"])
def test_backslashes_and_control_characters_are_refused(kind, value):
    with pytest.raises(UsageError, match="backslashes or control"):
        term(value, type=kind, values={value: value})


def test_a_percentage_is_told_how_to_be_written():
    with pytest.raises(UsageError) as caught:
        term("120%", type="decimal")
    assert caught.value.hint == "120% is written 1.2"
    assert caught.value.hint.zh == "120% 写作 1.2"


def test_limits_are_kept():
    assert term("1", type="integer", min="1", max="3") == typed("1", "integer")
    for value, words in (("0", "at least 1"), ("10", "at most 3")):
        with pytest.raises(UsageError, match=words):
            term(value, type="integer", min="1", max="3")
    with pytest.raises(UsageError, match="at least 2023-01-01"):
        term("2022-12-31", type="date", min="2023-01-01")
    with pytest.raises(UsageError, match="match"):
        term("4107", type="string", pattern="[0-9]{6}")


def test_a_choice_is_made_by_name_or_by_meaning():
    choices = {"exceeded": "code:verdict-exceeded", "plain": "plain"}
    verdict = (ox.NamedNode(CODE + "verdict-exceeded"),)
    assert term("exceeded", type="enum", values=choices) == verdict
    assert term("code:verdict-exceeded", type="enum", values=choices) == verdict
    assert term("plain", type="enum", values=choices) == (ox.Literal("plain"),)
    with pytest.raises(UsageError) as caught:
        term("exceded", type="enum", values=choices)
    assert caught.value.hint == "did you mean exceeded?"


def test_several_values_need_a_parameter_that_takes_them():
    assert len(term(["1", 2], type="integer", many=True)) == 2
    for wrong in (["1", "2"], []):
        with pytest.raises(UsageError, match="one value"):
            term(wrong, type="integer")


def test_every_refusal_has_its_chinese():
    with pytest.raises(UsageError) as caught:
        term("x", type="year")
    assert caught.value.message.zh == "p 应为：年份，例如 2023；现为“x”"
