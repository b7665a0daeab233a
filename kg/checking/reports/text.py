"""A report for people: places that a terminal makes clickable, a caret under what is wrong, one line at the end.

Colours follow the terminal's own palette. Source: ECMA-48, section 8.3.117 (select graphic rendition).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from ...asking.typesetting import cells, visible
from ...messages import Sentence, in_language, say
from ..findings import Finding, Report
from .words import SEVERITY, counted, summary, thing

IN_FULL = 5
"""How often the same rule is told in full; the rest is counted in one line."""

_LONGEST = 160
_BEFORE = 40
_COLOURS = {"error": "1;31", "warning": "1;33", "info": "1;36", "place": "1", "dim": "2"}
_PAINT = Callable[[str, str], str]


def written(report: Report, lang: str, *, every: bool, colour: bool) -> str:
    """Write a report as text, worst first, then by file and line."""
    paint: _PAINT = _painted if colour else _plain
    shown: Counter[str] = Counter()
    left: dict[str, list[Finding]] = {}
    blocks = []
    for finding in report.worst_first:
        shown[finding.code] += 1
        if every or shown[finding.code] <= IN_FULL:
            blocks.append("\n".join(finding_lines(finding, lang, paint)))
        else:
            left.setdefault(finding.code, []).append(finding)
    if left:
        blocks.append("\n".join(in_language(_rest(rest), lang) for rest in left.values()))
    verdict = paint(in_language(summary(report), lang), "place" if report.conforms else "error")
    return "\n\n".join([*blocks, verdict]) + "\n"


def finding_lines(finding: Finding, lang: str, paint: _PAINT) -> Iterator[str]:
    """Write one finding: its place and what is asked, the line with a caret, the rule, the thing, and what to do."""
    word = in_language(SEVERITY[finding.severity], lang)
    yield (f"{paint(visible(finding.place), 'place')} {paint(f'{word} {finding.code}', finding.severity)} "
           f"{visible(in_language(finding.message, lang))}")
    number = str(finding.line)
    gutter = " " * len(number)
    before, marked, after = map(visible, _marked(finding))
    caret = paint("^" * max(1, cells(marked)), finding.severity)
    hint = f" {visible(in_language(finding.hint, lang))}" if finding.hint else ""
    yield paint(f"{gutter} |", "dim")
    yield f"{paint(f'{number} |', 'dim')} {before}{marked}{after}"
    yield f"{paint(f'{gutter} |', 'dim')} {' ' * cells(before)}{caret}{hint}"
    told = [(say("rule", "规则"), in_language(finding.name, lang)), (say("thing", "事物"), thing(finding, lang)),
            (say("fix", "改法"), in_language(finding.fix, lang))]
    for head, words in told:
        if words:
            yield f"{gutter} {paint('=', 'dim')} {in_language(head, lang)}: {visible(words)}"


def _rest(rest: list[Finding]) -> Sentence:
    first = rest[0]
    files = counted(len({finding.path for finding in rest}), "file", "个文件")
    return say("{place} … {count} more of {code} ({name}) in {files}; --all shows them",
               "{place} …… {files}中另有 {count} 个 {code}（{name}）；--all 显示全部", place=first.place,
               count=len(rest), code=first.code, name=first.name, files=files)


def _marked(finding: Finding) -> tuple[str, str, str]:
    """Give what stands before the marked text, the marked text, and the rest of the line, cut where it is very long."""
    source = finding.source.replace("\t", " ")
    start, end = finding.column - 1, max(finding.column, finding.end_column) - 1
    before, marked, after = source[:start], source[start:end], source[end:]
    if len(source) <= _LONGEST:
        return before, marked, after
    if len(before) > _BEFORE:
        before = "…" + before[1 - _BEFORE:]
    if len(marked) > _LONGEST - _BEFORE:
        marked, after = marked[:_LONGEST - _BEFORE - 1] + "…", ""
    room = _LONGEST - len(before) - len(marked)
    return before, marked, after if len(after) <= room else after[:max(0, room - 1)] + "…"


def _painted(text: str, role: str) -> str:
    return f"\x1b[{_COLOURS[role]}m{text}\x1b[0m"


def _plain(text: str, role: str) -> str:
    return text
