"""Columns of exact numbers: numerators over denominators, in 64 bits only where no overflow can happen.

Before each step the greatest possible outcome is computed from the columns' maxima with Python's integers; if it does
not fit, the column is carried on as Python integers. So there is no rounding and no wrap-around anywhere.

Source: SPARQL 1.1 Query, sections 17.3 (operator mapping) and 17.4.4; XPath functions 3.1, section 4.2 (op:numeric-…).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np

from .arrays import LARGEST, Array, Codes, Mask, greatest, narrowed
from .lexical import DECIMAL
from .names import XSD
from .terms import Terms
from .values import DECIMAL_NUMBER, DOUBLE, FLOAT, INTEGER, NOTHING, worth

_POWERS = 10 ** np.arange(19)
_NAMES = {INTEGER: XSD + "integer", DECIMAL_NUMBER: DECIMAL, FLOAT: XSD + "float", DOUBLE: XSD + "double"}


@dataclass(frozen=True, slots=True)
class Numbers:
    """A column: kind of number, exact value `over / under`, and a float where the kind is inexact."""

    kind: Array
    over: Array
    under: Array
    inexact: Array | None = None

    def __len__(self) -> int:
        return len(self.kind)

    def take(self, rows: Array) -> Numbers:
        """Give the column at the rows."""
        return Numbers(self.kind[rows], self.over[rows], self.under[rows],
                       None if self.inexact is None else self.inexact[rows])  # fmt: skip

    def floats(self) -> Array:
        """Give the values as floats, for operands of which one is a float already."""
        exact = np.array([_nearest(o, u) for o, u in zip(self.over.tolist(), self.under.tolist(), strict=True)], float)
        return exact if self.inexact is None else np.where(self.kind >= FLOAT, self.inexact, exact)


def constant(value: Fraction | int, kind: int, size: int) -> Numbers:
    """Give the same exact number in every row."""
    fraction = Fraction(value)
    over, under = _filled(fraction.numerator, size), _filled(fraction.denominator, size)
    return Numbers(np.full(size, kind, np.uint8), over, under)


def of_fractions(values: list[Fraction | None], kind: int) -> Numbers:
    """Give a column of numbers of one kind; None is nothing."""
    kinds = np.array([NOTHING if value is None else kind for value in values], np.uint8)
    over = np.array([0 if value is None else value.numerator for value in values], object)
    under = np.array([1 if value is None else value.denominator for value in values], object)
    return Numbers(kinds, narrowed(over), narrowed(under))


def of_terms(terms: Terms, codes: Codes) -> Numbers:
    """Give the numbers that terms stand for; what is no number has the kind NOTHING."""
    columns = worth(terms)
    safe = np.where(codes < 0, 0, codes)
    kind = np.where(codes < 0, NOTHING, columns.kind[safe]).astype(np.uint8)
    exact = (kind == INTEGER) | (kind == DECIMAL_NUMBER)
    over = np.where(exact, columns.digits[safe], 0)
    scale = np.where(exact, columns.scale[safe], 0)
    large = np.flatnonzero(np.isin(codes, list(columns.large))).tolist() if columns.large else []
    if large or scale.max(initial=0) > 18:
        over, under = over.astype(object), np.array([10**power for power in scale.tolist()], object)
        for row in large:
            over[row], power = columns.large[int(codes[row])]
            under[row] = 10**power
    else:
        under = _POWERS[scale]
        if greatest(over) >= LARGEST:
            over = over.astype(object)
    inexact = None
    if (kind >= FLOAT).any():
        inexact = np.array([columns.inexact.get(code, 0.0) for code in codes.tolist()])
    return Numbers(kind, over, under, inexact)


def add(left: Numbers, right: Numbers) -> Numbers:
    """Add row by row."""
    over, under = _aligned(left, right)
    return _result(left, right, _fit(*over, np.add), under, np.add)


def subtract(left: Numbers, right: Numbers) -> Numbers:
    """Subtract row by row."""
    over, under = _aligned(left, right)
    return _result(left, right, _fit(*over, np.subtract), under, np.subtract)


def multiply(left: Numbers, right: Numbers) -> Numbers:
    """Multiply row by row."""
    over, under = _product(left.over, right.over), _product(left.under, right.under)
    return _result(left, right, over, under, np.multiply)


def divide(left: Numbers, right: Numbers) -> Numbers:
    """Divide row by row, exactly; by zero gives nothing, and integers give decimals."""
    zero = right.over == 0
    over = _product(left.over, np.where(right.over < 0, -right.under, right.under))
    under = _product(left.under, np.where(zero, 1, np.abs(right.over)))
    given = _result(left, right, over, under, _float_quotient)
    lifted = np.where(given.kind == INTEGER, DECIMAL_NUMBER, given.kind)
    kind = np.where(zero & (given.kind < FLOAT), NOTHING, lifted).astype(np.uint8)
    return Numbers(kind, given.over, given.under, given.inexact)


def compare(left: Numbers, right: Numbers) -> tuple[Array, Mask]:
    """Give -1, 0 or 1 row by row, and where the two can be compared; NaN compares with nothing."""
    first, second = _product(left.over, right.under), _product(right.over, left.under)
    sign = (first > second).astype(np.int8) - (first < second).astype(np.int8)
    known = (left.kind != NOTHING) & (right.kind != NOTHING)
    mixed = known & (np.maximum(left.kind, right.kind) >= FLOAT)
    if mixed.any():
        a, b = left.floats(), right.floats()
        sign = np.where(mixed, (a > b).astype(np.int8) - (a < b).astype(np.int8), sign)
        known &= ~(mixed & (np.isnan(a) | np.isnan(b)))
    return sign, known


def absolute(column: Numbers) -> Numbers:
    """Give absolute values."""
    inexact = None if column.inexact is None else np.abs(column.inexact)
    return Numbers(column.kind, np.abs(column.over), column.under, inexact)


def floor(column: Numbers) -> Numbers:
    """Round down."""
    return _whole(column, column.over // column.under, np.floor)


def ceiling(column: Numbers) -> Numbers:
    """Round up."""
    return _whole(column, -(-column.over // column.under), np.ceil)


def rounded(column: Numbers) -> Numbers:
    """Round to the nearest whole number, halves up."""
    twice = _fit(_product(column.over, _filled(2, len(column))), column.under, np.add)
    return _whole(column, twice // _product(column.under, _filled(2, len(column))), lambda value: np.floor(value + 0.5))


def truncated(column: Numbers) -> Numbers:
    """Round towards zero."""
    whole = np.abs(column.over) // column.under
    return _whole(column, np.where(column.over < 0, -whole, whole), np.trunc)


def _whole(column: Numbers, over: Array, function: Callable[[Array], Array]) -> Numbers:
    inexact = None if column.inexact is None else function(column.inexact)
    return Numbers(column.kind, over, np.ones(len(column), np.int64), inexact)


def texts(column: Numbers) -> list[tuple[str, str]]:
    """Give lexical form and datatype of every number; nothing is given as two empty texts."""
    floats = column.floats().tolist() if (column.kind >= FLOAT).any() else [0.0] * len(column)
    return [
        ("", "") if kind == NOTHING
        else (_float_text(inexact) if kind >= FLOAT else decimal_text(Fraction(over, under)), _NAMES[kind])
        for kind, over, under, inexact in zip(
            column.kind.tolist(), column.over.tolist(), column.under.tolist(), floats, strict=True)
    ]  # fmt: skip


def decimal_text(value: Fraction) -> str:
    """Write a fraction as a decimal: in full if it ends, else to 28 significant digits."""
    under = value.denominator
    for prime in (2, 5):
        while under % prime == 0:
            under //= prime
    digits = len(str(abs(value.numerator))) + len(str(value.denominator)) * 4
    with localcontext() as context:
        context.prec = 28 if under != 1 else max(28, digits)
        text = format(Decimal(value.numerator) / Decimal(value.denominator), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _float_text(value: float) -> str:
    if value != value or value in (float("inf"), float("-inf")):
        return {"inf": "INF", "-inf": "-INF"}.get(str(value), "NaN")
    return repr(value)


def _nearest(over: int, under: int) -> float:
    try:
        return over / under
    except OverflowError:
        return float("inf") if over > 0 else float("-inf")


def _result(left: Numbers, right: Numbers, over: Array, under: Array,
            function: Callable[[Array, Array], Array]) -> Numbers:  # fmt: skip
    missing = (left.kind == NOTHING) | (right.kind == NOTHING)
    kind = np.where(missing, NOTHING, np.maximum(left.kind, right.kind)).astype(np.uint8)
    inexact = None
    if (kind >= FLOAT).any():
        with np.errstate(all="ignore"):
            inexact = function(left.floats(), right.floats())
    return Numbers(kind, over, under, inexact)


def _float_quotient(left: Array, right: Array) -> Array:
    return np.asarray(np.divide(left, right))


def _aligned(left: Numbers, right: Numbers) -> tuple[tuple[Array, Array], Array]:
    if left.under.dtype == right.under.dtype == np.int64:
        common = np.lcm(left.under, right.under) if greatest(left.under) * greatest(right.under) < LARGEST else None
        if common is not None:
            return (_product(left.over, common // left.under), _product(right.over, common // right.under)), common
    return (_product(left.over, right.under), _product(right.over, left.under)), _product(left.under, right.under)


def _fit(left: Array, right: Array, function: Callable[[Array, Array], Array]) -> Array:
    if greatest(left) + greatest(right) >= LARGEST:
        left, right = left.astype(object), right.astype(object)
    return function(left, right)


def _product(left: Array, right: Array) -> Array:
    if greatest(left) * greatest(right) >= LARGEST:
        left, right = left.astype(object), right.astype(object)
    return np.asarray(left * right)


def _filled(value: int, size: int) -> Array:
    return np.full(size, value, np.int64 if abs(value) < LARGEST else object)
