"""The same N-Quads as columns, for questions that look at many statements: anew, or from those before a change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, Store, serialize

from ..columnstore.changing import change
from ..columnstore.graph import ColumnGraph
from ..columnstore.numbering import numbered
from ..columnstore.writing import write


def lay(folder: Path, paths: Sequence[Path], progress: Callable[[int], None]) -> None:
    """Write columns anew.

    Raises: OSError if the disk is full.
    """
    write(folder, numbered(paths, progress))


def lay_again(old: Path, new: Path, gone: Path, paths: Sequence[Path]) -> None:
    """Write columns from older ones, without the statements of one file and with those of others.

    Raises: OSError if the disk is full.
    """
    change(ColumnGraph(old), new, numbered([gone]), numbered(paths))


def take_down(store: Path, graphs: Iterable[NamedNode], path: Path) -> None:
    """Write the statements of some graphs of a store to a file of N-Quads.

    Raises: OSError if the disk is full.
    """
    opened = Store.read_only(str(store))
    with path.open("wb") as stream:
        for graph in graphs:
            serialize(opened.quads_for_pattern(None, None, None, graph), stream, RdfFormat.N_QUADS)
