"""Annotations for the log of a CI run, one line each.

Source: GitHub Docs, "Workflow commands for GitHub Actions", setting an error message.
"""

from __future__ import annotations

from ...messages import in_language
from ..findings import Finding, Report
from .words import told

_LEVELS = {"error": "error", "warning": "warning", "info": "notice"}


def written(report: Report, lang: str) -> str:
    """Write a report as annotations, worst first: a CI run shows only the first few."""
    return "".join(_annotation(finding, lang) for finding in report.worst_first)


def _annotation(finding: Finding, lang: str) -> str:
    title = _property(f"{finding.code} {in_language(finding.name, lang)}")
    return (f"::{_LEVELS[finding.severity]} file={_property(finding.path)},line={finding.line},col={finding.column},"
            f"endColumn={finding.end_column},title={title}::{_data(told(finding, lang, fix=True))}\n")


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
