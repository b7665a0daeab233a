"""What a query becomes before it meets data: patterns and expressions, free of any parser.

Source: SPARQL 1.1 Query, section 18.2 (translation to the algebra).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any, TypeAlias

from .paths import Path


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable, by name; blank nodes of patterns are variables named `_:label`."""

    name: str


@dataclass(frozen=True, slots=True)
class Constant:
    """A term in N-Triples form."""

    text: str


@dataclass(frozen=True, slots=True)
class Call:
    """An operator or function applied to expressions."""

    name: str
    arguments: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Exists:
    """EXISTS, or NOT EXISTS."""

    pattern: Pattern
    negated: bool


@dataclass(frozen=True, slots=True)
class Match:
    """A triple pattern; the predicate is a path or a variable."""

    subject: Variable | Constant
    predicate: Path | Variable
    object: Variable | Constant


@dataclass(frozen=True, slots=True)
class Basic:
    """A basic graph pattern."""

    matches: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class Join:
    """Both patterns."""

    left: Pattern
    right: Pattern


@dataclass(frozen=True, slots=True)
class Optional:
    """The left pattern, and the right one where it fits and the condition holds."""

    left: Pattern
    right: Pattern
    condition: Expression | None


@dataclass(frozen=True, slots=True)
class Union:
    """Either pattern."""

    left: Pattern
    right: Pattern


@dataclass(frozen=True, slots=True)
class Filter:
    """The pattern, where the condition holds."""

    pattern: Pattern
    condition: Expression


@dataclass(frozen=True, slots=True)
class Extend:
    """The pattern, with a variable bound to the value of an expression."""

    pattern: Pattern
    name: str
    expression: Expression


@dataclass(frozen=True, slots=True)
class Aggregate:
    """COUNT, SUM, MIN, MAX, AVG or SAMPLE; no expression is COUNT(*)."""

    name: str
    function: str
    expression: Expression | None
    distinct: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The pattern grouped by variables, with aggregates."""

    pattern: Pattern
    by: tuple[str, ...]
    aggregates: tuple[Aggregate, ...]


@dataclass(frozen=True, slots=True)
class Project:
    """The pattern with only some of its variables: a query, or a query within."""

    pattern: Pattern
    names: tuple[str, ...]
    distinct: bool = False


Expression: TypeAlias = Variable | Constant | Call | Exists
Pattern: TypeAlias = Basic | Join | Optional | Union | Filter | Extend | Group | Project


@dataclass(frozen=True, slots=True)
class Query:
    """A query with its prefixes: as text, and as a plan, or the reason why there is none."""

    text: str
    pattern: Pattern | None
    reason: str | None


def names(part: Any) -> set[str]:
    """Give the names of all variables that occur in a part of a plan."""
    return set(_names(part))


def _names(part: Any) -> Iterator[str]:
    if isinstance(part, Variable):
        yield part.name
    elif isinstance(part, tuple):
        for each in part:
            yield from _names(each)
    elif isinstance(part, Extend | Aggregate):
        yield part.name
        yield from _names(part.expression)
        yield from _names(getattr(part, "pattern", ()))
    elif isinstance(part, Group | Project):
        yield from part.by if isinstance(part, Group) else part.names
        yield from _names(part.pattern)
        yield from _names(getattr(part, "aggregates", ()))
    elif hasattr(part, "__dataclass_fields__"):
        for field in fields(part):
            yield from _names(getattr(part, field.name))


def certain(pattern: Pattern) -> set[str]:
    """Give the variables that every solution of a pattern binds."""
    match pattern:
        case Basic(matches):
            return {name for each in matches for slot in (each.subject, each.predicate, each.object)
                    if isinstance(slot, Variable) for name in (slot.name,)}  # fmt: skip
        case Join(left, right):
            return certain(left) | certain(right)
        case Union(left, right):
            return certain(left) & certain(right)
        case Optional(left, _, _):
            return certain(left)
        case Filter(inner, _) | Extend(inner, _, _):
            return certain(inner)
        case Group(_, by, _):
            return set(by) & certain(pattern.pattern)
        case Project(inner, kept, _):
            return certain(inner) & set(kept)


def has_exists(expression: Expression) -> bool:
    """Whether an expression asks for a pattern."""
    match expression:
        case Exists():
            return True
        case Call(_, arguments):
            return any(map(has_exists, arguments))
        case _:
            return False


def is_open(pattern: Pattern) -> bool:
    """Whether a pattern may be matched against solutions at hand one by one, instead of by itself and then joined.

    So it is where no expression inside can see a variable from outside.

    Source: SPARQL 1.1 Query, section 18.2.2 (scope of filters).
    """
    match pattern:
        case Basic():
            return True
        case Join(left, right) | Union(left, right):
            return is_open(left) and is_open(right)
        case Filter(inner, condition):
            return is_open(inner) and names(condition) <= certain(inner)
        case _:
            return False
