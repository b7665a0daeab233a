"""The few array operations of which everything else is made."""

from __future__ import annotations

import numpy as np

from .terms import Array, Codes, Mask


def expand(keys: Array, column: Array) -> tuple[Array, Array]:
    """Join keys with a sorted column: places in `keys`, and beside each the place in `column` that holds the same."""
    left = np.searchsorted(column, keys, "left")
    counts = np.searchsorted(column, keys, "right") - left
    rows = np.repeat(np.arange(len(keys)), counts)
    starts = np.repeat(left - (np.cumsum(counts) - counts), counts)
    return rows, np.arange(len(rows)) + starts


def distinct(codes: Codes) -> tuple[Codes, Array]:
    """Give the distinct codes in order, and for each place the place of its code among them."""
    values, inverse = np.unique(codes, return_inverse=True)
    return values, inverse


def distinct_pairs(first: Array, second: Array) -> tuple[Array, Array]:
    """Give each pair once, ordered."""
    if not len(first):
        return first, second
    width = int(second.max()) + 1
    keys = np.unique(first * width + second)
    return keys // width, keys % width


def member(codes: Codes, among: Codes, size: int) -> Mask:
    """Say of each code whether it occurs among others; all codes are below `size`."""
    if len(among) < 8:
        return np.asarray(np.isin(codes, among))
    flags = np.zeros(size, np.bool_)
    flags[among] = True
    return np.asarray(flags[codes])


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


def combined(columns: list[Array]) -> Array:
    """Give rows of several columns one number each, equal exactly for equal rows."""
    keys = np.zeros(len(columns[0]), np.int64)
    for column in columns:
        _, inverse = np.unique(column, return_inverse=True)
        keys = keys * (int(inverse.max(initial=0)) + 1) + inverse
        _, keys = np.unique(keys, return_inverse=True)
    return keys
