"""Triples as columns of codes, indexed by predicate in both directions.

Source: RDF 1.1 Concepts, section 3 (a graph is a set); SHACL, section 1.1 (SHACL types, subclasses and instances).
"""

from __future__ import annotations

import numpy as np

from .arrays import distinct_pairs, expand
from .names import SUBCLASS, TYPE
from .terms import Array, Codes, Terms


class Triples:
    """A graph: what is asked of it is computed once and kept."""

    __slots__ = ("_all", "_backward", "_forward", "_instances", "_order", "_spans", "objects", "predicates",
                 "subjects", "terms")  # fmt: skip

    def __init__(self, terms: Terms, subjects: Codes, predicates: Codes, objects: Codes) -> None:
        self.terms = terms
        self.subjects, self.predicates, self.objects = subjects, predicates, objects
        self._order: Array = np.argsort(predicates, kind="stable")
        names, starts = np.unique(predicates[self._order], return_index=True)
        ends = [*starts[1:].tolist(), len(predicates)]
        self._spans = {int(name): (int(start), end) for name, start, end in zip(names, starts, ends, strict=True)}
        self._forward: dict[int, tuple[Codes, Codes]] = {}
        self._backward: dict[int, tuple[Codes, Codes]] = {}
        self._instances: dict[int, Codes] = {}
        self._all: tuple[Codes, Codes, Codes] | None = None

    def __len__(self) -> int:
        return len(self.subjects)

    def used_predicates(self) -> list[int]:
        """Give the codes of the predicates that occur."""
        return list(self._spans)

    def forward(self, predicate: int) -> tuple[Codes, Codes]:
        """Give subjects and objects of a predicate, each pair once, ordered by subject."""
        if predicate not in self._forward:
            start, end = self._spans.get(predicate, (0, 0))
            rows = self._order[start:end]
            self._forward[predicate] = distinct_pairs(self.subjects[rows], self.objects[rows])
        return self._forward[predicate]

    def backward(self, predicate: int) -> tuple[Codes, Codes]:
        """Give objects and subjects of a predicate, each pair once, ordered by object."""
        if predicate not in self._backward:
            subjects, objects = self.forward(predicate)
            order = np.argsort(objects, kind="stable")
            self._backward[predicate] = (objects[order], subjects[order])
        return self._backward[predicate]

    def whole(self) -> tuple[Codes, Codes, Codes]:
        """Give all triples, each once, ordered by subject."""
        if self._all is None:
            parts = [(name, *self.forward(name)) for name in self._spans]
            predicates = np.concatenate([np.full(len(s), name) for name, s, _ in parts] or [self.subjects])
            subjects = np.concatenate([s for _, s, _ in parts] or [self.subjects])
            objects = np.concatenate([o for _, _, o in parts] or [self.subjects])
            order = np.argsort(subjects, kind="stable")
            self._all = subjects[order], predicates[order], objects[order]
        return self._all

    def subclasses(self, of: int) -> Codes:
        """Give a class and everything below it, by `rdfs:subClassOf` in this graph."""
        above, below = self.backward(self.terms.code(SUBCLASS))
        found = frontier = np.array([of], np.int64)
        while len(frontier):
            _, places = expand(frontier, above)
            frontier = np.setdiff1d(below[places], found)
            found = np.union1d(found, frontier)
        return found

    def instances(self, of: int) -> Codes:
        """Give the SHACL instances of a class."""
        if of not in self._instances:
            classes, members = self.backward(self.terms.code(TYPE))
            _, places = expand(self.subclasses(of), classes)
            self._instances[of] = np.unique(members[places])
        return self._instances[of]
