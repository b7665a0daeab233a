"""Demands written in SPARQL: sh:sparql, and constraint components with validators of their own.

Source: SHACL, sections 5 (SPARQL-based constraints) and 6 (SPARQL-based constraint components), appendix A
(pre-binding).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pyoxigraph as ox

from . import paths
from .arrays import Array, Codes, first_rows, flagged
from .columns import codes
from .errors import ShapesError
from .evaluation import Demand, Found, Nodes, Run
from .names import SH
from .plan import Pattern, Query
from .solving import ROW, Solver, start
from .statements import Node, Statements
from .terms import NONE

Row: TypeAlias = dict[str, str]
"""Names of variables and terms in N-Triples form."""

Fallback: TypeAlias = Callable[[Query, list[Row]], Iterable[tuple[int, Row]]]
"""Runs a query for each of several pre-bindings: the place of the pre-binding, and a solution."""


@dataclass(frozen=True, slots=True)
class Select:
    """A SELECT query whose solutions are the faults."""

    query: Query
    constants: tuple[tuple[str, str], ...]
    on_node_shape: bool

    def judge(self, run: Run, nodes: Nodes) -> Found:
        """Find what the query selects, each distinct solution once."""
        rows, columns = answers(run, self.query, {"this": nodes.focus}, self.constants)
        rows, columns = _distinct(rows, columns)
        values = columns.get("value", np.full(len(rows), NONE, np.int64))
        if self.on_node_shape:
            values = np.where(values < 0, nodes.focus[rows], values)
        bindings = {**columns, "this": nodes.focus[rows], **_constant(run, self.constants, len(rows))}
        return Found(rows, values, columns.get("path"), bindings)


@dataclass(frozen=True, slots=True)
class Ask:
    """An ASK query that holds for each value node, or the value node is at fault."""

    query: Query
    constants: tuple[tuple[str, str], ...]

    def judge(self, run: Run, nodes: Nodes) -> Found:
        """Find the value nodes for which it does not hold."""
        seeds = {"this": nodes.focus[nodes.rows], "value": nodes.values}
        rows, _ = answers(run, self.query, seeds, self.constants)
        bad = np.flatnonzero(~flagged(rows, len(nodes.values)))
        bindings = {"this": seeds["this"][bad], "value": nodes.values[bad], **_constant(run, self.constants, len(bad))}
        return Found(nodes.rows[bad], nodes.values[bad], None, bindings)


_AT_ONCE = 32_768
"""Rows that a query starts with at once, so that what it meets on its way takes bounded room."""


def answers(run: Run, query: Query, seeds: dict[str, Codes], constants: tuple[tuple[str, str], ...]
            ) -> tuple[Array, dict[str, Codes]]:  # fmt: skip
    """Ask a query with variables bound beforehand: rows of the seeds, and the terms of its variables."""
    rows = len(next(iter(seeds.values())))
    if not rows:
        return np.zeros(0, np.int64), {}
    if query.pattern is None:
        return _fallback(run, query, seeds, constants)
    parts = [_solved(run, query.pattern, {name: column[begin : begin + _AT_ONCE] for name, column in seeds.items()},
                     constants, begin) for begin in range(0, rows, _AT_ONCE)]  # fmt: skip
    return _together(parts)


def _solved(run: Run, pattern: Pattern, seeds: dict[str, Codes], constants: tuple[tuple[str, str], ...], begin: int
            ) -> tuple[Array, dict[str, Codes]]:  # fmt: skip
    table = start({**seeds, **_constant(run, constants, len(next(iter(seeds.values()))))})
    found = Solver(run.triples, table).solve(pattern, table)
    places = found.columns[ROW]
    assert isinstance(places, np.ndarray)
    return places + begin, {name: codes(run.terms, column) for name, column in found.columns.items()
                            if name not in (ROW, "this")}  # fmt: skip


def _together(parts: list[tuple[Array, dict[str, Codes]]]) -> tuple[Array, dict[str, Codes]]:
    if len(parts) == 1:
        return parts[0]
    names = dict.fromkeys(name for _, columns in parts for name in columns)
    found = {name: [columns.get(name, np.full(len(places), NONE, np.int64)) for places, columns in parts]
             for name in names}  # fmt: skip
    return np.concatenate([places for places, _ in parts]), {name: np.concatenate(each) for name, each in found.items()}


def _fallback(run: Run, query: Query, seeds: dict[str, Codes], constants: tuple[tuple[str, str], ...]
              ) -> tuple[Array, dict[str, Codes]]:  # fmt: skip
    names = list(seeds)
    texts = [run.terms.texts(column) for column in seeds.values()]
    bindings = [{**dict(zip(names, row, strict=True)), **dict(constants)} for row in zip(*texts, strict=True)]
    found = list(run.fallback(query, bindings))
    variables = dict.fromkeys(name for _, row in found for name in row if name != "this")
    places = np.array([place for place, _ in found], np.int64)
    columns = {}
    for name in variables:
        column = np.full(len(found), NONE, np.int64)
        there = [index for index, (_, row) in enumerate(found) if name in row]
        column[there] = run.terms.codes([found[index][1][name] for index in there])
        columns[name] = column
    return places, columns


def _constant(run: Run, constants: tuple[tuple[str, str], ...], rows: int) -> dict[str, Codes]:
    return {name: np.full(rows, run.terms.code(text), np.int64) for name, text in constants}


def _distinct(rows: Array, columns: dict[str, Codes]) -> tuple[Array, dict[str, Codes]]:
    if not len(rows):
        return rows, columns
    first, _ = first_rows([rows, *columns.values()])
    return rows[first], {name: column[first] for name, column in columns.items()}


def sparql_demands(statements: Statements, shape: Node) -> Iterator[Demand]:
    """Read the constraints in SPARQL of a shape.

    Raises: ShapesError if one is ill-formed or forbidden.
    """
    on_node = statements.one(shape, SH + "path") is None
    for constraint in statements.objects(shape, SH + "sparql"):
        text = statements.text(constraint, SH + "select")
        if text is None:
            raise ShapesError(f"the SPARQL constraint {constraint} has no sh:select")
        if not statements.truth(constraint, SH + "deactivated"):
            given = (("currentShape", str(shape)),)
            query = _read(statements, constraint, shape, text, ("this", "currentShape", "shapesGraph"))
            yield Demand(f"{SH}SPARQLConstraintComponent", Select(query, given, on_node), (), constraint,
                         _messages(statements, constraint))  # fmt: skip
    for component in sorted(statements.instances(SH + "ConstraintComponent"), key=str):
        yield from _custom(statements, component, shape, on_node)


def _read(statements: Statements, node: Node, shape: Node, text: str, prebound: tuple[str, ...]) -> Query:
    path = statements.one(shape, SH + "path")
    if path is not None:
        text = text.replace("$PATH", paths.sparql(paths.read(statements, path)))
    from .translation import compiled  # rdflib, which is heavy, is needed only to compile

    return compiled(text, statements.prefixes(node), frozenset(prebound))


def _custom(statements: Statements, component: Node, shape: Node, on_node: bool) -> Iterator[Demand]:
    """Set up a constraint component on a shape that has values for all its parameters but the optional ones."""
    given: list[tuple[str, str]] = []
    for parameter in statements.objects(component, SH + "parameter"):
        path = statements.one(parameter, SH + "path")
        if path is None:
            raise ShapesError(f"the parameter {parameter} of {component} has no path")
        values = statements.objects(shape, path.value)
        if values:
            given.append((_local(path.value), str(values[0])))
        elif not statements.truth(parameter, SH + "optional"):
            return
    for predicate in ("nodeValidator" if on_node else "propertyValidator", "validator"):
        for validator in statements.objects(component, SH + predicate):
            yield _validator(statements, component, validator, shape, tuple(given))
            return


def _validator(statements: Statements, component: Node, validator: Node, shape: Node,
               given: tuple[tuple[str, str], ...]) -> Demand:  # fmt: skip
    prebound = ("this", "currentShape", "shapesGraph", *(name for name, _ in given))
    constants = (*given, ("currentShape", str(shape)))
    words = _messages(statements, validator) or _messages(statements, component)
    if (text := statements.text(validator, SH + "ask")) is not None:
        ask = Ask(_read(statements, validator, shape, text, (*prebound, "value")), constants)
        return Demand(component.value, ask, messages=words)
    if (text := statements.text(validator, SH + "select")) is None:
        raise ShapesError(f"the validator {validator} has neither sh:ask nor sh:select")
    on_node = statements.one(shape, SH + "path") is None
    select = Select(_read(statements, validator, shape, text, prebound), constants, on_node)
    return Demand(component.value, select, messages=words)


def _local(iri: str) -> str:
    return iri[max(iri.rfind("#"), iri.rfind("/")) + 1 :]


def _messages(statements: Statements, node: Node) -> tuple[ox.Literal, ...]:
    return tuple(each for each in statements.objects(node, SH + "message") if isinstance(each, ox.Literal))
