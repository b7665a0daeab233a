"""Terms of our namespaces that shapes, rules and questions name and the ontology does not declare.

A query that names `pc:asWriten` is no error: it finds nothing, for ever. Data are looked over by `gates`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from ..dataset.graph import SourceFile
from ..layout import Layout
from ..namespaces import CODE, PC, SH, shorten
from ..text import turtle
from ..text.sparql import named_terms
from . import gates
from .findings import Finding
from .rulebook import Rulebook
from .spelling import at

_QUERIES = {SH + "select", SH + "ask", SH + "construct"}


def findings(rulebook: Rulebook, layout: Layout, vocabulary: Iterable[SourceFile]) -> list[Finding]:
    """Find undeclared terms in the shapes of a project, and in the queries of its rules and questions."""
    terms = {triple.subject.value for file in vocabulary for triple in file.triples
             if isinstance(triple.subject, NamedNode)}
    found = [finding for path in (*layout.rules(), *layout.questions()) for finding in _in_query(rulebook, path, terms)]
    return found + [finding for path in layout.shapes() for finding in _in_shapes(rulebook, path, terms)]


def _undeclared(iris: Iterable[str], terms: set[str]) -> list[str]:
    return [iri for iri in iris if iri.startswith((PC, CODE)) and iri not in (PC, CODE) and iri not in terms]


def _in_query(rulebook: Rulebook, path: Path, terms: set[str]) -> Iterator[Finding]:
    text = path.read_text(encoding="utf-8")
    yield from _told(rulebook, path, text, _undeclared(named_terms(text), terms), terms)


def _in_shapes(rulebook: Rulebook, path: Path, terms: set[str]) -> Iterator[Finding]:
    named: dict[str, None] = {}
    for triple in turtle.read(path):
        value = triple.object
        if isinstance(value, NamedNode):
            named.setdefault(value.value)
        elif isinstance(value, Literal) and triple.predicate.value in _QUERIES:
            named |= dict.fromkeys(named_terms(value.value))
    wrong = _undeclared(named, terms)
    if wrong:
        yield from _told(rulebook, path, path.read_text(encoding="utf-8-sig"), wrong, terms)


def _told(rulebook: Rulebook, path: Path, text: str, iris: Iterable[str], terms: set[str]) -> Iterator[Finding]:
    for iri in iris:
        written = re.search(rf"{re.escape(shorten(iri))}(?![\w-])|<{re.escape(iri)}>", text)
        span = written.span() if written else (0, 0)
        yield at(rulebook.rules["V001"], path, text, span, gates.unknown(iri, terms))
