"""Basic graph patterns: triple patterns in the order in which they are expected to add the fewest rows.

Source: SPARQL 1.1 Query, sections 18.3 (basic graph patterns) and 9 (property paths).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from .algebra import Constant, Expression, Match, Variable, names
from .arrays import Array, Codes, Mask, Rows, crossed, kept
from .estimates import Estimator
from .following import follow, leads, origins
from .graph import ColumnGraph
from .paths import Path, Step
from .tables import Table, stacked
from .terms import Terms

Holds = Callable[[Expression, Table], Array]


class Matcher(NamedTuple):
    """What matches triple patterns: the graph and its terms, and what tests conditions.

    With `once` it does not matter how often a solution is found, so variables that nobody looks at need no value.
    """

    graph: ColumnGraph
    terms: Terms
    estimator: Estimator
    holds: Holds
    once: bool
    unseen: frozenset[str]

    def match(self, matches: Sequence[Match], table: Table, conditions: Sequence[Expression] = ()) -> Table:
        """Extend the rows of a table by patterns, under conditions that all have to hold; its columns bind all rows."""
        left, waiting = list(matches), list(conditions)
        bound_here = names(tuple(matches))
        while left or waiting:
            if left:
                best = self.estimator.best(left, table.columns.keys())
                left.remove(best)
                table = self._matched(best, table)
            ready = [each for each in waiting if not left or names(each) & bound_here <= table.columns.keys()]
            for condition in ready:
                waiting.remove(condition)
                table = table.take(kept(self.holds(condition, table)))
        return table

    def _matched(self, match: Match, table: Table) -> Table:
        if isinstance(match.predicate, Variable):
            return self._any_predicate(match, match.predicate, table)
        subjects, objects = (self._codes(slot, table) for slot in (match.subject, match.object))
        path = match.predicate
        if subjects is None and objects is None:
            return self._scanned(match, path, table)
        back = subjects is None or (objects is not None and self._is_shorter_back(path))
        start, end = (objects, subjects) if back else (subjects, objects)
        slot = match.subject if back else match.object
        assert start is not None
        if end is None and self._is_unseen(slot):
            return table.take(kept(leads(self.graph, path, start, back)))
        rows, found = follow(self.graph, path, start, back, self.once)
        if end is not None:
            fits = found == (end if rows is None else end[rows])
            return table.take(kept(fits) if rows is None else rows[fits])
        assert isinstance(slot, Variable)
        return table.take(rows).extended({slot.name: found})

    def _is_unseen(self, slot: Variable | Constant) -> bool:
        """Whether the end of a pattern needs no value: nobody looks at it, nor at how often it is found."""
        return self.once and isinstance(slot, Variable) and slot.name in self.unseen

    def _codes(self, slot: Variable | Constant, table: Table) -> Codes | None:
        """Give what is known of one end of a pattern, as terms of the graph."""
        if isinstance(slot, Constant):
            return np.full(table.size, self.terms.code(slot.value), np.int32)
        column = table.columns.get(slot.name)
        return None if column is None else self.terms.resolved(column)

    def _is_shorter_back(self, path: Path) -> bool:
        """Whether a path with two known ends is looked up from its end."""
        if not isinstance(path, Step):
            return False
        pairs, subjects = self.graph.fan(path.predicate)
        return pairs / max(1, subjects) > pairs / max(1, self.graph.fan(path.predicate, back=True)[1])

    def _scanned(self, match: Match, path: Path, table: Table) -> Table:
        subjects, objects = self._pairs(match, path)
        assert isinstance(match.subject, Variable)
        assert isinstance(match.object, Variable)
        if match.subject.name == match.object.name:
            subjects = objects = subjects[subjects == objects]
        rows: Rows = None
        if table.size != 1 or table.columns:
            rows, places = crossed(table.size, len(subjects))
            subjects, objects = subjects[places], objects[places]
        found = {match.subject.name: subjects, match.object.name: objects}
        return Table(len(subjects), found) if rows is None else table.take(rows).extended(found)

    def _pairs(self, match: Match, path: Path) -> tuple[Codes, Codes]:
        """Give all pairs that a path leads from and to; of an end that nobody looks at, any one."""
        if isinstance(path, Step):
            relation = self.graph.relation(path.predicate)
            if relation is None:
                return np.zeros(0, np.int32), np.zeros(0, np.int32)
            if self._is_unseen(match.object):
                return (relation.holders(),) * 2
            back = self.graph.relation(path.predicate, back=True)
            if back is not None and self._is_unseen(match.subject):
                return (back.holders(),) * 2
            return relation.all()
        start = origins(self.graph, path)
        rows, objects = follow(self.graph, path, start, False, self.once)
        return (start if rows is None else start[rows]), objects

    def _any_predicate(self, match: Match, predicate: Variable, table: Table) -> Table:
        """Match each predicate in turn, or those that the variable is bound to."""
        known = table.columns.get(predicate.name)
        tables = []
        for iri in self.graph.predicates:
            code = self.graph.code(iri)
            part = table if known is None else table.take(kept(self._is(known, code)))
            if part.size:
                fixed = Match(match.subject, Step(iri), match.object)
                part = self._matched(fixed, part)
                if known is None and not self._is_unseen(predicate):
                    part = self._named(part, predicate.name, code)
                tables.append(part)
        return stacked(tables) if tables else self._empty(match, table)

    def _is(self, column: Codes, code: int) -> Mask:
        return np.asarray(self.terms.resolved(column) == code)

    def _named(self, table: Table, name: str, code: int) -> Table:
        """Bind a variable of a predicate, unless the match has bound it already to something else."""
        if name in table.columns:
            return table.take(kept(table.columns[name] == code))
        return table.extended({name: np.full(table.size, code, np.int32)})

    def _empty(self, match: Match, table: Table) -> Table:
        found = table.take(np.zeros(0, np.int64))
        return found.extended({name: np.zeros(0, np.int32) for name in names(match) - table.columns.keys()})
