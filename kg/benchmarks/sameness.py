"""Whether two ways gave the same: how many rows, lines or findings only one of them has."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias
from urllib.parse import quote
from urllib.request import urlopen

from pyoxigraph import RdfFormat, parse

from ..peers import answers

Comparison: TypeAlias = Callable[[Path, Path], int]
"""Takes what ours gave and what another way gave; counts what only one of them has."""


def nothing(ours: Path, other: Path) -> int:
    """Compare nothing: what a store holds shows when it is asked."""
    return 0


def rows(ours: Path, other: Path) -> int:
    """Compare answers in Query Results JSON, row by row.

    Raises: SyntaxError if one is none.
    """
    return answers.difference(answers.read(ours), answers.read(other))


def triples(ours: Path, other: Path) -> int:
    """Compare files of N-Triples as sets, but for blank nodes, which every program names in its own way.

    Lines that only one file has are compared once more, by the values of their literals.
    """
    first, second = _named(ours), _named(other)
    return len(_values(first - second) ^ _values(second - first))


def _values(lines: set[bytes]) -> set[tuple[str, str, str]]:
    found = (quad.triple for quad in parse(b"".join(lines), format=RdfFormat.N_TRIPLES))
    return {(str(each.subject), str(each.predicate), answers.plain(each.object)) for each in found}


def _named(path: Path) -> set[bytes]:
    with path.open("rb") as stream:
        return {line for line in stream if not line.startswith(b"_:") and b" _:" not in line}


def findings(ours: Path, other: Path) -> int:
    """Compare the results of two validations, each once and without the name of its constraint.

    Jena tells a result once for each row of a query in a shape, ours and pySHACL tell it once; and some name no
    constraints.
    """
    return len(_results(ours) ^ _results(other))


def _results(path: Path) -> set[tuple[str | None, ...]]:
    return {tuple(row[:-1]) for row, _ in json.loads(path.read_bytes())["found"]}


def held(ours: Path, other: Path) -> int:
    """Compare how many statements two stores held, as `count_at` has written it."""
    return abs(int(ours.read_text()) - int(other.read_text()))


def count_at(server: str, path: Path) -> None:
    """Write how many quads a store holds in named graphs.

    Raises: OSError if it does not answer.
    """
    asked = quote("SELECT (COUNT(*) AS ?quads) { GRAPH ?graph { ?s ?p ?o } }")
    with urlopen(f"{server}/query?query={asked}") as answer:
        found = json.load(answer)
    path.write_text(found["results"]["bindings"][0]["quads"]["value"])
