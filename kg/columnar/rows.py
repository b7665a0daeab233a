"""Results as they are compared: the seven fields that say what was found, how often it was, and in which words.

Source: SHACL, section 3.6.2 (validation results).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TypeAlias

import pyoxigraph as ox

from .report import Result

FIELDS = ("focusNode", "resultPath", "value", "resultSeverity", "sourceConstraintComponent", "sourceShape",
          "sourceConstraint")  # fmt: skip
Rows: TypeAlias = Counter[tuple[str | None, ...]]
"""How often each result occurs: the seven fields in N-Triples form, blank nodes all alike."""


def rows(results: Iterable[Result]) -> Rows:
    """Give results in the form in which they are compared."""
    return Counter(_row(each) for each in results)


def spoken(results: Iterable[Result]) -> Rows:
    """Give the text of each message in a language with the fields of its result: those that shapes declare."""
    return Counter((*_row(each), message.value) for each in results for message in each.messages if message.language)


def _row(result: Result) -> tuple[str | None, ...]:
    parts = (result.focus, result.path, result.value, result.severity, result.component, result.shape,
             result.constraint)  # fmt: skip
    return tuple("_:" if isinstance(part, ox.BlankNode) else None if part is None else str(part) for part in parts)
