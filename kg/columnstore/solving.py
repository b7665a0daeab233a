"""Patterns over a graph in columns: all solutions at once.

A pattern is matched against the rows at hand where that is allowed and less work than by itself. A column that is
called `#` and a number numbers the rows.

Source: SPARQL 1.1 Query, sections 18.5 (evaluation of the algebra) and 18.6 (exists).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from . import grouping, sorting
from .algebra import (
    Basic,
    Distinct,
    Exists,
    Expression,
    Extend,
    Filter,
    Given,
    Group,
    Join,
    LeftJoin,
    Minus,
    Order,
    Pattern,
    Project,
    Slice,
    Union,
    certain,
    names,
    occurrences,
    visible,
)
from .arrays import NONE, Array, Codes, Rows, kept, nothing
from .errors import Outside
from .estimates import Estimator
from .expressions import Evaluator
from .graph import ColumnGraph
from .matching import Matcher
from .planning import is_seedable
from .tables import UNIT, Table, by_binding, join, merged, pairs, stacked
from .terms import Terms

_JOINING = 8.0
"""How much more work it is to join a row by its key than to look it up."""


class Solver:
    """What solves patterns over a graph.

    With `once` it does not matter how often a solution is found; `unseen` are variables that stand in one place only.
    """

    def __init__(self, graph: ColumnGraph, terms: Terms, unseen: frozenset[str], once: bool = False,
                 depth: int = 0) -> None:
        self._graph = graph
        self._terms = terms
        self._unseen = unseen
        self._depth = depth
        self._once = once
        self._estimator = Estimator(graph, terms)
        self._evaluator = Evaluator(terms, self._asked)
        self._matcher = Matcher(graph, terms, self._estimator, self._evaluator.holds, once, unseen)

    def _within(self, once: bool) -> Solver:
        return Solver(self._graph, self._terms, self._unseen, once, self._depth + 1)

    def solve(self, pattern: Pattern, table: Table = UNIT) -> Table:
        """Extend the rows of a table, whose columns bind them all, by the solutions of a pattern."""
        match pattern:
            case Basic(matches):
                return self._matcher.match(matches, table)
            case Given():
                return join(self._terms, table, self._given(pattern))
            case Join(left, right):
                return self._joined(self.solve(left, table), right)
            case LeftJoin(left, right, condition):
                return self._optional(self.solve(left, table), right, condition)
            case Union(left, right):
                return stacked([self.solve(left, table), self.solve(right, table)])
            case Minus(left, right):
                return self._without(self.solve(left, table), left, right)
            case Filter():
                return self._filtered(pattern, table)
            case Extend(inner, name, expression):
                found = self.solve(inner, table)
                return found.extended({name: self._evaluator.value(expression, found)})
            case Order(inner, keys):
                found = self.solve(inner, table)
                columns = [(self._evaluator.value(each, found), upward) for each, upward in keys]
                return found.take(sorting.ordered(self._terms, columns))
        return join(self._terms, table, self._alone(pattern))

    def _alone(self, pattern: Pattern) -> Table:
        """Give the solutions of what is solved by itself: groups, queries within, and what takes only some rows."""
        match pattern:
            case Group(inner, _, aggregates):
                rows = self._within(all(each.distinct or each.function in ("MIN", "MAX") for each in aggregates))
                return grouping.grouped(self._terms, pattern, rows.solve(inner), self._evaluator.value)
            case Project(inner, shown):
                return self._within(self._once).solve(inner).only(shown)
            case Distinct(inner):
                return sorting.distinct(self._terms, self._within(True).solve(inner))
            case Slice(inner, start, length):
                found = self._within(False).solve(inner)
                last = found.size if length is None else min(found.size, start + length)
                return found.take(np.arange(min(start, last), last))
        raise AssertionError(pattern)

    def _given(self, pattern: Given) -> Table:
        codes = np.array([[NONE if each is None else self._terms.code(each.value) for each in row]
                          for row in pattern.rows], np.int32).reshape(len(pattern.rows), len(pattern.names))
        return Table(len(pattern.rows), {name: codes[:, place] for place, name in enumerate(pattern.names)})

    def _filtered(self, pattern: Filter, table: Table) -> Table:
        """Test conditions on a basic pattern as soon as their variables are bound, others at the end."""
        conditions: list[Expression] = []
        inner: Pattern = pattern
        while isinstance(inner, Filter):
            conditions.insert(0, inner.condition)
            inner = inner.pattern
        if isinstance(inner, Basic):
            return self._matcher.match(inner.matches, table, conditions)
        found = self.solve(inner, table)
        for condition in conditions:
            found = found.take(kept(self._evaluator.holds(condition, found)))
        return found

    def _joined(self, found: Table, right: Pattern) -> Table:
        rows, more = self._extended(found, right)
        return merged(found, more, rows, None)

    def _extended(self, found: Table, pattern: Pattern, anyhow: bool = False) -> tuple[Rows, Table]:
        """Give the solutions of a pattern that fit the rows of a table: the row of each, and what it binds.

        With `anyhow` all variables of the table are seen within the pattern, as those of EXISTS are.
        """
        shared = sorted(names(pattern) & found.columns.keys())
        if not anyhow and not self._is_seeded(pattern, shared, found):
            alone = self.solve(pattern)
            mine, places = pairs(self._terms, found, alone)
            return mine, alone.take(places)
        mark = f"#{self._depth}"
        parts: list[tuple[Rows, Table]] = []
        for rows, bindings in by_binding([found.columns[name] for name in shared], found.size):
            bound = [name for name, is_bound in zip(shared, bindings, strict=True) if is_bound]
            seeds = found.only(bound).take(rows)
            numbers = np.arange(seeds.size if rows is None else len(rows), dtype=np.int32)
            solved = self._within(self._once).solve(pattern, Table(len(numbers), {**seeds.columns, mark: numbers}))
            marks = solved.columns[mark]
            fresh = solved.only(solved.columns.keys() - {mark, *bound})
            if marks is numbers and rows is None:
                return None, fresh
            parts.append((marks if rows is None else rows[marks], fresh))
        if len(parts) == 1:
            return parts[0]
        return np.concatenate([np.zeros(0, np.int64), *(each for each, _ in parts)]), stacked([t for _, t in parts])

    def _is_seeded(self, pattern: Pattern, shared: list[str], found: Table) -> bool:
        if not shared or not is_seedable(pattern, set(found.columns)):
            return False
        _, seeded = self._estimator.work(pattern, set(shared))
        rows, alone = self._estimator.work(pattern, set())
        return found.size * seeded <= alone + _JOINING * (rows + found.size)

    def _optional(self, found: Table, right: Pattern, condition: Expression | None) -> Table:
        rows, more = self._extended(found, right)
        if condition is not None:
            seen = names(condition)
            joint = merged(found.only(seen), more.only(seen), rows, None)
            fits = kept(self._evaluator.holds(condition, joint))
            more = more.take(fits)
            rows = fits if rows is None else rows if fits is None else rows[fits]
        if rows is None:
            return merged(found, more, None, None)
        if len(rows) == 0 or bool((rows[1:] > rows[:-1]).all()):
            return merged(found, _scattered(more, rows, found.size), None, None)
        alone = np.ones(found.size, np.bool_)
        alone[rows] = False
        matched = merged(found, more, rows, None)
        return stacked([matched, found.take(np.flatnonzero(alone))]) if alone.any() else matched

    def _without(self, found: Table, left: Pattern, right: Pattern) -> Table:
        """Leave out rows that fit a pattern and bind a variable of it."""
        shared = sorted(visible(left) & visible(right) & found.columns.keys())
        if not shared:
            return found
        mine = found.only(shared)
        if set(shared) <= certain(left) & certain(right) and self._is_seeded(right, shared, mine):
            rows, _ = self._within(True)._extended(mine, right)
        else:
            rows, _ = pairs(self._terms, mine, self._within(True).solve(right).only(shared), apart=True)
        gone = np.full(found.size, rows is None, np.bool_)
        if rows is not None:
            gone[rows] = True
        return found.take(kept(~gone))

    def _asked(self, expression: Exists, table: Table) -> Array:
        """Answer EXISTS by matching the pattern with each row substituted into it."""
        pattern = expression.pattern
        if _hides(pattern, set(table.columns)):
            raise Outside("EXISTS of a query within, or of MINUS, that sees variables from outside",
                          "EXISTS 内的子查询或 MINUS 涉及外部变量")
        rows, _ = self._within(True)._extended(table.only(names(pattern)), pattern, anyhow=True)
        there = np.full(table.size, rows is None, np.bool_)
        if rows is not None:
            there[rows] = True
        return np.asarray(there != expression.negated).astype(np.int8)


def _scattered(table: Table, rows: Array, size: int) -> Table:
    """Put rows that are in order in their places, with nothing between."""
    columns: dict[str, Codes] = {}
    for name, column in table.columns.items():
        columns[name] = nothing(size)
        columns[name][rows] = column
    return Table(size, columns)


def _hides(pattern: Pattern, known: set[str]) -> bool:
    """Whether a pattern has a part that sees variables of its surroundings otherwise than by joining."""
    match pattern:
        case Basic() | Given():
            return False
        case Join(left, right) | Union(left, right) | LeftJoin(left, right, _):
            return _hides(left, known) or _hides(right, known)
        case Filter(inner, _):
            return _hides(inner, known)
        case Extend(inner, name, _):
            return name in known or _hides(inner, known)
        case Minus(left, right):
            return _hides(left, known) or bool(names(right) & known)
    return bool(names(pattern) & known)


def unseen(pattern: Pattern, shown: Sequence[str]) -> frozenset[str]:
    """Give the variables that stand in one place of a query only."""
    return frozenset(name for name, count in occurrences(pattern).items() if count == 1 and name not in shown)
