"""Files are written whole or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from .errors import KgError, LimitError, UsageError
from .messages import say

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Open a file for bytes that takes the place of `path` only once all is written and on the disk.

    The new bytes are gathered in a hidden file of the same folder; links are followed, permissions kept. What is
    not a regular file (a terminal, a pipe) is written to directly.

    Raises: LimitError if the disk is full; UsageError if the file cannot be written for another reason.
    """
    target = Path(os.path.realpath(path))
    try:
        if target.exists() and not target.is_file():
            with target.open("wb") as stream:
                yield stream
        else:
            yield from _gather(target)
    except OSError as error:
        raise _refused(path, error) from error


def write(path: Path, data: bytes) -> None:
    """Write a file whole; make the folders that it lies in.

    Raises: as `replacing`.
    """
    make_folder(path.parent)
    with replacing(path) as stream:
        stream.write(data)


def make_folder(path: Path) -> None:
    """Make a folder and those that it lies in, unless they are there.

    Raises: as `replacing`.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _refused(path, error) from error


def _gather(target: Path) -> Iterator[BinaryIO]:
    gathered = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with gathered.open("wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        if target.exists():
            gathered.chmod(target.stat().st_mode & 0o7777)
        gathered.replace(target)
    finally:
        gathered.unlink(missing_ok=True)


def _refused(path: Path, error: OSError) -> KgError:
    message = say("{path} cannot be written: {reason}",
                  "无法写入 {path}：{reason}", path=path, reason=error.strerror or error)
    if error.errno in _FULL:
        return LimitError(message, place=str(path))
    return UsageError(message, place=str(path), hint=say("name another place with -o", "请用 -o 指定别处"))
