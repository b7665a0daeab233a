"""Why a file does not parse, in words: imported only once reading has failed; what it knows is in `slips`."""

from __future__ import annotations

import re
from typing import NamedTuple

from ..errors import EncodingError, TurtleError
from ..messages import Sentence, did_you_mean, say
from ..namespaces import PREFIXES
from .slips import COMPLAINTS, FORMATS, MAGIC, SLIPS, utf8


class _Complaint(NamedTuple):
    text: str
    line: int
    column: int


def not_utf8(data: bytes, place: str, error: UnicodeDecodeError) -> EncodingError:
    """Name the encoding or the kind of file behind bytes that are not UTF-8."""
    what, hint = _kind(data, error)
    line = data.count(b"\n", 0, error.start) + 1
    column = len(data[data.rfind(b"\n", 0, error.start) + 1:error.start].decode("utf-8", "replace")) + 1
    return _not_turtle(what, f"{place}:{line}:{column}", hint)


def syntax(text: str, place: str, error: SyntaxError) -> EncodingError | TurtleError:
    """Say in words what the parser complains about: another kind of file, or a slip at `place:line:column`."""
    known = _foreign(text, place) or _conflict(text, place)
    if known:
        return known
    complaint = _in_text(_complaint(error), text)
    source = _line(text, complaint.line)
    message = say("{complaint}\n  {source}", "{complaint}\n  {source}", complaint=_both(complaint.text),
                  source=source.strip())
    return TurtleError(message, place=f"{place}:{complaint.line}:{complaint.column}", hint=_hint(complaint, source))


def _both(complaint: str) -> Sentence:
    for pattern, chinese in COMPLAINTS:
        found = re.fullmatch(pattern, complaint, re.DOTALL)
        if found:
            return Sentence(complaint, found.expand(chinese))
    return Sentence(complaint, complaint)


def _not_turtle(what: Sentence, place: str, hint: Sentence) -> EncodingError:
    return EncodingError(say("the file is {what}", "该文件是{what}", what=what), place=place, hint=hint)


def _kind(data: bytes, error: UnicodeDecodeError) -> tuple[Sentence, Sentence]:
    for magic, what, hint in MAGIC:
        if data.startswith(magic):
            return what, hint
    if _half_zeros(data[:4000].count(0), data[:4000]):
        return Sentence("UTF-16 text without a byte order mark", "没有字节序标记的 UTF-16 文本"), utf8("UTF-16LE")
    if error.reason == "unexpected end of data":
        return (Sentence("cut short in the middle of a character", "不完整的文件，在一个字符中间中断"),
                Sentence("fetch it again", "请重新获取"))
    if data[error.start] in (0xC0, 0xC1) or data[error.start:error.start + 1] in (b"\xe0", b"\xf0"):
        return (Sentence("not UTF-8: it has an overlong (forbidden) form", "含有超长（禁用）形式的非 UTF-8 文件"),
                Sentence("write the character again as plain UTF-8", "请用普通 UTF-8 重写该字符"))
    if _looks_chinese(data):
        return Sentence("not UTF-8; it looks like GBK (GB 18030)",
                        "非 UTF-8 文件，看来是 GBK（GB 18030）"), utf8("GB18030")
    return (Sentence("not UTF-8; it looks like Latin-1 (Windows-1252)",
                     "非 UTF-8 文件，看来是 Latin-1（Windows-1252）"),
            utf8("WINDOWS-1252"))


def _half_zeros(zeros: int, sample: bytes | str) -> bool:
    return zeros * 3 > len(sample)


def _looks_chinese(data: bytes) -> bool:
    """Tell GBK from Latin-1: bytes above 0x80 come in pairs in Chinese text, and alone in European text."""
    high = re.findall(rb"[\x81-\xfe]+", data)
    pairs = sum(len(run) for run in high if len(run) % 2 == 0)
    return pairs * 2 > sum(len(run) for run in high)


def _foreign(text: str, place: str) -> EncodingError | None:
    if _half_zeros(text[:4000].count("\0"), text[:4000]):
        return _not_turtle(Sentence("UTF-16 text without a byte order mark", "没有字节序标记的 UTF-16 文本"), place,
                           utf8("UTF-16LE"))
    for magic, what, hint in MAGIC:
        if text.startswith(magic.decode("latin-1")):
            return _not_turtle(what, place, hint)
    for pattern, what, hint in FORMATS:
        if re.match(pattern, text):
            return _not_turtle(what, place, hint)
    return None


def _conflict(text: str, place: str) -> TurtleError | None:
    marker = re.search(r"(?m)^(<{7} .*|={7}|>{7} .*)$", text)
    if marker is None:
        return None
    line = text.count("\n", 0, marker.start()) + 1
    return TurtleError(say("an unresolved merge conflict: {marker}", "未解决的合并冲突：{marker}", marker=marker[0]),
                       place=f"{place}:{line}:1",
                       hint=Sentence("keep one side and delete the lines of <<<<<<<, ======= and >>>>>>>",
                                     "保留一方，并删除 <<<<<<<、======= 和 >>>>>>> 各行"))


def _complaint(error: SyntaxError) -> _Complaint:
    text = re.sub(r"^Parser error (at|between) [^:]*?\d+( and( line \d+)?( column)? ?\d+)?: ", "", str(error.args[0]))
    return _Complaint(text, error.lineno or 1, error.offset or 1)


def _in_text(complaint: _Complaint, text: str) -> _Complaint:
    """Move a complaint about what is missing at the end back to the end of the last line that says something."""
    if _line(text, complaint.line).strip():
        return complaint
    lines = text.rstrip().split("\n")
    return _Complaint(complaint.text, len(lines), len(lines[-1]) + 1)


def _line(text: str, number: int) -> str:
    lines = text.split("\n")
    return lines[number - 1].rstrip("\r") if 0 < number <= len(lines) else ""


def _hint(complaint: _Complaint, source: str) -> Sentence | None:
    at = source[complaint.column - 1:]
    for complaint_pattern, place_pattern, hint in SLIPS:
        found = re.search(complaint_pattern, complaint.text)
        if found and re.match(place_pattern, source if place_pattern.startswith(".*") else at):
            return _undeclared(found["prefix"]) if hint == "{prefix}" else hint
    return None


def _undeclared(prefix: str) -> Sentence:
    if prefix in PREFIXES:
        return say("add to the head of the file: PREFIX {prefix}: <{namespace}>",
                   "请在文件开头加上：PREFIX {prefix}: <{namespace}>",
                   prefix=prefix, namespace=PREFIXES[prefix])
    return did_you_mean(prefix, PREFIXES) or say("declare it at the head of the file: PREFIX {prefix}: <…>",
                                                 "请在文件开头声明：PREFIX {prefix}: <…>", prefix=prefix)
