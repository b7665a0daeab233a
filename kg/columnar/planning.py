"""Plans made cheaper without changing what they find: patterns merged, conditions tested as soon as they can be.

Source: SPARQL 1.1 Query, section 18.2.2 (filters apply to the whole group); section 18.6 (exists).
"""

from __future__ import annotations

from .paths import Step
from .plan import (
    Basic,
    Call,
    Exists,
    Expression,
    Extend,
    Filter,
    Join,
    Optional,
    Pattern,
    Project,
    Union,
    certain,
    names,
)


def improved(pattern: Pattern) -> Pattern:
    """Merge neighbouring basic patterns, and let an EXISTS that binds nothing new take part in the choice of order."""
    match pattern:
        case Join(left, right):
            return _joined(improved(left), improved(right))
        case Optional(left, right, condition):
            return Optional(improved(left), improved(right), None if condition is None else _within(condition))
        case Union(left, right):
            return Union(improved(left), improved(right))
        case Extend(inner, name, expression):
            return Extend(improved(inner), name, _within(expression))
        case Project(inner, kept, distinct):
            return Project(improved(inner), kept, distinct)
        case Filter(inner, condition):
            return _filtered(improved(inner), [_within(each) for each in conjuncts(condition)])
        case _:
            return pattern


def conjuncts(condition: Expression) -> list[Expression]:
    """Give the conditions that must all be true for a condition to be true."""
    match condition:
        case Call("&&", parts):
            return [each for part in parts for each in conjuncts(part)]
        case _:
            return [condition]


def filtered(pattern: Pattern, condition: Expression) -> Pattern:
    """Put a pattern under a condition, part by part."""
    for each in conjuncts(condition):
        pattern = Filter(pattern, each)
    return pattern


def _joined(left: Pattern, right: Pattern) -> Pattern:
    match left, right:
        case Basic(first), Basic(second):
            return Basic(first + second)
        case _:
            return Join(left, right)


def _filtered(pattern: Pattern, conditions: list[Expression]) -> Pattern:
    """Test conditions as far within as they can be: below what they do not mention."""
    match pattern:
        case Extend(inner, name, expression):
            below = [each for each in conditions if name not in names(each)]
            pattern = Extend(_filtered(inner, below), name, expression) if below else pattern
        case Optional(left, right, condition):
            below = [each for each in conditions if names(each) <= certain(left)]
            pattern = Optional(_filtered(left, below), right, condition) if below else pattern
        case _:
            below = []
    return _tested(pattern, [each for each in conditions if each not in below])


def _tested(pattern: Pattern, conditions: list[Expression]) -> Pattern:
    bound, rest = certain(pattern), []
    for condition in conditions:
        if isinstance(condition, Exists) and _only_tests(condition, bound):
            pattern = _joined(pattern, condition.pattern)
        else:
            rest.append(condition)
    for condition in rest:
        pattern = Filter(pattern, condition)
    return pattern


def _only_tests(condition: Exists, bound: set[str]) -> bool:
    """Whether an EXISTS only looks statements up whose every variable is bound, so that it can be joined instead."""
    match condition:
        case Exists(Basic(matches), False):
            return names(condition.pattern) <= bound and all(isinstance(each.predicate, Step) for each in matches)
        case _:
            return False


def _within(expression: Expression) -> Expression:
    match expression:
        case Exists(pattern, negated):
            return Exists(improved(pattern), negated)
        case Call(name, arguments):
            return Call(name, tuple(_within(each) for each in arguments))
        case _:
            return expression
