"""The content of an export: named graphs in one order, triples as N-Triples lines, each graph read when its turn comes.

Blank nodes get the labels of RDFC-1.0. Those labels depend only on statements that hold blank nodes, so that only these
are gathered, and only where there are any.

Source: RDF 1.1 N-Triples; RDF Dataset Canonicalization, section 4.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain
from operator import eq
from typing import NamedTuple, Protocol

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, NamedNode, Quad, RdfFormat, Triple, serialize

END = b" .\n"
"""What ends a line of N-Triples; within one, line feeds are escaped, so that it can be split there."""


class NamedGraph(Protocol):
    """What is exported: triples and the name of their graph."""

    @property
    def graph(self) -> NamedNode: ...

    @property
    def triples(self) -> Sequence[Triple]: ...


class Portion(NamedTuple):
    """One named graph: its triples as given, and as N-Triples."""

    graph: NamedNode
    triples: Sequence[Triple]
    text: bytes

    def lines(self) -> list[bytes]:
        """Give the distinct statements, sorted, as N-Triples without the full stops."""
        return distinct(self.text.split(END)[:-1])


class Content:
    """Named graphs in the order of their names, a name once, one in memory at a time."""

    def __init__(self, graphs: Iterable[NamedGraph]) -> None:
        named: dict[str, list[NamedGraph]] = defaultdict(list)
        for graph in graphs:
            named[str(graph.graph)].append(graph)
        self._named = [named[name] for name in sorted(named)]

    def __iter__(self) -> Iterator[Portion]:
        """Give one graph after the other."""
        for same in self._named:
            name, triples = same[0].graph, _triples(same)
            text = _ntriples(triples)
            if mentions_blank(text) and any(map(_is_blank, triples)):
                triples = [*(triple for triple in triples if not _is_blank(triple)), *self._labelled[name.value]]
                text = _ntriples(triples)
            if text:
                yield Portion(name, triples, text)

    @cached_property
    def _labelled(self) -> dict[str, list[Triple]]:
        """The statements with blank nodes, labelled canonically over all graphs."""
        dataset = Dataset(Quad(triple.subject, triple.predicate, triple.object, same[0].graph)
                          for same in self._named for triple in _triples(same) if _is_blank(triple))
        dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
        found: dict[str, list[Triple]] = defaultdict(list)
        for quad in dataset:
            found[str(quad.graph_name)[1:-1]].append(quad.triple)
        return found


def mentions_blank(text: bytes) -> bool:
    """Whether N-Triples may hold a blank node; searched by its first character, which few texts hold at all."""
    at = text.find(b"_")
    while at >= 0 and text[at + 1:at + 2] != b":":
        at = text.find(b"_", at + 1)
    return at >= 0


def distinct(lines: list[bytes]) -> list[bytes]:
    """Sort lines in place and give each once."""
    lines.sort()
    return list(dict.fromkeys(lines)) if any(map(eq, lines, lines[1:])) else lines


def joined(lines: list[bytes], end: bytes = END) -> bytes:
    """Write lines, each with its end."""
    return end.join([*lines, b""])


def _triples(same: Sequence[NamedGraph]) -> Sequence[Triple]:
    return same[0].triples if len(same) == 1 else list(chain.from_iterable(graph.triples for graph in same))


def _ntriples(triples: Sequence[Triple]) -> bytes:
    return serialize(triples, format=RdfFormat.N_TRIPLES) or b""


def _is_blank(triple: Triple) -> bool:
    return isinstance(triple.subject, BlankNode) or isinstance(triple.object, BlankNode)
