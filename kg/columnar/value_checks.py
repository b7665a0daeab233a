"""Demands on each value node by itself.

Source: SHACL, sections 4.1 (value type), 4.3 (value range), 4.4 (string-based), 4.8.3 (sh:in).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from .arrays import Mask, member
from .comparing import order
from .evaluation import Found, Nodes, Run
from .terms import BLANK, IRI, LITERAL
from .values import legal

_KINDS = {
    "IRI": (IRI,), "BlankNode": (BLANK,), "Literal": (LITERAL,), "BlankNodeOrIRI": (BLANK, IRI),
    "BlankNodeOrLiteral": (BLANK, LITERAL), "IRIOrLiteral": (IRI, LITERAL),
}  # fmt: skip


def _broken(nodes: Nodes, broken: Mask) -> Found:
    places = np.flatnonzero(broken)
    return Found(nodes.rows[places], nodes.values[places])


@dataclass(frozen=True, slots=True)
class ClassCheck:
    """sh:class: instances of a class, by the data's own hierarchy."""

    of: str

    def judge(self, run: Run, nodes: Nodes) -> Found:
        """Find values that are no instances."""
        members = run.triples.instances(run.terms.code(self.of))
        return _broken(nodes, ~member(nodes.values, members, len(run.terms)))


@dataclass(frozen=True, slots=True)
class Datatype:
    """sh:datatype: literals of a datatype that its lexical space allows."""

    iri: str

    def judge(self, run: Run, nodes: Nodes) -> Found:
        """Find values of another datatype, and ill-typed ones."""
        good = run.terms.are_of(nodes.values, [self.iri]) & legal(run.terms)[nodes.values]
        return _broken(nodes, ~good)


@dataclass(frozen=True, slots=True)
class NodeKind:
    """sh:nodeKind."""

    name: str

    def judge(self, run: Run, nodes: Nodes) -> Found:
        """Find values of another kind."""
        return _broken(nodes, ~np.isin(run.terms.kinds()[nodes.values], _KINDS[self.name]))


@dataclass(frozen=True, slots=True)
class Range:
    """sh:minInclusive and its three siblings: `signs` are the outcomes of a comparison that hold."""

    bound: str
    signs: tuple[int, ...]

    def judge(self, run: Run, nodes: Nodes) -> Found:
        """Find values outside, and those that cannot be compared."""
        bounds = np.full(len(nodes.values), run.terms.code(self.bound), np.int64)
        compared = order(run.terms, nodes.values, bounds)
        return _broken(nodes, ~(compared.known & np.isin(compared.sign, self.signs)))


@dataclass(frozen=True, slots=True)
class Length:
    """sh:minLength and sh:maxLength, in code points."""

    least: int = 0
    most: int | None = None

    def judge(self, run: Run, nodes: Nodes) -> Found:
        """Find values of another length, and blank nodes."""
        lengths = run.terms.pool.numbers("length", run.terms.places(nodes.values), len)
        bad = (lengths < self.least) | (run.terms.kinds()[nodes.values] == BLANK)
        if self.most is not None:
            bad |= lengths > self.most
        return _broken(nodes, bad)


@dataclass(frozen=True, slots=True)
class Pattern:
    """sh:pattern with sh:flags, as REGEX of SPARQL finds it."""

    expression: re.Pattern[str]

    def judge(self, run: Run, nodes: Nodes) -> Found:
        """Find values in which the pattern does not occur, and blank nodes."""
        search = self.expression.search
        places = run.terms.places(nodes.values)
        found = run.terms.pool.numbers(self.expression, places, lambda text: search(text) is not None)
        return _broken(nodes, (found == 0) | (run.terms.kinds()[nodes.values] == BLANK))


@dataclass(frozen=True, slots=True)
class LanguageIn:
    """sh:languageIn: tags that match one of the ranges."""

    ranges: tuple[str, ...]

    def judge(self, run: Run, nodes: Nodes) -> Found:
        """Find values without a tag, or with another."""
        places = run.terms.suffix_codes()[nodes.values]
        good = np.array([any(matches(tag, each) for each in self.ranges) for tag in run.terms.tags] + [False])
        return _broken(nodes, ~good[places])


@dataclass(frozen=True, slots=True)
class In:
    """sh:in: one of the listed terms."""

    members: tuple[str, ...]

    def judge(self, run: Run, nodes: Nodes) -> Found:
        """Find values that are not listed."""
        return _broken(nodes, ~np.isin(nodes.values, run.terms.codes(self.members)))


def matches(tag: str, wanted: str) -> bool:
    """Whether a language tag matches a range.

    Source: SPARQL 1.1 Query, section 17.4.3.16 (langMatches); RFC 4647, section 3.3.1 (basic filtering).
    """
    if not tag or wanted == "*":
        return bool(tag)
    return f"{tag.lower()}-".startswith(f"{wanted.lower()}-")
