"""How the rows and cells of a table stand in plain data, and which texts cannot be copied into it as they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

COMMA, FORMULA, ESCAPE = 1, 2, 4
EVERY = 255
"""The marks of terms that may have to be written otherwise for what they are."""

PATTERNS = {COMMA: r'[,"\n\r]', FORMULA: r"^[=+\-@\t\r]", ESCAPE: r'[\x00-\x1f"\\\x7f]'}
"""Mark → which texts have it: those that CSV quotes, that a spreadsheet runs, that JSON and Turtle escape."""


class Layout(NamedTuple):
    """What stands around rows and cells, and how a cell is written.

    A term is written by `cell`. Whoever has many terms of one kind takes from that what stands before and behind their
    text; only those whose text has a mark are written one by one.
    """

    head: str
    foot: str
    row: tuple[str, str, str]
    """Before, between and behind the cells of a row."""
    lines: tuple[str, str]
    """Between rows, and behind the last of them if there is any."""
    keys: tuple[str, ...]
    """Before the cells of each column."""
    missing: str | None
    """For what has no value; None leaves it out with its key."""
    cell: Callable[[Any], str]
    marks: int
    """Marks of texts that `cell` may change."""
    quoted: Callable[[bytes], bytes] | None = None
    """For texts with a comma and none of these marks."""

    @property
    def looked_at(self) -> int:
        """All marks of texts that do not stand as they are."""
        return self.marks | (COMMA if self.quoted else 0)


def tsv(columns: Sequence[str]) -> Layout:
    """Lay out TSV with every term in full.

    Source: SPARQL 1.1 Query Results CSV and TSV Formats, section 4.
    """
    head = "\t".join("?" + name for name in columns) + "\n"
    return Layout(head, "", ("", "\t", ""), ("\n", "\n"), ("",) * len(columns), "", str, ESCAPE)
