"""Checking all bulletins of a project, in batches of neighbourhoods that several processes take in turn.

Each batch is checked with vocabulary and registers; memory is bounded by the size of a batch, as long as no
neighbourhood is larger.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from ..layout import Layout
from ..processes import pool
from ..shacl.engines import USUAL, Means
from . import neighbours, portions
from .portions import Entangled, Found, Setting

BATCH = 4_000_000
"""Bytes of Turtle in a batch: some hundred bulletins, a hundred thousand statements."""

NOBODY = Path()
Progress = Callable[[int, int], None]


class Plan(NamedTuple):
    """Batches of bulletins, those that registers name, and the latest day of issue."""

    batches: tuple[tuple[Path, ...], ...]
    support: tuple[Path, ...]
    date: str


def check_all(setting: Setting, progress: Progress, processes: int = 0) -> Iterator[Found]:
    """Check all bulletins and what they stand on; give what was found of each.

    Raises: Entangled if no part can be checked apart; else as `portions.check`.
    """
    layout, means = setting.layout, setting.means
    paths = layout.bulletins()
    size = sum(path.stat().st_size for path in paths)
    processes = processes or min(os.cpu_count() or 1, max(1, size // (BATCH // 4)))
    runs: Iterable[Iterable[Found]]
    with pool(processes) as run:
        made = plan(setting, chain.from_iterable(run(partial(_indexed, layout), _slices(paths))))
        tasks = [(batch, batch) for batch in made.batches] + [(made.support, (NOBODY,))]
        runs = run(partial(_checked, layout, means, made.date), tasks)
        done = 0
        for (batch, _), found in zip(tasks, runs, strict=True):
            yield from found
            done += len(batch)
            progress(min(done, len(paths)), len(paths))


def check_whole(setting: Setting) -> Iterator[Found]:
    """Check all in one piece."""
    paths = setting.layout.bulletins()
    yield from portions.check(setting, paths, (*paths, NOBODY), "")


def plan(setting: Setting, indexed: Iterable[tuple[Path, neighbours.Ties]]) -> Plan:
    """Sort bulletins into batches of whole neighbourhoods.

    Raises: Entangled if a bulletin says something of what all stand on, or two describe one thing.
    """
    bound = dict(indexed)
    said: set[int] = set()
    for each in bound.values():
        if not each.is_plain or said & each.says:
            raise Entangled
        said |= each.says
    named = {neighbours.number(str(triple.object)) for file in setting.registers for triple in file.triples}
    support = tuple(path for path, each in bound.items() if named & each.nodes)
    date = max((each.issued for each in bound.values()), default="")
    return Plan(tuple(_packed(_neighbourhoods(bound))), support, date)


def _neighbourhoods(bound: dict[Path, neighbours.Ties]) -> Iterator[list[Path]]:
    by_node: dict[int, list[Path]] = defaultdict(list)
    for path, each in bound.items():
        for node in each.nodes:
            by_node[node].append(path)
    seen: set[Path] = set()
    for start in bound:
        if start in seen:
            continue
        seen.add(start)
        found, waiting = [], [start]
        while waiting:
            path = waiting.pop()
            found.append(path)
            near = {other for node in bound[path].nodes for other in by_node[node]} - seen
            seen |= near
            waiting += near
        yield sorted(found)


def _packed(groups: Iterable[list[Path]]) -> Iterator[tuple[Path, ...]]:
    batch: list[Path] = []
    size = 0
    for group in groups:
        further = sum(path.stat().st_size for path in group)
        if batch and size + further > BATCH:
            yield tuple(batch)
            batch, size = [], 0
        batch += group
        size += further
    if batch:
        yield tuple(batch)


def _slices(paths: Sequence[Path]) -> list[Sequence[Path]]:
    return [paths[start:start + 50] for start in range(0, len(paths), 50)]


@lru_cache(maxsize=1)
def _setting(layout: Layout, means: Means = USUAL) -> Setting:
    return Setting(layout, means)


def _indexed(layout: Layout, paths: Sequence[Path]) -> list[tuple[Path, neighbours.Ties]]:
    setting = _setting(layout)
    return [(path, neighbours.ties(setting.read(path).triples, setting.ground)) for path in paths]


def _checked(layout: Layout, means: Means, date: str, task: tuple[Sequence[Path], Sequence[Path]]) -> list[Found]:
    paths, wanted = task
    return portions.check(_setting(layout, means), paths, wanted, date)
