"""The stored questions, asked there and here: the rows must be the same, each as often, numbers compared as numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ..asking.questions import Question
from ..asking.tables import Source, Statements, ask
from ..errors import KgError
from ..messages import Sentence, say
from . import values

Row = tuple[object, ...]


class Answered(NamedTuple):
    """One question: how many rows it has here, and what is wrong there, if anything."""

    question: str
    rows: int
    difference: Sentence | None = None


def replay(questions: Iterable[Question], here: Source, there: Source) -> Iterator[Answered]:
    """Ask each question with its defaults on both sides.

    Raises: QueryError if a question fails here.
    """
    for question in questions:
        yield asked(question, question.bind({}), here, there)


def asked(question: Question, text: str, here: Source, there: Source) -> Answered:
    """Ask a question on both sides, as bound.

    Raises: QueryError if it fails here.
    """
    own = _rows(here, question, text)
    total = sum(own.values())
    try:
        other = _rows(there, question, text)
    except KgError as error:
        return Answered(question.name, total,
                        say("it fails there: {error}", "在那边失败：{error}", error=error.message))
    return Answered(question.name, total, _difference(own, other))


def _rows(source: Source, question: Question, text: str) -> Counter[Row]:
    answer = ask(source, text, question)
    if isinstance(answer, Statements):
        return Counter((each.subject, each.predicate, values.canonical(each.object)) for each in answer.triples)
    return Counter((*answer.columns, *map(values.canonical, row)) for row in answer.rows)


def _difference(own: Counter[Row], other: Counter[Row]) -> Sentence | None:
    if own == other:
        return None
    missing, extra = own - other, other - own
    example = next(iter(sorted((*missing, *extra), key=str)))
    shown = " ".join("–" if cell is None else str(cell) for cell in example[len(example) // 2:])[:300]
    return say("{missing} row(s) missing, {extra} unexpected; such as: {row}",
               "缺少 {missing} 行，多出 {extra} 行；例如：{row}",
               missing=sum(missing.values()), extra=sum(extra.values()), row=shown)
