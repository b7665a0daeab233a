"""A report as JSON, whose members stay what they are; new ones may be added.

    version       1
    conforms      whether there is no error
    counts        {"error": n, "warning": n, "info": n}
    files         the files that were looked at
    findings      by file, line and column, each with
      path line column endColumn   counted from 1, in code points; endColumn is the one after the last
      severity code name           "error", "warning" or "info"; the code of the rule and its name
      message hint fix             what is asked, what was found and would be right (or null), what to do
      focus label                  the thing: its short name, and what people call it
      value source                 the offending term as Turtle (or null), the line of the file
      fingerprint                  the same wherever the line stands
      edits                        [{"line", "column", "endColumn", "text"}]: what kg validate --fix would write there

Texts are in the language that was asked for.
"""

from __future__ import annotations

import json
from typing import Any

from ...messages import in_language
from ..findings import SEVERITIES, Finding, Report


def written(report: Report, lang: str) -> str:
    """Write a report as JSON."""
    counts = {severity: report.count(severity) for severity in SEVERITIES}
    whole = {"version": 1, "conforms": report.conforms, "counts": counts, "files": list(report.files),
             "findings": [_finding(finding, lang) for finding in report.findings]}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _finding(finding: Finding, lang: str) -> dict[str, Any]:
    return {
        "path": finding.path, "line": finding.line, "column": finding.column, "endColumn": finding.end_column,
        "severity": finding.severity, "code": finding.code, "name": in_language(finding.name, lang),
        "message": in_language(finding.message, lang),
        "hint": in_language(finding.hint, lang) if finding.hint else None, "fix": in_language(finding.fix, lang),
        "focus": finding.focus, "label": in_language(finding.label, lang), "value": finding.value,
        "source": finding.source, "fingerprint": finding.fingerprint,
        "edits": [{"line": edit.line, "column": edit.column, "endColumn": edit.end_column, "text": edit.text}
                  for edit in finding.edits],
    }
