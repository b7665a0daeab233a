"""What validation says: findings at a place, gathered in a report."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from .messages import Sentence

SEVERITIES = ("error", "warning", "info")
"""From the worst to the mildest; only errors make a report fail."""


class Finding(NamedTuple):
    """One rule broken at one place, in words.

    `line` and `column` count from 1, in code points; `end_column` is the one after the last. `source` is the line of
    the file, `focus` the short name of the thing, `label` what people call it, `value` the offending term as written.
    """

    path: str
    line: int
    column: int
    end_column: int
    severity: str
    code: str
    name: Sentence
    message: Sentence
    fix: Sentence
    focus: str
    label: Sentence
    value: str | None
    source: str

    @property
    def place(self) -> str:
        """Where it is, as `path:line:column`."""
        return f"{self.path}:{self.line}:{self.column}"


class Report(NamedTuple):
    """All findings, sorted by file, line and column, and the files that were looked at."""

    findings: tuple[Finding, ...]
    files: tuple[str, ...]

    @property
    def conforms(self) -> bool:
        """Whether there is no error; warnings and hints do not count."""
        return not any(finding.severity == "error" for finding in self.findings)

    def count(self, severity: str) -> int:
        """Count the findings of a severity."""
        return sum(finding.severity == severity for finding in self.findings)

    @property
    def counts(self) -> dict[str, int]:
        """Count the findings by code, most frequent first."""
        return dict(Counter(finding.code for finding in self.findings).most_common())
