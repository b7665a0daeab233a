"""Expressions of a query, read from its tokens.

Source: SPARQL 1.1 Query, section 19.8 (grammar, rules 110 to 128), 11 (aggregates) and 17 (expressions).
"""

from __future__ import annotations

from collections.abc import Callable

from .algebra import Aggregate, Call, Exists, Expression, Pattern, Variable
from .errors import Outside, unexpected
from .functions import FORMS, FUNCTIONS
from .reader import Reader

_AGGREGATES = ("COUNT", "SUM", "MIN", "MAX", "AVG")
_COMPARED = ("=", "!=", "<", ">", "<=", ">=")

Grouped = Callable[[Reader], Pattern]
"""What reads a pattern in braces."""
Reading = Callable[[Reader, Grouped], Expression]
"""What reads an expression of some rank."""


def _chained(inner: Reading, *signs: str) -> Reading:
    """Read operands that signs of one rank join, from the left."""

    def read(reader: Reader, group: Grouped) -> Expression:
        found = inner(reader, group)
        while (sign := reader.next.text) and reader.sign(*signs):
            found = Call(sign, (found, inner(reader, group)))
        return found

    return read


def _signed(reader: Reader, group: Grouped) -> Expression:
    if reader.sign("!"):
        return Call("!", (_signed(reader, group),))
    term = reader.term() if reader.next.kind == "sign" else None  # a number with a sign
    if term is not None:
        return term
    if reader.sign("-"):
        return Call("negate", (primary(reader, group),))
    return Call("plus", (primary(reader, group),)) if reader.sign("+") else primary(reader, group)


_product = _chained(_signed, "*", "/")
_sum = _chained(_product, "+", "-")


def _relation(reader: Reader, group: Grouped) -> Expression:
    left = _sum(reader, group)
    sign = reader.next.text
    if reader.sign(*_COMPARED):
        right = _sum(reader, group)
        return Call("!", (Call("=", (left, right)),)) if sign == "!=" else Call(sign, (left, right))
    if reader.word("IN"):
        return Call("IN", (left, *_listed(reader, group)))
    if reader.next.is_word("NOT"):
        reader.take()
        reader.expect("IN")
        return Call("!", (Call("IN", (left, *_listed(reader, group))),))
    return left


_conjunction = _chained(_relation, "&&")
expression = _chained(_conjunction, "||")
"""Read an expression."""


def primary(reader: Reader, group: Grouped) -> Expression:
    """Read an expression in brackets, a term, a variable or a call: what may stand behind FILTER or HAVING."""
    if reader.sign("("):
        found = expression(reader, group)
        reader.expect(")")
        return found
    if reader.next.kind == "variable":
        return Variable(reader.variable())
    if reader.word("EXISTS"):
        return Exists(group(reader), False)
    if reader.word("NOT"):
        reader.expect("EXISTS")
        return Exists(group(reader), True)
    if reader.next.is_word(*_AGGREGATES):
        return _aggregate(reader, group)
    if reader.next.kind == "word" and reader.next.text not in ("true", "false"):
        return _called(reader.take().text.upper(), reader, group)
    term = reader.term()
    if term is None:
        raise unexpected(reader.next.text)
    if term.form.datatype == "iri" and reader.next.text == "(":
        return _called(f"<{term.form.text}>", reader, group)
    return term


def _called(name: str, reader: Reader, group: Grouped) -> Expression:
    if name not in FUNCTIONS and name not in FORMS:
        raise Outside("the function {name}", "函数 {name}", name=name)
    arguments = _listed(reader, group)
    least, most = FORMS[name] if name in FORMS else FUNCTIONS[name].arguments
    if not least <= len(arguments) <= most:
        raise Outside("{name} of {count}", "{count} 个参数的 {name}", name=name, count=len(arguments))
    return Call(name, arguments)


def _listed(reader: Reader, group: Grouped) -> tuple[Expression, ...]:
    reader.expect("(")
    found: list[Expression] = []
    while not reader.sign(")"):
        if found:
            reader.expect(",")
        found.append(expression(reader, group))
    return tuple(found)


def _aggregate(reader: Reader, group: Grouped) -> Expression:
    if reader.aggregates is None:
        raise Outside("an aggregate where none may be", "位置不当的聚合")
    function = reader.take().text.upper()
    reader.expect("(")
    distinct = reader.word("DISTINCT")
    place, reader.aggregates = reader.aggregates, None  # none within
    inner = None if function == "COUNT" and not distinct and reader.sign("*") else expression(reader, group)
    reader.expect(")")
    reader.aggregates = place
    name = reader.fresh("#")
    place.append(Aggregate(name, function, inner, distinct))
    return Variable(name)
