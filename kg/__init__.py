"""A knowledge graph of public commitments: what was promised, what was reported, and the sentence it stands in.

    import kg
    graph = kg.load()
    for row in graph.query("exceeded-targets"):
        print(row.label, row.ratio)
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from .errors import EndpointError, InputError, KgError, LayoutError, LimitError, QueryError, TurtleError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .knowledge_graph import KnowledgeGraph, RemoteGraph

__all__ = [
    "EndpointError",
    "InputError",
    "KgError",
    "LayoutError",
    "LimitError",
    "QueryError",
    "TurtleError",
    "UsageError",
    "__version__",
    "connect",
    "load",
]

__version__ = "1.0.0"


def load(project: Path | str | None = None, *, data: Sequence[Path | str] = (), rounding: str = "half-unit",
         lang: str = "en", store: Path | str | None = None, engine: str = "auto") -> KnowledgeGraph:
    """Open a project's graph: the one at a folder, else the one around the current folder, else the shipped one.

    `data` names files or folders to read in place of the project's bulletins; `rounding` is how printed numbers
    are taken to be shortened, "half-unit" or "cut". `store` names the folder of a graph that `kg build` put on disk,
    which then answers instead of the files; `engine` says who answers from it: "columns", "oxigraph", or "auto" for
    whichever is sooner.

    Raises: InputError if a folder or file cannot be read.
    """
    from .knowledge_graph import KnowledgeGraph
    from .layout import Layout

    layout = Layout.find() if project is None else Layout.at(Path(project))
    return KnowledgeGraph(layout, [Path(path) for path in data], rounding, lang, Path(store) if store else None, engine)


def connect(url: str, *, lang: str = "en", timeout: float = 60) -> RemoteGraph:
    """Ask the stored questions of a SPARQL 1.1 endpoint; `timeout` is in seconds.

    Raises: EndpointError if the address is not one that can be asked.
    """
    from .knowledge_graph import RemoteGraph
    from .layout import Layout

    return RemoteGraph(url, Layout.find(), lang, timeout)
