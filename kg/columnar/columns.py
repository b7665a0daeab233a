"""Columns of values that an expression gives: terms, exact numbers, strings, truth values; and the ways between them.

A column knows an error or an unbound variable in each row. Strings are places in the pool of the terms.

Source: SPARQL 1.1 Query, sections 17.2 (filter evaluation, errors) and 17.2.2 (effective boolean value).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from . import numbers
from .arrays import Array, Codes, Mask, first_rows
from .lexical import BOOLEAN
from .names import LANGUAGE_STRING, STRING
from .numbers import Numbers
from .pool import EMPTY
from .terms import NONE, Terms, literal_text
from .values import FLOAT, NOTHING, worth


@dataclass(frozen=True, slots=True)
class Strings:
    """Places in the pool, of strings and of their language tags; -1 is an error."""

    places: Array
    tags: Array

    def __len__(self) -> int:
        return len(self.places)

    def take(self, rows: Array) -> Strings:
        """Give the column at the rows."""
        return Strings(self.places[rows], self.tags[rows])


@dataclass(frozen=True, slots=True)
class Truth:
    """1, 0, or -1 for an error."""

    values: Array

    def __len__(self) -> int:
        return len(self.values)


Column: TypeAlias = Codes | Numbers | Strings | Truth


def take(column: Column, rows: Array) -> Column:
    """Give the column at the rows."""
    match column:
        case Numbers() | Strings():
            return column.take(rows)
        case Truth(values):
            return Truth(values[rows])
        case _:
            return column[rows]


def plain(places: Array) -> Strings:
    """Give a column of strings without language tags."""
    return Strings(places, np.full(len(places), EMPTY))


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
            first, places = distinct_numbers(column)
            written = numbers.texts(column.take(first))
            forms = [literal_text(text, f"^^<{datatype}>") if datatype else "" for text, datatype in written]
            return _interned(terms, forms)[places]
        case Strings():
            first, places = first_rows([column.places, column.tags])
            return _interned(terms, _written(terms, column.take(first)))[places]
        case Truth(values):
            table = terms.codes([literal_text(text, f"^^<{BOOLEAN}>") for text in ("false", "true")])
            return np.asarray(np.append(table, NONE)[values])
        case _:
            return column


def _written(terms: Terms, column: Strings) -> list[str]:
    """Give strings in N-Triples form; an error as an empty text."""
    texts = terms.pool.texts
    pairs = zip(column.places.tolist(), column.tags.tolist(), strict=True)
    return [literal_text(texts[place], f"@{texts[tag]}" if tag else "") if place >= 0 else "" for place, tag in pairs]


def _interned(terms: Terms, written: list[str]) -> Codes:
    table = np.full(len(written), NONE, np.int64)
    there = [place for place, text in enumerate(written) if text]
    table[there] = terms.codes([written[place] for place in there])
    return table


def distinct_numbers(column: Numbers) -> tuple[Array, Array]:
    """Give the rows where each distinct number stands first, and for each row its place among them."""
    keys = [column.kind.astype(np.int64), *(_numbered(each) for each in (column.over, column.under))]
    if column.inexact is not None:
        keys.append(np.unique(column.inexact, return_inverse=True)[1])
    return first_rows(keys)


def _numbered(column: Array) -> Array:
    return column if column.dtype != object else np.unique(column, return_inverse=True)[1]


def as_numbers(terms: Terms, column: Column) -> Numbers:
    """Give the numbers in a column; anything else is an error."""
    if isinstance(column, Numbers):
        return column
    if isinstance(column, np.ndarray):
        return numbers.of_terms(terms, column)
    return numbers.constant(0, NOTHING, len(column))


def as_strings(terms: Terms, column: Column) -> Strings:
    """Give the simple and language-tagged literals in a column; anything else is an error."""
    if isinstance(column, Strings):
        return column
    if not isinstance(column, np.ndarray):
        return plain(np.full(len(column), NONE))
    good = terms.are_of(column, (STRING, LANGUAGE_STRING))
    if good.all():
        return Strings(terms.places(column), terms.languages(column))
    places = np.full(len(column), NONE, np.int64)
    places[good] = terms.places(column[good])
    return Strings(places, terms.languages(column))


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
        case Strings(places, _):
            return Truth(np.where(places < 0, -1, places != EMPTY).astype(np.int8))
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
            return Strings(np.where(mask, yes.places, no.places), np.where(mask, yes.tags, no.tags))
        case Truth(), Truth():
            return Truth(np.where(mask, yes.values, no.values))
        case (Strings(), np.ndarray()) | (np.ndarray(), Strings()):
            texts = [as_strings(terms, each) for each in (yes, no)]
            if all((bound(each) == bound(text)).all() for each, text in zip((yes, no), texts, strict=True)):
                return choose(terms, mask, *texts)
    return np.where(mask, codes(terms, yes), codes(terms, no))
