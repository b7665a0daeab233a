"""`kg query` and `kg sparql`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..asking.tables import Table
from ..errors import InputError, UsageError
from ..messages import say
from . import answers
from .deadline import deadline
from .session import Session


def query(session: Session) -> int:
    """Ask a stored question."""
    if not session.words:
        raise UsageError(say("which question?", "要查询哪个问题？"),
                         hint=say("kg queries lists them", "用 kg queries 查看全部问题"))
    name, *rest = session.words
    values = _values(name, rest)
    limit, offset = session.arguments.number("limit"), session.arguments.number("offset") or 0
    if session.arguments.has("show"):
        session.write(session.asking.bound(name, values, limit=limit, offset=offset))
        return 0
    with deadline(session):
        answer = session.asking.ask(name, values, limit=limit, offset=offset)
    session.tell_who_answered()
    return answers.write(session, answer)


def _values(name: str, words: list[str]) -> dict[str, object]:
    values: dict[str, list[str]] = {}
    for word in words:
        parameter, equals, value = word.partition("=")
        if not equals:
            raise UsageError(say('"{word}" is not of the form parameter=value', "“{word}”不是“参数=值”的形式",
                                 word=word),
                             hint=say("kg query {name} --help shows the parameters",
                                      "用 kg query {name} --help 查看参数", name=name))
        values.setdefault(parameter, []).append(value)
    return {parameter: given[0] if len(given) == 1 else given for parameter, given in values.items()}


def sparql(session: Session) -> int:
    """Answer a query in SPARQL: the words themselves, a file, or standard input."""
    text = _text(session)
    from ..text.sparql import check

    unknown: list[str] = []
    try:
        with deadline(session):
            check(text)
            unknown += _unknown_terms(session, text)
            answer = session.asking.sparql(text)
    finally:
        for sentence in unknown:
            session.note(sentence)
    session.tell_who_answered()
    if isinstance(answer, Table):
        first = session.arguments.number("offset") or 0
        limit = session.arguments.number("limit")
        last = None if limit is None else first + limit
        answer = Table(answer.columns, answer.rows[first:last], None, answer.sparql, boolean=answer.boolean)
    return answers.write(session, answer)


def _text(session: Session) -> str:
    given = session.one_word(say("a query, a file or -", "查询语句、文件或 -"))
    if given == "-":
        import sys

        return _decoded(sys.stdin.buffer.read(), "stdin")
    path = Path(given)
    is_query = "{" in given or "\n" in given
    if is_query or not given.strip():
        return given
    try:
        return _decoded(path.read_bytes(), given)
    except OSError as error:
        if given.endswith((".rq", ".sparql")) or path.exists():
            raise InputError(say("the query cannot be read: {reason}", "无法读取查询文件：{reason}",
                                 reason=error.strerror), place=given,
                             hint=say("name a file, or write the query itself in quotation marks",
                                      "请给出文件，或用引号写出查询本身")) from error
        return given


def _decoded(data: bytes, place: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(say("the query is not UTF-8 text", "查询不是 UTF-8 文本"), place=place,
                         hint=say("save it as UTF-8", "请存为 UTF-8")) from error


def _unknown_terms(session: Session, text: str) -> Sequence[str]:
    from ..asking.terms import unknown
    from ..text.sparql import named_terms

    return unknown(session.asking.source, named_terms(text))
