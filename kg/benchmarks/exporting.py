"""How fast the graph is written, next to plain programs with pyoxigraph and rdflib that read and write the same files.

*From files to a file* is what a user types: each way is a process of its own, which reads all files of a generated
project, what was derived among them, and writes one file. *From a loaded graph* is the writing alone, in this process,
into memory: pyoxigraph dumps a store, rdflib serialises a dataset, kg writes lines that it keeps from a first export,
or triples as they were parsed. Only what kg writes is sorted, free of repeats between graphs, and literal for literal
what stands in the files.

All ways take turns in every round, so that a busy moment of the machine touches each; the median counts.
"""

from __future__ import annotations

import io
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ..layout import Layout
from . import timing
from .goals import LEAST_ROUNDS, Goal, report_goals
from .timing import Taken

if TYPE_CHECKING:
    from ..dataset.graph import Graph

TASKS = {"nquads": "export quads", "ntriples": "export"}
"""Formats, and what `others` calls the task of writing them."""
PLAIN = ("pyoxigraph", "rdflib")
OTHERS = (sys.executable, "-m", "kg.benchmarks.others")
KG = (str(Path(sys.executable).with_name("kg")),)
LEAST = {"pyoxigraph": 0.8, "rdflib": 10}
"""How many times as fast as each other way kg is to be."""


class Run(NamedTuple):
    """What a process took, and how many lines it wrote."""

    taken: Taken
    lines: int


Rates = dict[str, dict[str, float]]
"""Format → way → thousands of statements per second of processor."""


def make(triples: int, folder: Path) -> None:
    """Generate a project, what is derived included, unless it is there."""
    if not folder.exists():
        timing.done([*KG, "generate", "--triples", str(triples), "-q", "-o", str(folder)], folder.parent)
        timing.done([*KG, "derive", "-q"], folder)


def commands(folder: Path, format: str, out: Path) -> dict[str, list[str]]:
    """Give the command line of each way from the files of a project to one file."""
    kg = [*KG, "export", format, "-q", "-o", str(out)]
    return {"kg": kg, **{name: [*OTHERS, TASKS[format], name, str(folder), str(out)] for name in PLAIN}}


def whole(folder: Path, rounds: int) -> dict[str, dict[str, Run]]:
    """Let each way write each format of a project; give the medians by format and way.

    Raises: CalledProcessError if one fails.
    """
    found = {}
    with tempfile.TemporaryDirectory() as aside:
        for format in TASKS:
            out = Path(aside, "out")
            ways, lines = commands(folder, format, out), dict[str, int]()
            taken: dict[str, list[Taken]] = {name: [] for name in ways}
            for _ in range(rounds):
                for name, command in ways.items():
                    taken[name].append(timing.done(command, folder))
                    lines[name] = _lines(out)
            found[format] = {name: Run(timing.median(taken[name]), lines[name]) for name in ways}
    return found


def _lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(piece.count(b"\n") for piece in iter(lambda: file.read(1 << 20), b""))


def written(folder: Path, rounds: int) -> Rates:
    """Give the rates of writing alone, by format and way."""
    import rdflib
    from pyoxigraph import Quad, Store

    from ..dataset import rdflib_graph
    from ..dataset.graph import Graph

    graph = Graph.load(Layout.at(folder))
    dataset, merged, union = rdflib_graph.dataset(graph.files), Store(), rdflib.Graph()
    union += dataset.triples((None, None, None))
    merged.extend(Quad(each.subject, each.predicate, each.object) for each in graph.store)
    found = {}
    for format, store, other in (("nquads", graph.store, dataset), ("ntriples", merged, union)):
        ways = {**_ours(graph, format), **_theirs(format, store, other)}
        taken = [{name: _cpu(way) for name, way in ways.items()} for _ in range(rounds)]
        found[format] = {name: len(store) / statistics.median(each[name] for each in taken) / 1000 for name in ways}
    return found


def _ours(graph: Graph, format: str) -> dict[str, Callable[[], object]]:
    from ..exporting import exports, sources
    from ..exporting.content import Content

    kept = Content(sources.of(graph), keeps=True)
    exports.export(kept, format, io.BytesIO())
    return {"kg": lambda: exports.export(kept, format, io.BytesIO()),
            "kg, from triples": lambda: exports.export(graph.files, format, io.BytesIO())}


def _theirs(format: str, store: object, graph: object) -> dict[str, Callable[[], object]]:
    from pyoxigraph import DefaultGraph, RdfFormat, Store
    from rdflib import Graph

    assert isinstance(store, Store)
    assert isinstance(graph, Graph)
    if format == "nquads":
        return {"pyoxigraph": lambda: store.dump(io.BytesIO(), format=RdfFormat.N_QUADS),
                "rdflib": lambda: graph.serialize(format="nquads", encoding="utf-8")}
    return {"pyoxigraph": lambda: store.dump(io.BytesIO(), format=RdfFormat.N_TRIPLES, from_graph=DefaultGraph()),
            "rdflib": lambda: graph.serialize(format="nt", encoding="utf-8")}


def _cpu(way: Callable[[], object]) -> float:
    start = time.process_time()
    way()
    return time.process_time() - start


def goals(what: str, rates: Rates) -> tuple[Goal, ...]:
    """Compare how fast files are written as the project promises it."""
    return tuple(Goal(f"{what}, {format}: kg ÷ {name}", each["kg"] / each[name], least, at_most=False)
                 for format, each in rates.items() for name, least in LEAST.items())


def report(triples: int = 100_000, rounds: int = LEAST_ROUNDS, place: Path | None = None) -> None:
    """Print a line per format and way, from files and from a loaded graph, then the goals."""
    rounds = max(LEAST_ROUNDS, rounds)
    with tempfile.TemporaryDirectory() as temporary:
        folder = (place or Path(temporary)) / f"nation-{triples}"
        make(triples, folder)
        runs, writing = whole(folder, rounds), written(folder, rounds)
    print(f"{f'{rounds} rounds, medians':<40} {'1000/s':>8} {'statements':>11} {'CPU s':>8} {'wall s':>8} {'MB':>6}")
    rates: Rates = {format: {name: each.lines / each.taken.cpu / 1000 for name, each in ways.items()}
                    for format, ways in runs.items()}
    for format, ways in runs.items():
        for name, each in ways.items():
            print(f"{f'files to {format} by {name}':<40} {rates[format][name]:>8.0f} "
                  f"{each.lines:>11,} {each.taken.cpu:>8.2f} {each.taken.wall:>8.2f} {each.taken.memory:>6.0f}")
    for format, alone in writing.items():
        for name, rate in alone.items():
            print(f"{f'loaded to {format} by {name}':<40} {rate:>8.0f}")
    print()
    report_goals((*goals("files", rates), *goals("loaded", writing)))
