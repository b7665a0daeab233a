"""Solutions as columns of codes, and how tables of solutions are joined.

A variable that has no column is unbound in every row; NONE in a column is unbound in that row.

Source: SPARQL 1.1 Query, sections 18.1.6 (compatible solutions) and 18.5 (Join, LeftJoin, Minus, Union).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import numpy as np

from .arrays import NONE, Array, Codes, Rows, crossed, matched, nothing, packed, taken
from .terms import Terms


class Table(NamedTuple):
    """Solutions: how many, and a column for each variable."""

    size: int
    columns: Mapping[str, Codes]

    def take(self, rows: Rows) -> Table:
        """Give some rows."""
        if rows is None:
            return self
        return Table(len(rows), {name: column[rows] for name, column in self.columns.items()})

    def extended(self, columns: Mapping[str, Codes]) -> Table:
        """Give the table with more columns."""
        return Table(self.size, {**self.columns, **columns})

    def only(self, names: Iterable[str]) -> Table:
        """Give the table without other columns."""
        kept = set(names)
        return Table(self.size, {name: column for name, column in self.columns.items() if name in kept})

    def column(self, name: str) -> Codes:
        """Give the column of a variable."""
        found = self.columns.get(name)
        return nothing(self.size) if found is None else found


UNIT = Table(1, {})
"""One solution that binds nothing."""


def stacked(tables: list[Table]) -> Table:
    """Put tables below each other."""
    tables = [table for table in tables if table.size] or tables[:1]
    if len(tables) == 1:
        return tables[0]
    names = dict.fromkeys(name for table in tables for name in table.columns)
    return Table(sum(table.size for table in tables),
                 {name: np.concatenate([table.column(name) for table in tables]) for name in names})


def by_binding(columns: list[Codes], size: int) -> Iterator[tuple[Rows, tuple[bool, ...]]]:
    """Give groups of rows that bind the same of some columns."""
    masks = [column != NONE for column in columns]
    if all(mask.all() for mask in masks):
        yield None, (True,) * len(columns)
        return
    keys = np.zeros(size, np.int64)
    for place, mask in enumerate(masks):
        keys |= mask.astype(np.int64) << place
    for key in np.unique(keys).tolist():
        yield np.flatnonzero(keys == key), tuple(bool(key >> place & 1) for place in range(len(columns)))


def pairs(terms: Terms, left: Table, right: Table, apart: bool = False) -> tuple[Array, Array]:
    """Give all pairs of compatible rows of two tables; with `apart` only those that bind a variable in common."""
    shared = [name for name in left.columns if name in right.columns]
    if not shared:
        if apart:
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        return crossed(left.size, right.size)
    mine, other = ([terms.resolved(table.columns[name]) for name in shared] for table in (left, right))
    found: list[tuple[Array, Array]] = []
    for left_rows, left_bound in by_binding(mine, left.size):
        for right_rows, right_bound in by_binding(other, right.size):
            common = [place for place in range(len(shared)) if left_bound[place] and right_bound[place]]
            sizes = [size if rows is None else len(rows)
                     for rows, size in ((left_rows, left.size), (right_rows, right.size))]
            if not common and apart:
                continue
            if common:
                keys = packed([[taken(mine[place], left_rows), taken(other[place], right_rows)] for place in common])
                rows, places = matched(*keys)
            else:
                rows, places = crossed(*sizes)
            found.append((rows if left_rows is None else left_rows[rows],
                          places if right_rows is None else right_rows[places]))
    if len(found) == 1:
        return found[0]
    none = np.zeros(0, np.int64)
    return np.concatenate([none, *(each for each, _ in found)]), np.concatenate([none, *(each for _, each in found)])


def merged(left: Table, right: Table, rows: Rows, places: Rows) -> Table:
    """Put rows of two tables beside each other; where the left binds nothing, the right may."""
    columns = {name: taken(column, rows) for name, column in left.columns.items()}
    for name, column in right.columns.items():
        other = taken(column, places)
        mine = columns.get(name)
        if mine is None:
            columns[name] = other
        elif (mine == NONE).any():
            columns[name] = np.where(mine != NONE, mine, other)
    size = left.size if rows is None else len(rows)
    return Table(size, columns)


def join(terms: Terms, left: Table, right: Table) -> Table:
    """Join two tables on all variables that they share."""
    if not left.columns and left.size == 1:
        return right
    if not right.columns and right.size == 1:
        return left
    return merged(left, right, *pairs(terms, left, right))
