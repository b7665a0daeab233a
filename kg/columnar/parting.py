"""Where the text of a Turtle document can be cut, so that each part is a document once the prefixes stand before it.

A line break lies in no string but a long one, in no IRI, and ends a comment. So where there are no long strings, a line
can be read by itself; if a full stop ends it that is in no string, no IRI and no comment, a statement ends there.

Source: RDF 1.1 Turtle, section 6.5 (grammar).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

LONG_QUOTES = (b'"""', b"'''")
_LAST_LINE = re.compile(
    rb"""(?: [^#<"'\\\n] | <[^<>\s"]*> | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*' )* \. [ \t\r]* \n""", re.VERBOSE)
_TRIED = 10_000
"""Lines that are looked at before a text is taken for one that cannot be cut."""


class Part(NamedTuple):
    """Bytes of a file from one place to another, and what was declared before them."""

    path: Path
    begin: int
    end: int
    prefixes: dict[str, str]
    base: str | None

    def text(self) -> bytes:
        """Give the part as a document."""
        with self.path.open("rb") as file:
            file.seek(self.begin)
            read = file.read(self.end - self.begin)
        if not self.begin:
            return read
        declared = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in self.prefixes.items())
        return declared.encode() + read


def parted(path: Path, base: str | None, size: int) -> list[Part]:
    """Cut a file into parts of about so many bytes; a single one if it cannot be cut.

    What is declared further on than at the beginning is not known here; whoever reads a part sees it.

    Raises: OSError if the file cannot be read.
    """
    if path.stat().st_size < 2 * size:
        return [Part(path, 0, path.stat().st_size, {}, base)]
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as text:
        cuts = [0, *dict.fromkeys(_cuts(text, size)), len(text)]
        prefixes, known_base = _declared(text[: cuts[1]], base)
    return [Part(path, begin, end, prefixes, known_base) for begin, end in pairwise(cuts)]


def _cuts(text: mmap, size: int) -> Iterator[int]:
    for place in range(size, len(text), size):
        end = text.find(b"\n", place)
        for _ in range(_TRIED):
            begin, end = end + 1, text.find(b"\n", end + 1)
            if end < 0:
                return
            if _LAST_LINE.fullmatch(text[begin : end + 1]):
                yield end + 1
                break


def _declared(text: bytes, base: str | None) -> tuple[dict[str, str], str | None]:
    """Give the prefixes and the base that stand before the first statement."""
    statements = ox.parse(text, format=ox.RdfFormat.TURTLE, base_iri=base)
    next(statements, None)
    return dict(statements.prefixes), statements.base_iri
