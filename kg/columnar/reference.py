"""The reference: pySHACL on rdflib's graphs, as it is or with its queries kept; records like those of a report of ours.

Literals keep their forms. It is slow, and it raises where a value is of a type with which rdflib cannot calculate.

Source: SHACL, section 3.6 (validation report).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pyoxigraph as ox
import pyshacl
import rdflib
from rdflib.plugins.sparql.processor import SPARQLProcessor, prepareQuery

from .fallback import rdflib_term
from .names import SH
from .report import Result
from .rows import FIELDS, Rows, rows
from .translation import exact_literals, text_of

_SH = rdflib.Namespace(SH)

def judged(shapes: Iterable[ox.Triple], data: Iterable[ox.Triple], *, kept: bool = True,
           focus: Iterable[Any] | None = None) -> Rows:  # fmt: skip
    """Let pySHACL judge data, all of it or some focus nodes.

    Raises: whatever pySHACL or rdflib raise.
    """
    return rows_of(reported(shapes, data, kept=kept, focus=focus))


def rows_of(report: rdflib.Graph) -> Rows:
    """Give the results of a report, as `rows.rows` does."""
    return Counter(_row(report, each) for each in report.objects(None, _SH.result))


def spoken(report: rdflib.Graph) -> Rows:
    """Give each message with the fields of its result, as `rows.spoken` does.

    Those that pySHACL words itself are among them, since it drops the language where it fills in a variable.
    """
    return Counter((*_row(report, each), str(message)) for each in report.objects(None, _SH.result)
                   for message in report.objects(each, _SH.resultMessage))


def reported(shapes: Iterable[ox.Triple], data: Iterable[ox.Triple], *, kept: bool = True,
             focus: Iterable[Any] | None = None) -> rdflib.Graph:  # fmt: skip
    """Give the report of pySHACL.

    Raises: whatever pySHACL or rdflib raise.
    """
    with exact_literals():
        graphs = [_graph(triples) for triples in (data, shapes)]
        nodes: Any = None if focus is None else [rdflib.URIRef(each.value) for each in focus]
        with _queries_kept() if kept else _queries_parsed():
            _, report, _ = pyshacl.validate(graphs[0], shacl_graph=graphs[1], inference="none", focus_nodes=nodes)
    if not isinstance(report, rdflib.Graph):
        raise report
    return report


def checked(results: Sequence[Result], shapes: Iterable[ox.Triple], data: Iterable[ox.Triple]) -> tuple[Rows, Rows]:
    """Let pySHACL judge just the focus nodes of results: what it does not find again, and what it finds besides.

    Results at blank nodes and literals are left out, since pySHACL takes only IRIs. Values are asked for too, since
    pySHACL takes every node that it is not asked for as conforming, also where a shape leads to it.
    """
    named = [each for each in results if isinstance(each.focus, ox.NamedNode)]
    if not named:
        return Counter(), Counter()
    asked = {node for each in named for node in (each.focus, each.value) if isinstance(node, ox.NamedNode)}
    expected = judged(shapes, data, focus=asked)
    found = rows(named)
    return found - expected, expected - found


def _graph(triples: Iterable[ox.Triple]) -> rdflib.Graph:
    graph = rdflib.Graph(bind_namespaces="none")
    for triple in triples:
        graph.add(tuple(rdflib_term(str(part)) for part in triple))  # type: ignore[arg-type]
    return graph


def _row(report: rdflib.Graph, result: rdflib.term.Node) -> tuple[str | None, ...]:
    return tuple(_shown(report.value(result, _SH[name])) for name in FIELDS)


def _shown(node: Any) -> str | None:
    return None if node is None else "_:" if isinstance(node, rdflib.BNode) else text_of(node)


@contextmanager
def _queries_parsed() -> Iterator[None]:
    yield


@contextmanager
def _queries_kept() -> Iterator[None]:
    """Let rdflib parse each text of a query once, for as long as this lasts."""
    ask = SPARQLProcessor.query
    parsed: dict[str, Any] = {}

    def ask_kept(self: Any, query: Any, *arguments: Any, **options: Any) -> Any:
        if isinstance(query, str):
            if query not in parsed:
                parsed[query] = prepareQuery(query)
            query = parsed[query]
        return ask(self, query, *arguments, **options)

    SPARQLProcessor.query = ask_kept  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        SPARQLProcessor.query = ask  # type: ignore[method-assign]
