"""Changes of numbers: digits, scale, sign, dates, positions, ranks; in values and in the words they were printed in."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from pyoxigraph import Literal

from ..namespaces import OA, PC, QUDT, XSD
from .material import Material, literal

_HAN = "一二三四五六七八九十"
_SCALE = re.compile("[万亿]")
_OFFSETS = {OA + "start", OA + "end", PC + "textStart", PC + "textEnd"}
_DATE = XSD + "date"


def _text(triple: Any, *predicates: str) -> str:
    return triple.object.value if triple.predicate.value in predicates else ""


def _digits(material: Material, triple: Any, text: str, name: str) -> Iterator[Any]:
    for at, character in enumerate(text):
        if character in "0123456789":
            other = material.chance(name, triple, at).choice([c for c in "0123456789" if c != character])
            yield literal(triple.object, text[:at] + other + text[at + 1:])


def digit_of_value(material: Material, triple: Any) -> Iterable[Any]:
    """Another digit in a value or a rank."""
    return _digits(material, triple, _text(triple, QUDT + "value", PC + "rank"), "digit")


def digit_of_words(material: Material, triple: Any) -> Iterator[Any]:
    """Another digit in the printed words."""
    text = _text(triple, PC + "asWritten")
    yield from _digits(material, triple, text, "words")
    for at, character in enumerate(text):
        if character in _HAN:
            other = material.chance("han", triple, at).choice([c for c in _HAN if c != character])
            yield Literal(text[:at] + other + text[at + 1:])


def digit_lost_or_doubled(_: Material, triple: Any) -> Iterator[Any]:
    """A digit too few or too many in a value or in the printed words."""
    text = _text(triple, QUDT + "value", PC + "asWritten")
    for at, character in enumerate(text):
        if character in "0123456789":
            yield literal(triple.object, text[:at] + text[at + 1:])
            yield literal(triple.object, text[:at] + character + text[at:])


def scale_of_value(_: Material, triple: Any) -> Iterator[Any]:
    """A value ten, ten thousand or a hundred million times too great or too small."""
    text = _text(triple, QUDT + "value")
    if text:
        whole, parts = (text + ".").split(".")[:2]
        for places in (1, 4, 8):
            yield literal(triple.object, _plain(whole + parts.ljust(places, "0"), max(len(parts), places) - places))
            less = (whole + parts).rjust(places + len(parts) + 1, "0")
            yield literal(triple.object, _plain(less, len(parts) + places))


def _plain(digits: str, parts: int) -> str:
    """Write digits with a point before the last ones, without needless zeros."""
    whole, fraction = digits[: len(digits) - parts].lstrip("0") or "0", digits[len(digits) - parts:].rstrip("0")
    return f"{whole}.{fraction}" if fraction else whole


def scale_of_words(_: Material, triple: Any) -> Iterator[Any]:
    """A 万 or 亿 added, dropped or exchanged in the printed words."""
    text = _text(triple, PC + "asWritten")
    if _SCALE.search(text):
        yield Literal(_SCALE.sub("", text, count=1))
        yield Literal(_SCALE.sub(lambda found: "亿" if found[0] == "万" else "万", text, count=1))
    number = re.match("[0-9.]+", text)
    if number and not _SCALE.search(text):
        yield from (Literal(text[:number.end()] + scale + text[number.end():]) for scale in "万亿")


def point_of_words(_: Material, triple: Any) -> Iterator[Any]:
    """A decimal point dropped or set into the printed words."""
    text = _text(triple, PC + "asWritten")
    if "." in text:
        yield Literal(text.replace(".", "", 1))
    elif re.match("[0-9]{2}", text):
        yield Literal(text[0] + "." + text[1:])


def sign(_: Material, triple: Any) -> Iterator[Any]:
    """A negative value, position or rank; zero instead of a value."""
    number = triple.object
    kind = number.datatype.value if isinstance(number, Literal) else ""
    if kind in (XSD + "decimal", XSD + "integer") and number.value != "0":
        yield literal(number, "-" + number.value)
        yield literal(number, "0")


def one_off(_: Material, triple: Any) -> Iterator[Any]:
    """A position, value or rank that is one too great or too small."""
    text = _text(triple, *_OFFSETS, QUDT + "value", PC + "rank")
    if re.fullmatch("[0-9]+", text):
        yield from (literal(triple.object, str(int(text) + step)) for step in (-1, 1) if int(text) + step >= 0)


def date(_: Material, triple: Any) -> Iterator[Any]:
    """Another day, month or year of a date."""
    if isinstance(triple.object, Literal) and triple.object.datatype.value == _DATE:
        day = datetime.date.fromisoformat(triple.object.value)
        changed = [day + datetime.timedelta(days=step) for step in (-1, 1, -31, 31)]
        changed += [day.replace(year=day.year + step) for step in (-1, 1) if (day.month, day.day) != (2, 29)]
        yield from (literal(triple.object, each.isoformat()) for each in changed)


OPERATORS: dict[str, Callable[[Material, Any], Iterable[Any]]] = {
    "digit-of-value": digit_of_value, "digit-of-words": digit_of_words, "digit-lost-or-doubled": digit_lost_or_doubled,
    "scale-of-value": scale_of_value, "scale-of-words": scale_of_words, "point-of-words": point_of_words,
    "sign": sign, "one-off": one_off, "date": date,
}  # fmt: skip
