"""Results as they are compared: the seven fields that say what was found, and how often it was.

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
    return Counter(
        tuple("_:" if isinstance(part, ox.BlankNode) else None if part is None else str(part) for part in (
            each.focus, each.path, each.value, each.severity, each.component, each.shape, each.constraint))
        for each in results
    )  # fmt: skip
