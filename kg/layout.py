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
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from .errors import InputError, LayoutError
from .messages import Sentence, did_you_mean, say

DATA_SUFFIXES = (".ttl", ".trig", ".nt", ".nq")
"""Extensions of files that are read as data: Turtle, TriG, N-Triples, N-Quads."""

VOCABULARY = ("commitments.ttl", "codes.ttl")
"""The files of the ontology that are loaded with the data, in this order."""

_NO_FOLDER = Sentence("there is no such folder", "没有这个文件夹")
_NO_DATA = Sentence("it has no data/bulletins or data/registers", "其中没有 data/bulletins 或 data/registers")
_NAME_A_PROJECT = Sentence("name a folder that holds data/registers and data/bulletins",
                           "请指定含有 data/registers 和 data/bulletins 的文件夹")
_SUFFIXES = ", ".join(DATA_SUFFIXES)
_DATA_END_IN = Sentence(f"data files end in {_SUFFIXES}", f"数据文件的扩展名是 {_SUFFIXES}")
_CHECK_PERMISSIONS = Sentence("check its permissions", "请检查其权限")


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
            found = _NO_FOLDER if not path.exists() else _NO_DATA
            raise LayoutError(say("{path} is not a project: {found}",
                                  "{path} 不是项目：{found}", path=path, found=found),
                              place=str(path), hint=_NAME_A_PROJECT)
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

    def has_more_bulletins(self, than: int) -> bool:
        """Whether there are more bulletins than a number; no more are looked for than are needed to tell."""
        folder = self.data / "bulletins"
        return next(islice(_walk(os.fspath(folder), folder, (".ttl",)), than, None), None) is not None

    def derived_of(self, bulletin: Path) -> Path:
        """Name the file that holds what was derived from a bulletin of this project.

        Raises: LayoutError if the path is not below `data/bulletins`.
        """
        folder = self.data / "bulletins"
        try:
            relative = bulletin.resolve().relative_to(folder.resolve())
        except ValueError:
            raise LayoutError(say("{path} is not a bulletin of this project", "{path} 不是本项目的公报", path=bulletin),
                              place=str(bulletin),
                              hint=say("bulletins lie below {folder}",
                                       "公报位于 {folder} 之下", folder=folder)) from None
        return self.data / "derived" / relative

    def derived(self) -> tuple[Path, ...]:
        """List the files of what was derived."""
        return _files(self.data / "derived", (".ttl",))

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
        raise _missing(path)
    if path.is_dir():
        return _expand_folder(path)
    if not path.is_file():
        raise InputError(say("{path} is not a regular file", "{path} 不是普通文件", path=path), place=str(path),
                         hint=Sentence("save its content to a file first", "请先把内容存为文件"))
    if path.suffix.lower() not in DATA_SUFFIXES:
        raise wrong_suffix(path)
    if not os.access(path, os.R_OK):
        raise _forbidden(path)
    return (path,)


def _expand_folder(path: Path) -> tuple[Path, ...]:
    if not os.access(path, os.R_OK | os.X_OK):
        raise _forbidden(path)
    if _is_project(path):
        project = Layout.at(path)
        return project.registers() + project.bulletins()
    files = _files(path, DATA_SUFFIXES)
    if not files:
        raise InputError(say("{path} holds no data files", "{path} 中没有数据文件", path=path), place=str(path),
                         hint=_DATA_END_IN)
    return files


def wrong_suffix(path: Path) -> InputError:
    """Say that a file's extension is not one of those that are read."""
    message = say("{name} has the extension {suffix}, which is not read as data",
                  "{name} 的扩展名 {suffix} 不作为数据读取",
                  name=path.name, suffix=path.suffix or "(none)")
    return InputError(message, place=str(path), hint=_DATA_END_IN)


def _forbidden(path: Path) -> InputError:
    return InputError(say("{path} cannot be read: permission denied",
                          "无法读取 {path}：没有权限", path=path), place=str(path),
                      hint=_CHECK_PERMISSIONS)


def _missing(path: Path) -> InputError:
    parent = path.parent
    if not parent.is_dir():
        hint = say("the folder {parent} is missing too", "文件夹 {parent} 也不存在", parent=parent)
    else:
        near = did_you_mean(path.name, sorted(entry.name for entry in parent.iterdir()))
        hint = near or say("it is not in {parent}", "{parent} 中没有它", parent=parent.resolve())
    return InputError(say("no such file or folder: {path}",
                          "没有这个文件或文件夹：{path}", path=path), place=str(path), hint=hint)


def _is_project(folder: Path) -> bool:
    return (folder / "data" / "bulletins").is_dir() or (folder / "data" / "registers").is_dir()


def _files(folder: Path, suffixes: tuple[str, ...]) -> tuple[Path, ...]:
    found = sorted(_walk(os.fspath(folder), folder, suffixes), key=lambda path: path.replace(os.sep, "/"))
    return tuple(map(Path, found))


def _walk(place: str, folder: Path, suffixes: tuple[str, ...]) -> Iterator[str]:
    """Find files below a place in a folder, as texts, since there may be thousands; a folder behind a link is left."""
    try:
        entries = list(os.scandir(place))
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            if not entry.is_symlink():
                yield from _walk(entry.path, folder, suffixes)
        elif entry.name.lower().endswith(suffixes):
            if entry.is_symlink():
                _stay_inside(Path(entry.path), folder)
            yield entry.path


def _stay_inside(link: Path, folder: Path) -> None:
    """Make sure that a link leads to a file of the same project, or of the same folder outside any project.

    Raises: InputError if it does not.
    """
    root = next((parent for parent in (folder, *folder.parents) if _is_project(parent)), folder)
    if not link.resolve().is_relative_to(root.resolve()):
        raise InputError(say("{link} leads out of {folder}", "{link} 指向 {folder} 之外", link=link, folder=root),
                         place=str(link), hint=Sentence("copy the file, or name it on the command line",
                                                        "请复制该文件，或在命令行中直接给出"))
