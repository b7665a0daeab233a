"""Order and equality of terms, column against column.

Source: SPARQL 1.1 Query, sections 17.3 (operator mapping) and 17.4.1.7 (RDFterm-equal); SHACL, section 4.3 (value
ranges), where what cannot be compared violates.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from . import numbers
from .lexical import BOOLEAN, DATE, DATE_TIME
from .names import LANGUAGE_STRING, STRING
from .terms import LITERAL, Array, Codes, Mask, Terms
from .values import NOTHING, legal, strings_of, worth

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
    sign, known = np.zeros(len(left), np.int8), np.zeros(len(left), np.bool_)
    both = bound & (columns.kind[left] != NOTHING) & (columns.kind[right] != NOTHING)
    if both.any():
        rows = np.flatnonzero(both)
        sign[rows], known[rows] = numbers.compare(
            numbers.of_terms(terms, left[rows]), numbers.of_terms(terms, right[rows]))
    strings = terms.datatype_is([STRING])
    both = bound & strings[left] & strings[right]
    if both.any():
        rows = np.flatnonzero(both)
        text = strings_of(terms, np.concatenate([left[rows], right[rows]]))
        rank = {each: place for place, each in enumerate(sorted(set(text.values())))}
        table = {code: rank[each] for code, each in text.items()}
        pairs = zip(left[rows].tolist(), right[rows].tolist(), strict=True)
        sign[rows] = np.sign([table[first] - table[second] for first, second in pairs])
        known[rows] = True
    both = bound & (columns.truth[left] >= 0) & (columns.truth[right] >= 0)
    sign[both], known[both] = np.sign(columns.truth[left] - columns.truth[right])[both], True
    _order_moments(terms, left, right, sign, known)
    return Order(sign, known)


def _order_moments(terms: Terms, left: Codes, right: Codes, sign: Array, known: Mask) -> None:
    moments = worth(terms).moments
    for datatype in (DATE, DATE_TIME):
        of = terms.datatype_is([datatype])
        for row in np.flatnonzero(of[left] & of[right] & (left >= 0) & (right >= 0)).tolist():
            first, second = moments.get(int(left[row])), moments.get(int(right[row]))
            if first is None or second is None:
                continue
            distance = first[0] - second[0]
            known[row] = first[1] == second[1] or abs(distance) > _ZONES
            sign[row] = (distance > 0) - (distance < 0)


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
    text = terms.datatype_is([STRING, LANGUAGE_STRING])
    valued = terms.datatype_is([BOOLEAN, DATE, DATE_TIME])
    unknown = (suffix[a] == suffix[b]) & ~text[a] & ~valued[a] | ~good[a] | ~good[b]
    outcome[rows] = np.where(compared.known, compared.sign == 0, np.where(unknown, -1, 0))
    return outcome
