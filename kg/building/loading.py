"""N-Quads become a store: a new one in bulk, or an old one with some graphs replaced."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from io import BufferedReader
from pathlib import Path
from typing import IO, cast

from pyoxigraph import NamedNode, RdfFormat, Store

PART = 100_000_000
"""Bytes of N-Quads that are loaded at a time: some half a million statements."""

_SHARED = ".sst"


class Stream:
    """Several files as one."""

    def __init__(self, paths: Sequence[Path], before: int, progress: Callable[[int], None]) -> None:
        self._waiting = list(reversed(paths))
        self._open: BufferedReader | None = None
        self._read = before
        self._progress = progress

    def read(self, size: int = -1) -> bytes:
        """Give the next bytes, at most `size`; none at the end."""
        while True:
            if self._open is None:
                if not self._waiting:
                    return b""
                self._open = self._waiting.pop().open("rb")
            if piece := self._open.read(size):
                self._read += len(piece)
                self._progress(self._read)
                return piece
            self._open.close()
            self._open = None


def load(store: Path, paths: Sequence[Path], progress: Callable[[int], None]) -> None:
    """Make a store of N-Quads, some files at a time, so that memory does not grow with their number.

    Raises: OSError if the disk is full.
    """
    made = Store(str(store))
    done = 0
    for part in _parts(paths):
        made.bulk_load(cast(IO[bytes], Stream(part, done, progress)), format=RdfFormat.N_QUADS, lenient=True)
        done += sum(path.stat().st_size for path in part)
    made.optimize()
    made.flush()


def _parts(paths: Sequence[Path]) -> Iterator[list[Path]]:
    part: list[Path] = []
    size = 0
    for path in paths:
        part.append(path)
        size += path.stat().st_size
        if size > PART:
            yield part
            part, size = [], 0
    if part:
        yield part


def change(old: Path, new: Path, removed: Iterable[NamedNode], paths: Sequence[Path]) -> None:
    """Make a store of an old one, without some graphs and with more N-Quads; what both share is kept once.

    Raises: OSError if the disk is full.
    """
    new.mkdir()
    for path in old.iterdir():
        if path.suffix == _SHARED:
            os.link(path, new / path.name)
        elif not path.name.startswith(("LOCK", "LOG")):
            shutil.copy2(path, new / path.name)
    made = Store(str(new))
    for graph in removed:
        made.remove_graph(graph)
    for path in paths:
        made.load(path=str(path), format=RdfFormat.N_QUADS, lenient=True)
    made.flush()
