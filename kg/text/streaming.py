"""RDF files as N-Triples, piece by piece: no object is kept of any statement, which would take most of the time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from pyoxigraph import RdfFormat, parse, serialize

from .. import limits
from . import turtle

PIECE = 50_000
"""Statements that are written at a time."""


def ntriples(path: Path) -> Iterator[bytes]:
    """Write the triples of a file as N-Triples, in its order, in pieces; blank nodes get labels that no other file has.

    Raises: as `turtle.read_quads`.
    """
    data, format = turtle.contents(path)
    data = turtle.checked(data, str(path))
    found = parse(data, format=format, rename_blank_nodes=True)
    has_graphs = format in (RdfFormat.TRIG, RdfFormat.N_QUADS)
    is_silent = True
    while text := _piece(data, path, (quad.triple for quad in found) if has_graphs else found):
        is_silent = False
        if len(data) > limits.LONGEST_TEXT and max(map(len, text.split(b"\n"))) > limits.LONGEST_TEXT:
            turtle.parse(data, str(path), format)
        yield text
    if is_silent:
        raise turtle.silent(data, path)


def _piece(data: bytes, path: Path, statements: Iterator[Any]) -> bytes:
    try:
        return serialize(islice(statements, PIECE), format=RdfFormat.N_TRIPLES) or b""
    except SyntaxError as error:
        raise turtle.explained(data, str(path), error) from None
