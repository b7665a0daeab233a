"""Which of two values is greater, whether they are equal, whether one is true: as Oxigraph says it.

Source: SPARQL 1.1 Query, sections 17.2.2 (effective boolean value), 17.3 (operators) and 17.4.1.7 (RDFterm-equal).
"""

from __future__ import annotations

from .arithmetic import compare, number
from .errors import Outside
from .values import BOOLEAN, Blank, Date, Iri, Scaled, Tagged, Typed, Value


def is_same(left: Value, right: Value) -> bool:
    """Whether two values are of one term; 1 is not true, and 1.0 not 1."""
    return type(left) is type(right) and left == right


def equal(left: Value | None, right: Value | None) -> bool | None:
    """Compare as `=` does: a literal with which nobody can calculate equals itself, and with others is an error."""
    if left is None or right is None:
        return None
    if is_same(left, right):
        return True
    first, second = number(left), number(right)
    if first is not None and second is not None:
        return compare(first, second) == 0
    kinds = {type(left), type(right)}
    return False if kinds & {Iri, Blank, Tagged} or Typed not in kinds else None


def sign(left: Value | None, right: Value | None) -> int | None:
    """Give -1, 0 or 1 as `<` and `>` see it; None is an error."""
    if left is None or right is None:
        return None
    if is_same(left, right):
        return 0
    first, second = number(left), number(right)
    if first is not None and second is not None:
        return compare(first, second)
    if type(left) is not type(right):
        return None
    match left, right:
        case (str(), str()):
            return -1 if left < right else 1
        case (Date(a), Date(b)):
            return -1 if a < b else 1
        case (Tagged(a, first_tag), Tagged(b, second_tag)) if first_tag == second_tag:
            return -1 if a < b else 1
    return None


def truth(value: Value | None) -> bool | None:
    """Give the effective boolean value; None is an error.

    Raises: Outside for an ill-typed boolean: what `&&` and `||` make of one is left to the implementation.
    """
    match value:
        case bool():
            return value
        case int() | str():
            return bool(value)
        case Scaled(units):
            return units != 0
        case Typed(text, datatype) if datatype == BOOLEAN:
            raise Outside('"{text}" as a boolean', "作为布尔值的“{text}”", text=text)
    return None
