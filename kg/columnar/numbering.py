"""Terms numbered by polars, in columns of text: what is sooner done at once than one by one.

Source: N-Triples and N-Quads, section 2.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

import numpy as np
import polars as pl
import pyoxigraph as ox

from .arrays import Array

_PORTION = 50_000
_GRAPH = r'^((?:"(?:[^"\\]|\\.)*"(?:\^\^<[^>]*>|@[A-Za-z0-9-]+)?|[^" ]+)) (?:<[^>]*>|_:\S+) \.$'


def numbered(statements: Iterable[Any], form: ox.RdfFormat) -> tuple[Array, pl.Series]:
    """Number the terms of statements; give subjects, predicates and objects, and the text of each number.

    They are taken a portion at a time, so that the text is never held as a whole.
    """
    category = pl.Categorical(pl.Categories.random())
    held = pl.Series([], dtype=pl.String).cast(category)
    waiting = iter(statements)
    portions = [np.zeros((3, 0), np.int32)]
    while lines := ox.serialize(islice(waiting, _PORTION), format=form):
        portions.append(_cut(lines, form, category))
    codes = np.concatenate(portions, axis=1)
    return codes, _texts(codes, held)


def joined(parts: Sequence[tuple[Array, pl.Series]]) -> tuple[Array, pl.Series]:
    """Put parts together, of which each has numbered its terms by itself."""
    if len(parts) == 1:
        return parts[0]
    held = pl.concat([texts for _, texts in parts]).cast(pl.Categorical(pl.Categories.random()))
    places = held.to_physical().to_numpy().astype(np.int32)
    starts = np.cumsum([0, *(len(texts) for _, texts in parts)])
    codes = [places[start:][own] for start, (own, _) in zip(starts, parts, strict=False)]
    return np.concatenate(codes, axis=1), _texts(places, held)


def _texts(codes: Array, held: pl.Series) -> pl.Series:
    """Give the texts that have been numbered, which are known as long as a series of them is held."""
    numbers = pl.int_range(int(codes.max(initial=-1)) + 1, dtype=pl.UInt32, eager=True)
    return numbers.cat.to(held.dtype).cast(pl.String)


def _cut(lines: bytes, form: ox.RdfFormat, category: pl.Categorical) -> Array:
    """Cut canonical N-Triples or N-Quads, one statement a line, and give each term its number."""
    table = pl.read_csv(lines, separator="\x01", quote_char=None, has_header=False, schema={"line": pl.String})
    subjects, predicates, rest = table["line"].str.splitn(" ", 3).struct.unnest()
    objects = rest.str.strip_suffix(" .")
    if form == ox.RdfFormat.N_QUADS:
        objects = rest.str.extract(_GRAPH, 1).fill_null(objects)
    parts = (part.cast(category).to_physical() for part in (subjects, predicates, objects))
    return np.stack([part.to_numpy().astype(np.int32) for part in parts])
