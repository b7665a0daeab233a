"""Numbers added, multiplied, divided and rounded exactly as Oxigraph does it.

An integer has 64 bits; a decimal is a whole number of units of 10^-18 in 128 bits. What does not fit is an error, also
where only a step on the way does not; a quotient is cut after the eighteenth digit.

Source: XPath functions 3.1, section 4.2 to 4.4 (op:numeric-…, fn:round …); the crate oxsdatatypes of Oxigraph 0.5 for
what those leave to the implementation.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from .errors import Outside
from .values import LARGEST_DECIMAL, LARGEST_INTEGER, UNITS, Scaled, Value

Number: TypeAlias = int | Scaled


def number(value: Value | None) -> Number | None:
    """Give a value if it is a number."""
    return value if type(value) is int or type(value) is Scaled else None


def units_of(value: Number) -> int:
    """Give a number in units of a decimal."""
    return value.units if isinstance(value, Scaled) else value * UNITS


def integer(value: int) -> int | None:
    """Give an integer if it fits."""
    return value if -LARGEST_INTEGER - 1 <= value <= LARGEST_INTEGER else None


def decimal(units: int) -> Scaled | None:
    """Give a decimal if it fits."""
    return Scaled(units) if -LARGEST_DECIMAL - 1 <= units <= LARGEST_DECIMAL else None


def _fits(units: int) -> bool:
    return -LARGEST_DECIMAL - 1 <= units <= LARGEST_DECIMAL


def add(left: Number, right: Number) -> Number | None:
    """Add."""
    if type(left) is int and type(right) is int:
        return integer(left + right)
    return decimal(units_of(left) + units_of(right))


def subtract(left: Number, right: Number) -> Number | None:
    """Subtract."""
    if type(left) is int and type(right) is int:
        return integer(left - right)
    return decimal(units_of(left) - units_of(right))


def multiply(left: Number, right: Number) -> Number | None:
    """Multiply.

    Raises: Outside if the product has more than eighteen digits behind the point, or does not fit: what is done with it
    is left to the implementation.
    """
    if type(left) is int and type(right) is int:
        return integer(left * right)
    product = units_of(left) * units_of(right)
    if product % UNITS or not _fits(product // UNITS):
        raise Outside("a product that is not exact", "不精确的乘积")
    return Scaled(product // UNITS)


def divide(left: Number, right: Number) -> Number | None:
    """Divide; integers give a decimal, and zero divided by a number with a fraction is an error as in Oxigraph."""
    over, under = units_of(left), units_of(right)
    if under == 0:
        return None
    shift = 0
    if over != 0:
        while _fits(over * 10):
            over, shift = over * 10, shift + 1
    under, spared = _shortened(under)
    shift += spared - 18
    if shift < 0 or not _fits(10**shift):
        return None
    return decimal(_cut(_cut(over, under), 10**shift))


def negate(value: Number) -> Number | None:
    """Change the sign."""
    return integer(-value) if type(value) is int else decimal(-units_of(value))


def absolute(value: Number) -> Number | None:
    """Leave the sign out."""
    return integer(abs(value)) if type(value) is int else decimal(abs(units_of(value)))


def rounded(value: Number) -> Number | None:
    """Round to the nearest whole number, halves upward."""
    return _whole(value, lambda units: (2 * units + UNITS) // (2 * UNITS))


def floor(value: Number) -> Number | None:
    """Round downward."""
    return _whole(value, lambda units: units // UNITS)


def ceiling(value: Number) -> Number | None:
    """Round upward."""
    return _whole(value, lambda units: -(-units // UNITS))


def truncated(value: Number) -> int | None:
    """Cut a number to an integer."""
    return value if type(value) is int else integer(_cut(units_of(value), UNITS))


def compare(left: Number, right: Number) -> int:
    """Give -1, 0 or 1."""
    if type(left) is int and type(right) is int:
        return (left > right) - (left < right)
    first, second = units_of(left), units_of(right)
    return (first > second) - (first < second)


def _whole(value: Number, function: Callable[[int], int]) -> Number | None:
    return value if type(value) is int else decimal(function(units_of(value)) * UNITS)


def _shortened(units: int) -> tuple[int, int]:
    """Leave out zeros at the end; give how many."""
    zeros = 0
    while units != 0 and units % 10 == 0:
        units, zeros = units // 10, zeros + 1
    return units, zeros


def _cut(over: int, under: int) -> int:
    """Divide towards zero."""
    quotient = abs(over) // abs(under)
    return quotient if (over < 0) == (under < 0) else -quotient
