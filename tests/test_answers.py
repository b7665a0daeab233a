"""Every stored question: its stored answer, the same rows in two engines, no fault, every parameter with an effect.

To change an answer, a person runs `kg query NAME -f csv -o tests/answers/NAME.csv` and reads the difference.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib

from kg.asking import questions
from kg.asking.layouts import csv_value
from kg.asking.scopes import sort_keys
from kg.asking.tables import Table
from kg.asking.values import is_number
from kg.knowledge_graph import KnowledgeGraph
from kg.layout import Layout

ANSWERS = Path(__file__).parent / "answers"
ROOT = Path(__file__).parents[1]
QUESTIONS = [questions.load(path) for path in Layout.shipped().questions()]
TABLES = [question for question in QUESTIONS if "\nSELECT" in question.text]
TESTS = [(question, test) for question in QUESTIONS for test in question.head.tests]


def named(value: object) -> str:
    return value.name if isinstance(value, questions.Question) else ""


@pytest.fixture(scope="module")
def graphs(shipped: KnowledgeGraph) -> Callable[[Mapping[str, Any]], KnowledgeGraph]:
    """The graph that a test asks: the shipped one, or one read from the data that the test names."""

    @cache
    def of(folder: str) -> KnowledgeGraph:
        return KnowledgeGraph(Layout.shipped(), [ROOT / folder])

    return lambda test: of(test["data"]) if "data" in test else shipped


def comparable(term: ox.NamedNode | ox.Literal | None) -> object:
    """A cell as it counts: numbers as numbers, all else as the text in a CSV file."""
    return Decimal(term.value) if is_number(term) else csv_value(term)


def from_rdflib(term: rdflib.term.Identifier | None) -> ox.NamedNode | ox.Literal | None:
    if term is None or isinstance(term, rdflib.URIRef):
        return None if term is None else ox.NamedNode(str(term))
    assert isinstance(term, rdflib.Literal), f"an answer holds no blank nodes: {term!r}"
    if term.language:
        return ox.Literal(str(term), language=term.language)
    return ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype))) if term.datatype else ox.Literal(str(term))


def rows(table: Table) -> list[list[object]]:
    return [[comparable(term) for term in row] for row in table.rows]


def test_there_are_questions():
    assert len(QUESTIONS) >= 30


@pytest.mark.parametrize("question", TABLES, ids=named)
def test_a_question_gives_its_stored_answer(question, shipped):
    path = ANSWERS / f"{question.name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        header, *stored = list(csv.reader(file))
    table = shipped.query(question.name)

    def as_stored(text: str, term: object) -> object:
        return Decimal(text) if is_number(term) and text else text

    assert list(table.columns) == header
    assert len(table) == len(stored)
    for row, expected in zip(table.rows, stored, strict=True):
        assert [comparable(term) for term in row] == [
            as_stored(text, term) for text, term in zip(expected, row, strict=True)]


def test_every_stored_answer_has_its_question():
    assert {path.stem for path in ANSWERS.glob("*.csv")} == {question.name for question in TABLES}


@pytest.mark.parametrize("question", TABLES, ids=named)
def test_rdflib_gives_the_same_rows(question, shipped):
    answer = shipped.graph.query(question.text)
    found = [[comparable(from_rdflib(term)) for term in row] for row in answer]
    assert [str(name) for name in answer.vars] == list(shipped.query(question.name).columns)
    assert found == rows(shipped.query(question.name))


@pytest.mark.parametrize("question", QUESTIONS, ids=named)
def test_a_question_has_no_fault(question):
    assert questions.lint(question) == ()


@pytest.mark.parametrize("question", TABLES, ids=named)
def test_the_order_is_total(question, shipped):
    table = shipped.query(question.name)
    keys = [key for key in sort_keys(question.body) if key in table.columns]
    values = [tuple(row[table.columns.index(key)] for key in keys) for row in table.rows]
    assert len(set(values)) == len(values)


@pytest.mark.parametrize("question", TABLES, ids=named)
def test_cells_are_of_the_declared_types(question, shipped):
    table = shipped.query(question.name)
    for index, name in enumerate(table.columns):
        kind = table.column(name).type
        for term in (row[index] for row in table.rows if row[index] is not None):
            if kind in ("iri", "thing"):
                assert isinstance(term, ox.NamedNode), name
            elif kind in ("decimal", "integer", "year", "date", "boolean"):
                allowed = {"year": ("integer",), "decimal": ("decimal", "integer")}.get(kind, (kind,))
                assert isinstance(term, ox.Literal), name
                assert term.datatype.value.partition("#")[2] in allowed, name
            elif kind == "string":
                assert isinstance(term, ox.Literal), name
                assert not is_number(term), name


@pytest.mark.parametrize("question", [question for question in QUESTIONS if question.parameters], ids=named)
def test_every_parameter_changes_the_rows(question, graphs):
    for name in question.parameters:
        changed = [test for test in question.head.tests if name in test.get("with", {})]
        assert changed, f"no test sets {name}"
        assert any(rows(graphs(test).query(question.name, **test["with"])) != rows(graphs(test).query(question.name))
                   for test in changed), name


@pytest.mark.parametrize(("question", "test"), TESTS, ids=named)
def test_an_expectation_holds(question, test, graphs):
    values, graph = test.get("with", {}), graphs(test)
    table = graph.query(question.name, **values)
    expected = test.get("expect", {})
    if "rows" in expected:
        assert len(table) == expected["rows"]
    if expected.get("empty"):
        assert len(table) == 0
    found = [{name: csv_value(term) for name, term in zip(table.columns, row, strict=True)} for row in table.rows]
    for wanted in expected.get("contains", []):
        assert any(all(same(row[name], value) for name, value in wanted.items()) for row in found), wanted
    bound = graph.graph.query(graph.bound(question.name, values))
    assert [[comparable(from_rdflib(term)) for term in row] for row in bound] == rows(table)


def same(cell: str, value: object) -> bool:
    """Whether a cell is what an expectation says: numbers as numbers, IRIs also by their last segment."""
    if isinstance(value, bool):
        return cell == str(value).lower()
    if isinstance(value, int | float) and cell:
        return Decimal(cell) == Decimal(str(value))
    return cell == ("" if value is None else str(value)) or cell.endswith("/" + str(value).rpartition(":")[2])
