"""Sorting more lines than memory holds: runs on the disk, merged by stretches, each line once.

A stretch is all that comes before the least of the lines up to which the runs have been read. It is sorted as a whole,
which for runs laid end to end is merging; nothing is compared line by line in Python.
"""

from __future__ import annotations

import tempfile
import weakref
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from typing import BinaryIO

from ..errors import LimitError
from ..messages import say
from .lines import END, distinct

BATCH = 10_000
"""How many lines are given at a time, at most."""

MEMORY = 32_000_000
"""Bytes of lines that are held before they go to the disk, and that are held of all runs together."""

MOST_RUNS = 100
"""How many runs are merged at a time, well below the number of files that a process may open."""


class Sorter:
    """Takes lines in any order; gives them sorted and distinct."""

    def __init__(self, memory: int = MEMORY) -> None:
        self._memory = memory
        self._size = 0
        self._held: list[bytes] = []
        self._runs: list[BinaryIO] = []

    def add(self, lines: Iterable[bytes]) -> None:
        """Take lines, which hold no line feed.

        Raises: LimitError if there is no room on the disk.
        """
        before = len(self._held)
        self._held += lines
        self._size += sum(map(len, self._held[before:]))
        if self._size >= self._memory:
            self._spill()

    def batches(self, size: int = BATCH) -> Iterator[list[bytes]]:
        """Give all lines, once."""
        if not self._runs:
            yield from _batches(distinct(self._held), size)
            return
        self._spill()
        for stretch in _merged(self._runs, self._memory):
            yield from _batches(stretch, size)

    def lines(self) -> Lines:
        """Give all lines, to be read again and again."""
        if not self._runs:
            return Lines(distinct(self._held), None, self._memory)
        self._spill()
        counts = [0]
        run = _run(_counted(_merged(self._runs, self._memory), counts))
        return Lines([], run, self._memory, counts[0])

    def _spill(self) -> None:
        """Put what is held on the disk, and first the runs together where there are too many."""
        lines, self._held, self._size = distinct(self._held), [], 0
        if not self._runs:
            weakref.finalize(self, _close, self._runs)
        if len(self._runs) == MOST_RUNS:
            merged = _run(_merged(self._runs, self._memory))
            _close(self._runs)
            self._runs[:] = [merged]
        self._runs.append(_run(_batches(lines, BATCH)))


class Lines:
    """Sorted and distinct lines, in memory while they are few, else on the disk."""

    def __init__(self, held: list[bytes], run: BinaryIO | None = None, memory: int = MEMORY, count: int = 0) -> None:
        self._held = held
        self._run = run
        self._memory = memory
        self._count = count
        if run:
            weakref.finalize(self, run.close)

    def __len__(self) -> int:
        return self._count if self._run else len(self._held)

    def __iter__(self) -> Iterator[bytes]:
        return (line for batch in self.batches() for line in batch)

    def batches(self, size: int = BATCH) -> Iterator[list[bytes]]:
        """Give all lines, so many at a time at most."""
        reader = self.reader()
        while reader.lines:
            yield from _batches(reader.until(reader.lines[-1]), size)

    @cached_property
    def size(self) -> int:
        """The bytes of all lines, each with its end."""
        bare = sum(map(len, self._held)) if self._run is None else self._run.seek(0, 2) - self._count
        return bare + len(END) * len(self)

    @property
    def held(self) -> list[bytes] | None:
        """The lines themselves where they are in memory; not to be changed."""
        return None if self._run else self._held

    def reader(self) -> Reader:
        """Start to read."""
        return Reader(self._run, self._memory // 4, self._held)


NONE = Lines([])
"""No lines."""


class Reader:
    """What was read of sorted lines and not yet given."""

    def __init__(self, run: BinaryIO | None, size: int, held: list[bytes] | None = None) -> None:
        self._run = run
        self._size = size
        self._at = 0
        self.lines: list[bytes] = self._next() if run else held or []

    def until(self, last: bytes) -> list[bytes]:
        """Give the lines up to one, and read on where all are given."""
        cut = bisect_right(self.lines, last)
        given, self.lines = self.lines[:cut], self.lines[cut:]
        if not self.lines:
            self.lines = self._next()
        return given

    def _next(self) -> list[bytes]:
        size = self._size
        while self._run:
            self._run.seek(self._at)
            data = self._run.read(size)
            end = data.rfind(b"\n") + 1
            if end or not data:
                self._at += end
                lines = data[:end].split(b"\n")
                lines.pop()
                return lines
            size *= 2
        return []


def aligned(*all_lines: Lines) -> Iterator[tuple[list[bytes], ...]]:
    """Read several lists of lines together, by stretches that end at the same line."""
    readers = [lines.reader() for lines in all_lines]
    while ends := [reader.lines[-1] for reader in readers if reader.lines]:
        last = min(ends)
        yield tuple(reader.until(last) for reader in readers)


def by_subject(batches: Iterable[list[bytes]], size: int = BATCH, memory: int = MEMORY) -> Iterator[list[bytes]]:
    """Give lines in the order of the IRIs of their subjects; no subject is divided between two batches.

    `<a-b>` sorts before `<a>`, but `a` before `a-b`: lines are sorted without the brackets of their subjects.
    """
    sorter = Sorter(memory)
    for batch in batches:
        sorter.add(map(_bare, batch))
    given: list[bytes] = []
    lines = (line.partition(b" ") for batch in sorter.batches() for line in batch)
    for subject, same in groupby(lines, key=itemgetter(0)):
        start = subject if subject.startswith(b"_:") else b"<" + subject + b">"
        given += [start + b" " + rest for _, _, rest in same]
        if len(given) >= size:
            yield given
            given = []
    if given:
        yield given


def _bare(line: bytes) -> bytes:
    return line[1:].replace(b"> ", b" ", 1) if line.startswith(b"<") else line


def _merged(runs: list[BinaryIO], memory: int) -> Iterator[list[bytes]]:
    """Give the lines of sorted runs, sorted and distinct, in stretches."""
    readers = [Reader(run, memory // len(runs)) for run in runs]
    while readers := [reader for reader in readers if reader.lines]:
        last = min(reader.lines[-1] for reader in readers)
        yield distinct([line for reader in readers for line in reader.until(last)])


def _run(batches: Iterable[list[bytes]]) -> BinaryIO:
    """Put a run on the disk.

    Raises: LimitError if there is no room.
    """
    try:
        run = tempfile.TemporaryFile()  # noqa: SIM115  it lives as long as what reads it
        run.writelines(b"\n".join([*batch, b""]) for batch in batches)
    except OSError as error:
        raise no_room(error) from error
    return run


def no_room(error: OSError) -> LimitError:
    """Say that what memory does not hold cannot be put on the disk either."""
    return LimitError(say("there is no room for what memory does not hold: {reason}",
                          "没有空间存放内存容纳不下的内容：{reason}", reason=error.strerror or error),
                      place=tempfile.gettempdir(), hint=say("name a folder with more room by TMPDIR",
                                                            "请用 TMPDIR 指定空间更大的文件夹"))


def _counted(stretches: Iterable[list[bytes]], counts: list[int]) -> Iterator[list[bytes]]:
    for stretch in stretches:
        counts[0] += len(stretch)
        yield stretch


def _batches(lines: list[bytes], size: int) -> Iterator[list[bytes]]:
    return (lines[start:start + size] for start in range(0, len(lines), size))


def _close(runs: list[BinaryIO]) -> None:
    for run in runs:
        run.close()
