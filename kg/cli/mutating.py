"""`kg mutate`."""

from __future__ import annotations

from pathlib import Path

from ..messages import say
from .session import Session


def mutate(session: Session) -> int:
    """Change one thing at a time in valid data and tell which changes no rule notices; any such gives exit code 1."""
    from ..layout import Layout
    from ..mutation import Task, render, run

    form = session.form(("table", "json", "md"), "table", "table")
    arguments = session.arguments
    source = arguments.get("source")
    task = Task(Layout.find(), tuple(Path(word) for word in session.words), arguments.number("seed") or 0,
                arguments.positive("sample"), Path(source) if source else None)
    score = run(task, arguments.positive("jobs") or 1)
    session.write(render(score, form, session.lang))
    session.note(say("{killed} of {all} changes were noticed; {excepted} have a reason not to be, {left} have none",
                     "{all} 处改动中发现 {killed} 处;未发现而有理由的 {excepted} 处,无理由的 {left} 处",
                     killed=sum(outcome.killed for outcome in score.outcomes), all=len(score.outcomes),
                     excepted=sum(map(len, score.by_reason().values())), left=len(score.survivors())))
    return 1 if score.survivors() else 0
