"""Columns of values that an expression gives: terms, exact numbers, strings, truth values; and the ways between them.

A column knows an error or an unbound variable in each row. Strings are places in a pool, so that a function of strings
runs once for each distinct string.

Source: SPARQL 1.1 Query, sections 17.2 (filter evaluation, errors) and 17.2.2 (effective boolean value).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from . import numbers
from .lexical import BOOLEAN
from .names import LANGUAGE_STRING, STRING
from .numbers import Numbers
from .terms import NONE, Array, Codes, Mask, Terms, literal_text
from .values import FLOAT, NOTHING, worth

Text: TypeAlias = tuple[str, str]
"""A string and its language tag, which is empty for a simple literal."""


@dataclass(frozen=True, slots=True)
class Strings:
    """Places in a pool of strings; -1 is an error."""

    places: Array
    pool: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Truth:
    """1, 0, or -1 for an error."""

    values: Array


Column: TypeAlias = Codes | Numbers | Strings | Truth


def size(column: Column) -> int:
    """Give the number of rows."""
    match column:
        case Strings(places, _):
            return len(places)
        case Truth(values):
            return len(values)
        case _:
            return len(column)


def take(column: Column, rows: Array) -> Column:
    """Give the column at the rows."""
    match column:
        case Numbers():
            return column.take(rows)
        case Strings(places, pool):
            return Strings(places[rows], pool)
        case Truth(values):
            return Truth(values[rows])
        case _:
            return column[rows]


def bound(column: Column) -> Mask:
    """Say of each row whether it has a value."""
    match column:
        case Numbers():
            return np.asarray(column.kind != NOTHING)
        case Strings(places, _):
            return np.asarray(places >= 0)
        case Truth(values):
            return np.asarray(values >= 0)
        case _:
            return np.asarray(column >= 0)


def codes(terms: Terms, column: Column) -> Codes:
    """Give any column as terms; results of functions become terms here, each distinct one once."""
    match column:
        case Numbers():
            if not len(column):
                return np.zeros(0, np.int64)
            places, made = pooled(column)
            written = numbers.texts(made)
            forms = [literal_text(text, f"^^<{datatype}>") if datatype else "" for text, datatype in written]
            return _interned(terms, forms)[places]
        case Strings(places, pool):
            table = _interned(terms, [literal_text(text, f"@{tag}" if tag else "") for text, tag in pool])
            return np.asarray(np.append(table, NONE)[places])
        case Truth(values):
            table = terms.codes([literal_text(text, f"^^<{BOOLEAN}>") for text in ("false", "true")])
            return np.asarray(np.append(table, NONE)[values])
        case _:
            return column


def _interned(terms: Terms, written: list[str]) -> Codes:
    table = np.full(len(written), NONE, np.int64)
    there = [place for place, text in enumerate(written) if text]
    table[there] = terms.codes([written[place] for place in there])
    return table


def pooled(column: Numbers) -> tuple[Array, Numbers]:
    """Give the distinct numbers of a column, and the place of each row among them."""
    keys = list(zip(column.kind.tolist(), column.over.tolist(), column.under.tolist(),
                    [0.0] * len(column) if column.inexact is None else column.inexact.tolist(), strict=True))
    first: dict[tuple[object, ...], int] = {}
    places = np.array([first.setdefault(key, len(first)) for key in keys], np.int64)
    _, rows = np.unique(places, return_index=True)
    return places, column.take(rows)


def as_numbers(terms: Terms, column: Column) -> Numbers:
    """Give the numbers in a column; anything else is an error."""
    if isinstance(column, Numbers):
        return column
    if isinstance(column, np.ndarray):
        return numbers.of_terms(terms, column)
    return numbers.constant(0, NOTHING, size(column))


def as_strings(terms: Terms, column: Column) -> Strings:
    """Give the simple and language-tagged literals in a column; anything else is an error."""
    if isinstance(column, Strings):
        return column
    if not isinstance(column, np.ndarray):
        return Strings(np.full(size(column), NONE, np.int64), ())
    once, inverse = np.unique(column, return_inverse=True)
    good = (once >= 0) & terms.datatype_is([STRING, LANGUAGE_STRING])[once]
    places = np.where(good, np.cumsum(good) - 1, NONE)
    tags = [terms.languages[place] for place in terms.suffix_codes()[once[good]].tolist()]
    return Strings(places[inverse], tuple(zip(terms.lexicals(once[good]), tags, strict=True)))


def as_truth(terms: Terms, column: Column) -> Truth:
    """Give effective boolean values."""
    match column:
        case Truth():
            return column
        case Numbers():
            nonzero = column.over != 0
            if column.inexact is not None:
                nonzero = np.where(column.kind >= FLOAT, (column.inexact != 0) & ~np.isnan(column.inexact), nonzero)
            return Truth(np.where(column.kind == NOTHING, -1, nonzero).astype(np.int8))
        case Strings(places, pool):
            return Truth(np.array([bool(text) for text, _ in pool] + [-1], np.int8)[places])
        case _:
            return _truth_of_terms(terms, column)


def _truth_of_terms(terms: Terms, column: Codes) -> Truth:
    values = np.where(column >= 0, worth(terms).truth[column], -1).astype(np.int8)
    for other in (as_truth(terms, as_numbers(terms, column)), as_truth(terms, as_strings(terms, column))):
        values = np.where(values < 0, other.values, values)
    return Truth(values)


def choose(terms: Terms, mask: Mask, yes: Column, no: Column) -> Column:
    """Take each row from one of two columns."""
    match yes, no:
        case Numbers(), Numbers():
            floats = None
            if yes.inexact is not None or no.inexact is not None:
                floats = np.where(mask, yes.floats(), no.floats())
            return Numbers(np.where(mask, yes.kind, no.kind), np.where(mask, yes.over, no.over),
                           np.where(mask, yes.under, no.under), floats)  # fmt: skip
        case Strings(), Strings():
            shifted = np.where(no.places >= 0, no.places + len(yes.pool), NONE)
            return Strings(np.where(mask, yes.places, shifted), yes.pool + no.pool)
        case Truth(), Truth():
            return Truth(np.where(mask, yes.values, no.values))
        case _:
            return np.where(mask, codes(terms, yes), codes(terms, no))


def each_text(column: Strings, function: Callable[[Text], Text | None]) -> Strings:
    """Apply a function to every string of the pool."""
    found = [function(text) for text in column.pool]
    good = np.array([text is not None for text in found] + [False])
    table = np.where(good, np.cumsum(good) - 1, NONE)
    return Strings(table[column.places], tuple(text for text in found if text is not None))


def once(columns: list[Array]) -> tuple[list[Array], Array]:
    """Give the distinct rows of several columns of places, and for each row its place among them."""
    key = np.zeros(len(columns[0]), np.int64)
    for column in columns:
        key = key * (int(column.max(initial=0)) + 2) + column + 1
        if len(columns) > 2:
            _, key = np.unique(key, return_inverse=True)
    _, first, inverse = np.unique(key, return_index=True, return_inverse=True)
    return [column[first] for column in columns], inverse
