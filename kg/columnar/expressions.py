"""Expressions over all rows of a table at once.

Source: SPARQL 1.1 Query, sections 17.2 (errors, three-valued logic), 17.3 (operators) and 17.4.1 (functional forms).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import TypeAlias

import numpy as np

from . import comparing, numbers
from .arrays import Array, Mask, distinct
from .columns import Column, Strings, Truth, as_numbers, as_strings, as_truth, bound, choose, codes, take
from .functions import FUNCTIONS
from .numbers import Numbers
from .plan import Call, Constant, Exists, Expression, Variable, has_exists, names
from .pool import EMPTY
from .tables import Table
from .terms import NONE, Terms
from .values import FLOAT, NOTHING, legal, worth

Asker: TypeAlias = Callable[[Exists, Table], Truth]
"""What answers EXISTS for every row of a table."""

_SIGNS = {"<": (-1,), "<=": (-1, 0), ">": (1,), ">=": (0, 1)}


def evaluate(terms: Terms, expression: Expression, table: Table, ask: Asker) -> Column:
    """Give the value of an expression in every row; of a single variable, once for each term that it is bound to."""
    if isinstance(expression, Call) and not has_exists(expression) and len(mentioned := names(expression)) == 1:
        column = table.columns.get(*mentioned)
        if isinstance(column, np.ndarray):
            once, places = distinct(column)
            if 2 * len(once) < table.size:
                return take(_value(terms, expression, Table(len(once), dict.fromkeys(mentioned, once)), ask), places)
    return _value(terms, expression, table, ask)


def holds(terms: Terms, expression: Expression, table: Table, ask: Asker) -> Array:
    """Give the rows where a condition is true."""
    return np.flatnonzero(as_truth(terms, evaluate(terms, expression, table, ask)).values == 1)


def _value(terms: Terms, expression: Expression, table: Table, ask: Asker) -> Column:
    match expression:
        case Variable(name):
            unbound: Column = np.full(table.size, NONE, np.int64)
            return table.columns.get(name, unbound)
        case Constant(text):
            return _constant(terms, text, table.size)
        case Exists():
            return ask(expression, table)
        case Call("BOUND", (inner,)):
            return Truth(bound(_value(terms, inner, table, ask)).astype(np.int8))
        case Call("COALESCE", parts):
            columns = [_value(terms, each, table, ask) for each in parts]
            return reduce(lambda found, column: choose(terms, bound(column), column, found), reversed(columns))
        case Call("IF", _):
            return _if(terms, expression, table, ask)
        case Call("&&" | "||" as name, (first, second)):
            return _logical(terms, name, first, second, table, ask)
        case Call("in", (first, *others)):
            return _any([_value(terms, Call("=", (first, each)), table, ask) for each in others], table.size)
        case Call(name, parts):
            return _apply(terms, name, [_value(terms, each, table, ask) for each in parts])


def _constant(terms: Terms, text: str, rows: int) -> Column:
    if text not in terms.constants:
        terms.constants[text] = _single(terms, terms.code(text))
    single: Column = terms.constants[text]
    return take(single, np.zeros(rows, np.int64))


def _single(terms: Terms, code: int) -> Column:
    place = np.array([code], np.int64)
    if worth(terms).kind[code] not in (NOTHING, FLOAT, FLOAT + 1):
        return numbers.of_terms(terms, place)
    texts = as_strings(terms, place)
    return texts if texts.places[0] >= 0 else place


def _if(terms: Terms, expression: Call, table: Table, ask: Asker) -> Column:
    condition, *ways = expression.arguments
    truth = as_truth(terms, _value(terms, condition, table, ask)).values
    taken = [(truth == outcome, way) for outcome, way in zip((1, 0), ways, strict=True) if (truth == outcome).any()]
    columns = [_where(terms, way, table, mask, ask) for mask, way in taken]
    if not columns:
        return np.full(table.size, NONE, np.int64)
    chosen = choose(terms, taken[0][0], columns[0], columns[-1])
    return chosen if (truth >= 0).all() else _only(terms, chosen, truth >= 0)


def _where(terms: Terms, expression: Expression, table: Table, mask: Mask, ask: Asker) -> Column:
    """Give the value of an expression where a mask is true, which it is somewhere; elsewhere any value."""
    rows = np.flatnonzero(mask)
    if len(rows) == table.size or (2 * len(rows) > table.size and not has_exists(expression)):
        return _value(terms, expression, table, ask)
    places = np.zeros(table.size, np.int64)
    places[rows] = np.arange(len(rows))
    return take(_value(terms, expression, table.only(names(expression)).take(rows), ask), places)


def _only(terms: Terms, column: Column, mask: Array) -> Column:
    match column:
        case Numbers():
            kind = np.where(mask, column.kind, NOTHING).astype(np.uint8)
            return Numbers(kind, column.over, column.under, column.inexact)
        case Strings(places, tags):
            return Strings(np.where(mask, places, NONE), tags)
        case Truth(values):
            return Truth(np.where(mask, values, -1).astype(np.int8))
        case _:
            return np.where(mask, column, NONE)


def _apply(terms: Terms, name: str, arguments: list[Column]) -> Column:
    match name:
        case "=":
            return _equal(terms, arguments[0], arguments[1])
        case "!=":
            return FUNCTIONS["!"](terms, [_equal(terms, arguments[0], arguments[1])])
        case "<" | "<=" | ">" | ">=":
            return _ordered(terms, arguments[0], arguments[1], _SIGNS[name])
        case _:
            return FUNCTIONS[name](terms, arguments)


def _logical(terms: Terms, name: str, first: Expression, second: Expression, table: Table, ask: Asker) -> Truth:
    """Answer `&&` or `||`: the dearer side only where the other leaves it open."""
    if has_exists(first) and not has_exists(second):
        first, second = second, first
    decisive = 0 if name == "&&" else 1
    left = as_truth(terms, _value(terms, first, table, ask)).values
    if (left == decisive).all():
        return Truth(left)
    right = as_truth(terms, _where(terms, second, table, left != decisive, ask)).values
    settled = (left == decisive) | (right == decisive)
    unknown = (left < 0) | (right < 0)
    return Truth(np.where(settled, decisive, np.where(unknown, -1, 1 - decisive)).astype(np.int8))


def _any(columns: list[Column], rows: int) -> Truth:
    """Give the outcome of IN: true if any equals, else an error if any comparison was one."""
    found = np.zeros(rows, np.int8)
    for column in columns:
        assert isinstance(column, Truth)
        found = np.where(found == 1, 1, np.where(column.values == 1, 1, np.where(column.values < 0, -1, found)))
    return Truth(found.astype(np.int8))


def _equal(terms: Terms, left: Column, right: Column) -> Truth:
    if isinstance(left, Numbers) or isinstance(right, Numbers):
        return _equal_numbers(terms, left, right)
    if isinstance(left, Strings) or isinstance(right, Strings):
        first, second = as_strings(terms, left), as_strings(terms, right)
        strings = [(bound(given) == (texts.places >= 0)).all() for given, texts in ((left, first), (right, second))]
        if all(strings):
            same = (first.places == second.places) & (first.tags == second.tags)
            return Truth(np.where((first.places >= 0) & (second.places >= 0), same, -1).astype(np.int8))
    return Truth(comparing.equal(terms, codes(terms, left), codes(terms, right)))


def _equal_numbers(terms: Terms, left: Column, right: Column) -> Truth:
    sign, known = numbers.compare(as_numbers(terms, left), as_numbers(terms, right))
    outcome = np.where(known, sign == 0, -1).astype(np.int8)
    for other, number in ((left, right), (right, left)):
        rest = ~known & bound(other) & bound(number)
        if isinstance(number, Numbers) and rest.any():
            sound = legal(terms)[other] if isinstance(other, np.ndarray) else np.ones(len(other), np.bool_)
            numeric = as_numbers(terms, other).kind != NOTHING
            outcome = np.where(rest & sound & ~numeric, 0, outcome).astype(np.int8)
    return Truth(outcome)


def _ordered(terms: Terms, left: Column, right: Column, signs: tuple[int, ...]) -> Truth:
    if isinstance(left, Numbers) or isinstance(right, Numbers):
        sign, known = numbers.compare(as_numbers(terms, left), as_numbers(terms, right))
    elif isinstance(left, Strings) or isinstance(right, Strings):
        sign, known = _string_order(terms, as_strings(terms, left), as_strings(terms, right))
    else:
        compared = comparing.order(terms, codes(terms, left), codes(terms, right))
        sign, known = compared.sign, compared.known
    return Truth(np.where(known, np.isin(sign, signs), -1).astype(np.int8))


def _string_order(terms: Terms, left: Strings, right: Strings) -> tuple[Array, Array]:
    known = (left.places >= 0) & (right.places >= 0) & (left.tags == EMPTY) & (right.tags == EMPTY)
    return comparing.alphabetic(terms, left.places, right.places), known
