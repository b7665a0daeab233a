"""The parameters of stored questions: what a person types becomes a term, or a clear refusal.

A value is never pasted into a query. It becomes an RDF term of the declared type first, and the term's own
serialisation goes between the braces of `VALUES $name { … }`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from ..errors import UsageError
from ..messages import LANGUAGES, Sentence, in_language, say
from ..namespaces import XSD, expand

TYPES = ("string", "integer", "decimal", "boolean", "date", "year", "iri", "enum", "lang")

Resolver = Callable[[str, "Parameter"], NamedNode]
"""Finds the one thing that a person named by a label or a short id."""

_WRITTEN = {
    "integer": (r"[+-]?[0-9]{1,18}", say("a whole number such as 12", "整数，例如 12")),
    "decimal": (r"[+-]?(?:[0-9]{1,18}(?:\.[0-9]{1,18})?|\.[0-9]{1,18})",
                say("a decimal number such as 1.2", "小数，例如 1.2")),
    "boolean": (r"true|false", say("true or false", "true 或 false")),
    "date": (r"[0-9]{4}-[0-9]{2}-[0-9]{2}", say("a day such as 2024-01-22", "日期，例如 2024-01-22")),
    "year": (r"[0-9]{4}", say("a year such as 2023", "年份，例如 2023")),
    "lang": ("|".join(LANGUAGES), say("en or zh", "en 或 zh")),
}


_LOOK = say("kg query NAME --help shows what each parameter takes", "用 kg query 名称 --help 查看各参数的取值")


class Parameter(NamedTuple):
    """What a stored question lets one choose."""

    name: str
    type: str = "string"
    label: Mapping[str, str] = {}
    description: Mapping[str, str] = {}
    class_: str | None = None
    values: Mapping[str, str] = {}
    min: str | None = None
    max: str | None = None
    pattern: str | None = None
    many: bool = False

    def text(self, lang: str) -> str:
        """Give the label in a language, else the name."""
        return self.label.get(lang) or self.label.get("en") or self.name

    def kind(self) -> Sentence:
        """Say what may be written for it."""
        if self.type == "enum":
            return Sentence(" | ".join(self.values), " | ".join(self.values))
        if self.type == "iri":
            return say("a label, short id or IRI", "名称、短标识或 IRI")
        return _WRITTEN[self.type][1] if self.type in _WRITTEN else say("text", "文本")


def terms(parameter: Parameter, value: object, resolve: Resolver) -> tuple[NamedNode | Literal, ...]:
    """Make the terms of a value, or of several where the parameter takes several.

    Raises: UsageError if a value is not of the parameter's type or outside its limits.
    """
    several = isinstance(value, Sequence) and not isinstance(value, str)
    values = list(value) if several and isinstance(value, Sequence) else [value]
    if not values or (len(values) > 1 and not parameter.many):
        raise UsageError(say("{name} takes one value; got {count}", "{name} 只取一个值，现有 {count} 个",
                             name=parameter.name, count=len(values)), hint=_LOOK)
    return tuple(_term(parameter, _written(parameter, each), resolve) for each in values)


def _written(parameter: Parameter, value: object) -> str:
    """Spell a Python value as a person would type it, and refuse what could not be typed."""
    text = ("true" if value else "false") if isinstance(value, bool) else str(value)
    if parameter.type == "date" and text.endswith(" 00:00:00"):
        text = text[:10]
    if re.search(r"[\x00-\x1f\x7f-\x9f\\\ud800-\udfff]", text):
        raise UsageError(say("{name} may not hold backslashes or control characters",
                             "{name} 的值不能含有反斜杠或控制字符", name=parameter.name),
                         hint=say("leave them out; no text of the graph has any", "请去掉这些字符，图谱的文本里没有"))
    return text


def _term(parameter: Parameter, text: str, resolve: Resolver) -> NamedNode | Literal:
    if parameter.type == "iri":
        return resolve(text, parameter)
    if parameter.type == "enum":
        return _choice(parameter, text)
    if parameter.type in _WRITTEN and not re.fullmatch(_WRITTEN[parameter.type][0], text):
        raise _refusal(parameter, text)
    _check_limits(parameter, text)
    if parameter.type in ("string", "lang"):
        return Literal(text)
    datatype = "integer" if parameter.type == "year" else parameter.type
    return Literal(text, datatype=NamedNode(XSD + datatype))


def _choice(parameter: Parameter, text: str) -> NamedNode | Literal:
    for name, meaning in parameter.values.items():
        if text in (name, meaning):
            iri = expand(meaning)
            return NamedNode(iri) if iri else Literal(meaning)
    raise _refusal(parameter, text)


def _check_limits(parameter: Parameter, text: str) -> None:
    if parameter.pattern and not re.fullmatch(parameter.pattern, text):
        raise _refusal(parameter, text, say("it must match {pattern}", "须符合 {pattern}", pattern=parameter.pattern))
    if parameter.type == "date":
        import datetime

        try:
            datetime.date.fromisoformat(text)
        except ValueError:
            raise _refusal(parameter, text) from None
    if parameter.min is not None and _order(parameter, text) < _order(parameter, parameter.min):
        raise _refusal(parameter, text, say("at least {min}", "不小于 {min}", min=parameter.min))
    if parameter.max is not None and _order(parameter, text) > _order(parameter, parameter.max):
        raise _refusal(parameter, text, say("at most {max}", "不大于 {max}", max=parameter.max))


def _order(parameter: Parameter, text: str) -> tuple[object, str]:
    """Give what values are compared by: numbers as numbers, days and texts as written."""
    if parameter.type in ("integer", "decimal", "year"):
        from decimal import Decimal

        return (Decimal(text), "")
    return (0, text)


def _refusal(parameter: Parameter, text: str, limit: Sentence | None = None) -> UsageError:
    kind = parameter.kind()
    need = Sentence(f"{kind}, {limit}", f"{in_language(kind, 'zh')}，{limit.zh}") if limit else kind
    message = say('{name} must be {need}; got "{text}"', "{name} 应为：{need}；现为“{text}”",
                  name=parameter.name, need=need, text=text)
    hint: Sentence | None = _LOOK
    if parameter.type == "decimal" and re.fullmatch(r"[0-9]+%", text):
        share = f"{int(text[:-1]) / 100:g}"
        hint = say("{text} is written {share}", "{text} 写作 {share}", text=text, share=share)
    elif parameter.type == "enum":
        from ..messages import did_you_mean

        hint = did_you_mean(text, parameter.values) or _LOOK
    return UsageError(message, hint=hint)
