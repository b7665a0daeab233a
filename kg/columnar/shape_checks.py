"""Demands that lead to other shapes.

Source: SHACL, sections 4.6 (logical constraints) and 4.7 (shape-based constraints).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .arrays import Mask
from .evaluation import Batch, Found, Nodes, Run
from .statements import Node


@dataclass(frozen=True, slots=True)
class NodeCheck:
    """sh:node, and each member of sh:and: values conform to a shape."""

    shape: Node

    def judge(self, run: Run, nodes: Nodes) -> Found:
        """Find values that fail it."""
        fails, details = run.fails(self.shape, nodes.values)
        return Found(nodes.rows[fails], nodes.values[fails], details=details)


@dataclass(frozen=True, slots=True)
class Property:
    """sh:property: values are focus nodes of a property shape, which reports by itself."""

    shape: Node

    def judge(self, run: Run, nodes: Nodes) -> Found:
        """Find focus nodes of which a value fails."""
        fails, batches = run.fails(self.shape, nodes.values)
        return Found(nodes.rows[fails], passed_on=tuple(each.spread(nodes) for each in batches))


@dataclass(frozen=True, slots=True)
class Not:
    """sh:not: values fail a shape."""

    shape: Node

    def judge(self, run: Run, nodes: Nodes) -> Found:
        """Find values that conform to it."""
        fails, _ = run.fails(self.shape, nodes.values)
        return Found(nodes.rows[~fails], nodes.values[~fails])


@dataclass(frozen=True, slots=True)
class Some:
    """sh:and, sh:or and sh:xone: between `least` and `most` of the shapes hold."""

    shapes: tuple[Node, ...]
    least: int
    most: int

    def judge(self, run: Run, nodes: Nodes) -> Found:
        """Find values to which fewer or more of the shapes apply."""
        holding = np.zeros(len(nodes.values), np.int64)
        details: tuple[Batch, ...] = ()
        for shape in self.shapes:
            fails, batches = run.fails(shape, nodes.values)
            holding += ~fails
            details += batches
        bad = (holding < self.least) | (holding > self.most)
        return Found(nodes.rows[bad], nodes.values[bad], details=details)


@dataclass(frozen=True, slots=True)
class Qualified:
    """sh:qualifiedValueShape: how many values conform to a shape, and to none of its siblings if these are disjoint."""

    shape: Node
    siblings: tuple[Node, ...]
    least: int = 0
    most: int | None = None

    def judge(self, run: Run, nodes: Nodes) -> Found:
        """Find focus nodes with too few or too many such values."""
        counted: Mask = ~run.fails(self.shape, nodes.values)[0]
        for sibling in self.siblings:
            counted &= run.fails(sibling, nodes.values)[0]
        counts = np.bincount(nodes.rows[counted], minlength=len(nodes.focus))
        bad = counts < self.least
        if self.most is not None:
            bad |= counts > self.most
        return Found(np.flatnonzero(bad))
