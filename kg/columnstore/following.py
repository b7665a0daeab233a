"""Paths followed from many nodes at once.

As in Oxigraph an alternative counts once what both of its ways lead to, where the standard counts it twice.

Source: SPARQL 1.1 Query, sections 9.3 (cycles) and 18.4 (property path patterns).
"""

from __future__ import annotations

import numpy as np

from .arrays import Array, Codes, Mask, Rows, after, bounded, once, taken, within
from .errors import Outside
from .graph import ColumnGraph
from .paths import Alternative, Chain, Inverse, Path, Repeat, Step


def follow(graph: ColumnGraph, path: Path, start: Codes, back: bool, is_set: bool) -> tuple[Rows, Codes]:
    """Follow a path from nodes, or back from its ends: rows of `start`, and where each leads.

    With `is_set` it does not matter how often a way is counted.
    """
    match path:
        case Step(predicate):
            relation = graph.relation(predicate, back)
            return _nowhere() if relation is None else relation.follow(start)
        case Inverse(inner):
            return follow(graph, inner, start, not back, is_set)
        case Chain(parts):
            return _in_turn(graph, parts[::-1] if back else parts, start, back, is_set)
        case Alternative(parts):
            ways = [follow(graph, each, start, back, is_set) for each in parts]
            rows = np.concatenate([np.arange(len(start)) if each is None else each for each, _ in ways])
            return _distinct(rows, np.concatenate([found for _, found in ways]))
        case Repeat():
            return _repeated(graph, path, start, back)


def leads(graph: ColumnGraph, path: Path, start: Codes, back: bool) -> Mask:
    """Say of each node whether a path leads anywhere from it."""
    match path:
        case Inverse(inner):
            return leads(graph, inner, start, not back)
        case Alternative(parts):
            found = np.zeros(len(start), np.bool_)
            for each in parts:
                rest = np.flatnonzero(~found)
                if len(rest):
                    found[rest] = leads(graph, each, start[rest], back)
            return found
        case Repeat(_, 0, _):
            return _is_node(graph, start)
        case Repeat(inner, _, _):
            return leads(graph, inner, start, back)
        case _:
            rows, _ = follow(graph, path, start, back, True)
            found = np.full(len(start), rows is None, np.bool_)
            if rows is not None:
                found[rows] = True
            return found


def origins(graph: ColumnGraph, path: Path, back: bool = False) -> Codes:
    """Give all nodes from which a path may lead somewhere.

    Raises: Outside if these are all nodes there are.
    """
    match path:
        case Step(predicate):
            relation = graph.relation(predicate, back)
            return np.zeros(0, np.int32) if relation is None else relation.holders()
        case Inverse(inner):
            return origins(graph, inner, not back)
        case Chain(parts):
            return origins(graph, parts[-1 if back else 0], back)
        case Alternative(parts):
            return np.unique(np.concatenate([origins(graph, each, back) for each in parts]))
        case Repeat(_, 0, _):
            raise Outside("a path of no steps from anywhere", "起点不定的零步路径")
        case Repeat(inner, _, _):
            return origins(graph, inner, back)


def _nowhere() -> tuple[Rows, Codes]:
    return np.zeros(0, np.int64), np.zeros(0, np.int32)


def _in_turn(graph: ColumnGraph, parts: tuple[Path, ...], start: Codes, back: bool, is_set: bool) -> tuple[Rows, Codes]:
    rows: Rows = None
    found = start
    for each in parts:
        further, found = follow(graph, each, found, back, is_set)
        rows = after(rows, further)
        if is_set and rows is not None:
            rows, found = _distinct(rows, found)
    return rows, found


def _distinct(rows: Array, found: Codes) -> tuple[Array, Codes]:
    """Give each pair once, in order."""
    if not len(rows):
        return rows, found
    keys = once(rows.astype(np.int64) << 32 | found)
    return keys >> 32, (keys & 0xFFFFFFFF).astype(np.int32)


def _repeated(graph: ColumnGraph, path: Repeat, start: Codes, back: bool) -> tuple[Rows, Codes]:
    width = graph.dictionary.size
    rows = np.flatnonzero(_is_node(graph, start)) if path.least == 0 else np.arange(len(start))
    found = start[rows]
    seen = rows * width + found if path.least == 0 else np.zeros(0, np.int64)
    while len(rows):
        further, reached = follow(graph, path.path, found, back, True)
        keys = once(taken(rows, further) * width + reached)
        keys = keys[~within(keys, seen)]
        bounded(len(seen) + len(keys))
        seen = np.sort(np.concatenate([seen, keys]))
        rows, found = keys // width, (keys % width).astype(np.int32)
        if not path.endless:
            break
    return seen // width, (seen % width).astype(np.int32)


def _is_node(graph: ColumnGraph, codes: Codes) -> Mask:
    """Say of each term whether it is a node of the graph; all terms of the graph are, but some predicates."""
    found = (codes >= 0) & (codes < graph.dictionary.size)
    for row in np.flatnonzero(within(codes, graph.predicate_codes)).tolist():
        found[row] = graph.is_node(int(codes[row]))
    return np.asarray(found)
