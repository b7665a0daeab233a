"""What validation says: findings at a place, gathered in a report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from hashlib import sha256
from typing import Any, NamedTuple

from ..messages import Sentence
from ..shacl.results import Account

SEVERITIES = ("error", "warning", "info")
"""From the worst to the mildest; a report fails from the first on, or from the one that `--fail-on` names."""


class Edit(NamedTuple):
    """A change of a line that mends a fault without changing what is said: other text between two columns."""

    line: int
    column: int
    end_column: int
    text: str


class Terms(NamedTuple):
    """The statement to blame, in terms of RDF, with the shape that it breaks, and by which constraint of what kind."""

    subject: Any
    predicate: Any
    object: Any
    shape: str
    component: str | None = None
    constraint: str | None = None


class Finding(NamedTuple):
    """One rule broken at one place, in words.

    `line` and `column` count from 1, in code points; `end_column` is the one after the last. `source` is the line of
    the file, `focus` the short name of the thing, `label` what people call it, `value` the offending term as written,
    `hint` what was found there and, where it can be computed, what would be right. `rule` is what the rule asks of
    every statement, `why` its reason; `edits` mend the fault where that is safe.
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
    hint: Sentence | None = None
    rule: Sentence = Sentence("", "")
    why: Sentence = Sentence("", "")
    terms: Terms | None = None
    edits: tuple[Edit, ...] = ()

    @property
    def place(self) -> str:
        """Where it is, as `path:line:column`."""
        return f"{self.path}:{self.line}:{self.column}"

    @property
    def fingerprint(self) -> str:
        """What stays the same when lines are moved: code, thing, property and value, or code, file and words."""
        terms = self.terms
        if terms is None or terms.subject is None:
            told = (self.code, self.path, self.source[self.column - 1:self.end_column - 1].strip())
            if self.code.startswith("D"):
                told = (*told[:2], "")
        else:
            told = (self.code, str(terms.subject), f"{terms.predicate or ''} {terms.object or ''}")
        return sha256("\0".join(told).encode()).hexdigest()[:32]


class Report(NamedTuple):
    """All findings, sorted by file, line and column, the files that were looked at, and how the shapes were held."""

    findings: tuple[Finding, ...]
    files: tuple[str, ...]
    account: Account | None = None

    @property
    def conforms(self) -> bool:
        """Whether there is no error; warnings and hints do not count."""
        return not self.fails("error")

    def fails(self, severity: str) -> bool:
        """Whether there is a finding of a severity, or of a worse one."""
        bad = SEVERITIES[:SEVERITIES.index(severity) + 1]
        return any(finding.severity in bad for finding in self.findings)

    def count(self, severity: str) -> int:
        """Count the findings of a severity."""
        return sum(finding.severity == severity for finding in self.findings)

    @property
    def counts(self) -> dict[str, int]:
        """Count the findings by code, most frequent first."""
        return dict(Counter(finding.code for finding in self.findings).most_common())

    @property
    def worst_first(self) -> tuple[Finding, ...]:
        """The findings by severity, then by file, line and column."""
        return tuple(sorted(self.findings, key=lambda finding: SEVERITIES.index(finding.severity)))

    def without(self, known: Iterable[Finding]) -> Report:
        """Leave out what is known already, by fingerprint; what is known once and found twice is new once."""
        left = Counter(finding.fingerprint for finding in known)
        new = []
        for finding in self.findings:
            left[finding.fingerprint] -= 1
            if left[finding.fingerprint] < 0:
                new.append(finding)
        return self._replace(findings=tuple(new))
