"""Graphs as sets of lines: how they are digested and compared.

A line is a triple in canonical N-Triples; the digest of a graph is the SHA-256 of its sorted canonical N-Quads lines.
For graphs without blank nodes that is the digest of RDFC-1.0. Blank nodes, of which each push would make new ones, get
IRIs from their labels in RDFC-1.0, here and in what a store returns: the same graph gets the same IRIs.

Source: RDF Dataset Canonicalization 1.0, sections 4.2 and 5; RDF 1.2 N-Quads, section 4 (canonical form); RDF 1.1
Concepts, section 3.5 (replacing blank nodes with IRIs).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any, NamedTuple, Protocol

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    parse,
    serialize,
)

from ..namespaces import GRAPH
from . import values

NOWHERE = "https://w3id.org/.well-known/genid/public-commitments/"
"""IRIs in place of blank nodes."""


class Named(Protocol):
    """What is pushed: triples and the name of their graph."""

    @property
    def graph(self) -> NamedNode: ...

    @property
    def triples(self) -> Sequence[Triple]: ...


IDENTICAL, EQUAL, DIFFERENT = "identical", "equal by value", "different"


class Comparison(NamedTuple):
    """What is here and not there, and the reverse, as lines; values that are only spelt otherwise do not count."""

    verdict: str
    missing: tuple[bytes, ...]
    extra: tuple[bytes, ...]


def lines(name: str, triples: Iterable[Triple]) -> frozenset[bytes]:
    """Give the lines of a graph."""
    return _named(name, _split(serialize(triples, format=RdfFormat.N_TRIPLES) or b""))


def read(name: str, data: bytes, format: RdfFormat = RdfFormat.N_TRIPLES) -> frozenset[bytes]:
    """Give the lines of a graph that a store returns.

    Raises: SyntaxError, ValueError if it does not parse to its end.
    """
    return _named(name, _split(serialize(parse(data, format=format), format=RdfFormat.N_TRIPLES) or b""))


def triples(known: Iterable[bytes]) -> list[Triple]:
    """Give the triples of some lines."""
    return [quad.triple for quad in parse(b"\n".join(known), format=RdfFormat.N_TRIPLES)]


def restored(known: Iterable[Triple]) -> list[Triple]:
    """Give triples with blank nodes where our own IRIs stand for them."""
    return [Triple(_restore(each.subject), each.predicate, _restore(each.object)) for each in known]


def quads(name: str, known: Iterable[bytes]) -> bytes:
    """Give lines as N-Quads of a graph."""
    tail = f"{NamedNode(name)} .\n".encode()
    return b"".join([line[:-1] + tail for line in known])


def digest(name: str, known: Iterable[bytes]) -> str:
    """Give the digest of a graph, in hexadecimal."""
    return sha256(quads(name, sorted(known))).hexdigest()


def compare(ours: frozenset[bytes], theirs: frozenset[bytes]) -> Comparison:
    """Compare a graph here with the same one there, first as written, then by the values of its literals."""
    missing, extra = ours - theirs, theirs - ours
    if not missing and not extra:
        return Comparison(IDENTICAL, (), ())
    if not ours or not theirs:
        return Comparison(DIFFERENT, tuple(sorted(ours)), tuple(sorted(theirs)))
    common = _by_value(ours & theirs)
    wanted, found = _by_value(missing), _by_value(extra)
    lost = sorted(line for value, line in wanted.items() if value not in found and value not in common)
    added = sorted(line for value, line in found.items() if value not in wanted and value not in common)
    return Comparison(DIFFERENT if lost or added else EQUAL, tuple(lost), tuple(added))


def _named(name: str, known: frozenset[bytes]) -> frozenset[bytes]:
    """Give every blank node an IRI."""
    if not any(line.startswith(b"_:") or b"> _:" in line for line in known):
        return known
    dataset = Dataset(Quad(each.subject, each.predicate, each.object) for each in triples(known))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    home = NOWHERE + name.removeprefix(GRAPH) + "/"

    def named(term: Any) -> Any:
        return NamedNode(home + term.value) if isinstance(term, BlankNode) else term

    ground = (Triple(named(each.subject), each.predicate, named(each.object)) for each in dataset)
    return _split(serialize(ground, format=RdfFormat.N_TRIPLES) or b"")


def _restore(term: Any) -> Any:
    if isinstance(term, NamedNode) and term.value.startswith(NOWHERE):
        return BlankNode("".join(c for c in term.value.removeprefix(NOWHERE) if c.isalnum()))
    return term


def _split(data: bytes) -> frozenset[bytes]:
    return frozenset(data.split(b"\n")) - {b""}


def _by_value(known: frozenset[bytes]) -> dict[Triple, bytes]:
    return {Triple(triple.subject, triple.predicate, values.canonical(triple.object)): line
            for line, triple in zip(known, triples(known), strict=True)}
