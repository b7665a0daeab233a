"""How long an answer takes, next to what it is measured against: `python -m kg.benchmarks [ROUNDS]`.

`python -m kg.benchmarks export` compares the writing of files with what pyoxigraph and rdflib write;
`python -m kg.benchmarks revalidation [N]` checks N generated bulletins, again after one changed, and all anew;
`python -m kg.benchmarks store [N …]` builds graphs of about N triples on disk and asks each stored question of them.

Every round starts each command once, in turn, so that a busy moment of the machine touches all of them.
CPU is the user and system time of the child, wall the time from its start to its last byte; the table gives
the median of all rounds. The yardsticks are an empty Python process, and the same question through rdflib.
"""

from __future__ import annotations

import io
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from ..layout import Layout
from .goals import Goal, report_goals

QUESTION = "exceeded-targets"
LEAST_ROUNDS = 5


class Time(NamedTuple):
    """Seconds of processor and of clock."""

    cpu: float
    wall: float


def commands() -> dict[str, list[str]]:
    """Give what is measured: a name and a command line each."""
    kg = str(Path(sys.executable).with_name("kg"))
    return {
        "python -c pass": [sys.executable, "-c", "pass"],
        f"kg query {QUESTION} -f json": [kg, "query", QUESTION, "-f", "json"],
        f"{QUESTION} through rdflib": [sys.executable, "-m", "kg.benchmarks", "rdflib"],
        "kg validate": [kg, "validate"],
    }


def output(command: list[str]) -> bytes:
    """Run a command and give what it prints.

    Raises: CalledProcessError if it fails.
    """
    return subprocess.run(command, check=True, capture_output=True).stdout


def measure(command: list[str]) -> Time:
    """Run a command once, its output kept in memory.

    Raises: CalledProcessError if it fails.
    """
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    output(command)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return Time(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall)


def medians(rounds: int) -> dict[str, Time]:
    """Measure every command in every round; give the median of each."""
    taken: dict[str, list[Time]] = {name: [] for name in commands()}
    for _ in range(rounds):
        for name, command in commands().items():
            taken[name].append(measure(command))
    return {
        name: Time(statistics.median(each.cpu for each in times), statistics.median(each.wall for each in times))
        for name, times in taken.items()
    }


def goals(times: dict[str, Time]) -> tuple[Goal, ...]:
    """Compare the medians as the project promises it."""
    bare, kg, rdflib, validate = times.values()
    return (
        Goal("CPU of kg ÷ CPU of a bare start", kg.cpu / bare.cpu, 6, at_most=True),
        Goal("CPU of rdflib ÷ CPU of kg", rdflib.cpu / kg.cpu, 5, at_most=False),
        Goal("wall seconds of kg validate", validate.wall, 2, at_most=True),
    )


def ask_rdflib() -> str:
    """Answer the question with rdflib alone: the same files, the same SPARQL text, as JSON."""
    from rdflib import Graph

    layout = Layout.shipped()
    derived = (layout.derived_of(path) for path in layout.bulletins())
    graph = Graph()
    for path in (*layout.vocabulary(), *layout.registers(), *layout.bulletins(), *derived):
        graph.parse(path, format="turtle")
    answer = graph.query((layout.queries / f"{QUESTION}.rq").read_text(encoding="utf-8"))
    return (answer.serialize(format="json") or b"").decode("utf-8")


def written(rounds: int, triples: int = 100_000) -> dict[str, dict[str, float]]:
    """Give thousands of statements per second of processor for each format and writer; the best of all rounds.

    All start from a loaded graph of generated bulletins and end in bytes. Only kg's are sorted.
    """
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


def export_goals(rates: dict[str, dict[str, float]]) -> tuple[Goal, ...]:
    """Compare how fast files are written as the project promises it."""
    return tuple(Goal(f"{format}: kg ÷ {other}", each["kg"] / each[other], bound, at_most=False)
                 for format, each in rates.items() for other, bound in (("pyoxigraph", 0.8), ("rdflib", 10)))


def report_export(rounds: int) -> None:
    """Print a line per format and writer, then the goals."""
    rates = written(rounds)
    print(f"{f'best of {rounds} rounds':<40} {'1000/s':>8}")
    for format, each in rates.items():
        for name, rate in each.items():
            print(f"{f'{format} by {name}':<40} {rate:>8.0f}")
    print()
    report_goals(export_goals(rates))


def main(arguments: list[str]) -> None:
    """Print one line per command, then one per goal."""
    if arguments == ["rdflib"]:
        print(ask_rdflib())
        return
    if arguments[:1] == ["export"]:
        report_export(max(LEAST_ROUNDS, *map(int, arguments[1:])) if arguments[1:] else LEAST_ROUNDS)
        return
    if arguments[:1] == ["revalidation"]:
        from . import rechecking

        rechecking.report(int(arguments[1]) if arguments[1:] else 1000)
        return
    if arguments[:1] == ["store"]:
        from . import storing

        storing.report([int(size) for size in arguments[1:]] or [100_000])
        return
    rounds = max(LEAST_ROUNDS, int(arguments[0])) if arguments else LEAST_ROUNDS
    times = medians(rounds)
    print(f"{f'median of {rounds} rounds':<40} {'CPU ms':>8} {'wall ms':>8}")
    for name, each in times.items():
        print(f"{name:<40} {each.cpu * 1000:>8.0f} {each.wall * 1000:>8.0f}")
    print()
    report_goals(goals(times))
