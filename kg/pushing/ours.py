"""The graphs to push, as lines: kept while they are few, read anew each time where they are many.

So memory does not grow with the dataset: a graph is read to compare it, to send it and to prove it, one after another.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from ..text.lines import NamedGraph, pieces
from ..text.sorting import NONE, Lines
from . import statements

MOST_KEPT = 32 << 20
"""Bytes of lines that are kept between two readings."""


class Ours:
    """What is here, by the names of graphs."""

    def __init__(self, graphs: Iterable[NamedGraph], most_kept: int = MOST_KEPT) -> None:
        self._parts: dict[str, list[NamedGraph]] = {}
        for graph in graphs:
            self._parts.setdefault(graph.graph.value, []).append(graph)
        self._kept: dict[str, Lines] = {}
        self._left = most_kept
        self._last = ("", NONE)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all graphs, also of those that say nothing."""
        return tuple(self._parts)

    def lines(self, name: str) -> Lines:
        """Give the lines of a graph; none if there is no such graph.

        Raises: LimitError if there is no room on the disk for one too large for memory.
        """
        if name in self._kept:
            return self._kept[name]
        if name != self._last[0]:
            parts = self._parts.get(name, ())
            self._last = name, statements.gathered(name, chain.from_iterable(map(pieces, parts)))
        found = self._last[1]
        if found.held is not None and found.size <= self._left:
            self._kept[name] = found
            self._left -= found.size
        return found
