"""What literals are worth: exact numbers, moments and truth values, one column each over all terms.

A number is digits and a scale, never a float; digits that do not fit 64 bits stay Python integers, beside the column.

Source: XSD 1.1 part 2, section 3.3; SPARQL 1.1 Query, section 17.1 (operand data types).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from .arrays import Array, Mask, narrowed
from .few import FewTerms
from .lexical import (
    BOOLEAN,
    BOOLEAN_FORM,
    CALCULATED,
    DATE,
    DATE_TIME,
    DECIMAL,
    DECIMAL_FORM,
    DOUBLE_FORM,
    INEXACT,
    INTEGER_FORM,
    RANGES,
    is_integer_of,
    moment,
)
from .names import LANGUAGE_STRING, STRING
from .terms import LITERAL, Terms

if TYPE_CHECKING:
    import polars as pl

_FORMS = {BOOLEAN: BOOLEAN_FORM, DECIMAL: DECIMAL_FORM, **dict.fromkeys(INEXACT, DOUBLE_FORM)}
_ODD = "[\\\\\ufffe\uffff]"  # control characters stand behind a backslash in N-Triples
NOTHING, INTEGER, DECIMAL_NUMBER, FLOAT, DOUBLE = 0, 1, 2, 3, 4
"""Kinds of number, in the order of promotion; an operation gives the greater kind of its operands."""


@dataclass(frozen=True, slots=True)
class Worth:
    """Columns over all codes.

    A number is `digits / 10**scale`, but for those in `large` and `inexact`; a moment is `seconds / parts`, and `zoned`
    is 1 if it names a zone, 0 if it names none, -1 for what is no moment.
    """

    kind: Array
    digits: Array
    scale: Array
    large: dict[int, tuple[int, int]]
    inexact: dict[int, float]
    truth: Array
    zoned: Array
    seconds: Array
    parts: Array


def worth(terms: Terms) -> Worth:
    """Give the columns of values, as far as the terms go now."""
    found: Worth = terms.kept("worth", _grown)
    return found


def legal(terms: Terms) -> Mask:
    """Say of every code whether it is no literal or a literal that its datatype allows."""
    found: Mask = terms.kept("legal", _judged)
    return found


def _grown(terms: Terms, before: Worth | None, start: int) -> Worth:
    size = len(terms) - start
    none, zero = np.full(size, -1, np.int8), np.zeros(size, np.int64)
    fresh = Worth(np.zeros(size, np.uint8), zero, zero.copy(), {}, {}, none, none.copy(), zero.copy(), zero + 1)
    suffixes = terms.suffix_codes()[start:]
    for place, datatype in enumerate(terms.datatypes):
        rows = np.flatnonzero(suffixes == place)
        if datatype in CALCULATED and len(rows):
            fresh = _filled(terms, fresh, datatype, rows, start)
    return fresh if before is None else _joined(before, fresh)


def _joined(before: Worth, fresh: Worth) -> Worth:
    joined: dict[str, Any] = {}
    for each in fields(Worth):
        old, new = getattr(before, each.name), getattr(fresh, each.name)
        joined[each.name] = old | new if isinstance(old, dict) else np.concatenate([old, new])
    return Worth(**joined)


def _filled(terms: Terms, columns: Worth, datatype: str, places: Array, start: int) -> Worth:
    if datatype in (DATE, DATE_TIME):
        return _timed(columns, places, [moment(text, datatype) for text in terms.lexicals(places + start)])
    if isinstance(terms, FewTerms):
        for place, text in zip(places.tolist(), terms.lexicals(places + start), strict=True):
            _fill_one(columns, datatype, place, text, start)
    else:
        length = len(datatype) + len("\"^^<>")
        _fill(columns, datatype, places, terms.tail(start).gather(places).str.head(-length).str.slice(1), start)
    return columns


def _timed(columns: Worth, places: Array, found: list[tuple[Fraction, bool] | None]) -> Worth:
    columns.zoned[places] = [-1 if each is None else each[1] for each in found]
    seconds = narrowed(np.array([0 if each is None else each[0].numerator for each in found], object))
    parts = narrowed(np.array([1 if each is None else each[0].denominator for each in found], object))
    wide = replace(columns, seconds=columns.seconds.astype(np.result_type(columns.seconds, seconds), copy=False),
                   parts=columns.parts.astype(np.result_type(columns.parts, parts), copy=False))  # fmt: skip
    wide.seconds[places], wide.parts[places] = seconds, parts
    return wide


def _fill_one(columns: Worth, datatype: str, place: int, text: str, start: int) -> None:
    if not re.fullmatch(_FORMS.get(datatype, INTEGER_FORM), text):
        return
    if datatype == BOOLEAN:
        columns.truth[place] = text in ("true", "1")
    elif datatype in INEXACT:
        columns.kind[place] = INEXACT[datatype]
        columns.inexact[start + place] = float(text)
    else:
        whole, _, rest = text.partition(".")
        number = int(Decimal(whole + rest))
        if datatype == DECIMAL or is_integer_of(number, datatype):
            columns.kind[place] = DECIMAL_NUMBER if datatype == DECIMAL else INTEGER
        columns.scale[place] = len(rest)
        if -2**63 <= number < 2**63:
            columns.digits[place] = number
        if columns.digits[place] != number or len(rest) > 18:
            columns.large[start + place] = number, len(rest)


def _fill(columns: Worth, datatype: str, places: Array, lexical: pl.Series, start: int) -> None:
    if datatype == BOOLEAN:
        good = lexical.str.contains(f"^(?:{BOOLEAN_FORM})$").to_numpy()
        columns.truth[places[good]] = lexical.is_in(["true", "1"]).to_numpy()[good]
    elif datatype in INEXACT:
        good = lexical.str.contains(f"^(?:{DOUBLE_FORM})$").to_numpy()
        columns.kind[places[good]] = INEXACT[datatype]
        for place, text in zip(places[good].tolist(), lexical.filter(good).to_list(), strict=True):
            columns.inexact[start + place] = float(text)
    else:
        _fill_exact(columns, datatype, places, lexical, start)


def _fill_exact(columns: Worth, datatype: str, places: Array, lexical: pl.Series, start: int) -> None:
    import polars as pl

    good = lexical.str.contains(f"^(?:{DECIMAL_FORM if datatype == DECIMAL else INTEGER_FORM})$").to_numpy()
    places, lexical = places[good], lexical.filter(good)
    point = lexical.str.find(".", literal=True)
    scale = (lexical.str.len_bytes().cast(pl.Int64) - 1 - point.cast(pl.Int64)).fill_null(0)
    digits = lexical.str.replace(".", "", literal=True).str.strip_prefix("+").cast(pl.Int64, strict=False)
    columns.kind[places] = DECIMAL_NUMBER if datatype == DECIMAL else INTEGER
    columns.digits[places] = digits.fill_null(0).to_numpy()
    columns.scale[places] = scale.to_numpy()
    for row in (digits.is_null() | (scale > 18)).arg_true().to_list():
        number = int(Decimal(lexical[row].replace(".", "")))
        columns.large[start + int(places[row])] = number, int(scale[row])
    if datatype != DECIMAL and RANGES[datatype] != (None, None):
        for place in places.tolist():
            number = columns.large.get(start + place, (int(columns.digits[place]), 0))[0]
            if not is_integer_of(number, datatype):
                columns.kind[place] = NOTHING


def _judged(terms: Terms, before: Mask | None, start: int) -> Mask:
    known = worth(terms)
    kinds = terms.kinds()[start:]
    good = kinds != LITERAL
    for place, datatype in enumerate(terms.datatypes):
        rows = np.flatnonzero(terms.suffix_codes()[start:] == place)
        if datatype in (DATE, DATE_TIME):
            good[rows] = known.zoned[rows + start] >= 0
        elif datatype == BOOLEAN:
            good[rows] = known.truth[rows + start] >= 0
        elif datatype in CALCULATED:
            good[rows] = known.kind[rows + start] != NOTHING
        elif datatype in (STRING, LANGUAGE_STRING):
            odd = rows[terms.holding(_ODD, rows + start)]
            good[rows] = True
            good[odd] = [terms.grammar(text, datatype) for text in terms.lexicals(odd + start)]
        elif len(rows):
            good[rows] = [terms.grammar(text, datatype) for text in terms.lexicals(rows + start)]
    return good if before is None else np.concatenate([before, good])
