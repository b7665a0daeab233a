"""`kg validate`."""

from __future__ import annotations

import os
from pathlib import Path

from ..checking.findings import SEVERITIES, Report
from ..errors import UsageError
from ..messages import say
from . import output
from .judging import check, means, tell
from .session import Session

_NAMES = {"table": "text", "ttl": "turtle", "xml": "junit"}
"""What a format is called here if its extension is called otherwise."""


def validate(session: Session) -> int:
    """Check the graph, or some of its files; findings as bad as `--fail-on` give exit code 1."""
    form = _form(session)
    if session.arguments.has("timeout") and not session.arguments.has("endpoint"):
        raise UsageError(say("--timeout is about an endpoint", "--timeout 只用于端点"),
                         hint=say("leave it out", "请去掉此选项"))
    if _is_elsewhere(session):
        from .elsewhere import refuse_files_only

        refuse_files_only(session)
    if session.arguments.has("watch"):
        from .watching import watch

        if form != "text":
            raise UsageError(say("--watch writes text", "--watch 只输出文本"))
        return watch(session, lambda: _report(session), lambda report: _written(session, report, form))
    if session.arguments.has("fix") or session.arguments.has("dry-run"):
        from .mending import mend

        if mend(session) and session.arguments.has("dry-run"):
            return 1
    report = _report(session)
    session.write(_written(session, report, form))
    if report.account and (session.arguments.has("verify") or session.arguments.has("verbose")):
        tell(session, report.account)
    return 1 if report.fails(session.arguments.get("fail-on") or SEVERITIES[0]) else 0


def _report(session: Session) -> Report:
    source, words = session.arguments.get("source"), [Path(word) for word in session.words]
    if _is_elsewhere(session):
        from . import elsewhere

        return elsewhere.checked(session)
    if source is None:
        report = _checked(session, words)
    else:
        from .mending import with_edits

        report = with_edits(session, session.local.validate(words, Path(source), means(session)))
    revision = session.arguments.get("against")
    if revision is not None:
        from .revisions import new

        report = new(session, report, revision)
    return report


def _is_elsewhere(session: Session) -> bool:
    return session.arguments.has("endpoint") or session.arguments.has("store")


def _checked(session: Session, words: list[Path]) -> Report:
    layout = session.local.layout
    is_installed = layout.root.name == "shipped"
    if session.arguments.has("data") or is_installed:
        return session.local.validate(words, means=means(session))
    return check(session, layout, words, keep=not session.arguments.has("no-cache"))


def _written(session: Session, report: Report, form: str) -> str | bytes:
    from ..checking import reports

    text = reports.render(report, form, session.lang, every=session.arguments.has("all"), colour=_colour(session))
    return text.encode() if form == "text" and output.is_terminal() else text  # it is made visible already


def _colour(session: Session) -> bool:
    """Whether to colour: for a terminal that can, unless its owner does not want it (no-color.org)."""
    return (output.is_terminal() and session.arguments.get("output") in (None, "-")
            and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb")


def _form(session: Session) -> str:
    from ..checking import reports

    form = session.form((*reports.FORMS, *_NAMES), "text", "text")
    if session.arguments.has("watch") and session.arguments.has("output"):
        raise UsageError(say("--watch writes to the terminal, not to a file", "--watch 写到终端，不写入文件"))
    return _NAMES.get(form, form)
