"""The graphs of a project without loading them: each file is read when its turn comes, and forgotten again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from pyoxigraph import NamedNode, Triple

from ..dataset import cache
from ..dataset.graph import Graph, stored
from ..layout import Layout
from ..text import streaming, turtle
from ..text.lines import NamedGraph

MANY = 200
"""Bulletins up to which a whole project is loaded where rules have to run: for more, memory would matter."""


class FileGraph:
    """A file as a named graph; its triples are read anew each time."""

    def __init__(self, path: Path, graph: NamedNode) -> None:
        self.path = path
        self.graph = graph

    @property
    def triples(self) -> Sequence[Triple]:
        """The triples as they stand in the file."""
        return turtle.read(self.path)

    def ntriples(self) -> Iterator[bytes]:
        """Give the triples as N-Triples, in the order of the file."""
        return streaming.ntriples(self.path)


def graphs(layout: Layout, data: Sequence[Path] = (), rounding: str = "half-unit",
           harvest: Callable[[], Sequence[NamedGraph]] | None = None) -> tuple[NamedGraph, ...]:
    """Give all named graphs, stated and derived; rules run only where what they derive is not stored.

    `harvest` gives what they derive from a whole project without loading it; it is used where there are many bulletins.

    Raises: as `Graph.load`.
    """
    if not data and rounding == "half-unit" and cache.is_current(layout):
        return _files((*Graph.unjudged(layout).origins, *stored(layout)))
    if harvest is not None and not data and len(layout.bulletins()) > MANY:
        return (*_files(Graph.unjudged(layout).origins), *harvest())
    return of(Graph.load(layout, data, rounding))


def of(graph: Graph) -> tuple[NamedGraph, ...]:
    """Give all named graphs of a loaded graph: files, to be read anew, and what rules derived in memory.

    Of a graph on disk all that it holds.
    """
    if graph.folder:
        return graph.files
    if graph.rules_ran:
        return (*_files(graph.origins), *graph.derived)
    return _files((*graph.origins, *stored(graph.layout)))


def _files(origins: Sequence[tuple[Path, NamedNode]]) -> tuple[FileGraph, ...]:
    return tuple(FileGraph(path, name) for path, name in origins)
