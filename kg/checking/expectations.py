"""What was found at a fault and, where it can be computed, what would be right: never a guess at what was meant.

"found 87000, the words 8.8万人 say 88000": the reader sees at once which of the two to look up in the source.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from pyoxigraph import Literal, NamedNode

from ..messages import LANGUAGES, Sentence, say
from ..namespaces import CODE, OA, PC, QUDT, RDF, RDFS, XSD, shorten
from ..text import quantities
from .gates import Fault

Statements = Callable[[Any], Mapping[str, Sequence[Any]]]
"""Gives what is stated of a thing, by predicate."""

Label = Callable[[Any], Sentence]

_ABOUT = (PC + "onIndicator", PC + "aboutTarget", PC + "aboutOutcome", PC + "part")
_SIGNS = (("about", re.compile("约|近|左右")), ("at-least", re.compile("以上|超|逾|余|多")),
          ("rounded", re.compile(r"[.%万亿]|百分之")), ("exact", re.compile("")))
_NEEDLESS = re.compile(r"(?P<sign>[+-]?)0*(?P<whole>[0-9]*?)(?:[.](?P<part>[0-9]*?)0*)?")


def of(fault: Fault, stated: Statements, label: Label) -> Sentence | None:
    """Say what was found, and what the other statements say it should be."""
    computed = _COMPUTED.get(fault.code)
    right = computed(fault, stated) if computed else None
    found = _found(fault, stated, label)
    if right is None or found is None:
        return right or found
    return say("{found}, {right}", "{found}，{right}", found=found, right=right)


def plain_number(literal: Any) -> str | None:
    """Give a decimal number without needless zeros, sign and point; None if it is none or has none of these."""
    if not isinstance(literal, Literal) or literal.datatype.value != XSD + "decimal":
        return None
    found = _NEEDLESS.fullmatch(literal.value)
    if not found or not re.search("[0-9]", literal.value):
        return None
    plain = (found["whole"] or "0") + (f".{found['part']}" if found["part"] else "")
    plain = "-" + plain if found["sign"] == "-" and plain != "0" else plain
    return plain if plain != literal.value else None


def _found(fault: Fault, stated: Statements, label: Label) -> Sentence | None:
    value = fault.object
    if value is None:
        given = stated(fault.subject).get(fault.predicate.value, ()) if isinstance(fault.predicate, NamedNode) else None
        if given is None or fault.message is not None:
            return None
        return say("found none", "没有值") if not given else None if len(given) == 1 else say(
            "found {count} values", "有 {count} 个值", count=len(given))
    if isinstance(value, Literal):
        return say("found {value}", "现为 {value}", value=value.value if len(value.value) <= 40 else
                   value.value[:39] + "…")
    if fault.message is not None or not isinstance(value, NamedNode):
        return None
    classes = sorted(shorten(each.value) for each in stated(value).get(RDF + "type", ()))
    short, kind, name = shorten(value.value), ", ".join(classes), label(value)
    if not kind:
        return say("found {short}", "现为 {short}", short=short)
    if not name:
        return say("found {short} (a {kind})", "现为 {short}（{kind}）", short=short, kind=kind)
    return say("found {short}: {name} (a {kind})", "现为 {short}：{name}（{kind}）", short=short, name=name, kind=kind)


def _one(stated: Statements, thing: Any, *predicates: str) -> str | None:
    """Follow predicates from a thing to one value, if each has exactly one."""
    for predicate in predicates:
        values = stated(thing).get(predicate, ())
        if len(values) != 1:
            return None
        thing = values[0]
    return str(thing.value)


def _words(fault: Fault, stated: Statements) -> tuple[str, quantities.Printed] | None:
    words = _one(stated, fault.subject, PC + "asWritten")
    printed = quantities.read_printed(words) if words else None
    return (words, printed) if words and printed else None


def _value(fault: Fault, stated: Statements) -> Sentence | None:
    read = _words(fault, stated)
    return say("the words {words} say {value}", "原文 {words} 为 {value}", words=read[0],
               value=f"{read[1].value:f}") if read else None


def _precision(fault: Fault, stated: Statements) -> Sentence | None:
    read = _words(fault, stated)
    return say("the words {words} say {name}", "原文 {words} 应为 {name}", words=read[0],
               name=f"code:precision-{_precise(read[0])}") if read else None


def _precise(words: str) -> str:
    return next(name for name, sign in _SIGNS if sign.search(words))


def _bounds(fault: Fault, stated: Statements) -> Sentence | None:
    read = _words(fault, stated)
    precision = (_one(stated, fault.subject, PC + "precision") or "").removeprefix(CODE + "precision-")
    if read is None or precision not in quantities.PRECISIONS:
        return None
    low, high = quantities.bounds(read[1], precision)
    return say("the words {words} say {low} to {high}", "原文 {words} 为 {low} 至 {high}", words=read[0],
               low=f"{low.normalize():f}", high=f"{high.normalize():f}" if high is not None else "…")


def _indicator(fault: Fault, stated: Statements) -> Any:
    """Find the indicator that a claim is about, by way of its target or result."""
    thing = fault.subject
    for _ in range(3):
        step = next((values for about in _ABOUT if (values := stated(thing).get(about))), ())
        if len(step) != 1:
            return None
        thing = step[0]
        if _one(stated, thing, RDF + "type") == PC + "Indicator":
            return thing
    return None


def _unit(fault: Fault, stated: Statements) -> Sentence | None:
    indicator = _indicator(fault, stated)
    unit = _one(stated, indicator, QUDT + "hasUnit") if indicator else None
    found = getattr(fault.object, "value", None)
    if unit is None or unit == found:
        return None
    return say("the indicator has {unit}", "指标的单位为 {unit}", unit=shorten(unit))


def _measure(fault: Fault, stated: Statements) -> Sentence | None:
    indicator = _indicator(fault, stated)
    words = sorted(word.value for word in stated(indicator).get(PC + "measureWord", ())) if indicator else []
    return say("the indicator is counted in {words}", "该指标的量词为 {words}",
               words=Sentence(" or ".join(words), "、".join(words))) if words else None


def _extent(fault: Fault, stated: Statements) -> Sentence | None:
    words, start, end = (_one(stated, fault.subject, OA + name) for name in ("exact", "start", "end"))
    try:
        last = int(start or "") + len(words or "")
    except ValueError:
        return None
    if words is None or str(last) == end:
        return None
    return say("start {start} and {count} characters give {end}", "起点 {start} 加 {count} 字得 {end}", start=start,
               count=len(words), end=last)


def _comparison(fault: Fault, stated: Statements) -> Sentence | None:
    rate = _one(stated, fault.subject, QUDT + "value")
    direction = _one(stated, _indicator(fault, stated), PC + "direction") if rate else None
    try:
        above = Decimal(rate or "").compare(Decimal(100))
    except InvalidOperation:
        return None
    if direction not in (CODE + "direction-higher", CODE + "direction-lower"):
        return None
    better = above if direction == CODE + "direction-higher" else -above
    verdict = "met" if better == 0 else "exceeded" if better > 0 else "missed"
    return say("{rate}% is {verdict}", "{rate}% 即 {verdict}", rate=rate, verdict=f"code:verdict-{verdict}")


def _number(fault: Fault, stated: Statements) -> Sentence | None:
    plain = plain_number(fault.object)
    return say("write {plain}", "请写 {plain}", plain=plain) if plain else None


def _languages(fault: Fault, stated: Statements) -> Sentence | None:
    said = [getattr(value, "language", None) for value in stated(fault.subject).get(RDFS + "label", ())]
    missing = [language for language in LANGUAGES if language not in said]
    if not missing:
        return None
    return say("{missing} is missing", "缺 {missing}", missing=Sentence(" and ".join(missing), "、".join(missing)))


_COMPUTED: dict[str, Callable[[Fault, Statements], Sentence | None]] = {
    "E06": _extent, "K01": _languages, "N01": _value, "N02": _measure, "N03": _precision, "N04": _unit, "N05": _bounds,
    "N06": _bounds, "N07": _comparison, "N12": _bounds, "V004": _number,
}
