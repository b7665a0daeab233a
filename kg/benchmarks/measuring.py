"""Measuring: all ways of a task in turns, so that a busy moment of the machine touches each of them.

Five rounds are usual. Whoever takes longer than a minute, other than ours, is measured once; whoever does not end
within the limit is not measured again, and the ledger says so. What is in the ledger already is not measured again
either.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from ..errors import UsageError
from ..messages import say
from ..peers.conversation import Conversation
from ..peers.engines import PEERS
from . import sameness, timing
from .ledger import Entry, Ledger
from .stage import Stage
from .timing import INTERRUPTED, Taken
from .ways import OURS, Way

LONG = 60.0
"""Seconds: another way that takes longer is measured once."""


class Terms(NamedTuple):
    """How many rounds, how many seconds a way may take, how many all questions to an engine in memory may."""

    rounds: int = 5
    limit: float = 600.0
    budget: float = 1800.0


def measure(stage: Stage, ways: Iterable[Way], ledger: Ledger, terms: Terms, tell: Callable[[str], None]) -> None:
    """Measure each way as often as is wanted; tell what was measured.

    Raises: UsageError if ours is not among the ways and was not measured before.
    """
    for _, group in groupby(ways, key=lambda way: way.task):
        possible = [way for way in group if _can(stage, way, ledger)]
        _need_ours(stage, possible, ledger)
        for number in range(terms.rounds):
            for way in possible:
                if len(ledger.entries(stage.triples, way.task, way.peer)) <= number and _again(stage, way, ledger):
                    entry = _measured(stage, way, terms.limit)
                    ledger.add(entry)
                    tell(told(entry))


def _need_ours(stage: Stage, ways: Sequence[Way], ledger: Ledger) -> None:
    for way in ways[:1]:
        if way.peer != OURS and not ledger.entries(stage.triples, way.task, OURS):
            raise UsageError(say("{task} was not measured for ours, with which the others are compared",
                                 "{task} 尚未测量本项目自身的结果，无从比较", task=way.task),
                             hint=say("measure --peers kg first", "请先测量 --peers kg"))


def told(entry: Entry) -> str:
    """Say in a line what was measured."""
    return (f"{entry.size:>10} {entry.task:<36} {entry.peer:<12}{entry.cpu:>9.2f} CPU s{entry.wall:>9.2f} s"
            f"{entry.memory:>7.0f} MB  {entry.note}")


def _can(stage: Stage, way: Way, ledger: Ledger) -> bool:
    reason = way.reason_against()
    if reason and not ledger.entries(stage.triples, way.task, way.peer):
        ledger.note(**{f"without {way.peer}": reason})
    return not reason


def _again(stage: Stage, way: Way, ledger: Ledger) -> bool:
    before = ledger.entries(stage.triples, way.task, way.peer)
    return not before or way.peer == OURS or _is_quick(before)


def _measured(stage: Stage, way: Way, limit: float) -> Entry:
    """Run a way once, and compare what it gave with what ours gave first."""
    stage.clear()
    with stage.server() if way.needs_server else nullcontext("") as server:
        call, printed, noise = way.call(stage, server), stage.folder / "printed", stage.folder / "noise"
        taken = timing.run(call.words, call.folder, limit, given=call.given, output=printed, noise=noise)
        if way.needs_server and taken.code == 0:
            sameness.count_at(server, printed)
    if not stage.made.exists():
        printed.rename(stage.made)
    note = _fault(taken, limit) or _kept(stage, way.task, way.peer, way.compare)
    stage.clear()
    return Entry(stage.triples, way.task, way.peer, taken.cpu, taken.wall, taken.memory, note)


def _fault(taken: Taken, limit: float) -> str:
    if taken.code == INTERRUPTED and taken.wall >= limit:
        return f"not within {limit:g} s"
    return f"failed: {taken.complaint}" if taken.code else ""


def _kept(stage: Stage, task: str, peer: str, compare: sameness.Comparison) -> str:
    """Keep what ours gave; say how what another gave differs from it."""
    home = _home(stage, task)
    if peer == OURS:
        if compare is not sameness.nothing and not home.exists():
            home.parent.mkdir(exist_ok=True)
            shutil.move(stage.made, home)
        return ""
    return _unlike(stage, task, stage.made, compare)


def _home(stage: Stage, task: str) -> Path:
    return stage.folder / "answers" / task.replace(" ", "-")


def _unlike(stage: Stage, task: str, other: Path, compare: sameness.Comparison) -> str:
    home = _home(stage, task)
    if compare is sameness.nothing:
        return ""
    if not home.exists():
        return "uncompared: ours gave nothing"
    try:
        differing = compare(home, other)
    except SyntaxError as error:
        return f"wrong: {error.msg}"
    return f"wrong: {differing} differ" if differing else ""


def ask_in_memory(stage: Stage, engines: Sequence[str], asked: Mapping[str, str], ledger: Ledger, terms: Terms,
                  tell: Callable[[str], None]) -> None:
    """Ask engines in memory all questions, each by one process a round."""
    for number in range(terms.rounds):
        for name in engines:
            left = [task for task in asked if len(ledger.entries(stage.triples, task, name)) <= number
                    and (number == 0 or _is_quick(ledger.entries(stage.triples, task, name)))]
            if left and not PEERS[name].reason_against():
                _asked(stage, name, {task: asked[task] for task in left}, ledger, terms, tell)


def _is_quick(before: Sequence[Entry]) -> bool:
    return before[0].wall <= LONG and not before[0].note


def _asked(stage: Stage, name: str, asked: dict[str, str], ledger: Ledger, terms: Terms,
           tell: Callable[[str], None]) -> None:
    spent = 0.0
    with Conversation(PEERS[name], stage.material, loading=terms.limit) as engine:
        for task, text in asked.items():
            if spent > terms.budget:
                entry = Entry(stage.triples, task, name, 0, 0, 0, f"not asked: {terms.budget:g} s were spent on others")
            else:
                answer = engine.ask(text, terms.limit)
                loaded = engine.loaded
                note = answer.error or _unlike(stage, task, engine.place, sameness.rows)
                entry = Entry(stage.triples, task, name, loaded.cpu + answer.cpu, loaded.wall + answer.wall,
                              max(loaded.memory, answer.memory), note, loaded.cpu)
                spent += answer.wall
            ledger.add(entry)
            tell(told(entry))
