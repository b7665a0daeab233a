"""The work on many bulletins, in several processes: to read them, and to derive from them batch by batch.

What comes of a batch is a file of N-Quads, whose first line counts what was derived from each bulletin and has the
SHA-256 of the others. Its name follows from all that went into it, so that work that was interrupted is not done again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import file_digest, sha256
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, serialize

from .. import files
from ..dataset import derivation
from ..dataset.graph import load
from ..errors import InputError
from ..layout import Layout
from ..messages import say
from ..namespaces import DCTERMS, PC, RDF, XSD
from ..processes import Run
from .inputs import Entry, Setting

_TODAY = NamedNode("urn:x-latest-bulletin")
_SLICE = 40


class Project(NamedTuple):
    """What a process needs to know of the project."""

    layout: Layout
    rounding: str


class Batch(NamedTuple):
    """Bulletins to derive from, by path and digest; those whose own statements are wanted too; the latest day."""

    project: Project
    bulletins: tuple[tuple[str, str], ...]
    stated: frozenset[str]
    date: str
    ground: str
    folder: Path

    @property
    def file(self) -> Path:
        """Name the file of what comes of it."""
        known = (self.ground, self.date, self.bulletins, sorted(self.stated))
        return self.folder / f"{sha256(repr(known).encode()).hexdigest()}.nq"


def processes_for(count: int, asked: int) -> int:
    """Say in how many processes to work on so many bulletins."""
    return asked or min(os.cpu_count() or 1, 1 + count // 200)


def indexed(project: Project, paths: Sequence[str], known: dict[str, Entry], run: Run) -> Iterator[Entry]:
    """Read bulletins; one that is known by its digest is not parsed again.

    Raises: as `turtle.parse`.
    """
    slices = [paths[start:start + _SLICE] for start in range(0, len(paths), _SLICE)]
    tasks = [(project, [(path, known[path].digest if path in known else "") for path in each]) for each in slices]
    for each, found in zip(slices, run(_index, tasks), strict=True):
        for path, entry in zip(each, found, strict=True):
            yield known[path] if entry is None else entry


def _index(task: tuple[Project, list[tuple[str, str]]]) -> list[Entry | None]:
    project, paths = task
    setting = _setting(project)
    found: list[Entry | None] = []
    for path, digest in paths:
        data = setting.path(path).read_bytes()
        found.append(None if sha256(data).hexdigest() == digest else setting.entry(path, data))
    return found


def derive(batch: Batch) -> dict[str, int]:
    """Derive from a batch, unless it was done before; give the number of statements derived from each bulletin.

    Raises: QueryError if a rule fails; InputError if a bulletin was changed meanwhile.
    """
    done = _done(batch.file)
    if done is not None:
        return done
    setting = _setting(batch.project)
    store = Store()
    store.bulk_extend(setting.base)
    for path, digest in batch.bulletins:
        _load(setting, store, path, digest)
    store.extend(_today(batch.date))
    output = BytesIO()
    for path in sorted(batch.stated):
        graph = setting.graph(path)
        lines = store.dump(format=RdfFormat.N_TRIPLES, from_graph=graph) or b""
        output.write(lines.replace(b" .\n", f" {graph} .\n".encode()))
    homes = {derivation.derived_graph(setting.graph(path)): path for path, _ in batch.bulletins}
    counts = dict.fromkeys(homes.values(), 0)
    for graph, triples in derivation.derive(store, setting.layout.rules(), setting.rounding).items():
        counts[homes.get(graph, "")] = len(triples)
        serialize((Quad(t.subject, t.predicate, t.object, graph) for t in triples), output, RdfFormat.N_QUADS)
    said = {"derived": counts, "sha256": sha256(output.getbuffer()).hexdigest()}
    files.write(batch.file, f"#{json.dumps(said)}\n".encode() + output.getvalue())
    return counts


def _done(file: Path) -> dict[str, int] | None:
    """Give the counts of a file that was made before, if every byte of it is as it was made."""
    if not file.is_file():
        return None
    with file.open("rb") as stream:
        try:
            said = json.loads(stream.readline()[1:])
            is_same = file_digest(stream, "sha256").hexdigest() == said["sha256"]
            return dict(said["derived"]) if is_same else None
        except (ValueError, KeyError, TypeError):
            return None


def ground_file(project: Project, folder: Path) -> Path:
    """Write vocabulary and registers as N-Quads."""
    setting = _setting(project)
    path = folder / f"{setting.digest}.nq"
    output = BytesIO()
    setting.ground.store.dump(output, format=RdfFormat.N_QUADS)
    files.write(path, output.getvalue())
    return path


def _load(setting: Setting, store: Store, path: str, digest: str) -> None:
    file = setting.path(path)
    load(store, file, setting.graph(path))
    if sha256(file.read_bytes()).hexdigest() != digest:
        raise InputError(say("{path} was changed while it was read", "{path} 在读取时被修改", path=file),
                         place=str(file), hint=say("build again", "请重新生成"))


def _today(date: str) -> list[Quad]:
    if not date:
        return []
    day = Literal(date, datatype=NamedNode(XSD + "date"))
    return [Quad(_TODAY, NamedNode(RDF + "type"), NamedNode(PC + "Bulletin")),
            Quad(_TODAY, NamedNode(DCTERMS + "issued"), day)]


@lru_cache(maxsize=1)
def _setting(project: Project) -> Setting:
    return Setting(*project)
