"""Why a file does not parse, in words: imported only once reading has failed.

Three tables hold all the knowledge: what the first bytes of other kinds of file look like, what the first
characters of other formats look like, and which slip lies behind a complaint of the parser. To know more,
add a row.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from .errors import EncodingError, TurtleError
from .namespaces import PREFIXES

_TO_UTF8 = "save it as UTF-8, for example with: iconv -f {0} -t UTF-8 OLD > NEW"

MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"\xff\xfe", "is UTF-16 text", _TO_UTF8.format("UTF-16")),
    (b"\xfe\xff", "is UTF-16 text", _TO_UTF8.format("UTF-16")),
    (b"\x1f\x8b", "is a gzip archive", "unpack it first: gunzip"),
    (b"PK\x03\x04", "is a zip archive (or an office document)", "unpack it first: unzip"),
    (b"%PDF", "is a PDF document", "only RDF files can be read here: write what the document says as Turtle"),
    (b"BZh", "is a bzip2 archive", "unpack it first: bunzip2"),
    (b"\xfd7zXZ", "is an xz archive", "unpack it first: unxz"),
)
"""First bytes, what the file is, what to do."""

FORMATS: tuple[tuple[str, str, str], ...] = (
    (r"(?i)\s*(<!doctype html|<html\b)", "is an HTML page", "save the RDF file itself, not the page that shows it"),
    (r"\s*(<\?xml\b[\s\S]*?)?<rdf:RDF\b", "is RDF/XML", "convert it to Turtle; RDF/XML is written, not read"),
    (r"\s*<\?xml\b", "is XML", "only Turtle, TriG, N-Triples and N-Quads are read"),
    (r"\s*(\{\s*[\"}]|\[\s*[{\"])", "is JSON", "convert JSON-LD to Turtle; JSON is written, not read"),
    (r"[^<>:@#\s\"][^<>:@#\n\",;\t]*([,;\t][^<>@#\n\",;\t]*){2,}\n", "is a table (CSV)", "make Turtle of it first"),
)
"""Pattern at the start of the text, what the file is, what to do."""

HINTS: tuple[tuple[str, str, str], ...] = (
    (r"prefix (\S*): has not been declared", "", "{prefix}"),
    (r"@?(perfix|prefx|prefxi|preifx|prfix)\b", "", "it is spelt @prefix or PREFIX"),
    (r"Unexpected end of file", r"(\"\"\"|''')", "the long string that begins here is never closed"),
    (r"Unexpected end of file", r"[\"']", "the string that begins here is never closed"),
    (r"Unexpected end of file", r"<", "the IRI that begins here is never closed with >"),
    (r"Triples should be followed by a dot", "", "the last statement needs a full stop"),
    (r"Line jumps are not allowed", "", "write \\n, or use three quotation marks for a text of several lines"),
    (r"No scheme found", "", "there is no base: write the whole IRI, or a prefixed name without < >"),
    (r"Unexpected escape character", r".*<[^>\"]*\\[^\"]*>", "an IRI has no backslash: for a file write file:///C:/data"),
    (r"Unexpected escape character", "", "known escapes are \\n \\r \\t \\\" \\\\ \\uXXXX; a backslash itself is \\\\"),
    (r"Invalid IRI code point", "", "an IRI has no space, quotation mark or line break; perhaps > is missing"),
    (r"escape sequence .* valid unicode", "", "write the character itself instead of half a surrogate pair"),
    (r"language code|Unexpected", r".*@[A-Za-z]*_", "a language tag has a hyphen: zh-CN, not zh_CN"),
    (r"language code", "", "a language tag begins with a letter: @zh or @en"),
    (r"not a valid|not allowed", r"[\u201c\u201d\u2018\u2019\uff02]", "quotation marks are straight: \""),
    (r"not a valid|not allowed", r"[\uff1b\uff0c\u3002\u3001\uff1a]", "punctuation is ASCII: ; , . :"),
    (r"not a valid|not allowed", r"[\uff10-\uff19]", "digits are ASCII: 0 to 9"),
    (r"not allowed", r"\u00a0", "the character here is U+00A0, a no-break space: type a plain space"),
    (r"not allowed", r"\u3000", "the character here is U+3000, a full-width space: type a plain space"),
    (r"not allowed", r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]", "an invisible character is here: delete it"),
    (r"not allowed at the beginning", r"%", "a number has no percent sign: write 15 and give the unit"),
    (r"\{ is not a valid", "", "named graphs belong to TriG: name the file .trig"),
    (r"=> is not|@forAll|@forSome", "", "this is N3, which has rules; only Turtle is read"),
    (r"(True|False) is not a valid", "", "booleans are lower case: true or false"),
    (r"\^\^ is not a valid", "", "a text has a language tag or a datatype, not both"),
    (r"^\. is not a valid subject", r".*\b(?i:prefix|base)\b", "after PREFIX and BASE there is no full stop"),
    (r"^\. is not a valid subject", "", "there is a full stop too many, or a subject is missing"),
    (r"^\. is not a valid RDF object", "", "before the full stop an object is missing, or a comma too many, or ) or ]"),
    (r"^\. is not a valid predicate", "", "a predicate and an object are missing before the full stop"),
    (r"-\d+ is not a valid subject", "", "a date is written \"2026-01-31\"^^xsd:date"),
    (r"is not a valid subject", r"[\"']", "a text can only be an object; perhaps the statement before ends too early"),
    (r"^a is not a valid subject", "", "`a` stands between subject and class; the subject is missing"),
    (r"is not a valid predicate", r"[\"']|_:", "a predicate is an IRI or a prefixed name"),
    (r"should not be empty|cannot be empty", "", "a number is written 12, -1.5 or 1.0e3"),
    (r"A dot is expected", "", "the line before needs ; (same subject goes on) or . (statement ends)"),
    (r"lists should end", "", "a bracket [ is not closed with ]"),
)
"""Pattern in the parser's complaint, pattern where it points, what to do; the first that fits is given.

