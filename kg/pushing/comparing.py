"""A graph here and the same one there: identical, equal by value, or different, and then in what.

Both are read side by side, in stretches of sorted lines, so that neither need be in memory. Only what differs as
written, and what both have of typed values, is compared by value.

Source: XSD 1.1 part 2, section 2.3 (canonical mapping).
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from operator import itemgetter
from typing import NamedTuple

from pyoxigraph import Triple

from ..text.lines import END, cut, triples, written
from ..text.sorting import Lines, Sorter, aligned
from . import values

IDENTICAL, EQUAL, DIFFERENT = "identical", "equal by value", "different"

MOST_LISTED = 1000
"""How many differing lines are kept to be told; all are counted."""

_OURS, _THEIRS, _BOTH = range(3)
_TAB = b"\t"
"""Parts a value from the line that it was written in; within a line, tabs are escaped."""


class Comparison(NamedTuple):
    """What is here and not there, and the reverse, as lines; values that are only spelt otherwise do not count."""

    verdict: str
    missing: tuple[bytes, ...]
    extra: tuple[bytes, ...]
    missing_count: int
    extra_count: int


SAME = Comparison(IDENTICAL, (), (), 0, 0)


def compare(ours: Lines, theirs: Lines) -> Comparison:
    """Compare a graph here with the same one there, first as written, then by the values of its literals.

    Raises: LimitError if there is no room for what differs.
    """
    lost, added = Sorter(), Sorter()
    for own, other in aligned(ours, theirs):
        if own != other:
            lost.add(set(own).difference(other))
            added.add(set(other).difference(own))
    missing, extra = lost.lines(), added.lines()
    if not missing and not extra:
        return SAME
    if ours and theirs:
        missing, extra = _unequal(missing, extra, _common(ours, theirs))
    return Comparison(DIFFERENT if missing or extra else EQUAL, _listed(missing), _listed(extra),
                      len(missing), len(extra))


def _listed(lines: Lines) -> tuple[bytes, ...]:
    return tuple(line + END[:-1] for line in islice(lines, MOST_LISTED))


def _common(ours: Lines, theirs: Lines) -> Iterator[list[bytes]]:
    """Give what is here and there and may have another spelling."""
    for own, other in aligned(ours, theirs):
        yield [line for line in (own if own == other else set(own).intersection(other)) if b'"^^<' in line]


def _unequal(missing: Lines, extra: Lines, common: Iterable[list[bytes]]) -> tuple[Lines, Lines]:
    """Give what has no equal by value on the other side."""
    sides = (_valued(missing.batches()), _valued(extra.batches()), _valued(common))
    lost, added = Sorter(), Sorter()
    for _, same in groupby(heapq.merge(*map(_told, sides, (_OURS, _THEIRS, _BOTH))), key=itemgetter(0)):
        found = list(same)
        origins = {side for _, _, side in found}
        if len(origins) == 1 and _BOTH not in origins:
            (lost if _OURS in origins else added).add(line for _, line, _ in found)
    return lost.lines(), added.lines()


def _told(lines: Lines, side: int) -> Iterator[tuple[bytes, bytes, int]]:
    for line in lines:
        value, _, written_so = line.partition(_TAB)
        yield value, written_so, side


def _valued(batches: Iterable[list[bytes]]) -> Lines:
    """Give lines, each after what it says with its value in the one spelling."""
    sorter = Sorter()
    for batch in batches:
        known = (Triple(each.subject, each.predicate, values.canonical(each.object)) for each in triples(batch))
        sorter.add(value + _TAB + line for value, line in zip(cut(written(known)), batch, strict=True))
    return sorter.lines()
