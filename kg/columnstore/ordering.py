"""Columns of terms compared row by row, and rows put in order.

Numbers and texts of the graph are compared by their codes; whatever an expression made, once for each distinct pair.

Source: SPARQL 1.1 Query, sections 15.1 (ORDER BY), 17.3 (operators) and 17.4.1.7 (RDFterm-equal).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from . import comparing
from .arithmetic import number, units_of
from .arrays import Array, Codes, Mask, distinct, packed
from .dictionary import KNOWN, is_number
from .errors import Outside
from .terms import Terms
from .values import BOOLEAN, Blank, Iri, Value, form_of

_NUMBERS = 3


def equal(terms: Terms, left: Codes, right: Codes) -> Array:
    """Give 1, 0 or -1 (an error) as `=` does."""
    if _may_be_made(terms, left, right) or _may_be_made(terms, right, left):
        left, right = terms.resolved(left), terms.resolved(right)
    bound = (left >= 0) & (right >= 0)
    found = np.where(bound, left == right, -1).astype(np.int8)
    strange = (left >= terms.dictionary.odd) & (left < terms.size)  # NaN is not equal to itself
    rows = np.flatnonzero(bound & ((left != right) | strange) & ~terms.is_named(left) & ~terms.is_named(right))
    if len(rows):
        found[rows] = _literals_equal(terms, left[rows], right[rows])
    return found


def _may_be_made(terms: Terms, left: Codes, right: Codes) -> bool:
    """Whether a row has what an expression made beside an IRI of the graph, which it may have made again."""
    return terms.is_made(left) and bool((terms.is_named(right) & (left >= terms.size)).any())


def _literals_equal(terms: Terms, left: Codes, right: Codes) -> Array:
    """Compare codes that are different, or odd."""
    here = terms.dictionary
    plain = np.array([datatype in KNOWN or is_number(datatype) for datatype, _ in here.kinds])
    easy = np.ones(len(left), np.bool_)
    for column in (left, right):
        easy &= (column < here.odd) & plain[here.kinds_of(np.where(column < here.size, column, 0))]
    found = np.zeros(len(left), np.int8)
    ranks = here.ranks()
    if ranks is not None:
        rows = np.flatnonzero(easy & (left < here.texts_from) & (right < here.texts_from))
        found[rows] = ranks[left[rows] - here.numbers] == ranks[right[rows] - here.numbers]
    rows = np.flatnonzero(~easy)
    if len(rows):
        pairs, places = _each_pair(terms, left[rows], right[rows])
        answers = [comparing.equal(*pair) for pair in pairs]
        found[rows] = np.array([-1 if each is None else each for each in answers], np.int8)[places]
    return found


def signs(terms: Terms, left: Codes, right: Codes) -> tuple[Array, Mask]:
    """Give -1, 0 or 1 row by row, and where the two can be compared at all."""
    here = terms.dictionary
    found = np.zeros(len(left), np.int8)
    known = (left >= 0) & (right >= 0)
    rows = np.flatnonzero(known & (left != right))
    if not len(rows):
        return found, known
    a, b = left[rows], right[rows]
    numbers = (a >= here.numbers) & (a < here.texts_from) & (b >= here.numbers) & (b < here.texts_from)
    ranks = here.ranks()
    first, second = (a, b) if ranks is None else (ranks[np.where(numbers, each - here.numbers, 0)] for each in (a, b))
    texts = (a >= here.texts_from) & (a < here.odd) & (b >= here.texts_from) & (b < here.odd)
    ordered = np.array([datatype in KNOWN and datatype != BOOLEAN for datatype, _ in here.kinds])
    kinds = [here.kinds_of(np.where(texts, each, 0)) for each in (a, b)]
    texts &= (kinds[0] == kinds[1]) & ordered[kinds[0]]
    found[rows] = np.where(numbers, np.sign(first - second), np.where(texts, np.sign(a - b), 0))
    known[rows] = numbers | texts
    rest = np.flatnonzero(~(numbers | texts))
    if len(rest):
        pairs, places = _each_pair(terms, a[rest], b[rest])
        answers = [comparing.sign(*pair) for pair in pairs]
        found[rows[rest]] = np.array([0 if each is None else each for each in answers], np.int8)[places]
        known[rows[rest]] = np.array([each is not None for each in answers])[places]
    return found, known


def _each_pair(terms: Terms, left: Codes, right: Codes) -> tuple[list[tuple[Value | None, Value | None]], Array]:
    """Give the values of each distinct pair of codes, and the place of each row."""
    keys, = packed([[left], [right]])
    _, first, places = np.unique(keys, return_index=True, return_inverse=True)
    return list(zip(terms.values(left[first]), terms.values(right[first]), strict=True)), places


def ranked(terms: Terms, column: Codes) -> Codes:
    """Give numbers whose order is the one in which ORDER BY puts the terms of a column.

    Raises: Outside if a column has literals that cannot be put in one order.
    """
    here = terms.dictionary
    if not len(column) or int(column.max()) < here.numbers:
        return column
    once, places = distinct(column)
    bound = once[once >= 0]
    if not len(bound):
        return column
    made, last = bool(bound[-1] >= here.size), int(bound[-1])
    literals = bound[bound >= here.numbers]
    mixed = len(literals) and literals[0] < here.texts_from <= last
    if not made and not mixed and last < here.odd:
        ranks = here.ranks()
        if ranks is None or not len(literals) or literals[0] >= here.texts_from:
            return column
        table = np.append(bound[bound < here.numbers], ranks[literals - here.numbers] + here.numbers)
        return np.concatenate([once[once < 0], table])[places]
    return _compared(terms, once)[places]


def _compared(terms: Terms, once: Codes) -> Array:
    """Give the distinct terms of a column their places in order by their values."""
    values = terms.values(once)
    if all(type(value) is str for value in values):
        ordered = {value: place for place, value in enumerate(sorted(set(values)))}  # type: ignore[type-var]
        return np.array([ordered[value] for value in values], np.int64)
    keys = [_key(value) for value in values]
    if len({key[0] for key in keys if key[0] >= _NUMBERS}) == 2:
        raise Outside("numbers and other literals in one order", "数值与其他字面量混合排序")
    places = {key: place for place, key in enumerate(sorted(set(keys)))}
    return np.array([places[key] for key in keys], np.int64)


def _key(value: Value | None) -> tuple[int, Any]:
    """Give what terms are ordered by: nothing, blank nodes, IRIs, numbers by value, other literals by their text."""
    if value is None:
        return 0, 0
    given = number(value)
    if given is not None:
        return _NUMBERS, units_of(given)
    return 1 if isinstance(value, Blank) else 2 if isinstance(value, Iri) else _NUMBERS + 1, form_of(value)
