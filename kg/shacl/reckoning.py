"""How long the numbers of a query can become: whether Oxigraph, which has 64 bits and 18 decimals, gets them right.

The bound follows the operators of the query's algebra from the longest number of the data: a product is as long as its
factors together, a sum one digit longer than its longest addend. A quotient has no bound, nor has what is not known
here. The answer errs on the side of caution.

Source: SPARQL 1.1 Query, section 17.4.4 (functions on numerics).
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from rdflib import Literal, Variable
from rdflib.plugins.sparql.sparql import Query

from ..text.sparql import Token, tokens
from .repairs import parts

ENOUGH = 18
"""Digits before and behind the point with which Oxigraph calculates without loss, whatever the type."""

_NUMBER = re.compile(r"([0-9]+)(?:[.]([0-9]+))?|[.]([0-9]+)")
_SIGNS = {"*", "/", "+", "-"}
_COUNTS = {"Builtin_YEAR", "Builtin_MONTH", "Builtin_DAY", "Aggregate_Count"}
_ROUNDS = {"Builtin_ROUND", "Builtin_FLOOR", "Builtin_CEIL"}
_CASTS = {f"http://www.w3.org/2001/XMLSchema#{name}" for name in ("integer", "decimal")}


class Size(NamedTuple):
    """The power of ten that a number does not exceed, and its digits behind the point."""

    whole: int = 0
    behind: int = 0

    def or_longer(self, other: Size) -> Size:
        """Give the size that has room for both."""
        return Size(max(self.whole, other.whole), max(self.behind, other.behind))


class _UnboundError(Exception):
    """The size of an expression is not known."""


def longest(text: str) -> Size:
    """Give the size of the longest number in a text."""
    size = Size()
    for whole, behind, alone in _NUMBER.findall(text):
        size = size.or_longer(Size(_power(whole.lstrip("0"), behind or alone), len(behind or alone)))
    return size


def _power(whole: str, behind: str) -> int:
    is_power = whole.rstrip("0") == "1" and not behind.strip("0")
    return len(whole) - 1 if is_power else len(whole)


def calculates(text: str) -> bool:
    """Whether the text of a query may hold arithmetic; where a path could be meant, caution says yes."""
    pieces = list(tokens(text))
    return any(piece.is_word("SUM", "AVG") or (piece.text in _SIGNS and _between(pieces, index))
               or _is_cast(piece) for index, piece in enumerate(pieces))


def has_long(text: str) -> bool:
    """Whether the text of a query holds a number that is longer than Oxigraph can take."""
    return any(max(longest(piece.text)) > ENOUGH for piece in tokens(text) if piece.kind in ("number", "string"))


def _is_cast(piece: Token) -> bool:
    return piece.kind == "name" and piece.text.startswith("xsd:")


def _between(pieces: list[Token], index: int) -> bool:
    before, after = pieces[index - 1] if index else None, pieces[index + 1] if index + 1 < len(pieces) else None
    return (before is not None and (before.kind in ("variable", "number") or before.text in ")(,=<>&|"
                                    or before.text in _SIGNS)
            and after is not None and (after.kind in ("variable", "number", "word", "name") or after.text == "("
                                       or after.text in _SIGNS))


def fits(query: Query, numbers: Size, texts: Size, length: int) -> bool:
    """Whether every number that a query calculates stays within the digits of Oxigraph.

    `numbers` has room for each number of the data, `texts` for each number in the words of the data, and `length` is
    that of the longest of these.
    """
    algebra = list(parts(query.algebra))
    reckoner = _Reckoner(algebra, numbers, texts, length)
    try:
        sizes = [reckoner.size(part) for part in algebra if part.name in _CALCULATE or part.name == "Function"]
    except (_UnboundError, RecursionError):
        return False
    return all(size.whole <= ENOUGH and size.behind <= ENOUGH for size in sizes)


_CALCULATE = {"MultiplicativeExpression", "AdditiveExpression", "Aggregate_Sum", "Aggregate_Avg", *_ROUNDS}


class _Reckoner:
    """The expressions of one query, asked for their size."""

    def __init__(self, algebra: list[Any], numbers: Size, texts: Size, length: int) -> None:
        self._numbers, self._texts, self._length = numbers, texts, Size(len(str(length)) + 1)
        self._joins = any(part.name in ("Builtin_STR", "Builtin_CONCAT") for part in algebra)
        self._bound: dict[Any, list[Any]] = {}
        for part in algebra:
            if part.name == "Extend":
                self._bound.setdefault(part["var"], []).append(part["expr"])
            elif part.name.startswith("Aggregate_") and "res" in part:
                self._bound.setdefault(part["res"], []).append(part)
        self._open: set[Any] = set()

    def size(self, expression: Any) -> Size:
        """Give room for whatever an expression gives."""
        if isinstance(expression, Variable):
            return self._variable(expression)
        if isinstance(expression, Literal):
            return longest(str(expression))
        name = getattr(expression, "name", "")
        if name == "MultiplicativeExpression":
            return self._product(expression)
        if name == "AdditiveExpression":
            addends = [expression["expr"], *(expression.get("other") or ())]
            return self._most(addends, len(addends) - 1)
        if name == "Function":
            return self._cast(expression)
        return self._call(name, expression)

    def _variable(self, variable: Variable) -> Size:
        if variable in self._open:
            raise _UnboundError
        self._open.add(variable)
        known = self._most(self._bound.get(variable, []))
        self._open.discard(variable)
        return known if variable in self._bound else self._numbers

    def _product(self, expression: Any) -> Size:
        factors = [expression["expr"], *(expression.get("other") or ())]
        if "/" in (expression.get("op") or ()):
            raise _UnboundError
        sizes = [self.size(factor) for factor in factors]
        return Size(sum(size.whole for size in sizes), sum(size.behind for size in sizes))

    def _cast(self, expression: Any) -> Size:
        if str(expression["iri"]) not in _CASTS:
            raise _UnboundError
        given = expression["expr"][0]
        made = self._bound.get(given, [given]) if isinstance(given, Variable) else [given]
        least = self._texts.or_longer(self._numbers) if self._joins else self._texts
        return least.or_longer(self._most([each for each in made if _is_number(each)]))

    def _call(self, name: str, expression: Any) -> Size:
        if name in _COUNTS:
            return Size(9)
        if name == "Builtin_STRLEN":
            return self._length
        if name in _ROUNDS:
            return Size(self.size(expression["arg"]).whole + 1)
        if name == "Builtin_IF":
            return self._most([expression["arg2"], expression["arg3"]])
        if name == "Builtin_COALESCE":
            return self._most(expression["arg"])
        if name in ("Builtin_ABS", "UnaryMinus", "UnaryPlus"):
            return self.size(expression["arg" if name == "Builtin_ABS" else "expr"])
        if name in ("Aggregate_Sum", "Aggregate_Min", "Aggregate_Max", "Aggregate_Sample"):
            size = self.size(expression["vars"])
            return Size(size.whole + 9, size.behind) if name == "Aggregate_Sum" else size
        if name in ("RelationalExpression", "") and expression.get("other") is None:
            return self.size(expression["expr"])
        raise _UnboundError

    def _most(self, expressions: Any, more: int = 0) -> Size:
        size = Size()
        for each in expressions:
            size = size.or_longer(self.size(each))
        return Size(size.whole + more, size.behind)


def _is_number(expression: Any) -> bool:
    """Whether an expression is a number before it is cast, and not a text."""
    return getattr(expression, "name", "") in _CALCULATE | {"Builtin_ABS", "UnaryMinus"} or (
        isinstance(expression, Variable))
