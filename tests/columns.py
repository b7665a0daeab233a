"""Graphs in columns for tests: laid of what an Oxigraph store holds, and asked side by side with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from kg.columnstore.answering import answered
from kg.columnstore.graph import ColumnGraph
from kg.columnstore.numbering import numbered
from kg.columnstore.values import Form
from kg.columnstore.writing import write

EXAMPLES = Path(__file__).parent / "examples/columns"
PREFIXES = "PREFIX : <http://example.org/> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "


class Found(NamedTuple):
    """What was answered: names, and rows of terms as they are written, or to ASK whether there are any.

    All blank nodes look alike.
    """

    names: tuple[str, ...]
    rows: list[tuple[str | None, ...]]
    boolean: bool | None = None

    def differs(self, other: Found, text: str) -> str:
        """Say how another answer to a query differs; where it does not order its rows, their order does not count."""
        if (self.names, self.boolean) != (other.names, other.boolean):
            return f"{self.names, self.boolean} is not {other.names, other.boolean}"
        mine, yours = Counter(self.rows), Counter(other.rows)
        if mine != yours:
            return f"only here {list((mine - yours).items())[:3]}, only there {list((yours - mine).items())[:3]}"
        is_ordered = "ORDER BY" in text.rpartition("}")[2]
        return "in another order" if is_ordered and self.rows != other.rows else ""


def example() -> ox.Store:
    """Give a small graph with whatever may go wrong."""
    store = ox.Store()
    store.load(path=str(EXAMPLES / "data.trig"), format=ox.RdfFormat.TRIG)
    return store


def quads(store: ox.Store, path: Path) -> Path:
    """Write what a store holds as N-Quads."""
    store.dump(str(path), format=ox.RdfFormat.N_QUADS)
    return path


def laid(store: ox.Store, folder: Path) -> ColumnGraph:
    """Write what a store holds as columns to a new folder, and open them."""
    write(folder, numbered([quads(store, folder.with_name(folder.name + ".nq"))]))
    return ColumnGraph(folder)


def by_columns(graph: ColumnGraph, text: str) -> Found:
    """Ask columns.

    Raises: Outside if the query is not for them.
    """
    answer = answered(graph, text)
    return Found(answer.names, [] if answer.boolean is not None else _written(answer), answer.boolean)


def by_oxigraph(store: ox.Store, text: str) -> Found:
    """Ask Oxigraph about the union of all graphs."""
    results = store.query(text, use_default_graph_as_union=True)
    if isinstance(results, ox.QueryBoolean):
        return Found((), [], bool(results))
    assert isinstance(results, ox.QuerySolutions)
    return Found(tuple(variable.value for variable in results.variables), _written(results))


def statements(graph: ColumnGraph) -> Counter[str]:
    """Give all statements of a graph in columns, read from either end."""
    ways = []
    for back in (False, True):
        found: Counter[str] = Counter()
        for predicate in graph.predicates:
            relation = graph.relation(predicate, back)
            assert relation is not None
            for pair in zip(*(each.tolist() for each in relation.all()), strict=True):
                subject, thing = (graph.dictionary.form(code) for code in (pair[::-1] if back else pair))
                found[_spelt(subject, predicate, thing)] += 1
        ways.append(found)
    assert ways[0] == ways[1]
    return ways[0]


def of_store(store: ox.Store) -> Counter[str]:
    """Give the same statements from an Oxigraph store."""
    return Counter(_spelt(_form(quad.subject), quad.predicate.value, _form(quad.object)) for quad in store)


def _form(term: object) -> Form:
    if isinstance(term, ox.Literal):
        return Form(term.value, term.datatype.value, term.language or "")
    assert isinstance(term, ox.NamedNode | ox.BlankNode)
    return Form(term.value, "iri" if isinstance(term, ox.NamedNode) else "blank")


def _spelt(subject: Form, predicate: str, thing: Form) -> str:
    ends = [form._replace(text="") if form.datatype == "blank" else form for form in (subject, thing)]
    return f"{ends[0].text} {predicate} {ends[1].text} {ends[1][1:]}"


def _written(rows: Iterable[Iterable[object]]) -> list[tuple[str | None, ...]]:
    return [tuple(None if term is None else "_:" if isinstance(term, ox.BlankNode) else str(term) for term in row)
            for row in rows]
