"""Triples as columns of codes, indexed by predicate in both directions.

Source: RDF 1.1 Concepts, section 3 (a graph is a set); SHACL, section 1.1 (SHACL types, subclasses and instances).
"""

from __future__ import annotations

import numpy as np

from .arrays import Array, Codes, Index, distinct, ordered_pairs, unique, without
from .names import SUBCLASS, TYPE
from .terms import Terms


def ordered(columns: Array) -> Array:
    """Order triples by predicate, subject and object, each once, in 32 bits.

    `columns` are three rows of codes: subjects, predicates, objects.
    """
    columns = columns.astype(np.int32, copy=False)
    if not columns.size:
        return columns
    names, places = distinct(columns[1])
    order = np.argsort(places.astype(np.uint16) if len(names) < 2**16 else places, kind="stable")
    subjects, predicates, objects = columns[:, order]
    begins = np.flatnonzero(np.diff(predicates, prepend=-1)).tolist()
    spans = [slice(begin, end) for begin, end in zip(begins, [*begins[1:], len(predicates)], strict=True)]
    pairs = [ordered_pairs(subjects[span], objects[span]) for span in spans]
    names = np.repeat(predicates[begins], [len(near) for near, _ in pairs])
    return np.stack([np.concatenate([near for near, _ in pairs]), names, np.concatenate([far for _, far in pairs])])


class Triples:
    """A graph, in 32 bits a code: what is asked of it is computed once and kept."""

    __slots__ = ("_backward", "_forward", "_instances", "_spans", "_whole", "objects", "predicates", "subjects",
                 "terms")  # fmt: skip

    def __init__(self, terms: Terms, subjects: Array, predicates: Array, objects: Array) -> None:
        """Take columns as `ordered` gives them."""
        self.terms = terms
        self.subjects, self.predicates, self.objects = subjects, predicates, objects
        starts = np.flatnonzero(np.diff(self.predicates, prepend=-1))
        ends = [*starts[1:].tolist(), len(predicates)]
        self._spans = dict(zip(self.predicates[starts].tolist(), zip(starts.tolist(), ends, strict=True), strict=True))
        self._forward: dict[int, Index] = {}
        self._backward: dict[int, Index] = {}
        self._instances: dict[int, Codes] = {}
        self._whole: dict[bool, tuple[Index, Codes]] = {}

    def __len__(self) -> int:
        return len(self.subjects)

    def used_predicates(self) -> list[int]:
        """Give the codes of the predicates that occur."""
        return list(self._spans)

    def forward(self, predicate: int) -> Index:
        """Give the objects of a predicate by subject."""
        if predicate not in self._forward:
            span = slice(*self._spans.get(predicate, (0, 0)))
            self._forward[predicate] = Index(self.subjects[span], self.objects[span])
        return self._forward[predicate]

    def backward(self, predicate: int) -> Index:
        """Give the subjects of a predicate by object."""
        if predicate not in self._backward:
            pairs = self.forward(predicate)
            order = np.argsort(pairs.far, kind="stable")
            self._backward[predicate] = Index(pairs.far[order], pairs.near[order])
        return self._backward[predicate]

    def whole(self, back: bool = False) -> tuple[Index, Codes]:
        """Give all triples, each once: objects by subject, or subjects by object, and beside each the predicate."""
        if back not in self._whole:
            names, near, far = self._spans, [self.subjects[:0]], [self.subjects[:0]]
            for name in names:
                pairs = self.forward(name)
                near.append(pairs.far if back else pairs.near)
                far.append(pairs.near if back else pairs.far)
            predicates = np.repeat(np.array([-1, *names]), [len(each) for each in near])
            order = np.argsort(found := np.concatenate(near), kind="stable")
            self._whole[back] = Index(found[order], np.concatenate(far)[order]), predicates[order]
        return self._whole[back]

    def subclasses(self, of: int) -> Codes:
        """Give a class and everything below it, by `rdfs:subClassOf` in this graph."""
        below = self.backward(self.terms.code(SUBCLASS))
        found = frontier = np.array([of], np.int64)
        while len(frontier):
            frontier, found = without(below.follow(frontier)[1], found)
        return found

    def instances(self, of: int) -> Codes:
        """Give the SHACL instances of a class."""
        if of not in self._instances:
            members = self.backward(self.terms.code(TYPE))
            self._instances[of] = unique(members.follow(self.subclasses(of))[1])
        return self._instances[of]
