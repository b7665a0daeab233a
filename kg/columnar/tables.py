"""Solutions as columns, and how two tables of solutions are joined.

Source: SPARQL 1.1 Query, sections 18.1.6 (compatible solutions) and 18.5 (Join, LeftJoin, Union).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from .arrays import Array, Mask, combined, expand
from .columns import Column, codes, take
from .terms import NONE, Terms


@dataclass(frozen=True, slots=True)
class Table:
    """Solutions: as many rows as its size, with a column for each variable."""

    size: int
    columns: dict[str, Column]

    def take(self, rows: Array) -> Table:
        """Give the rows."""
        if len(rows) == self.size and (rows[1:] > rows[:-1]).all():
            return self  # all of them, in order
        return Table(len(rows), {name: take(column, rows) for name, column in self.columns.items()})

    def extended(self, name: str, column: Column) -> Table:
        """Give the table with one more column."""
        return Table(self.size, {**self.columns, name: column})

    def only(self, names: Iterable[str]) -> Table:
        """Give the table without other columns."""
        kept = set(names)
        return Table(self.size, {name: column for name, column in self.columns.items() if name in kept})


UNIT = Table(1, {})
"""One solution that binds nothing."""


def join(terms: Terms, left: Table, right: Table) -> tuple[Table, Array]:
    """Join on all common variables; beside the table the row of `left` that each row comes from.

    An unbound variable is compatible with everything, so rows are joined by which variables they bind.
    """
    shared = [name for name in left.columns if name in right.columns]
    if not shared:
        rows = np.repeat(np.arange(left.size), right.size)
        places = np.tile(np.arange(right.size), left.size)
        return _merged(terms, left, right, rows, places, shared), rows
    keys = [(codes(terms, left.columns[name]), codes(terms, right.columns[name])) for name in shared]
    found: list[tuple[Array, Array]] = []
    for left_rows, left_bound in _by_binding([first for first, _ in keys]):
        for right_rows, right_bound in _by_binding([second for _, second in keys]):
            common = [place for place in range(len(shared)) if left_bound[place] and right_bound[place]]
            pairs = [(keys[place][0][left_rows], keys[place][1][right_rows]) for place in common]
            rows, places = _matched(pairs, len(left_rows), len(right_rows))
            found.append((left_rows[rows], right_rows[places]))
    none = np.zeros(0, np.int64)
    rows, places = (np.concatenate([none, *(each[part] for each in found)]) for part in (0, 1))
    return _merged(terms, left, right, rows, places, shared), rows


def _by_binding(columns: list[Array]) -> Iterator[tuple[Array, tuple[bool, ...]]]:
    """Give groups of rows that bind the same of some columns."""
    masks: list[Mask] = [column >= 0 for column in columns]
    if all(mask.all() for mask in masks):
        if len(columns[0]):
            yield np.arange(len(columns[0])), (True,) * len(columns)
        return
    keys = sum(mask.astype(np.int64) << place for place, mask in enumerate(masks))
    for key in np.unique(keys).tolist():
        yield np.flatnonzero(keys == key), tuple(bool(key >> place & 1) for place in range(len(columns)))


def by_binding(columns: list[Array]) -> list[tuple[Array, tuple[bool, ...]]]:
    """Give groups of rows that bind the same of some columns."""
    return list(_by_binding(columns))


def _matched(pairs: list[tuple[Array, Array]], left: int, right: int) -> tuple[Array, Array]:
    if not pairs:
        return np.repeat(np.arange(left), right), np.tile(np.arange(right), left)
    if len(pairs) == 1:
        first, second = pairs[0]
    else:
        keys = combined([np.concatenate(pair) for pair in pairs])
        first, second = keys[:left], keys[left:]
    order = np.argsort(second, kind="stable")
    rows, places = expand(first, second[order])
    return rows, order[places]


def _merged(terms: Terms, left: Table, right: Table, rows: Array, places: Array, shared: list[str]) -> Table:
    columns = {name: take(column, rows) for name, column in left.columns.items()}
    for name, column in right.columns.items():
        taken = take(column, places)
        if name in shared:
            mine, other = codes(terms, columns[name]), codes(terms, taken)
            taken = mine if (mine >= 0).all() else np.where(mine >= 0, mine, other)
        columns[name] = taken
    return Table(len(rows), columns)


def stacked(terms: Terms, tables: list[Table]) -> Table:
    """Put tables below each other; what one of them lacks is unbound there."""
    names = dict.fromkeys(name for table in tables for name in table.columns)
    columns: dict[str, Column] = {}
    for name in names:
        parts = [codes(terms, table.columns[name]) if name in table.columns else np.full(table.size, NONE)
                 for table in tables]  # fmt: skip
        columns[name] = np.concatenate(parts).astype(np.int64)
    return Table(sum(table.size for table in tables), columns)
