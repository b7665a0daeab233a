"""How fast files are written, next to what pyoxigraph and rdflib write.

All start from a loaded graph of generated bulletins and end in bytes. Only kg's are sorted.
"""

from __future__ import annotations

import io
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from ..layout import Layout
from .goals import LEAST_ROUNDS, Goal, report_goals


def written(rounds: int, triples: int) -> dict[str, dict[str, float]]:
    """Give thousands of statements per second of processor for each format and writer; the best of all rounds."""
    import rdflib
    from pyoxigraph import DefaultGraph, Quad, RdfFormat, Store

    from .. import generation
    from ..dataset import rdflib_graph
    from ..dataset.graph import Graph
    from ..exporting import exports

    with tempfile.TemporaryDirectory() as folder:
        generation.generate(generation.bulletins_for(triples), 1, Path(folder) / "project")
        graph = Graph.load(Layout.at(Path(folder) / "project"))
        files, dataset = graph.files, rdflib_graph.dataset(graph.files)
    merged, plain, union = Store(), DefaultGraph(), rdflib.Graph()
    union += dataset.triples((None, None, None))
    merged.extend(Quad(*each.triple) for each in graph.store)
    ways: dict[str, dict[str, Callable[[], object]]] = {
        "nquads": {"kg": lambda: exports.export(files, "nquads", io.BytesIO()),
                   "pyoxigraph": lambda: graph.store.dump(io.BytesIO(), format=RdfFormat.N_QUADS),
                   "rdflib": lambda: dataset.serialize(format="nquads", encoding="utf-8")},
        "ntriples": {"kg": lambda: exports.export(files, "ntriples", io.BytesIO()),
                     "pyoxigraph": lambda: merged.dump(io.BytesIO(), format=RdfFormat.N_TRIPLES, from_graph=plain),
                     "rdflib": lambda: union.serialize(format="nt", encoding="utf-8")},
    }
    sizes = {"nquads": len(graph.store), "ntriples": len(merged)}
    return {format: _rates(sizes[format], each, rounds) for format, each in ways.items()}


def _rates(size: int, ways: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Let all ways take turns, so that a busy moment of the machine touches each; take the best of each."""
    taken = [{name: _cpu(way) for name, way in ways.items()} for _ in range(rounds)]
    return {name: size / min(each[name] for each in taken) / 1000 for name in ways}


def _cpu(way: Callable[[], object]) -> float:
    start = time.process_time()
    way()
    return time.process_time() - start


def goals(rates: dict[str, dict[str, float]]) -> tuple[Goal, ...]:
    """Compare how fast files are written as the project promises it."""
    return tuple(Goal(f"{format}: kg ÷ {other}", each["kg"] / each[other], bound, at_most=False)
                 for format, each in rates.items() for other, bound in (("pyoxigraph", 0.8), ("rdflib", 10)))


def report(triples: int, rounds: int) -> None:
    """Print how fast each writes each format, then the goals."""
    rounds = max(LEAST_ROUNDS, rounds)
    rates = written(rounds, triples)
    print(f"{f'best of {rounds} rounds':<40} {'1000/s':>8}")
    for format, each in rates.items():
        for name, rate in each.items():
            print(f"{f'{format} by {name}':<40} {rate:>8.0f}")
    print()
    report_goals(goals(rates))
