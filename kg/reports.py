"""Reports for eyes and for programs: each finding with its line, a caret under the literal, and what to do."""

from __future__ import annotations

import json
from collections.abc import Iterator

from .errors import UsageError
from .findings import SEVERITIES, Finding, Report
from .messages import Sentence, did_you_mean, in_language, say
from .typesetting import cells

FORMS = ("text", "json", "github")
"""How a report can be written."""

_WORDS = {"error": say("error", "错误"), "warning": say("warning", "警告"), "info": say("info", "提示")}
_LONGEST = 160


def render(report: Report, form: str = "text", lang: str = "en") -> str:
    """Write a report; the text ends with one line that sums it up.

    Raises: UsageError for an unknown form.
    """
    if form == "json":
        return _json(report, lang)
    if form == "github":
        return "".join(_annotation(finding, lang) for finding in report.findings)
    if form != "text":
        raise UsageError(say('a report cannot be written as "{form}"', "报告不能写作 “{form}”", form=form),
                         hint=did_you_mean(form, FORMS))
    blocks = ["\n".join(_lines(finding, lang)) for finding in report.findings]
    return "\n\n".join([*blocks, in_language(summary(report), lang)]) + "\n"


def summary(report: Report) -> Sentence:
    """Sum a report up in one line."""
    files = len(report.files)
    errors, warnings, hints = (report.count(severity) for severity in SEVERITIES)
    verdict = say("Conforms", "符合") if report.conforms else say("Does not conform", "不符合")
    return say("{verdict}: {errors} errors, {warnings} warnings, {hints} hints in {files} files.",
               "{verdict}：{files} 个文件中有 {errors} 个错误、{warnings} 个警告、{hints} 个提示。",
               verdict=verdict, errors=errors, warnings=warnings, hints=hints, files=files)


def _lines(finding: Finding, lang: str) -> Iterator[str]:
    word = in_language(_WORDS[finding.severity], lang)
    yield f"{finding.place} {word} {finding.code} {in_language(finding.message, lang)}"
    number = str(finding.line)
    gutter = " " * len(number)
    before, marked, source = _marked(finding)
    yield f"{gutter} |"
    yield f"{number} | {source}"
    yield f"{gutter} | {' ' * cells(before)}{'^' * max(1, cells(marked))}"
    if finding.focus:
        label = in_language(finding.label, lang)
        yield f"{gutter} = {in_language(say('thing', '事物'), lang)}: " + (
            finding.focus if label == finding.focus else f"{label} ({finding.focus})")
    yield f"{gutter} = {in_language(say('fix', '改法'), lang)}: {in_language(finding.fix, lang)}"


def _marked(finding: Finding) -> tuple[str, str, str]:
    """Give what stands before the marked text, the marked text, and the line, cut where it is very long."""
    source = finding.source.replace("\t", " ")
    before, marked = source[:finding.column - 1], source[finding.column - 1:finding.end_column - 1]
    if len(source) <= _LONGEST:
        return before, marked, source
    start = max(0, min(len(before), finding.column - 1 - 40))
    shown = source[start:start + _LONGEST]
    return before[start:], marked[:_LONGEST - len(before) + start], shown


def _json(report: Report, lang: str) -> str:
    told = [{
        "path": finding.path, "line": finding.line, "column": finding.column, "endColumn": finding.end_column,
        "severity": finding.severity, "code": finding.code, "name": in_language(finding.name, lang),
        "message": in_language(finding.message, lang), "fix": in_language(finding.fix, lang),
        "focus": finding.focus, "label": in_language(finding.label, lang), "value": finding.value,
        "source": finding.source,
    } for finding in report.findings]
    counts = {severity: report.count(severity) for severity in SEVERITIES}
    whole = {"conforms": report.conforms, "counts": counts, "files": list(report.files), "findings": told}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _annotation(finding: Finding, lang: str) -> str:
    level = {"error": "error", "warning": "warning", "info": "notice"}[finding.severity]
    message = f"{in_language(finding.message, lang)} {in_language(finding.fix, lang)}"
    escaped = message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return (f"::{level} file={finding.path},line={finding.line},col={finding.column},"
            f"endColumn={finding.end_column},title={finding.code}::{escaped}\n")
