"""Answers as they are compared: how often each row occurs, each term as what it stands for.

IRIs are compared as they are, text with its language tag (whose case does not count), other literals by datatype and
value: 1.50 and 1.5 are one decimal, and 1 is an integer and none. Types derived from integer are integers, since
stores keep them so.

Source: RDF 1.1 Concepts, section 3.3; XSD 1.1 part 2, section 2.3 (canonical mapping).
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, QueryBoolean, QueryResultsFormat, parse_query_results

from ..asking.values import INTEGERS
from ..namespaces import XSD
from ..pushing.values import canonical

Row: TypeAlias = tuple[tuple[str, str], ...]
"""Columns that have a value, and that value, by name of column."""
Rows: TypeAlias = Counter[Row]

BLANK = "_:"
"""How every blank node is spelt."""


def read(path: Path) -> Rows:
    """Read an answer in SPARQL 1.1 Query Results JSON.

    Raises: SyntaxError if it is none.
    """
    results = parse_query_results(path=str(path), format=QueryResultsFormat.JSON)
    if isinstance(results, QueryBoolean):
        return Counter({(("answer", str(bool(results))),): 1})
    names = [variable.value for variable in results.variables]
    order = sorted(range(len(names)), key=names.__getitem__)
    rows: Rows = Counter()
    for cells in map(tuple, results):
        rows[tuple((names[index], plain(cells[index])) for index in order if cells[index] is not None)] += 1
    return rows


@lru_cache(maxsize=200_000)
def plain(term: Any) -> str:
    """Spell a term so that equal spellings mean equal terms; blank nodes are all alike."""
    if isinstance(term, BlankNode):
        return BLANK
    if not isinstance(term, Literal):
        return str(term)
    if term.language:
        return f'"{term.value}"@{term.language.lower()}'
    integer = NamedNode(XSD + "integer")
    value = canonical(term)
    if term.datatype.value in INTEGERS:
        return str(Literal(value.value, datatype=integer))
    return str(value)


def difference(expected: Rows, found: Rows) -> int:
    """Count the rows that only one of two answers has."""
    if expected == found:
        return 0
    return (expected - found).total() + (found - expected).total()


def unlike(expected: Rows, found: Rows) -> str:
    """Say how an answer differs: a row that only one of the two has, and which; nothing if they are the same."""
    if expected == found:
        return ""
    missing, extra = expected - found, found - expected
    word, example = ("without", missing) if missing else ("with", extra)
    row = min(example, default=())
    cells = " ".join(f"?{name}={cell}" for name, cell in row) or "a row of no values"
    return f"{missing.total()} missing, {extra.total()} more; {word} {cells}"
