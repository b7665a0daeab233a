"""Shapes judge all their focus nodes at once.

A shape is a list of demands; a demand gives the rows that break it. What one shape says of the nodes of another is
asked once for all distinct nodes and spread back over the rows.

Source: SHACL, sections 2.1 and 3.4 (validation), 3.4.3 (recursion: a shape met again within its own judgement
holds for the nodes it is judging), 3.6 (validation report).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any, Protocol

import numpy as np
import pyoxigraph as ox

from .arrays import Array, Codes, Mask, distinct, expand, member
from .paths import Path, values
from .statements import Node
from .terms import NONE, Terms
from .triples import Triples


@dataclass(frozen=True, slots=True)
class Nodes:
    """What a demand looks at: focus nodes, and value nodes with the places of their focus nodes."""

    focus: Codes
    rows: Array
    values: Codes


@dataclass(frozen=True, slots=True)
class Found:
    """What breaks a demand: places of focus nodes, with a value and a path where there is one; -1 for none."""

    rows: Array
    values: Codes | None = None
    paths: Codes | None = None
    bindings: Mapping[str, Codes] = field(default_factory=dict)
    details: tuple[Batch, ...] = ()
    passed_on: tuple[Batch, ...] | None = None


class Check(Protocol):
    """One array step."""

    def judge(self, run: Run, nodes: Nodes) -> Found:
        """Find what breaks the demand."""


@dataclass(frozen=True, slots=True)
class Demand:
    """A constraint of a shape: what to check, and how to report it."""

    component: str
    check: Check
    parameters: tuple[tuple[str, str], ...] = ()
    node: Node | None = None
    messages: tuple[ox.Literal, ...] = ()


def constants(part: object) -> Iterator[str]:
    """Give every term in N-Triples form that a part of a shape names, so that all are looked up at once."""
    if isinstance(part, str):
        if part[:1] in ("<", '"'):
            yield part
    elif isinstance(part, tuple):
        for each in part:
            yield from constants(each)
    elif is_dataclass(part):
        for each in fields(part):
            yield from constants(getattr(part, each.name))


@dataclass(frozen=True, slots=True)
class Shape:
    """A shape of the shapes graph; `path` is None for a node shape."""

    node: Node
    path: Path | None
    path_node: Node | None
    severity: ox.NamedNode
    messages: tuple[ox.Literal, ...]
    deactivated: bool
    demands: tuple[Demand, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """Results of one demand, as columns; `origins` are the nodes whose judgement the results belong to."""

    shape: Shape
    demand: Demand
    origins: Codes
    focus: Codes
    values: Codes
    paths: Codes | None
    bindings: Mapping[str, Codes]
    details: tuple[Batch, ...]

    def spread(self, nodes: Nodes) -> Batch:
        """Give the results once for each focus node that has the origin as a value."""
        order = np.argsort(self.origins, kind="stable")
        pairs, places = expand(nodes.values, self.origins[order])
        rows = order[places]
        return Batch(self.shape, self.demand, nodes.focus[nodes.rows[pairs]], self.focus[rows], self.values[rows],
                     None if self.paths is None else self.paths[rows],
                     {name: codes[rows] for name, codes in self.bindings.items()}, self.details)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outcome:
    """Which of the focus nodes fail, and the results."""

    fails: Mask
    batches: tuple[Batch, ...]


class Run:
    """One validation: the data, the shapes by node, and what is being judged just now."""

    __slots__ = ("_judging", "fallback", "shapes", "triples")

    def __init__(self, triples: Triples, shapes: Mapping[Node, Shape], fallback: Any) -> None:
        self.triples = triples
        self.shapes = shapes
        self.fallback = fallback
        self._judging: dict[Node, list[Codes]] = {}

    @property
    def terms(self) -> Terms:
        """The terms of the data."""
        return self.triples.terms

    def evaluate(self, node: Node, focus: Codes) -> Outcome:
        """Judge distinct focus nodes by a shape."""
        shape = self.shapes[node]
        fails = np.zeros(len(focus), np.bool_)
        open_rows = np.arange(len(focus))
        for judged in self._judging.get(node, ()):
            open_rows = open_rows[~member(focus[open_rows], judged, len(self.terms))]
        if shape.deactivated or not len(open_rows):
            return Outcome(fails, ())
        asked = focus[open_rows]
        self._judging.setdefault(node, []).append(asked)
        batches: list[Batch] = []
        nodes = self._nodes(shape, asked)
        for demand in shape.demands:
            found = self.judged(shape, demand, nodes)
            fails[open_rows[found.rows]] = True
            batches += self._batches(shape, demand, asked, found)
        self._judging[node].pop()
        return Outcome(fails, tuple(batches))

    def judged(self, shape: Shape, demand: Demand, nodes: Nodes) -> Found:
        """Find what breaks a demand of a shape."""
        return demand.check.judge(self, nodes)

    def fails(self, node: Node, codes: Codes) -> tuple[Mask, tuple[Batch, ...]]:
        """Say of each code, repeated or not, whether it fails a shape; with the results."""
        once, inverse = distinct(codes)
        outcome = self.evaluate(node, once)
        return outcome.fails[inverse], outcome.batches

    def _nodes(self, shape: Shape, focus: Codes) -> Nodes:
        if shape.path is None:
            return Nodes(focus, np.arange(len(focus)), focus)
        rows, found = values(shape.path, self.triples, focus)
        return Nodes(focus, rows, found)

    def _batches(self, shape: Shape, demand: Demand, focus: Codes, found: Found) -> Iterator[Batch]:
        if found.passed_on is not None:
            yield from found.passed_on
        elif len(found.rows):
            nothing = np.full(len(found.rows), NONE, np.int64)
            failing = focus[found.rows]
            yield Batch(shape, demand, failing, failing, nothing if found.values is None else found.values,
                        found.paths, found.bindings, found.details)  # fmt: skip
