"""What terms are worth to people and programs: numbers, truth values and days as Python has them, else text."""

from __future__ import annotations

from typing import Any

import pyoxigraph as ox

from ..namespaces import XSD

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

INTEGERS = frozenset(XSD + name for name in (
    "integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger", "nonPositiveInteger",
    "negativeInteger", "unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte"))
DECIMAL, DATE, BOOLEAN, STRING = XSD + "decimal", XSD + "date", XSD + "boolean", XSD + "string"
FLOATS = frozenset((XSD + "double", XSD + "float"))
NUMBERS = INTEGERS | FLOATS | {DECIMAL}


def is_number(term: Term | None) -> bool:
    """Whether a term is a number."""
    return isinstance(term, ox.Literal) and term.datatype.value in NUMBERS


def value(term: Term | None) -> Any:
    """Give a term as a Python value: int, Decimal, float, bool, date, else text; an ill-typed literal is text."""
    if not isinstance(term, ox.Literal):
        return term.value if isinstance(term, ox.NamedNode | ox.BlankNode) else term and str(term)
    try:
        return _value(term.value, term.datatype.value)
    except (ValueError, ArithmeticError):
        return term.value


def _value(text: str, datatype: str) -> Any:
    if datatype in INTEGERS:
        return int(text)
    if datatype == DECIMAL:
        from decimal import Decimal

        return Decimal(text)
    if datatype in FLOATS:
        return float(text)
    if datatype == BOOLEAN:
        return text in ("true", "1")
    if datatype == DATE:
        from datetime import date

        return date.fromisoformat(text)
    return text
