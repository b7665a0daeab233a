"""The graphs of a project without loading them: each file is read when its turn comes, and forgotten again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pyoxigraph import NamedNode, Triple

from ..dataset import cache
from ..dataset.graph import Graph, stored
from ..layout import Layout
from ..text import turtle
from .content import NamedGraph


class FileGraph:
    """A file as a named graph; its triples are read anew each time."""

    def __init__(self, path: Path, graph: NamedNode) -> None:
        self.path = path
        self.graph = graph

    @property
    def triples(self) -> Sequence[Triple]:
        """The triples as they stand in the file."""
        return turtle.read(self.path)


def graphs(layout: Layout, data: Sequence[Path] = (), rounding: str = "half-unit") -> tuple[NamedGraph, ...]:
    """Give all named graphs, stated and derived; rules run only where what they derive is not stored.

    Raises: as `Graph.load`.
    """
    if data or rounding != "half-unit" or not cache.is_current(layout):
        graph = Graph.load(layout, data, rounding)
        derived: Sequence[NamedGraph] = graph.derived
    else:
        graph = Graph.unjudged(layout, data)
        derived = [FileGraph(path, name) for path, name in stored(layout)]
    return (*(FileGraph(path, name) for path, name in graph.origins), *derived)
