"""The functions of strings, worked out once for each distinct string where the other arguments are constant.

Source: SPARQL 1.1 Query, section 17.4.3; XPath functions 3.1, section 5.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np

from .arrays import Array, Mask, first_rows
from .columns import Column, Strings, Truth, as_numbers, as_strings, distinct_numbers
from .components import pattern
from .errors import ShapesError
from .numbers import Numbers
from .pool import EMPTY
from .terms import NONE, Terms
from .value_checks import matches
from .values import INTEGER, NOTHING

Function: TypeAlias = Callable[[Terms, list[Column]], Column]
"""What computes a column from columns."""

_ABSENT = -2
"""What is looked for is not in the string: a result that is empty and has no tag."""


def same_kind(first: Strings, second: Strings) -> Mask:
    """Argument compatibility (SPARQL 1.1 Query, section 17.4.3.1.2)."""
    return np.asarray((second.tags == EMPTY) | (first.tags == second.tags))


def _test(function: Callable[[str, str], bool]) -> Function:
    def run(terms: Terms, arguments: list[Column]) -> Column:
        first, second = (as_strings(terms, each) for each in arguments)
        if (constant := _constants(terms, [second.places])) is not None:
            found = terms.pool.numbers((function, *constant), first.places, lambda text: function(text, *constant))
        else:
            found = np.array([*map(function, terms.pool.read(first.places), terms.pool.read(second.places))], np.int8)
        known = (first.places >= 0) & (second.places >= 0) & same_kind(first, second)
        return Truth(np.where(known, found, -1).astype(np.int8))

    return run


Maker: TypeAlias = Callable[..., Callable[[str], Any]]
"""What makes a function of the first argument alone, given all others."""


def _applied(terms: Terms, name: str, arguments: Sequence[Array], make: Maker) -> Array:
    """Give the places of strings made of strings."""
    first, *others = arguments
    if (rest := _constants(terms, others)) is not None:
        return terms.pool.strings((name, *rest), first, make(*rest))
    return _once(terms, arguments, terms.pool.taken_up, make)


def _answered(terms: Terms, name: str, arguments: Sequence[Array], make: Maker) -> Truth:
    """Give truth values made of strings."""
    first, *others = arguments
    if (rest := _constants(terms, others)) is not None:
        return Truth(terms.pool.numbers((name, *rest), first, make(*rest)).astype(np.int8))
    return Truth(_once(terms, arguments, list, make).astype(np.int8))


def _constants(terms: Terms, arguments: Sequence[Array]) -> list[str] | None:
    """Give the strings that stand in every row, if so it is for all arguments."""
    if all(len(places) and places[0] >= 0 and (places == places[0]).all() for places in arguments):
        return [terms.pool.texts[places[0]] for places in arguments]
    return None


def _once(terms: Terms, arguments: Sequence[Array], take: Callable[[Iterator[Any]], list[int]], make: Maker) -> Array:
    """Apply a function once for each distinct row of arguments; one that is missing gives an error."""
    texts = terms.pool.texts
    rows, inverse = first_rows(arguments)
    found = (NONE if min(places) < 0 else make(*(texts[place] for place in places[1:]))(texts[places[0]])
             for places in zip(*(column[rows].tolist() for column in arguments), strict=True))  # fmt: skip
    return np.array(take(found), np.int64)[inverse]


def _letters(name: str, function: Callable[[str], str]) -> Function:
    def run(terms: Terms, arguments: list[Column]) -> Column:
        texts = as_strings(terms, arguments[0])
        return Strings(terms.pool.strings(name, texts.places, function), texts.tags)

    return run


def _strlen(terms: Terms, arguments: list[Column]) -> Column:
    places = as_strings(terms, arguments[0]).places
    kind = np.where(places >= 0, INTEGER, NOTHING).astype(np.uint8)
    return Numbers(kind, terms.pool.numbers("length", places, len), np.ones(len(kind), np.int64))


def _part(name: str, pick: Callable[[str], Callable[[str], str | int]]) -> Function:
    """Give what stands on one side of a mark, with the tag; where the mark is absent, the empty string without one."""

    def run(terms: Terms, arguments: list[Column]) -> Column:
        texts, marks = (as_strings(terms, each) for each in arguments)
        places = _applied(terms, name, [texts.places, marks.places], pick)
        absent = places == _ABSENT
        places = np.where(same_kind(texts, marks), np.where(absent, EMPTY, places), NONE)
        return Strings(places, np.where(absent, EMPTY, texts.tags))

    return run


def _before(mark: str) -> Callable[[str], str | int]:
    def pick(text: str) -> str | int:
        place = text.find(mark)
        return text[:place] if place >= 0 else _ABSENT

    return pick


def _after(mark: str) -> Callable[[str], str | int]:
    def pick(text: str) -> str | int:
        place = text.find(mark)
        return text[place + len(mark) :] if place >= 0 else _ABSENT

    return pick


def _substring(terms: Terms, arguments: list[Column]) -> Column:
    """Cut by numbers, which stand as texts in the pool while the function is worked out."""
    texts = as_strings(terms, arguments[0])
    bounds = [_written(terms, as_numbers(terms, each)) for each in arguments[1:]]
    return Strings(_applied(terms, "SUBSTR", [texts.places, *bounds], _cut), texts.tags)


def _written(terms: Terms, column: Numbers) -> Array:
    first, places = distinct_numbers(column)
    once = column.take(first)
    rows = zip(once.kind.tolist(), once.over.tolist(), once.under.tolist(), strict=True)
    table = [NONE if kind == NOTHING else terms.pool.place(str(Fraction(over, under))) for kind, over, under in rows]
    return np.array(table, np.int64)[places]


def _cut(start: str, length: str | None = None) -> Callable[[str], str]:
    first = _half_up(start)
    begin, end = max(first, 1) - 1, None if length is None else max(first + _half_up(length), 1) - 1
    return lambda text: text[begin:end]


def _half_up(number: str) -> int:
    """Round to the nearest integer, halves upward."""
    return math.floor(Fraction(number) + Fraction(1, 2))


@lru_cache(maxsize=256)
def _expression(text: str, flags: str) -> re.Pattern[str] | None:
    try:
        return pattern(text, flags)
    except ShapesError:
        return None


def _nothing(_text: str) -> int:
    return NONE


def _found(expression: str, flags: str = "") -> Callable[[str], int]:
    compiled = _expression(expression, flags)
    if compiled is None:
        return _nothing
    search = compiled.search
    return lambda text: search(text) is not None


def _regex(terms: Terms, arguments: list[Column]) -> Column:
    return _answered(terms, "REGEX", [as_strings(terms, each).places for each in arguments], _found)


def _replaced(expression: str, replacement: str, flags: str = "") -> Callable[[str], str | int]:
    compiled = _expression(expression, flags)
    if compiled is None:
        return _nothing
    sub, template = compiled.sub, _template(compiled, replacement)
    try:
        sub(template, "")
    except (re.error, IndexError):
        return _nothing
    return lambda text: sub(template, text)


@lru_cache(maxsize=256)
def _template(expression: re.Pattern[str], replacement: str) -> str | Callable[[re.Match[str]], str]:
    """Write a replacement as Python does, where `$1` is `\\g<1>`; a group alone is picked, which is faster."""
    if re.fullmatch(r"\$\d", replacement) and int(replacement[1]) <= expression.groups:
        group = int(replacement[1])
        return lambda found: found[group] or ""
    template = re.sub(r"\\(?![\\$])", r"\\\\", replacement)
    return re.sub(r"(?<!\\)\$(\d)", r"\\g<\1>", template).replace("\\$", "$")


def _replace(terms: Terms, arguments: list[Column]) -> Column:
    texts, *others = (as_strings(terms, each) for each in arguments)
    places = [each.places for each in others]
    return Strings(_applied(terms, "REPLACE", [texts.places, *places], _replaced), texts.tags)


def _concat(terms: Terms, arguments: list[Column]) -> Column:
    texts = [as_strings(terms, each) for each in arguments]
    found = _applied(terms, "CONCAT", [each.places for each in texts],
                     lambda *others: lambda text: "".join((text, *others)))  # fmt: skip
    same = np.logical_and.reduce([each.tags == texts[0].tags for each in texts])
    return Strings(found, np.where(same, texts[0].tags, EMPTY))


STRING_FUNCTIONS: dict[str, Function] = {
    "STRLEN": _strlen, "CONCAT": _concat, "SUBSTR": _substring, "STRBEFORE": _part("STRBEFORE", _before),
    "STRAFTER": _part("STRAFTER", _after), "REPLACE": _replace, "REGEX": _regex, "LCASE": _letters("LCASE", str.lower),
    "UCASE": _letters("UCASE", str.upper), "CONTAINS": _test(str.__contains__), "STRSTARTS": _test(str.startswith),
    "STRENDS": _test(str.endswith), "LANGMATCHES": _test(matches),
}  # fmt: skip
"""Function → what computes it."""
