"""Plans made cheaper without changing what they find: what is never bound left out, basic patterns merged, conditions
tested as soon as they can be.

Source: SPARQL 1.1 Query, sections 18.2.2 (filters hold for the whole group) and 18.5 (algebra).
"""

from __future__ import annotations

from typing import Any

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
    Match,
    Minus,
    Pattern,
    Union,
    Variable,
    certain,
    names,
    visible,
)
from .nodes import Node


def planned(pattern: Pattern) -> Pattern:
    """Give a pattern that finds the same in a better order."""
    found: Pattern = _changed(pattern)
    return found


def _changed(part: Any) -> Any:
    """Change all patterns within a part of a query."""
    match part:
        case Given():
            return _given(part)
        case Join():
            return _joined([_changed(each) for each in _parts(part)])
        case Filter(inner, condition):
            found = _changed(inner)
            for each in conjuncts(_changed(condition)):
                found = _tested(found, each)
            return found
        case Variable() | Constant() | Match():
            return part
        case Node():
            return type(part)(*map(_changed, part))
        case tuple():
            return tuple(map(_changed, part))
    return part


def conjuncts(condition: Expression) -> list[Expression]:
    """Give the conditions that must all be true for a condition to be true."""
    match condition:
        case Call("&&", parts):
            return [each for part in parts for each in conjuncts(part)]
    return [condition]


def _given(pattern: Given) -> Pattern:
    """Leave out the variables that no row binds."""
    bound = [place for place in range(len(pattern.names)) if any(row[place] is not None for row in pattern.rows)]
    if not bound and len(pattern.rows) == 1:
        return UNIT
    return Given(tuple(pattern.names[place] for place in bound),
                tuple(tuple(row[place] for place in bound) for row in pattern.rows))


def _parts(pattern: Pattern) -> list[Pattern]:
    match pattern:
        case Join(left, right):
            return [*_parts(left), *_parts(right)]
    return [pattern]


def _joined(parts: list[Pattern]) -> Pattern:
    """Join patterns: rows that are given first, all basic patterns as one, in the place of the first of them."""
    matches = tuple(match for part in parts if isinstance(part, Basic) for match in part.matches)
    rest: list[Pattern] = []
    for part in parts:
        if not isinstance(part, Basic):
            rest.append(part)
        elif matches and not any(isinstance(each, Basic) for each in rest):
            rest.append(Basic(matches))
    rest.sort(key=lambda each: not isinstance(each, Given))
    found = rest[0] if rest else UNIT
    for part in rest[1:]:
        found = Join(found, part)
    return found


def _tested(pattern: Pattern, condition: Expression) -> Pattern:
    """Test a condition as far within a pattern as all that it looks at has its value there."""
    wanted = names(condition)
    match pattern:
        case LeftJoin(left, right, joint) if not wanted & visible(right) - certain(left):
            return LeftJoin(_tested(left, condition), right, joint)
        case Minus(left, right):
            return Minus(_tested(left, condition), right)
        case Extend(inner, name, expression) if name not in wanted:
            return Extend(_tested(inner, condition), name, expression)
        case Join(left, right) if not wanted & visible(right) - certain(left):
            return Join(_tested(left, condition), right)
        case Join(left, right) if not wanted & visible(left) - certain(right):
            return Join(left, _tested(right, condition))
        case Filter(inner, other):
            return Filter(_tested(inner, condition), other)
    return Filter(pattern, condition)


def is_seedable(pattern: Pattern, known: set[str]) -> bool:
    """Whether a pattern may be matched against rows at hand instead of by itself, and then joined.

    So it is where nothing within sees a variable of those rows that it would not see by itself.
    """
    match pattern:
        case Basic() | Given():
            return True
        case Join(left, right) | Union(left, right):
            return is_seedable(left, known) and is_seedable(right, known | visible(left))
        case Filter(inner, condition):
            return is_seedable(inner, known) and not names(condition) & known - certain(inner)
        case Extend(inner, name, expression):
            return is_seedable(inner, known) and name not in known and not names(expression) & known - certain(inner)
        case LeftJoin(left, right, condition):
            seen = names(right) | names(condition)
            return (is_seedable(left, known) and is_seedable(right, known | visible(left))
                    and not seen & known - certain(left))
        case Minus(left, right):
            return is_seedable(left, known) and not names(right) & known - certain(left)
    return False
