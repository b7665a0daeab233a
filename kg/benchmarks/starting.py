"""How long the first answer takes on the shipped graph, next to an empty Python process and to rdflib.

Every round starts each command once, in turn, so that a busy moment of the machine touches all of them; the median
counts.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from ..layout import Layout
from . import timing
from .goals import LEAST_ROUNDS, Goal, report_goals
from .timing import Taken

QUESTION = "exceeded-targets"
RDFLIB = "from kg.benchmarks.starting import ask_rdflib; print(ask_rdflib())"


def commands() -> dict[str, list[str]]:
    """Give what is measured: a name and a command line each."""
    kg = str(Path(sys.executable).with_name("kg"))
    return {
        "python -c pass": [sys.executable, "-c", "pass"],
        f"kg query {QUESTION} -f json": [kg, "query", QUESTION, "-f", "json"],
        f"{QUESTION} through rdflib": [sys.executable, "-c", RDFLIB],
        "kg validate": [kg, "validate"],
    }


def output(command: list[str]) -> bytes:
    """Run a command and give what it prints.

    Raises: CalledProcessError if it fails.
    """
    return subprocess.run(command, check=True, capture_output=True).stdout


def medians(rounds: int) -> dict[str, Taken]:
    """Measure every command in every round; give the median of each.

    Raises: CalledProcessError if one fails: what did nothing is not fast.
    """
    taken: dict[str, list[Taken]] = {name: [] for name in commands()}
    for _ in range(rounds):
        for name, command in commands().items():
            taken[name].append(timing.done(command, Path.cwd()))
    return {name: timing.median(times) for name, times in taken.items()}


def goals(times: dict[str, Taken]) -> tuple[Goal, ...]:
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


def report(rounds: int) -> None:
    """Print a line per command, then the goals."""
    rounds = max(LEAST_ROUNDS, rounds)
    times = medians(rounds)
    print(f"{f'median of {rounds} rounds':<40} {'CPU ms':>8} {'wall ms':>8}")
    for name, each in times.items():
        print(f"{name:<40} {each.cpu * 1000:>8.0f} {each.wall * 1000:>8.0f}")
    print()
    report_goals(goals(times))
