"""From the text of a query to its algebra: SELECT and ASK over the default graph, with everything of SPARQL 1.1 that
is answered here. The rest raises Outside: other forms, graphs by name, services, negated property sets, lists.

Source: SPARQL 1.1 Query, sections 18.2.2 (graph patterns), 18.2.4 (grouping) and 19.8 (grammar).
"""

from __future__ import annotations

from collections.abc import Iterator

from .algebra import (
    UNIT,
    Basic,
    Call,
    Constant,
    Expression,
    Extend,
    Filter,
    Given,
    Join,
    LeftJoin,
    Minus,
    Pattern,
    Query,
    Union,
)
from .errors import Outside, unexpected
from .reader import Reader
from .selection import select
from .syntax import expression, primary
from .triples import triples

_MANY = 2000
"""Rows of VALUES at most."""


def parsed(text: str) -> Query:
    """Read a query.

    Raises: Outside if it is wrong, or uses what is not answered here.
    """
    reader = Reader(text)
    while reader.word("PREFIX"):
        prefix = reader.take().text
        if not prefix.endswith(":"):
            raise unexpected(prefix)
        reader.prefixes[prefix[:-1]] = reader.iri()
    if reader.word("SELECT"):
        query = Query("SELECT", *select(reader, group))
    else:
        reader.expect("ASK")
        reader.word("WHERE")
        query = Query("ASK", group(reader), ())
    if reader.next.kind != "end":
        raise unexpected(reader.next.text)
    return query


def group(reader: Reader) -> Pattern:
    """Read a pattern in braces."""
    pattern, conditions = _group(reader)
    for condition in conditions:
        pattern = Filter(pattern, condition)
    return pattern


def _group(reader: Reader) -> tuple[Pattern, list[Expression]]:
    """Read a group; its filters hold for all of it, wherever they stand."""
    reader.expect("{")
    if reader.word("SELECT"):
        pattern, _ = select(reader, group)
        reader.expect("}")
        return pattern, []
    found: Pattern = UNIT
    conditions: list[Expression] = []
    while not reader.sign("}"):
        if reader.word("FILTER"):
            conditions.append(primary(reader, group))
        elif not reader.sign("."):
            found = _added(reader, found)
    return found, conditions


def _added(reader: Reader, found: Pattern) -> Pattern:
    """Read one more element of a group."""
    if reader.word("OPTIONAL"):
        right, conditions = _group(reader)
        return LeftJoin(found, right, _all(conditions))
    if reader.word("MINUS"):
        return Minus(found, group(reader))
    if reader.word("BIND"):
        reader.expect("(")
        value = expression(reader, group)
        reader.expect("AS")
        found = Extend(found, reader.variable(), value)
        reader.expect(")")
        return found
    if reader.word("VALUES"):
        return _joined(found, _values(reader))
    if reader.next.text == "{":
        either = group(reader)
        while reader.word("UNION"):
            either = Union(either, group(reader))
        return _joined(found, either)
    return _joined(found, Basic(triples(reader)))


def _joined(left: Pattern, right: Pattern) -> Pattern:
    if left is UNIT:
        return right
    if isinstance(left, Basic) and isinstance(right, Basic):
        return Basic(left.matches + right.matches)
    return Join(left, right)


def _all(conditions: list[Expression]) -> Expression | None:
    found: Expression | None = None
    for condition in conditions:
        found = condition if found is None else Call("&&", (found, condition))
    return found


def _values(reader: Reader) -> Given:
    """Read VALUES; each row costs a look into the graph, so that many are for another engine."""
    if reader.sign("("):
        names = []
        while not reader.sign(")"):
            names.append(reader.variable())
    else:
        name = reader.variable()
        reader.expect("{")
        return Given((name,), tuple((each,) for each in _given_until(reader, "}")))
    reader.expect("{")
    rows = []
    while not reader.sign("}"):
        reader.expect("(")
        rows.append(tuple(_given_until(reader, ")")))
        if len(rows[-1]) != len(names):
            raise Outside("a row of VALUES that is too short or too long", "VALUES 中过短或过长的行")
        if len(rows) > _MANY:
            raise _too_many()
    return Given(tuple(names), tuple(rows))


def _given_until(reader: Reader, end: str) -> Iterator[Constant | None]:
    count = 0
    while not reader.sign(end):
        yield _given(reader)
        count += 1
        if count > _MANY:
            raise _too_many()


def _too_many() -> Outside:
    return Outside("more than {count} rows of VALUES", "超过 {count} 行的 VALUES", count=_MANY)


def _given(reader: Reader) -> Constant | None:
    if reader.word("UNDEF"):
        return None
    term = reader.term()
    if term is None:
        raise unexpected(reader.next.text)
    return term
