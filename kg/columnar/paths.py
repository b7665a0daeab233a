"""Property paths: read once, followed for all focus nodes at once.

Source: SHACL, section 2.3.1 (property paths); SPARQL 1.1 Query, section 9 (what a path means, and how often it counts).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pyoxigraph as ox

from .arrays import Array, Codes, Index, distinct, ordered_pairs, without
from .errors import ShapesError
from .names import SH
from .statements import Node, Statements
from .triples import Triples


@dataclass(frozen=True, slots=True)
class Step:
    """Along one predicate, given in N-Triples form."""

    predicate: str


@dataclass(frozen=True, slots=True)
class Inverse:
    """The path the other way round."""

    path: Path


@dataclass(frozen=True, slots=True)
class Sequence:
    """One path after the other."""

    paths: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Alternative:
    """Any of the paths."""

    paths: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """The path several times: at least none or once, at most once or without end."""

    path: Path
    least: int
    endless: bool


Path: TypeAlias = Step | Inverse | Sequence | Alternative | Repeat

_REPEATS = {"zeroOrMorePath": (0, True), "oneOrMorePath": (1, True), "zeroOrOnePath": (0, False)}


def read(statements: Statements, node: Node) -> Path:
    """Read a path of a shapes graph.

    Raises: ShapesError if it is not well-formed.
    """
    if isinstance(node, ox.NamedNode):
        return Step(str(node))
    if statements.is_list(node):
        return Sequence(tuple(read(statements, each) for each in statements.members(node)))
    if (inner := statements.one(node, SH + "inversePath")) is not None:
        return Inverse(read(statements, inner))
    if (inner := statements.one(node, SH + "alternativePath")) is not None:
        return Alternative(tuple(read(statements, each) for each in statements.members(inner)))
    for name, (least, endless) in _REPEATS.items():
        if (inner := statements.one(node, SH + name)) is not None:
            return Repeat(read(statements, inner), least, endless)
    raise ShapesError(f"{node} is not a well-formed property path")


def sparql(path: Path) -> str:
    """Write a path in the syntax of SPARQL."""
    match path:
        case Step(predicate):
            return predicate
        case Inverse(inner):
            return f"(^{sparql(inner)})"
        case Sequence(paths):
            return f"({'/'.join(map(sparql, paths))})"
        case Alternative(paths):
            return f"({'|'.join(map(sparql, paths))})"
        case Repeat(inner, least, endless):
            return f"({sparql(inner)}{('*', '+')[least] if endless else '?'})"


def values(path: Path, triples: Triples, focus: Codes) -> tuple[Array, Codes]:
    """Give the value nodes of focus nodes: places in `focus` and beside them the nodes, each pair once."""
    rows, found = follow(path, triples, focus)
    if isinstance(path, Step | Repeat) or (isinstance(path, Inverse) and isinstance(path.path, Step)):
        return rows, found
    return ordered_pairs(rows, found)


def follow(path: Path, triples: Triples, start: Codes, back: bool = False) -> tuple[Array, Codes]:
    """Follow a path from nodes, or back from its ends, as often as SPARQL counts a way: rows of `start`, and nodes."""
    match path:
        case Step(predicate):
            code = triples.terms.code(predicate)
            return (triples.backward(code) if back else triples.forward(code)).follow(start)
        case Inverse(inner):
            return follow(inner, triples, start, not back)
        case Sequence(paths):
            rows, found = np.arange(len(start)), start
            for each in reversed(paths) if back else paths:
                further, found = follow(each, triples, found, back)
                rows = rows[further]
            return rows, found
        case Alternative(paths):
            ways = [follow(each, triples, start, back) for each in paths]
            return np.concatenate([rows for rows, _ in ways]), np.concatenate([nodes for _, nodes in ways])
        case Repeat():
            return _repeat(path, triples, start, back)


def _repeat(path: Repeat, triples: Triples, start: Codes, back: bool) -> tuple[Array, Codes]:
    """Go on from each distinct node until nothing new is reached."""
    width = len(triples.terms)
    nodes, inverse = distinct(start)
    rows, found = np.arange(len(nodes)), nodes
    seen = rows * width + nodes if path.least == 0 else rows[:0]
    while len(rows):
        further, reached = follow(path.path, triples, found, back)
        keys, seen = without(rows[further] * width + reached, seen)
        rows, found = keys // width, keys % width
        if not path.endless:
            break
    return Index(seen // width, seen % width).follow(inverse)
