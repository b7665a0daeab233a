"""Engines that Python calls: each opens or loads the statements and answers queries in Query Results JSON."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from ..dataset.graph import Graph
from ..dataset.stored import ENGINE
from ..errors import KgError
from ..layout import Layout
from .loading import ask_jena, java

_FAULTS = (SyntaxError, ValueError, RuntimeError, OSError, ArithmeticError, TypeError, AttributeError, LookupError)
"""What engines raise for a query; rdflib raises most of Python's own."""


class Engine(NamedTuple):
    """An engine with all statements: its version, how it answers, what it raises if it cannot."""

    version: str
    answer: Callable[[str], bytes]
    faults: tuple[type[BaseException], ...] = _FAULTS


def store(place: Path) -> Engine:
    """Open the graph that `kg build` made, as `kg query --store` does."""
    graph = Graph.opened(Layout.shipped(), place)
    return Engine(f"ours, {ENGINE}", lambda text: _json(graph.query(text)), (*_FAULTS, KgError))


def oxigraph(place: Path) -> Engine:
    """Load statements into memory."""
    held = ox.Store()
    held.bulk_load(path=str(place), format=ox.RdfFormat.N_TRIPLES)
    return Engine(ENGINE, lambda text: _json(held.query(text)))


def oxigraph_disk(place: Path) -> Engine:
    """Open a store on disk."""
    held = ox.Store.read_only(str(place))
    return Engine(ENGINE, lambda text: _json(held.query(text)))


def _json(results: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples) -> bytes:
    assert not isinstance(results, ox.QueryTriples)
    return results.serialize(format=ox.QueryResultsFormat.JSON) or b""


def rdflib(place: Path) -> Engine:
    """Load statements into an rdflib graph, literals as they are written."""
    import rdflib as package

    package.NORMALIZE_LITERALS = False
    graph = package.Graph()
    graph.parse(place, format="nt")
    return Engine(f"rdflib {package.__version__}", lambda text: graph.query(text).serialize(format="json") or b"")


def maplib(place: Path) -> Engine:
    """Load statements into a maplib model."""
    from importlib.metadata import version

    from maplib import MaplibException, Model  # type: ignore[import-not-found, unused-ignore]

    model = Model()
    model.read(str(place), format="ntriples")
    return Engine(f"maplib {version('maplib')}", lambda text: str(model.query(text, return_json=True)).encode(),
                  (*_FAULTS, MaplibException))


def jena(place: Path) -> Engine:
    """Ask a TDB2 database: each query by a command of its own."""
    version = subprocess.run([*java("tdb2.tdbquery"), "--version"], capture_output=True, text=True, check=True).stdout
    return Engine(f"Apache Jena {version.split()[-1]}", lambda text: ask_jena(place, text))


OPEN: Mapping[str, Callable[[Path], Engine]] = {
    "store": store, "oxigraph": oxigraph, "oxigraph-disk": oxigraph_disk, "rdflib": rdflib, "maplib": maplib,
    "jena": jena}
