"""Writing the answer of a query."""

from __future__ import annotations

from ..asking.rendering import GRAPH_FORMATS, TABLE_FORMATS, parts, text
from ..asking.tables import Statements, Table
from ..messages import say
from . import output
from .session import Session


def write(session: Session, answer: Table | Statements) -> int:
    """Write an answer; on a terminal a table gets its question above it and a count below."""
    if isinstance(answer, Statements):
        session.write(text(answer, session.form((*GRAPH_FORMATS,), "ttl", "ttl")))
        return 0
    form = session.form(TABLE_FORMATS, "csv", "table")
    if form not in ("table", "md"):
        if _is_seen(session):
            session.write(text(answer, form))
        else:
            session.write_parts(parts(answer, form))
        return 0
    from ..asking import labels

    names = labels.in_table(session.asking.source, answer, session.lang)
    if form == "md" or not _is_seen(session):
        session.write(text(answer, form, lang=session.lang, labels=names))
        return 0
    _on_terminal(session, answer, names)
    return 0


def _is_seen(session: Session) -> bool:
    return output.is_terminal() and session.arguments.get("output") in (None, "-")


def _on_terminal(session: Session, table: Table, names: dict[str, str]) -> None:
    from ..asking import typesetting

    if table.question:
        session.note(table.question.title(session.lang))
    width = output.width()
    session.write(typesetting.aligned(table, session.lang, names, width, thin=True))
    session.note(say("{count} row(s)", "{count} 行", count=len(table)))
    hidden = typesetting.left_out(table, session.lang, names, width)
    if hidden:
        session.note(say("not shown, for want of room: {names} (all of them: -f csv)",
                         "因宽度不足未显示：{names}（用 -f csv 查看全部）", names=", ".join(hidden)))
