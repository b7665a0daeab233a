"""Data in: parsed and written as N-Triples by Rust, cut into columns, numbered.

Nothing is held as a Python object; terms keep the exact form in which they are written. A dataset is read as the union
of its graphs.

Source: N-Triples and N-Quads, section 2; RDF 1.1 Concepts, section 4.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from pathlib import Path

import numpy as np
import polars as pl
import pyoxigraph as ox

from .lexical import Grammar, anything
from .terms import Terms
from .triples import Triples

_QUADS = {ox.RdfFormat.N_QUADS, ox.RdfFormat.TRIG}
_GRAPH = r'^((?:"(?:[^"\\]|\\.)*"(?:\^\^<[^>]*>|@[A-Za-z0-9-]+)?|[^" ]+)) (?:<[^>]*>|_:\S+) \.$'


def parse(data: bytes | str | Path, form: ox.RdfFormat = ox.RdfFormat.TURTLE, *, base: str | None = None,
          grammar: Grammar = anything) -> Triples:
    """Read a document, given by its path or its content; `grammar` judges datatypes that the engine does not know.

    Raises: SyntaxError, with the place in the text.
    """
    if isinstance(data, Path):
        statements = ox.parse(path=data, format=form, base_iri=base)
    else:
        statements = ox.parse(data, format=form, base_iri=base)
    plain = ox.RdfFormat.N_QUADS if form in _QUADS else ox.RdfFormat.N_TRIPLES
    return columns(ox.serialize(statements, format=plain) or b"", plain, grammar)


def parse_files(paths: Iterable[Path], grammar: Grammar = anything) -> Triples:
    """Read Turtle files as one graph; blank nodes of different files stay apart.

    Raises: SyntaxError, with the place in the text; OSError if a file cannot be read.
    """
    statements = chain.from_iterable(
        ox.parse(path=path, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True) for path in paths)
    plain = ox.RdfFormat.N_TRIPLES
    return columns(ox.serialize(statements, format=plain) or b"", plain, grammar)


def gather(triples: Iterable[ox.Triple], grammar: Grammar = anything) -> Triples:
    """Take triples that are at hand as terms of pyoxigraph."""
    return columns(ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"", ox.RdfFormat.N_TRIPLES, grammar)


def columns(lines: bytes, form: ox.RdfFormat, grammar: Grammar = anything) -> Triples:
    """Cut canonical N-Triples or N-Quads, one statement a line, into columns of codes."""
    if not lines:
        none = np.zeros(0, np.int64)
        return Triples(Terms(pl.Series([], dtype=pl.String), grammar), none, none, none)
    table = pl.read_csv(lines, separator="\x01", quote_char=None, has_header=False, schema={"line": pl.String})
    parts = table["line"].str.splitn(" ", 3).struct.unnest()
    subjects, predicates, rest = (parts[name] for name in parts.columns)
    objects = rest.str.strip_suffix(" .")
    if form == ox.RdfFormat.N_QUADS:
        objects = rest.str.extract(_GRAPH, 1).fill_null(objects)
    category = pl.Categorical(pl.Categories.random())
    numbered = pl.concat([subjects, predicates, objects]).cast(category)
    codes = numbered.to_physical().to_numpy().astype(np.int64)
    texts = pl.int_range(int(codes.max()) + 1, dtype=pl.UInt32, eager=True).cat.to(category).cast(pl.String)
    rows = len(table)
    return Triples(Terms(texts, grammar), codes[:rows], codes[rows : 2 * rows], codes[2 * rows :])
