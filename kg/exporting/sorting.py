"""All graphs as one: their statements in the order of lines, or of subjects, however many there are."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from ..text import sorting
from ..text.sorting import BATCH, MEMORY, Sorter
from .content import Content


def union(content: Content) -> Iterator[list[bytes]]:
    """Give the statements of all graphs as one graph: sorted N-Triples lines without their full stops, in batches."""
    sorter = Sorter(_memory(content))
    for portion in content:
        for batch in portion.batches():
            sorter.add(batch)
    return sorter.batches()


def by_subject(content: Content, size: int = BATCH) -> Iterator[list[bytes]]:
    """Give the same in the order of the IRIs of subjects; no subject is divided between two batches."""
    batches = (batch for portion in content for batch in portion.batches())
    return sorting.by_subject(batches, size, _memory(content))


def _memory(content: Content) -> int:
    """Say how much may be held: without limit where all is held in any case."""
    return sys.maxsize if content.keeps else MEMORY
