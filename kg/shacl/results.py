"""What an engine says of data: results, in terms of Oxigraph, the same whichever engine it was.

Source: SHACL, section 3.6.2 (validation results).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple, Protocol

from pyoxigraph import Triple


class Result(NamedTuple):
    """One result of a validation report; `rule` is the constraint where one is named, else the shape."""

    rule: str
    component: str
    focus: Any
    path: Any
    value: Any
    shape: Any = None
    severity: Any = None
    constraint: Any = None


class Account(NamedTuple):
    """How results came about: the engine, its SPARQL constraints, those left to rdflib, and results proved by pySHACL.

    `left` gives, for each constraint that was left to rdflib, its shape and the reason; `proved` is None unless asked
    for.
    """

    engine: str
    queries: int = 0
    left: tuple[tuple[str, str], ...] = ()
    proved: int | None = None


class Engine(Protocol):
    """Shapes, ready to be held against any number of graphs."""

    def validate(self, triples: Iterable[Triple], among: Collection[Any] | None = None) -> list[Result]:
        """Judge a set of triples by every shape, or only some of the nodes in them.

        Raises: QueryError if a constraint cannot be evaluated.
        """

    def account(self) -> Account:
        """Tell how the latest results came about."""
