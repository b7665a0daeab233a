"""A push's journal: what was begun and what was proved, on the disk before the next step.

Each line is `{"graph": …, "digest": …, "step": …}`. After a crash `--resume` goes on where proof ends; without it a
push starts afresh. Shadow graphs that an interrupted push left are dropped in both cases.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, NamedTuple

from ..errors import UsageError
from ..messages import say

PROVED, SHADOW, BEGUN = "proved", "shadow", "begun"


class Earlier(NamedTuple):
    """What an interrupted push left: digests of graphs that it proved, and names of shadow graphs."""

    proved: dict[str, str]
    shadows: tuple[str, ...]


def place(address: str) -> Path:
    """Give the path of the journal for a store."""
    state = os.environ.get("XDG_STATE_HOME") or Path(os.environ.get("HOME", "/nonexistent")) / ".local" / "state"
    return Path(state) / "kg" / f"push-{sha256(address.encode()).hexdigest()[:16]}.jsonl"


class Journal:
    """A journal that is open; without a path nothing is written."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._file: BinaryIO | None = None
        self.earlier = _read(path) if path else Earlier({}, ())

    def __enter__(self) -> Journal:
        if self._path is not None:
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                self._file = self._path.open("ab", buffering=0)
            except OSError as error:
                raise UsageError(say("the journal cannot be written: {reason}", "无法写入日志：{reason}",
                                     reason=error.strerror), place=str(self._path),
                                 hint=say("name another folder with XDG_STATE_HOME",
                                          "请用 XDG_STATE_HOME 指定别的文件夹")) from error
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        if self._file is not None:
            self._file.close()

    def note(self, step: str, digests: Mapping[str, str]) -> None:
        """Write a step of some graphs down, all at once.

        Raises: UsageError if the disk does not take it.
        """
        if self._file is None or not digests:
            return
        lines = [json.dumps({"graph": graph, "digest": digest, "step": step}) + "\n"
                 for graph, digest in digests.items()]
        try:
            self._file.write("".join(lines).encode())
            os.fsync(self._file.fileno())
        except OSError as error:
            raise UsageError(say("the journal cannot be written: {reason}", "无法写入日志：{reason}",
                                 reason=error.strerror), place=str(self._path)) from error

    def finish(self) -> None:
        """Forget a push that was proved to its end."""
        if self._path is not None:
            self._path.unlink(missing_ok=True)


def _read(path: Path) -> Earlier:
    proved: dict[str, str] = {}
    shadows: list[str] = []
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return Earlier({}, ())
    for line in text.splitlines():
        try:
            entry = json.loads(line)
            graph, digest, step = entry["graph"], entry["digest"], entry["step"]
        except (ValueError, KeyError, TypeError):
            continue  # a line that a crash cut off
        if step == SHADOW:
            shadows.append(graph)
        elif step == PROVED:
            proved[graph] = digest
        else:
            proved.pop(graph, None)
    return Earlier(proved, tuple(dict.fromkeys(shadows)))
