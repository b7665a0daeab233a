"""Which bulletins are derived from together, and which have to be derived from again.

Rules lead from one bulletin to another only by a thing that both name or a matter of which both speak
(`rechecking.neighbours`), so whole neighbourhoods can be derived from apart. One thing is known of all bulletins
together: which day of issue is the latest, by which a rule tells what is due.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from .inputs import Entry

BATCH = 120_000
"""Statements that are derived from at once; a neighbourhood with more is a batch of its own."""

FEW = 0.2
"""The share of all bulletins up to which a store is changed and not made anew."""


def is_separable(entries: Iterable[Entry]) -> bool:
    """Tell whether bulletins say nothing of what all stand on, and no two describe one thing without naming it."""
    return all(entry.is_plain for entry in entries)


def latest(entries: Iterable[Entry]) -> str:
    """Give the latest day of issue."""
    return max((entry.issued for entry in entries), default="")


def batches(entries: Mapping[str, Entry]) -> Iterator[tuple[str, ...]]:
    """Sort bulletins into batches of whole neighbourhoods."""
    return packed(neighbourhoods(entries), {path: entry.triples for path, entry in entries.items()})


def packed(groups: Iterable[Sequence[str]], sizes: Mapping[str, int]) -> Iterator[tuple[str, ...]]:
    """Sort groups of bulletins, of so many statements each, into batches."""
    batch: list[str] = []
    size = 0
    for group in groups:
        further = sum(sizes[path] for path in group)
        if batch and size + further > BATCH:
            yield tuple(batch)
            batch, size = [], 0
        batch += group
        size += further
    if batch:
        yield tuple(batch)


def neighbourhoods(entries: Mapping[str, Entry]) -> Iterator[list[str]]:
    """Find the bulletins that bear on each other, each bulletin once."""
    by_node = _by_node([entries])
    seen: set[str] = set()
    for start in sorted(entries):
        if start not in seen:
            found = _reach([start], [entries], by_node)
            seen |= found
            yield sorted(found)


def affected(old: Mapping[str, Entry], new: Mapping[str, Entry]) -> set[str]:
    """Name the bulletins from which something else may be derived than before: changed ones and all they bear on."""
    changed = {path for path in old.keys() | new.keys()
               if path not in old or path not in new or old[path].digest != new[path].digest}
    before, after = sorted((latest(old.values()), latest(new.values())))
    if before != after:
        changed |= {path for path, entry in new.items() if any(_turns(end, before, after) for end in entry.ends)}
    return _reach(sorted(changed), [old, new], _by_node([old, new]))


def _turns(end: str, before: str, after: str) -> bool:
    """Tell whether a period that ends then is due at one day and not at the other; of a nameless one nobody knows."""
    return before <= end < after or not end[:1].isdigit()


def _by_node(states: Sequence[Mapping[str, Entry]]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for entries in states:
        for path, entry in entries.items():
            for node in entry.nodes:
                found[node].append(path)
    return found


def _reach(starts: Iterable[str], states: Sequence[Mapping[str, Entry]], by_node: Mapping[int, list[str]]) -> set[str]:
    found, waiting = set(starts), list(starts)
    while waiting:
        path = waiting.pop()
        nodes = {node for entries in states if path in entries for node in entries[path].nodes}
        near = {other for node in nodes for other in by_node[node]} - found
        found |= near
        waiting += near
    return found
