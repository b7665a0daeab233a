"""A query answered from a graph in columns."""

from __future__ import annotations

from .algebra import Pattern, Query
from .answers import Answer
from .errors import Outside
from .graph import ColumnGraph
from .parsing import parsed
from .planning import planned
from .solving import Solver, unseen
from .terms import Terms


def answered(graph: ColumnGraph, text: str) -> Answer:
    """Answer a query.

    Raises: Outside if it is not for this engine; as `ColumnGraph` if the columns are not as they were written.
    """
    try:
        query = parsed(text)
        return _solved(graph, query, planned(query.pattern))
    except RecursionError:
        raise Outside("a query of so many levels", "层次过深的查询") from None
    except MemoryError:
        raise Outside("so much memory", "所需内存过多") from None


def _solved(graph: ColumnGraph, query: Query, pattern: Pattern) -> Answer:
    terms = Terms(graph.dictionary)
    solver = Solver(graph, terms, unseen(pattern, query.names), once=query.form == "ASK")
    found = solver.solve(pattern)
    if query.form == "ASK":
        return Answer((), (), terms, found.size, found.size > 0)
    return Answer(query.names, [found.column(name) for name in query.names], terms, found.size)
