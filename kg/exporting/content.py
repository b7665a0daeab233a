"""The content of an export: named graphs in one order, statements as sorted lines, each graph read when its turn comes.

A graph that can write itself as N-Triples is never taken apart into objects, which would take most of the time; one
too large for memory waits on the disk. Blank nodes get the labels of RDFC-1.0. Those labels depend only on statements
that hold blank nodes, so that only these are gathered, and a graph that was read without finding any is not read again
for them.

Source: RDF 1.1 N-Triples; RDF Dataset Canonicalization, section 4.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain

from pyoxigraph import CanonicalizationAlgorithm, Dataset, NamedNode, Quad, Triple

from ..text import lines, sorting
from ..text.lines import NamedGraph, written
from ..text.sorting import MEMORY, Lines, Sorter


class Portion:
    """One named graph: its distinct statements as sorted lines, its triples, and whether no blank node is in them."""

    def __init__(self, graph: NamedNode, statements: Lines, is_ground: bool,
                 triples: Sequence[Triple] | None = None) -> None:
        self.graph = graph
        self.is_ground = is_ground
        self._statements = statements
        self._triples = triples

    def __len__(self) -> int:
        return len(self._statements)

    def batches(self) -> Iterable[list[bytes]]:
        """Give the statements, sorted, as N-Triples without the full stops, some thousands at a time."""
        return self._statements.batches()

    def lines(self) -> list[bytes]:
        """Give them all at once; the list is not to be changed."""
        held = self._statements.held
        return list(self._statements) if held is None else held

    def by_subject(self) -> Iterable[Sequence[Triple]]:
        """Give the triples in batches that part no subject and follow the order of these; one, if all are in memory."""
        if self._statements.held is not None:
            return [self.triples]
        return map(lines.triples, sorting.by_subject(self.batches()))

    @property
    def triples(self) -> Sequence[Triple]:
        """The triples, in any order."""
        return lines.triples(self._statements) if self._triples is None else self._triples


class Content:
    """Named graphs in the order of their names, a name once; one in memory at a time unless all are to be kept."""

    def __init__(self, graphs: Iterable[NamedGraph], keeps: bool = False) -> None:
        named: dict[str, list[NamedGraph]] = defaultdict(list)
        for graph in graphs:
            named[str(graph.graph)].append(graph)
        self._named = [named[name] for name in sorted(named)]
        self._kept: list[Portion] | None = None
        self._ground: set[str] = set()
        self.keeps = keeps

    def __iter__(self) -> Iterator[Portion]:
        """Give one graph after the other."""
        if not self.keeps:
            return self._read()
        if self._kept is None:
            self._kept = list(self._read())
        return iter(self._kept)

    def _read(self) -> Iterator[Portion]:
        for same in self._named:
            name, sorter, is_ground = same[0].graph, Sorter(sys.maxsize if self.keeps else MEMORY), True
            for text in chain.from_iterable(map(lines.pieces, same)):
                ground, blank = lines.parted(text)
                is_ground = is_ground and not blank
                sorter.add(lines.cut(ground))
            if is_ground:
                self._ground.add(name.value)
            else:
                sorter.add(lines.cut(written(self._labelled[name.value])))
            statements = sorter.lines()
            if statements:
                given = is_ground and len(same) == 1 and not lines.is_written(same[0])
                yield Portion(name, statements, is_ground, same[0].triples if given else None)

    @cached_property
    def _labelled(self) -> dict[str, list[Triple]]:
        """The statements with blank nodes, labelled canonically over all graphs."""
        dataset = Dataset(Quad(each.subject, each.predicate, each.object, same[0].graph)
                          for same in self._named if same[0].graph.value not in self._ground
                          for graph in same for text in lines.pieces(graph) for each in lines.parted(text)[1])
        dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
        found: dict[str, list[Triple]] = defaultdict(list)
        for quad in dataset:
            found[str(quad.graph_name)[1:-1]].append(quad.triple)
        return found
