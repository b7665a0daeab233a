"""How much of anything is read: the size of a file, the depth of its brackets, the length of a text.

What goes beyond is refused before it is parsed, since some parser on its way, now or later, would die of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from .errors import InputError, LimitError
from .messages import Sentence, say

LARGEST_FILE = 1024 * 1024 * 1024
"""Bytes of a file that is read as a whole."""
DEEPEST = 100
"""Brackets within brackets, in RDF files and in queries."""
LONGEST_TEXT = 1024 * 1024
"""Characters of a literal."""
LONGEST_QUERY = 1024 * 1024
"""Characters of a query that somebody types."""
LONGEST_CHAIN = 2000
"""Signs in one query that join two parts (operators, steps of a path, UNION)."""

_PIECES = re.compile(
    rb'"""(?:[^"\\]|\\.|"{1,2}(?!"))*+"""' rb"|'''(?:[^'\\]|\\.|'{1,2}(?!'))*+'''"
    rb'|"(?:[^"\\\n\r]|\\.)*+"' rb"|'(?:[^'\\\n\r]|\\.)*+'"
    rb'|<[^<>"{}|^`\\\x00-\x20]*+>|#[^\n]*|(?P<open>[\[(])|(?P<close>[\])])', re.DOTALL)
_SPLIT = Sentence("split it: one file holds one bulletin", "请拆分：一个文件只放一篇公报")
_NAME_THEM = Sentence("give the things inside names (IRIs) of their own", "请给其中的事物各自的名称（IRI）")
_ELSEWHERE = Sentence("keep long texts elsewhere, and refer to them by their address",
                      "长文本请存于别处，此处只写其地址")


def check_size(path: Path) -> None:
    """Make sure that a file is not too large to be read.

    Raises: LimitError if it is; InputError if there is no such file.
    """
    try:
        size = path.stat().st_size
    except OSError as error:
        raise InputError(say("{path} cannot be read: {reason}", "无法读取 {path}：{reason}", path=path,
                             reason=error.strerror), place=str(path)) from error
    if size > LARGEST_FILE:
        raise LimitError(say("the file has {size} MB; at most {limit} MB are read",
                             "文件有 {size} MB；最多读取 {limit} MB", size=size >> 20, limit=LARGEST_FILE >> 20),
                         place=str(path), hint=_SPLIT)


def check_depth(data: bytes, place: str) -> None:
    """Make sure that the brackets of a Turtle text do not go too deep.

    Raises: LimitError with the place of the first bracket that does.
    """
    if data.count(b"[") + data.count(b"(") <= DEEPEST:
        return
    depth = 0
    for piece in _PIECES.finditer(data):
        depth += 1 if piece["open"] else -1 if piece["close"] else 0
        if depth > DEEPEST:
            start = data.rfind(b"\n", 0, piece.start()) + 1
            column = len(data[start:piece.start()].decode("utf-8", "replace")) + 1
            raise LimitError(say("brackets stand more than {limit} deep", "括号嵌套超过 {limit} 层", limit=DEEPEST),
                             place=f"{place}:{data.count(bytes([10]), 0, start) + 1}:{column}", hint=_NAME_THEM)


def check_lengths(statements: Iterable[Any], size: int, place: str) -> None:
    """Make sure that no literal among the statements of a text of so many bytes is too long.

    Raises: LimitError that names the subject and the property.
    """
    if size <= LONGEST_TEXT:
        return
    for found in statements:
        length = len(getattr(found.object, "value", ""))
        if length > LONGEST_TEXT:
            raise LimitError(say("a text of {length} characters; at most {limit} are read: {subject} {predicate}",
                                 "一段文字有 {length} 个字符；最多读取 {limit} 个：{subject} {predicate}",
                                 length=length, limit=LONGEST_TEXT, subject=found.subject, predicate=found.predicate),
                             place=place, hint=_ELSEWHERE)
