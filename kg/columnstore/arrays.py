"""Arrays of codes, and the few operations of which everything else is made.

Rows that are taken of a table are places in order; None stands for all of them, each once, so that nothing is copied.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np

from .errors import Outside

Array: TypeAlias = np.ndarray[Any, Any]
Codes: TypeAlias = np.ndarray[Any, np.dtype[np.int32]]
Mask: TypeAlias = np.ndarray[Any, np.dtype[np.bool_]]
Rows: TypeAlias = Array | None

NONE = -1
"""The code of no term: unbound, or an error."""

MOST = 30_000_000
"""Rows that are held at once; an engine that gives one after the other answers what needs more."""
_ROOM = 62
"""Bits of a packed key."""


def taken(column: Array, rows: Rows) -> Array:
    """Give a column at some rows."""
    return column if rows is None else column[rows]


def after(first: Rows, second: Rows) -> Rows:
    """Give the rows that two steps take, one after the other."""
    return second if first is None else first if second is None else first[second]


def kept(mask: Mask) -> Rows:
    """Give the rows at which a mask is true."""
    return None if mask.all() else np.flatnonzero(mask)


def nothing(size: int) -> Codes:
    """Give a column that is unbound everywhere."""
    return np.full(size, NONE, np.int32)


def bounded(size: int) -> int:
    """Give a number of rows that is not too large to hold.

    Raises: Outside if it is.
    """
    if size > MOST:
        raise Outside("{size} rows at once", "一次 {size} 行", size=f"{size:,}")
    return size


def crossed(left: int, right: int) -> tuple[Array, Array]:
    """Give each row of one table with each of another.

    Raises: as `bounded`.
    """
    bounded(left * right)
    return np.repeat(np.arange(left), right), np.tile(np.arange(right), left)


def spread(starts: Array, counts: Array) -> tuple[Array, Array]:
    """Give the row of each element of many runs, and its place: runs begin at `starts` and are `counts` long.

    Raises: as `bounded`.
    """
    bounded(int(counts.sum()))
    rows = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    ends = np.cumsum(counts)
    return rows, np.arange(len(rows)) + np.repeat(starts - (ends - counts), counts)


def packed(columns: list[list[Array]]) -> list[Array]:
    """Give each row of some columns one number, equal exactly for equal rows.

    Each column comes in the same number of parts, such as those of two tables; so do the numbers.
    """
    parts = len(columns[0])
    keys = [np.zeros(len(part), np.int64) for part in columns[0]]
    used = 0
    for column in columns:
        low, width = _range(column)
        if used + width > _ROOM:
            keys, used = _ranked(keys)
        if used + width > _ROOM:
            column, width = _ranked(column)
            low = 0
        keys = [(keys[place] << width) + (column[place].astype(np.int64) - low) for place in range(parts)]
        used += width
    return keys


def _range(column: list[Array]) -> tuple[int, int]:
    """Give the least number of a column, and how many bits the others need above it."""
    filled = [part for part in column if len(part)]
    if not filled:
        return 0, 0
    low, high = min(int(part.min()) for part in filled), max(int(part.max()) for part in filled)
    return low, (high - low).bit_length()


def _ranked(column: list[Array]) -> tuple[list[Array], int]:
    """Give numbers as close as they can be in place of others."""
    values, inverse = np.unique(np.concatenate(column), return_inverse=True)
    ends = np.cumsum([len(part) for part in column])[:-1]
    return np.split(inverse, ends), len(values).bit_length()


def distinct(codes: Array) -> tuple[Array, Array]:
    """Give the distinct codes in order, and for each row the place of its code among them."""
    if not len(codes):
        return codes, np.zeros(0, np.int64)
    low, high = int(codes.min()), int(codes.max())
    if high - low > 8 * len(codes) + 1000:
        values, inverse = np.unique(codes, return_inverse=True)
        return values, inverse
    seen = np.zeros(high - low + 1, np.bool_)
    seen[codes - low] = True
    return (np.flatnonzero(seen) + low).astype(codes.dtype), (np.cumsum(seen, dtype=np.int32) - 1)[codes - low]


def in_order(keys: Array) -> Array:
    """Give the places of keys in their order; equal ones stay as they are.

    Numbers are sorted several times as fast as their places, and these as fast again if equal ones may be exchanged.
    """
    width = len(keys).bit_length()
    low, high = (int(keys.min()), int(keys.max())) if len(keys) else (0, 0)
    if (high - low).bit_length() + width <= _ROOM:
        return np.sort(((keys - low) << width) + np.arange(len(keys))) & ((1 << width) - 1)
    order = np.argsort(keys)
    found = keys[order]
    return np.argsort(keys, kind="stable") if (found[1:] == found[:-1]).any() else order


def once(keys: Array) -> Array:
    """Give each key once, in order."""
    keys = np.sort(keys)
    return keys if len(keys) < 2 else keys[np.concatenate([[True], keys[1:] != keys[:-1]])]


def within(keys: Array, ordered: Array) -> Mask:
    """Say of each key whether it occurs in an ordered column."""
    if not len(ordered):
        return np.zeros(len(keys), np.bool_)
    places = np.searchsorted(ordered, keys)
    return np.asarray(ordered[np.minimum(places, len(ordered) - 1)] == keys)


def matched(left: Array, right: Array) -> tuple[Array, Array]:
    """Join two columns of keys: the rows of the left that have a partner, and the partner's rows."""
    order = np.argsort(right, kind="stable")
    column = right[order]
    starts = np.searchsorted(column, left, "left")
    counts = np.searchsorted(column, left, "right") - starts
    rows, places = spread(starts, counts)
    return rows, order[places]


def firsts(keys: Array) -> Array:
    """Give the first row of each distinct key, in the order of the rows."""
    if len(keys) and bool((keys[1:] > keys[:-1]).all()):
        return np.arange(len(keys))
    _, rows = np.unique(keys, return_index=True)
    rows.sort()
    return rows
