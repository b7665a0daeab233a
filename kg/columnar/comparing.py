"""Order and equality of terms, column against column.

Source: SPARQL 1.1 Query, sections 17.3 (operator mapping) and 17.4.1.7 (RDFterm-equal); SHACL, section 4.3 (value
ranges), where what cannot be compared violates.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from . import numbers
from .arrays import Array, Codes, Mask, distinct
from .lexical import BOOLEAN, DATE, DATE_TIME
from .names import LANGUAGE_STRING, STRING
from .numbers import Numbers
from .terms import LITERAL, Terms
from .values import INTEGER, NOTHING, Worth, legal, worth

_ZONES = 14 * 3600  # the greatest distance of a zone from UTC


@dataclass(frozen=True, slots=True)
class Order:
    """Row by row: -1, 0 or 1, and where the two can be compared at all."""

    sign: Array
    known: Mask


def order(terms: Terms, left: Codes, right: Codes) -> Order:
    """Compare two columns of terms as `<` of SPARQL does: numbers, strings, truth values, moments."""
    columns = worth(terms)
    bound = (left >= 0) & (right >= 0)
    found = Order(np.zeros(len(left), np.int8), np.zeros(len(left), np.bool_))
    numeric, true, strings = columns.kind != NOTHING, columns.truth >= 0, (STRING,)
    _put(found, bound & numeric[left] & numeric[right], lambda rows: numbers.compare(
        numbers.of_terms(terms, left[rows]), numbers.of_terms(terms, right[rows])))  # fmt: skip
    _put(found, bound & true[left] & true[right], lambda rows: (
        np.sign(columns.truth[left[rows]] - columns.truth[right[rows]]), np.ones(len(rows), np.bool_)))  # fmt: skip
    _put(found, terms.are_of(left, strings) & terms.are_of(right, strings), lambda rows: (
        alphabetic(terms, terms.places(left[rows]), terms.places(right[rows])), np.ones(len(rows), np.bool_)))
    for datatype in (DATE, DATE_TIME):
        _put(found, terms.are_of(left, (datatype,)) & terms.are_of(right, (datatype,)),
             lambda rows: _moments(columns, left[rows], right[rows]))  # fmt: skip
    return found


def _put(found: Order, both: Mask, compare: Callable[[Array], tuple[Array, Mask]]) -> None:
    rows = np.flatnonzero(both)
    if len(rows):
        found.sign[rows], found.known[rows] = compare(rows)


def alphabetic(terms: Terms, left: Array, right: Array) -> Array:
    """Compare strings of the pool by code points: -1, 0 or 1."""
    once, places = distinct(np.concatenate([left, right]))
    texts = terms.pool.read(once)
    rank = np.empty(len(once), np.int64)
    rank[sorted(range(len(once)), key=texts.__getitem__)] = np.arange(len(once))
    return np.asarray(np.sign(rank[places[: len(left)]] - rank[places[len(left) :]]))


def _moments(columns: Worth, left: Codes, right: Codes) -> tuple[Array, Mask]:
    """Compare moments; of two of which one names no zone, only if they are further apart than zones can be."""
    first, second = (Numbers(np.where(columns.zoned[codes] < 0, NOTHING, INTEGER), columns.seconds[codes],
                             columns.parts[codes]) for codes in (left, right))  # fmt: skip
    sign, known = numbers.compare(first, second)
    apart = numbers.subtract(first, second)
    far = [numbers.compare(apart, numbers.constant(zone, INTEGER, len(left)))[0] for zone in (-_ZONES, _ZONES)]
    return sign, known & ((columns.zoned[left] == columns.zoned[right]) | (far[0] < 0) | (far[1] > 0))


def equal(terms: Terms, left: Codes, right: Codes) -> Array:
    """Give 1, 0 or -1 (an error) as `=` of SPARQL does.

    Literals of different datatypes that are not both numbers are unequal; an ill-typed number equals nothing else, and
    comparing it is an error.
    """
    bound = (left >= 0) & (right >= 0)
    same = bound & (left == right)
    outcome = np.where(same, 1, np.where(bound, 0, -1)).astype(np.int8)
    literals = terms.kinds() == LITERAL
    rows = np.flatnonzero(bound & ~same & literals[left] & literals[right])
    if not len(rows):
        return outcome
    a, b = left[rows], right[rows]
    compared = order(terms, a, b)
    good, suffix = legal(terms), terms.suffix_codes()
    comparable = terms.are_of(a, (STRING, LANGUAGE_STRING, BOOLEAN, DATE, DATE_TIME))
    unknown = (suffix[a] == suffix[b]) & ~comparable | ~good[a] | ~good[b]
    outcome[rows] = np.where(compared.known, compared.sign == 0, np.where(unknown, -1, 0))
    return outcome
