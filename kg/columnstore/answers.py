"""What a query answers from columns: rows of terms, made when somebody looks at them, or written out by the column."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, TypeAlias, overload

import numpy as np
import pyoxigraph as ox

from .arrays import NONE, Codes, distinct
from .layouts import COMMA, Layout
from .terms import Terms
from .values import BOOLEAN, LANGUAGE_STRING, Form

Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal
Row: TypeAlias = tuple[Term | None, ...]
Cells: TypeAlias = Callable[[int, int], list[bytes]]
"""What gives the cells of some rows of a column."""

PORTION = 8192
"""Rows that are written at a time."""
_SAMPLE = "7777777"


class _Setting(NamedTuple):
    """How the cells of a column are written: the key before each, the layout, and by kind what stands around a text."""

    key: str
    layout: Layout
    known: dict[int, tuple[bytes, bytes]]


class Answer(Sequence[Row]):
    """Rows of terms under names; to ASK, whether there are any."""

    def __init__(self, names: tuple[str, ...], columns: Sequence[Codes], terms: Terms, size: int,
                 boolean: bool | None = None) -> None:
        self.names = names
        self.boolean = boolean
        self._columns = tuple(columns)
        self._terms = terms
        self._size = size

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, place: int) -> Row: ...

    @overload
    def __getitem__(self, place: slice) -> Answer: ...

    def __getitem__(self, place: int | slice) -> Row | Answer:
        if isinstance(place, slice):
            size = len(range(*place.indices(self._size)))
            return Answer(self.names, [column[place] for column in self._columns], self._terms, size)
        row = range(self._size)[place]
        return next(iter(self[row:row + 1]))

    def __iter__(self) -> Iterator[Row]:
        for start in range(0, self._size, PORTION):
            parts = [column[start:start + PORTION] for column in self._columns]
            if not parts:
                yield from [()] * min(PORTION, self._size - start)
            yield from zip(*map(self._made, parts), strict=True)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and all(
            mine == yours for mine, yours in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]

    def missing(self, place: int) -> int | None:
        """Give the first row that has nothing in a column."""
        rows = np.flatnonzero(self._columns[place] == NONE)
        return int(rows[0]) if len(rows) else None

    def _made(self, column: Codes) -> list[Term | None]:
        once, places = distinct(column)
        found = [None] * int(len(once) > 0 and once[0] == NONE) + self._terms_of(once[once != NONE])
        return [found[place] for place in places.tolist()]

    def _terms_of(self, codes: Codes) -> list[Term | None]:
        kinds = self._terms.kinds_of(codes).tolist()
        return [term(Form(text.decode("utf-8", "surrogatepass"), *self._terms.kinds[kind]))
                for kind, text in zip(kinds, self._terms.texts(codes), strict=True)]

    def written(self, layout: Layout) -> Iterator[bytes]:
        """Write all rows as a layout has them, some at a time, in UTF-8."""
        before, between, behind = (each.encode() for each in layout.row)
        yield layout.head.encode()
        cells = [self._cells(column, _Setting(key, layout, {}))
                 for column, key in zip(self._columns, layout.keys, strict=True)]
        line = behind + layout.lines[0].encode() + before
        is_gappy = layout.missing is None and any(bool((column == NONE).any()) for column in self._columns)
        for start in range(0, self._size, PORTION):
            rows: Iterator[tuple[bytes, ...]] = zip(
                *(each(start, start + PORTION) for each in cells), strict=True)
            lines = [between.join(filter(None, row)) for row in rows] if is_gappy else map(between.join, rows)
            yield (line if start else before) + line.join(lines)
        yield (behind + layout.lines[1].encode() if self._size else b"") + layout.foot.encode()

    def _cells(self, column: Codes, setting: _Setting) -> Cells:
        """Prepare a column: where terms repeat themselves, each is written once."""
        once, places = distinct(column)
        if len(once) > len(column) // 2:
            return lambda start, end: self._written(column[start:end], setting)
        table = np.array(self._written(once, setting), object)
        return lambda start, end: table[places[start:end]].tolist()

    def _written(self, codes: Codes, setting: _Setting) -> list[bytes]:
        """Write terms, each with the key before it."""
        key, layout, _ = setting
        bound = codes != NONE
        if not bound.all():
            missing = b"" if layout.missing is None else (key + layout.missing).encode()
            found = [missing] * len(codes)
            rows = np.flatnonzero(bound)
            for row, cell in zip(rows.tolist(), self._written(codes[rows], setting), strict=True):
                found[row] = cell
            return found
        texts, marks = self._terms.texts(codes), self._terms.marks_of(codes)
        if layout.quoted is not None:
            for row in np.flatnonzero(marks & (COMMA | layout.marks) == COMMA).tolist():
                texts[row] = layout.quoted(texts[row])
        kinds = self._terms.kinds_of(codes)
        around = {kind: self._around(kind, setting) for kind in np.flatnonzero(np.bincount(kinds)).tolist()}
        if any(map(any, around.values())):
            texts = [before + text + behind for (before, behind), text in zip(
                map(around.__getitem__, kinds.tolist()), texts, strict=True)]
        marked = np.flatnonzero(marks & layout.marks)
        for row, made in zip(marked.tolist(), self._terms_of(codes[marked]), strict=True):
            texts[row] = (key + layout.cell(made)).encode("utf-8", "backslashreplace")
        return texts

    def _around(self, kind: int, setting: _Setting) -> tuple[bytes, bytes]:
        """Give what stands before and behind the text of terms of a kind."""
        key, layout, known = setting
        if kind in known:
            return known[kind]
        datatype, language = self._terms.kinds[kind]
        text = {"iri": f"x:{_SAMPLE}", BOOLEAN: "true"}.get(datatype, _SAMPLE)
        before, _, behind = layout.cell(term(Form(text, datatype, language))).partition(text)
        known[kind] = (key + before).encode(), behind.encode()
        return known[kind]


def term(form: Form) -> Term:
    """Make a term of pyoxigraph."""
    text, datatype, language = form
    if datatype == "iri":
        return ox.NamedNode(text)
    if datatype == "blank":
        return ox.BlankNode(text)
    if datatype == LANGUAGE_STRING:
        return ox.Literal(text, language=language)
    return ox.Literal(text, datatype=ox.NamedNode(datatype))
