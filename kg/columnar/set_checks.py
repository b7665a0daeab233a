"""Demands on all value nodes of a focus node together, and on their relation to other properties.

Source: SHACL, sections 4.2 (cardinality), 4.4.5 (sh:uniqueLang), 4.5 (property pairs), 4.8.1 (sh:closed) and
4.8.2 (sh:hasValue).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .arrays import Array, Codes, expand, flagged, pair_member
from .comparing import order
from .evaluation import Found, Nodes, Run


@dataclass(frozen=True, slots=True)
class Count:
    """sh:minCount and sh:maxCount."""

    least: int = 0
    most: int | None = None

    def judge(self, run: Run, nodes: Nodes) -> Found:
        """Find focus nodes with too few or too many values."""
        counts = np.bincount(nodes.rows, minlength=len(nodes.focus))
        bad = counts < self.least
        if self.most is not None:
            bad |= counts > self.most
        return Found(np.flatnonzero(bad))


@dataclass(frozen=True, slots=True)
class HasValue:
    """sh:hasValue: one of the values is the given term."""

    value: str

    def judge(self, run: Run, nodes: Nodes) -> Found:
        """Find focus nodes without it."""
        having = flagged(nodes.rows[nodes.values == run.terms.code(self.value)], len(nodes.focus))
        return Found(np.flatnonzero(~having))


@dataclass(frozen=True, slots=True)
class UniqueLanguage:
    """sh:uniqueLang: no language twice."""

    def judge(self, run: Run, nodes: Nodes) -> Found:
        """Find focus nodes with several values of a language, once for each such language."""
        suffixes = run.terms.suffix_codes()[nodes.values]
        tagged = np.array([bool(tag) for tag in run.terms.tags] + [False])[suffixes]
        width = len(run.terms.tags) + 1
        keys, counts = np.unique(nodes.rows[tagged] * width + suffixes[tagged], return_counts=True)
        return Found(keys[counts > 1] // width)


def _others(run: Run, nodes: Nodes, predicate: str) -> tuple[Array, Codes]:
    return run.triples.forward(run.terms.code(predicate)).follow(nodes.focus)


@dataclass(frozen=True, slots=True)
class Equals:
    """sh:equals: the same set of values as another property."""

    predicate: str

    def judge(self, run: Run, nodes: Nodes) -> Found:
        """Find values that only one of the two has."""
        others, own = _others(run, nodes, self.predicate), (nodes.rows, nodes.values)
        lacking = ~pair_member(*own, others)
        surplus = ~pair_member(*others, own)
        return Found(np.concatenate([own[0][lacking], others[0][surplus]]),
                     np.concatenate([own[1][lacking], others[1][surplus]]))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Disjoint:
    """sh:disjoint: no value in common with another property."""

    predicate: str

    def judge(self, run: Run, nodes: Nodes) -> Found:
        """Find values that both have."""
        shared = pair_member(nodes.rows, nodes.values, _others(run, nodes, self.predicate))
        return Found(nodes.rows[shared], nodes.values[shared])


@dataclass(frozen=True, slots=True)
class LessThan:
    """sh:lessThan and sh:lessThanOrEquals: every value against every value of another property."""

    predicate: str
    signs: tuple[int, ...]

    def judge(self, run: Run, nodes: Nodes) -> Found:
        """Find values not below, once for each value of the other property."""
        rows, others = _others(run, nodes, self.predicate)
        places, against = expand(nodes.rows, rows)
        compared = order(run.terms, nodes.values[places], others[against])
        bad = places[~(compared.known & np.isin(compared.sign, self.signs))]
        return Found(nodes.rows[bad], nodes.values[bad])


@dataclass(frozen=True, slots=True)
class Closed:
    """sh:closed: no properties but those named."""

    allowed: tuple[str, ...]

    def judge(self, run: Run, nodes: Nodes) -> Found:
        """Find statements with other properties; the property becomes the path of the result."""
        allowed = set(run.terms.codes(self.allowed).tolist())
        found: list[tuple[Array, Codes, Codes]] = []
        for predicate in run.triples.used_predicates():
            if predicate not in allowed:
                places, objects = run.triples.forward(predicate).follow(nodes.values)
                found.append((places, objects, np.full(len(objects), predicate)))
        if not found:
            return Found(np.zeros(0, np.int64))
        rows, values, paths = (np.concatenate([each[part] for each in found]) for part in range(3))
        return Found(nodes.rows[rows], values, paths)
