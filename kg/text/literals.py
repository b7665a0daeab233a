"""The lexical gate: is a literal's text one that its XSD datatype allows, and if not, what to write instead?

Only ASCII digits are digits, nothing is trimmed, dates are checked against the calendar. Datatypes outside the
XSD namespace are not judged. Two rules go beyond the standard: an `xsd:anyURI` has no characters that no IRI has,
and a number has at most 1,000 characters.

Source: XSD 1.1 part 2, section 3 (lexical spaces); RDF 1.1 Concepts, section 5.1 (datatypes usable in RDF).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

from pyoxigraph import Literal

from ..messages import Sentence, did_you_mean, say
from ..namespaces import RDF, XSD

LONGEST_NUMBER = 1000
"""Characters of a number beyond which engines fail or disagree."""

_YEAR = r"-?(?:[1-9][0-9]{3,}|0[0-9]{3})"
_MONTH = r"(?:0[1-9]|1[0-2])"
_DAY = r"(?:0[1-9]|[12][0-9]|3[01])"
_TIME = r"(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?|24:00:00(?:\.0+)?)"
_ZONE = r"(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))?"
_DAYS = r"(?:[0-9]+D)?(?:T(?=[0-9])(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+(?:\.[0-9]+)?S)?)?"
_INTEGER = r"[+-]?[0-9]+"
_DOUBLE = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|[+-]?INF|NaN"
_NCNAME = r"[^\W\d][\w.\-\u00b7]*"
_B64 = r"[A-Za-z0-9+/] ?"
_BASE64 = rf"(?:(?:{_B64}){{4}})*(?:{_B64}(?:{_B64}[AEIMQUYcgkosw048] ?=|[AQgw] ?= ?=))?"
_CHARACTERS = r"[^\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]*"

PATTERNS: dict[str, tuple[str, str]] = {
    "string": (_CHARACTERS, "8.8万人"),
    "normalizedString": (r"[^\x00-\x1f]*", "one line"),
    "token": (r"(?![ ])(?:[^\x00-\x20]| (?=[^ ]))*", "one line"),
    "language": (r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*", "zh-CN"),
    "Name": (rf"[:]?{_NCNAME}(?::{_NCNAME})*", "name"),
    "NCName": (_NCNAME, "name"),
    "NMTOKEN": (r"[\w.\-:\u00b7]+", "name"),
    "boolean": (r"true|false|1|0", "true"),
    "decimal": (r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)", "88000"),
    "double": (_DOUBLE, "1.5e3"),
    "float": (_DOUBLE, "1.5e3"),
    "date": (rf"{_YEAR}-{_MONTH}-{_DAY}{_ZONE}", "2024-01-22"),
    "dateTime": (rf"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}{_ZONE}", "2024-01-22T08:00:00"),
    "dateTimeStamp": (rf"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}(?!$){_ZONE}", "2024-01-22T08:00:00Z"),
    "time": (rf"{_TIME}{_ZONE}", "08:00:00"),
    "gYear": (rf"{_YEAR}{_ZONE}", "2024"),
    "gYearMonth": (rf"{_YEAR}-{_MONTH}{_ZONE}", "2024-01"),
    "gMonth": (rf"--{_MONTH}{_ZONE}", "--01"),
    "gMonthDay": (rf"--{_MONTH}-{_DAY}{_ZONE}", "--01-22"),
    "gDay": (rf"---{_DAY}{_ZONE}", "---22"),
    "duration": (rf"-?P(?=[0-9T])(?:[0-9]+Y)?(?:[0-9]+M)?{_DAYS}", "P1Y6M"),
    "yearMonthDuration": (r"-?P(?=[0-9])(?:[0-9]+Y)?(?:[0-9]+M)?", "P1Y6M"),
    "dayTimeDuration": (rf"-?P(?=[0-9T]){_DAYS}", "P1DT12H"),
    "anyURI": (r"[^\x00-\x20<>\"{}|\\^`]+", "https://www.xinxiang.gov.cn/"),
    "hexBinary": (r"(?:[0-9A-Fa-f]{2})*", "0FB7"),
    "base64Binary": (_BASE64, "5paw5Lmh"),
}
"""Datatype (local name in XSD) → the pattern of its lexical space, one good value."""

RANGES: dict[str, tuple[int | None, int | None]] = {
    "integer": (None, None), "nonNegativeInteger": (0, None), "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0), "negativeInteger": (None, -1),
    "byte": (-2**7, 2**7 - 1), "short": (-2**15, 2**15 - 1), "int": (-2**31, 2**31 - 1), "long": (-2**63, 2**63 - 1),
    "unsignedByte": (0, 2**8 - 1), "unsignedShort": (0, 2**16 - 1), "unsignedInt": (0, 2**32 - 1),
    "unsignedLong": (0, 2**64 - 1),
}
"""Integer datatype → its least and greatest value."""

NUMBERS = {"decimal", "double", "float", *RANGES}

REPAIRS: tuple[tuple[str, str], ...] = (
    (r"^([a-z]{2,3})_([A-Z]{2})$", r"\1-\2"),
    (r"^([0-9]{4}-[0-9]{2}-[0-9]{2}) ([0-9])", r"\1T\2"),
    (r"(?<=[0-9])[\s_,](?=[0-9])", ""),
    (r"^([+-]?[0-9]+)\.0+$", r"\1"),
    (r"^([0-9]{4})-?([0-9])-([0-9]{1,2})$", r"\1-0\2-\3"),
    (r"^([0-9]{4}-[0-9]{2})-([0-9])$", r"\1-0\2"),
    (r"^([0-9]{4})([0-9]{2})([0-9]{2})$", r"\1-\2-\3"),
    (r"^([0-9]{4}-[0-9]{2}-[0-9]{2})$", r"\1T00:00:00"),
    (r"^([0-9]{4})年?$", r"\1"),
    (r"^([0-9]{4})年([0-9])月$", r"\1-0\2"),
    (r"^([0-9]{4})年([0-9]{2})月$", r"\1-\2"),
    (r"^(?i:yes|y|是)$", "true"),
    (r"^(?i:no|n|否)$", "false"),
    (r"^\+?(?i:inf|infinity)$", "INF"),
    (r"^-(?i:inf|infinity)$", "-INF"),
)
"""What people write, and what they mean; undone one after the other until the outcome is legal."""

_MONTH_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_UNUSABLE = {"QName", "ENTITY", "ENTITIES", "ID", "IDREF", "IDREFS", "NOTATION", "NMTOKENS", "anyType", "anySimpleType",
             "anyAtomicType"}


def fault(literal: Literal) -> Sentence | None:
    """Say in words what is wrong with a literal's text, or None if its datatype allows it."""
    return fault_of(literal.value, literal.datatype.value)


