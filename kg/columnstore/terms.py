"""The terms of a run: those of the graph, and above their codes those that the query names or makes.

What an expression makes gets a code of its own without a look at the graph, which would take long; `resolved` looks,
where it matters that equal terms have equal codes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from .arrays import NONE, Array, Codes, Mask, distinct
from .dictionary import Dictionary
from .layouts import EVERY
from .values import LANGUAGE_STRING, STRING, Form, Iri, Tagged, Value, form_of, value_of


class Terms:
    """Terms by code."""

    def __init__(self, dictionary: Dictionary) -> None:
        self.dictionary = dictionary
        self.size: int = dictionary.size
        self.kinds = list(dictionary.kinds)
        self._kind_of = {kind: place for place, kind in enumerate(self.kinds)}
        self._made: dict[tuple[type, Value], int] = {}
        self._values: list[Value] = []
        self._texts: list[bytes] = []
        self._kinds: list[int] = []
        self._found: dict[int, int] = {}

    def code(self, value: Value | None) -> int:
        """Give the code of a value: that of the graph if it has it."""
        return NONE if value is None else self._resolved(self.made(value))

    def made(self, value: Value | None) -> int:
        """Give a code of a value, without a look at the graph; NONE for an error."""
        if value is None:
            return NONE
        place = self._made.setdefault((type(value), value), len(self._values))
        if place == len(self._values):
            self._values.append(value)
        return self.size + place

    def kind(self, datatype: str, language: str = "") -> int:
        """Give the place of a datatype and language among the kinds."""
        if (datatype, language) not in self._kind_of:
            self._kind_of[datatype, language] = len(self.kinds)
            self.kinds.append((datatype, language))
        return self._kind_of[datatype, language]

    def is_made(self, codes: Codes) -> bool:
        """Whether a column has codes that are not those of the graph."""
        return bool(len(codes)) and int(codes.max()) >= self.size

    def resolved(self, codes: Codes) -> Codes:
        """Give a column in which equal terms have equal codes, whoever made them."""
        if not self.is_made(codes):
            return codes
        once, inverse = distinct(codes)
        return np.array([self._resolved(code) for code in once.tolist()], np.int32)[inverse]

    def kinds_of(self, codes: Codes) -> Array:
        """Give the kind of each term; all are bound."""
        if not self.is_made(codes):
            return self.dictionary.kinds_of(codes)
        self._write()
        ours = codes >= self.size
        found = np.array(self._kinds)[np.where(ours, codes - self.size, 0)]
        found[~ours] = self.dictionary.kinds_of(codes[~ours])
        return found

    def texts(self, codes: Codes) -> list[bytes]:
        """Give the texts of terms in UTF-8; all are bound."""
        if not self.is_made(codes):
            return self.dictionary.texts(codes)
        self._write()
        theirs = np.flatnonzero(codes < self.size)
        found = [b"" if code < self.size else self._texts[code - self.size] for code in codes.tolist()]
        for place, text in zip(theirs.tolist(), self.dictionary.texts(codes[theirs]), strict=True):
            found[place] = text
        return found

    def marks_of(self, codes: Codes) -> Array:
        """Give the marks of terms; what was made is taken to have all of them."""
        if not self.is_made(codes):
            return self.dictionary.marks_of(codes)
        theirs = codes < self.size
        found = np.full(len(codes), EVERY, np.uint8)
        found[theirs] = self.dictionary.marks_of(codes[theirs])
        return found

    def values(self, codes: Codes) -> list[Value | None]:
        """Give the values of terms.

        Raises: Outside as `value_of`.
        """
        here = (codes >= 0) & (codes < self.size)
        if not here.all():
            rows = np.flatnonzero(here)
            found: list[Value | None] = [
                self._values[code - self.size] if code >= self.size else None for code in codes.tolist()]
            for row, value in zip(rows.tolist(), self.values(codes[rows]), strict=True):
                found[row] = value
            return found
        makers = [_maker(*kind) for kind in self.dictionary.kinds]
        kinds = self.dictionary.kinds_of(codes)
        if len(kinds) and (kinds == kinds[0]).all():
            make = makers[kinds[0]]
            return [make(text.decode()) for text in self.dictionary.texts(codes)]
        return [makers[kind](text.decode())
                for kind, text in zip(kinds.tolist(), self.dictionary.texts(codes), strict=True)]

    def strings(self, codes: Codes) -> list[str | None]:
        """Give what STR gives of terms."""
        found: list[str | None] = [None] * len(codes)
        rows = np.flatnonzero(codes >= 0)
        kinds = self.kinds_of(codes[rows]).tolist()
        blank = [datatype == "blank" for datatype, _ in self.kinds]
        for row, kind, text in zip(rows.tolist(), kinds, self.texts(codes[rows]), strict=True):
            found[row] = None if blank[kind] else text.decode("utf-8", "surrogatepass")
        return found

    def column(self, values: Sequence[Value | None]) -> Codes:
        """Give values as a column."""
        return np.fromiter(map(self.made, values), np.int32, len(values))

    def is_iri(self, codes: Codes) -> Mask:
        """Say of each code whether it is an IRI of the graph."""
        return (codes >= self.dictionary.starts[1]) & (codes < self.dictionary.starts[2])

    def is_named(self, codes: Codes) -> Mask:
        """Say of each code whether it is an IRI or blank node of the graph."""
        return (codes >= 0) & (codes < self.dictionary.starts[2])

    def _write(self) -> None:
        """Write what was made since the last time, which nobody may ever have to read."""
        for value in self._values[len(self._texts):]:
            text, datatype, language = form_of(value)
            self._texts.append(text.encode("utf-8", "surrogatepass"))
            self._kinds.append(self.kind(datatype, language))

    def _resolved(self, code: int) -> int:
        if code < self.size:
            return code
        if code not in self._found:
            found = self.dictionary.find(form_of(self._values[code - self.size]))
            self._found[code] = code if found == NONE else found
        return self._found[code]


def _maker(datatype: str, language: str) -> Callable[[str], Value]:
    """Give what makes values of a kind."""
    if datatype == "iri":
        return Iri
    if datatype == STRING:
        return str
    if datatype == LANGUAGE_STRING:
        return lambda text: Tagged(text, language)
    return lambda text: value_of(Form(text, datatype, language))
