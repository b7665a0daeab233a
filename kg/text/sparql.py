"""The text of a SPARQL query: its tokens, its form, and what we do not run.

Source: SPARQL 1.1 Query, section 19.8 (grammar).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from .. import limits
from ..errors import LimitError, QueryError
from ..messages import Sentence, did_you_mean, say
from ..namespaces import PREFIXES

FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH")

_OPENING, _CLOSING = set("([{"), set(")]}")
_JOINTS = {*"+-*/|^!=<>.;,", "&&", "||", "!=", "<=", ">="}
_SIMPLER = Sentence("ask for less at once; lists of values belong into VALUES", "请一次少问一些；成列的值请写入 VALUES")

_TOKEN = re.compile(
    r"""
      (?P<comment>\#[^\n]*)
    | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
    | (?P<string>\"{3}(?:\"{0,2}(?:[^"\\]|\\.))*\"{3} | '{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
        | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*')
    | (?P<variable>[?$]\w+)
    | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    | (?P<name>(?:[^\W\d_][\w.-]*)?:(?:[\w:%](?:[\w.:%\\-]*[\w:%-])?)?)
    | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
    | (?P<word>[^\W\d_]\w*)
    | (?P<sign>\^\^|&&|\|\||!=|<=|>=|\S)
    """,
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    """A piece of a query: its kind (`iri`, `string`, `variable`, `name`, `word`, `sign` …), text and place."""

    kind: str
    text: str
    start: int

    def is_word(self, *words: str) -> bool:
        """Whether this is one of some keywords, in any case."""
        return self.kind == "word" and self.text.upper() in words


def tokens(text: str) -> Iterator[Token]:
    """Cut a query into tokens, leaving out white space and comments."""
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "sign"
        if kind != "comment":
            yield Token(kind, match.group(), match.start())


def place(text: str, start: int, name: str = "query") -> str:
    """Say where an offset lies, as `name:line:column`."""
    line = text.count("\n", 0, start) + 1
    return f"{name}:{line}:{start - text.rfind(chr(10), 0, start)}"


def check(text: str, name: str = "query") -> str:
    """Give the form of a query (`SELECT`, `ASK` …) that reads this graph and nothing else.

    Raises: QueryError if it is an update, or reaches for other graphs or machines (`SERVICE`, `FROM`); LimitError
    if it is so long or so deep that a parser could die of it.
    """
    form = None
    for token in _within_limits(text, name):
        if form is None and token.is_word(*UPDATES):
            raise QueryError(say("updates are refused: {word}", "不接受更新操作：{word}", word=token.text.upper()),
                             place=place(text, token.start, name),
                             hint=say("the graph is read-only; change the files below data/ instead",
                                      "图谱只读；请修改 data/ 下的文件"))
        if form is None and token.is_word(*FORMS):
            form = token.text.upper()
        if token.is_word("SERVICE", "FROM"):
            raise QueryError(say("{word} is refused: a query reads this graph and nothing else",
                                 "不接受 {word}：查询只读取本图谱", word=token.text.upper()),
                             place=place(text, token.start, name),
                             hint=say("ask another endpoint with --endpoint; pick a graph with GRAPH <…> {{ … }}",
                                      "用 --endpoint 查询其他端点；用 GRAPH <…> {{ … }} 选定命名图"))
    if form is None:
        raise QueryError(say("this is not a query", "这不是查询语句"), place=f"{name}:1:1",
                         hint=say("a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE",
                                  "查询以 SELECT、ASK、CONSTRUCT 或 DESCRIBE 开头"))
    _check_prefixes(text, name)
    return form


def _check_prefixes(text: str, name: str) -> None:
    unknown = undeclared(text, PREFIXES)
    if unknown is not None:
        prefix = unknown.text.partition(":")[0]
        raise QueryError(say("the prefix {prefix}: is not declared", "前缀 {prefix}: 没有声明", prefix=prefix),
                         place=place(text, unknown.start, name),
                         hint=did_you_mean(prefix, PREFIXES) or say("write before the query: PREFIX {prefix}: <…>",
                                                                    "请在查询之前写：PREFIX {prefix}: <…>",
                                                                    prefix=prefix))


def undeclared(text: str, known: Iterable[str]) -> Token | None:
    """Find the first name whose prefix is neither declared in the query nor among those known."""
    declared = set(known)
    previous: Token | None = None
    for token in tokens(text):
        prefix = token.text.partition(":")[0]
        if token.kind == "name" and previous is not None and previous.is_word("PREFIX"):
            declared.add(prefix)
        elif token.kind == "name" and prefix not in declared and (previous is None or previous.text != "_"):
            return token
        previous = token
    return None


def misread(error: SyntaxError) -> QueryError:
    """Say where a query does not parse and what was expected there, without the engine's whole grammar."""
    found = re.match(r"error at (\d+):(\d+): (.*)", str(error.msg or error), re.DOTALL)
    line, column, words = found.groups() if found else (error.lineno or 1, error.offset or 1, str(error.msg or error))
    words = " ".join(str(words).replace("expected one of", "expected").replace(", [_]", "").split())
    shown = words if len(words) <= 120 else words[:120].rpartition(", ")[0] + " …"
    return QueryError(say("the query does not parse: {words}", "无法解析查询：{words}", words=shown),
                      place=f"query:{line}:{column}",
                      hint=say("look just before that place: a bracket, full stop or quotation mark is missing, or the "
                               "function is not one of SPARQL 1.1",
                               "请看该处之前：缺少括号、句点或引号，或所用函数不属于 SPARQL 1.1"))


