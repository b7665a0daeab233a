"""`kg validate --watch`: check again whenever a file is saved, and tell what changed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path

from ..checking import reports
from ..checking.findings import Report
from ..errors import KgError, UsageError
from ..layout import DATA_SUFFIXES, Layout
from ..messages import in_language, say
from . import output
from .session import Session

PAUSE = 0.4
"""Seconds between two looks at the files."""

_SUFFIXES = (*DATA_SUFFIXES, ".rq")
_State = dict[Path, tuple[int, int]]


def watch(session: Session, check: Callable[[], Report], written: Callable[[Report], str | bytes]) -> int:
    """Check until interrupted; what could not be read is told, and checked again once it is saved.

    Raises: UsageError if what was typed cannot be done.
    """
    layout = Layout.find()
    places = [layout.data, layout.ontology, layout.queries, *map(Path, session.words)]
    places += [Path(place) for place in session.arguments.all("data")]
    last: Report | None = None
    while True:
        before = state(places)
        try:
            report = check()
        except KgError as error:
            if last is None and isinstance(error, UsageError):
                raise
            output.report(error, session.lang)
        else:
            output.write(written(report) if last is None else _changed(session, last, report, written))
            last = report
        session.note(say("watching; Ctrl-C ends", "监视中；按 Ctrl-C 结束"))
        while state(places) == before:
            time.sleep(PAUSE)


def state(places: Iterable[Path]) -> _State:
    """Give time and size of each file that matters."""
    found: _State = {}
    for place in places:
        for path in place.rglob("*") if place.is_dir() else (place,):
            if path.suffix in _SUFFIXES and not path.name.startswith("."):
                try:
                    stat = path.stat()
                except OSError:  # it went while we looked
                    continue
                found[path] = (stat.st_mtime_ns, stat.st_size)
    return found


def _changed(session: Session, last: Report, report: Report, written: Callable[[Report], str | bytes]) -> str | bytes:
    """Tell what is new in full, and what is gone in a line."""
    new, gone = report.without(last.findings), last.without(report.findings)
    lines = [in_language(say("mended: {place} {code} {name}", "已修正：{place} {code} {name}", place=finding.place,
                             code=finding.code, name=finding.name), session.lang) for finding in gone.findings]
    if new.findings:
        told = written(new)
        text = told.decode() if isinstance(told, bytes) else told
        lines.append(text.rstrip("\n").rpartition("\n")[0].rstrip("\n") if len(new.findings) != len(report.findings)
                     else text.rstrip("\n"))
    if len(new.findings) != len(report.findings) or not new.findings:
        lines.append(in_language(reports.summary(report), session.lang))
    return ("\n".join(lines) + "\n").encode()
