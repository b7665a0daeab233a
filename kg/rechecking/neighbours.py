"""Which bulletins bear on each other: they name the same thing, or speak of one matter, place and day.

A rule or a shape that leads from one bulletin into another goes by a thing that both name (a target set in one and met
in the other), or by results of one family of indicators for one place at one day (sums, shares, contradictions). Both
are kept as numbers: two bulletins are neighbours if they have a number in common. Registers and vocabulary are no way
from one bulletin to another, since all stand on them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store, Triple

from ..namespaces import DCAT, DCTERMS, GRAPH, ID, M8G, ORG, PC, RDF, RDFS
from ..text import turtle

_TYPE, _BULLETIN = NamedNode(RDF + "type"), NamedNode(PC + "Bulletin")
_ISSUED, _END = NamedNode(DCTERMS + "issued"), NamedNode(DCAT + "endDate")
_INDICATOR, _PLACE, _PERIOD = (NamedNode(iri) for iri in (
    PC + "onIndicator", DCTERMS + "spatial", DCTERMS + "temporal"))
_WIDER = (NamedNode(PC + "subsetOf"), NamedNode(PC + "sumOf"))
GROUND_ONLY = {PC + "subsetOf", PC + "sumOf", DCAT + "endDate", M8G + "level", RDFS + "subClassOf", ORG + "heldBy",
               ORG + "postIn"}
"""Properties that registers state and no bulletin, so that shapes may go by them in either direction."""



class Join(NamedTuple):
    """Properties of which two things have the same values where a shape leads from one to the other.

    Things of some classes are not joined.
    """

    predicates: tuple[str, ...]
    without: frozenset[str] = frozenset()


_BACKWARD = (*_WIDER, NamedNode(ORG + "heldBy"), NamedNode(ORG + "postIn"))


class Ties(NamedTuple):
    """What a bulletin has in common with others: the things it describes, and all that it names or speaks of.

    A bulletin that is not plain says something of what all stand on: then no bulletin can be checked apart.
    """

    says: frozenset[int]
    nodes: frozenset[int]
    issued: str
    is_plain: bool


class Ground:
    """Vocabulary and registers, on which all bulletins stand."""

    def __init__(self, files: Iterable[tuple[Path, NamedNode]], joins: tuple[Join, ...] = (),
                 swept: frozenset[Any] = frozenset()) -> None:
        self.joins = joins
        self.swept = swept
        self.store = Store()
        self.graphs = {graph: path for path, graph in files}
        for graph, path in self.graphs.items():
            load(self.store, path, graph)
        self._families: dict[Any, str] = {}

    def states(self, node: Any) -> bool:
        """Whether vocabulary or registers say something of a thing."""
        return any(quad.graph_name in self.graphs for quad in self.store.quads_for_pattern(node, None, None, None))

    def mentions(self, join: Join, values: tuple[Any, ...]) -> bool:
        """Whether registers or vocabulary say of something that it has the values by which bulletins are joined."""
        *others, last = (NamedNode(predicate) for predicate in join.predicates)
        found = {quad.subject for quad in self.store.quads_for_pattern(None, last, values[-1], None)
                 if quad.graph_name in self.graphs}
        return any(all(any(True for _ in self.store.quads_for_pattern(subject, predicate, value, None))
                       for predicate, value in zip(others, values, strict=False)) for subject in found)

    def names(self) -> set[str]:
        """Give the names of all things in the registers."""
        registers = (graph for graph in self.graphs if graph.value.startswith(GRAPH + "register-"))
        found = (quad.subject for graph in registers for quad in self.store.quads_for_pattern(None, None, None, graph))
        return {subject.value for subject in found if isinstance(subject, NamedNode)}

    def ends(self) -> set[str]:
        """Give the last days of all periods."""
        return {str(quad.object.value) for quad in self.store.quads_for_pattern(None, _END, None, None)
                if isinstance(quad.object, Literal)}

    def end(self, period: Any) -> str:
        """Give the last day of a period, or its name if it has none."""
        found = next(self.store.quads_for_pattern(period, _END, None, None), None)
        return str(getattr(found.object if found else period, "value", period))

    def family(self, indicator: Any) -> str:
        """Name the indicators of which this one is a part, or which are parts of it, and so on, by the first of all."""
        if indicator not in self._families:
            found, waiting = {indicator}, [indicator]
            while waiting:
                for other in self._related(waiting.pop()):
                    if other not in found:
                        found.add(other)
                        waiting.append(other)
            first = min(str(getattr(each, "value", each)) for each in found)
            self._families |= dict.fromkeys(found, first)
        return self._families[indicator]

    def _related(self, indicator: Any) -> Iterator[Any]:
        for predicate in _WIDER:
            yield from (quad.object for quad in self.store.quads_for_pattern(indicator, predicate, None, None))
            yield from (quad.subject for quad in self.store.quads_for_pattern(None, predicate, indicator, None))


def load(store: Store, path: Path, graph: NamedNode) -> None:
    """Read a file into a graph of a store.

    Raises: as `turtle.read`.
    """
    try:
        store.load(path=str(path), format=RdfFormat.TURTLE, to_graph=graph)
    except (SyntaxError, ValueError):
        store.extend(Quad(t.subject, t.predicate, t.object, graph) for t in turtle.read(path))


def backward(store: Store, node: Any) -> Iterator[Quad]:
    """Give what registers state of other things with a thing as value."""
    for predicate in _BACKWARD:
        yield from store.quads_for_pattern(None, predicate, node, None)


def ties(triples: Iterable[Triple], ground: Ground) -> Ties:
    """Find what a bulletin has in common with others."""
    told = list(triples)
    subjects = {triple.subject for triple in told}
    named = {triple.object for triple in told
             if isinstance(triple.object, NamedNode) and triple.object.value.startswith(ID)} - subjects
    says = frozenset(number(str(subject)) for subject in subjects)
    is_plain = not any(isinstance(subject, BlankNode) or ground.states(subject) for subject in subjects) and not any(
        triple.predicate.value in GROUND_ONLY or (triple.predicate == _TYPE and triple.object in ground.swept)
        for triple in told) and not any(
        ground.mentions(join, values) for join in ground.joins for _, values in _joined(told, join))
    nodes = {number(str(node)) for node in named if not ground.states(node)} | {
        key for found in keys(told, ground).values() for key in found}
    bulletins = {t.subject for t in told if t.predicate == _TYPE and t.object == _BULLETIN}
    issued = max((str(t.object.value) for t in told if t.predicate == _ISSUED and t.subject in bulletins
                  and isinstance(t.object, Literal)), default="")
    return Ties(says, says | nodes, issued, is_plain)


def keys(triples: Iterable[Triple], ground: Ground) -> dict[Any, set[int]]:
    """Give what each result and target speaks of: family of indicators, place and last day, as numbers.

    So are the values by which shapes say that they lead from one bulletin to another.
    """
    triples = list(triples)
    told: dict[Any, dict[Any, set[Any]]] = defaultdict(lambda: defaultdict(set))
    for triple in triples:
        if triple.predicate in (_INDICATOR, _PLACE, _PERIOD):
            told[triple.subject][triple.predicate].add(triple.object)
    found = {subject: {number(f"{ground.family(indicator)} {place} {ground.end(period)}")
                       for indicator in about[_INDICATOR] for place in about[_PLACE] for period in about[_PERIOD]}
             for subject, about in told.items()}
    for join in ground.joins:
        for subject, values in _joined(triples, join):
            found.setdefault(subject, set()).add(number(" ".join(map(str, values))))
    return found


def _joined(triples: Iterable[Triple], join: Join) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    """Give each thing with the values by which it is joined to others."""
    told: dict[Any, list[set[Any]]] = defaultdict(lambda: [set() for _ in join.predicates])
    places = {predicate: place for place, predicate in enumerate(join.predicates)}
    left = set()
    for triple in triples:
        place = places.get(triple.predicate.value)
        if place is not None:
            told[triple.subject][place].add(triple.object)
        if triple.predicate == _TYPE and isinstance(triple.object, NamedNode) and triple.object.value in join.without:
            left.add(triple.subject)
    for subject, values in told.items():
        if subject not in left:
            yield from ((subject, each) for each in product(*values))


def number(text: str) -> int:
    """Give the number of a text; two texts have the same one less often than memory fails."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)
