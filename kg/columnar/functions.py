"""The operators and functions of SPARQL that are compiled.

Source: SPARQL 1.1 Query, sections 17.4 (function definitions) and 17.5 (casts); XPath functions 3.1, section 4.4.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import numpy as np

from . import numbers
from .arrays import distinct
from .columns import Column, Strings, Truth, as_numbers, as_strings, as_truth, codes, plain
from .lexical import BOOLEAN, DATE, DATE_TIME, DECIMAL, DECIMAL_FORM, DOUBLE_FORM, INTEGER_FORM
from .names import XSD
from .numbers import Numbers
from .string_functions import STRING_FUNCTIONS, Function
from .terms import BLANK, IRI, LITERAL, NONE, Terms, literal_text
from .values import DECIMAL_NUMBER, INTEGER, NOTHING, worth

INTEGER_TYPE = XSD + "integer"


def _str(terms: Terms, arguments: list[Column]) -> Column:
    column = arguments[0]
    if isinstance(column, Strings):
        return plain(column.places)
    given = codes(terms, column)
    good = (given >= 0) & (terms.kinds()[given] != BLANK)
    places = np.full(len(given), NONE, np.int64)
    places[good] = terms.places(given[good])
    return plain(places)


def _lang(terms: Terms, arguments: list[Column]) -> Column:
    column = arguments[0]
    if isinstance(column, Strings):
        return plain(np.where(column.places < 0, NONE, column.tags))
    given = codes(terms, column)
    literal = (given >= 0) & (terms.kinds()[given] == LITERAL)
    return plain(np.where(literal, terms.languages(given), NONE))


def _datatype(terms: Terms, arguments: list[Column]) -> Column:
    given = codes(terms, arguments[0])
    places = np.where(given >= 0, terms.suffix_codes()[given], NONE)
    return np.asarray(np.append(terms.codes([f"<{iri}>" for iri in terms.datatypes]), NONE)[places])


def _kind(*kinds: int) -> Function:
    def run(terms: Terms, arguments: list[Column]) -> Column:
        given = codes(terms, arguments[0])
        return Truth(np.where(given >= 0, np.isin(terms.kinds()[given], kinds), -1).astype(np.int8))

    return run


def _is_numeric(terms: Terms, arguments: list[Column]) -> Column:
    given = codes(terms, arguments[0])
    return Truth(np.where(given >= 0, as_numbers(terms, given).kind != NOTHING, -1).astype(np.int8))


def _iri(terms: Terms, arguments: list[Column]) -> Column:
    column = arguments[0]
    if isinstance(column, np.ndarray):
        iris = (column >= 0) & (terms.kinds()[column] == IRI)
        if iris.all():
            return column
    places, inverse = distinct(as_strings(terms, column).places)
    good = places >= 0
    table = np.full(len(places), NONE, np.int64)
    table[good] = terms.codes([f"<{text}>" for text in terms.pool.read(places[good])])
    return table[inverse]


def _numeric(function: Callable[[Numbers], Numbers]) -> Function:
    return lambda terms, arguments: function(as_numbers(terms, arguments[0]))


def _to_number(form: str, kind: int) -> Function:
    """Cast to integer or decimal: from a string by its grammar, from a number by value, integers cut towards zero."""
    legal = re.compile(form)

    def parsed(text: str) -> Fraction | None:
        return Fraction(Decimal(text)) if legal.fullmatch(text) else None

    def run(terms: Terms, arguments: list[Column]) -> Column:
        given = as_numbers(terms, arguments[0])
        if (given.kind != NOTHING).any() or isinstance(arguments[0], Numbers):
            cut = numbers.truncated(given) if kind == INTEGER else given
            if given.kind.max(initial=0) <= DECIMAL_NUMBER:
                return Numbers(np.where(given.kind == NOTHING, NOTHING, kind).astype(np.uint8), cut.over, cut.under)
        places, inverse = distinct(as_strings(terms, arguments[0]).places)
        texts = terms.pool.texts
        found = [parsed(texts[place]) if place >= 0 else None for place in places.tolist()]
        return numbers.of_fractions(found, kind).take(inverse)

    return run


def _to_text_type(datatype: str, form: str | None) -> Function:
    """Cast a string to a datatype whose values stay terms."""
    legal = None if form is None else re.compile(form)

    def run(terms: Terms, arguments: list[Column]) -> Column:
        texts = _str(terms, arguments)
        assert isinstance(texts, Strings)
        places, inverse = distinct(texts.places)
        written = [text if place >= 0 and (legal is None or legal.fullmatch(text)) else None
                   for place, text in zip(places.tolist(), terms.pool.read(places), strict=True)]  # fmt: skip
        good = [row for row, text in enumerate(written) if text is not None]
        table = np.full(len(places), NONE, np.int64)
        table[good] = terms.codes([literal_text(written[row] or "", f"^^<{datatype}>") for row in good])
        return table[inverse]

    return run


def _same_term(terms: Terms, arguments: list[Column]) -> Column:
    left, right = (codes(terms, each) for each in arguments)
    return Truth(np.where((left >= 0) & (right >= 0), left == right, -1).astype(np.int8))


def _not(terms: Terms, arguments: list[Column]) -> Column:
    values = as_truth(terms, arguments[0]).values
    return Truth(np.where(values < 0, -1, 1 - values).astype(np.int8))


def _negate(terms: Terms, arguments: list[Column]) -> Column:
    zero = numbers.constant(0, INTEGER, len(arguments[0]))
    return numbers.subtract(zero, as_numbers(terms, arguments[0]))


def _arithmetic(function: Callable[[Numbers, Numbers], Numbers]) -> Function:
    return lambda terms, arguments: function(as_numbers(terms, arguments[0]), as_numbers(terms, arguments[1]))


def _part(place: int) -> Function:
    """Give year, month or day of a date or dateTime, as it is written."""

    def run(terms: Terms, arguments: list[Column]) -> Column:
        given, inverse = distinct(codes(terms, arguments[0]))
        timed = (given >= 0) & (worth(terms).zoned[given] >= 0)
        found = [Fraction(int(_DAY_PARTS.match(text)[place])) if there else None  # type: ignore[index]
                 for there, text in zip(timed.tolist(), terms.lexicals(np.maximum(given, 0)), strict=True)]
        return numbers.of_fractions(found, INTEGER).take(inverse)

    return run


_DAY_PARTS = re.compile(r"(-?[0-9]+)-([0-9]{2})-([0-9]{2})")

FUNCTIONS: dict[str, Function] = {
    "+": _arithmetic(numbers.add), "-": _arithmetic(numbers.subtract), "*": _arithmetic(numbers.multiply),
    "/": _arithmetic(numbers.divide), "negate": _negate, "plus": lambda terms, each: as_numbers(terms, each[0]),
    "!": _not,
    "ABS": _numeric(numbers.absolute), "ROUND": _numeric(numbers.rounded), "FLOOR": _numeric(numbers.floor),
    "CEIL": _numeric(numbers.ceiling),
    **STRING_FUNCTIONS, "STR": _str, "LANG": _lang,
    "DATATYPE": _datatype, "IRI": _iri, "URI": _iri,
    "isIRI": _kind(IRI), "isURI": _kind(IRI), "isBLANK": _kind(BLANK), "isLITERAL": _kind(LITERAL),
    "YEAR": _part(1), "MONTH": _part(2), "DAY": _part(3), "isNUMERIC": _is_numeric, "sameTerm": _same_term,
    f"<{XSD}string>": _str, f"<{DECIMAL}>": _to_number(DECIMAL_FORM, DECIMAL_NUMBER),
    f"<{INTEGER_TYPE}>": _to_number(INTEGER_FORM, INTEGER),
    f"<{XSD}double>": _to_text_type(XSD + "double", DOUBLE_FORM),
    f"<{BOOLEAN}>": _to_text_type(BOOLEAN, "true|false|1|0"), f"<{DATE}>": _to_text_type(DATE, None),
    f"<{DATE_TIME}>": _to_text_type(DATE_TIME, None),
    **dict.fromkeys(("BOUND", "IF", "COALESCE"), _not),  # evaluated where their arguments are
}  # fmt: skip
"""Operator or function → what computes it; `BOUND`, `IF` and `COALESCE` see errors and stand in `expressions`."""