def fault_of(text: str, datatype: str) -> Sentence | None:
    """Judge a lexical form by the IRI of its datatype; `rdf:langString` is judged as a string."""
    name = "string" if datatype == RDF + "langString" else datatype.removeprefix(XSD)
    if name == datatype:
        return None
    if name not in PATTERNS and name not in RANGES:
        return _unknown(name)
    if name in NUMBERS and len(text) > LONGEST_NUMBER:
        return say("this xsd:{name} has {length} characters; a number has at most {limit}",
                   "该 xsd:{name} 有 {length} 个字符；数值最多 {limit} 个字符",
                   name=name, length=len(text), limit=LONGEST_NUMBER)
    return None if _is_legal(text, name) else _illegal(text, name)


def _is_legal(text: str, name: str) -> bool:
    if name in RANGES:
        low, high = RANGES[name]
        return bool(re.fullmatch(_INTEGER, text)) and (low is None or int(text) >= low) and (
            high is None or int(text) <= high)
    check = _CHECKS.get(name)
    return bool(re.fullmatch(PATTERNS[name][0], text)) and (check is None or check(text))


def _is_day(text: str) -> bool:
    """Check year, month and day against the calendar of XSD, the Gregorian one without end in both directions."""
    found = re.match(r"(-?[0-9]+|-)-([0-9]{2})-([0-9]{2})", text)
    if found is None:
        return False
    year, month, day = 4 if found[1] == "-" else int(found[1]), int(found[2]), int(found[3])
    leap = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return day <= _MONTH_LENGTHS[month - 1] + leap


_CHECKS: dict[str, Callable[[str], bool]] = {
    "date": _is_day, "dateTime": _is_day, "dateTimeStamp": _is_day, "gMonthDay": _is_day}


def _unknown(name: str) -> Sentence:
    if name in _UNUSABLE:
        return say("xsd:{name} has no meaning in RDF; use xsd:string",
                   "xsd:{name} 在 RDF 中没有意义；请用 xsd:string", name=name)
    near = did_you_mean(name, [*PATTERNS, *RANGES]) or Sentence("see XSD 1.1 part 2", "参见 XSD 1.1 第 2 部分")
    return say("there is no datatype xsd:{name}; {near}", "没有数据类型 xsd:{name}；{near}", name=name, near=near)


def _illegal(text: str, name: str) -> Sentence:
    shown = _shown(text)
    if name in RANGES and re.fullmatch(_INTEGER, text):
        low, high = ("…" if bound is None else str(bound) for bound in RANGES[name])
        return say('"{shown}" is out of the range of xsd:{name}, {low} to {high}',
                   '"{shown}" 超出 xsd:{name} 的范围（{low} 至 {high}）', shown=shown, name=name, low=low, high=high)
    if name in _CHECKS and re.fullmatch(PATTERNS[name][0], text):
        return say('"{shown}" is not a day of the calendar', '"{shown}" 不是日历上的日子', shown=shown)
    meant = next((repaired for repaired in _repaired(text) if _is_legal(repaired, name)), None)
    if meant is not None:
        return say('"{shown}" is not an xsd:{name}; write "{meant}"', '"{shown}" 不是 xsd:{name}；请写 "{meant}"',
                   shown=shown, name=name, meant=meant)
    example = "12" if name in RANGES else PATTERNS[name][1]
    return say('"{shown}" is not an xsd:{name}; a good one looks like "{example}"',
               '"{shown}" 不是 xsd:{name}；正确的写法如 "{example}"', shown=shown, name=name, example=example)


def _shown(text: str) -> str:
    short = text if len(text) <= 60 else text[:57] + "…"
    return re.sub(r"[\x00-\x1f]", lambda found: f"\\u{ord(found[0]):04X}", short)


def _repaired(text: str) -> Iterator[str]:
    """Give what may have been meant: other character widths, no blanks, then each of the usual slips undone."""
    plain = unicodedata.normalize("NFKC", text).strip()
    yield from (plain, plain.lower())
    for pattern, replacement in REPAIRS:
        plain = re.sub(pattern, replacement, plain)
        yield plain
