"""Columns on disk: they hold what the store holds, find every term, follow every change, and tell of every flaw."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyoxigraph as ox
import pytest
from columns import by_columns, by_oxigraph, example, laid, of_store, quads, statements

from kg.columnstore.arrays import NONE
from kg.columnstore.changing import change
from kg.columnstore.errors import Outside
from kg.columnstore.graph import ColumnGraph
from kg.columnstore.numbering import numbered
from kg.columnstore.shelf import BLOCK, Damaged
from kg.columnstore.values import LANGUAGE_STRING, Form, form_of, value_of
from kg.namespaces import XSD

EX = "http://example.org/"
ALL = "SELECT ?s ?p ?o { ?s ?p ?o }"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("laid") / "columns"
    laid(example(), folder)
    return folder


@pytest.fixture(scope="module")
def graph(home: Path) -> ColumnGraph:
    return ColumnGraph(home)


def test_every_statement_is_there_as_often_as_graphs_make_it(graph: ColumnGraph) -> None:
    assert statements(graph) == of_store(example())
    assert statements(graph)[f"{EX}a {EX}part {EX}b ('iri', '')"] == 2
    assert by_columns(graph, ALL).differs(by_oxigraph(example(), ALL), ALL) == ""


def test_every_term_is_found_and_no_other(graph: ColumnGraph) -> None:
    words = graph.dictionary
    forms = [words.form(code) for code in range(words.size)]
    assert len(set(forms)) == len(forms)
    for code, form in enumerate(forms):
        try:
            assert form_of(value_of(form)) == form
        except Outside:
            continue  # no query can name it
        assert words.find(form) == code
    for form in (Form(EX + "nothing", "iri"), Form("77", XSD + "integer"), Form("8", XSD + "byte"),
                 Form("8.25", XSD + "decimal"), Form("alpha", LANGUAGE_STRING, "zh"), Form("zzz", XSD + "string"),
                 Form("9" * 19, XSD + "integer")):
        assert words.find(form) == NONE


@pytest.mark.parametrize("predicate", ["value", "label", "note", "day", "is"])
def test_terms_are_numbered_in_the_order_of_oxigraph(graph: ColumnGraph, predicate: str) -> None:
    text = f"SELECT DISTINCT ?o {{ ?s <{EX}{predicate}> ?o }} ORDER BY ?o LANG(?o)"
    relation = graph.relation(EX + predicate, back=True)
    assert relation is not None
    found = [form(graph.dictionary.form(code)) for code in relation.holders() if code < graph.dictionary.odd]
    ordered = [row[0] for row in by_oxigraph(example(), text).rows if row[0] in found]
    equal = [f'"8"^^<{XSD}{name}>' for name in ("decimal", "integer")]
    assert [term for term in found if term not in equal] == [term for term in ordered if term not in equal]
    assert len(ordered) == len(found) > 1


def form(term: Form) -> str:
    if term.language:
        return f'{ox.Literal(term.text, language=term.language)}'
    return str(ox.Literal(term.text, datatype=ox.NamedNode(term.datatype)))


def made_up(dice: random.Random) -> ox.Quad:
    node = ox.NamedNode(f"{EX}{dice.randint(0, 30)}")
    values = [ox.Literal(dice.randint(-20, 20)), ox.Literal(str(dice.randint(0, 30))), node,
              ox.Literal("新" * dice.randint(0, 4), language=dice.choice(["en", "zh"])),
              ox.Literal(f"{dice.randint(0, 9)}.{dice.randint(0, 9)}", datatype=ox.NamedNode(XSD + "decimal")),
              ox.Literal(dice.choice([0.5, 2.5, float("inf")]))]
    return ox.Quad(ox.NamedNode(f"{EX}{dice.randint(0, 30)}"), ox.NamedNode(f"{EX}p{dice.randint(0, 5)}"),
                   dice.choice(values), ox.NamedNode(f"{EX}g{dice.randint(0, 3)}"))


def versions(dice: random.Random, count: int) -> Iterator[tuple[ox.Store, ox.Store, ox.Store]]:
    """Give graphs that change: what goes, what comes, and what is there then."""
    held: set[ox.Quad] = set()
    for _ in range(count):
        gone = set(dice.sample(sorted(held, key=str), dice.randint(0, len(held) // 2)))
        come = {made_up(dice) for _ in range(dice.randint(0, 60))} - (held - gone)
        held = held - gone | come
        stores = [ox.Store(), ox.Store(), ox.Store()]
        for store, content in zip(stores, (gone, come, held), strict=True):
            store.bulk_extend(content)
        yield stores[0], stores[1], stores[2]


@pytest.mark.parametrize("seed", range(4))
def test_changed_columns_are_those_that_would_be_laid_anew(tmp_path: Path, seed: int) -> None:
    old = laid(ox.Store(), tmp_path / "0")
    for number, (gone, come, held) in enumerate(versions(random.Random(seed), 12), 1):
        change(old, tmp_path / str(number), numbered([quads(gone, tmp_path / "gone.nq")]),
               numbered([quads(come, tmp_path / "come.nq")]))
        old, anew = ColumnGraph(tmp_path / str(number)), laid(held, tmp_path / f"{number}-anew")
        assert statements(old) == statements(anew)
        assert content(old) == content(anew)
    assert sum(statements(old).values()) > 20


def content(graph: ColumnGraph) -> tuple[object, ...]:
    """All that is kept of terms."""
    words, every = graph.dictionary, np.arange(graph.dictionary.size, dtype=np.int32)
    ranks = words.ranks()
    return (words.starts, [words.form(code) for code in every], words.marks_of(every).tolist(),
            ranks if ranks is None else ranks.tolist())


def test_what_is_not_there_cannot_go(tmp_path: Path) -> None:
    old = laid(example(), tmp_path / "old")
    strange = ox.Store()
    strange.add(made_up(random.Random(1)))
    with pytest.raises(ValueError, match="not there"):
        change(old, tmp_path / "new", numbered([quads(strange, tmp_path / "gone.nq")]),
               numbered([quads(ox.Store(), tmp_path / "come.nq")]))


def test_texts_longer_than_a_block_are_read_whole(tmp_path: Path) -> None:
    store = ox.Store()
    for number, length in enumerate((3, BLOCK - 1, 1, 3 * BLOCK, 0, 5)):
        store.add(ox.Quad(ox.NamedNode(f"{EX}{number}"), ox.NamedNode(EX + "p"), ox.Literal(str(number) * length)))
    text = "SELECT ?o { ?s ?p ?o } ORDER BY ?s"
    assert by_columns(laid(store, tmp_path / "columns"), text).differs(by_oxigraph(store, text), text) == ""


def test_an_empty_graph_is_one(tmp_path: Path) -> None:
    graph = laid(ox.Store(), tmp_path / "columns")
    assert by_columns(graph, ALL).rows == []
    assert by_columns(graph, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").rows == [
        ('"0"^^<http://www.w3.org/2001/XMLSchema#integer>',)]


@pytest.mark.parametrize("name", ["arrays", "terms"])
def test_a_bit_that_was_flipped_is_told(home: Path, tmp_path: Path, name: str) -> None:
    data = (home / name).read_bytes()
    told: Counter[str] = Counter()
    for place in range(0, len(data), 101):
        folder = tmp_path / str(place)
        shutil.copytree(home, folder)
        (folder / name).write_bytes(data[:place] + bytes([data[place] ^ 4]) + data[place + 1:])
        try:
            found = by_columns(ColumnGraph(folder), ALL)
        except Damaged as damage:
            told[str(damage)] += 1
        else:  # between two arrays, where nothing lies
            assert found == by_columns(ColumnGraph(home), ALL)
    assert told[name] > sum(told.values()) // 2
    assert set(told) == {name}
