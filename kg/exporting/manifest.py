"""A manifest: how many triples each named graph holds, and the digest by which another store proves it has the same.

The digest of a graph is SHA-256 over its statements as canonical N-Quads, each with the name of the graph; that of the
dataset is over the statements of all graphs together. Both are those of RDFC-1.0, and `kg push` compares by them.

Source: RDF Dataset Canonicalization, section 5 (canonical N-Quads); DCAT 3, section 6.17 (checksum); SPDX 2.3.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import NamedTuple

from pyoxigraph import CanonicalizationAlgorithm, Dataset, Literal, NamedNode, Quad, Triple

from ..namespaces import DCTERMS, RDF, XSD
from ..text.lines import END, distinct, joined
from ..text.sorting import Sorter
from .content import Content, Portion
from .description import DATASET, SPDX, VOID, turtle_of


class Entry(NamedTuple):
    """A graph (or the dataset, which has no name), its number of statements and their digest."""

    graph: str
    triples: int
    sha256: str


class Manifest(NamedTuple):
    """Every named graph, and the whole."""

    graphs: tuple[Entry, ...]
    dataset: Entry

    def to_json(self) -> bytes:
        """Write it as JSON."""
        text = {"canonicalization": "RDFC-1.0", "digest": "SHA-256",
                "dataset": {"quads": self.dataset.triples, "sha256": self.dataset.sha256},
                "graphs": [entry._asdict() for entry in self.graphs]}
        return (json.dumps(text, indent=2) + "\n").encode("ascii")

    def to_turtle(self) -> bytes:
        """Write it as Turtle, in the terms of VoID and SPDX."""
        triples = _stated(self.dataset._replace(graph=DATASET))
        for entry in self.graphs:
            triples += [Triple(NamedNode(DATASET), NamedNode(DCTERMS + "hasPart"), NamedNode(entry.graph)),
                        *_stated(entry)]
        return turtle_of(triples)


def manifest(content: Content) -> Manifest:
    """Count and digest every graph and the whole."""
    sorter, entries = Sorter(), []
    for portion in content:
        name, digest, count = f" {portion.graph}".encode(), hashlib.sha256(), 0
        for batch in _own_lines(portion):
            digest.update(joined(batch, name + END))
            count += len(batch)
        entries.append(Entry(portion.graph.value, count, digest.hexdigest()))
        for batch in portion.batches():
            sorter.add(line + name for line in batch)
    digest, count = hashlib.sha256(), 0
    for batch in sorter.batches():
        digest.update(joined(batch))
        count += len(batch)
    return Manifest(tuple(entries), Entry("", count, digest.hexdigest()))


def _own_lines(portion: Portion) -> Iterable[list[bytes]]:
    """Give the lines of a graph by itself: its blank nodes are labelled as if there were no other graph."""
    if portion.is_ground:
        return portion.batches()
    dataset = Dataset(Quad(each.subject, each.predicate, each.object, portion.graph) for each in portion.triples)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return [distinct([str(quad.triple).encode() for quad in dataset])]


def _stated(entry: Entry) -> list[Triple]:
    dataset, checksum = NamedNode(entry.graph), NamedNode(entry.graph + "#sha256")
    count = Literal(str(entry.triples), datatype=NamedNode(XSD + "integer"))
    return [
        Triple(dataset, NamedNode(RDF + "type"), NamedNode(VOID + "Dataset")),
        Triple(dataset, NamedNode(VOID + "triples"), count),
        Triple(dataset, NamedNode(SPDX + "checksum"), checksum),
        Triple(checksum, NamedNode(RDF + "type"), NamedNode(SPDX + "Checksum")),
        Triple(checksum, NamedNode(SPDX + "algorithm"), NamedNode(SPDX + "checksumAlgorithm_sha256")),
        Triple(checksum, NamedNode(SPDX + "checksumValue"),
               Literal(entry.sha256, datatype=NamedNode(XSD + "hexBinary"))),
    ]
