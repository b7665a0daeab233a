"""SELECT, read from its tokens: what is asked for, of which pattern, grouped, in which order, and how much of it.

Source: SPARQL 1.1 Query, sections 18.2.4 (grouping and aggregates) and 18.2.5 (solution modifiers).
"""

from __future__ import annotations

from .algebra import (
    Distinct,
    Expression,
    Extend,
    Filter,
    Group,
    Order,
    Pattern,
    Project,
    Slice,
    visible,
)
from .errors import Outside, unexpected
from .reader import Reader
from .syntax import Grouped, expression, primary


def select(reader: Reader, group: Grouped) -> tuple[Pattern, tuple[str, ...]]:
    """Read what follows the word SELECT; give the pattern and the names of the columns."""
    distinct = reader.word("DISTINCT")
    outer, reader.aggregates = reader.aggregates, []
    items = _items(reader, group)
    reader.word("WHERE")
    aggregates, reader.aggregates = reader.aggregates, None
    pattern = group(reader)
    by, pattern = _grouping(reader, group, pattern)
    reader.aggregates = aggregates
    having = _having(reader, group)
    keys = _keys(reader, group)
    if aggregates or by is not None:
        pattern = Group(pattern, tuple(by or ()), tuple(aggregates))
    reader.aggregates = outer
    for condition in having:
        pattern = Filter(pattern, condition)
    shown = _shown(items, pattern)
    for name, value in items or ():
        if value is not None:
            pattern = Extend(pattern, name, value)
    if keys:
        pattern = Order(pattern, keys)
    pattern = Project(pattern, shown)
    return _slice(reader, Distinct(pattern) if distinct else pattern, bool(keys)), shown


def _items(reader: Reader, group: Grouped) -> list[tuple[str, Expression | None]] | None:
    """Read variables and expressions with names; None for a star."""
    if reader.sign("*"):
        return None
    found: list[tuple[str, Expression | None]] = []
    while reader.next.kind == "variable" or reader.next.text == "(":
        if reader.sign("("):
            value = expression(reader, group)
            reader.expect("AS")
            found.append((reader.variable(), value))
            reader.expect(")")
        else:
            found.append((reader.variable(), None))
    return found


def _shown(items: list[tuple[str, Expression | None]] | None, pattern: Pattern) -> tuple[str, ...]:
    if items is not None:
        return tuple(name for name, _ in items)
    return tuple(sorted(name for name in visible(pattern) if name[0] not in "_#"))


def _grouping(reader: Reader, group: Grouped, pattern: Pattern) -> tuple[list[str] | None, Pattern]:
    """Read by what is grouped; an expression gets a name first."""
    if not reader.word("GROUP"):
        return None, pattern
    reader.expect("BY")
    found: list[str] = []
    while reader.next.kind == "variable" or reader.next.text == "(":
        if reader.sign("("):
            value = expression(reader, group)
            found.append(reader.variable() if reader.word("AS") else reader.fresh("#"))
            pattern = Extend(pattern, found[-1], value)
            reader.expect(")")
        else:
            found.append(reader.variable())
    return found, pattern


def _having(reader: Reader, group: Grouped) -> list[Expression]:
    found: list[Expression] = []
    if reader.word("HAVING"):
        while reader.next.text == "(":
            found.append(primary(reader, group))
    return found


def _keys(reader: Reader, group: Grouped) -> tuple[tuple[Expression, bool], ...]:
    """Read ORDER BY: expressions, each with whether it goes upward."""
    found: list[tuple[Expression, bool]] = []
    if reader.word("ORDER"):
        reader.expect("BY")
        while reader.next.kind in ("variable", "name", "iri") or reader.next.text == "(" or _is_call(reader):
            upward = not reader.word("DESC")
            reader.word("ASC")
            found.append((primary(reader, group), upward))
    return tuple(found)


def _is_call(reader: Reader) -> bool:
    return reader.next.kind == "word" and not reader.next.is_word("LIMIT", "OFFSET", "VALUES")


def _slice(reader: Reader, pattern: Pattern, is_ordered: bool) -> Pattern:
    """Read how much is asked for; any rows that come first are for an engine that stops there."""
    start, length = 0, None
    while reader.next.is_word("LIMIT", "OFFSET"):
        if reader.take().text.upper() == "LIMIT":
            length = _whole(reader)
        else:
            start = _whole(reader)
    if reader.next.is_word("VALUES"):
        raise unexpected("VALUES")
    if not start and length is None:
        return pattern
    if not is_ordered:
        raise Outside("LIMIT without ORDER BY", "没有 ORDER BY 的 LIMIT")
    return Slice(pattern, start, length)


def _whole(reader: Reader) -> int:
    token = reader.take()
    if not token.text.isdigit():
        raise unexpected(token.text)
    return int(token.text)
