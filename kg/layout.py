"""Where things lie: a project's folders, or those of the graph that ships with the package.

    data/registers/*.ttl      who and what exists, independent of any one bulletin
    data/bulletins/**/*.ttl   one file = one bulletin = one named graph
    data/derived/**/*.ttl     what rules made of it, at the same relative path
    ontology/                 commitments.ttl, codes.ttl, shapes/, rules/
    queries/*.rq              stored questions

A *project* is a folder with `data/bulletins` or `data/registers`; an ontology or questions of its own are
optional. All lists of paths are sorted, so that everything made from them is the same on every machine.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from .errors import InputError, LayoutError

DATA_SUFFIXES = (".ttl", ".trig", ".nt", ".nq")
"""Extensions of files that are read as data: Turtle, TriG, N-Triples, N-Quads."""

VOCABULARY = ("commitments.ttl", "codes.ttl")
"""The files of the ontology that are loaded with the data, in this order."""


class Layout(NamedTuple):
    """The folders that make up one graph."""

    root: Path
    data: Path
    ontology: Path
    queries: Path

    @classmethod
    def shipped(cls) -> Layout:
        """Give the graph that comes with the package: inside it in a wheel, beside it in a checkout."""
        package = Path(__file__).resolve().parent
        inside = package / "shipped"
        root = inside if inside.is_dir() else package.parent
        return cls(root, root / "data", root / "ontology", root / "queries")

    @classmethod
    def find(cls, start: Path | None = None) -> Layout:
        """Give the first project upward from a folder (the current one if none is given), else the shipped graph."""
        folder = (start or Path.cwd()).resolve()
        for root in (folder, *folder.parents):
            if _is_project(root):
                return cls._of(root)
        return cls.shipped()

    @classmethod
    def at(cls, path: Path) -> Layout:
        """Give the project at a folder.

        Raises: LayoutError if the folder is missing or is not a project.
        """
        if not _is_project(path):
            found = "there is no such folder" if not path.exists() else "it has no data/bulletins or data/registers"
            raise LayoutError(f"{path} is not a project: {found}", place=str(path),
                              hint="name a folder that holds data/registers and data/bulletins")
        return cls._of(path.resolve())

    @classmethod
    def _of(cls, root: Path) -> Layout:
        shipped = cls.shipped()
        ontology, queries = root / "ontology", root / "queries"
        return cls(root, root / "data", ontology if ontology.is_dir() else shipped.ontology,
                   queries if queries.is_dir() else shipped.queries)

    @property
    def is_shipped(self) -> bool:
        """Whether this is the graph that comes with the package."""
        return self == Layout.shipped()

    def registers(self) -> tuple[Path, ...]:
        """List the registers."""
        return _files(self.data / "registers", (".ttl",))

    def bulletins(self) -> tuple[Path, ...]:
        """List the bulletins."""
        return _files(self.data / "bulletins", (".ttl",))

    def derived_of(self, bulletin: Path) -> Path:
        """Name the file that holds what was derived from a bulletin of this project.

        Raises: LayoutError if the path is not below `data/bulletins`.
        """
        folder = self.data / "bulletins"
        try:
            relative = bulletin.resolve().relative_to(folder.resolve())
        except ValueError:
            raise LayoutError(f"{bulletin} is not a bulletin of this project", place=str(bulletin),
                              hint=f"bulletins lie below {folder}") from None
        return self.data / "derived" / relative

    def vocabulary(self) -> tuple[Path, ...]:
        """List the terms and the code lists: what is loaded of the ontology."""
        return tuple(path for name in VOCABULARY if (path := self.ontology / name).is_file())

    def shapes(self) -> tuple[Path, ...]:
        """List the shapes graphs."""
        return _files(self.ontology / "shapes", (".ttl",))

    def rules(self) -> tuple[Path, ...]:
        """List the rules, in the order in which they run."""
        return _files(self.ontology / "rules", (".rq",))

    def questions(self) -> tuple[Path, ...]:
        """List the stored questions: the project's own, and the shipped ones whose names it does not use."""
        shipped = self.shipped().queries
        named = {path.name: path for folder in (shipped, self.queries) for path in _files(folder, (".rq",))}
        return tuple(named[name] for name in sorted(named))


def data_files(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Expand files and folders to data files, each once, in the order given; a project gives registers and bulletins.

    Raises: InputError if a path is missing, is not readable, has another extension, or is a folder without data.
    """
    found: dict[Path, None] = {}
    for path in paths:
        for file in _expand(Path(path)):
            found.setdefault(file)
    return tuple(found)


def _expand(path: Path) -> tuple[Path, ...]:
    if not path.exists():
        raise InputError(f"no such file or folder: {path}", place=str(path), hint=_nearest(path))
    if path.is_dir():
        return _expand_folder(path)
    if not path.is_file():
        raise InputError(f"{path} is not a regular file", place=str(path), hint="save its content to a file first")
    if path.suffix.lower() not in DATA_SUFFIXES:
        raise InputError(f"{path.name} has the extension {path.suffix or '(none)'}, which is not read as data",
                         place=str(path), hint="data files end in " + ", ".join(DATA_SUFFIXES))
    if not os.access(path, os.R_OK):
        raise InputError(f"{path} cannot be read: permission denied", place=str(path), hint="check its permissions")
    return (path,)


def _expand_folder(path: Path) -> tuple[Path, ...]:
    if not os.access(path, os.R_OK | os.X_OK):
        raise InputError(f"{path} cannot be read: permission denied", place=str(path), hint="check its permissions")
    if _is_project(path):
        project = Layout.at(path)
        return project.registers() + project.bulletins()
    files = _files(path, DATA_SUFFIXES)
    if not files:
        raise InputError(f"{path} holds no data files", place=str(path),
                         hint="data files end in " + ", ".join(DATA_SUFFIXES))
    return files


def _is_project(folder: Path) -> bool:
    return (folder / "data" / "bulletins").is_dir() or (folder / "data" / "registers").is_dir()


def _files(folder: Path, suffixes: tuple[str, ...]) -> tuple[Path, ...]:
    return tuple(sorted(_walk(folder, suffixes), key=lambda path: path.as_posix()))


def _walk(folder: Path, suffixes: tuple[str, ...]) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if not name.startswith(".") and name.lower().endswith(suffixes):
                yield Path(place, name)


def _nearest(path: Path) -> str:
    import difflib

    parent = path.parent
    names = sorted(entry.name for entry in parent.iterdir()) if parent.is_dir() else []
    near = difflib.get_close_matches(path.name, names, n=3, cutoff=0.5)
    if near:
        return "did you mean " + " or ".join(str(parent / name) for name in near) + "?"
    return f"the folder {parent} is missing too" if not parent.is_dir() else f"it is not in {parent.resolve()}"
