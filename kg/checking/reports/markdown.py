"""A report as Markdown: the verdict, what is broken how often, and where."""

from __future__ import annotations

from ...messages import in_language, say
from ..findings import Finding, Report
from .words import SEVERITY, summary, told

IN_FULL = 20
"""How many places of one rule are listed."""


def written(report: Report, lang: str) -> str:
    """Write a report as Markdown, worst first, a section a rule."""
    sign = "✓" if report.conforms else "✗"
    lines = [f"## {sign} {in_language(summary(report), lang)}"]
    rules: dict[str, list[Finding]] = {}
    for finding in report.worst_first:
        rules.setdefault(finding.code, []).append(finding)
    for code, findings in rules.items():
        lines += ["", *_section(code, findings, lang)]
    return "\n".join(lines) + "\n"


def _section(code: str, findings: list[Finding], lang: str) -> list[str]:
    first = findings[0]
    word = in_language(SEVERITY[first.severity], lang)
    heads = (say("place", "位置"), say("thing", "事物"), say("finding", "发现"))
    lines = [f"### {code} {_escaped(in_language(first.name, lang))} · {word} × {len(findings)}", "",
             _escaped(in_language(first.rule, lang)), "",
             "| " + " | ".join(in_language(head, lang) for head in heads) + " |", "| --- | --- | --- |"]
    lines += [_row(finding, lang) for finding in findings[:IN_FULL]]
    if len(findings) > IN_FULL:
        more = say("… and {count} more", "……另有 {count} 个", count=len(findings) - IN_FULL)
        lines += ["", in_language(more, lang)]
    return [*lines, "", f"**{in_language(say('Fix', '改法'), lang)}** {_escaped(in_language(first.fix, lang))}"]


def _row(finding: Finding, lang: str) -> str:
    label = _escaped(in_language(finding.label, lang))
    focus = f"`{finding.focus}`" if finding.focus else ""
    said = in_language(finding.hint, lang) if finding.hint and finding.message == finding.rule else (
        told(finding, lang) if finding.message != finding.rule else "")
    return f"| `{finding.place}` | {f'{label} {focus}'.strip()} | {_escaped(said)} |"


def _escaped(text: str) -> str:
    text = text.replace("\\", "\\\\").replace("\n", " ").replace("|", "\\|")
    return text.replace("<", "&lt;").replace("*", "\\*")
