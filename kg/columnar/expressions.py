"""Expressions over all rows of a table at once.

Source: SPARQL 1.1 Query, sections 17.2 (errors, three-valued logic), 17.3 (operators) and 17.4.1 (functional forms).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from . import comparing, numbers
from .columns import Column, Strings, Truth, as_numbers, as_strings, as_truth, bound, choose, codes, size, take
from .functions import FUNCTIONS
from .numbers import Numbers
from .plan import Call, Constant, Exists, Expression, Variable
from .tables import Table
from .terms import NONE, Array, Terms
from .values import FLOAT, NOTHING, legal, worth

Asker: TypeAlias = Callable[[Exists, Table], Truth]
"""What answers EXISTS for every row of a table."""

_SIGNS = {"<": (-1,), "<=": (-1, 0), ">": (1,), ">=": (0, 1)}


def evaluate(terms: Terms, expression: Expression, table: Table, ask: Asker) -> Column:
    """Give the value of an expression in every row."""
    match expression:
        case Variable(name):
            unbound: Column = np.full(table.size, NONE, np.int64)
            return table.columns.get(name, unbound)
        case Constant(text):
            return _constant(terms, text, table.size)
        case Exists():
            return ask(expression, table)
        case Call("BOUND", (inner,)):
            return Truth(bound(evaluate(terms, inner, table, ask)).astype(np.int8))
        case Call("COALESCE", parts):
            columns = [evaluate(terms, each, table, ask) for each in parts]
            found = columns[-1]
            for column in reversed(columns[:-1]):
                found = choose(terms, bound(column), column, found)
            return found
        case Call("IF", _):
            return _if(terms, expression, table, ask)
        case Call("in", (first, *others)):
            return _any([evaluate(terms, Call("=", (first, each)), table, ask) for each in others], table.size)
        case Call(name, parts):
            return _apply(terms, name, [evaluate(terms, each, table, ask) for each in parts])


def holds(terms: Terms, expression: Expression, table: Table, ask: Asker) -> Array:
    """Give the rows where a condition is true."""
    return np.flatnonzero(as_truth(terms, evaluate(terms, expression, table, ask)).values == 1)


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
    return texts if texts.pool else place


def _if(terms: Terms, expression: Call, table: Table, ask: Asker) -> Column:
    condition, yes, no = (evaluate(terms, each, table, ask) for each in expression.arguments)
    truth = as_truth(terms, condition).values
    chosen = choose(terms, truth == 1, yes, no)
    if (truth >= 0).all():
        return chosen
    return _only(terms, chosen, truth >= 0)


def _only(terms: Terms, column: Column, mask: Array) -> Column:
    match column:
        case Numbers():
            kind = np.where(mask, column.kind, NOTHING).astype(np.uint8)
            return Numbers(kind, column.over, column.under, column.inexact)
        case Strings(places, pool):
            return Strings(np.where(mask, places, NONE), pool)
        case Truth(values):
            return Truth(np.where(mask, values, -1).astype(np.int8))
        case _:
            return np.where(mask, column, NONE)


def _apply(terms: Terms, name: str, arguments: list[Column]) -> Column:
    match name:
        case "&&" | "||":
            return _logical(terms, name, arguments)
        case "=":
            return _equal(terms, arguments[0], arguments[1])
        case "!=":
            return FUNCTIONS["!"](terms, [_equal(terms, arguments[0], arguments[1])])
        case "<" | "<=" | ">" | ">=":
            return _ordered(terms, arguments[0], arguments[1], _SIGNS[name])
        case _:
            return FUNCTIONS[name](terms, arguments)


def _logical(terms: Terms, name: str, arguments: list[Column]) -> Truth:
    left, right = (as_truth(terms, each).values for each in arguments)
    decisive = 0 if name == "&&" else 1
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
        same = _common(first, second)
        if same is not None and (bound(left) == (first.places >= 0)).all() and (
                bound(right) == (second.places >= 0)).all():  # fmt: skip
            known = (first.places >= 0) & (second.places >= 0)
            return Truth(np.where(known, same, -1).astype(np.int8))
    return Truth(comparing.equal(terms, codes(terms, left), codes(terms, right)))


def _equal_numbers(terms: Terms, left: Column, right: Column) -> Truth:
    sign, known = numbers.compare(as_numbers(terms, left), as_numbers(terms, right))
    outcome = np.where(known, sign == 0, -1).astype(np.int8)
    for other, number in ((left, right), (right, left)):
        rest = ~known & bound(other) & bound(number)
        if isinstance(number, Numbers) and rest.any():
            sound = legal(terms)[other] if isinstance(other, np.ndarray) else np.ones(size(other), np.bool_)
            numeric = as_numbers(terms, other).kind != NOTHING
            outcome = np.where(rest & sound & ~numeric, 0, outcome).astype(np.int8)
    return Truth(outcome)


def _common(left: Strings, right: Strings) -> Array:
    """Say of each row whether two columns of strings are equal."""
    numbered = {text: place for place, text in enumerate(dict.fromkeys(left.pool + right.pool))}
    first = np.array([numbered[text] for text in left.pool] + [-1])[left.places]
    second = np.array([numbered[text] for text in right.pool] + [-2])[right.places]
    return np.asarray(first == second)


def _ordered(terms: Terms, left: Column, right: Column, signs: tuple[int, ...]) -> Truth:
    if isinstance(left, Numbers) or isinstance(right, Numbers):
        sign, known = numbers.compare(as_numbers(terms, left), as_numbers(terms, right))
    elif isinstance(left, Strings) or isinstance(right, Strings):
        sign, known = _string_order(as_strings(terms, left), as_strings(terms, right))
    else:
        compared = comparing.order(terms, codes(terms, left), codes(terms, right))
        sign, known = compared.sign, compared.known
    return Truth(np.where(known, np.isin(sign, signs), -1).astype(np.int8))


def _string_order(left: Strings, right: Strings) -> tuple[Array, Array]:
    rank = {text: place for place, text in enumerate(sorted({text for text, _ in left.pool + right.pool}))}
    first, second = (np.array([rank[text] for text, _ in each.pool] + [0])[each.places] for each in (left, right))
    plain = [np.array([not tag for _, tag in each.pool] + [False])[each.places] for each in (left, right)]
    return np.sign(first - second), plain[0] & plain[1]
