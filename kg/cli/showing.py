"""`kg show` and `kg find`."""

from __future__ import annotations

from ..asking.tables import Table
from ..messages import say
from . import answers
from .deadline import deadline
from .session import Session


def show(session: Session) -> int:
    """Show the card of one thing."""
    thing = session.one_word(say("a label, short id or IRI", "名称、短标识或 IRI"))
    form = session.form(("json", "nt", "table", "ttl"), "table", "table")
    with deadline(session):
        card = session.asking.show(thing, session.lang)
    if form in ("nt", "ttl"):
        statements = session.asking.sparql(f"CONSTRUCT WHERE {{ <{card.thing}> ?p ?o }}")
        session.tell_who_answered(every=True)
        return answers.write(session, statements)
    session.tell_who_answered(every=True)  # a card is put together of several answers
    if form == "json":
        import json

        content = card._asdict() | {"lines": [line._asdict() for line in card.lines]}
        session.write(json.dumps(content, ensure_ascii=False, indent=2) + "\n")
        return 0
    session.write(str(card))
    return 0


def find(session: Session) -> int:
    """Search labels, quotations and numbers."""
    text = session.one_word(say("a text or number", "文本或数字"))
    with deadline(session):
        found = session.asking.find(text)
    session.tell_who_answered()
    first, limit = session.arguments.number("offset") or 0, session.arguments.number("limit")
    rows = found.rows[first:None if limit is None else first + limit]
    answers.write(session, Table(found.columns, rows, found.question, found.sparql))
    if not found.rows:
        session.note(say("nothing found; a shorter piece of the text finds more", "没有找到；请用更短的片段再试"))
    return 0
