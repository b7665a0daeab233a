"""The few array operations of which everything else is made.

Codes are whole numbers from a small range, so that most questions are answered by a table over the range; only where
the range is much wider than what is asked is anything sorted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np

Codes: TypeAlias = np.ndarray[Any, np.dtype[np.int64]]
Mask: TypeAlias = np.ndarray[Any, np.dtype[np.bool_]]
Array: TypeAlias = np.ndarray[Any, Any]

_WIDE = 16
"""A table over a range is made if it has at most so many places for each thing asked."""

LARGEST = 2**62
"""Whole numbers of at least this size are kept as Python's, not in 64 bits."""


@dataclass(frozen=True)
class Index:
    """Pairs of codes ordered by the first of each, none twice, to be looked up by it; kept in 32 bits."""

    near: Array
    far: Array

    def __len__(self) -> int:
        return len(self.near)

    def find(self, keys: Codes) -> tuple[Array, Array]:
        """Look up: places in `keys`, and beside each the place of a pair that begins with the key there."""
        if self._begins is None:
            return self._searched(keys.astype(self.near.dtype))
        low, begins = self._begins
        slots = np.minimum((keys - low).view(np.uint64), len(begins) - 2).view(np.int64)  # what lies outside is empty
        starts = begins[slots]
        return _spans(starts, begins[slots + 1] - starts)

    def _searched(self, keys: Array) -> tuple[Array, Array]:
        """Look up by search, of what is less in what is more: in the keys only if they are in order."""
        if 4 * len(self.near) > len(keys) or (keys[1:] <= keys[:-1]).any():
            return expand(keys, self.near)
        rows = np.minimum(np.searchsorted(keys, self.near), len(keys) - 1)
        places = np.flatnonzero(keys[rows] == self.near)
        return rows[places], places

    def follow(self, keys: Codes) -> tuple[Array, Codes]:
        """Look up: places in `keys`, and beside each the second of a pair that begins with the key there."""
        rows, places = self.find(keys)
        return rows, self.far[places].astype(np.int64, copy=False)

    def holds(self, first: Codes, second: Codes) -> Mask:
        """Say of each pair whether it is here."""
        if self.widest > _WIDE:
            return pair_member(first, second, self.pairs())
        rows, found = self.follow(first)
        return flagged(rows[found == second[rows]], len(first))

    def pairs(self) -> tuple[Codes, Codes]:
        """Give all pairs."""
        return self.near.astype(np.int64), self.far.astype(np.int64)

    @property
    def heads(self) -> Codes:
        """The distinct things with which pairs begin."""
        return self.near[self._starts()].astype(np.int64)

    @cached_property
    def fan(self) -> float:
        """How many pairs begin with the same thing on average."""
        return len(self.near) / max(1, len(self._starts()))

    @cached_property
    def widest(self) -> int:
        """How many pairs begin with the same thing at most."""
        return int(np.diff(self._starts(), append=len(self.near)).max(initial=0))

    def _starts(self) -> Array:
        return np.flatnonzero(np.diff(self.near, prepend=-1))

    @cached_property
    def _begins(self) -> tuple[int, Array] | None:
        """The least code and where the pairs of it and each further one begin, if the table is not much wider."""
        if not len(self.near):
            return 0, np.zeros(2, np.int32)
        low = int(self.near[0])
        width = int(self.near[-1]) - low + 1
        if width > _WIDE * len(self.near):
            return None
        ends = np.cumsum(np.bincount(self.near - low, minlength=width))
        return low, np.concatenate([[0], ends, ends[-1:]]).astype(np.int32)


def expand(keys: Array, column: Array) -> tuple[Array, Array]:
    """Join keys with a sorted column: places in `keys`, and beside each the place in `column` that holds the same."""
    starts = np.searchsorted(column, keys, "left")
    return _spans(starts, np.searchsorted(column, keys, "right") - starts)


def _spans(starts: Array, counts: Array) -> tuple[Array, Array]:
    """Give each row as often as it counts, and beside it the places from its start on."""
    if counts.max(initial=0) <= 1:
        rows = np.flatnonzero(counts)
        return rows, starts[rows].astype(np.int64)
    rows = np.repeat(np.arange(len(counts)), counts)
    ends = np.cumsum(counts, dtype=np.int64)
    return rows, np.arange(len(rows)) + np.repeat(starts - (ends - counts), counts)


