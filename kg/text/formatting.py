"""Data files take their canonical text; what that text cannot carry (comments, blank nodes) is refused, not dropped."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from .. import files
from ..errors import InputError, KgError, TurtleError
from ..messages import Sentence, say
from . import positions, turtle


class Formatted(NamedTuple):
    """A file, and whether its text is (or, when only checking, would be) another one now."""

    path: Path
    changed: bool


def format_files(paths: Iterable[Path], check: bool = False) -> tuple[Formatted, ...]:
    """Give Turtle files their canonical text, in the order given; with `check` write nothing.

    Every file is read and judged before the first one is written, and each is written whole or not at all.

    Raises: InputError, EncodingError or TurtleError for a file that is not Turtle, or cannot be written canonically.
    """
    texts = [(path, *_texts(path)) for path in paths]
    for path, old, new in texts:
        if old != new and not check:
            files.write(path, new)
    return tuple(Formatted(path, old != new) for path, old, new in texts)


def canonical_text(data: bytes, place: str) -> str:
    """Give the canonical text of the bytes of a Turtle file.

    Raises: EncodingError, TurtleError if they do not parse; TurtleError at the first comment or blank node.
    """
    triples = turtle.parse(data, place)
    text = data.decode("utf-8-sig")
    comment = positions.first_comment(text)
    if comment is not None:
        raise _comment(text, place, comment)
    try:
        return turtle.canonical(triples)
    except InputError as error:
        nameless = positions.first_nameless(text)
        if nameless:
            place = f"{place}:{nameless.line}:{nameless.column}"
        raise TurtleError(error.message, place=place, hint=error.hint) from None


def _texts(path: Path) -> tuple[bytes, bytes]:
    if path.suffix.lower() != ".ttl":
        raise InputError(say("{name} is not a Turtle file", "{name} 不是 Turtle 文件", name=path.name), place=str(path),
                         hint=Sentence("only files that end in .ttl are formatted", "只格式化扩展名为 .ttl 的文件"))
    turtle.read(path)
    data = path.read_bytes()
    return data, canonical_text(data, str(path)).encode("utf-8")


def _comment(text: str, place: str, comment: positions.Position) -> KgError:
    shown = text.split("\n")[comment.line - 1].strip()
    return TurtleError(say("a comment would be lost: {shown}", "注释会丢失：{shown}", shown=shown),
                       place=f"{place}:{comment.line}:{comment.column}",
                       hint=Sentence("delete it, or say it as a triple, for example with skos:editorialNote",
                                     "请删除它，或写成三元组，例如用 skos:editorialNote"))
