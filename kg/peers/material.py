"""What all engines are given: the statements of one graph, in the form that each of them reads.

    DIR/project          a generated project, unless another one is named
    DIR/store            the graph that `kg build` made of it, stated and derived: all else is written from this
    DIR/statements.nt    the union of all named graphs, as N-Triples
    DIR/statements.nq    the named graphs, as N-Quads
    DIR/oxigraph         an Oxigraph store of these, in its default graph
    DIR/tdb2             a TDB2 database of them

Each form is made when it is first asked for, and kept.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import RdfFormat

from .. import files
from ..building import build
from ..dataset import stored
from ..generation import bulletins_for, generate
from ..layout import Layout
from . import loading


class Material(NamedTuple):
    """A project, and the folder in which its statements are kept in several forms."""

    layout: Layout
    folder: Path

    @classmethod
    def of(cls, layout: Layout, folder: Path) -> Material:
        """Build the store of a project in a folder; what was written of another store is removed.

        Raises: as `kg.building.build`.
        """
        made = build(layout, folder / "store")
        if made.derived_from:
            for path in folder.iterdir():
                if path.name not in ("store", "project"):
                    shutil.rmtree(path) if path.is_dir() else path.unlink()
        return cls(layout, folder)

    @classmethod
    def generated(cls, triples: int, folder: Path) -> Material:
        """Generate a project of about so many triples in a folder, unless it is there, and build its store.

        Raises: as `kg.generation.generate` and `kg.building.build`.
        """
        project = folder / "project"
        if not (project / "expected.json").is_file():
            shutil.rmtree(project, ignore_errors=True)
            generate(bulletins_for(triples), 1, project)
        return cls.of(Layout.at(project), folder)

    def form(self, name: str) -> Path:
        """Give the path of the statements in a form: store, statements, quads, oxigraph or tdb2.

        Raises: CalledProcessError if a database cannot be loaded.
        """
        path = self.folder / _NAMES.get(name, name)
        if not path.exists():
            _MAKERS[name](self, path)
        return path


def _dumped(form: RdfFormat) -> Callable[[Material, Path], None]:
    def make(material: Material, path: Path) -> None:
        opened = stored.open_store(material.form("store"))
        with files.replacing(path) as stream:
            if form == RdfFormat.N_QUADS:
                opened.store.dump(stream, format=form)
            else:
                for graph in opened.store.named_graphs():
                    opened.store.dump(stream, format=form, from_graph=graph)
        os.close(opened.hold)

    return make


def _whole(load: Callable[[Path, Path], None]) -> Callable[[Material, Path], None]:
    """Load beside the place where it belongs, so that what was interrupted does not pass for the whole."""

    def make(material: Material, path: Path) -> None:
        part = path.with_name(f"{path.name}.part")
        shutil.rmtree(part, ignore_errors=True)
        load(material.form("statements"), part)
        part.rename(path)

    return make


_NAMES = {"statements": "statements.nt", "quads": "statements.nq"}
_MAKERS: dict[str, Callable[[Material, Path], None]] = {
    "statements": _dumped(RdfFormat.N_TRIPLES), "quads": _dumped(RdfFormat.N_QUADS),
    "oxigraph": _whole(loading.oxigraph), "tdb2": _whole(loading.jena)}
