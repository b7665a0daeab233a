"""The names of things in a language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from ..namespaces import RDFS, SKOS
from .tables import Source, Table

_QUERY = """SELECT ?thing ?label WHERE {{
    VALUES ?thing {{ {things} }}
    VALUES ?property {{ <{rdfs}label> <{skos}prefLabel> }}
    ?thing ?property ?label .
}}"""
_PORTION = 100_000
"""Characters of things that are asked about at once: some 1,500 of them."""


def of(source: Source, things: Iterable[str], lang: str) -> dict[str, str]:
    """Give the labels of several IRIs in a language, else in the other one; what has none is left out."""
    wanted = sorted(set(things))
    found: dict[str, dict[str, str]] = {}
    for named in _portions(f"<{thing}>" for thing in wanted):
        results = source.query(_QUERY.format(things=named, rdfs=RDFS, skos=SKOS))
        assert isinstance(results, ox.QuerySolutions)
        for row in results:
            thing, label = row["thing"], row["label"]
            if isinstance(thing, ox.NamedNode) and isinstance(label, ox.Literal):
                versions = found.setdefault(thing.value, {})
                versions[label.language or ""] = min(label.value, versions.get(label.language or "", label.value))
    return {thing: versions.get(lang) or versions[min(versions)] for thing, versions in found.items()}


def _portions(names: Iterable[str]) -> Iterator[str]:
    part: list[str] = []
    size = 0
    for name in names:
        part.append(name)
        size += len(name) + 1
        if size > _PORTION:
            yield " ".join(part)
            part, size = [], 0
    if part:
        yield " ".join(part)


def in_table(source: Source, table: Table, lang: str) -> dict[str, str]:
    """Give the labels of every IRI in a table."""
    return of(source, {term.value for row in table.rows for term in row if isinstance(term, ox.NamedNode)}, lang)
