"""Tables and statements as text, for programs and for eyes."""

from __future__ import annotations

import csv
import io
import json

import pyoxigraph as ox
import pytest

from kg.asking import layouts, rendering, typesetting
from kg.asking.questions import Question
from kg.asking.tables import Statements, Table
from kg.errors import UsageError
from kg.namespaces import ID, XSD

QUESTION = Question("q", """#+ title: {en: What?, zh: 什么？}
#+ columns:
#+   thing: {label: {en: thing, zh: 事物}, type: iri}
#+   name: {label: {en: name, zh: 名称}}
#+   n: {label: {en: number, zh: 数}, type: decimal, unit: CNY}
#+   ratio: {label: {en: of target, zh: 完成率}, type: decimal, format: percent}
#+   words: {label: {en: words, zh: 原文}, detail: true}
SELECT ?thing {}""", "q.rq")
LABELS = {ID + "a": "寄宿制小学", ID + "b": "Jobs"}


def decimal(text: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(XSD + "decimal"))


def table(*rows: tuple[object, ...]) -> Table:
    return Table(("thing", "name", "n", "ratio", "words"), rows, QUESTION)


TABLE = table(
    (ox.NamedNode(ID + "a"), ox.Literal("寄宿制小学", language="zh"), decimal("8"), decimal("1.375"),
     ox.Literal("超额完成")),
    (ox.NamedNode(ID + "b"), ox.Literal("Jobs", language="en"), decimal("1234567.5"), decimal("3.486"), None),
)


def test_csv_is_plain_and_reads_back():
    rows = list(csv.reader(io.StringIO(rendering.text(TABLE, "csv"))))
    assert rows[0] == ["thing", "name", "n", "ratio", "words"]
    assert rows[1] == [ID + "a", "寄宿制小学", "8", "1.375", "超额完成"]
    assert rows[2][4] == ""


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1"])
def test_csv_gives_spreadsheets_no_formula(text):
    [_, row] = csv.reader(io.StringIO(rendering.text(Table(("a",), ((ox.Literal(text),),)), "csv"), newline=""))
    assert row == ["'" + text]
    assert layouts.csv_value(decimal("-1")) == "-1"


@pytest.mark.parametrize("text", [
    'a,b', 'say "x"', "two\nlines", "a\rb", "\u2028", "\x00", "\x1f", "\\", "新", "</script>",
])
def test_every_format_keeps_every_character(text):
    whole = Table(("a,b", 'c"'), ((ox.Literal(text), ox.Literal(text, language="zh")),))
    found = json.loads(rendering.text(whole, "json"))["results"]["bindings"][0]
    plain = {"type": "literal", "value": text}
    assert found == {"a,b": plain, 'c"': plain | {"xml:lang": "zh"}}
    assert json.loads(rendering.text(whole, "jsonl")) == {"a,b": text, 'c"': text}
    assert list(csv.reader(io.StringIO(rendering.text(whole, "csv"), newline="")))[1] == [text] * 2


def test_json_is_the_w3c_form_and_reads_back_as_terms():
    solutions = ox.parse_query_results(rendering.text(TABLE, "json"), ox.QueryResultsFormat.JSON)
    assert [tuple(row) for row in solutions] == list(TABLE.rows)
    empty = ox.parse_query_results(rendering.text(Table(("a",), ()), "json"), ox.QueryResultsFormat.JSON)
    assert list(empty) == []
    assert json.loads(rendering.text(Table(("answer",), (), boolean=True), "json")) == {"head": {}, "boolean": True}


def test_tsv_is_the_w3c_form_and_reads_back_as_terms():
    solutions = ox.parse_query_results(rendering.text(TABLE, "tsv"), ox.QueryResultsFormat.TSV)
    assert [tuple(row) for row in solutions] == list(TABLE.rows)


