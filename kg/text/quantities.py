"""Numbers with the words they were printed in: what 8.8万人 says, how finely, and of what.

Read are Arabic digits with a decimal point and commas, the scales 万, 亿 and 万亿, per cent (%, 百分之), and
Chinese numerals, also as ordinals (第四位). Values are `Decimal`; nothing is ever rounded on the way.

Source: GB/T 15835-2011, General rules for writing numerals in public texts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

PRECISIONS = ("exact", "rounded", "about", "at-least")
"""The precisions whose bounds follow from one number; the codes are `code:precision-…`."""

ROUNDINGS = ("half-unit", "cut")
"""How printed numbers are taken to be shortened: to the nearest, or downward."""

_DIGITS = dict(zip("零〇一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_PLACES = {"十": 10, "百": 100, "千": 1000}
_SCALES = {"": 1, "万": 10**4, "亿": 10**8, "万亿": 10**12}
_CHINESE = "[零〇一二两三四五六七八九十百千]"
_NUMBER = re.compile(
    r"(?P<percent>百分之)?(?:"
    r"(?P<arabic>[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?)(?: ?(?P<scale>万亿|[万亿]))?"
    rf"|(?P<chinese>{_CHINESE}+(?:[万亿]+{_CHINESE}*)*))")
_STOP = r"\s\d,.;:，。；：、（("
_MEASURE = re.compile(rf"\s*(?:余|多)?\s*(?P<word>[^{_STOP}]*?)(?:左右|以上|以内)?(?=$|[{_STOP}])")


class Printed(NamedTuple):
    """A number as printed: its value, what one unit of its last digit is worth, and the word counted with."""

    value: Decimal
    unit_of_last_digit: Decimal
    measure_word: str


class Numeral(NamedTuple):
    """A number found in a text, from `start` to `end` (code points, end exclusive), without its measure word."""

    start: int
    end: int
    value: Decimal
    unit_of_last_digit: Decimal


def read_printed(words: str) -> Printed | None:
    """Read the first number in the words of a claim; None if they hold no number.

    "8.8万人" gives 88000, 1000, "人"; "348.6%" gives 348.6, 0.1, "%"; "第四位" gives 4, 1, "位".
    """
    plain = unicodedata.normalize("NFKC", words)
    found = next(numerals(plain), None)
    if found is None:
        return None
    percent = plain[found.start:found.end].startswith("百分之")
    measure = _MEASURE.match(plain, found.end)
    return Printed(found.value, found.unit_of_last_digit, "%" if percent else measure["word"] if measure else "")


def numerals(text: str) -> Iterator[Numeral]:
    """Find all numbers of a text, Arabic and Chinese; whether one is a figure or part of a word is not judged here."""
    for found in _NUMBER.finditer(text):
        if found["arabic"]:
            digits, scale = found["arabic"].replace(",", ""), _SCALES[found["scale"] or ""]
            value, unit = Decimal(digits) * scale, Decimal(1).scaleb(-len(digits.partition(".")[2])) * scale
        else:
            value, unit = _chinese(found["chinese"])
        yield Numeral(found.start(), found.end(), _plain(value), _plain(unit))


def bounds(printed: Printed, precision: str, rounding: str = "half-unit") -> tuple[Decimal, Decimal | None]:
    """Give the interval that the words of a number allow; no upper end for "at-least".

    Raises: ValueError for a precision or rounding that is not in `PRECISIONS` or `ROUNDINGS`.
    """
    if precision not in PRECISIONS or rounding not in ROUNDINGS:
        raise ValueError(f"no bounds for precision {precision!r} with rounding {rounding!r}")
    value, unit = printed.value, printed.unit_of_last_digit
    if precision == "exact":
        return value, value
    if precision == "at-least":
        return value, None
    if precision == "about":
        return value - unit, value + unit
    return (value, value + unit) if rounding == "cut" else (value - unit / 2, value + unit / 2)


def _chinese(digits: str) -> tuple[Decimal, Decimal]:
    """Read 十二, 二百零三, 一万二千 or, digit by digit, 二〇二三; a scale at the end is the unit of the last digit."""
    if len(digits) > 1 and all(digit in _DIGITS for digit in digits):
        return Decimal("".join(str(_DIGITS[digit]) for digit in digits)), Decimal(1)
    total, section, digit = 0, 0, 0
    for character in digits:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character in _PLACES:
            section, digit = section + (digit or 1) * _PLACES[character], 0
        elif total and total < _SCALES[character]:
            total, section, digit = (total + section + digit) * _SCALES[character], 0, 0
        else:
            total, section, digit = total + (section + digit) * _SCALES[character], 0, 0
    trailing = digits[len(digits.rstrip("万亿")):]
    return Decimal(total + section + digit), Decimal(_SCALES.get(trailing, 1))


def _plain(number: Decimal) -> Decimal:
    """Drop trailing zeros after the point, and never show an exponent: 88000.0 becomes 88000, 348.60 becomes 348.6."""
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()
