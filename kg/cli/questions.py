"""`kg queries`: the list of stored questions."""

from __future__ import annotations

from ..asking import questions as stored
from ..layout import Layout
from .session import Session

FORMS = ("csv", "json", "md", "table", "tsv")


def queries(session: Session) -> int:
    """List the stored questions with their parameters."""
    session.no_words()
    form = session.form(FORMS, "table", "table")
    found = [stored.load(path) for path in Layout.find().questions()]
    rows = [(question.name, question.title(session.lang), ", ".join(question.parameters)) for question in found]
    if form == "json":
        import json

        listed = [{"name": question.name, "title": question.head.title, "description": question.head.description,
                   "tags": question.head.tags, "parameters": list(question.parameters),
                   "columns": list(question.columns)} for question in found]
        session.write(json.dumps(listed, ensure_ascii=False, indent=2) + "\n")
        return 0
    heads = (session.say("name", "名称"), session.say("question", "问题"), session.say("parameters", "参数"))
    session.write(_laid_out(form, heads, rows))
    session.note(session.say("{count} question(s); kg query NAME --help shows one's parameters",
                             "共 {count} 个问题；用 kg query 名称 --help 查看参数", count=len(rows)))
    return 0


def _laid_out(form: str, heads: tuple[str, ...], rows: list[tuple[str, str, str]]) -> str:
    if form in ("csv", "tsv"):
        import csv
        import io

        text = io.StringIO()
        csv.writer(text, "excel-tab" if form == "tsv" else "excel", lineterminator="\n").writerows([heads, *rows])
        return text.getvalue()
    if form == "md":
        lines = ["| " + " | ".join(row) + " |" for row in (heads, *rows)]
        return "\n".join([lines[0], "|" + " --- |" * len(heads), *lines[1:]]) + "\n"
    from ..asking import typesetting

    return typesetting.grid([heads, *rows])
