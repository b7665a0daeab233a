"""The lexical spaces that the engine calculates with, as patterns that Rust's and Python's regular expressions share.

Source: XSD 1.1 part 2, sections 3.3.2 (boolean), 3.3.3 (decimal), 3.3.4 and 3.3.5 (float, double), 3.3.7 (dateTime),
3.3.9 (date), 3.4.13 to 3.4.25 (the integer types).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from typing import TypeAlias

from .names import XSD

Grammar: TypeAlias = Callable[[str, str], bool]
"""Whether a lexical form (first) belongs to a datatype, given by its IRI (second)."""

INTEGER_FORM = r"[+-]?[0-9]+"
DECIMAL_FORM = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
DOUBLE_FORM = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|[+-]?INF|NaN"
BOOLEAN_FORM = r"true|false|1|0"

RANGES: dict[str, tuple[int | None, int | None]] = {
    XSD + "integer": (None, None),
    XSD + "nonNegativeInteger": (0, None),
    XSD + "positiveInteger": (1, None),
    XSD + "nonPositiveInteger": (None, 0),
    XSD + "negativeInteger": (None, -1),
    **{XSD + name: (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
       for name, bits in (("byte", 8), ("short", 16), ("int", 32), ("long", 64))},
    **{XSD + name: (0, 2**bits - 1)
       for name, bits in (("unsignedByte", 8), ("unsignedShort", 16), ("unsignedInt", 32), ("unsignedLong", 64))},
}  # fmt: skip
"""Integer datatype → its least and greatest value."""

DECIMAL, BOOLEAN, DATE, DATE_TIME = (XSD + name for name in ("decimal", "boolean", "date", "dateTime"))
INEXACT = {XSD + "float": 3, XSD + "double": 4}
CALCULATED = {DECIMAL, BOOLEAN, DATE, DATE_TIME, *RANGES, *INEXACT}
"""The datatypes whose lexical space is judged here; a grammar that is passed in judges all others."""

_MOMENT = re.compile(
    r"(-?(?:[1-9][0-9]{3,}|0[0-9]{3}))-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
    r"(?:T(?:([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9](?:\.[0-9]+)?)|24:00:00(?:\.0+)?))?"
    r"(Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))?")
_MONTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_BEFORE = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)


def moment(lexical: str, datatype: str) -> tuple[Fraction, bool] | None:
    """Give the seconds since the year 0 and whether a zone is named; None if the text is no date or dateTime.

    Source: XSD 1.1 part 2, appendix E.3.3 (time on timeline).
    """
    found = _MOMENT.fullmatch(lexical)
    if found is None or ("T" in lexical) != (datatype == DATE_TIME):
        return None
    year, month, day = int(found[1]), int(found[2]), int(found[3])
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    if day > _MONTHS[month - 1] + (leap and month == 2):
        return None
    past = year - 1
    days = 365 * past + past // 4 - past // 100 + past // 400 + _BEFORE[month - 1] + (leap and month > 2) + day
    clock = Fraction(86400 if "T24" in lexical else 0)
    if found[4]:
        clock = 3600 * int(found[4]) + 60 * int(found[5]) + Fraction(found[6])
    return days * 86400 + clock - _offset(found[7]), found[7] is not None


def _offset(zone: str | None) -> int:
    if zone is None or zone == "Z":
        return 0
    sign = -1 if zone[0] == "-" else 1
    return sign * (3600 * int(zone[1:3]) + 60 * int(zone[4:6]))


def is_integer_of(value: int, datatype: str) -> bool:
    """Whether an integer lies in the range of an integer datatype."""
    low, high = RANGES[datatype]
    return (low is None or value >= low) and (high is None or value <= high)


def anything(_lexical: str, _datatype: str) -> bool:
    """Accept every lexical form: the grammar for those who pass none."""
    return True
