"""Rows in order, and rows without repetition.

Source: SPARQL 1.1 Query, sections 15.1 (ORDER BY) and 15.3 (DISTINCT).
"""

from __future__ import annotations

import numpy as np

from . import ordering
from .arrays import NONE, Array, Codes, Rows, firsts, in_order, packed
from .tables import Table
from .terms import Terms


def ordered(terms: Terms, columns: list[tuple[Codes, bool]]) -> Rows:
    """Give the order of rows by columns, each upward or downward; rows that are equal there stay as they are."""
    keys = []
    for column, upward in columns:
        ranks = ordering.ranked(terms, column).astype(np.int64)
        keys.append([ranks if upward else -ranks])
    key, = packed(keys)
    if bool((key[1:] >= key[:-1]).all()):
        return None
    return in_order(key)


def distinct(terms: Terms, table: Table) -> Table:
    """Give each row once, where it stands first."""
    if not table.columns:
        return table.take(np.arange(min(1, table.size)))
    columns = [_identified(terms, column) for column in table.columns.values()]
    rows = _different(columns)
    return table if len(rows) == table.size else table.take(rows)


def _identified(terms: Terms, column: Codes) -> Codes:
    """Give codes that are equal exactly for equal terms; what a query made alone has such."""
    if terms.is_made(column) and bool(((column >= terms.size) | (column == NONE)).all()):
        return column
    return terms.resolved(column)


def _different(columns: list[Codes]) -> Array:
    """Give the first of equal rows, by a sum over each row that hardly ever agrees by chance; if it did, exactly."""
    sums = np.zeros(len(columns[0]), np.uint64)
    for place, column in enumerate(columns):
        sums = (sums ^ (column.astype(np.int64).view(np.uint64) + np.uint64(place))) * np.uint64(0x9E3779B97F4A7C15)
        sums ^= sums >> np.uint64(29)
    together = np.sort(sums)
    if not bool((together[1:] == together[:-1]).any()):
        return np.arange(len(sums))
    order = np.argsort(sums, kind="stable")
    same = np.flatnonzero(sums[order[1:]] == sums[order[:-1]])
    before, after = order[same], order[same + 1]
    if not all(bool((column[before] == column[after]).all()) for column in columns):
        return firsts(packed([[column] for column in columns])[0])
    rows = np.ones(len(sums), np.bool_)
    rows[after] = False
    return np.flatnonzero(rows)
