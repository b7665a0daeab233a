"""The dictionary of HDT: four lists of terms, each in blocks of sixteen of which the first is whole.

Source: HDT W3C Member Submission, section 4 (dictionary); plain front coding as HDT version 1 writes it.
"""

from __future__ import annotations

import sqlite3
import tempfile
from array import array
from collections.abc import Iterator
from typing import BinaryIO

from . import encoding

SECTIONS = ("shared", "subjects", "predicates", "objects")
"""In the order of the file."""

_BLOCK = 16
_IN_MEMORY = 16_000_000
_PIECE = 1 << 20


def size(database: sqlite3.Connection) -> int:
    """Count the bytes of all terms."""
    counted = " + ".join(f"(SELECT COALESCE(SUM(LENGTH(text)), 0) FROM {section})" for section in SECTIONS)
    return int(database.execute(f"SELECT {counted}").fetchone()[0])


def write(database: sqlite3.Connection, section: str, out: BinaryIO) -> None:
    """Write one list: how many terms, where each block starts, and the blocks."""
    terms = (bytes(text) for (text,) in database.execute(f"SELECT text FROM {section} ORDER BY id"))
    starts, count = array("Q"), 0
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as aside:
        previous = b""
        for count, term in enumerate(terms, start=1):
            if count % _BLOCK == 1:
                starts.append(aside.tell())
                aside.write(term + b"\0")
            else:
                same = _shared(previous, term)
                aside.write(encoding.varying(same) + term[same:] + b"\0")
            previous = term
        starts.append(aside.tell())
        head = b"\x02" + encoding.varying(count) + encoding.varying(starts[-1]) + encoding.varying(_BLOCK)
        out.write(encoding.preamble(head))
        encoding.array(out, starts, len(starts), starts[-1])
        aside.seek(0)
        encoding.checked(out, _pieces(aside))


def _shared(one: bytes, other: bytes) -> int:
    """Count the bytes at the start that two terms share."""
    for place, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return place
    return min(len(one), len(other))


def _pieces(stream: tempfile.SpooledTemporaryFile[bytes]) -> Iterator[bytes]:
    while piece := stream.read(_PIECE):
        yield piece
