"""Stored questions: one `.rq` file is one question, with its metadata in `#+` lines of YAML at the head.

    #+ title: {en: Which targets were missed?, zh: 哪些目标没有完成？}
    #+ parameters:
    #+   lang: {type: lang, label: {en: language, zh: 语言}}
    SELECT ?target WHERE {
        VALUES $lang { "en" }
        …

A parameter is a `VALUES $name { default }` line, so the file runs unchanged in any SPARQL engine. Binding
replaces what stands between the braces by serialised terms and nothing else, so no value changes the
shape of a query.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pyoxigraph import Literal, NamedNode

from ..errors import InputError, QueryError, UsageError
from ..messages import did_you_mean, say

if TYPE_CHECKING:
    from .linting import Fault
    from .parameters import Parameter

Term = NamedNode | Literal

_TERM = r"""[^{}"'<]|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|<[^<>\n]*>"""
_VALUES = rf"(\bVALUES\s+[$?](\w+)\s*)\{{(?:{_TERM})*\}}"
"""A parameter's line: `VALUES $name { default }`."""


class Column(NamedTuple):
    """What a column of the answer holds: label, type, unit, and how it is shown.

    A required column is never empty; a detail is the first to go where a terminal is narrow.
    """

    name: str
    label: Mapping[str, str] = {}
    type: str | None = None
    unit: str | None = None
    format: str | None = None
    required: bool = False
    detail: bool = False

    def text(self, lang: str) -> str:
        """Give the label in a language, else the name."""
        return self.label.get(lang) or self.label.get("en") or self.name


class Head(NamedTuple):
    """The metadata of a question."""

    id: str
    title: Mapping[str, str]
    description: Mapping[str, str]
    tags: tuple[str, ...]
    parameters: Mapping[str, Parameter]
    columns: Mapping[str, Column]
    chart: Mapping[str, object]
    tests: tuple[Mapping[str, Any], ...]


class Question:
    """A stored question; its head is read only when somebody asks for it."""

    def __init__(self, name: str, text: str, path: str) -> None:
        self.name = name
        self.text = text
        self.path = path

    def __repr__(self) -> str:
        return f"Question({self.name!r})"

    @cached_property
    def head(self) -> Head:
        """The metadata.

        Raises: InputError if the head is not YAML of the documented form.
        """
        from .heads import read

        return read(self.text, self.name, self.path)

    @property
    def parameters(self) -> Mapping[str, Parameter]:
        """What may be chosen, by name."""
        return self.head.parameters

    @property
    def columns(self) -> Mapping[str, Column]:
        """What the answer's columns mean, by name."""
        return self.head.columns

    @property
    def body(self) -> str:
        """The query without the head."""
        return "".join(line for line in self.text.splitlines(keepends=True) if not line.startswith("#+"))

    def title(self, lang: str = "en") -> str:
        """Ask the question in a language."""
        return self.head.title.get(lang) or self.head.title.get("en") or self.name

    def takes(self, name: str) -> bool:
        """Whether the query has a parameter of this name."""
        return any(line.group(2) == name for line in re.finditer(_VALUES, self.body))

    def bind(self, values: Mapping[str, Term | Sequence[Term]], *, limit: int | None = None, offset: int = 0) -> str:
        """Give the query with terms in place of defaults, and with a window on its rows.

        Raises: UsageError if there is no such parameter; QueryError if a window is asked of rows without order.
        """
        for name in values:
            if not self.takes(name):
                raise self.no_parameter(name)
        text = self.body
        if values:
            text = re.sub(_VALUES, lambda line: _filled(line, values), text)  # one pass: no value is read again
        if limit is None and not offset:
            return text
        if not re.search(r"\bORDER\s+BY\b", text):
            raise QueryError(say("{name} has no order, so no first rows", "{name} 没有排序，无法截取", name=self.name))
        window = [f"LIMIT {int(limit)}\n"] if limit is not None else []
        return "".join([text.rstrip(), "\n", *window, f"OFFSET {int(offset)}\n" if offset else ""])

    def no_parameter(self, name: str) -> UsageError:
        """Say that there is no such parameter, and which there are."""
        if not self.parameters:
            return UsageError(say("{question} takes no parameters", "{question} 没有参数", question=self.name))
        hint = did_you_mean(name, self.parameters) or say("it takes {names}", "可用参数：{names}",
                                                          names=", ".join(self.parameters))
        return UsageError(say('{question} has no parameter "{name}"', "{question} 没有参数“{name}”",
                              question=self.name, name=name), hint=hint)


def load(path: Path) -> Question:
    """Read a stored question.

    Raises: InputError if the file cannot be read or is not UTF-8.
    """
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise InputError(say("the question cannot be read: {why}", "无法读取问题：{why}", why=error.strerror or error),
                         place=str(path)) from error
    except UnicodeDecodeError as error:
        raise InputError(say("the question is not UTF-8 text", "问题文件不是 UTF-8 文本"), place=str(path),
                         hint=say("save it as UTF-8", "请存为 UTF-8")) from error
    if text.startswith("\ufeff"):
        raise InputError(say("the question begins with a byte order mark", "问题文件以字节顺序标记（BOM）开头"),
                         place=f"{path}:1:1", hint=say("save it as UTF-8 without BOM", "请存为不带 BOM 的 UTF-8"))
    return Question(path.stem, text.replace("\r\n", "\n"), str(path))


def find(paths: Iterable[Path], name: str) -> Question:
    """Read the question of a name out of several files.

    Raises: UsageError with the nearest names if there is none.
    """
    by_name = {path.stem: path for path in paths}
    if name in by_name:
        return load(by_name[name])
    raise UsageError(say('there is no question "{name}"', "没有名为“{name}”的问题", name=name),
                     hint=did_you_mean(name, by_name) or say("kg queries lists them", "用 kg queries 查看全部问题"))


def lint(question: Question) -> tuple[Fault, ...]:
    """Find what makes a question unsafe, unclear or silently wrong."""
    from .linting import faults

    return faults(question)


def _filled(line: re.Match[str], values: Mapping[str, Term | Sequence[Term]]) -> str:
    value = values.get(line.group(2))
    if value is None:
        return line.group()
    terms = value if isinstance(value, Sequence) else (value,)
    return line.group(1) + "{ " + " ".join(str(term) for term in terms) + " }"
