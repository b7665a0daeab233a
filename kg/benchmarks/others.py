"""What a measured process of another does: `python -m kg.benchmarks.others TASK PEER FROM INTO`.

The plain thing that their documentation shows: read the files into one graph, run the rules over all of it one after
the other, write one file. Nothing of ours is imported but where files lie and how databases are loaded.
"""

from __future__ import annotations

import sys
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..layout import Layout
from ..peers import loading

if TYPE_CHECKING:
    import rdflib

PART = 5000
"""Statements that rdflib sends in one update: one by one takes a request each."""


def _load_rdflib(start: Path, into: Path) -> None:
    _read_rdflib([start])


def _load_maplib(start: Path, into: Path) -> None:
    from maplib import Model  # type: ignore[import-not-found, unused-ignore]

    Model().read(str(start), format="ntriples")


def _derive_oxigraph(start: Path, into: Path) -> None:
    import pyoxigraph as ox

    store, derived = ox.Store(), set[ox.Triple]()
    for path in _stated(start):
        store.load(path=str(path), format=ox.RdfFormat.TURTLE)
    for text in _rules(start):
        made = store.query(text)
        assert isinstance(made, ox.QueryTriples)
        found = set(made)
        derived |= found
        store.extend(ox.Quad(each.subject, each.predicate, each.object) for each in found)
    ox.serialize(derived, str(into), format=ox.RdfFormat.N_TRIPLES)


def _derive_rdflib(start: Path, into: Path) -> None:
    import rdflib

    graph, derived = _read_rdflib(_stated(start)), rdflib.Graph()
    for text in _rules(start):
        made = graph.query(text).graph
        assert made is not None
        graph += made
        derived += made
    derived.serialize(into, format="nt", encoding="utf-8")


def _export_oxigraph(start: Path, into: Path) -> None:
    import pyoxigraph as ox

    store = ox.Store()
    for path in _all(start):
        store.load(path=str(path), format=ox.RdfFormat.TURTLE)
    store.dump(str(into), format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())


def _export_quads_oxigraph(start: Path, into: Path) -> None:
    import pyoxigraph as ox

    store = ox.Store()
    for path in _all(start):
        store.load(path=str(path), format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(path.as_uri()))
    store.dump(str(into), format=ox.RdfFormat.N_QUADS)


def _export_rdflib(start: Path, into: Path) -> None:
    _read_rdflib(_all(start)).serialize(into, format="nt", encoding="utf-8")


def _export_quads_rdflib(start: Path, into: Path) -> None:
    import rdflib

    rdflib.NORMALIZE_LITERALS = False
    dataset = rdflib.Dataset()
    for path in _all(start):
        dataset.graph(rdflib.URIRef(path.as_uri())).parse(path, format="turtle")
    dataset.serialize(into, format="nquads", encoding="utf-8")


def _push_whole(start: Path, into: Path) -> None:
    """Send all quads in one request, and believe the store's word."""
    with start.open("rb") as quads:
        request = urllib.request.Request(f"{sys.stdin.read()}/store", data=quads, method="POST", headers={
            "Content-Type": "application/n-quads", "Content-Length": str(start.stat().st_size)})
        urllib.request.urlopen(request).close()


def _push_rdflib(start: Path, into: Path) -> None:
    import rdflib
    from rdflib.plugins.stores.sparqlstore import SPARQLUpdateStore

    url = sys.stdin.read()
    dataset = rdflib.Dataset()
    dataset.parse(start, format="nquads")
    store = SPARQLUpdateStore(f"{url}/query", f"{url}/update", autocommit=False)
    for number, (s, p, o, name) in enumerate(dataset.quads(), 1):
        store.add((_iri(s), p, _iri(o)), rdflib.Graph(store, name))
        if number % PART == 0:
            store.commit()
    store.commit()


def _iri(node: Any) -> Any:
    """Give a blank node a name, since SPARQLUpdateStore takes none."""
    import rdflib

    return rdflib.URIRef(f"urn:blank:{node}") if isinstance(node, rdflib.BNode) else node


def _question_oxigraph(start: Path, into: Path) -> None:
    import pyoxigraph as ox

    found = ox.Store.read_only(str(start)).query(sys.stdin.read())
    assert not isinstance(found, ox.QueryTriples)
    found.serialize(str(into), format=ox.QueryResultsFormat.JSON)


def _question_jena(start: Path, into: Path) -> None:
    into.write_bytes(loading.ask_jena(start, sys.stdin.read()))


def _rules(project: Path) -> Iterator[str]:
    return (path.read_text(encoding="utf-8") for path in Layout.at(project).rules())


def _stated(project: Path) -> list[Path]:
    layout = Layout.at(project)
    return [*layout.vocabulary(), *layout.registers(), *layout.bulletins()]


def _all(project: Path) -> list[Path]:
    return [*_stated(project), *sorted((project / "data/derived").rglob("*.ttl"))]


def _read_rdflib(paths: list[Path]) -> rdflib.Graph:
    import rdflib

    rdflib.NORMALIZE_LITERALS = False
    graph = rdflib.Graph()
    for path in paths:
        graph.parse(path, format="nt" if path.suffix == ".nt" else "turtle")
    return graph


WORK: Mapping[tuple[str, str], Callable[[Path, Path], None]] = {
    ("load", "pyoxigraph"): loading.oxigraph, ("load", "rdflib"): _load_rdflib, ("load", "maplib"): _load_maplib,
    ("load", "jena"): loading.jena, ("derive", "pyoxigraph"): _derive_oxigraph, ("derive", "rdflib"): _derive_rdflib,
    ("export", "pyoxigraph"): _export_oxigraph, ("export", "rdflib"): _export_rdflib,
    ("export quads", "pyoxigraph"): _export_quads_oxigraph, ("export quads", "rdflib"): _export_quads_rdflib,
    ("push", "pyoxigraph"): _push_whole, ("push", "rdflib"): _push_rdflib,
    ("question", "pyoxigraph"): _question_oxigraph, ("question", "jena"): _question_jena}


if __name__ == "__main__":
    WORK[sys.argv[1], sys.argv[2]](Path(sys.argv[3]), Path(sys.argv[4]))
