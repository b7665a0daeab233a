"""What pySHACL and rdflib get wrong, put right from outside: statements of shapes, arithmetic of queries.

A query is repaired in its algebra: the functions that evaluate its expressions are exchanged in that query alone. What
cannot be exchanged there, how numbers are summed and to how many digits, is exchanged while a query runs.

Source: SHACL, sections 4.4.5 (uniqueLang) and 5.2.1 (prefix declarations); SPARQL 1.1 Query, sections 17.2 to 17.4.
"""

from __future__ import annotations

import decimal
import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from types import MethodType
from typing import Any

import pyoxigraph as ox
from pyparsing import ParseResults
from rdflib import Literal
from rdflib.namespace import XSD
from rdflib.plugins.sparql.aggregates import Accumulator, Aggregator, Average, Sum
from rdflib.plugins.sparql.operators import EBV, numeric
from rdflib.plugins.sparql.parserutils import CompValue, Expr
from rdflib.plugins.sparql.sparql import Query, SPARQLError, SPARQLTypeError

from ..namespaces import OWL, SH

_UNIQUE, _DECLARE, _IMPORTS = (ox.NamedNode(name) for name in (
    SH + "uniqueLang", SH + "declare", OWL + "imports"))
_INTEGER, _DECIMAL = re.compile(r"[+-]?[0-9]+"), re.compile(r"[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)")
_WHOLE = {XSD[name] for name in (
    "integer", "nonPositiveInteger", "negativeInteger", "nonNegativeInteger", "positiveInteger", "long", "int", "short",
    "byte", "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte")}
_NUMBERS = _WHOLE | {XSD.decimal, XSD.double, XSD.float}
_ORDER = ("<", ">", "<=", ">=")
_WRONG = (TypeError, ArithmeticError, ValueError, AttributeError)
_DIGITS = decimal.Context(prec=1000, Emax=decimal.MAX_EMAX, Emin=decimal.MIN_EMIN)
"""So many digits a product or a sum keeps; rdflib keeps 28."""


class IllTyped(Literal):
    """A literal that is no value of its type: to calculate with it is an error of SPARQL, and no exception."""

    def toPython(self) -> Any:  # noqa: N802 (the name is that of rdflib)
        """Give no value.

        Raises: SPARQLTypeError, always.
        """
        raise SPARQLTypeError(f"{self!s} is no number")


def literal(made: Any) -> Any:
    """Give a term of rdflib, marked if it says that it is a number and is none."""
    if type(made) is not Literal or made.datatype is None:
        return made
    form = _INTEGER if made.datatype in _WHOLE else _DECIMAL if made.datatype == XSD.decimal else None
    if form is None or form.fullmatch(made):
        return made
    marked = IllTyped(str(made), datatype=XSD.string)
    marked._datatype, marked._value = made.datatype, None
    marked._ill_typed = True
    return marked


def repaired(triples: Iterable[ox.Triple]) -> list[ox.Triple]:
    """Give the shapes as pySHACL reads them rightly: `sh:uniqueLang` is true or nothing, imports declare prefixes."""
    given = list(triples)
    kept = [t for t in given if t.predicate != _UNIQUE or getattr(t.object, "value", "") == "true"]
    imports: dict[Any, list[Any]] = defaultdict(list)
    declared: dict[Any, list[Any]] = defaultdict(list)
    for triple in given:
        if triple.predicate in (_IMPORTS, _DECLARE):
            (imports if triple.predicate == _IMPORTS else declared)[triple.subject].append(triple.object)
    for start in list(imports):
        seen, waiting = {start}, list(imports[start])
        while waiting:
            graph = waiting.pop()
            if graph not in seen:
                seen.add(graph)
                waiting += imports.get(graph, [])
                kept += [ox.Triple(start, _DECLARE, each) for each in declared.get(graph, ())]
    return kept


def put_right(query: Query) -> Query:
    """Exchange what evaluates the expressions of a query."""
    for part in parts(query.algebra):
        if isinstance(part, Expr) and part._evalfn is not None:
            other = _BETTER.get(part.name)
            vars(part)["_evalfn"] = _caught(MethodType(other, part) if other else part._evalfn, part._evalfn)
    return query


def parts(algebra: Any) -> Iterator[CompValue]:
    """Give every part of the algebra of a query."""
    if isinstance(algebra, CompValue):
        yield algebra
        algebra = [value for name, value in algebra.items() if name != "_vars"]
    if isinstance(algebra, list | tuple | set | ParseResults):
        for each in algebra:
            yield from parts(each)


