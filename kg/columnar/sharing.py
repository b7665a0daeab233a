"""A graph in files, from which several processes open it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

from .arrays import Array
from .lexical import Grammar
from .terms import Terms
from .triples import Triples

_COLUMNS = ("subjects", "predicates", "objects")
_TERMS = "terms.arrow"


def save(triples: Triples, folder: Path) -> None:
    """Write a graph into a folder.

    Raises: OSError if it cannot be written.
    """
    for name in _COLUMNS:
        np.save(folder / f"{name}.npy", getattr(triples, name))
    triples.terms.tail(0).to_frame().write_ipc(folder / _TERMS)


def opened(folder: Path, grammar: Grammar) -> Triples:
    """Open a graph; its columns stay in the files, which must not change.

    Raises: OSError if it cannot be read.
    """
    columns: list[Array] = [np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r")) for name in _COLUMNS]
    return Triples(Terms(pl.read_ipc(folder / _TERMS).to_series(), grammar), *columns)
