"""The functions of SPARQL, each of one row's values; None is an error, given or found.

Source: SPARQL 1.1 Query, sections 17.4.2 to 17.4.5 (functions) and 17.5 (casts); where they leave room, as Oxigraph.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from ..namespaces import XSD
from . import arithmetic, comparing, strings
from .arithmetic import Number, number
from .errors import Outside
from .values import (
    BOOLEAN,
    DECIMAL,
    INTEGER,
    STRING,
    Blank,
    Date,
    Iri,
    Scaled,
    Value,
    decimal_of,
    form_of,
    integer_of,
    is_day,
)

FORMS = {"BOUND": (1, 1), "IF": (3, 3), "COALESCE": (0, 999), "IN": (1, 999)}
"""What is no function, since it looks at errors or not at all its arguments; with least and most arguments."""

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9/#?&=._~%-]*")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Function(NamedTuple):
    """How many arguments a function takes, at least and at most, and what it gives; it is not asked about errors."""

    arguments: tuple[int, int]
    apply: Callable[..., Value | None]


def text_of(value: Value) -> str | None:
    """Give what STR gives: the text of an IRI or literal."""
    return value if type(value) is str else None if type(value) is Blank else form_of(value).text


def _language(value: Value) -> str | None:
    return None if isinstance(value, Iri | Blank) else form_of(value).language


def _datatype(value: Value) -> Value | None:
    return None if isinstance(value, Iri | Blank) else Iri(form_of(value).datatype)


def _matches(tag: Value, wanted: Value) -> bool | None:
    if type(tag) is not str or type(wanted) is not str:
        return None
    if wanted == "*":
        return bool(tag)
    return tag.lower() == wanted.lower() or tag.lower().startswith(wanted.lower() + "-")


def _iri(value: Value) -> Value | None:
    if isinstance(value, Iri):
        return value
    if type(value) is not str:
        return None
    if not _IRI.fullmatch(value):
        raise Outside("the IRI {text}", "IRI {text}", text=value)
    return Iri(value)


def _numeric(function: Callable[[Number], Number | None]) -> Callable[[Value], Value | None]:
    def run(value: Value) -> Value | None:
        given = number(value)
        return None if given is None else function(given)

    return run


def _binary(function: Callable[[Number, Number], Number | None]) -> Callable[[Value, Value], Value | None]:
    def run(left: Value, right: Value) -> Value | None:
        first, second = number(left), number(right)
        if first is not None and second is not None:
            return function(first, second)
        if isinstance(left, Date) or isinstance(right, Date):
            raise Outside("arithmetic of days", "日期的算术运算")  # two of them have a difference, in Oxigraph
        return None

    return run


def _ordered(*signs: int) -> Callable[[Value, Value], bool | None]:
    def run(left: Value, right: Value) -> bool | None:
        found = comparing.sign(left, right)
        return None if found is None else found in signs

    return run


def _not(value: Value) -> bool | None:
    found = comparing.truth(value)
    return None if found is None else not found


def _part(start: int, end: int) -> Callable[[Value], int | None]:
    return lambda value: int(value.day[start:end]) if isinstance(value, Date) else None


def _to_integer(value: Value) -> Value | None:
    if type(value) is str:
        return integer_of(value)
    if type(value) is bool:
        return int(value)
    given = number(value)
    return None if given is None else arithmetic.truncated(given)


def _to_decimal(value: Value) -> Value | None:
    if type(value) is str:
        return decimal_of(value)
    if type(value) is bool:
        return arithmetic.decimal(arithmetic.units_of(int(value)))
    given = number(value)
    return None if given is None else arithmetic.decimal(arithmetic.units_of(given))


def _to_boolean(value: Value) -> bool | None:
    if type(value) is str:
        return {"true": True, "1": True, "false": False, "0": False}.get(value)
    return comparing.truth(value) if type(value) in (bool, int, Scaled) else None


def _to_date(value: Value) -> Value | None:
    if isinstance(value, Date):
        return value
    if type(value) is str and _DATE.fullmatch(value) and is_day(value):
        return Date(value)
    raise Outside("a cast to a date", "转换为日期")


def _kind(*kinds: Any) -> Callable[[Value], bool]:
    return lambda value: type(value) in kinds


_ONE, _TWO = (1, 1), (2, 2)

FUNCTIONS: dict[str, Function] = {
    **{name: Function(_TWO, _binary(function)) for name, function in (
        ("+", arithmetic.add), ("-", arithmetic.subtract), ("*", arithmetic.multiply), ("/", arithmetic.divide))},
    **{name: Function(_ONE, _numeric(function)) for name, function in (
        ("negate", arithmetic.negate), ("plus", lambda value: value), ("ABS", arithmetic.absolute),
        ("ROUND", arithmetic.rounded), ("FLOOR", arithmetic.floor), ("CEIL", arithmetic.ceiling))},
    **{name: Function(_TWO, _ordered(*signs)) for name, signs in (
        ("<", (-1,)), ("<=", (-1, 0)), (">", (1,)), (">=", (0, 1)))},
    **{name: Function(_TWO, strings.tested(function)) for name, function in (
        ("CONTAINS", str.__contains__), ("STRSTARTS", str.startswith), ("STRENDS", str.endswith))},
    "=": Function(_TWO, comparing.equal), "sameTerm".upper(): Function(_TWO, comparing.is_same),
    "!": Function(_ONE, _not), "STR": Function(_ONE, text_of), "LANG": Function(_ONE, _language),
    "DATATYPE": Function(_ONE, _datatype), "LANGMATCHES": Function(_TWO, _matches),
    "IRI": Function(_ONE, _iri), "URI": Function(_ONE, _iri), "STRLEN": Function(_ONE, strings.length),
    "SUBSTR": Function((2, 3), strings.substring), "CONCAT": Function((0, 999), strings.concatenated),
    "STRBEFORE": Function(_TWO, strings.cut(strings.before)), "STRAFTER": Function(_TWO, strings.cut(strings.after)),
    "LCASE": Function(_ONE, strings.cased(str.lower)), "UCASE": Function(_ONE, strings.cased(str.upper)),
    "YEAR": Function(_ONE, _part(0, 4)), "MONTH": Function(_ONE, _part(5, 7)), "DAY": Function(_ONE, _part(8, 10)),
    "ISIRI": Function(_ONE, _kind(Iri)), "ISURI": Function(_ONE, _kind(Iri)), "ISBLANK": Function(_ONE, _kind(Blank)),
    "ISLITERAL": Function(_ONE, lambda value: type(value) not in (Iri, Blank)),
    "ISNUMERIC": Function(_ONE, _kind(int, Scaled)),
    f"<{STRING}>": Function(_ONE, text_of), f"<{INTEGER}>": Function(_ONE, _to_integer),
    f"<{DECIMAL}>": Function(_ONE, _to_decimal), f"<{BOOLEAN}>": Function(_ONE, _to_boolean),
    f"<{XSD}date>": Function(_ONE, _to_date),
}
"""Name, in capitals, or IRI in brackets → what it gives."""
