"""Patterns over a graph: solutions for all focus nodes at once.

A pattern is matched against a table of solutions at hand wherever that gives what joining would give, and by itself
from the pre-bound variables elsewhere. The column `#` numbers the rows with which a query starts.

Source: SPARQL 1.1 Query, sections 18.5 (evaluation of the algebra) and 18.6; SHACL, appendix A (pre-binding).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from .aggregation import grouped
from .arrays import Array
from .columns import Column, Truth, codes
from .expressions import evaluate, holds
from .matching import matched
from .plan import (
    Basic,
    Exists,
    Expression,
    Extend,
    Filter,
    Group,
    Join,
    Optional,
    Pattern,
    Project,
    Union,
    is_open,
    names,
)
from .planning import filtered
from .tables import UNIT, Table, by_binding, join, stacked
from .terms import NONE
from .triples import Triples

ROW = "#"


@dataclass(frozen=True, slots=True)
class Solver:
    """A graph, and the table of pre-bound variables from which patterns start that mention one."""

    triples: Triples
    seeds: Table
    depth: int = 0

    def solve(self, pattern: Pattern, table: Table) -> Table:
        """Extend the solutions of a table by those of a pattern."""
        match pattern:
            case Basic(matches):
                return matched(self.triples, matches, table, self._exists)
            case Join(left, right):
                return self._joined(self.solve(left, table), right)[0]
            case Optional(left, right, condition):
                return self._optional(self.solve(left, table), right, condition)
            case Union(left, right):
                return stacked(self.triples.terms, [self.solve(each, table) for each in (left, right)])
            case Filter():
                return self._filter(pattern, table)
            case Extend(inner, name, expression):
                found = self.solve(inner, table)
                return found.extended(name, self._value(expression, found))
            case Group():
                return grouped(self.triples.terms, pattern, self.solve(pattern.pattern, table), self._value)
            case Project(inner, kept, _):
                return self.solve(inner, table).only({*kept, *self.seeds.columns})

    def _filter(self, pattern: Pattern, table: Table) -> Table:
        """Test conditions on a basic pattern as soon as their variables are bound, others at the end."""
        conditions: list[Expression] = []
        while isinstance(pattern, Filter):
            conditions.insert(0, pattern.condition)
            pattern = pattern.pattern
        if isinstance(pattern, Basic):
            return matched(self.triples, pattern.matches, table, self._exists, conditions)
        found = self.solve(pattern, table)
        for condition in conditions:
            found = found.take(self._holds(condition, found))
        return found

    def alone(self, pattern: Pattern) -> Table:
        """Give the solutions of a pattern by itself, from the seeds if it mentions any of them."""
        return self._extended(self.seeds if names(pattern) & self.seeds.columns.keys() else UNIT, pattern)[0]

    def _joined(self, found: Table, right: Pattern) -> tuple[Table, Array]:
        if is_open(right):
            return self._extended(found, right)
        return join(self.triples.terms, found, self.alone(right))

    def _extended(self, found: Table, pattern: Pattern) -> tuple[Table, Array]:
        """Match an open pattern against each solution; a variable that a row leaves unbound is free there."""
        shared = sorted(names(pattern) & found.columns.keys())
        mark = f"#{self.depth}"
        numbered = found.extended(mark, np.arange(found.size))
        columns = [codes(self.triples.terms, found.columns[name]) for name in shared]
        tables = []
        for rows, bindings in by_binding(columns) if shared else [(np.arange(found.size), ())]:
            free = {name for name, is_bound in zip(shared, bindings, strict=True) if not is_bound}
            part = numbered.take(rows).only(numbered.columns.keys() - free)
            tables.append(replace(self, depth=self.depth + 1).solve(pattern, part))
        whole = tables[0] if len(tables) == 1 else stacked(self.triples.terms, tables) if tables else found.take(
            np.zeros(0, np.int64)).extended(mark, np.zeros(0, np.int64))  # fmt: skip
        marks = whole.columns[mark]
        assert isinstance(marks, np.ndarray)
        return whole.only(whole.columns.keys() - {mark}), marks

    def _optional(self, found: Table, right: Pattern, condition: Expression | None) -> Table:
        if isinstance(right, Basic) and condition is not None:
            joined, rows = self._extended(found, filtered(right, condition))
        else:
            joined, rows = self._joined(found, right)
            if condition is not None:
                kept = self._holds(condition, joined)
                joined, rows = joined.take(kept), rows[kept]
        alone = np.ones(found.size, np.bool_)
        alone[rows] = False
        if not alone.any() and joined.size:
            return joined
        if not joined.size:
            fresh = names(right) - found.columns.keys()
            return Table(found.size, {**found.columns, **{name: np.full(found.size, NONE) for name in fresh}})
        return stacked(self.triples.terms, [joined, found.take(np.flatnonzero(alone))])

    def _value(self, expression: Expression, table: Table) -> Column:
        return evaluate(self.triples.terms, expression, table, self._exists)

    def _holds(self, condition: Expression, table: Table) -> Array:
        return holds(self.triples.terms, condition, table, self._exists)

    def _exists(self, expression: Exists, table: Table) -> Truth:
        """Answer EXISTS by matching the pattern with each solution substituted into it.

        Source: SPARQL 1.1 Query, section 18.6 (substitute, exists).
        """
        given = table.only(names(expression.pattern)).extended(ROW, np.arange(table.size))
        _, rows = replace(self, seeds=given, depth=self.depth + 1)._extended(given, expression.pattern)
        there = np.zeros(table.size, np.bool_)
        there[rows] = True
        return Truth((there != expression.negated).astype(np.int8))


def start(columns: dict[str, Array]) -> Table:
    """Give the table with which a query starts."""
    rows = len(next(iter(columns.values())))
    return Table(rows, {**columns, ROW: np.arange(rows)})
