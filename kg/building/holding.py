"""One builder at a time: whoever builds holds the folder, and the others are told who does."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from .. import files
from ..dataset.stored import LISTS, LOCK, OURS, Manifest, builder_of
from ..errors import UsageError
from ..messages import say


@contextmanager
def holding(folder: Path) -> Iterator[None]:
    """Hold a folder against other builders; the hold ends with the process, however that ends.

    Raises: UsageError if another process holds it, or if it has something else in it.
    """
    try:
        files.make_folder(folder)
    except UsageError as error:
        raise UsageError(error.message, place=error.place, hint=say(
            "name another folder with --store", "请用 --store 指定别的文件夹")) from error
    strange = [path.name for path in folder.iterdir() if not path.name.startswith(OURS)]
    if strange:
        raise UsageError(say("{folder} has something else in it: {name}", "{folder} 中有其他内容：{name}",
                             folder=folder, name=strange[0]), place=str(folder),
                         hint=say("name a new folder", "请指定一个新文件夹"))
    with _opened(folder / LOCK) as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise UsageError(say("{folder} is being built by process {pid}", "进程 {pid} 正在生成 {folder}",
                                 folder=folder, pid=builder_of(folder) or "?"), place=str(folder),
                             hint=say("wait until it is done", "请等待其完成")) from error
        stream.truncate(0)
        stream.write(f"{os.getpid()}\n")
        stream.flush()
        try:
            yield
        finally:
            stream.truncate(0)


def _opened(lock: Path) -> TextIO:
    try:
        return lock.open("a+", encoding="utf-8")
    except OSError as error:
        raise UsageError(say("{path} cannot be written: {reason}", "无法写入 {path}：{reason}", path=lock,
                             reason=error.strerror or error), place=str(lock.parent), hint=say(
            "name another folder with --store", "请用 --store 指定别的文件夹")) from error


def clear(folder: Path, manifest: Manifest | None) -> None:
    """Remove all stores that the manifest does not name, with their columns, except those that somebody reads."""
    for path in folder.iterdir():
        if path.name.startswith("store-") and not (manifest and path == manifest.store(folder)):
            _remove_unread(path)
    for path in folder.iterdir():
        if path.name.startswith("columns-"):
            if not path.with_name(path.name.replace("columns", "store")).is_dir():
                shutil.rmtree(path)
        elif path.name.startswith(LISTS) and not (manifest and path == manifest.lines(folder)):
            path.unlink()


def _remove_unread(store: Path) -> None:
    hold = os.open(store, os.O_RDONLY)
    try:
        fcntl.flock(hold, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return  # the next builder will
    else:
        shutil.rmtree(store)
    finally:
        os.close(hold)
