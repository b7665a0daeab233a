"""Distinct terms, numbered, with columns of what each one is.

A term's text is its N-Triples form, so two codes are equal exactly when the terms are. Terms that the data do not
hold (constants of shapes, results of functions) get codes above those of the data; every column grows with them.

Source: RDF 1.1 Concepts, section 3 (terms); N-Triples, section 7 (grammar).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pyoxigraph as ox

from .arrays import Array, Codes, Mask, unique
from .lexical import Grammar, anything
from .names import LANGUAGE_STRING, STRING
from .pool import EMPTY, Pool

if TYPE_CHECKING:
    import polars as pl

NONE = -1
"""The code of no term: unbound, or an error."""

IRI, BLANK, LITERAL = 0, 1, 2

_FEW = 100
"""Terms that are looked up one by one sooner than all at once."""

SUFFIX = r'"(\^\^<[^"]*>|@[A-Za-z0-9-]+)?$'
"""What follows the text of a literal in its N-Triples form."""

_ESCAPE = re.compile(r"\\(?:u([0-9A-F]{4})|U([0-9A-F]{8})|(.))")
_LETTERS = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


class Terms:
    """Every distinct term of a run, by code."""

    __slots__ = ("_cache", "_kinds", "_known", "_places", "_suffix_codes", "_texts", "constants", "datatypes",
                 "grammar", "pool", "suffixes", "tags")  # fmt: skip

    def __init__(self, texts: pl.Series | None, grammar: Grammar = anything) -> None:
        self.grammar = grammar
        self.suffixes: list[str] = []
        self.datatypes: list[str] = []
        self.tags: list[str] = []
        self._texts: Any = texts
        self._known: dict[str, int] = {}
        self._kinds: Array = np.zeros(0, np.uint8)
        self._suffix_codes: Array = np.zeros(0, np.int32)
        self._places: Array = np.zeros(0, np.int32)
        self._cache: dict[str, Any] = {}
        self.pool = Pool()
        self.constants: dict[str, Any] = {}
        """What a constant of a query is as a column of one row, kept by whoever works it out."""

    def __len__(self) -> int:
        return len(self._texts)

    def kept(self, name: str, make: Any) -> Any:
        """Give what was computed under a name before for as many terms as there are now, or compute it."""
        length, value = self._cache.get(name, (-1, None))
        if length != len(self):
            value = make(self, value, max(length, 0))
            self._cache[name] = (len(self), value)
        return value

    def texts(self, codes: Codes) -> list[str]:
        """Give the N-Triples forms of codes."""
        if len(codes) < _FEW:
            return [self._texts[place] for place in codes.tolist()]
        found: list[str] = self._texts[codes].to_list()
        return found

    def tail(self, start: int) -> pl.Series:
        """Give the N-Triples forms of all codes from `start` on."""
        found: pl.Series = self._texts[start:]
        return found

    def holding(self, pattern: str, codes: Codes) -> Mask:
        """Say of each code whether a pattern occurs in its N-Triples form."""
        return np.asarray(self._texts.gather(codes).str.contains(pattern).to_numpy())

    def codes(self, texts: Sequence[str]) -> Codes:
        """Give the codes of N-Triples forms; those not met before are added."""
        unknown = [text for text in dict.fromkeys(texts) if text not in self._known]
        if unknown:
            import polars as pl  # large, and only needed for many terms

            wanted = pl.Series(unknown, dtype=pl.String)
            places = self._texts.is_in(wanted.implode()).arg_true()
            self._known.update(zip(self._texts.gather(places).to_list(), places.to_list(), strict=True))
            missing = [text for text in unknown if text not in self._known]
            self._known.update((text, len(self) + index) for index, text in enumerate(missing))
            if missing:
                self._texts = pl.concat([self._texts, pl.Series(missing, dtype=pl.String)])
        return np.fromiter((self._known[text] for text in texts), np.int64, len(texts))

    def code(self, text: str) -> int:
        """Give the code of one N-Triples form."""
        known = self._known.get(text)
        return int(self.codes([text])[0]) if known is None else known

    def kinds(self) -> Array:
        """Give IRI, BLANK or LITERAL for every code."""
        self._extend()
        return self._kinds

    def suffix_codes(self) -> Array:
        """Give the place in `suffixes`, `datatypes` and `tags` for every code; -1 for what is no literal."""
        self._extend()
        return self._suffix_codes

    def are_of(self, codes: Codes, datatypes: Collection[str]) -> Mask:
        """Say of each code whether it is a literal of one of the datatypes."""
        suffixes = np.where(codes < 0, NONE, self.suffix_codes()[codes])
        return np.array([datatype in datatypes for datatype in self.datatypes] + [False])[suffixes]

    def lexicals(self, codes: Codes) -> list[str]:
        """Give the lexical forms of literals, the IRIs of IRIs and the labels of blank nodes, as strings."""
        return self.pool.read(self.places(codes))

    def places(self, codes: Codes) -> Array:
        """Give the places in the pool of lexical forms, IRIs and labels of blank nodes; none of the codes is NONE."""
        if len(self._places) < len(self):
            self._places = np.concatenate([self._places, np.full(len(self) - len(self._places), NONE, np.int32)])
        found = self._places[codes]
        if (found < 0).any():
            fresh = unique(codes[found < 0])
            self._places[fresh] = self.pool.taken_up(self._lexicals(fresh))
            found = self._places[codes]
        return found

    def languages(self, codes: Codes) -> Array:
        """Give the places in the pool of language tags; that of the empty string where there is none."""
        suffixes = np.where(codes < 0, NONE, self.suffix_codes()[codes])
        return np.array([*map(self.pool.place, self.tags), EMPTY], np.int32)[suffixes]

    def _lexicals(self, codes: Codes) -> Iterator[str]:
        suffixes = self.suffix_codes()[codes]
        lengths = np.array([len(suffix) + 1 for suffix in self.suffixes] + [0])[suffixes]
        for text, length in zip(self.texts(codes), lengths.tolist(), strict=True):
            yield unescaped(text[1:-length]) if length else text[1:-1] if text[0] == "<" else text[2:]

    def _extend(self) -> None:
        start = len(self._kinds)
        if start == len(self):
            return
        import polars as pl

        fresh = self._texts[start:]
        first = fresh.str.head(1)
        kinds = np.where((first == '"').to_numpy(), LITERAL, np.where((first == "_").to_numpy(), BLANK, IRI))
        suffix = pl.DataFrame({"suffix": fresh.set(first != '"', None).str.extract(SUFFIX, 1)})["suffix"]
        suffix = suffix.fill_null("").set(first != '"', None)
        known = {text: place for place, text in enumerate(self.suffixes)}
        for text in suffix.drop_nulls().unique(maintain_order=True).to_list():
            if text not in known:
                known[text] = len(self.suffixes)
                self._add_suffix(text)
        places = suffix.replace_strict(known, default=None, return_dtype=pl.Int32) if known else suffix.is_null() * -1
        self._suffix_codes = np.concatenate([self._suffix_codes, places.fill_null(NONE).to_numpy().astype(np.int32)])
        self._kinds = np.concatenate([self._kinds, kinds.astype(np.uint8)])

    def _add_suffix(self, text: str) -> None:
        self.suffixes.append(text)
        self.tags.append(text[1:] if text.startswith("@") else "")
        typed = text[3:-1] if text.startswith("^^") else STRING
        self.datatypes.append(LANGUAGE_STRING if text.startswith("@") else typed)


def unescaped(text: str) -> str:
    """Undo the escapes of N-Triples."""
    if "\\" not in text:
        return text
    return _ESCAPE.sub(
        lambda found: _LETTERS.get(found[3], found[3]) if found[3] else chr(int(found[1] or found[2], 16)), text)


def term(text: str) -> Any:
    """Read an N-Triples form as a term of pyoxigraph."""
    if text[0] == "<":
        return ox.NamedNode(text[1:-1])
    if text[0] == "_":
        return ox.BlankNode(text[2:])
    body, _, suffix = text.rpartition('"')
    value = unescaped(body[1:])
    if suffix.startswith("@"):
        return ox.Literal(value, language=suffix[1:])
    return ox.Literal(value, datatype=ox.NamedNode(suffix[3:-1])) if suffix else ox.Literal(value)


@lru_cache(maxsize=4096)
def literal_text(lexical: str, suffix: str = "") -> str:
    """Give the N-Triples form of a literal; `suffix` is empty, `@tag` or `^^<datatype>`."""
    if suffix == f"^^<{STRING}>":
        suffix = ""
    if suffix.startswith("@"):
        return str(ox.Literal(lexical, language=suffix[1:]))
    return str(ox.Literal(lexical, datatype=ox.NamedNode(suffix[3:-1]))) if suffix else str(ox.Literal(lexical))
