"""A graph on disk: an Oxigraph store that `kg build` made, and the manifest that says what is in it.

    DIR/manifest.json     which store counts, by which engine, its counts, and each of its files with size and SHA-256
    DIR/store-3           an Oxigraph store; once the manifest names it, nobody writes it again
    DIR/files-3.jsonl     a line a file that went in: its path, SHA-256 and counts, and what ties it to others
    DIR/answers-3         answers to stored questions, by the SHA-256 of the query's text; may be missing

The manifest is replaced in one step, so a reader finds the old store or the new one and nothing between. What is
damaged is told on opening: a manifest that was touched, a file of the store that is missing, shorter or longer, or
other bytes in one of those that name the rest; Oxigraph itself guards the blocks of the large ones.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from pyoxigraph import Store, __version__

from .. import files
from ..errors import InputError, UsageError
from ..messages import Sentence, say

FORMAT = 1
"""Raised when another program would build another folder from the same files."""
ENGINE = f"pyoxigraph {__version__}"
MANIFEST = "manifest.json"
_LARGE = ".sst"
_PASSING = ("LOCK", "LOG")
"""Files of a store that say nothing of its content."""


class Manifest(NamedTuple):
    """What a folder holds: the number of its store, what went in, and each file of the store by name."""

    generation: int
    engine: str
    rounding: str
    latest: str
    ground: str
    counts: Mapping[str, int]
    ledger: str
    files: Mapping[str, tuple[int, str]]

    def store(self, folder: Path) -> Path:
        """Name the folder of the store."""
        return folder / f"store-{self.generation}"

    def answers(self, folder: Path) -> Path:
        """Name the folder of answers that are kept."""
        return folder / f"answers-{self.generation}"

    def lines(self, folder: Path) -> Path:
        """Name the file that lists what went in."""
        return folder / f"files-{self.generation}.jsonl"

    def write(self, folder: Path) -> None:
        """Make this the manifest of a folder, in one step.

        Raises: as `files.replacing`.
        """
        said = self._asdict() | {"format": FORMAT}
        files.write(folder / MANIFEST, (json.dumps(said | {"sha256": _digest(said)}, indent=1) + "\n").encode())


class Opened(NamedTuple):
    """A store that is open for reading, and the hold that keeps a builder from removing it."""

    store: Store
    manifest: Manifest
    hold: int


def read(folder: Path) -> Manifest:
    """Read the manifest of a folder.

    Raises: UsageError if there is none; InputError if it is damaged or was written by another version.
    """
    path = folder / MANIFEST
    if not path.is_file():
        raise UsageError(say("{folder} holds no graph", "{folder} 中没有图谱", folder=folder), place=str(folder),
                         hint=say("kg build --store {folder} makes it", "用 kg build --store {folder} 生成",
                                  folder=folder))
    try:
        said = json.loads(path.read_bytes())
        if said.pop("sha256") != _digest(said) or said.pop("format") != FORMAT:
            raise ValueError
        return Manifest(**said)._replace(files={name: (size, digest) for name, (size, digest) in said["files"].items()})
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise damaged(folder, Sentence("its manifest is damaged, or of another version",
                                       "其清单已损坏，或属于其他版本")) from error


def open_store(folder: Path) -> Opened:
    """Open the store of a folder for reading; it is looked over, not read through.

    Raises: UsageError if there is none; InputError that says what is damaged.
    """
    manifest = read(folder)
    try:
        hold = _hold(manifest.store(folder))
    except OSError:
        manifest = read(folder)  # a builder was just done and has cleared up
        try:
            hold = _hold(manifest.store(folder))
        except OSError as error:
            raise damaged(folder, say("{name} is missing", "缺少 {name}",
                                      name=manifest.store(folder).name)) from error
    look_over(folder, manifest)
    try:
        return Opened(Store.read_only(str(manifest.store(folder))), manifest, hold)
    except (OSError, RuntimeError) as error:
        raise damaged(folder, Sentence(str(error), str(error))) from error


def look_over(folder: Path, manifest: Manifest, *, whole: bool = False) -> None:
    """Compare the files of a store with the manifest: sizes, and the bytes of the small ones or of all.

    Raises: InputError that names the first file that is not as it was made.
    """
    home = manifest.store(folder)
    for name, (size, digest) in manifest.files.items():
        try:
            is_same = (home / name).stat().st_size == size and (
                not (whole or not name.endswith(_LARGE)) or digest_of(home / name) == digest)
        except OSError:
            is_same = False
        if not is_same:
            raise damaged(folder, say("{name} is not as it was made", "{name} 与生成时不同",
                                      name=f"{home.name}/{name}"))


def files_of(store: Path, known: Mapping[str, tuple[int, str]]) -> dict[str, tuple[int, str]]:
    """Give size and digest of each file of a closed store; a large one that is known is not read again."""
    found = {}
    for path in sorted(store.iterdir()):
        if path.name.startswith(_PASSING):
            continue
        size = path.stat().st_size
        old = known.get(path.name)
        found[path.name] = old if old and old[0] == size and path.suffix == _LARGE else (size, digest_of(path))
    return found


def digest_of(path: Path) -> str:
    """Give the SHA-256 of a file."""
    digest = sha256()
    with path.open("rb") as stream:
        while piece := stream.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


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
