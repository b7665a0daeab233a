"""Data in: parsed and written as N-Triples by Rust, cut into columns, numbered.

Nothing is held as a Python object; terms keep the exact form in which they are written. A dataset is read as the union
of its graphs.

Source: N-Triples and N-Quads, section 2; RDF 1.1 Concepts, section 4.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyoxigraph as ox

from .arrays import Array
from .few import FewTerms
from .lexical import Grammar, anything
from .terms import Terms
from .triples import Triples, by_predicate

if TYPE_CHECKING:
    import polars as pl

FEW = 20_000
"""Statements that are numbered one by one: sooner than polars is loaded, which takes a fifth of a second."""

_PORTION = 50_000
_QUADS = {ox.RdfFormat.N_QUADS, ox.RdfFormat.TRIG}
_GRAPH = r'^((?:"(?:[^"\\]|\\.)*"(?:\^\^<[^>]*>|@[A-Za-z0-9-]+)?|[^" ]+)) (?:<[^>]*>|_:\S+) \.$'


def parse(data: bytes | str | Path, form: ox.RdfFormat = ox.RdfFormat.TURTLE, *, base: str | None = None,
          grammar: Grammar = anything) -> Triples:
    """Read a document, given by its path or its content; `grammar` judges datatypes that the engine does not know.

    Raises: SyntaxError, with the place in the text; OSError if the file cannot be read.
    """
    if isinstance(data, Path):
        statements = ox.parse(path=data, format=form, base_iri=base)
    else:
        statements = ox.parse(data, format=form, base_iri=base)
    return _columns(statements, ox.RdfFormat.N_QUADS if form in _QUADS else ox.RdfFormat.N_TRIPLES, grammar)


def parse_files(paths: Iterable[Path], grammar: Grammar = anything) -> Triples:
    """Read Turtle files as one graph; blank nodes of different files stay apart.

    Raises: SyntaxError, with the place in the text; OSError if a file cannot be read.
    """
    statements = chain.from_iterable(
        ox.parse(path=path, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True) for path in paths)
    return _columns(statements, ox.RdfFormat.N_TRIPLES, grammar)


def gather(triples: Iterable[ox.Triple], grammar: Grammar = anything) -> Triples:
    """Take triples that are at hand as terms of pyoxigraph."""
    return _columns(triples, ox.RdfFormat.N_TRIPLES, grammar)


def _columns(statements: Iterable[Any], form: ox.RdfFormat, grammar: Grammar) -> Triples:
    """Number the terms of statements, a portion at a time, so that the text is never held as a whole."""
    waiting = iter(statements)
    first = list(islice(waiting, FEW + 1))
    if len(first) <= FEW:
        return _few(first, grammar)
    import polars as pl

    category = pl.Categorical(pl.Categories.random())
    held = pl.Series([], dtype=pl.String).cast(category)  # as long as a series lives, its numbers do
    waiting = chain(first, waiting)
    portions = [np.zeros((3, 0), np.int32)]
    while lines := ox.serialize(islice(waiting, _PORTION), format=form):
        portions.append(_numbered(lines, form, category))
    codes = np.concatenate(portions, axis=1)
    numbers = pl.int_range(int(codes.max(initial=-1)) + 1, dtype=pl.UInt32, eager=True)
    return Triples(Terms(numbers.cat.to(held.dtype).cast(pl.String), grammar), *by_predicate(*codes))


def _few(statements: Iterable[ox.Triple | ox.Quad], grammar: Grammar) -> Triples:
    """Cut canonical N-Triples as `_numbered` does, line by line."""
    triples = (each.triple if isinstance(each, ox.Quad) else each for each in statements)
    lines = (ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"").decode().split("\n")[:-1]
    numbers: dict[str, int] = {}
    codes = [numbers.setdefault(text, len(numbers)) for line in lines for text in line[:-2].split(" ", 2)]
    return Triples(FewTerms(numbers, grammar), *by_predicate(*np.array(codes, np.int32).reshape(-1, 3).T))


def _numbered(lines: bytes, form: ox.RdfFormat, category: pl.Categorical) -> Array:
    """Cut canonical N-Triples or N-Quads, one statement a line, and give each term its number."""
    import polars as pl

    table = pl.read_csv(lines, separator="\x01", quote_char=None, has_header=False, schema={"line": pl.String})
    subjects, predicates, rest = table["line"].str.splitn(" ", 3).struct.unnest()
    objects = rest.str.strip_suffix(" .")
    if form == ox.RdfFormat.N_QUADS:
        objects = rest.str.extract(_GRAPH, 1).fill_null(objects)
    parts = (part.cast(category).to_physical() for part in (subjects, predicates, objects))
    return np.stack([part.to_numpy().astype(np.int32) for part in parts])