def _within_limits(text: str, name: str) -> Iterator[Token]:
    if len(text) > limits.LONGEST_QUERY:
        raise LimitError(say("the query has {length} characters; at most {limit} are read",
                             "查询有 {length} 个字符；最多读取 {limit} 个", length=len(text),
                             limit=limits.LONGEST_QUERY),
                         place=f"{name}:1:1", hint=_SIMPLER)
    depth = joints = 0
    for token in tokens(text):
        depth += 1 if token.text in _OPENING else -1 if token.text in _CLOSING else 0
        joints += token.text in _JOINTS or token.is_word("UNION", "OPTIONAL", "MINUS", "FILTER", "BIND")
        if depth > limits.DEEPEST or joints > limits.LONGEST_CHAIN:
            what = say("brackets stand more than {limit} deep", "括号嵌套超过 {limit} 层", limit=limits.DEEPEST)
            if depth <= limits.DEEPEST:
                what = say("more than {limit} operators and patterns", "运算符和模式超过 {limit} 个",
                           limit=limits.LONGEST_CHAIN)
            raise LimitError(say("the query is refused: {what}", "不接受此查询：{what}", what=what),
                             place=place(text, token.start, name), hint=_SIMPLER)
        yield token


def with_prefixes(text: str) -> str:
    """Declare, on the first line, the prefixes of our table that a query uses without declaring them."""
    used: dict[str, None] = {}
    declared = set()
    previous = None
    for token in tokens(text):
        if token.kind == "name":
            prefix = token.text.partition(":")[0]
            if previous is not None and previous.is_word("PREFIX"):
                declared.add(prefix)
            else:
                used.setdefault(prefix)
        previous = token
    missing = [prefix for prefix in used if prefix in PREFIXES and prefix not in declared]
    return "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}> " for prefix in missing) + text


def named_terms(text: str) -> dict[str, int]:
    """Give the IRIs that a query names, each with the offset of its first use."""
    declared = dict(PREFIXES)
    found: dict[str, int] = {}
    previous: tuple[Token | None, Token | None] = (None, None)
    for token in tokens(text):
        before, last = previous
        if token.kind == "iri":
            if before is not None and before.is_word("PREFIX") and last is not None:
                declared[last.text.rstrip(":")] = token.text[1:-1]
            elif last is None or not last.is_word("BASE"):
                found.setdefault(token.text[1:-1], token.start)
        elif token.kind == "name" and not (last is not None and last.is_word("PREFIX")):
            prefix, _, local = token.text.partition(":")
            if prefix in declared:
                found.setdefault(declared[prefix] + local, token.start)
        previous = (last, token)
    return found
