"""Sorting more lines than memory holds: runs on the disk, merged, each line once."""

from __future__ import annotations

import heapq
import tempfile
from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from operator import itemgetter
from typing import BinaryIO

from .content import Content, distinct

BATCH = 10_000
"""How many lines are given at a time."""

RUN = 1_000_000
"""How many lines are held before they go to the disk."""


class Sorter:
    """Takes lines in any order; gives them sorted and distinct, in batches."""

    def __init__(self, run: int = RUN) -> None:
        self._run = run
        self._held: list[bytes] = []
        self._runs: list[BinaryIO] = []

    def add(self, lines: Iterable[bytes]) -> None:
        """Take lines, which hold no line feed."""
        self._held += lines
        if len(self._held) >= self._run:
            self._spill()

    def batches(self, size: int = BATCH) -> Iterator[list[bytes]]:
        """Give all lines, sorted, each once."""
        held = distinct(self._held)
        if not self._runs:
            for start in range(0, len(held), size):
                yield held[start:start + size]
            return
        self._spill()
        merged = (line for line, _ in groupby(heapq.merge(*self._runs)))
        try:
            while batch := [line[:-1] for line in islice(merged, size)]:
                yield batch
        finally:
            for run in self._runs:
                run.close()

    def _spill(self) -> None:
        run = tempfile.TemporaryFile()  # noqa: SIM115  it lives as long as the sorter
        run.writelines(line + b"\n" for line in distinct(self._held))
        run.seek(0)
        self._runs.append(run)
        self._held = []


def union(content: Content) -> Iterator[list[bytes]]:
    """Give the statements of all graphs as one graph: sorted N-Triples lines with their full stops, in batches."""
    sorter = Sorter()
    for portion in content:
        sorter.add(portion.text.split(b"\n")[:-1])
    return sorter.batches()


def by_subject(content: Content, size: int = BATCH) -> Iterator[list[bytes]]:
    """Give the same in the order of the IRIs of subjects; no subject is divided between two batches.

    `<a-b>` sorts before `<a>`, but `a` before `a-b`: lines are sorted without the brackets of their subjects.
    """
    sorter = Sorter()
    for portion in content:
        sorter.add(map(_bare, portion.text.split(b" .\n")[:-1]))
    batch: list[bytes] = []
    lines = (line.partition(b" ") for lines in sorter.batches() for line in lines)
    for subject, same in groupby(lines, key=itemgetter(0)):
        start = subject if subject.startswith(b"_:") else b"<" + subject + b">"
        batch += [start + b" " + rest for _, _, rest in same]
        if len(batch) >= size:
            yield batch
            batch = []
    if batch:
        yield batch


def _bare(line: bytes) -> bytes:
    return line[1:].replace(b"> ", b" ", 1) if line.startswith(b"<") else line
