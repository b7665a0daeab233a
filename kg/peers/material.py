"""What all engines are given: the statements of one graph, in the form that each of them reads.

    DIR/project          a generated project, unless another one is named
    DIR/store            the graph that `kg build` made of it, stated and derived: all else is written from this
    DIR/statements.nt    the union of all named graphs, as N-Triples
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

from pyoxigraph import BlankNode, NamedNode, RdfFormat

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
    def generated(cls, triples: int, folder: Path) -> Material:
        """Generate a project of about so many triples in a folder, unless it is there.

        Raises: as `kg.generation.generate`.
        """
        project = folder / "project"
        if not (project / "expected.json").is_file():
            shutil.rmtree(project, ignore_errors=True)
            files.make_folder(folder)
            generate(bulletins_for(triples), 1, project)
        return cls(Layout.at(project), folder)

    def form(self, name: str) -> Path:
        """Give the path of the statements in a form: store, statements, oxigraph or tdb2.

        Raises: as `kg.building.build`; CalledProcessError if a database cannot be loaded.
        """
        path = self.folder / ("statements.nt" if name == "statements" else name)
        if name == "store":
            build(self.layout, path)
        elif not path.exists():
            _MAKERS[name](self, path)
        return path


def _statements(material: Material, path: Path) -> None:
    opened = stored.open_store(material.form("store"))
    with files.replacing(path) as stream:
        for graph in opened.store.named_graphs():
            if isinstance(graph, NamedNode | BlankNode):
                opened.store.dump(stream, format=RdfFormat.N_TRIPLES, from_graph=graph)
    os.close(opened.hold)


def _whole(load: Callable[[Path, Path], None]) -> Callable[[Material, Path], None]:
    """Load beside the place where it belongs, so that what was interrupted does not pass for the whole."""

    def make(material: Material, path: Path) -> None:
        part = path.with_name(f"{path.name}.part")
        shutil.rmtree(part, ignore_errors=True)
        load(material.form("statements"), part)
        part.rename(path)

    return make


_MAKERS: dict[str, Callable[[Material, Path], None]] = {
    "statements": _statements, "oxigraph": _whole(loading.oxigraph), "tdb2": _whole(loading.jena)}
