"""A shapes graph, compiled once: shapes by node, targets, demands; then asked for as many data graphs as one likes.

Source: SHACL, sections 2 (shapes and targets) and 3 (validation).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pyoxigraph as ox

from .arrays import Codes, unique
from .components import LISTS_OF_SHAPES, SHAPES, demands
from .errors import ShapesError
from .evaluation import Batch, Run, Shape, constants
from .names import RDFS, SH
from .paths import read
from .shape_checks import Property
from .sparql_checks import Ask, Fallback, Select, sparql_demands
from .statements import Node, Statements
from .triples import Triples

_TARGETS = ("targetNode", "targetClass", "targetSubjectsOf", "targetObjectsOf")
_VIOLATION = ox.NamedNode(SH + "Violation")


@dataclass(frozen=True, slots=True)
class Target:
    """Where a shape finds its focus nodes: kind of target, and its term in N-Triples form."""

    kind: str
    term: str

    def focus(self, triples: Triples) -> Codes:
        """Give the focus nodes in the data.

        Source: SHACL, section 2.1.3.
        """
        code = triples.terms.code(self.term)
        match self.kind:
            case "targetNode":
                return np.array([code], np.int64)
            case "targetClass":
                return triples.instances(code)
            case "targetSubjectsOf":
                return triples.forward(code).heads
            case _:
                return triples.backward(code).heads


@dataclass(frozen=True, slots=True)
class Share:
    """One of several equal parts of the focus nodes of each shape; or of some of them, where no others are touched."""

    number: int = 0
    of: int = 1
    among: Collection[Node] | None = None

    def taken(self, focus: Codes) -> Codes:
        """Give the focus nodes of this part."""
        begin, end = (len(focus) * place // self.of for place in (self.number, self.number + 1))
        return focus[begin:end]


ALL = Share()


@dataclass(frozen=True, slots=True)
class Shapes:
    """Compiled shapes, the targets of those that have any, the terms they name, and what they were read from."""

    shapes: dict[Node, Shape]
    targets: dict[Node, tuple[Target, ...]]
    constants: tuple[str, ...]
    statements: Statements

    def batches(self, triples: Triples, fallback: Fallback | None, share: Share = ALL) -> Iterator[Batch]:
        """Judge a data graph, or at least a share of its focus nodes, shape after shape."""
        return self.judged(Run(triples, self.shapes, fallback), share)

    def judged(self, run: Run, share: Share = ALL) -> Iterator[Batch]:
        """Judge what a run is about, shape after shape."""
        run.terms.codes(self.constants)
        wanted = unique(run.terms.codes([str(node) for node in share.among or ()]))
        for node, targets in self.targets.items():
            focus = unique(np.concatenate([target.focus(run.triples) for target in targets]))
            if share.among is not None and self._stays(node):
                focus = np.intersect1d(focus, wanted, assume_unique=True)
            focus = share.taken(focus)
            if len(focus):
                yield from run.evaluate(node, focus).batches

    def _stays(self, node: Node) -> bool:
        """Whether all results of a shape are about its focus nodes: no shape below a path reports by itself."""
        shape = self.shapes[node]
        inner = [demand.check.shape for demand in shape.demands if isinstance(demand.check, Property)]
        return not inner or (shape.path is None and all(map(self._stays, inner)))

    def queries(self) -> Iterator[tuple[Node, str | None]]:
        """Give every constraint in SPARQL, with the reason why it is not compiled, or None if it is."""
        for shape in self.shapes.values():
            for demand in shape.demands:
                if isinstance(demand.check, Select | Ask):
                    yield demand.node or shape.node, demand.check.query.reason


def compiled(triples: Iterable[ox.Triple]) -> Shapes:
    """Read a shapes graph.

    Raises: ShapesError if it is ill-formed.
    """
    statements = Statements(triples)
    targets = _targets(statements)
    shapes: dict[Node, Shape] = {}
    waiting = list(targets)
    while waiting:
        node = waiting.pop()
        if node not in shapes:
            shapes[node] = _shape(statements, node)
            waiting += _used(statements, node)
    named = {text for shape in shapes.values() for text in constants(shape.demands)}
    return Shapes(shapes, targets, tuple(sorted(named)), statements)


def _targets(statements: Statements) -> dict[Node, tuple[Target, ...]]:
    found: dict[Node, list[Target]] = {}
    for kind in _TARGETS:
        for shape in statements.subjects(SH + kind):
            found.setdefault(shape, []).extend(
                Target(kind, str(term)) for term in statements.objects(shape, SH + kind))
    declared = statements.instances(SH + "NodeShape") | statements.instances(SH + "PropertyShape")
    for shape in declared & statements.instances(RDFS + "Class"):
        found.setdefault(shape, []).append(Target("targetClass", str(shape)))
    return {shape: tuple(targets) for shape, targets in sorted(found.items(), key=lambda item: str(item[0]))}


def _used(statements: Statements, shape: Node) -> Iterator[Node]:
    for name in SHAPES:
        yield from statements.objects(shape, SH + name)
    for name in LISTS_OF_SHAPES:
        for head in statements.objects(shape, SH + name):
            yield from statements.members(head)
    if statements.truth(shape, SH + "qualifiedValueShapesDisjoint"):
        for parent in statements.subjects(SH + "property", shape):
            yield from statements.objects(parent, SH + "property")
            for sibling in statements.objects(parent, SH + "property"):
                yield from statements.objects(sibling, SH + "qualifiedValueShape")


def _shape(statements: Statements, node: Node) -> Shape:
    path = statements.one(node, SH + "path")
    severity = statements.one(node, SH + "severity") or _VIOLATION
    if not isinstance(severity, ox.NamedNode):
        raise ShapesError(f"the severity of {node} is not an IRI")
    return Shape(
        node=node,
        path=None if path is None else read(statements, path),
        path_node=path,
        severity=severity,
        messages=messages(statements, node),
        deactivated=statements.truth(node, SH + "deactivated"),
        demands=(*demands(statements, node), *sparql_demands(statements, node)),
    )


def messages(statements: Statements, node: Node) -> tuple[ox.Literal, ...]:
    """Give the messages declared on a shape or constraint."""
    return tuple(each for each in statements.objects(node, SH + "message") if isinstance(each, ox.Literal))
