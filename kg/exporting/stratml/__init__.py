"""StratML Part 2: a performance report (or plan) for each agency and period, with targets and actual results.

The agency is the one that a promise binds or, where none is named, that set it. Without results so far it is a plan.

A target that was never disclosed, or any other figure that a rule computed, has no `NumberOfUnits`: its interval stands
in the `Descriptor`, and the `Description` says that it is not official. Programmes are goals, targets and promises
objectives. Vision and mission say that the bulletins state none. No element beyond those of 2016-02-16 is used.

Source: ISO 17469-2, StratML Part 2, namespace and element structure as published for PerformancePlanOrReport (2016).
"""

from __future__ import annotations

import re
from pathlib import Path

from ... import files
from ...errors import UsageError
from ...messages import say
from ..content import Content
from ..joining import joined
from . import documents, reports


def write(content: Content, folder: Path) -> int:
    """Write a file for each report, named after agency and period, into a folder; give their number.

    Raises: UsageError if two would get the same name; UsageError or LimitError if a file cannot be written.
    """
    files.make_folder(folder)
    written: set[Path] = set()
    with joined(content) as database:
        reports.lay(database)
        for each in reports.every(database):
            path = folder / f"{_segment(each.agency)}-{_segment(each.period) if each.period else 'undated'}.xml"
            if path in written:
                raise UsageError(say("two reports would be written to {path}", "两份报告会写到同一文件 {path}",
                                     path=path))
            files.write(path, documents.document(reports.gathered(database, each)))
            written.add(path)
    return len(written)


def _segment(iri: str) -> str:
    return re.split(r"[/#]", iri.rstrip("/#"))[-1]
