"""Who names whom in a graph: the nodes whose verdict may depend on a change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from pyoxigraph import NamedNode, Triple

from ..namespaces import ID, PC, PROV

_SHARED = {PC + name for name in ("onIndicator", "aboutTarget", "aboutOutcome", "part", "whole", "statedIn", "restates",
                                  "subsetOf", "sumOf")} | {PROV + "wasQuotedFrom"}  # fmt: skip
_FAR = 3


class Neighbours:
    """The references of a graph, both ways."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._from: dict[Any, list[Triple]] = defaultdict(list)
        self._to: dict[Any, list[Triple]] = defaultdict(list)
        for triple in triples:
            self._from[triple.subject].append(triple)
            if is_node(triple.object):
                self._to[triple.object].append(triple)

    def said(self, things: Iterable[Any]) -> list[Triple]:
        """Give all that is said of things, and all that names them."""
        return [t for thing in things for t in (*self._from.get(thing, ()), *self._to.get(thing, ()))]

    def around(self, changed: Iterable[Triple]) -> set[Any]:
        """Give what names the changed things, what that is named by, and what shares with them what they are about."""
        triples = list(changed)
        reached = {triple.subject for triple in triples}
        about = reached | at(triples) | {t.object for node in reached for t in self._from.get(node, ()) if _shares(t)}
        for _ in range(_FAR):
            reached |= {t.subject for node in reached for t in self._to.get(node, ())}
        return reached | about | {t.subject for node in about for t in self._to.get(node, ()) if _shares(t)}


def at(triples: Iterable[Triple]) -> set[Any]:
    """Give the things that statements join."""
    return {node for t in triples for node in (t.subject, t.object) if is_node(node)}


def is_node(term: Any) -> bool:
    """Whether a term names a thing of the data."""
    return isinstance(term, NamedNode) and term.value.startswith(ID)


def _shares(triple: Triple) -> bool:
    return triple.predicate.value in _SHARED
