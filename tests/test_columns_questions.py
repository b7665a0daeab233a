"""Every stored question is one for columns, and they answer it as Oxigraph does: the same rows, in every format."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from kg.asking import labels, rendering
from kg.asking.tables import Table, ask
from kg.cli import main
from kg.dataset.disk import COLUMNS, OXIGRAPH, Disk
from kg.dataset.graph import Graph
from kg.errors import QueryError, UsageError
from kg.knowledge_graph import KnowledgeGraph
from kg.layout import Layout
from kg.peers.material import Material
from kg.trials.questions import cases

NAMES = [path.stem for path in Layout.shipped().questions()]
OFTEN_EMPTY = {"policy-origins", "scope-drift", "money-per-unit"}
"""Questions about what generated bulletins do not say."""


class Both(NamedTuple):
    """A graph on disk, asked in both ways and in a language."""

    material: Material

    def graphs(self, lang: str = "en") -> Iterator[KnowledgeGraph]:
        for engine in (COLUMNS, OXIGRAPH):
            yield KnowledgeGraph(Layout.shipped(), lang=lang, store=self.material.form("store"), engine=engine)


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Both:
    return Both(Material.of(Layout.shipped(), tmp_path_factory.mktemp("shipped")))


@pytest.fixture(scope="module")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Both:
    return Both(Material.generated(100_000, tmp_path_factory.mktemp("nation")))


def compare(both: Both, name: str, lang: str) -> int:
    """Compare what is written of a question in every format; give the number of rows."""
    ours, theirs = (graph.query(name) for graph in both.graphs(lang))
    assert ours.laid is not None
    assert theirs.laid is None
    assert list(ours.rows) == list(theirs.rows)
    texts = [[_text(graph, table, form, lang) for form in rendering.TABLE_FORMATS]
             for graph, table in zip(both.graphs(lang), (ours, theirs), strict=True)]
    assert texts[0] == texts[1]
    return len(ours)


def _text(graph: KnowledgeGraph, table: Table, form: str, lang: str) -> str:
    if form not in ("md", "table"):
        return b"".join(rendering.parts(table, form)).decode()
    return rendering.text(table, form, lang=lang, labels=labels.in_table(graph.source, table, lang))


def test_the_names_of_many_things_are_asked_in_queries_that_columns_take(shipped: Both) -> None:
    """Long IRIs fill a query sooner than short ones."""
    ours, _ = shipped.graphs("en")
    things = [f"https://example.org/{number:04}/{'x' * 200}" for number in range(3000)]
    known = "https://w3id.org/public-commitments/id/place-410700"
    assert labels.of(ours.source, [*things, known], "zh") == {known: "新乡市"}


@pytest.mark.parametrize("name", NAMES)
def test_columns_answer_a_question_of_the_shipped_graph(shipped: Both, name: str) -> None:
    for lang in ("en", "zh"):
        compare(shipped, name, lang)


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
def test_columns_answer_a_question_of_a_nation(nation: Both, name: str) -> None:
    rows = compare(nation, name, "en")
    assert rows > 0 or name in OFTEN_EMPTY


@pytest.mark.parametrize("data", ["shipped", pytest.param("nation", marks=pytest.mark.long)])
def test_columns_answer_questions_with_the_values_of_their_tests(request: pytest.FixtureRequest, data: str) -> None:
    both: Both = request.getfixturevalue(data)
    ours, theirs = both.graphs()
    asked = 0
    for case in cases(both.material):
        found, expected = ours.sparql(case.text), theirs.sparql(case.text)
        assert isinstance(found, Table)
        assert isinstance(expected, Table)
        assert (case.name, list(found.rows)) == (case.name, list(expected.rows))
        asked += "+" in case.name
    assert asked > len(NAMES) // 2


def test_pages_of_an_answer_are_parts_of_it(shipped: Both) -> None:
    ours, theirs = both = tuple(shipped.graphs())
    whole = list(theirs.query("evidence").rows)
    assert len(whole) > 20
    for graph in both:
        assert list(graph.query("evidence", limit=7, offset=9).rows) == whole[9:16]
    assert ours.query("evidence", limit=7).laid is not None


@pytest.mark.parametrize(("words", "code", "told"), [
    (["places"], 0, "answered from columns"),
    (["places", "--by", "columns"], 0, "answered from columns"),
    (["places", "--by", "oxigraph"], 0, "answered by Oxigraph, as asked"),
    (["places", "--by", "sqlite"], 2, "--by"),
])
def test_one_chooses_who_answers_and_sees_who_did(shipped: Both, capsys: pytest.CaptureFixture[str], words: list[str],
                                                  code: int, told: str) -> None:
    store = str(shipped.material.form("store"))
    assert main(["query", *words, "--store", store, "-v"]) == code
    assert told in capsys.readouterr().err
    assert main(["query", *words, "--store", store]) == code
    assert "answered" not in capsys.readouterr().err


@pytest.mark.parametrize("words", [["find", "培训"], ["show", "Xinxiang"], ["show", "Xinxiang", "-f", "ttl"]])
def test_searches_and_cards_tell_who_answered(shipped: Both, capsys: pytest.CaptureFixture[str],
                                              words: list[str]) -> None:
    store = str(shipped.material.form("store"))
    for engine, told in (("auto", "answered from columns"), ("oxigraph", "answered by Oxigraph, as asked")):
        assert main([*words, "--store", store, "--by", engine, "-v"]) == 0
        assert told in capsys.readouterr().err
    assert main([*words, "--store", store, "-v"]) == 0
    assert ("not for columns: \"CONSTRUCT\"" in capsys.readouterr().err) == ("ttl" in words)
    assert main([*words, "--store", store]) == 0
    assert "answered" not in capsys.readouterr().err


def test_who_answers_is_told_within_limits_too(shipped: Both) -> None:
    words = ["query", "places", "--store", str(shipped.material.form("store")), "--timeout", "60", "-v"]
    done = subprocess.run([sys.executable, "-m", "kg", *words], capture_output=True, text=True, check=True)
    assert "answered from columns" in done.stderr


def test_what_columns_leave_is_answered_with_a_reason(shipped: Both, capsys: pytest.CaptureFixture[str]) -> None:
    store = str(shipped.material.form("store"))
    words = ["sparql", "SELECT ?c { ?c a owl:Class FILTER REGEX(STR(?c), 'Target$') }", "--store", store, "-v"]
    assert main([*words, "--lang", "zh"]) == 0
    told = capsys.readouterr()
    assert told.out.splitlines()[1:] == ["https://w3id.org/public-commitments/ontology#Target"]
    assert "由 Oxigraph 回答；不适于列引擎：函数 REGEX" in told.err
    assert main([*words, "--by", "columns"]) == 4
    assert "not for columns: the function REGEX" in capsys.readouterr().err


def test_choosing_needs_a_graph_on_disk() -> None:
    assert main(["query", "places", "--by", "columns"]) == 2
    with pytest.raises(UsageError, match="no engine"):
        Disk(Path(), "column")


def test_the_folder_of_the_shipped_graph_names_its_columns(shipped: Both) -> None:
    store: Path = shipped.material.form("store")
    assert {path.name for path in (store / "columns-1").iterdir()} == {"index.json", "arrays", "terms"}


def test_a_query_is_put_to_columns_once(shipped: Both, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    laid = Disk.laid
    monkeypatch.setattr(Disk, "laid", lambda disk, text: asked.append(text) or laid(disk, text))
    graph = Graph.opened(Layout.shipped(), shipped.material.form("store"))
    for text in ("ASK { ?s ?p ?o }", 'ASK { ?s ?p ?o FILTER REGEX(STR(?s), "x") }', "CONSTRUCT WHERE { ?s ?p ?o }"):
        ask(graph, text, most=10**6)
    assert len(asked) == 3


def test_no_query_of_a_graph_on_disk_reaches_another_machine(shipped: Both) -> None:
    graph = Graph.opened(Layout.shipped(), shipped.material.form("store"))
    with socket.create_server(("127.0.0.1", 0)) as other:
        other.settimeout(0.2)
        address = f"http://127.0.0.1:{other.getsockname()[1]}/"
        for put in (graph.query, graph.answer, lambda text: ask(graph, text)):
            with pytest.raises(QueryError, match="SERVICE is refused"):
                put(f"ASK {{ SERVICE <{address}> {{ ?a ?b ?c }} }}")
        with pytest.raises(TimeoutError):
            other.accept()
