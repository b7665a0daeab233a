"""Queries of every kind, over a graph with whatever may go wrong: columns answer what Oxigraph answers.

`examples/columns/queries.tsv` lists them, each with its number of rows; `outside.tsv` lists queries that columns leave
to Oxigraph, each with the reason they give.
"""

from __future__ import annotations

import csv
import io
import json
import re

import pyoxigraph as ox
import pytest
from columns import EXAMPLES, PREFIXES, by_columns, by_oxigraph, example, laid

from kg.asking import layouts
from kg.columnstore.answering import answered
from kg.columnstore.errors import Outside
from kg.messages import in_language
from kg.namespaces import XSD


def listed(name):
    with (EXAMPLES / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


QUERIES = listed("queries.tsv")


@pytest.fixture(scope="module")
def store():
    return example()


@pytest.fixture(scope="module")
def graph(store, tmp_path_factory):
    return laid(store, tmp_path_factory.mktemp("laid") / "columns")


@pytest.mark.parametrize("row", QUERIES, ids=lambda row: f"{row['topic']}: {row['query']}")
def test_columns_answer_what_oxigraph_answers(store, graph, row):
    text = PREFIXES + row["query"]
    found = by_columns(graph, text)
    assert found.differs(by_oxigraph(store, text), text) == ""
    assert int(row["rows"]) == (len(found.rows) if found.boolean is None else found.boolean)


@pytest.mark.parametrize("form", layouts.LAYOUTS)
@pytest.mark.parametrize("topic", dict.fromkeys(row["topic"] for row in QUERIES))
def test_rows_written_by_the_column_are_those_written_one_by_one(graph, topic, form):
    for row in QUERIES:
        if row["topic"] == topic:
            answer = answered(graph, PREFIXES + row["query"])
            layout = layouts.LAYOUTS[form](answer.names)
            assert b"".join(answer.written(layout)).decode() == "".join(layouts.written(layout, list(answer)))


def test_what_is_written_reads_back(graph):
    answer = answered(graph, PREFIXES + "SELECT ?s ?o { ?s ?p ?o } ORDER BY STR(?s)")
    texts = {form: b"".join(answer.written(layouts.LAYOUTS[form](answer.names))).decode() for form in layouts.LAYOUTS}
    assert [row[1].value for row in answer] == [
        row["o"]["value"] for row in json.loads(texts["json"])["results"]["bindings"]]
    assert [row[1].value for row in answer] == [
        row[1].removeprefix("'") for row in csv.reader(io.StringIO(texts["csv"], newline=""))][1:]
    assert [json.loads(line).keys() for line in texts["jsonl"].splitlines()] == [{"s", "o"}] * len(answer)


@pytest.mark.parametrize("test", ["CONTAINS", "STRSTARTS", "STRENDS"])
def test_a_graph_without_texts_finds_those_that_are_made(tmp_path, test):
    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode("x:a"), ox.NamedNode("x:p"), ox.NamedNode("x:b")))
    text = f'SELECT ({test}(CONCAT("b", "b"), "b") AS ?x) ({test}("abb"@en, "b") AS ?y) {{ ?s ?p ?o }}'
    found = by_columns(laid(store, tmp_path / "columns"), text)
    assert found.differs(by_oxigraph(store, text), text) == ""
    assert found.rows[0][0] == f'"true"^^<{XSD}boolean>'


@pytest.mark.parametrize("row", listed("outside.tsv"), ids=lambda row: row["reason"])
def test_the_rest_is_left_to_oxigraph_with_a_reason(graph, row):
    with pytest.raises(Outside) as caught:
        answered(graph, PREFIXES + row["query"])
    assert row["reason"] in caught.value.reason
    assert in_language(caught.value.reason, "zh") != ""


def test_the_list_reaches_every_function():
    from kg.columnstore.functions import FORMS, FUNCTIONS

    asked = " ".join(row["query"] for row in QUERIES).replace("xsd:", XSD).upper()
    called = {name for name in FUNCTIONS.keys() | FORMS.keys() if _is_called(name.strip("<>").upper(), asked)}
    assert (FUNCTIONS.keys() | FORMS.keys()) - called <= {"negate", "plus", "URI", "ISURI"}


def _is_called(name: str, asked: str) -> bool:
    """Whether queries call a function of a name, or use a sign."""
    return name in asked if not name[-1:].isalnum() else bool(re.search(re.escape(name) + r">?\s*\(", asked))


def test_two_layouts_of_one_answer_may_be_written_in_turn(graph):
    answer = answered(graph, PREFIXES + "SELECT ?s ?o { ?s ?p ?o } ORDER BY STR(?s)")
    alone = [b"".join(answer.written(layout(answer.names))) for layout in (layouts.csv, layouts.tsv)]
    turns = zip(answer.written(layouts.csv(answer.names)), answer.written(layouts.tsv(answer.names)), strict=True)
    assert [b"".join(parts) for parts in zip(*turns, strict=True)] == alone
