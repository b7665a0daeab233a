"""A graph on disk: an Oxigraph store that `kg build` made, and the manifest that says what is in it.

    DIR/manifest.json     which store counts, by which engine, its counts, and each of its files with size and SHA-256
    DIR/store-3           an Oxigraph store; once the manifest names it, nobody writes it again
    DIR/columns-3         the same statements in columns, for questions that look at many of them
    DIR/files-3.jsonl     a line a file that went in: its path, SHA-256 and counts, and what ties it to others

The manifest is replaced in one step, so a reader finds the old store or the new one and nothing between. What is
damaged is told on opening: a manifest that was touched, a file of the store that is missing, shorter or longer, or
other bytes in one of those that name the rest; the large ones are guarded block by block, where they are read.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from pyoxigraph import Store, __version__

from .. import files
from ..errors import InputError, UsageError
from ..messages import Sentence, say

FORMAT = 2
"""Raised when another program would build another folder from the same files."""
READABLE = (1, FORMAT)
"""Formats that can be asked; the first has no columns."""
ENGINE = f"pyoxigraph {__version__}"
MANIFEST, LOCK, WORK = "manifest.json", "lock", "work"
LISTS = ("files-", ".files-", f".{MANIFEST}.")
OURS = (LOCK, WORK, MANIFEST, "store-", "columns-", *LISTS)
"""What the names of files and folders in it begin with."""
_LARGE = (".sst", "arrays", "terms")
_PASSING = ("LOCK", "LOG")
"""Files of a store that say nothing of its content."""


class Manifest(NamedTuple):
    """What a folder holds: the number of its store, what went in, and each file of store and columns by name."""

    generation: int
    engine: str
    rounding: str
    latest: str
    ground: str
    counts: Mapping[str, int]
    ledger: str
    files: Mapping[str, tuple[int, str]]
    columns: Mapping[str, tuple[int, str]] = MappingProxyType({})

    def store(self, folder: Path) -> Path:
        """Name the folder of the store."""
        return folder / f"store-{self.generation}"

    def columnar(self, folder: Path) -> Path:
        """Name the folder of the columns."""
        return folder / f"columns-{self.generation}"

    def lines(self, folder: Path) -> Path:
        """Name the file that lists what went in."""
        return folder / f"files-{self.generation}.jsonl"

    def write(self, folder: Path) -> None:
        """Make this the manifest of a folder, in one step.

        Raises: as `files.replacing`.
        """
        said = self._asdict() | {"format": FORMAT}
        files.write(folder / MANIFEST, (json.dumps(said | {"sha256": _digest(said)}, indent=1) + "\n").encode())


class Opened:
    """A graph that is held for reading, so that no builder removes it; its store is opened when it is needed."""

    def __init__(self, folder: Path, manifest: Manifest, hold: int) -> None:
        self.manifest = manifest
        self.hold = hold
        self._folder = folder

    @cached_property
    def store(self) -> Store:
        """The store.

        Raises: InputError if it is damaged.
        """
        try:
            return Store.read_only(str(self.manifest.store(self._folder)))
        except (OSError, RuntimeError) as error:
            raise damaged(self._folder, Sentence(str(error), str(error))) from error


def read(folder: Path) -> Manifest:
    """Read the manifest of a folder.

    Raises: UsageError if there is none; InputError if it is damaged or was written by another version.
    """
    path = folder / MANIFEST
    if not path.is_file():
        raise _without(folder)
    try:
        said = json.loads(path.read_bytes())
        if said.pop("sha256") != _digest(said) or said.pop("format") not in READABLE:
            raise ValueError
        manifest = Manifest(**said)
        files, columns = ({name: (size, digest) for name, (size, digest) in part.items()}
                          for part in (manifest.files, manifest.columns))
        return manifest._replace(files=files, columns=columns)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise damaged(folder, Sentence("its manifest is damaged, or of another version",
                                       "其清单已损坏，或属于其他版本")) from error


def open_store(folder: Path, *, columns: bool = True) -> Opened:
    """Hold the graph of a folder for reading; it is looked over, not read through.

    Whoever does without its columns need not have them sound.

    Raises: UsageError if there is none; InputError that says what is damaged.
    """
    manifest = read(folder)
    try:
        hold = _hold(manifest.store(folder))
    except OSError:
        manifest = read(folder)  # a builder was just done and has cleared up
        try:
            hold = _hold(manifest.store(folder))
        except PermissionError as error:
            raise InputError(say("{path} cannot be read: permission denied", "无法读取 {path}：没有权限",
                                 path=manifest.store(folder)), place=str(folder)) from error
        except OSError as error:
            raise _missing(folder, manifest.store(folder).name) from error
    look_over(folder, manifest if columns else manifest._replace(columns={}))
    return Opened(folder, manifest, hold)


def look_over(folder: Path, manifest: Manifest, *, whole: bool = False) -> None:
    """Compare the files of store and columns with the manifest: sizes, and the bytes of the small ones.

    With `whole` the bytes of all are compared, and the list of what went in too.

    Raises: InputError that names the first file that is not as it was made, or the folder if there is none.
    """
    for home, held in ((manifest.store(folder), manifest.files), (manifest.columnar(folder), manifest.columns)):
        if held and not home.is_dir():
            raise _missing(folder, home.name)
        for name, (size, digest) in held.items():
            try:
                is_same = (home / name).stat().st_size == size and (
                    (name.endswith(_LARGE) and not whole) or digest_of(home / name) == digest)
            except OSError:
                is_same = False
            if not is_same:
                raise changed(folder, f"{home.name}/{name}")
    lines = manifest.lines(folder)
    if whole and not (lines.is_file() and digest_of(lines) == manifest.ledger):
        raise changed(folder, lines.name)


def files_of(store: Path, known: Mapping[str, tuple[int, str]]) -> dict[str, tuple[int, str]]:
    """Give size and digest of each file of a closed store, or of columns; a known large one is not read again."""
    found = {}
    for path in sorted(store.iterdir()):
        if path.name.startswith(_PASSING):
            continue
        size = path.stat().st_size
        old = known.get(path.name)
        found[path.name] = old if old and old[0] == size and path.name.endswith(_LARGE) else (size, digest_of(path))
    return found


def digest_of(path: Path) -> str:
    """Give the SHA-256 of a file."""
    digest = sha256()
    with path.open("rb") as stream:
        while piece := stream.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def changed(folder: Path, name: str) -> InputError:
    """Say that a file is not as it was made."""
    return damaged(folder, say("{name} is not as it was made", "{name} 与生成时不同", name=name))


def _without(folder: Path) -> UsageError:
    """Say that a folder holds no graph, and what to do about it."""
    builder = builder_of(folder)
    if builder:
        return UsageError(say("{folder} holds no graph yet: process {pid} is building it",
                              "{folder} 中尚无图谱：进程 {pid} 正在生成", folder=folder, pid=builder),
                          place=str(folder), hint=say("wait until it is done", "请等待其完成"))
    hint = say("kg build --store {folder} makes it", "用 kg build --store {folder} 生成", folder=folder)
    if folder.is_dir() and any(not path.name.startswith(OURS) for path in folder.iterdir()):
        hint = say("name the folder of a graph, or a new one for kg build --store DIR",
                   "请指定图谱所在的文件夹，或为 kg build --store 指定新文件夹")
    return UsageError(say("{folder} holds no graph", "{folder} 中没有图谱", folder=folder), place=str(folder),
                      hint=hint)


def builder_of(folder: Path) -> str:
    """Give the number of the process that builds in a folder, if one does."""
    import fcntl

    try:
        with (folder / LOCK).open(encoding="utf-8") as stream:
            try:
                fcntl.flock(stream, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except OSError:
                return stream.read().strip() or "?"
    except OSError:
        pass
    return ""


def _missing(folder: Path, name: str) -> InputError:
    return damaged(folder, say("{name} is missing", "缺少 {name}", name=name))


def damaged(folder: Path, what: str) -> InputError:
    """Say that a store cannot be used, why, and how it is made anew."""
    return InputError(say("the graph in {folder} cannot be used: {what}", "{folder} 中的图谱无法使用：{what}",
                          folder=folder, what=what), place=str(folder),
                      hint=say("kg build --store {folder} makes it anew from the files",
                               "用 kg build --store {folder} 由文件重新生成", folder=folder))


def _hold(store: Path) -> int:
    import fcntl

    hold = os.open(store, os.O_RDONLY)
    fcntl.flock(hold, fcntl.LOCK_SH)
    return hold


def _digest(said: Mapping[str, Any]) -> str:
    return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
