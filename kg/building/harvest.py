"""What rules derive from many bulletins, without the graph in memory: batch by batch, into files beside.

Each graph that was derived is a stretch of such a file, read when its turn comes. So an export of a project whose
derived statements are not stored needs no more memory than one whose are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path

from pyoxigraph import NamedNode, Triple

from ..layout import Layout
from ..messages import Sentence
from ..text import lines
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


def derived(layout: Layout, rounding: str, folder: Path,
            progress: Progress = lambda done, total, what: None) -> tuple[Stretch, ...]:
    """Run the rules over all bulletins of a project; `folder` keeps the files, as long as the graphs are needed.

    Raises: InputError, QueryError as reading and deriving do; LimitError if the disk is full.
    """
    project, setting = Project(layout, rounding), Setting(layout, rounding)
    paths = [path.relative_to(layout.data).as_posix() for path in layout.bulletins()]
    with deriving.pool(deriving.processes_for(len(paths), 0)) as run:
        entries: dict[str, Entry] = {}
        for entry in deriving.indexed(project, paths, {}, run):
            progress(len(entries), len(paths), Sentence("reading bulletins", "读取公报"))
            entries[entry.path] = entry
        separable = setting.is_ordinary and planning.is_separable(entries.values())
        groups = list(planning.batches(entries)) if separable else [tuple(sorted(entries))]
        date = planning.latest(entries.values())
        batches = [Batch(project, tuple((path, entries[path].digest) for path in group), frozenset(), date,
                         setting.digest, folder) for group in groups]
        done = 0
        for batch, _ in zip(batches, run(deriving.derive, batches), strict=True):
            done += len(batch.bulletins)
            progress(done, len(paths), Sentence("deriving", "推导"))
    return tuple(stretch for batch in batches for stretch in _stretches(batch.file))


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
