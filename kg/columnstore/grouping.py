"""Groups of solutions, and their aggregates.

Source: SPARQL 1.1 Query, sections 11 and 18.5.1 (aggregates); as in Oxigraph an error within a group makes SUM, AVG,
MIN and MAX an error.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from . import arithmetic, ordering
from .algebra import Aggregate, Expression, Group
from .arithmetic import Number, number
from .arrays import NONE, Array, Codes, distinct, firsts, packed
from .tables import Table
from .terms import Terms

Values = Callable[[Expression, Table], Codes]


def grouped(terms: Terms, group: Group, table: Table, value: Values) -> Table:
    """Group a table; without variables to group by all rows are one group, even if there are none."""
    columns = [terms.resolved(table.column(name)) for name in group.by]
    if columns:
        keys, = packed([[column] for column in columns])
        _, first, groups = np.unique(keys, return_index=True, return_inverse=True)
        found = Table(len(first), {name: column[first] for name, column in zip(group.by, columns, strict=True)})
    else:
        groups, found = np.zeros(table.size, np.int64), Table(1, {})
    made = {each.name: _aggregated(terms, each, table, (groups, found.size), value) for each in group.aggregates}
    return found.extended(made)


def _aggregated(terms: Terms, aggregate: Aggregate, table: Table, groups: tuple[Array, int], value: Values) -> Codes:
    rows, size = groups
    if aggregate.expression is None:
        return _counts(terms, rows, size)
    column = value(aggregate.expression, table)
    if aggregate.function in ("MIN", "MAX"):
        return _extremes(terms, column, rows, size, aggregate.function == "MAX")
    if aggregate.function == "COUNT":
        rows, column = rows[column != NONE], column[column != NONE]
    if aggregate.distinct:
        once = firsts(packed([[rows], [terms.resolved(column)]])[0])
        rows, column = rows[once], column[once]
    if aggregate.function == "COUNT":
        return _counts(terms, rows, size)
    return _sums(terms, column, rows, size, aggregate.function == "AVG")


def _counts(terms: Terms, rows: Array, size: int) -> Codes:
    once, places = distinct(np.bincount(rows, minlength=size))
    return terms.column(once.tolist())[places] if size else np.zeros(0, np.int32)


def _extremes(terms: Terms, column: Codes, rows: Array, size: int, greatest: bool) -> Codes:
    """Give the least or greatest term of each group; a group without terms, or with an error, has none."""
    ranks = ordering.ranked(terms, column)
    order = np.lexsort((ranks, rows))
    groups = rows[order]
    edge = np.ones(len(order), np.bool_)
    edge[1:] = groups[1:] != groups[:-1]
    last = np.append(edge[1:], True)[:len(edge)]
    found = np.full(size, NONE, np.int32)
    found[groups[edge]] = column[order[last if greatest else edge]]
    found[rows[column == NONE]] = NONE
    return found


def _sums(terms: Terms, column: Codes, rows: Array, size: int, is_mean: bool) -> Codes:
    once, places = distinct(column)
    values = [number(each) if each is not None else None for each in terms.values(once)]
    sums: list[Number | None] = [0] * size
    for row, place in zip(rows.tolist(), places.tolist(), strict=True):
        before, each = sums[row], values[place]
        sums[row] = None if before is None or each is None else arithmetic.add(before, each)
    if is_mean:
        counts = np.bincount(rows, minlength=size).tolist()
        sums = [total if not count or total is None else arithmetic.divide(total, count)
                for total, count in zip(sums, counts, strict=True)]
    return terms.column(sums)
