"""A graph of rdflib whose queries Oxigraph answers where its answer is right, 50 times faster; rdflib answers the rest.

pySHACL asks one small query for every focus node and constraint. What rdflib needs for it is parsing, a fiftieth of a
second a text, and evaluation, a millisecond a node; Oxigraph does both in a tenth of that time. Left to rdflib is:

- a graph with numbers that Oxigraph would rewrite or cannot hold, and numbers that are none;
- a query whose products or sums could be too long for Oxigraph (`reckoning`), and every division by SPARQL: Oxigraph
  keeps 18 decimals, and has no value for zero divided by a number with decimals;
- a query that uses what is bound beforehand where nothing in the same group binds it, which Oxigraph would not see.

Source: SPARQL 1.1 Query; XML Schema Datatypes 1.1, section 3.3.3 (decimal); SHACL, appendix A (pre-binding).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import pyoxigraph as ox
import rdflib
from rdflib.namespace import RDF, RDFS
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.term import Identifier

from ..columnar.parsing import parsed, shortened
from ..dataset.rdflib_graph import term
from ..namespaces import XSD
from . import prebinding, reckoning
from . import repairs as shacl_repairs
from .reckoning import Size

Target = tuple[str, Any]
"""A way to hit nodes, and the node, class or property by which."""

_FORMS = {
    XSD + "integer": re.compile(r"0|-?[1-9][0-9]{0,17}"),
    XSD + "decimal": re.compile(r"0|-?(?:0|[1-9][0-9]{0,17})(?:[.][0-9]{0,17}[1-9])?"),
    XSD + "date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    XSD + "gYear": re.compile(r"[0-9]{4}"),
    XSD + "boolean": re.compile(r"true|false"),
}
"""How Oxigraph writes values of the types that it rewrites, as far as it holds them."""

_REWRITTEN = {XSD + name for name in (
    "double", "float", "dateTime", "time", "gYearMonth", "gMonth", "gMonthDay", "gDay", "duration", "dayTimeDuration",
    "yearMonthDuration", "byte", "short", "int", "long", "unsignedByte", "unsignedShort", "unsignedInt", "unsignedLong",
    "nonNegativeInteger", "positiveInteger", "nonPositiveInteger", "negativeInteger")}
_TEXTS = (XSD + "string", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString")
_SHAPES = rdflib.URIRef("urn:x-shapes-graph")


class QuickGraph(rdflib.Graph):
    """A graph that is kept twice, for reading by rdflib and for queries by Oxigraph; each text is parsed once."""

    def __init__(self, triples: Iterable[ox.Triple], parsed: dict[str, Query],
                 shapes: rdflib.Graph | None = None) -> None:
        super().__init__(bind_namespaces="none")
        self._parsed = parsed
        self._shapes = shapes
        self._terms: dict[Any, Identifier] = {}
        self._fast = ox.Store()
        self._short: dict[str, str] = {}
        self._odd = self._length = 0
        self._sizes: tuple[Counter[Size], Counter[Size]] = (Counter(), Counter())
        self._left: dict[str, bool] = {}
        self.change((), triples)

    def change(self, gone: Iterable[ox.Triple], new: Iterable[ox.Triple]) -> None:
        """Take statements out and put statements in."""
        self._left = {}
        for triple in gone:
            self._fast.remove(_quad(triple))
            self._count(triple.object, -1)
            super().remove(self._of(triple))
        added = list(new)
        self._fast.extend(map(_quad, added))
        for triple in added:
            self._count(triple.object, 1)
        self.addN((*self._of(triple), self) for triple in added)

    def _count(self, value: Any, times: int) -> None:
        if not isinstance(value, ox.Literal):
            return
        kind = value.datatype.value
        form = _FORMS.get(kind)
        if kind in _REWRITTEN or (form is not None and not form.fullmatch(value.value)):
            self._odd += times
        if kind in _TEXTS or kind in _FORMS:
            self._sizes[kind in _TEXTS][reckoning.longest(value.value)] += times
            self._length = max(self._length, len(value.value))

    def _of(self, triple: ox.Triple) -> tuple[Identifier, Identifier, Identifier]:
        return self._term(triple.subject), self._term(triple.predicate), self._term(triple.object)

    def _term(self, given: Any) -> Identifier:
        made = self._terms.get(given)
        if made is None:
            made = self._terms[given] = shacl_repairs.literal(term(given))
        return made

    def hit_by(self, node: Identifier) -> Iterator[Target]:
        """Give the targets of shapes that would hit a node.

        Source: SHACL, section 2.1.3.
        """
        yield "node", node
        for kind in self.objects(node, RDF.type):
            yield from (("class", each) for each in self.transitive_objects(kind, RDFS.subClassOf))
        yield from (("subject", predicate) for predicate in set(self.predicates(node)))
        yield from (("object", predicate) for predicate in set(self.predicates(None, node)))

    def query(self, query_object: Any, *arguments: Any, **options: Any) -> Any:
        """Answer a query with `initBindings`, given as text or parsed."""
        if not isinstance(query_object, str):
            return super().query(query_object, *arguments, **options)
        bindings = options.get("initBindings") or {}
        if query_object not in self._left:
            self._short[query_object] = short = shortened(query_object)
            self._left[query_object] = self._is_left(short, frozenset(map(str, bindings)))
        if self._left[query_object]:
            with shacl_repairs.exact():
                return self._slowly(query_object, bindings)
        given = {ox.Variable(str(name)): known(value) for name, value in bindings.items()}
        found = self._fast.query(self._short[query_object], substitutions=given)
        assert isinstance(found, ox.QuerySolutions)
        return Answers(found)

    def _is_left(self, text: str, bound: frozenset[str]) -> bool:
        """Whether a query is left to rdflib."""
        if self._odd or not prebinding.is_seen(text, bound) or reckoning.has_long(text):
            return True
        if not reckoning.calculates(text):
            return False
        numbers, texts = map(_longest, self._sizes)
        return not reckoning.fits(self._query(text), numbers, texts, self._length)

    def _query(self, text: str) -> Query:
        if text not in self._parsed:
            self._parsed[text] = shacl_repairs.put_right(translateQuery(parsed(text)))
        return self._parsed[text]

    def _slowly(self, text: str, bindings: Any) -> Any:
        """Let rdflib answer, to the last row: it would answer later, when its repairs are undone."""
        graph: rdflib.Graph = self
        if self._shapes is not None and "shapesGraph" in text:
            graph = rdflib.Dataset()
            for part, statements in ((graph.default_graph, self), (graph.graph(_SHAPES), self._shapes)):
                part += statements
            bindings = {**bindings, "shapesGraph": _SHAPES}
        found = rdflib.Graph.query(graph, self._query(text), initBindings=bindings)
        if found.type == "SELECT":
            _ = found.bindings
        return found


class Answers:
    """What a query found, as far as pySHACL looks at it."""

    def __init__(self, found: ox.QuerySolutions) -> None:
        names = [variable.value for variable in found.variables]
        self.bindings = [{name: term(value) for name, value in zip(names, row, strict=True) if value is not None}
                         for row in found]

    def __iter__(self) -> Iterator[Row]:
        """Give the rows."""
        return map(Row, self.bindings)

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.bindings)


class Row:
    """One row of what a query found."""

    def __init__(self, values: dict[str, Identifier]) -> None:
        self._values = values

    def asdict(self) -> dict[str, Identifier]:
        """Give the values that are bound, by variable."""
        return dict(self._values)


def _quad(triple: ox.Triple) -> ox.Quad:
    return ox.Quad(triple.subject, triple.predicate, triple.object)


def _longest(sizes: Counter[Size]) -> Size:
    there = [size for size, times in sizes.items() if times]
    return Size(max((size.whole for size in there), default=0), max((size.behind for size in there), default=0))


def known(given: Identifier | None) -> Any:
    """Give the term of Oxigraph for one of rdflib, or None for None."""
    if isinstance(given, rdflib.URIRef):
        return ox.NamedNode(str(given))
    if isinstance(given, rdflib.Literal):
        if given.language:
            return ox.Literal(str(given), language=given.language)
        return ox.Literal(str(given), datatype=ox.NamedNode(str(given.datatype))) if given.datatype else (
            ox.Literal(str(given)))
    return ox.BlankNode(str(given)) if given is not None else None
