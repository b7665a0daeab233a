"""Files are written whole or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from stat import S_ISREG
from typing import BinaryIO

from .errors import KgError, LimitError, UsageError
from .messages import say

_FEW = 4
"""Parts for which no thread is worth while; parts that wait for the disk at most."""
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


@contextmanager
def telling(path: Path) -> Iterator[None]:
    """Tell what goes wrong with many files as if it were one of `path`.

    Raises: as `replacing`.
    """
    try:
        yield
    except OSError as error:
        raise _refused(path, error) from error


def write(path: Path, data: bytes) -> None:
    """Write a file whole; make the folders that it lies in.

    Raises: as `replacing`.
    """
    make_folder(path.parent)
    with replacing(path) as stream:
        stream.write(data)


def write_parts(path: Path, parts: Iterable[bytes]) -> None:
    """Write a file whole, part by part; a part goes to the disk while the next ones are made.

    Raises: as `replacing`.
    """
    make_folder(path.parent)
    with replacing(path) as stream:
        waiting = iter(parts)
        stream.writelines(islice(waiting, _FEW))
        further = next(waiting, None)
        if further is not None and S_ISREG(os.fstat(stream.fileno()).st_mode):
            _write_behind(stream, chain([further], waiting))
        elif further is not None:
            stream.writelines(chain([further], waiting))


def _write_behind(stream: BinaryIO, parts: Iterable[bytes]) -> None:
    """Let a thread write parts, so that whoever makes them need not wait for the disk.

    Raises: OSError if a part cannot be written; no more parts are made then.
    """
    from queue import Queue
    from threading import Thread

    waiting: Queue[bytes | None] = Queue(_FEW)
    failures: list[OSError] = []
    writer = Thread(target=_drain, args=(waiting.get, stream, failures))
    writer.start()
    try:
        for part in parts:
            if failures:
                break
            waiting.put(part)
    finally:
        waiting.put(None)
        writer.join()
    if failures:
        raise failures[0]


def _drain(take: Callable[[], bytes | None], stream: BinaryIO, failures: list[OSError]) -> None:
    """Write parts up to None; after a failure only take them."""
    for part in iter(take, None):
        try:
            if not failures:
                stream.write(part)
                os.fsync(stream.fileno())
        except OSError as error:
            failures.append(error)


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
