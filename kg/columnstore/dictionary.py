"""The terms of a graph on disk, numbered so that the order of numbers is the order of terms.

    blank nodes · IRIs · numbers, by value · other literals, by text, datatype and language · the odd ones

Within each part but the last the order is that of ORDER BY in Oxigraph. Odd are doubles, moments and durations, which
are not ordered by their text, numbers that are too large, and literals whose text their datatype does not allow.

Source: SPARQL 1.1 Query, section 15.1 (ORDER BY).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from typing import Any

import numpy as np

from .arithmetic import number, units_of
from .arrays import NONE, Array, Codes
from .errors import Outside
from .shelf import Shelf
from .values import (
    BOOLEAN,
    DATE,
    DECIMAL,
    INTEGER,
    LANGUAGE_STRING,
    STRING,
    Form,
    Value,
    value_of,
)

KNOWN = (STRING, LANGUAGE_STRING, BOOLEAN, DATE)
"""Datatypes, beside those of numbers, of which different terms are never equal."""

BLANK, IRI, NUMBER, TEXT, ODD = range(5)
"""The parts of the order."""
NAMED = {"blank": BLANK, "iri": IRI}
SHORT_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,18})?")
"""Numbers that are ordered by value; longer ones are odd."""


class Dictionary:
    """All terms of a graph, by code."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self.starts: list[int] = shelf.index["starts"]
        self.kinds: list[tuple[str, str]] = [(datatype, language) for datatype, language in shelf.index["kinds"]]
        self.numbers, self.texts_from, self.odd = self.starts[2:5]
        self.size = self.starts[5]
        self._offsets: Array = shelf.array("offsets")
        self._places = memoryview(self._offsets)  # type: ignore[arg-type]

    def kinds_of(self, codes: Codes) -> Array:
        """Give the place of each term's datatype and language among the kinds."""
        return self._shelf.array("kinds")[codes]

    def marks_of(self, codes: Codes) -> Array:
        """Give the marks of terms."""
        return self._shelf.array("marks")[codes]

    def texts(self, codes: Codes) -> list[bytes]:
        """Give the IRIs, lexical forms and labels of terms, in UTF-8."""
        return self._shelf.texts(self._offsets[codes].astype(np.int64), self._offsets[codes + 1].astype(np.int64))

    def form(self, code: int) -> Form:
        """Give a term as it is written."""
        return Form(self._text(code).decode(), *self.kinds[int(self._shelf.array("kinds")[code])])

    def ranks(self) -> Array | None:
        """Give for each number the place of its value among all values; None if no two numbers have the same."""
        return self._shelf.array("ranks") if self._shelf.has("ranks") else None

    def find(self, form: Form) -> int:
        """Give the code of a term; NONE if the graph does not have it."""
        part = _part_of(form)
        place = self.place(part, form)
        return place if place < self.starts[part + 1] and self.form(place) == form else NONE

    def place(self, part: int, form: tuple[str, str, str]) -> int:
        """Give the place of a term in its part of the order: its own, or that of the first that comes behind it."""
        text, datatype, language = form
        wanted: Any = (text.encode(), datatype, language)
        key: Callable[[int], Any] = self._key
        if part in (BLANK, IRI):
            wanted, key = wanted[0], self._text
        elif part == NUMBER:
            found = number(value_of(Form(*form)))
            wanted = (0 if found is None else units_of(found), *wanted)
            key = self._number_key
        return self.starts[part] + bisect_left(range(self.starts[part], self.starts[part + 1]), wanted, key=key)

    def _number_key(self, code: int) -> tuple[int, bytes, str, str]:
        return self._units(code), *self._key(code)

    def value(self, code: int) -> Value:
        """Give what a term is worth.

        Raises: Outside as `value_of`.
        """
        return value_of(self.form(code))

    def _text(self, code: int) -> bytes:
        return self._shelf.text(self._places[code], self._places[code + 1])

    def _key(self, code: int) -> tuple[bytes, str, str]:
        form = self.form(code)
        return form.text.encode(), form.datatype, form.language

    def _units(self, code: int) -> int:
        found = number(self.value(code))
        if found is None:
            raise Outside("a number that is none", "不是数值的数值")
        return units_of(found)


def _part_of(form: Form) -> int:
    """Say in which part of the order a term stands that a query may name; it has a value."""
    if form.datatype in NAMED:
        return NAMED[form.datatype]
    if is_number(form.datatype):
        return NUMBER if SHORT_NUMBER.fullmatch(form.text) else ODD
    return ODD if form.datatype == BOOLEAN and form.text not in ("true", "false") else TEXT


def is_number(datatype: str) -> bool:
    """Whether literals of a datatype are numbered by value."""
    return datatype in (INTEGER, DECIMAL)
