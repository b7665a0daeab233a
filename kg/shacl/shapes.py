"""SHACL by pySHACL, on graphs whose literals keep the form of the files, without doing the same work for every node.

Plain pySHACL parses the text of a SPARQL constraint, and looks for forbidden words in it, once for every focus node,
and builds every constraint of a property anew for every focus node. Here a query is looked over once and answered by
Oxigraph (`quick_graph`), and a property shape is asked for all focus nodes together, by giving it the targets of the
node shape that names it. The results are the same; a test compares them. No inference, no JavaScript, no
`owl:imports`: nothing is fetched.

Source: SHACL, sections 2.1.3 (targets), 3 (validation) and 5 (SPARQL-based constraints).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

import pyoxigraph as ox
import rdflib
from pyparsing import ParseException
from pyshacl.errors import ConstraintLoadError, ReportableRuntimeError, ShapeLoadError, ValidationFailure
from pyshacl.helper.sparql_query_helper import SPARQLQueryHelper
from pyshacl.pytypes import SHACLExecutor
from pyshacl.shape import Shape
from pyshacl.shapes_graph import ShapesGraph
from rdflib.plugins.sparql.sparql import Query, SPARQLError
from rdflib.term import Identifier

from ..dataset.rdflib_graph import term
from ..errors import QueryError
from ..namespaces import RDF, RDFS, SH, SKOS
from .quick_graph import QuickGraph, Target, known
from .repairs import repaired
from .results import Account, Result

_SH = rdflib.Namespace(SH)
_FIRST, _REST, _NIL = (ox.NamedNode(RDF + name) for name in ("first", "rest", "nil"))
_PROPERTY, _PATH, _CLOSED, _IGNORED = (
    ox.NamedNode(SH + name) for name in ("property", "path", "closed", "ignoredProperties"))
_TARGETS = {SH + name for name in ("targetClass", "targetNode", "targetObjectsOf", "targetSubjectsOf")}
_USES = {SH + name for name in ("node", "not", "qualifiedValueShape")} | {RDF + "first"}
_ALONE = {SH + name for name in ("path", "deactivated")}
_DISJOINT = ox.NamedNode(SH + "qualifiedValueShapesDisjoint")
_WORDS = {SKOS + "notation", SKOS + "editorialNote", RDFS + "comment", SH + "name", SH + "message"}
_FAILURES = (ReportableRuntimeError, ValidationFailure, ConstraintLoadError, ShapeLoadError, NotImplementedError,
             ParseException, SPARQLError, SyntaxError, TypeError, ValueError, ArithmeticError, RecursionError)
_Graph = TypeVar("_Graph", bound=rdflib.Graph)


class Shapes:
    """A shapes graph, read once and asked for as many data graphs as one likes."""

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        demands = [triple for triple in triples if triple.predicate.value not in _WORDS]
        with _exact_literals():
            self._graph = _filled(rdflib.Graph(bind_namespaces="none"), _regrouped(repaired(demands)))
            self._shapes = ShapesGraph(self._graph)
        self._parsed: dict[str, Query] = {}

    def validate(self, triples: Iterable[ox.Triple], among: Collection[Any] | None = None) -> list[Result]:
        """Judge a set of triples by every shape, or only some of the nodes in them.

        Raises: QueryError if a constraint cannot be evaluated.
        """
        return [each for each in self.graph(triples).results() if among is None or each.focus in among]

    def account(self) -> Account:
        """Tell how results come about."""
        return Account("pyshacl")

    def graph(self, triples: Iterable[ox.Triple]) -> Judged:
        """Give a graph that may be changed and judged again."""
        with _exact_literals():
            return Judged(tuple(self._shapes.shapes), QuickGraph(triples, self._parsed, self._graph))


class Judged:
    """A data graph before the shapes, which may be changed and judged again, as a whole or at some of its nodes."""

    def __init__(self, shapes: Sequence[Shape], data: QuickGraph) -> None:
        self._shapes = shapes
        self._data = data
        self._targets: dict[Target, list[Shape]] = defaultdict(list)
        self._states: dict[Shape, set[str]] = {}
        for shape in shapes:
            self._states[shape] = {str(node) for node in _named(shape)}
            for target in _targets(shape):
                self._targets[target].append(shape)

    def change(self, gone: Iterable[ox.Triple], new: Iterable[ox.Triple]) -> None:
        """Take statements out and put statements in."""
        with _exact_literals():
            self._data.change(gone, new)

    def results(self, nodes: Iterable[Any] | None = None, rules: set[str] | None = None) -> list[Result]:
        """Judge all focus nodes, or those among the given nodes; by all rules, or by shapes with the given ones.

        Raises: QueryError if a constraint cannot be evaluated.
        """
        with _exact_literals(), _looked_over_once():
            executor = SHACLExecutor()
            if nodes is None:
                return [found for shape in self._shapes for found in self._by(shape, executor, None)]
            focus: dict[Shape, list[Identifier]] = defaultdict(list)
            for node in map(term, nodes):
                for target in self._data.hit_by(node):
                    for shape in self._targets.get(target, ()):
                        if rules is None or not rules.isdisjoint(self._states[shape]):
                            focus[shape].append(node)
            return [found for shape, asked in focus.items() for found in self._by(shape, executor, set(asked))]

    def _by(self, shape: Shape, executor: SHACLExecutor, focus: Any) -> Iterator[Result]:
        try:
            _, reports = shape.validate(executor, self._data, focus=None if focus is None else list(focus))
        except _FAILURES as error:
            raise QueryError(f"the shape {shape.node} cannot be evaluated: {error}",
                             hint="a value is of a type with which it cannot calculate") from error
        return (_result(node, parts) for _, node, parts in reports)


def _named(shape: Shape) -> Iterator[Any]:
    yield shape.node
    yield from shape.objects(_SH.sparql)  # type: ignore[no-untyped-call]


def _targets(shape: Shape) -> Iterator[Target]:
    nodes, classes, implicit, objects, subjects = shape.target()  # type: ignore[no-untyped-call]
    yield from (("node", node) for node in nodes)
    yield from (("class", kind) for kind in (*classes, *implicit))
    yield from (("object", predicate) for predicate in objects)
    yield from (("subject", predicate) for predicate in subjects)


@contextmanager
def _exact_literals() -> Iterator[None]:
    """Keep rdflib from rewriting lexical forms, for as long as this lasts."""
    before = rdflib.NORMALIZE_LITERALS
    rdflib.NORMALIZE_LITERALS = False
    try:
        yield
    finally:
        rdflib.NORMALIZE_LITERALS = before


@contextmanager
def _looked_over_once() -> Iterator[None]:
    """Let pySHACL look for forbidden words in a text, and gather its prefixes, once, for as long as this lasts."""
    look, collect = SPARQLQueryHelper.check_invalid_sparql, SPARQLQueryHelper.collect_prefixes
    seen: dict[tuple[str, bool, int], bool] = {}
    prefixes: dict[tuple[Any, int], Any] = {}

    def look_once(self: Any, text: str, valuenode: Any = None, extravars: Any = None) -> bool:
        key = (text, valuenode is not None, len(extravars or ()))
        if key not in seen:
            seen[key] = bool(look(self, text, valuenode, extravars))  # type: ignore[no-untyped-call]
        return seen[key]

    def collect_once(self: Any) -> None:
        key = (self.node, id(self.shape.sg))
        if key in prefixes:
            self.prefixes = prefixes[key]
        else:
            collect(self)  # type: ignore[no-untyped-call]
            prefixes[key] = self.prefixes

    refused = SPARQLQueryHelper.bind_sg_regex
    SPARQLQueryHelper.bind_sg_regex = re.compile(r"(?!)")  # $shapesGraph is bound by the graph that answers
    SPARQLQueryHelper.check_invalid_sparql = look_once  # type: ignore[method-assign]
    SPARQLQueryHelper.collect_prefixes = collect_once  # type: ignore[method-assign]
    try:
        yield
    finally:
        SPARQLQueryHelper.bind_sg_regex = refused
        SPARQLQueryHelper.check_invalid_sparql = look  # type: ignore[method-assign]
        SPARQLQueryHelper.collect_prefixes = collect  # type: ignore[method-assign]


def _regrouped(triples: list[Any]) -> Iterator[ox.Triple]:
    """Give each property shape of a targeted node shape the targets of that shape, instead of naming it there."""
    targets: dict[Any, list[ox.Triple]] = defaultdict(list)
    for triple in triples:
        if triple.predicate.value in _TARGETS:
            targets[triple.subject].append(triple)
    used = {triple.object for triple in triples if triple.predicate.value in _USES}
    paths = {triple.subject: triple.object for triple in triples if triple.predicate == _PATH}
    closed = {triple.subject for triple in triples if triple.predicate == _CLOSED}
    whole = _used_whole(triples)
    allowed: dict[Any, list[Any]] = defaultdict(list)
    for triple in triples:
        shape = triple.subject
        if triple.predicate == _PROPERTY and shape in targets and shape not in used | whole:
            yield from (ox.Triple(triple.object, target.predicate, target.object) for target in targets[shape])
            allowed[shape].append(paths[triple.object])
        elif not (triple.predicate == _IGNORED and shape in closed and shape not in used):
            yield triple
    for shape in closed - used:
        yield from _ignoring(shape, triples, allowed[shape])


def _used_whole(triples: list[Any]) -> set[Any]:
    """Give the shapes whose properties depend on them: they have a path, are deactivated, or look at their siblings."""
    alone = {t.subject for t in triples if t.predicate.value in _ALONE}
    disjoint = {t.subject for t in triples if t.predicate == _DISJOINT}
    return alone | {t.subject for t in triples if t.predicate == _PROPERTY and t.object in disjoint}


def _ignoring(shape: Any, triples: list[Any], paths: list[Any]) -> Iterator[ox.Triple]:
    """Put paths before the properties that a closed shape ignores."""
    rest = next((t.object for t in triples if t.subject == shape and t.predicate == _IGNORED), _NIL)
    for path in paths:
        node = ox.BlankNode()
        yield ox.Triple(node, _FIRST, path)
        yield ox.Triple(node, _REST, rest)
        rest = node
    yield ox.Triple(shape, _IGNORED, rest)


def _filled(graph: _Graph, triples: Iterable[ox.Triple]) -> _Graph:
    known: dict[Any, Identifier] = {}

    def converted(given: Any) -> Identifier:
        made = known.get(given)
        if made is None:
            made = known[given] = term(given)
        return made

    graph.addN((converted(t.subject), converted(t.predicate), converted(t.object), graph) for t in triples)
    return graph


def _result(node: Any, parts: Iterable[tuple[Any, Any, Any]]) -> Result:
    """Read what is said of a result, and not of the results that are its details."""
    told = {predicate: object[1] if isinstance(object, tuple) else object
            for subject, predicate, object in parts if subject == node}
    constraint, shape = told.get(_SH.sourceConstraint), told[_SH.sourceShape]
    focus, path, value, *source = (known(each) for each in (
        told.get(_SH.focusNode), told.get(_SH.resultPath), told.get(_SH.value),
        shape, told[_SH.resultSeverity], constraint))
    component = str(told[_SH.sourceConstraintComponent])
    return Result(str(constraint or shape), component, focus, path, value, *source)
