"""What the text of a query means: patterns and expressions.

Source: SPARQL 1.1 Query, section 18.2 (translation to the algebra).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, TypeAlias

from .nodes import Node
from .paths import Path
from .values import Form, Value


class Variable(Node):
    """A variable, by name; a blank node of a pattern is one named `_:` and something."""

    name: str


class Constant(Node):
    """A term, as it is written and by what it is worth."""

    form: Form
    value: Value


class Call(Node):
    """An operator or function applied to expressions."""

    function: str
    arguments: tuple[Expression, ...]


class Exists(Node):
    """EXISTS, or NOT EXISTS."""

    pattern: Pattern
    negated: bool


class Match(Node):
    """A triple pattern; the predicate is a path or a variable."""

    subject: Variable | Constant
    predicate: Path | Variable
    object: Variable | Constant


class Basic(Node):
    """A basic graph pattern; without matches it has one solution, which binds nothing."""

    matches: tuple[Match, ...]


class Given(Node):
    """VALUES: rows of terms, with None for UNDEF."""

    names: tuple[str, ...]
    rows: tuple[tuple[Constant | None, ...], ...]


class Join(Node):
    """Both patterns."""

    left: Pattern
    right: Pattern


class LeftJoin(Node):
    """OPTIONAL: the left pattern, and the right one where it fits and the condition holds."""

    left: Pattern
    right: Pattern
    condition: Expression | None


class Union(Node):
    """Either pattern."""

    left: Pattern
    right: Pattern


class Minus(Node):
    """The left pattern without what fits the right one."""

    left: Pattern
    right: Pattern


class Filter(Node):
    """The pattern, where the condition holds."""

    pattern: Pattern
    condition: Expression


class Extend(Node):
    """BIND: the pattern, with a variable bound to the value of an expression."""

    pattern: Pattern
    name: str
    expression: Expression


class Aggregate(Node):
    """COUNT, SUM, MIN, MAX or AVG under a name; no expression is COUNT(*)."""

    name: str
    function: str
    expression: Expression | None
    distinct: bool


class Group(Node):
    """The pattern grouped by variables, with aggregates."""

    pattern: Pattern
    by: tuple[str, ...]
    aggregates: tuple[Aggregate, ...]


class Order(Node):
    """The pattern in order: by expressions, each upward or downward."""

    pattern: Pattern
    keys: tuple[tuple[Expression, bool], ...]


class Project(Node):
    """The pattern with only some of its variables: a query, or a query within."""

    pattern: Pattern
    names: tuple[str, ...]


class Distinct(Node):
    """The pattern without repeated solutions."""

    pattern: Pattern


class Slice(Node):
    """Some of the solutions: from a place on, at most so many."""

    pattern: Pattern
    start: int
    length: int | None


Expression: TypeAlias = Variable | Constant | Call | Exists
Pattern: TypeAlias = (Basic | Given | Join | LeftJoin | Union | Minus | Filter | Extend | Group | Order | Project
                      | Distinct | Slice)

UNIT = Basic(())


class Query(Node):
    """A SELECT with its columns, or an ASK."""

    form: str
    pattern: Pattern
    names: tuple[str, ...]


def occurrences(part: Any) -> Counter[str]:
    """Count how often each variable stands in a part of a query."""
    return Counter(_mentioned(part))


def names(part: Any) -> set[str]:
    """Give the names of all variables that stand in a part of a query, also within its queries."""
    return set(_mentioned(part))


def _mentioned(part: Any) -> Iterator[str]:
    match part:
        case Variable(name):
            yield name
        case Constant():
            return
        case Given(found, _):
            yield from found
        case Extend(_, name, _) | Aggregate(name, _, _, _):
            yield name
        case Group(_, found, _) | Project(_, found):
            yield from found
    if isinstance(part, Node | tuple) and not isinstance(part, Variable | Form):
        for each in part:
            yield from _mentioned(each)


def visible(pattern: Pattern) -> set[str]:
    """Give the variables that a pattern may bind, as others see them.

    Source: SPARQL 1.1 Query, section 18.2.1 (variable scope).
    """
    match pattern:
        case Basic(matches):
            return names(matches)
        case Given(found, _) | Project(_, found):
            return set(found)
        case Join(left, right) | LeftJoin(left, right, _) | Union(left, right):
            return visible(left) | visible(right)
        case Extend(inner, name, _):
            return visible(inner) | {name}
        case Group(_, by, aggregates):
            return {*by, *(each.name for each in aggregates)}
        case Minus(inner, _) | Filter(inner, _) | Order(inner, _) | Distinct(inner) | Slice(inner, _, _):
            return visible(inner)


def certain(pattern: Pattern) -> set[str]:
    """Give the variables that every solution of a pattern binds."""
    match pattern:
        case Basic(matches):
            return names(matches)
        case Given(found, rows):
            return {name for place, name in enumerate(found) if all(row[place] is not None for row in rows)}
        case Join(left, right):
            return certain(left) | certain(right)
        case Union(left, right):
            return certain(left) & certain(right)
        case LeftJoin(inner, _, _) | Minus(inner, _) | Filter(inner, _) | Extend(inner, _, _) | Order(inner, _):
            return certain(inner)
        case Distinct(inner) | Slice(inner, _, _):
            return certain(inner)
        case Group(inner, by, _):
            return certain(inner) & set(by)
        case Project(inner, kept):
            return certain(inner) & set(kept)
