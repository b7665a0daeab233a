"""How long an answer takes, next to what it is measured against: `python -m kg.benchmarks [ROUNDS]`.

Every round starts each command once, in turn, so that a busy moment of the machine touches all of them.
CPU is the user and system time of the child, wall the time from its start to its last byte; the table gives
the median of all rounds. The yardsticks are an empty Python process, and the same question through rdflib.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

from .layout import Layout

QUESTION = "exceeded-targets"
LEAST_ROUNDS = 5


class Time(NamedTuple):
    """Seconds of processor and of clock."""

    cpu: float
    wall: float


class Goal(NamedTuple):
    """What was measured, against what, and the number it must not exceed (or must reach)."""

    words: str
    value: float
    bound: float
    at_most: bool

    @property
    def met(self) -> bool:
        """Whether the measured number is on the right side of the bound."""
        return self.value <= self.bound if self.at_most else self.value >= self.bound


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


def main(arguments: list[str]) -> None:
    """Print one line per command, then one per goal."""
    if arguments == ["rdflib"]:
        print(ask_rdflib())
        return
    rounds = max(LEAST_ROUNDS, int(arguments[0])) if arguments else LEAST_ROUNDS
    times = medians(rounds)
    print(f"{f'median of {rounds} rounds':<40} {'CPU ms':>8} {'wall ms':>8}")
    for name, each in times.items():
        print(f"{name:<40} {each.cpu * 1000:>8.0f} {each.wall * 1000:>8.0f}")
    print()
    for goal in goals(times):
        sign, word = "≤" if goal.at_most else "≥", "met" if goal.met else "missed"
        print(f"{goal.words:<40} {goal.value:>8.2f} {sign} {goal.bound:g}: {word}")


if __name__ == "__main__":
    main(sys.argv[1:])
