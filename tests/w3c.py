"""The W3C test suite of SHACL: manifests read, reports compared in full."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg.columnar import Report

MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
SHT = "http://www.w3.org/ns/shacl-test#"
SH = "http://www.w3.org/ns/shacl#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
FIELDS = ("focusNode", "resultPath", "value", "resultSeverity", "sourceConstraintComponent", "sourceShape",
          "sourceConstraint")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """One entry of a manifest; `expected` is None where a failure is expected."""

    name: str
    data: Path
    shapes: Path
    expected: Counter | None


def load(path: Path) -> list[ox.Triple]:
    base = path.resolve().as_uri()
    return [quad.triple for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE, base_iri=base)]


def cases(folder: Path) -> list[Case]:
    """Give every test of a folder and the folders below."""
    found = []
    for path in sorted(folder.rglob("*.ttl")):
        graph = ox.Dataset(ox.Quad(*triple) for triple in load(path))
        for quad in graph.quads_for_predicate(ox.NamedNode(MF + "action")):
            action, entry = quad.object, quad.subject
            result = _one(graph, entry, MF + "result")
            failure = result == ox.NamedNode(SHT + "Failure")
            paths = (_path(path, _one(graph, action, SHT + name)) for name in ("dataGraph", "shapesGraph"))
            expected = None if failure else _results(graph, result)
            found.append(Case(path.relative_to(folder).as_posix(), *paths, expected))
    return found


def compared(report: Report) -> Counter:
    """Give the results of a report in the form of the expected ones."""
    return Counter(
        (_shown(each.focus), _shown(each.path), _shown(each.value), _shown(each.severity), _shown(each.component),
         _shown(each.shape), _shown(each.constraint))
        for each in report.results
    )  # fmt: skip


def _one(graph: ox.Dataset, subject, predicate: str):
    found = list(graph.quads_for_subject(subject))
    return next((quad.object for quad in found if quad.predicate.value == predicate), None)


def _path(base: Path, iri: ox.NamedNode) -> Path:
    return base.parent / iri.value.rpartition("/")[2]


def _results(graph: ox.Dataset, report) -> Counter:
    results = [quad.object for quad in graph.quads_for_subject(report) if quad.predicate.value == SH + "result"]
    return Counter(tuple(_shown(_one(graph, result, SH + name)) for name in FIELDS) for result in results)


def _shown(node) -> str | None:
    return "_:" if isinstance(node, ox.BlankNode) else None if node is None else str(node)
