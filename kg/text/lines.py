"""Statements as lines of canonical N-Triples: made of triples and graphs, and read back.

Within a line, line feeds are escaped, so that a text can be cut at them. Sorted as bytes, lines of one set of triples
are one list.

Source: RDF 1.1 N-Triples; RDF Dataset Canonicalization, section 5 (canonical N-Quads).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from operator import eq
from typing import Protocol, TypeGuard

from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, serialize
from pyoxigraph import parse as _parse

END = b" .\n"
"""What ends a line of N-Triples."""


class NamedGraph(Protocol):
    """What is exported and pushed: triples and the name of their graph."""

    @property
    def graph(self) -> NamedNode: ...

    @property
    def triples(self) -> Sequence[Triple]: ...


class Written(NamedGraph, Protocol):
    """A graph that can write itself, without an object for each statement."""

    def ntriples(self) -> Iterator[bytes]:
        """Give its triples as N-Triples, in any order, in pieces of whole lines."""


def pieces(graph: NamedGraph) -> Iterable[bytes]:
    """Write a graph as N-Triples, in any order, in pieces of whole lines."""
    return graph.ntriples() if is_written(graph) else (written(graph.triples),)


def is_written(graph: NamedGraph) -> TypeGuard[Written]:
    """Whether a graph can write itself."""
    return hasattr(graph, "ntriples")


def written(triples: Iterable[Triple]) -> bytes:
    """Write triples as N-Triples."""
    return serialize(triples, format=RdfFormat.N_TRIPLES) or b""


def parse(text: bytes) -> list[Triple]:
    """Read N-Triples that were written here, and so need not be checked again."""
    return [quad.triple for quad in _parse(text, format=RdfFormat.N_TRIPLES, lenient=True)]


def triples(lines: Iterable[bytes]) -> list[Triple]:
    """Read lines without full stops."""
    return parse(joined(lines))


def cut(text: bytes) -> list[bytes]:
    """Cut N-Triples into lines without full stops."""
    lines = text.split(END)
    lines.pop()
    return lines


def joined(lines: Iterable[bytes], end: bytes = END) -> bytes:
    """Write lines, each with its end."""
    return end.join([*lines, b""])


def distinct(lines: list[bytes]) -> list[bytes]:
    """Sort lines in place and give each once."""
    lines.sort()
    return list(dict.fromkeys(lines)) if any(map(eq, lines, lines[1:])) else lines


def mentions_blank(text: bytes) -> bool:
    """Whether N-Triples may hold a blank node; searched by its first character, which few texts hold at all."""
    at = text.find(b"_")
    while at >= 0 and text[at + 1:at + 2] != b":":
        at = text.find(b"_", at + 1)
    return at >= 0


def parted(text: bytes) -> tuple[bytes, list[Triple]]:
    """Part N-Triples from the triples in them that hold blank nodes."""
    if not mentions_blank(text):
        return text, []
    lines = text.split(b"\n")
    suspects = [line for line in lines if b"_:" in line]
    blank = {line: triple for line, triple in zip(suspects, parse(b"\n".join(suspects)), strict=True)
             if isinstance(triple.subject, BlankNode) or isinstance(triple.object, BlankNode)}
    return (b"\n".join(line for line in lines if line not in blank) if blank else text), list(blank.values())
