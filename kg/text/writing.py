"""Turtle of many statements, piece by piece: blocks are set aside until it is known which prefixes they use."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator

from pyoxigraph import Triple

from . import turtle

MEMORY = 16_000_000
"""Bytes of blocks that are held before they go to the disk."""

Bodies = Callable[[set[str]], Iterable[str]]
"""Gives pieces of text, and notes the prefixes that they use."""


def blocks(batches: Iterable[Iterable[Triple]]) -> Iterator[bytes]:
    """Write triples as canonical Turtle; batches are in the order of subjects, and none of these is in two."""
    def bodies(used: set[str]) -> Iterator[str]:
        for batch in batches:
            names = turtle.Names(blank_nodes=True)
            yield "\n".join(names.blocks(batch))
            used |= names.used

    return headed(bodies)


def headed(bodies: Bodies) -> Iterator[bytes]:
    """Write bodies aside, then the prefixes that they turned out to use, then the bodies, parted by empty lines."""
    names = turtle.Names()
    with tempfile.SpooledTemporaryFile(MEMORY) as aside:
        for count, body in enumerate(bodies(names.used)):
            aside.write((("\n" if count else "") + body).encode("utf-8"))
        yield names.header().encode("utf-8")
        aside.seek(0)
        while piece := aside.read(1_000_000):
            yield piece
