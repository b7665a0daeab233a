"""Expressions of one row: what an expression gives for the values of its variables.

Source: SPARQL 1.1 Query, sections 17.2 (errors, three-valued logic) and 17.4.1 (functional forms).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from .algebra import Call, Constant, Exists, Expression, Variable
from .comparing import equal, truth
from .functions import FUNCTIONS
from .values import Value

Row: TypeAlias = Sequence[Value | None]
Scalar: TypeAlias = Callable[[Row], Value | None]


def scalar(expression: Expression, places: Mapping[str, int]) -> Scalar:
    """Make a function of a row out of an expression; a variable without a place is unbound."""
    match expression:
        case Variable(name):
            if name not in places:
                return lambda row: None
            place = places[name]
            return lambda row: row[place]
        case Constant(_, value):
            return lambda row: value
        case Call(name, arguments):
            return _called(name, [scalar(each, places) for each in arguments])
        case Exists():
            raise AssertionError("it is asked of all rows at once")


def _called(name: str, parts: list[Scalar]) -> Scalar:
    match name:
        case "BOUND":
            return lambda row: parts[0](row) is not None
        case "IF":
            return lambda row: _if(truth(parts[0](row)), parts[1], parts[2], row)
        case "COALESCE":
            return lambda row: next((found for part in parts if (found := part(row)) is not None), None)
        case "IN":
            return lambda row: _among(parts[0](row), parts[1:], row)
        case "&&" | "||":
            return lambda row: _logical(name == "||", parts, row)
    apply = FUNCTIONS[name].apply
    if len(parts) == 1:
        only, = parts
        return lambda row: None if (given := only(row)) is None else apply(given)
    if len(parts) == 2:
        first, second = parts
        return lambda row: None if (a := first(row)) is None or (b := second(row)) is None else apply(a, b)

    def run(row: Row) -> Value | None:
        given = [part(row) for part in parts]
        return None if None in given else apply(*given)

    return run


def _if(condition: bool | None, yes: Scalar, no: Scalar, row: Row) -> Value | None:
    return None if condition is None else yes(row) if condition else no(row)


def _among(value: Value | None, parts: Sequence[Scalar], row: Row) -> bool | None:
    found: bool | None = False
    for part in parts:
        same = equal(value, part(row))
        if same:
            return True
        found = None if same is None else found
    return found


def _logical(decisive: bool, parts: list[Scalar], row: Row) -> bool | None:
    found: bool | None = not decisive
    for part in parts:
        given = truth(part(row))
        if given is decisive:
            return decisive
        found = None if given is None else found
    return found