def unique(codes: Array) -> Array:
    """Give the distinct codes in order."""
    low, width = _range(codes)
    if width <= _WIDE * len(codes):
        return np.flatnonzero(flagged(codes - low, width)) + low
    codes = np.sort(codes)
    return codes[np.flatnonzero(np.diff(codes, prepend=codes[:1] - 1))]


def distinct(codes: Array) -> tuple[Array, Array]:
    """Give the distinct codes in order, and for each place the place of its code among them."""
    low, width = _range(codes)
    if width > _WIDE * len(codes):
        values, inverse = np.unique(codes, return_inverse=True)
        return values, inverse
    there = flagged(codes - low, width)
    return np.flatnonzero(there) + low, (np.cumsum(there) - 1)[codes - low]


def combined(columns: Sequence[Array]) -> Array:
    """Give rows of several columns one number each, equal exactly for equal rows."""
    keys, room = np.zeros(len(columns[0]), np.int64), 1
    for column in columns:
        low, width = _range(column)
        if room * width >= LARGEST:
            keys, column = distinct(keys)[1], distinct(column)[1]
            low, width, room = 0, len(column), len(keys)
        keys, room = keys * width + (column - low), room * width
    return keys


def first_rows(columns: Sequence[Array]) -> tuple[Array, Array]:
    """Give the rows where each distinct row of several columns stands first, and for each row its place there."""
    _, places = distinct(combined(columns))
    first = np.zeros(int(places.max(initial=-1)) + 1, np.int64)
    first[places[::-1]] = np.arange(len(places))[::-1]
    return first, places


def ordered_pairs(first: Array, second: Array) -> tuple[Array, Array]:
    """Give each pair of codes once, ordered."""
    if not len(first):
        return first, second
    width = int(second.max()) + 1
    keys = first.astype(np.int64) * width + second
    if (keys[1:] > keys[:-1]).all():
        return first, second
    keys.sort()
    keys = keys[np.flatnonzero(np.diff(keys, prepend=-1))]
    near = keys // width
    return near.astype(first.dtype), (keys - near * width).astype(second.dtype)


def without(codes: Array, seen: Array) -> tuple[Array, Array]:
    """Give the distinct codes that are not among others, which are in order; and both together, in order."""
    codes = unique(codes)
    if len(seen):
        codes = codes[seen[np.minimum(np.searchsorted(seen, codes), len(seen) - 1)] != codes]
    return codes, np.sort(np.concatenate([seen, codes]), kind="stable")


def member(codes: Codes, among: Codes, size: int) -> Mask:
    """Say of each code whether it occurs among others; all codes are below `size`."""
    if len(among) < 8:
        return np.asarray(np.isin(codes, among))
    return np.asarray(flagged(among, size)[codes])


def pair_member(first: Array, second: Array, others: tuple[Array, Array]) -> Mask:
    """Say of each pair whether it occurs among other pairs."""
    if not len(first) or not len(others[0]):
        return np.zeros(len(first), np.bool_)
    width = max(int(second.max()), int(others[1].max())) + 1
    keys, wanted = others[0] * width + others[1], first * width + second
    if (keys[1:] < keys[:-1]).any():
        keys = np.sort(keys)
    places = np.searchsorted(keys, wanted)
    return np.asarray(keys[np.minimum(places, len(keys) - 1)] == wanted)


def flagged(places: Array, size: int) -> Mask:
    """Give a mask that is true at the places."""
    mask = np.zeros(size, np.bool_)
    mask[places] = True
    return mask


def narrowed(numbers: Array) -> Array:
    """Give Python's integers in 64 bits, if all are small enough."""
    return numbers.astype(np.int64) if greatest(numbers) < LARGEST else numbers


def greatest(numbers: Array) -> int:
    """Give the greatest absolute value, as a Python integer."""
    return max(int(numbers.max()), -int(numbers.min())) if len(numbers) else 0


def _range(codes: Array) -> tuple[int, int]:
    """Give the least code and how many there are from it to the greatest."""
    if not len(codes):
        return 0, 0
    low = int(codes.min())
    return low, int(codes.max()) - low + 1
