"""The functions of strings; each runs once for each distinct combination of arguments.

Source: SPARQL 1.1 Query, section 17.4.3; XPath functions 3.1, section 5.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np

from .columns import Column, Strings, Text, Truth, as_numbers, as_strings, each_text, once, pooled
from .components import pattern
from .errors import ShapesError
from .numbers import Numbers
from .terms import NONE, Array, Terms
from .value_checks import matches
from .values import INTEGER, NOTHING

Function: TypeAlias = Callable[[Terms, list[Column]], Column]
"""What computes a column from columns."""


def _same_kind(first: Text, second: Text) -> bool:
    """Argument compatibility (SPARQL 1.1 Query, section 17.4.3.1.2)."""
    return not second[1] or first[1] == second[1]


def _test(function: Callable[[str, str], bool]) -> Function:
    def run(terms: Terms, arguments: list[Column]) -> Column:
        first, second = (as_strings(terms, each) for each in arguments)
        rows, inverse = once([first.places, second.places])
        found = [-1 if one < 0 or other < 0 or not _same_kind(first.pool[one], second.pool[other])
                 else function(first.pool[one][0], second.pool[other][0])
                 for one, other in zip(*(column.tolist() for column in rows), strict=True)]
        return Truth(np.array(found, np.int8)[inverse])

    return run


def _over(terms: Terms, arguments: list[Column], function: Callable[..., Any], numeric: tuple[int, ...] = ()
          ) -> tuple[list[Any], Array]:  # fmt: skip
    """Apply a function to each distinct combination of strings, and numbers at some places; an error gives None."""
    pools: list[list[Any]] = []
    places = []
    for place, argument in enumerate(arguments):
        if place in numeric:
            where, distinct = pooled(as_numbers(terms, argument))
            rows_of = zip(distinct.kind.tolist(), distinct.over.tolist(), distinct.under.tolist(), strict=True)
            pools.append([*(None if kind == NOTHING else Fraction(over, under) for kind, over, under in rows_of), None])
        else:
            texts = as_strings(terms, argument)
            where, pool = texts.places, list(texts.pool)
            pools.append([*pool, None])
        places.append(where)
    if all(len(pool) == 2 and pool[1] is None and (where == 0).all()
           for pool, where in zip(pools[1:], places[1:], strict=True)):  # fmt: skip
        others = [pool[0] for pool in pools[1:]]
        return [None if value is None else function(value, *others) for value in pools[0]], places[0]
    if len(pools) == 2 and len(pools[0]) * len(pools[1]) <= 2 * len(places[0]):
        return _all_pairs(pools, places, function)
    rows, inverse = once(places)
    found = []
    for row in zip(*(column.tolist() for column in rows), strict=True):
        values = [pool[place] for pool, place in zip(pools, row, strict=True)]
        found.append(None if any(value is None for value in values) else function(*values))
    return found or [None], inverse


def _all_pairs(pools: list[list[Any]], places: list[Array], function: Callable[..., Any]) -> tuple[list[Any], Array]:
    """Apply a function to every first and second argument, where nearly all pairs occur."""
    first, second = pools
    found = [None if one is None or other is None else function(one, other) for one in first for other in second]
    rows, columns = (np.where(where < 0, len(pool) - 1, where) for where, pool in zip(places, pools, strict=True))
    return found, rows * len(second) + columns


def _contains(terms: Terms, arguments: list[Column]) -> Column:
    """Say whether one string is part of another; where nearly all pairs occur, part by part."""
    texts, parts = as_strings(terms, arguments[0]), as_strings(terms, arguments[1])
    if any(tag for _, tag in parts.pool) or len(texts.pool) * len(parts.pool) > 2 * len(texts.places):
        return _PARTS(terms, [texts, parts])
    wholes = [text for text, _ in texts.pool]
    found = np.zeros((len(parts.pool) + 1, len(wholes) + 1), np.int8)
    for place, (part, _) in enumerate(parts.pool):
        found[place, :-1] = [part in text for text in wholes]
    found[-1, :] = found[:, -1] = NONE
    return Truth(found[parts.places, texts.places])


def _text(function: Callable[..., Text | None], numeric: tuple[int, ...] = ()) -> Function:
    def run(terms: Terms, arguments: list[Column]) -> Column:
        if len(arguments) == 1:
            return each_text(as_strings(terms, arguments[0]), function)
        found, places = _over(terms, arguments, function, numeric)
        pool = {text: place for place, text in enumerate(dict.fromkeys(each for each in found if each is not None))}
        table = np.array([NONE if each is None else pool[each] for each in found], np.int64)
        return Strings(table[places], tuple(pool))

    return run


def _strlen(terms: Terms, arguments: list[Column]) -> Column:
    texts = as_strings(terms, arguments[0])
    lengths = np.array([len(text) for text, _ in texts.pool] + [0], np.int64)
    kind = np.where(texts.places >= 0, INTEGER, NOTHING).astype(np.uint8)
    return Numbers(kind, lengths[texts.places], np.ones(len(kind), np.int64))


def _before(text: Text, mark: Text) -> Text | None:
    if not _same_kind(text, mark):
        return None
    found, middle, _ = text[0].partition(mark[0]) if mark[0] else ("", "x", "")
    return (found, text[1]) if middle else ("", "")


def _after(text: Text, mark: Text) -> Text | None:
    if not _same_kind(text, mark):
        return None
    _, middle, found = text[0].partition(mark[0]) if mark[0] else ("", "x", text[0])
    return (found, text[1]) if middle else ("", "")


def _substring(text: Text, start: Fraction, length: Fraction | None = None) -> Text:
    first = half_up(start)
    last = len(text[0]) + 1 if length is None else first + half_up(length)
    return text[0][max(first, 1) - 1 : max(last, 1) - 1], text[1]


@lru_cache(maxsize=256)
def _expression(text: str, flags: str) -> re.Pattern[str] | None:
    try:
        return pattern(text, flags)
    except ShapesError:
        return None


def _regex(terms: Terms, arguments: list[Column]) -> Column:
    def found(text: Text, expression: Text, flags: Text = ("", "")) -> bool | None:
        compiled = _expression(expression[0], flags[0])
        return None if compiled is None else bool(compiled.search(text[0]))

    values, places = _over(terms, arguments, found)
    return Truth(np.array([-1 if each is None else int(each) for each in values], np.int8)[places])


@lru_cache(maxsize=256)
def _template(replacement: str) -> str:
    """Write a replacement as Python does, where `$1` is `\\g<1>`."""
    template = re.sub(r"\\(?![\\$])", r"\\\\", replacement)
    return re.sub(r"(?<!\\)\$(\d)", r"\\g<\1>", template).replace("\\$", "$")


def _replace(text: Text, expression: Text, replacement: Text, flags: Text = ("", "")) -> Text | None:
    compiled, template = _expression(expression[0], flags[0]), _template(replacement[0])
    if compiled is None:
        return None
    try:
        return compiled.sub(template, text[0]), text[1]
    except (re.error, IndexError):
        return None


def _concat(*texts: Text) -> Text:
    tags = {tag for _, tag in texts}
    return "".join(text for text, _ in texts), tags.pop() if len(tags) == 1 else ""


def half_up(value: Fraction) -> int:
    """Round to the nearest integer, halves upward."""
    return math.floor(value + Fraction(1, 2))


_PARTS = _test(str.__contains__)

STRING_FUNCTIONS: dict[str, Function] = {
    "STRLEN": _strlen, "CONCAT": _text(_concat), "SUBSTR": _text(_substring, numeric=(1, 2)),
    "STRBEFORE": _text(_before), "STRAFTER": _text(_after), "REPLACE": _text(_replace), "REGEX": _regex,
    "LCASE": _text(lambda text: (text[0].lower(), text[1])), "UCASE": _text(lambda text: (text[0].upper(), text[1])),
    "CONTAINS": _contains, "STRSTARTS": _test(str.startswith),
    "STRENDS": _test(str.endswith), "LANGMATCHES": _test(matches),
}  # fmt: skip
"""Function → what computes it."""
