"""Groups of solutions, and their aggregates.

Source: SPARQL 1.1 Query, sections 11 and 18.5.1 (aggregates); as in Oxigraph an error within a group makes SUM, AVG,
MIN and MAX an error.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from . import arithmetic, ordering
from .algebra import Aggregate, Expression, Group, Variable
from .arithmetic import Number, number, units_of
from .arrays import NONE, Array, Codes, distinct, firsts, packed
from .errors import Outside
from .tables import Table
from .terms import Terms
from .values import LARGEST_DECIMAL, LARGEST_INTEGER

Values = Callable[[Expression, Table], Codes]
_SURE = 1 - 1e-6
"""Of what fits, what a sum of doubles may reach, for it is rounded."""


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
        if not isinstance(aggregate.expression, Variable) and bool((column == NONE).any()):
            raise Outside("COUNT of an expression that errs", "COUNT 中出错的表达式")  # no count at all, in Oxigraph
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
    """Give the least or greatest term of each group; a group without terms, or with an error, has none.

    Raises: Outside if the least or greatest of a group are two terms, as 1 and 1.0: which it is depends on their order.
    """
    ranks = ordering.ranked(terms, column)
    order = np.lexsort((ranks, rows))
    groups = rows[order]
    edge = np.ones(len(order), np.bool_)
    edge[1:] = groups[1:] != groups[:-1]
    last = np.append(edge[1:], True)[:len(edge)]
    found = np.full(size, NONE, np.int32)
    best = np.zeros(size, np.int64)
    best[groups[edge]] = order[last if greatest else edge]
    found[groups[edge]] = column[best[groups[edge]]]
    alike = np.flatnonzero((ranks == ranks[best[rows]]) & (column != found[rows])) if len(rows) else rows
    if len(alike) and bool((terms.resolved(column[alike]) != terms.resolved(found[rows[alike]])).any()):
        raise Outside("two terms of one value as least or greatest", "最小或最大值有两种写法")
    found[rows[column == NONE]] = NONE
    return found


def _sums(terms: Terms, column: Codes, rows: Array, size: int, is_mean: bool) -> Codes:
    once, places = distinct(column)
    values = [number(each) if each is not None else None for each in terms.values(once)]
    _bounded(values, places, rows, size)
    sums: list[Number | None] = [0] * size
    for row, place in zip(rows.tolist(), places.tolist(), strict=True):
        before, each = sums[row], values[place]
        sums[row] = None if before is None or each is None else arithmetic.add(before, each)
    if is_mean:
        counts = np.bincount(rows, minlength=size).tolist()
        sums = [total if not count or total is None else arithmetic.divide(total, count)
                for total, count in zip(sums, counts, strict=True)]
    return terms.column(sums)


def _bounded(values: list[Number | None], places: Array, rows: Array, size: int) -> None:
    """Make sure that each sum fits at every step, in whatever order its rows come.

    Raises: Outside if one may not: an overflow depends on the order then.
    """
    whole = [abs(each) if type(each) is int else 0 for each in values]
    units = [0 if each is None else abs(units_of(each)) for each in values]
    for amounts, most in ((whole, LARGEST_INTEGER), (units, LARGEST_DECIMAL)):
        if not amounts or max(amounts) * len(rows) <= most:
            continue
        sums = np.bincount(rows, np.array(amounts, np.float64)[places], size)
        if bool((sums > most * _SURE).any()):
            raise Outside("sums that hardly fit", "可能溢出的求和")
