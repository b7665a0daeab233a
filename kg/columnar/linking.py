"""A pattern that shares no variable with what is known, but a condition: what the condition lets through is joined.

A text and the words it may contain, for instance. The condition is tested once for each distinct pair of what it
mentions on either side, instead of for each pair of rows.

Source: SPARQL 1.1 Query, section 18.2.2 (filters).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .arrays import combined, expand
from .columns import Column, as_strings, codes, take
from .plan import Expression
from .tables import Table
from .terms import Array, Terms

_ROOM = 4_000_000
"""Pairs that are tested at once."""


def linked(terms: Terms, left: Table, right: Table, names: set[str], condition: Expression,
           holds: Callable[[Expression, Table], Array]) -> Table:  # fmt: skip
    """Join two tables without common variables under a condition that mentions both."""
    (near, near_places), (far, far_places) = (_distinct(terms, table, names) for table in (left, right))
    step = max(1, _ROOM // max(1, far.size))
    firsts, seconds = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for begin in range(0, near.size, step):
        some = np.arange(begin, min(begin + step, near.size))
        pairs = _crossed(near.take(some), far)
        kept = holds(condition, pairs)
        firsts.append(some[kept // max(1, far.size)])
        seconds.append(kept % max(1, far.size))
    return _spread(left, right, (near_places, far_places), (np.concatenate(firsts), np.concatenate(seconds)))


def _distinct(terms: Terms, table: Table, names: set[str]) -> tuple[Table, Array]:
    """Give the distinct rows of some columns, strings as such, and for each row its place among them."""
    kept = table.only(names)
    if not table.size:
        return kept, np.zeros(0, np.int64)
    _, first, places = np.unique(combined([codes(terms, column) for column in kept.columns.values()]),
                                 return_index=True, return_inverse=True)  # fmt: skip
    found = kept.take(first)
    return Table(found.size, {name: _as_text(terms, column) for name, column in found.columns.items()}), places


def _as_text(terms: Terms, column: Column) -> Column:
    if not isinstance(column, np.ndarray):
        return column
    texts = as_strings(terms, column)
    return texts if (texts.places >= 0).all() else column


def _crossed(left: Table, right: Table) -> Table:
    rows, places = np.repeat(np.arange(left.size), right.size), np.tile(np.arange(right.size), left.size)
    columns = {name: take(column, rows) for name, column in left.columns.items()}
    return Table(len(rows), columns | {name: take(column, places) for name, column in right.columns.items()})


def _spread(left: Table, right: Table, places: tuple[Array, Array], pairs: tuple[Array, Array]) -> Table:
    """Give each pair of rows whose distinct parts are a pair."""
    orders = [np.argsort(each, kind="stable") for each in places]
    first, at = expand(pairs[0], places[0][orders[0]])
    rows, others = orders[0][at], pairs[1][first]
    second, at = expand(others, places[1][orders[1]])
    found = left.take(rows[second])
    further = right.take(orders[1][at])
    return Table(found.size, {**found.columns, **further.columns})
