"""Where words go: data to stdout or a file, talk to stderr; UTF-8 in any locale, nothing half-written."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from ..errors import InputError, KgError
from ..messages import in_language, say

REASONS = {
    errno.ENOSPC: say("no space left on the device", "设备上没有空间"),
    errno.EACCES: say("permission denied", "没有权限"),
    errno.EPERM: say("permission denied", "没有权限"),
    errno.ENOENT: say("no such folder", "文件夹不存在"),
    errno.EISDIR: say("it is a folder", "这是一个文件夹"),
    errno.ENOTDIR: say("a part of the path is not a folder", "路径中有一部分不是文件夹"),
    errno.EROFS: say("the file system is read-only", "文件系统只读"),
}


def is_terminal() -> bool:
    """Whether stdout is read by a person."""
    return sys.stdout is not None and sys.stdout.isatty()


def width() -> int:
    """Give the terminal's width in cells."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdigit() and int(columns) > 0:
        return int(columns)
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or 80
    except (OSError, ValueError):
        return 80


def write(text: str | bytes, path: str | None = None) -> None:
    """Write data to stdout, or to a file that appears only when it is whole.

    Raises: InputError if the place cannot be written; BrokenPipeError if nobody reads any more.
    """
    if is_terminal() and path in (None, "-") and isinstance(text, str):
        from ..asking.typesetting import visible

        text = visible(text)
    write_parts([text.encode("utf-8", "backslashreplace") if isinstance(text, str) else text], path)


def write_parts(parts: Iterable[bytes], path: str | None = None) -> None:
    """Write data that comes in parts.

    Raises: as `write`.
    """
    if path not in (None, "-"):
        _write_file(Path(str(path)), parts)
        return
    try:
        sys.stdout.flush()
        for part in parts:
            sys.stdout.buffer.write(part)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise cannot_write("stdout", error) from error


def _write_file(path: Path, parts: Iterable[bytes]) -> None:
    from .. import files

    try:
        files.write_parts(path, parts)
    except KgError as error:
        raise InputError(error.message, place=str(path), hint=error.hint) from error


def note(sentence: str, lang: str) -> None:
    """Say something that is not data."""
    text = in_language(sentence, lang)
    if sys.stderr is not None:
        if sys.stderr.isatty():
            from ..asking.typesetting import visible

            text = visible(text)
        sys.stderr.buffer.write((text + "\n").encode("utf-8", "backslashreplace"))
        sys.stderr.buffer.flush()


def report(error: KgError, lang: str) -> None:
    """Say what went wrong, where, and what to do."""
    note(say("error: {message}", "错误：{message}", message=error.message), lang)
    if error.place:
        note(f"  {error.place}", lang)
    if error.hint:
        note(say("hint: {hint}", "提示：{hint}", hint=error.hint), lang)


def cannot_write(place: str, error: OSError) -> InputError:
    """Say why a place cannot be written."""
    code = errno.errorcode.get(error.errno or 0, "EIO")
    reason = REASONS.get(error.errno or 0) or say("{code}", "{code}", code=code)
    return InputError(say("the output cannot be written: {reason}", "无法写入输出：{reason}", reason=reason),
                      place=place)


def silence() -> None:
    """Let nothing more be written where nobody reads, also not at the end of the program."""
    null = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        try:
            os.dup2(null, stream.fileno())
        except (OSError, ValueError):
            continue
