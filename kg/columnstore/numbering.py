"""Statements as numbers: N-Quads cut into terms, and each distinct term numbered.

A portion of the text is held at a time, beside the distinct terms.

Source: N-Quads, sections 2 and 3 (canonical form: one statement a line, one space between terms).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl

from .arrays import Array

PORTION = 1 << 23
"""Bytes of text that are cut at a time."""
_END = r"( (<[^<> ]*>|_:\S+))? \.$"


class Numbered(NamedTuple):
    """Distinct terms in N-Triples form, and the numbers of subjects, predicates and objects."""

    terms: pl.Series
    subjects: Array
    predicates: Array
    objects: Array


def numbered(paths: Iterable[Path], progress: Callable[[int], None] = lambda done: None) -> Numbered:
    """Read files of canonical N-Quads; lines that begin with # are left out. Graphs are not told apart.

    Raises: OSError if a file cannot be read.
    """
    category = pl.Categorical(pl.Categories.random())
    held = pl.Series([], dtype=pl.String).cast(category)  # as long as a series lives, its numbers do
    portions = [np.zeros((3, 0), np.uint32)]
    done = 0
    for lines in _portions(paths):
        portions.append(_cut(lines, category))
        done += len(lines)
        progress(done)
    codes = np.concatenate(portions, axis=1)
    numbers = pl.int_range(int(codes.max()) + 1 if codes.size else 0, dtype=pl.UInt32, eager=True)
    return Numbered(numbers.cat.to(held.dtype).cast(pl.String), *codes)


def _portions(paths: Iterable[Path]) -> Iterator[bytes]:
    """Give whole lines, many at a time."""
    held = b""
    for path in paths:
        with path.open("rb") as stream:
            while piece := stream.read(PORTION):
                last = piece.rfind(b"\n") + 1
                held += piece[:last]
                if len(held) >= PORTION // 2:
                    yield held
                    held = b""
                held += piece[last:]
    if held:
        yield held


def _cut(lines: bytes, category: pl.Categorical) -> Array:
    table = pl.read_csv(lines, separator="\x01", quote_char=None, has_header=False, comment_prefix="#",
                        schema={"line": pl.String})
    subjects, predicates, rest = table["line"].str.splitn(" ", 3).struct.unnest()
    objects = rest.str.replace(_END, "")
    return np.stack([part.cast(category).to_physical().to_numpy() for part in (subjects, predicates, objects)])
