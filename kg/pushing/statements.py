"""Graphs as lines: what is here and what a store returns, in one form, however large.

A line is a triple in canonical N-Triples; the digest of a graph is the SHA-256 of its sorted canonical N-Quads lines.
For graphs without blank nodes that is the digest of RDFC-1.0. Blank nodes, of which each push would make new ones, get
IRIs from their labels in RDFC-1.0, here and in what a store returns: the same graph gets the same IRIs.

Source: RDF Dataset Canonicalization 1.0, sections 4.2 and 5; RDF 1.2 N-Quads, section 4 (canonical form); RDF 1.1
Concepts, section 3.5 (replacing blank nodes with IRIs).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import islice
from typing import IO, Any

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, NamedNode, Quad, RdfFormat, Triple, parse

from ..namespaces import GRAPH
from ..text.lines import END, cut, joined, parted, triples, written
from ..text.sorting import Lines, Sorter

__all__ = ["NOWHERE", "digest", "gathered", "lines", "quads", "read", "restored", "triples"]

NOWHERE = "https://w3id.org/.well-known/genid/public-commitments/"
"""IRIs in place of blank nodes."""

PIECE = 50_000
"""Statements of a store's answer that are read at a time."""


def lines(name: str, statements: Iterable[Triple]) -> Lines:
    """Give the lines of a graph."""
    return gathered(name, [written(statements)])


def read(name: str, data: bytes | IO[bytes], format: RdfFormat = RdfFormat.N_TRIPLES) -> Lines:
    """Give the lines of a graph that a store returns.

    Raises: SyntaxError, ValueError if it does not parse to its end; LimitError if there is no room for it.
    """
    found: Iterator[Any] = parse(data, format=format)
    if format not in (RdfFormat.N_TRIPLES, RdfFormat.TURTLE):
        found = (quad.triple for quad in found)
    return gathered(name, iter(lambda: written(islice(found, PIECE)), b""))


def gathered(name: str, texts: Iterable[bytes]) -> Lines:
    """Give the lines of a graph that comes as N-Triples, in pieces.

    Raises: LimitError if there is no room for it.
    """
    sorter, blank = Sorter(), list[Triple]()
    for text in texts:
        ground, found = parted(text)
        sorter.add(cut(ground))
        blank += found
    if blank:
        sorter.add(cut(written(_named(name, blank))))
    return sorter.lines()


def quads(name: str, known: Lines) -> bytes:
    """Give lines as N-Quads of a graph."""
    return b"".join(joined(batch, _tail(name)) for batch in known.batches())


def digest(name: str, known: Lines) -> str:
    """Give the digest of a graph, in hexadecimal."""
    made = sha256()
    for batch in known.batches():
        made.update(joined(batch, _tail(name)))
    return made.hexdigest()


def restored(known: Iterable[bytes]) -> list[Triple]:
    """Give the triples of lines, with blank nodes where our own IRIs stand for them."""
    return [Triple(_restore(each.subject), each.predicate, _restore(each.object)) for each in triples(known)]


def _tail(name: str) -> bytes:
    return f" {NamedNode(name)}".encode() + END


def _named(name: str, blank: Iterable[Triple]) -> Iterator[Triple]:
    """Give every blank node an IRI; labels follow from the statements that hold blank nodes alone."""
    dataset = Dataset(Quad(each.subject, each.predicate, each.object) for each in blank)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    home = NOWHERE + name.removeprefix(GRAPH) + "/"

    def named(term: Any) -> Any:
        return NamedNode(home + term.value) if isinstance(term, BlankNode) else term

    return (Triple(named(each.subject), each.predicate, named(each.object)) for each in dataset)


def _restore(term: Any) -> Any:
    if isinstance(term, NamedNode) and term.value.startswith(NOWHERE):
        return BlankNode("".join(c for c in term.value.removeprefix(NOWHERE) if c.isalnum()))
    return term
