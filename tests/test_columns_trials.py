"""Made-up queries, of those that `kg.trials` makes: columns answer them as Oxigraph does, and leave few to it."""

from __future__ import annotations

from collections import Counter

import pyoxigraph as ox
import pytest
from columns import by_columns, by_oxigraph, laid

from kg.columnstore.errors import Outside
from kg.columnstore.graph import ColumnGraph
from kg.peers.material import Material
from kg.text.sparql import with_prefixes
from kg.trials import queries
from kg.trials.samples import Samples


@pytest.fixture(scope="module")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Material:
    return Material.generated(2500, tmp_path_factory.mktemp("nation"))


@pytest.fixture(scope="module")
def store(nation: Material) -> ox.Store:
    held = ox.Store()
    held.bulk_load(path=str(nation.form("quads")), format=ox.RdfFormat.N_QUADS)
    return held


@pytest.fixture(scope="module")
def graph(store: ox.Store, tmp_path_factory: pytest.TempPathFactory) -> ColumnGraph:
    return laid(store, tmp_path_factory.mktemp("laid") / "columns")


@pytest.mark.parametrize(("seed", "count"), [(5, 40), pytest.param(6, 800, marks=pytest.mark.long)])
def test_made_up_queries_have_the_same_rows(nation: Material, store: ox.Store, graph: ColumnGraph, seed: int,
                                            count: int) -> None:
    samples, told = Samples(nation.form("statements")), Counter[str]()
    for number in range(count):
        for part, made in queries.trial(samples, seed, number).law.queries.items():
            text = with_prefixes(made)
            try:
                found = by_columns(graph, text)
            except Outside:
                told["left"] += 1
                continue
            assert (number, part, found.differs(by_oxigraph(store, text), text)) == (number, part, "")
            told["rows" if found.rows else "none"] += 1
    assert told["left"] < sum(told.values()) // 5
    assert told["rows"] > sum(told.values()) // 3
