"""All graphs of the project for a command that takes them one by one: never loaded as a whole where there are many."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..exporting import sources
from ..layout import Layout
from ..text.lines import NamedGraph
from .progress import Bar
from .session import Session


def graphs(session: Session) -> tuple[NamedGraph, ...]:
    """Give the graphs, read file by file; what rules derive from many bulletins waits in files until the run ends.

    Raises: as `Graph.load`.
    """
    layout = Layout.find()
    data = [Path(name) for name in session.arguments.all("data")]
    rounding = session.arguments.get("rounding") or "half-unit"

    def harvest() -> Sequence[NamedGraph]:
        from ..building.harvest import derived

        with Bar(session) as bar:
            return derived(layout, rounding, session.aside(), bar.show)

    return sources.graphs(layout, data, rounding, harvest)
