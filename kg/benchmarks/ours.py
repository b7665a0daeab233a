"""What a measured process of ours does where no command of `kg` does just that.

`python -m kg.benchmarks.ours TASK FROM INTO`.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pyoxigraph as ox

from ..building import deriving, loading, planning
from ..building.deriving import Batch, Project
from ..building.inputs import Setting
from ..layout import Layout
from ..processes import pool


def load(start: Path, into: Path) -> None:
    """Load quads as `kg build` does."""
    loading.load(into, sorted(start.iterdir()), lambda done: None)


def derive(start: Path, into: Path) -> None:
    """Read and derive as `kg build` does, batch by batch, and write what was derived as N-Triples."""
    layout, work = Layout.at(start), into.with_name("batches")
    work.mkdir(exist_ok=True)
    project, setting = Project(layout, "half-unit"), Setting(layout, "half-unit")
    paths = [path.relative_to(layout.data).as_posix() for path in layout.bulletins()]
    with pool(deriving.processes_for(len(paths), 0)) as run:
        entries = {entry.path: entry for entry in deriving.indexed(project, paths, {}, run)}
        latest = planning.latest(entries.values())
        batches = [Batch(project, tuple((path, entries[path].digest) for path in group), frozenset(), latest,
                         setting.digest, work) for group in planning.batches(entries)]
        list(run(deriving.derive, batches))
    with into.open("wb") as out:
        for batch in batches:
            ox.serialize((quad.triple for quad in ox.parse(path=str(batch.file), format=ox.RdfFormat.N_QUADS)), out,
                         format=ox.RdfFormat.N_TRIPLES)
            batch.file.unlink()


if __name__ == "__main__":
    {"load": load, "derive": derive}[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
