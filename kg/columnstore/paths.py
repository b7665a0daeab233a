"""Property paths as a query writes them.

Source: SPARQL 1.1 Query, section 9.1.
"""

from __future__ import annotations

from typing import TypeAlias

from .nodes import Node


class Step(Node):
    """Along one predicate, given by its IRI."""

    predicate: str


class Inverse(Node):
    """The path the other way round."""

    path: Path


class Chain(Node):
    """One path after the other."""

    paths: tuple[Path, ...]


class Alternative(Node):
    """Any of the paths."""

    paths: tuple[Path, ...]


class Repeat(Node):
    """The path several times: at least none or once, at most once or without end."""

    path: Path
    least: int
    endless: bool


Path: TypeAlias = Step | Inverse | Chain | Alternative | Repeat
