"""Columns on disk: arrays in one file, the texts of terms in another, and an index of both.

    index.json    what there is: kinds of terms, predicates, and each array with type, place, length and check sum
    arrays        the arrays, one behind the other, each at a multiple of 64 bytes
    terms         the texts of all terms, in UTF-8, one behind the other

Both large files are mapped into memory and read where they are needed. What is read is checked when it is read for the
first time: an array as a whole, texts by the megabyte.

Source: CRC-32 of ISO 3309, as in zlib.
"""

from __future__ import annotations

import json
import mmap
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from .arrays import Array

INDEX, ARRAYS, TERMS = "index.json", "arrays", "terms"
BLOCK = 1 << 20
"""Bytes of texts that are checked at once."""
EDGE = 64
"""Arrays begin at multiples of so many bytes."""


class Damaged(Exception):  # noqa: N818 - it says so
    """A file is not as it was written; its name."""


class Shelf:
    """The columns of a folder, open for reading; `damaged` makes what is raised of the name of a damaged file."""

    def __init__(self, folder: Path, damaged: Callable[[str], Exception] = Damaged) -> None:
        self._damaged = damaged
        self.index: dict[str, Any] = json.loads((folder / INDEX).read_bytes())
        self._places: Mapping[str, tuple[str, int, int, int]] = self.index["arrays"]
        self._known: dict[str, Array] = {}
        self._arrays = _mapped(folder / ARRAYS)
        self._terms = _mapped(folder / TERMS)
        self._sums = self.index["blocks"]
        self._checked = bytearray(len(self._sums) + 1)

    def array(self, name: str) -> Array:
        """Give an array.

        Raises: what `damaged` makes if it is not as it was written.
        """
        if name not in self._known:
            kind, place, length, checksum = self._places[name]
            found = np.frombuffer(self._arrays, kind, length, place) if length else np.zeros(0, kind)
            if zlib.crc32(found.data) != checksum:
                raise self._damaged(ARRAYS)
            self._known[name] = found
        return self._known[name]

    def has(self, name: str) -> bool:
        """Whether there is an array of this name."""
        return name in self._places

    def texts(self, starts: Array, ends: Array) -> list[bytes]:
        """Give the texts between places.

        Raises: what `damaged` makes if they are not as they were written.
        """
        self._check(starts, ends)
        texts = self._terms
        return [texts[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]

    def text(self, start: int, end: int) -> bytes:
        """Give the text between two places.

        Raises: as `texts`.
        """
        first, last = start // BLOCK, max(start, end - 1) // BLOCK
        if not (self._checked[first] and self._checked[last]) or last > first + 1:
            self._check(np.array([start]), np.array([end]))
        return self._terms[start:end]

    def _check(self, starts: Array, ends: Array) -> None:
        wanted = np.zeros(len(self._checked), np.bool_)
        wanted[starts // BLOCK] = wanted[np.maximum(starts, ends - 1) // BLOCK] = True
        for place in np.flatnonzero(ends - starts > BLOCK).tolist():
            wanted[int(starts[place]) // BLOCK:int(ends[place]) // BLOCK] = True
        for block in np.flatnonzero(wanted[:-1]).tolist():
            part = memoryview(self._terms)[block * BLOCK:(block + 1) * BLOCK]
            if not self._checked[block] and zlib.crc32(part) != self._sums[block]:
                raise self._damaged(TERMS)
            self._checked[block] = 1


def _mapped(path: Path) -> mmap.mmap | bytes:
    with path.open("rb") as stream:
        return mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) if path.stat().st_size else b""
