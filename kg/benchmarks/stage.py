"""What the measured ways of one size start from, made once and kept: a folder of material, and what more they need.

    DIR/project      generated bulletins, with what is derived stored beside them
    DIR/…            the statements in the forms of `kg.peers.material`
    DIR/parts        the quads in several files, as `kg build` loads them
    DIR/shapes.ttl   the shapes, and DIR/judged.ttl the data in which faults are strewn, as by `kg.columnar.benchmark`
    DIR/answers      what ours gave first, with which the others are compared
    DIR/made         what a way makes; removed before the next
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import NamedNode, RdfFormat, serialize

from .. import files
from ..columnar.benchmark import strewn
from ..columnar.rivals import triples
from ..namespaces import PREFIXES, SH
from ..peers.material import Material
from . import server

_MESSAGE = NamedNode(SH + "message")
KG = (sys.executable, "-m", "kg")
PART = 50_000_000
"""Bytes of N-Quads in a file: about what comes of a batch of `kg build`."""


class Stage(NamedTuple):
    """The material of about so many triples."""

    triples: int
    material: Material

    @classmethod
    def of(cls, triples: int, folder: Path) -> Stage:
        """Make all that ways of a size need, unless it is there.

        Raises: as `Material.generated`.
        """
        return cls(triples, Material.generated(triples, folder / str(triples)))

    @property
    def folder(self) -> Path:
        """Where all of it is."""
        return self.material.folder

    @property
    def project(self) -> Path:
        """The folder of the project."""
        return self.material.layout.root

    @property
    def made(self) -> Path:
        """The place of what a way makes."""
        return self.folder / "made"

    def clear(self) -> None:
        """Remove what a way has made."""
        if self.made.is_dir():
            shutil.rmtree(self.made)
        self.made.unlink(missing_ok=True)

    def form(self, name: str) -> Path:
        """Give what a way starts from, by the name of its form."""
        makers = {"project": lambda: self.project, "derived": self._derived, "judged": self._judged,
                  "parts": self._parts}
        return makers[name]() if name in makers else self.material.form(name)

    def _derived(self) -> Path:
        mark = self.folder / "derived"
        if not mark.exists():
            subprocess.run([*KG, "derive", "-q"], cwd=self.project, check=True)
            mark.touch()
        return self.project

    def _parts(self) -> Path:
        folder = self.folder / "parts"
        if not folder.exists():
            part = folder.with_suffix(".part")
            shutil.rmtree(part, ignore_errors=True)
            files.make_folder(part)
            with self.form("quads").open("rb") as quads:
                for number, lines in enumerate(iter(lambda: quads.readlines(PART), [])):
                    (part / f"{number:04}.nq").write_bytes(b"".join(lines))
            part.rename(folder)
        return folder

    def _judged(self) -> Path:
        """Write the shapes, with messages in English only, since Jena refuses a second one, and data with faults."""
        path, shapes = self.folder / "judged.ttl", self.folder / "shapes.ttl"
        if not path.exists():
            layout = self.material.layout
            asked = (each for each in triples(layout.shapes()) if not (
                each.predicate == _MESSAGE and getattr(each.object, "language", "") == "zh"))
            serialize(asked, str(shapes), format=RdfFormat.TURTLE, prefixes=PREFIXES)
            data = strewn(triples([*layout.vocabulary(), *layout.registers(), *layout.bulletins()]))
            with files.replacing(path) as stream:
                serialize(data, stream, format=RdfFormat.TURTLE, prefixes=PREFIXES)
        return path

    @contextmanager
    def server(self) -> Iterator[str]:
        """Start an empty Oxigraph server on disk, and give its address; it ends with the context.

        Raises: as `server.running`.
        """
        place = self.folder / "server"
        shutil.rmtree(place, ignore_errors=True)
        with server.running(place) as url:
            yield url