A second pattern that begins with `.*` is looked for in the whole line."""


class _Complaint(NamedTuple):
    text: str
    line: int
    column: int


def not_utf8(data: bytes, place: str, error: UnicodeDecodeError) -> EncodingError:
    """Name the encoding or the kind of file behind bytes that are not UTF-8."""
    what, hint = _kind(data, error)
    line = data.count(b"\n", 0, error.start) + 1
    column = len(data[data.rfind(b"\n", 0, error.start) + 1:error.start].decode("utf-8", "replace")) + 1
    return EncodingError(f"the file {what}", place=f"{place}:{line}:{column}", hint=hint)


def syntax(text: str, place: str, error: SyntaxError) -> EncodingError | TurtleError:
    """Say in words what the parser complains about: another kind of file, or a slip at `place:line:column`."""
    for check in (_foreign, _conflict):
        known = check(text, place)
        if known:
            return known
    complaint = _complaint(error)
    source = _line(text, complaint.line)
    shown = f"{complaint.text}\n  {source.strip()}" if source.strip() else complaint.text
    return TurtleError(shown, place=f"{place}:{complaint.line}:{complaint.column}", hint=_hint(complaint, source))


def _kind(data: bytes, error: UnicodeDecodeError) -> tuple[str, str]:
    for magic, what, hint in MAGIC:
        if data.startswith(magic):
            return what, hint
    if data[:4000].count(0) * 3 > len(data[:4000]):
        return "is UTF-16 text without a byte order mark", _TO_UTF8.format("UTF-16LE")
    if error.reason == "unexpected end of data":
        return "ends in the middle of a character", "it was cut short: fetch it again"
    if data[error.start] in (0xC0, 0xC1, 0xE0, 0xF0):
        return "has an overlong (forbidden) UTF-8 form", "write the character again as plain UTF-8"
    if _looks_chinese(data):
        return "looks like GBK (GB 18030)", _TO_UTF8.format("GB18030")
    return "is not UTF-8; it looks like Latin-1 (Windows-1252)", _TO_UTF8.format("WINDOWS-1252")


def _looks_chinese(data: bytes) -> bool:
    """Tell GBK from Latin-1: bytes above 0xA0 come in pairs in Chinese text, and alone in European text."""
    high = re.findall(rb"[\x81-\xfe]+", data)
    pairs = sum(len(run) for run in high if len(run) > 1 and len(run) % 2 == 0)
    return pairs * 2 > sum(len(run) for run in high)


def _foreign(text: str, place: str) -> EncodingError | None:
    if text[:4000].count("\0") * 3 > len(text[:4000]):
        return EncodingError("the file is UTF-16 text without a byte order mark", place=place,
                             hint=_TO_UTF8.format("UTF-16LE"))
    for magic, what, hint in MAGIC:
        if text.startswith(magic.decode("latin-1")):
            return EncodingError(f"the file {what}", place=place, hint=hint)
    for pattern, what, hint in FORMATS:
        if re.match(pattern, text):
            return EncodingError(f"the file {what}", place=place, hint=hint)
    return None


def _conflict(text: str, place: str) -> TurtleError | None:
    marker = re.search(r"(?m)^(<{7} .*|={7}|>{7} .*)$", text)
    if marker is None:
        return None
    line = text.count("\n", 0, marker.start()) + 1
    return TurtleError(f"an unresolved merge conflict: {marker[0]}", place=f"{place}:{line}:1",
                       hint="keep one side and delete the lines of <<<<<<<, ======= and >>>>>>>")


def _complaint(error: SyntaxError) -> _Complaint:
    text = re.sub(r"^Parser error (at|between) [^:]*?\d+( and( line \d+)?( column)? ?\d+)?: ", "", str(error.args[0]))
    return _Complaint(text, error.lineno or 1, error.offset or 1)


def _line(text: str, number: int) -> str:
    lines = text.split("\n")
    return lines[number - 1].rstrip("\r") if 0 < number <= len(lines) else ""


def _hint(complaint: _Complaint, source: str) -> str | None:
    at = source[complaint.column - 1:]
    for complaint_pattern, place_pattern, hint in HINTS:
        found = re.search(complaint_pattern, complaint.text)
        if found and re.match(place_pattern, source if place_pattern.startswith(".*") else at):
            return _nearest_prefix(found[1]) if hint == "{prefix}" else hint
    return None


def _nearest_prefix(name: str) -> str:
    import difflib

    near = difflib.get_close_matches(name, PREFIXES, n=1, cutoff=0.5)
    prefix = name if name in PREFIXES else near[0] if near else None
    if prefix is None:
        return f"declare it at the head of the file: PREFIX {name}: <…>"
    line = f"PREFIX {prefix}: <{PREFIXES[prefix]}>"
    return f"add to the head of the file: {line}" if prefix == name else f"did you mean {prefix}: ({line})?"