@contextmanager
def exact() -> Iterator[None]:
    """Let rdflib keep all digits, and let a sum over what is no number be an error, for as long as this lasts."""
    classes: dict[str, Any] = Aggregator.accumulator_classes
    before = dict(classes)
    classes.update({"Aggregate_Sum": _Total, "Aggregate_Avg": _Mean})
    try:
        with decimal.localcontext(_DIGITS):
            yield
    finally:
        classes.update(before)


class _Failing(Accumulator):
    """A total that has no value as soon as one of its terms has none."""

    failed = False

    def update(self, row: Any, aggregator: Any) -> None:
        """Take one row in."""
        try:
            super().update(row, aggregator)
        except (SPARQLError, *_WRONG):
            self.failed = True

    def set_value(self, bindings: Any) -> None:
        """Bind the total, if there is one."""
        if not self.failed:
            super().set_value(bindings)


class _Total(_Failing, Sum):
    pass


class _Mean(_Failing, Average):
    def update(self, row: Any, aggregator: Any) -> None:
        before = self.counter
        super().update(row, aggregator)
        self.failed = self.failed or self.counter == before


def _caught(evaluate: Callable[[Any], Any], otherwise: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def evaluated(context: Any) -> Any:
        try:
            found = evaluate(context)
            return otherwise(context) if found is NotImplemented else found
        except _WRONG as error:
            raise SPARQLError(str(error)) from error

    return evaluated


def _and(expression: Any, _: Any) -> Any:
    """An error and false is false."""
    if expression.other is None:
        return NotImplemented
    errors = []
    for each in [expression.expr, *expression.other]:
        try:
            if not EBV(each):
                return Literal(False)
        except SPARQLError as error:
            errors.append(error)
    if errors:
        raise errors[0]
    return Literal(True)


def _related(expression: Any, _: Any) -> Any:
    """IN compares values; what is of different kinds, or no value of its type, has no order."""
    ends = (expression.expr, expression.other)
    if expression.op in _ORDER and all(isinstance(end, Literal) for end in ends) and len(set(map(_kind, ends))) > 1:
        raise SPARQLError("values of different kinds have no order")
    if expression.op in (*_ORDER, "=", "!=") and any(isinstance(end, IllTyped) for end in ends) and ends[0] != ends[1]:
        raise SPARQLError("what is no value of its type is neither equal nor unequal to another")
    if expression.op not in ("IN", "NOT IN") or not isinstance(expression.other, list | ParseResults):
        return NotImplemented
    left, errors = expression.expr, []
    for each in expression.other:
        try:
            if left == each or (isinstance(left, Literal) and isinstance(each, Literal) and left.eq(each)):
                return Literal(expression.op == "IN")
        except (SPARQLError, TypeError) as error:
            errors.append(error)
    if errors or isinstance(left, SPARQLError):
        raise SPARQLError("no value to compare")
    return Literal(expression.op != "IN")


def _kind(value: Any) -> Any:
    if value.datatype in _NUMBERS:
        return "number"
    return value.language or ("text" if value.datatype in (None, XSD.string) else value.datatype)


def _cast(expression: Any, _: Any) -> Any:
    """A cast to an integer cuts the digits behind the point off."""
    given = expression.expr[0] if expression.expr else None
    if expression.iri != XSD.integer or not isinstance(given, Literal) or given.datatype in (None, XSD.string):
        return NotImplemented
    value = given.toPython()
    return Literal(int(value)) if isinstance(value, bool | int | float | decimal.Decimal) else NotImplemented


def _product(expression: Any, _: Any) -> Any:
    """Products of integers are integers; a double divided by zero is infinite."""
    if expression.other is None:
        return NotImplemented
    result = numeric(expression.expr)
    for sign, other in zip(expression.op, map(numeric, expression.other), strict=True):
        if isinstance(result, float) or isinstance(other, float):
            result, other = float(result), float(other)
        if sign == "*":
            result *= other
        elif isinstance(other, float):
            result = _quotient(result, other)
        else:
            result = decimal.Decimal(result) / other
    return Literal(result)


def _quotient(result: float, other: float) -> float:
    if other:
        return result / other
    return math.nan if not result or math.isnan(result) else math.copysign(math.inf, result) * math.copysign(1, other)


_BETTER: dict[str, Callable[[Any, Any], Any]] = {
    "ConditionalAndExpression": _and, "RelationalExpression": _related, "Function": _cast,
    "MultiplicativeExpression": _product,
}
