"""What terms are worth where expressions calculate: one Python object a term, and the way back to the term.

    int        xsd:integer of at most 64 bits        str      xsd:string
    Scaled     xsd:decimal, in units of 10^-18       Tagged   a string with a language
    bool       xsd:boolean                           Iri, Blank, Date, Typed: as they are named

An error and an unbound variable are both None. Literals of one value and datatype have one form, that of the store.

Source: SPARQL 1.1 Query, section 17.1 (operand data types); XSD 1.1 part 2, section 3.3.
"""

from __future__ import annotations

import re
from typing import NamedTuple, TypeAlias

from ..namespaces import RDF, XSD
from .errors import Outside

INTEGER, DECIMAL, BOOLEAN, DATE = XSD + "integer", XSD + "decimal", XSD + "boolean", XSD + "date"
STRING, LANGUAGE_STRING = XSD + "string", RDF + "langString"

UNITS = 10**18
"""Units of a decimal in one."""
LARGEST_INTEGER, LARGEST_DECIMAL = 2**63 - 1, 2**127 - 1

_DIGITS = 40
"""No number that fits has more digits before its point."""
_DECIMAL = re.compile(r"([+-]?)([0-9]*)(?:\.([0-9]*))?")
_INTEGER = re.compile(r"[+-]?[0-9]+")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SHORTER = frozenset(XSD + name for name in (
    "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger", "nonPositiveInteger", "negativeInteger",
    "unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte"))
ORDERED = frozenset(XSD + name for name in (
    "double", "float", "dateTime", "dateTimeStamp", "time", "gYear", "gYearMonth", "gMonth", "gMonthDay", "gDay",
    "duration", "dayTimeDuration", "yearMonthDuration"))
"""Datatypes whose values have an order, or a form, that is not kept here."""


class Form(NamedTuple):
    """A term as it is written: its text, and the datatype and language of a literal.

    The datatype of an IRI is "iri", that of a blank node "blank".
    """

    text: str
    datatype: str
    language: str = ""


class Scaled(NamedTuple):
    """A decimal."""

    units: int


class Iri(NamedTuple):
    """An IRI."""

    iri: str


class Blank(NamedTuple):
    """A blank node."""

    label: str


class Tagged(NamedTuple):
    """A string in a language."""

    string: str
    language: str


class Date(NamedTuple):
    """A day without time zone, as YYYY-MM-DD."""

    day: str


class Typed(NamedTuple):
    """A literal with which nothing is calculated: of a datatype nobody knows, or ill-typed."""

    string: str
    datatype: str


Value: TypeAlias = int | str | Scaled | Iri | Blank | Tagged | Date | Typed
"""A value; `bool` is among them as a kind of `int`."""


def value_of(form: Form) -> Value:
    """Give the value of a term.

    Raises: Outside for datatypes with an order or a form that is not kept here (doubles, moments, durations).
    """
    text, datatype, language = form
    if datatype == "iri":
        return Iri(text)
    if datatype == STRING:
        return text
    if datatype == LANGUAGE_STRING:
        return Tagged(text, language)
    if datatype == "blank":
        return Blank(text)
    found: Value | None = None
    if datatype == DECIMAL:
        found = decimal_of(text)
    elif datatype == INTEGER or datatype in _SHORTER:
        found = integer_of(text)
    elif datatype == BOOLEAN:
        found = {"true": True, "1": True, "false": False, "0": False}.get(text)
    elif datatype == DATE and _DATE.fullmatch(text):
        found = Date(text) if is_day(text) else None
    if found is not None:
        return found
    if datatype in ORDERED or datatype in _SHORTER or datatype in (DATE, DECIMAL, INTEGER):
        raise Outside('"{text}"^^<{datatype}>', '"{text}"^^<{datatype}>', text=text, datatype=datatype)
    return Typed(text, datatype)


def form_of(value: Value) -> Form:
    """Write a value as the term that the store would give."""
    kind = type(value)
    if kind is str:
        return Form(value, STRING)  # type: ignore[arg-type]
    if kind is int:
        return Form(str(value), INTEGER)
    if kind is bool:
        return Form("true" if value else "false", BOOLEAN)
    match value:
        case Scaled(units):
            return Form(decimal_text(units), DECIMAL)
        case Tagged(string, language):
            return Form(string, LANGUAGE_STRING, language)
        case Iri(iri):
            return Form(iri, "iri")
        case Date(day):
            return Form(day, DATE)
        case Typed(string, datatype):
            return Form(string, datatype)
        case Blank(label):
            return Form(label, "blank")
    raise AssertionError(value)


def integer_of(text: str) -> int | None:
    """Read an integer; None if it is none, or too large for the store."""
    if not _INTEGER.fullmatch(text) or len(text.lstrip("+-0")) > _DIGITS:
        return None
    found = int(text)
    return found if -LARGEST_INTEGER - 1 <= found <= LARGEST_INTEGER else None


def decimal_of(text: str) -> Scaled | None:
    """Read a decimal; None if it is none, or has more digits than the store keeps: 18 behind the point."""
    parts = _DECIMAL.fullmatch(text)
    if parts is None or not (parts[2] or parts[3]):
        return None
    fraction = (parts[3] or "").rstrip("0")
    if len(fraction) > 18 or len(parts[2].lstrip("0")) > _DIGITS:
        return None
    units = int((parts[2] or "0") + fraction.ljust(18, "0"))
    units = -units if parts[1] == "-" else units
    return Scaled(units) if -LARGEST_DECIMAL - 1 <= units <= LARGEST_DECIMAL else None


def decimal_text(units: int) -> str:
    """Write a decimal without needless zeros."""
    whole, rest = divmod(abs(units), UNITS)
    sign = "-" if units < 0 else ""
    return f"{sign}{whole}" if not rest else f"{sign}{whole}.{rest:018d}".rstrip("0")


def is_day(text: str) -> bool:
    """Whether the calendar has a day, given as YYYY-MM-DD."""
    year, month, day = int(text[:4]), int(text[5:7]), int(text[8:])
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    lengths = (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    return 1 <= month <= 12 and 1 <= day <= lengths[month - 1]
