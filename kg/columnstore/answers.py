"""What a query answers from columns: rows of terms, made when somebody looks at them, or written out by the column."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeAlias, overload

import numpy as np
import pyoxigraph as ox

from .arrays import NONE, Codes, Mask, distinct
from .layouts import COMMA, Layout
from .terms import Terms
from .values import BOOLEAN, LANGUAGE_STRING, Form

Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal
Row: TypeAlias = tuple[Term | None, ...]
Pieces: TypeAlias = list[list[bytes]]
"""The cells of a column, whole or in three pieces: what stands before, the text, what stands behind."""
Cells: TypeAlias = Callable[[int, int], Pieces]
"""What gives the cells of some rows of a column."""

PORTION = 8192
"""Rows that are written at a time."""
_SAMPLE = "7777777"


class _Setting(NamedTuple):
    """How the cells of a column are written: what stands before and behind each that is there, the layout, and by kind
    what stands around a text."""

    head: str
    tail: str
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
        before, _, behind = layout.row
        first = behind + layout.lines[0]
        yield layout.head.encode()
        for number, rows in enumerate(self._portions(layout, first + before)):
            yield rows if number else rows[len(first.encode()):]
        yield ((behind + layout.lines[1] if self._size else "") + layout.foot).encode()

    def _portions(self, layout: Layout, line: str) -> Iterator[bytes]:
        """Write rows, each with `line` before it.

        A cell that may be left out takes what stands between cells with it: behind it, if it comes before a column that
        has no gaps, else before it.
        """
        between = layout.row[1]
        whole = [layout.missing is not None or bool((column != NONE).all()) for column in self._columns]
        if True not in whole:
            yield from self._joined(layout, line)
            return
        pivot = whole.index(True)
        marks = [line if place == pivot == 0 else between if place > pivot else "" for place in range(len(whole))]
        cells = [self._cells(column, _Setting(mark + key, "" if place >= pivot else between, layout, {}))
                 for place, (column, mark, key) in enumerate(zip(self._columns, marks, layout.keys, strict=True))]
        for start in range(0, self._size, PORTION):
            pieces = [piece for each in cells for piece in each(start, start + PORTION)]
            yield b"".join(_in_rows(pieces if pivot == 0 else [[line.encode()] * len(pieces[0]), *pieces]))

    def _joined(self, layout: Layout, line: str) -> Iterator[bytes]:
        """Write rows one by one, where any cell may be left out."""
        before, between = line.encode(), layout.row[1].encode()
        cells = [self._cells(column, _Setting(key, "", layout, {}))
                 for column, key in zip(self._columns, layout.keys, strict=True)]
        for start in range(0, self._size, PORTION):
            end = min(start + PORTION, self._size)
            columns = [map(b"".join, zip(*each(start, end), strict=True)) for each in cells]
            rows: Iterable[tuple[bytes, ...]] = zip(*columns, strict=True) if columns else [()] * (end - start)
            yield b"".join(before + between.join(filter(None, row)) for row in rows)

    def _cells(self, column: Codes, setting: _Setting) -> Cells:
        """Prepare a column: where terms repeat themselves, each is written once."""
        once, places = distinct(column)
        if len(once) > len(column) // 2:
            return lambda start, end: self._pieces(column[start:end], setting)
        table = np.array(list(map(b"".join, zip(*self._pieces(once, setting), strict=True))), object)
        return lambda start, end: [table[places[start:end]].tolist()]

    def _pieces(self, codes: Codes, setting: _Setting) -> Pieces:
        """Write terms: what stands before each, the texts, what stands behind."""
        bound = codes != NONE
        if not bound.all():
            missing = setting.head + setting.layout.missing + setting.tail if setting.layout.missing is not None else ""
            return [_spread(piece, bound, filler) for piece, filler in zip(
                self._pieces(codes[bound], setting), (b"", missing.encode(), b""), strict=True)]
        texts, marks, layout = self._terms.texts(codes), self._terms.marks_of(codes), setting.layout
        if layout.quoted is not None:
            for row in np.flatnonzero(marks & layout.looked_at == COMMA).tolist():
                texts[row] = layout.quoted(texts[row])
        before, behind = self._borders(codes, setting)
        marked = np.flatnonzero(marks & layout.marks)
        for row, made in zip(marked.tolist(), self._terms_of(codes[marked]), strict=True):
            texts[row] = (setting.head + layout.cell(made) + setting.tail).encode("utf-8", "backslashreplace")
            before[row] = behind[row] = b""
        return [before, texts, behind]

    def _borders(self, codes: Codes, setting: _Setting) -> Pieces:
        """Give what stands before each term, and what stands behind."""
        kinds = self._terms.kinds_of(codes)
        around = {kind: self._around(kind, setting) for kind in np.flatnonzero(np.bincount(kinds)).tolist()}
        if len(around) == 1:
            return [[side] * len(codes) for side in next(iter(around.values()))]
        table = np.full((2, max(around, default=0) + 1), b"", object)
        for kind, sides in around.items():
            table[:, kind] = sides
        return [side[kinds].tolist() for side in table]

    def _around(self, kind: int, setting: _Setting) -> tuple[bytes, bytes]:
        """Give what stands before and behind the text of terms of a kind."""
        head, tail, layout, known = setting
        if kind not in known:
            datatype, language = self._terms.kinds[kind]
            text = {"iri": f"x:{_SAMPLE}", BOOLEAN: "true"}.get(datatype, _SAMPLE)
            before, _, behind = layout.cell(term(Form(text, datatype, language))).partition(text)
            known[kind] = (head + before).encode(), (behind + tail).encode()
        return known[kind]


def _spread(piece: list[bytes], rows: Mask, filler: bytes) -> list[bytes]:
    """Put a filler where a mask is not true."""
    found = np.full(len(rows), filler, object)
    found[rows] = np.array(piece, object)
    return found.tolist()


def _in_rows(pieces: Pieces) -> list[bytes]:
    """Put the pieces of all columns one behind the other, row by row."""
    width = len(pieces)
    found = [b""] * (width * len(pieces[0]))
    for place, piece in enumerate(pieces):
        found[place::width] = piece
    return found


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
