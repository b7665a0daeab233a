"""What rules derive from many bulletins, without the graph in memory: batch by batch, into files beside.

Each graph that was derived is a stretch of such a file, read when its turn comes. So an export of a project whose
derived statements are not stored needs no more memory than one whose are.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import NamedNode, Triple

from ..layout import Layout
from ..messages import Sentence
from ..processes import pool
from ..text import lines
from ..text.sorting import Sorter
from . import deriving, planning
from .deriving import Batch, Project
from .inputs import Entry, Setting

Progress = Callable[[int, int, Sentence], None]


class Stretch:
    """A named graph that is a stretch of a file of N-Quads."""

    def __init__(self, graph: NamedNode, path: Path, start: int, end: int) -> None:
        self.graph = graph
        self._path = path
        self._start = start
        self._end = end

    @property
    def triples(self) -> list[Triple]:
        """The triples, in the order of the file."""
        return [triple for text in self.ntriples() for triple in lines.parse(text)]

    def ntriples(self) -> Iterator[bytes]:
        """Give the triples as N-Triples."""
        with self._path.open("rb") as file:
            file.seek(self._start)
            yield file.read(self._end - self._start).replace(self._tail, lines.END)

    @cached_property
    def _tail(self) -> bytes:
        return f" {self.graph} .\n".encode()


class Known(NamedTuple):
    """What is kept in memory of the bulletins of a project: little of each."""

    digests: dict[str, str]
    sizes: dict[str, int]
    groups: Sequence[Sequence[str]]
    """The bulletins that bear on each other; all are one group where none can be derived from apart."""
    latest: str


def derived(layout: Layout, rounding: str, folder: Path,
            progress: Progress = lambda done, total, what: None) -> tuple[Stretch, ...]:
    """Run the rules over all bulletins of a project; `folder` keeps the files, as long as the graphs are needed.

    Raises: InputError, QueryError as reading and deriving do; LimitError if the disk is full.
    """
    project, setting = Project(layout, rounding), Setting(layout, rounding)
    paths = [path.relative_to(layout.data).as_posix() for path in layout.bulletins()]
    with pool(deriving.processes_for(len(paths), 0)) as run:
        known = _read(deriving.indexed(project, paths, {}, run), setting.is_ordinary, progress, len(paths))
        batches = [Batch(project, tuple((path, known.digests[path]) for path in group), frozenset(), known.latest,
                         setting.digest, folder) for group in planning.packed(known.groups, known.sizes)]
        done = 0
        for batch, _ in zip(batches, run(deriving.derive, batches), strict=True):
            done += len(batch.bulletins)
            progress(done, len(paths), Sentence("deriving", "推导"))
    return tuple(stretch for batch in batches for stretch in _stretches(batch.file))


def _read(entries: Iterable[Entry], is_ordinary: bool, progress: Progress, total: int) -> Known:
    """Read all bulletins once; what ties them to others is sorted on the disk."""
    digests: dict[str, str] = {}
    sizes: dict[str, int] = {}
    sorter, separable, latest = Sorter(), is_ordinary, ""
    for number, entry in enumerate(entries):
        progress(number, total, Sentence("reading bulletins", "读取公报"))
        digests[entry.path], sizes[entry.path] = entry.digest, entry.triples
        sorter.add(b"%x %d" % (node, number) for node in entry.nodes)
        separable, latest = separable and entry.is_plain, max(latest, entry.issued)
    groups = neighbourhoods(list(digests), sorter) if separable else [sorted(digests)]
    return Known(digests, sizes, groups, latest)


def neighbourhoods(paths: Sequence[str], ties: Sorter) -> list[list[str]]:
    """Find the bulletins that bear on each other, from the things that they name.

    Source: Tarjan (1975), union by path halving.
    """
    above = array("q", range(len(paths)))

    def top(number: int) -> int:
        while above[number] != number:
            above[number] = number = above[above[number]]
        return number

    lines = (line.split(b" ") for batch in ties.batches() for line in batch)
    for _, same in groupby(lines, key=itemgetter(0)):
        first, *others = [top(int(number)) for _, number in same]
        for other in others:
            above[top(other)] = top(first)
    groups: dict[int, list[str]] = {}
    for number, path in enumerate(paths):
        groups.setdefault(top(number), []).append(path)
    return sorted(map(sorted, groups.values()))


def _stretches(path: Path) -> Iterator[Stretch]:
    """Find the graphs in what comes of a batch, whose first line is a count; each graph stands in one piece."""
    with path.open("rb") as file:
        start = end = len(file.readline())
        name = b""
        for line in file:
            other = line.rsplit(b" ", 2)[1]
            if other != name:
                if name:
                    yield Stretch(NamedNode(name[1:-1].decode()), path, start, end)
                name, start = other, end
            end += len(line)
        if name:
            yield Stretch(NamedNode(name[1:-1].decode()), path, start, end)
