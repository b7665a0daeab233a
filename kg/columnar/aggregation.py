"""Groups and their aggregates; sums are exact.

Source: SPARQL 1.1 Query, sections 11 and 18.5.1 (aggregates).
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np

from . import numbers
from .arrays import LARGEST, Array, first_rows, greatest
from .columns import Column, as_numbers, bound, codes, take
from .comparing import order
from .numbers import Numbers
from .plan import Aggregate, Expression, Group
from .tables import Table
from .terms import NONE, Terms
from .values import DECIMAL_NUMBER, FLOAT, INTEGER, NOTHING

_ROW = "#"


def grouped(terms: Terms, group: Group, table: Table, value: Callable[[Expression, Table], Column]) -> Table:
    """Group a table, always within each row of the seeds as well."""
    names = [name for name in (_ROW, *group.by) if name in table.columns]
    if not names or not table.size:
        return Table(0, {name: np.zeros(0, np.int64) for name in (*names, *(each.name for each in group.aggregates))})
    first, inverse = first_rows([codes(terms, table.columns[name]) for name in names])
    columns = {name: take(table.columns[name], first) for name in names}
    for each in group.aggregates:
        column = None if each.expression is None else value(each.expression, table)
        columns[each.name] = _aggregated(terms, each, column, inverse, len(first))
    return Table(len(first), columns)


def _aggregated(terms: Terms, aggregate: Aggregate, column: Column | None, groups: Array, size: int) -> Column:
    if column is None:
        return _counts(np.bincount(groups, minlength=size))
    if aggregate.distinct:
        once, _ = first_rows([groups, codes(terms, column)])
        column, groups = take(column, once), groups[once]
    good = bound(column)
    match aggregate.function:
        case "Count":
            return _counts(np.bincount(groups[good], minlength=size))
        case "Sum":
            return _sums(as_numbers(terms, column), groups, size)
        case "Sample":
            found = np.full(size, NONE, np.int64)
            found[groups[good][::-1]] = codes(terms, column)[good][::-1]
            return found
        case function:
            return _extremes(terms, codes(terms, column), groups, size, -1 if function == "Min" else 1)


def _counts(counts: Array) -> Numbers:
    return Numbers(np.full(len(counts), INTEGER, np.uint8), counts.astype(np.int64), np.ones(len(counts), np.int64))


def _sums(column: Numbers, groups: Array, size: int) -> Column:
    """Sum the groups; a value that is no number makes the sum an error."""
    sums = [Fraction(0)] * size
    floats = np.zeros(size)
    kind = np.full(size, INTEGER, np.uint8)
    np.maximum.at(kind, groups, column.kind)
    kind[groups[column.kind == NOTHING]] = NOTHING
    if column.inexact is not None:
        np.add.at(floats, groups, column.floats())
    limit = greatest(column.over) * len(column)
    if len(column) and (column.under == column.under[0]).all() and limit < LARGEST:
        over = np.zeros(size, np.int64)
        np.add.at(over, groups, column.over.astype(np.int64))
        return Numbers(kind, over, np.full(size, column.under[0]), floats if (kind >= FLOAT).any() else None)
    for group, over, under in zip(groups.tolist(), column.over.tolist(), column.under.tolist(), strict=True):
        sums[group] += Fraction(over, under)
    exact = numbers.of_fractions(list(sums), DECIMAL_NUMBER)
    return Numbers(kind, exact.over, exact.under, floats if (kind >= FLOAT).any() else None)


def _extremes(terms: Terms, column: Array, groups: Array, size: int, sign: int) -> Column:
    best = np.full(size, NONE, np.int64)
    for group, code in zip(groups.tolist(), column.tolist(), strict=True):
        if code >= 0 and best[group] >= 0:
            compared = order(terms, np.array([code]), best[group : group + 1])
            if not compared.known[0] or compared.sign[0] != sign:
                continue
        if code >= 0:
            best[group] = code
    return best
