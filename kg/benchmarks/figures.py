"""What the measured times come to: medians, ratios to ours, and how each way grows with the size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from . import timing
from .ledger import QUESTIONS, Entry, Ledger
from .timing import Taken
from .ways import OURS

GROWTH = 1.1
"""The power of the size with which loading, deriving and validating may grow at most."""

DEMANDED = ("load", "derive", "validate")
SECONDS, MEGABYTES = 1.0, 1000.0
"""What a stored question may take of us at any size: seconds on the clock from a cold process, and megabytes."""
REMARKS = ("wrong", "uncompared")
"""What a note begins with that says something of an answer, not that there is none."""
OURS_ALONE = ("build",)
"""Tasks that only ours does."""


class Cold(NamedTuple):
    """All stored questions as we answered them at a size: how many, the slowest one, and the largest one."""

    questions: int
    slowest: tuple[float, str]
    largest: tuple[float, str]

    @property
    def met(self) -> bool:
        """Whether each kept to what it may take."""
        return self.slowest[0] <= SECONDS and self.largest[0] <= MEGABYTES


class Figure(NamedTuple):
    """The median of a way at a size, in how many rounds, how many times ours, and what is wrong with it."""

    taken: Taken | None
    rounds: int
    ratio: float | None
    note: str


def figure(ledger: Ledger, size: int, task: str, peer: str) -> Figure | None:
    """Give the figure of a way, or None if it was never tried."""
    found = ledger.entries(size, task, peer)
    if not found:
        return None
    note = next((each.note for each in found if each.note), "")
    if note and not note.startswith(REMARKS):
        return Figure(None, len(found), None, note)
    taken, ours = _median(found), ledger.entries(size, task, OURS)
    ratio = taken.cpu / max(_median(ours).cpu, 1e-3) if ours and not note.startswith("uncompared") else None
    return Figure(taken, len(found), ratio, note)


def _median(found: Sequence[Entry]) -> Taken:
    return timing.median([each.taken for each in found])


def line(ledger: Ledger, task: str, peer: str) -> list[tuple[int, float]]:
    """Give the CPU seconds of a way at each size where it did the task rightly."""
    found = ((size, figure(ledger, size, task, peer)) for size in ledger.sizes())
    return [(size, each.taken.cpu) for size, each in found if each and each.taken and not each.note]


def exponent(points: Sequence[tuple[int, float]]) -> float | None:
    """Give the power of the size with which a line grows, or None for less than two points."""
    if len(points) < 2:
        return None
    sizes, seconds = zip(*points, strict=True)
    return timing.exponent(sizes, seconds)


def slowest_question(ledger: Ledger, peer: str) -> list[tuple[int, float]]:
    """Give the CPU seconds of the slowest question at each size at which all questions were answered rightly."""
    tasks = [task for task in ledger.tasks() if task.startswith(QUESTIONS)]
    found = []
    for size in ledger.sizes():
        figures = [figure(ledger, size, task, peer) for task in tasks]
        whole = [each.taken.cpu for each in figures if each and each.taken and not each.note]
        if whole and len(whole) == len(tasks):
            found.append((size, max(whole)))
    return found


def cold(ledger: Ledger, size: int) -> Cold | None:
    """Give what our questions took at a size by clock and memory, or None unless all that were asked have an answer."""
    found = {task.removeprefix(QUESTIONS): figure(ledger, size, task, OURS)
             for task in ledger.tasks() if task.startswith(QUESTIONS)}
    taken = {name: each.taken for name, each in found.items() if each and each.taken}
    if not taken or len(taken) < len(found):
        return None
    return Cold(len(taken), max((each.wall, name) for name, each in taken.items()),
                max((each.memory, name) for name, each in taken.items()))


class Carried(NamedTuple):
    """What a task of ours would take at a size that was not run, and the powers by which that was calculated."""

    cpu: float
    cpu_power: float
    memory: float
    memory_power: float


def carried(ledger: Ledger, task: str, size: int) -> Carried | None:
    """Carry on to a size the growth of a task of ours between the two largest that were measured, or None if there are
    no two."""
    found = [(each, figure(ledger, each, task, OURS)) for each in ledger.sizes()]
    taken = [(each, found.taken) for each, found in found if found and found.taken][-2:]
    cpu = exponent([(each, one.cpu) for each, one in taken])
    memory = exponent([(each, one.memory) for each, one in taken])
    if cpu is None or memory is None:
        return None
    last, one = taken[-1]
    return Carried(one.cpu * (size / last) ** cpu, cpu, one.memory * (size / last) ** memory, memory)


def growth(ledger: Ledger) -> Iterator[tuple[str, dict[str, float]]]:
    """Give the exponent of each task and of the slowest question, by who does it."""
    for task in ledger.tasks():
        if not task.startswith(QUESTIONS):
            found = {peer: exponent(line(ledger, task, peer)) for peer in ledger.peers()}
            yield task, {peer: power for peer, power in found.items() if power is not None}
    found = {peer: exponent(slowest_question(ledger, peer)) for peer in ledger.peers()}
    yield "slowest question", {peer: power for peer, power in found.items() if power is not None}
