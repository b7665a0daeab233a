"""How many rows patterns are expected to give, from the numbers of statements and of nodes of each predicate."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from .algebra import (
    Basic,
    Constant,
    Extend,
    Filter,
    Given,
    Join,
    LeftJoin,
    Match,
    Minus,
    Pattern,
    Union,
    Variable,
    names,
    visible,
)
from .graph import ColumnGraph
from .paths import Alternative, Chain, Inverse, Path, Repeat, Step
from .terms import Terms

MANY = 1e12
_REPEATED = 4.0
_STATEMENTS = 20.0
"""How many statements a node is expected to have."""


def is_known(slot: Variable | Constant, known: Collection[str]) -> bool:
    """Whether an end of a pattern is a term or a variable that is bound."""
    return isinstance(slot, Constant) or slot.name in known


class Estimator:
    """What guesses how much work a pattern is."""

    def __init__(self, graph: ColumnGraph, terms: Terms) -> None:
        self._graph = graph
        self._terms = terms
        self._total = float(sum(graph.fan(each)[0] for each in graph.predicates))

    def work(self, pattern: Pattern, known: set[str]) -> tuple[float, float]:
        """Give how many rows a pattern gives for each row that binds the variables `known`, and passes on its way."""
        match pattern:
            case Basic(matches):
                return self._basic(matches, known)
            case Given(found, given):
                return (0.5 if known & set(found) else float(len(given))), 1.0
            case Join(left, right):
                rows, cost = self.work(left, known)
                more, further = self.work(right, known | visible(left))
                return rows * more, cost + rows * further
            case LeftJoin(left, right, _):
                rows, cost = self.work(left, known)
                more, further = self.work(right, known | visible(left))
                return rows * max(1, more), cost + rows * further
            case Union(left, right):
                (rows, cost), (more, further) = (self.work(each, known) for each in (left, right))
                return rows + more, cost + further
            case Filter(inner, _) | Extend(inner, _, _) | Minus(inner, _):
                rows, cost = self.work(inner, known)
                return rows, cost + rows
            case _:
                return self.work(pattern.pattern, set())

    def _basic(self, matches: tuple[Match, ...], known: set[str]) -> tuple[float, float]:
        left, known = list(matches), set(known)
        rows, cost = 1.0, 0.0
        while left:
            best = self.best(left, known)
            rows *= self.fan(best, known)
            cost += rows + 1
            left.remove(best)
            known |= names(best)
        return rows, cost

    def best(self, matches: Sequence[Match], known: Collection[str]) -> Match:
        """Choose what is matched next: what adds the fewest rows, of that which has to do with what is known."""
        linked = [match for match in matches if not names(match).isdisjoint(known)]
        return min(linked or matches, key=lambda match: self.fan(match, known))

    def fan(self, match: Match, known: Collection[str]) -> float:
        """Guess how many rows a row becomes."""
        subject, thing = is_known(match.subject, known), is_known(match.object, known)
        if subject and thing:
            return 0.5
        if isinstance(match.predicate, Variable):
            share = len(self._graph.predicates) if match.predicate.name in known else 1
            return (_STATEMENTS if subject or thing else self._total) / share
        path = match.predicate
        if not subject and not thing:
            return self._size(path)
        return self._lead(path, match.subject if subject else match.object, back=thing)

    def _size(self, path: Path) -> float:
        match path:
            case Step(predicate):
                return float(self._graph.fan(predicate)[0])
            case Inverse(inner):
                return self._size(inner)
            case Chain(parts):
                size = self._size(parts[0])
                for each in parts[1:]:
                    size *= self._lead(each, None, back=False)
                return size
            case Alternative(parts):
                return sum(map(self._size, parts))
            case Repeat(inner, least, _):
                return MANY if least == 0 else _REPEATED * self._size(inner)

    def _lead(self, path: Path, slot: Variable | Constant | None, back: bool) -> float:
        """Guess to how many nodes a path leads from one."""
        match path:
            case Step(predicate):
                if isinstance(slot, Constant):
                    relation = self._graph.relation(predicate, back)
                    place = np.array([self._terms.code(slot.value)], np.int32)
                    return 0.0 if relation is None else float(relation.counts(place)[0])
                pairs, keys = self._graph.fan(predicate, back)
                return pairs / max(1, keys)
            case Inverse(inner):
                return self._lead(inner, slot, not back)
            case Chain(parts):
                size = 1.0
                for each in parts[::-1] if back else parts:
                    size *= self._lead(each, slot, back)
                    slot = None
                return size
            case Alternative(parts):
                return sum(self._lead(each, slot, back) for each in parts)
            case Repeat(inner, least, _):
                return (1 - least) + _REPEATED * min(1.0, self._lead(inner, slot, back))
