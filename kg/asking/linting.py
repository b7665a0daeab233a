"""What makes a stored question unsafe, unclear or silently wrong.

Q101 no title or column label in a language      Q106 not a query of this graph alone, or a vendor function
Q102 a parameter without line, label or use      Q107 longer than 40 lines
Q103 a parameter where its line cannot be seen   Q108 columns not as declared
Q104 no order, or an order that may not be total Q109 a division without rounding
Q105 SELECT *                                    Q110 a window of its own (LIMIT, OFFSET)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ..errors import QueryError
from ..messages import LANGUAGES, Sentence, say
from ..namespaces import XSD
from ..text import sparql
from .questions import Question
from .scopes import Use, divisions, projection, sort_keys, uses

MOST_LINES = 40


class Fault(NamedTuple):
    """A broken rule about stored questions: its code, the sentence and the place."""

    code: str
    message: Sentence
    place: str


def faults(question: Question) -> tuple[Fault, ...]:
    """Find every fault of a question, in the order of the codes."""
    text = "".join("\n" if line.startswith("#+") else line for line in question.text.splitlines(keepends=True))
    checks = (_words, _parameters, _visibility, _order, _alone, _length, _columns, _rounding)
    return tuple(sorted(fault for check in checks for fault in check(question, text)))


def _words(question: Question, text: str) -> Iterator[Fault]:
    head = question.head
    if head.id != question.name:
        yield Fault("Q101", say("the id is not the file's name", "id 与文件名不一致"), question.path)
    for lang in LANGUAGES:
        if not head.title.get(lang):
            yield Fault("Q101", say("no title in {lang}", "缺少 {lang} 标题", lang=lang), question.path)
        for column in head.columns.values():
            if not column.label.get(lang):
                yield Fault("Q101", say("column {name} has no label in {lang}", "列 {name} 缺少 {lang} 名称",
                                        name=column.name, lang=lang), question.path)


def _parameters(question: Question, text: str) -> Iterator[Fault]:
    declared, found = question.head.parameters, uses(text)
    lines = {use.name for use in found if use.is_line}
    for name, parameter in declared.items():
        if name not in lines:
            yield Fault("Q102", say("parameter {name} has no VALUES line", "参数 {name} 没有 VALUES 行", name=name),
                        question.path)
        elif not any(use.name == name and not use.is_line for use in found):
            yield Fault("Q102", say("parameter {name} is not used", "参数 {name} 未被使用", name=name), question.path)
        for lang in LANGUAGES:
            if not parameter.label.get(lang):
                yield Fault("Q102", say("parameter {name} has no label in {lang}", "参数 {name} 缺少 {lang} 名称",
                                        name=name, lang=lang), question.path)
    for use in found:
        if use.is_line and use.name not in declared:
            yield _at(question, text, use.start, "Q102", say("{name} is not declared", "{name} 未声明", name=use.name))


def _visibility(question: Question, text: str) -> Iterator[Fault]:
    found = uses(text)
    for use in found:
        lines = [line for line in found if line.is_line and line.name == use.name]
        if lines and not use.is_line and not any(_sees(use, line) for line in lines):
            yield _at(question, text, use.start, "Q103", say(
                "${name} is used where its VALUES line cannot be seen; repeat the line there",
                "${name} 用在看不到其 VALUES 行的地方；请在该处重复这一行", name=use.name))


def _sees(use: Use, line: Use) -> bool:
    """Whether a line stands earlier in the same group, or in one round it with no wall between."""
    return line.start < use.start and line.groups == use.groups[:len(line.groups)] and not any(
        group.is_wall for group in use.groups[len(line.groups):])


def _order(question: Question, text: str) -> Iterator[Fault]:
    form = next((token for token in sparql.tokens(text) if token.is_word(*sparql.FORMS)), None)
    if form is None or not form.is_word("SELECT"):
        return
    names, keys = projection(text), sort_keys(text)
    if names == ("*",):
        yield _at(question, text, form.start, "Q105", say("SELECT * hides the columns", "SELECT * 掩盖了列名"))
    if not keys:
        yield Fault("Q104", say("no ORDER BY", "缺少 ORDER BY"), question.path)
    elif keys[-1] not in names:
        yield Fault("Q104", say("ORDER BY must end with a column that tells rows apart",
                                "ORDER BY 应以能区分各行的列结尾"), question.path)


def _alone(question: Question, text: str) -> Iterator[Fault]:
    try:
        sparql.check(text, question.path)
    except QueryError as error:
        message = error.message if isinstance(error.message, Sentence) else Sentence(error.message, error.message)
        yield Fault("Q106", message, error.place or question.path)
    before = None
    for token in sparql.tokens(text):
        if token.text == "(" and before is not None and _is_function(before):
            yield _at(question, text, before.start, "Q106", say("{name} is a vendor's function", "{name} 是厂商函数",
                                                                name=before.text))
        if token.is_word("LIMIT", "OFFSET"):
            yield _at(question, text, token.start, "Q110", say("the window is the asker's", "截取由提问者决定"))
        before = token


def _is_function(token: sparql.Token) -> bool:
    """Whether a name before a bracket calls something that is neither built in nor a cast."""
    if token.kind == "name":
        return not token.text.startswith("xsd:") and token.text not in ("a",)
    return token.kind == "iri" and not token.text.startswith(f"<{XSD}")


def _length(question: Question, text: str) -> Iterator[Fault]:
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith(("PREFIX", "#"))]
    if len(lines) > MOST_LINES:
        yield Fault("Q107", say("{count} lines; at most {most}", "共 {count} 行；最多 {most} 行",
                                count=len(lines), most=MOST_LINES), question.path)


def _columns(question: Question, text: str) -> Iterator[Fault]:
    names, declared = projection(text), tuple(question.head.columns)
    if names and names != ("*",) and names != declared:
        yield Fault("Q108", say("the columns are {names}, declared are {declared}", "列为 {names}，声明为 {declared}",
                                names=" ".join(names), declared=" ".join(declared) or "-"), question.path)


def _rounding(question: Question, text: str) -> Iterator[Fault]:
    for start in divisions(text):
        yield _at(question, text, start, "Q109", say("a division must end in ROUND, FLOOR or CEIL",
                                                     "除法结果应以 ROUND、FLOOR 或 CEIL 取整到固定位数"))


def _at(question: Question, text: str, start: int, code: str, message: Sentence) -> Fault:
    return Fault(code, message, sparql.place(text, start, question.path))
