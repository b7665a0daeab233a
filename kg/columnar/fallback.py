"""The other path: a query outside the compiled subset, run by rdflib for one focus node after the other.

Source: SHACL, appendix A (pre-binding); SPARQL 1.1 Query, section 18.6.
"""

from __future__ import annotations

from collections.abc import Iterator

import rdflib
from rdflib.plugins.sparql.processor import SPARQLResult, prepareQuery
from rdflib.term import Identifier

from .plan import Query
from .statements import Statements
from .terms import term
from .translation import exact_literals, text_of
from .triples import Triples

_SHAPES = rdflib.URIRef("urn:x-shapes-graph")


class PerFocus:
    """Runs queries on the data as rdflib holds them, converted when the first query asks."""

    __slots__ = ("_graph", "_statements", "_triples")

    def __init__(self, triples: Triples, statements: Statements) -> None:
        self._triples = triples
        self._statements = statements
        self._graph: rdflib.Dataset | None = None

    def __call__(self, query: Query, bindings: list[dict[str, str]]) -> Iterator[tuple[int, dict[str, str]]]:
        """Give each solution with the place of its pre-binding."""
        with exact_literals():
            parsed = prepareQuery(query.text)
        for place, row in enumerate(bindings):
            given = {name: rdflib_term(text) for name, text in row.items()}
            if "shapesGraph" in query.text:
                given["shapesGraph"] = _SHAPES
            answer = self._whole().query(parsed, initBindings=given)
            for found in _rows(answer):
                yield place, found

    def _whole(self) -> rdflib.Dataset:
        if self._graph is None:
            self._graph = rdflib.Dataset()
            columns = (self._triples.subjects, self._triples.predicates, self._triples.objects)
            for texts in zip(*(self._triples.terms.texts(column) for column in columns), strict=True):
                self._graph.add(tuple(map(rdflib_term, texts)))  # type: ignore[arg-type]
            shapes = self._graph.graph(_SHAPES)
            for triple in self._statements.triples:
                shapes.add(tuple(rdflib_term(str(part)) for part in triple))  # type: ignore[arg-type]
        return self._graph


def _rows(answer: rdflib.query.Result) -> Iterator[dict[str, str]]:
    assert isinstance(answer, SPARQLResult)
    if answer.type == "ASK":
        if answer.askAnswer:
            yield {}
        return
    for row in answer.bindings:
        yield {str(name): text_of(value) for name, value in row.items()}


def rdflib_term(text: str) -> Identifier:
    """Read an N-Triples form as a term of rdflib that keeps its lexical form."""
    made = term(text)
    if text[0] == "<":
        return rdflib.URIRef(made.value)
    if text[0] == "_":
        return rdflib.BNode(made.value)
    if made.language:
        return rdflib.Literal(made.value, lang=made.language)
    plain = text[-1] == '"'
    return rdflib.Literal(made.value, datatype=None if plain else rdflib.URIRef(made.datatype.value), normalize=False)