def test_json_lines_keep_every_digit():
    long = decimal("12345678901234567.123456789012345678")
    assert rendering.text(Table(("a",), ((long,),)), "jsonl") == '{"a": 12345678901234567.123456789012345678}\n'
    assert rendering.text(Table(("a",), ((decimal("01"),), (None,))), "jsonl") == '{"a": "01"}\n{"a": null}\n'


def test_a_table_shows_labels_percentages_and_units_in_cells_of_the_right_width():
    text = typesetting.aligned(TABLE, "en", LABELS)
    assert text.splitlines() == [
        "name        number (CNY)  of target  words",
        "寄宿制小学             8    137.5 %  超额完成",
        "Jobs           1234567.5    348.6 %",
    ]
    assert "\u2009" not in text


def test_thin_spaces_between_thousands_are_for_terminals():
    assert "1\u2009234\u2009567.5" in typesetting.aligned(TABLE, "en", LABELS, 80, thin=True)
    year = ox.Literal("2023", datatype=ox.NamedNode(XSD + "integer"))
    assert typesetting.number(year, thin=True) == "2023"


@pytest.mark.parametrize("width", range(30, 60))
def test_a_table_fits_the_terminal_and_numbers_stay_whole(width):
    text = typesetting.aligned(TABLE, "en", LABELS, width, thin=True)
    assert max(typesetting.cells(line) for line in text.splitlines()) <= width
    hidden = typesetting.left_out(TABLE, "en", LABELS, width)
    assert ("1\u2009234\u2009567.5" in text) == ("n" not in hidden)
    assert ("348.6 %" in text) == ("ratio" not in hidden)


def test_details_go_first_where_room_is_short():
    assert typesetting.left_out(TABLE, "en", LABELS, 36) == ("words",)


@pytest.mark.parametrize(("ratio", "shown"), [
    ("1", "100 %"), ("1.375", "137.5 %"), ("1.057971", "105.8 %"), ("1.00004", "100.004 %"), ("0.999999", "99.9999 %"),
    ("3.4855", "348.55 %"), ("0", "0 %"), ("10", "1000 %"),
])
def test_a_ratio_is_shown_as_a_percentage_that_is_100_only_if_it_is(ratio, shown):
    assert typesetting.percent(decimal(ratio)) == shown


@pytest.mark.parametrize("text", ["\x1b[31mred", "a\u202eb", "a\u200bb", "a\x07", "a\u2028b", "\x9b31m"])
def test_no_character_of_the_data_steers_a_terminal(text):
    shown = typesetting.aligned(Table(("a",), ((ox.Literal(text),),)), "en", {})
    assert "\\u" in shown
    assert all(character.isprintable() or character == "\n" for character in shown)


def test_markdown_is_one_line_a_row():
    text = typesetting.markdown(Table(("a", "n"), ((ox.Literal("x|y\nz"), decimal("1")),)), "en", {})
    assert text == "| a | n |\n| --- | ---: |\n| x\\|y z | 1 |\n"


def test_statements_are_turtle_or_sorted_n_triples():
    triples = [ox.Triple(ox.NamedNode(ID + name), ox.NamedNode(ID + "p"), ox.Literal("x")) for name in "ba"]
    assert rendering.text(Statements(tuple(triples)), "nt").splitlines()[0].startswith(f"<{ID}a>")
    assert "id:a\n    id:p \"x\" ;\n." in rendering.text(Statements(tuple(triples)), "ttl")
    blank = Statements((ox.Triple(ox.BlankNode("b"), ox.NamedNode(ID + "p"), ox.Literal("x")),))
    assert "id:p" in str(blank)


@pytest.mark.parametrize(("answer", "form"), [(TABLE, "ttl"), (TABLE, "cvs"), (Statements(()), "csv")])
def test_a_format_that_does_not_fit_is_refused(answer, form):
    with pytest.raises(UsageError, match="cannot be written as") as caught:
        rendering.text(answer, form)
    assert caught.value.hint


def test_the_header_follows_the_language():
    assert typesetting.aligned(TABLE, "zh", LABELS).startswith("名称")
