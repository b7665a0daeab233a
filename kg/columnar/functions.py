"""The operators and functions of SPARQL that are compiled.

Source: SPARQL 1.1 Query, sections 17.4 (function definitions) and 17.5 (casts); XPath functions 3.1, section 4.4.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import numpy as np

from . import numbers
from .columns import Column, Strings, Text, Truth, as_numbers, as_strings, as_truth, codes, each_text, size
from .lexical import BOOLEAN, DATE, DATE_TIME, DECIMAL, DECIMAL_FORM, DOUBLE_FORM, INTEGER_FORM
from .names import XSD
from .numbers import Numbers
from .string_functions import STRING_FUNCTIONS, Function, half_up
from .terms import BLANK, IRI, LITERAL, NONE, Terms, literal_text
from .values import DECIMAL_NUMBER, INTEGER, NOTHING, worth

INTEGER_TYPE = XSD + "integer"


def _str(terms: Terms, arguments: list[Column]) -> Column:
    column = arguments[0]
    if isinstance(column, Strings):
        return each_text(column, lambda text: (text[0], ""))
    given = codes(terms, column)
    distinct, inverse = np.unique(given, return_inverse=True)
    good = (distinct >= 0) & (terms.kinds()[distinct] != BLANK)
    places = np.where(good, np.cumsum(good) - 1, NONE)
    return Strings(places[inverse], tuple((text, "") for text in terms.lexicals(distinct[good])))


def _about_literals(pick: Callable[[Terms], list[str]], as_iri: bool) -> Function:
    def run(terms: Terms, arguments: list[Column]) -> Column:
        given = codes(terms, arguments[0])
        places = np.where(given >= 0, terms.suffix_codes()[given], NONE)
        words = pick(terms)
        if as_iri:
            return np.asarray(np.append(terms.codes([f"<{word}>" for word in words]), NONE)[places])
        return Strings(places, tuple((word, "") for word in words))

    return run


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
    texts = as_strings(terms, column)
    table = terms.codes([f"<{text}>" for text, _ in texts.pool])
    return np.asarray(np.append(table, NONE)[texts.places])


def _rounded(exact: Callable[[Fraction], Fraction | int], inexact: Callable[[float], float]) -> Function:
    def run(terms: Terms, arguments: list[Column]) -> Column:
        return numbers.each(as_numbers(terms, arguments[0]), exact, inexact)

    return run


def _round_float(function: Callable[[float], float]) -> Callable[[float], float]:
    return lambda value: float(function(value)) if math.isfinite(value) else value


def _to_number(form: str, kind: int) -> Function:
    """Cast to integer or decimal: from a string by its grammar, from a number by value, integers cut towards zero."""
    legal = re.compile(form)

    def parsed(text: Text) -> Fraction | None:
        return Fraction(Decimal(text[0])) if legal.fullmatch(text[0]) else None

    def run(terms: Terms, arguments: list[Column]) -> Column:
        given = as_numbers(terms, arguments[0])
        if (given.kind != NOTHING).any() or isinstance(arguments[0], Numbers):
            cut = numbers.each(given, math.trunc if kind == INTEGER else Fraction, float)
            if given.kind.max(initial=0) <= DECIMAL_NUMBER:
                return Numbers(np.where(given.kind == NOTHING, NOTHING, kind).astype(np.uint8), cut.over, cut.under)
        texts = as_strings(terms, arguments[0])
        found = [parsed(text) for text in texts.pool] + [None]
        return numbers.of_fractions(found, kind).take(texts.places)

    return run


def _to_text_type(datatype: str, form: str | None) -> Function:
    """Cast a string to a datatype whose values stay terms."""
    legal = None if form is None else re.compile(form)

    def run(terms: Terms, arguments: list[Column]) -> Column:
        texts = _str(terms, arguments)
        assert isinstance(texts, Strings)
        good = [text for text, _ in texts.pool if legal is None or legal.fullmatch(text)]
        made = terms.codes([literal_text(text, f"^^<{datatype}>") for text in good])
        table = dict(zip(good, made.tolist(), strict=True))
        return np.array([table.get(text, NONE) for text, _ in texts.pool] + [NONE], np.int64)[texts.places]

    return run


def _same_term(terms: Terms, arguments: list[Column]) -> Column:
    left, right = (codes(terms, each) for each in arguments)
    return Truth(np.where((left >= 0) & (right >= 0), left == right, -1).astype(np.int8))


def _not(terms: Terms, arguments: list[Column]) -> Column:
    values = as_truth(terms, arguments[0]).values
    return Truth(np.where(values < 0, -1, 1 - values).astype(np.int8))


def _negate(terms: Terms, arguments: list[Column]) -> Column:
    zero = numbers.constant(0, INTEGER, size(arguments[0]))
    return numbers.subtract(zero, as_numbers(terms, arguments[0]))


def _arithmetic(function: Callable[[Numbers, Numbers], Numbers]) -> Function:
    return lambda terms, arguments: function(as_numbers(terms, arguments[0]), as_numbers(terms, arguments[1]))


def _part(place: int) -> Function:
    """Give year, month or day of a date or dateTime, as it is written."""

    def run(terms: Terms, arguments: list[Column]) -> Column:
        given = codes(terms, arguments[0])
        moments = worth(terms).moments
        distinct, inverse = np.unique(given, return_inverse=True)
        found = [Fraction(int(_DAY_PARTS.match(text)[place])) if code in moments else None  # type: ignore[index]
                 for code, text in zip(distinct.tolist(), terms.lexicals(np.maximum(distinct, 0)), strict=True)]
        return numbers.of_fractions(found, INTEGER).take(inverse)

    return run


_DAY_PARTS = re.compile(r"(-?[0-9]+)-([0-9]{2})-([0-9]{2})")
_ROUND = _rounded(half_up, _round_float(lambda value: math.floor(value + 0.5)))

FUNCTIONS: dict[str, Function] = {
    "+": _arithmetic(numbers.add), "-": _arithmetic(numbers.subtract), "*": _arithmetic(numbers.multiply),
    "/": _arithmetic(numbers.divide), "negate": _negate, "plus": lambda terms, each: as_numbers(terms, each[0]),
    "!": _not,
    "ABS": _rounded(abs, abs), "ROUND": _ROUND, "FLOOR": _rounded(math.floor, _round_float(math.floor)),
    "CEIL": _rounded(math.ceil, _round_float(math.ceil)),
    **STRING_FUNCTIONS, "STR": _str, "LANG": _about_literals(lambda terms: terms.languages, False),
    "DATATYPE": _about_literals(lambda terms: terms.datatypes, True), "IRI": _iri, "URI": _iri,
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
