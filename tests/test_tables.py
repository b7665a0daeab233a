"""Tables: Python values, frames with real types, what is told about columns."""

from __future__ import annotations

import builtins
from datetime import date
from decimal import Decimal

import pandas
import pyoxigraph as ox
import pytest

from kg.asking.questions import Question
from kg.asking.tables import Statements, Table, ask, check
from kg.asking.values import value
from kg.errors import QueryError, UsageError
from kg.namespaces import XSD

HEAD = """#+ title: {en: What?, zh: 什么？}
#+ columns:
#+   a: {label: {en: number, zh: 数}, type: decimal, unit: CNY, required: true}
SELECT ?a {}"""


def literal(text: str, kind: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(XSD + kind))


TABLE = Table(
    ("thing", "n", "d", "x", "day", "is", "text", "mixed", "nothing"),
    (
        (ox.NamedNode("http://example.org/a"), literal("1", "integer"), literal("1.10", "decimal"),
         literal("1e3", "double"), literal("2024-01-22", "date"), literal("true", "boolean"),
         ox.Literal("新乡", language="zh"), literal("1", "integer"), None),
        (ox.NamedNode("http://example.org/b"), None, None, None, None, None, None, ox.Literal("x"), None),
    ),
)


def test_rows_give_python_values_by_attribute_name_and_position():
    first, second = TABLE
    assert (first.n, first["d"], first[3]) == (1, Decimal("1.10"), 1000.0)
    assert (first.day, first["is"], first.text, first.thing) == (date(2024, 1, 22), True, "新乡", "http://example.org/a")
    assert tuple(second)[1:7] == (None,) * 6
    assert first.as_dict()["n"] == 1
    assert len(TABLE) == 2
    assert TABLE[1] == second
    with pytest.raises(AttributeError, match="no column 'm'; there are thing, n"):
        _ = first.m


@pytest.mark.parametrize(("text", "kind"), [("x", "integer"), ("2024-02-30", "date"), ("1.2.3", "decimal")])
def test_an_ill_typed_literal_stays_text(text, kind):
    assert value(literal(text, kind)) == text


def test_a_frame_has_real_types():
    frame = TABLE.to_pandas()
    assert {name: str(kind) for name, kind in frame.dtypes.items()} == {
        "thing": "string", "n": "Int64", "d": "float64", "x": "float64", "day": "datetime64[ns]", "is": "boolean",
        "text": "string", "mixed": "string", "nothing": "string"}
    assert frame["n"].isna().tolist() == [False, True]
    assert frame["day"][0] == pandas.Timestamp("2024-01-22")


def test_an_empty_frame_keeps_the_declared_types():
    assert str(Table(("a",), (), Question("q", HEAD, "q.rq")).to_pandas().dtypes["a"]) == "float64"


def test_without_pandas_one_is_told_what_to_install(monkeypatch):
    real = builtins.__import__

    def fail(name: str, *arguments: object, **options: object) -> object:
        if name == "pandas":
            raise ImportError(name)
        return real(name, *arguments, **options)

    monkeypatch.setattr(builtins, "__import__", fail)
    with pytest.raises(UsageError, match="pandas is not installed"):
        TABLE.to_pandas()


def test_columns_know_label_and_unit():
    table = Table(("a", "b"), (), Question("q", HEAD, "q.rq"))
    assert (table.label("a"), table.label("a", "zh"), table.unit("a")) == ("number", "数", "CNY")
    assert (table.label("b"), table.unit("b")) == ("b", None)


def test_a_required_cell_that_is_missing_is_an_error():
    with pytest.raises(QueryError, match="row 1 has no a"):
        check(Table(("a",), ((None,),), Question("q", HEAD, "q.rq")))


def test_asking_gives_tables_truth_values_and_statements():
    store = ox.Store()
    store.load("<http://example.org/a> <http://example.org/p> 1 .", format=ox.RdfFormat.TURTLE)
    assert ask(store, "SELECT ?o { ?s ?p ?o }")[0].o == 1
    answer = ask(store, "PREFIX x: <http://x/> ASK { ?s ?p ?o }")
    assert (answer.boolean, answer[0].answer) == (True, True)
    statements = ask(store, "CONSTRUCT WHERE { ?s ?p ?o }")
    assert isinstance(statements, Statements)
    assert '"1"' in str(statements)


def test_a_notebook_shows_a_table_without_running_what_is_in_it():
    table = Table(("a",), ((ox.Literal("<script>"),),), Question("q", HEAD, "q.rq"))
    assert "<script>" not in table._repr_html_()
    assert "<caption>What?</caption>" in table._repr_html_()
