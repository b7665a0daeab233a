"""A pattern that shares no variable with what is known, but a condition: what the condition lets through is joined.

A text and the words it may contain, for instance. What the condition says of one side alone is worked out there; the
rest is tested once for each distinct pair of what it mentions on either side, instead of for each pair of rows.

Source: SPARQL 1.1 Query, section 18.2.2 (filters).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .arrays import Array, expand, first_rows
from .columns import codes, take
from .expressions import Asker, evaluate, holds
from .plan import Call, Expression, Variable, has_exists, names
from .searching import SEARCHES, searched
from .tables import Table, join
from .terms import Terms

_ROOM = 4_000_000
"""Pairs that are tested at once."""


def linked(terms: Terms, left: Table, right: Table, conditions: Sequence[Expression], ask: Asker
           ) -> tuple[Table, list[Expression]]:  # fmt: skip
    """Join two tables without common variables by one of several conditions; beside the table, give the others."""
    linking = [each for each in conditions if _is_linking(each, left, right)]
    if not linking:
        return join(terms, left, right)[0], [*conditions]
    chosen = condition = min(linking, key=lambda each: not (isinstance(each, Call) and each.name in SEARCHES))
    (near, near_places), (far, far_places) = (_distinct(terms, table, names(condition)) for table in (left, right))
    for side in (near, far):
        condition = _hoisted(terms, condition, side, ask)
    pairs = _searched(terms, near, far, condition) or _crossed(terms, near, far, condition, ask)
    found = _spread(left, right, (near_places, far_places), pairs)
    return found, [each for each in conditions if each is not chosen]


def _is_linking(condition: Expression, left: Table, right: Table) -> bool:
    near, far = (names(condition) & table.columns.keys() for table in (left, right))
    return bool(near and far) and names(condition) == near | far and not has_exists(condition)


def _distinct(terms: Terms, table: Table, wanted: set[str]) -> tuple[Table, Array]:
    """Give the distinct rows of some columns, and for each row its place among them."""
    kept = table.only(wanted)
    first, places = first_rows([codes(terms, column) for column in kept.columns.values()])
    return kept.take(first), places


def _hoisted(terms: Terms, condition: Expression, side: Table, ask: Asker) -> Expression:
    """Work out what mentions one side alone, as a new column there."""
    if not isinstance(condition, Call):
        return condition
    if names(condition) and names(condition) <= side.columns.keys():
        name = f"#{len(side.columns)}"
        side.columns[name] = evaluate(terms, condition, side, ask)
        return Variable(name)
    return Call(condition.name, tuple(_hoisted(terms, each, side, ask) for each in condition.arguments))


def _searched(terms: Terms, near: Table, far: Table, condition: Expression) -> tuple[Array, Array] | None:
    """Give the pairs of rows that a condition lets through by a search for one string in the other, if it is one."""
    match condition:
        case Call(name, (Variable(whole), Variable(part))) if name in SEARCHES:
            texts, parts = (near, far) if whole in near.columns else (far, near)
            first, second = searched(terms, name, texts.columns[whole], parts.columns[part])
            return (first, second) if texts is near else (second, first)
    return None


def _crossed(terms: Terms, near: Table, far: Table, condition: Expression, ask: Asker) -> tuple[Array, Array]:
    step = max(1, _ROOM // max(1, far.size))
    firsts, seconds = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for begin in range(0, near.size, step):
        some = np.arange(begin, min(begin + step, near.size))
        rows, places = np.repeat(some, far.size), np.tile(np.arange(far.size), len(some))
        columns = {name: take(column, rows) for name, column in near.columns.items()}
        columns |= {name: take(column, places) for name, column in far.columns.items()}
        kept = holds(terms, condition, Table(len(rows), columns), ask)
        firsts.append(rows[kept])
        seconds.append(places[kept])
    return np.concatenate(firsts), np.concatenate(seconds)


def _spread(left: Table, right: Table, places: tuple[Array, Array], pairs: tuple[Array, Array]) -> Table:
    """Give each pair of rows whose distinct parts are a pair."""
    orders = [np.argsort(each, kind="stable") for each in places]
    first, at = expand(pairs[0], places[0][orders[0]])
    rows, others = orders[0][at], pairs[1][first]
    second, at = expand(others, places[1][orders[1]])
    found = left.take(rows[second])
    further = right.take(orders[1][at])
    return Table(found.size, {**found.columns, **further.columns})
