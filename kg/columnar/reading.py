"""Data in: parsed and written as N-Triples by Rust, cut into columns, numbered.

Nothing is held as a Python object; terms keep the exact form in which they are written. A dataset is read as the union
of its graphs.

Source: N-Triples and N-Quads, section 2; RDF 1.1 Concepts, section 4.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyoxigraph as ox

from .arrays import Array
from .few import FewTerms
from .lexical import Grammar, anything
from .parting import LONG_QUOTES, Part, parted
from .terms import Terms
from .triples import Triples, ordered

if TYPE_CHECKING:
    import polars as pl

    from .workers import Workers

FEW = 20_000
"""Statements that are numbered one by one: sooner than polars is loaded, which takes a fifth of a second."""

_PART = 16_000_000
"""Bytes of text that a worker reads at once."""

_QUADS = {ox.RdfFormat.N_QUADS, ox.RdfFormat.TRIG}
_LINES = {ox.RdfFormat.TURTLE, ox.RdfFormat.N_TRIPLES}


def parse(data: bytes | str | Path, form: ox.RdfFormat = ox.RdfFormat.TURTLE, *, base: str | None = None,
          grammar: Grammar = anything, workers: Workers | None = None) -> Triples:
    """Read a document, given by its path or its content; `grammar` judges datatypes that the engine does not know.

    Raises: SyntaxError, with the place in the text; OSError if the file cannot be read.
    """
    if isinstance(data, Path):
        if workers and form in _LINES and (found := _in_parts(data, base, workers)):
            return _many(found, grammar)
        statements = ox.parse(path=data, format=form, base_iri=base)
    else:
        statements = ox.parse(data, format=form, base_iri=base)
    return _taken(statements, ox.RdfFormat.N_QUADS if form in _QUADS else ox.RdfFormat.N_TRIPLES, grammar)


def parse_files(paths: Iterable[Path], grammar: Grammar = anything) -> Triples:
    """Read Turtle files as one graph; blank nodes of different files stay apart.

    Raises: SyntaxError, with the place in the text; OSError if a file cannot be read.
    """
    return gather(chain.from_iterable(
        ox.parse(path=path, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True) for path in paths), grammar)


def gather(triples: Iterable[ox.Triple | ox.Quad], grammar: Grammar = anything) -> Triples:
    """Take triples that are at hand as terms of pyoxigraph."""
    return _taken(triples, ox.RdfFormat.N_TRIPLES, grammar)


def _taken(statements: Iterable[Any], form: ox.RdfFormat, grammar: Grammar) -> Triples:
    waiting = iter(statements)
    first = list(islice(waiting, FEW + 1))
    if len(first) <= FEW:
        return _few(first, grammar)
    from .numbering import numbered

    return _many([numbered(chain(first, waiting), form)], grammar)


def _few(statements: Iterable[ox.Triple | ox.Quad], grammar: Grammar) -> Triples:
    """Cut canonical N-Triples as `numbered` does, line by line."""
    triples = (each.triple if isinstance(each, ox.Quad) else each for each in statements)
    lines = (ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"").decode().split("\n")[:-1]
    numbers: dict[str, int] = {}
    codes = [numbers.setdefault(text, len(numbers)) for line in lines for text in line[:-2].split(" ", 2)]
    return Triples(FewTerms(numbers, grammar), *ordered(np.array(codes, np.int32).reshape(-1, 3).T))


def _many(parts: Sequence[tuple[Array, pl.Series]], grammar: Grammar) -> Triples:
    from .numbering import joined

    codes, texts = joined(parts)
    return Triples(Terms(texts, grammar), *ordered(codes))


def _in_parts(path: Path, base: str | None, workers: Workers) -> list[tuple[Array, pl.Series]] | None:
    """Read a document part by part in several processes; None if it cannot be cut, or has an error to be told."""
    import polars as pl

    try:
        parts = parted(path, base, _PART)
        if len(parts) < 2:
            return None
        done = workers.run(_read, [(part, workers.folder / f"part-{place}") for place, part in enumerate(parts)])
    except SyntaxError:
        return None
    if not all(done):
        return None
    return [(np.load(f"{file}.npy", mmap_mode="r"), pl.read_ipc(f"{file}.arrow").to_series()) for file in done]


def _read(task: tuple[Part, Path]) -> Path | None:
    """Read a part into files; None if it could not be cut out of its document."""
    from .numbering import numbered

    part, file = task
    text = part.text()
    if any(quotes in text for quotes in LONG_QUOTES):
        return None
    statements = ox.parse(text, format=ox.RdfFormat.TURTLE, base_iri=part.base)
    codes, texts = numbered(statements, ox.RdfFormat.N_TRIPLES)
    if dict(statements.prefixes) != part.prefixes or statements.base_iri != part.base:
        return None
    np.save(f"{file}.npy", codes)
    texts.to_frame().write_ipc(f"{file}.arrow")
    return file
