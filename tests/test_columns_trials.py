"""Made-up queries, of those that `kg.trials` makes: columns answer them as Oxigraph does, and leave few to it."""

from __future__ import annotations

from collections import Counter

import pyoxigraph as ox
import pytest
from columns import by_columns, by_oxigraph, laid

from kg.columnstore.errors import Outside
from kg.columnstore.graph import ColumnGraph
from kg.generation.numbers import Dice
from kg.peers.material import Material
from kg.text.sparql import with_prefixes
from kg.trials import queries
from kg.trials.patterns import Pattern
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


def calculations(samples: Samples, seed: str) -> list[str]:
    """Make up queries that calculate with any two variables: days less days, counts of what errs, sums of texts."""
    dice = Dice(seed)
    pattern = Pattern(samples, dice)
    names = [each.name for each in pattern.variables]
    days = [each.name for each in pattern.variables if each.kind == "date"]
    one, other, key = dice.pick(days or names), dice.pick(days or names), dice.pick(names)
    value = dice.pick((f"{one} {dice.pick('+-*/')} {other}", f"1 / ({one} - {other})", f"-{one}", f"YEAR({one})",
                       f"xsd:decimal({one})", f"{one} && {other}", f"STRLEN({one})"))
    group = " ".join(pattern.parts)
    return [f'SELECT {key} {{ {group} FILTER (COALESCE(STR({value}), "none") != "none") }}',
            f"SELECT {one} (({value}) AS ?made) {{ {group} }}",
            f"SELECT {key} (COUNT({dice.pick(('', 'DISTINCT '))}{value}) AS ?count) {{ {group} }} GROUP BY {key}",
            f"SELECT {key} ({dice.pick(('SUM', 'AVG', 'MIN', 'MAX'))}({value}) AS ?made) {{ {group} }} GROUP BY {key}"]


def test_calculations_with_anything_have_the_same_rows(nation: Material, store: ox.Store, graph: ColumnGraph) -> None:
    samples, told = Samples(nation.form("statements")), Counter[str]()
    for number in range(120):
        for made in calculations(samples, f"2/{number}"):
            text = with_prefixes(made)
            try:
                found = by_columns(graph, text)
            except Outside as outside:
                told[outside.reason] += 1
                continue
            assert (text, found.differs(by_oxigraph(store, text), text)) == (text, "")
            told["answered"] += 1
    assert told["answered"] > 150
    assert told["arithmetic of days"] > 0
    assert told["COUNT of an expression that errs"] > 0
