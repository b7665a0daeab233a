"""The graphs to push, as lines: kept while they are few, read anew each time where they are many.

So memory does not grow with the dataset: a graph is read to compare it, to send it and to prove it, one after another.
"""

from __future__ import annotations

from collections.abc import Iterable

from . import statements
from .statements import Named

MOST_KEPT = 32 << 20
"""Bytes of lines that are kept between two readings."""


class Ours:
    """What is here, by the names of graphs."""

    def __init__(self, graphs: Iterable[Named], most_kept: int = MOST_KEPT) -> None:
        self._parts: dict[str, list[Named]] = {}
        for graph in graphs:
            self._parts.setdefault(graph.graph.value, []).append(graph)
        self._kept: dict[str, frozenset[bytes]] = {}
        self._left = most_kept

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all graphs, also of those that say nothing."""
        return tuple(self._parts)

    def lines(self, name: str) -> frozenset[bytes]:
        """Give the lines of a graph; none if there is no such graph."""
        if name in self._kept:
            return self._kept[name]
        parts = self._parts.get(name, ())
        found = frozenset[bytes]().union(*(statements.lines(name, each.triples) for each in parts))
        size = sum(map(len, found))
        if size <= self._left:
            self._kept[name] = found
            self._left -= size
        return found
