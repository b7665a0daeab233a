"""Sentences about targets: known by their rates only, disclosed, and announced for the year to come."""

from __future__ import annotations

import re

from . import claims
from .draft import Draft, bare
from .history import Aim
from .numbers import Printed, percent, rate

WORDS = {"exceeded": ("超额完成目标任务", "超额完成"), "met": ("完成目标任务", "完成目标任务"),
         "missed": ("未完成目标任务", "未完成"), "lower": ("优于控制目标", "优于控制目标")}
"""How the source compares in words: the clause, and the words of the claim."""


def hidden(draft: Draft) -> str:
    """Tell targets by their rates: one by one, or a list of results and then 分别 the list of rates."""
    article, dice = draft.article, draft.dice
    aims = [aim for aim in draft.now.aims if aim.hidden]
    listed = [aim for aim in aims if aim.indicator.direction == "higher"][:3]
    listed = listed if len(listed) > 1 and dice.chance(70) and _is_told_apart(listed) else []
    setter, level = draft.setter
    for aim in (aim for aim in aims if aim not in listed):
        printed = rate(aim.result, aim.target)
        words = f"为{level}控制目标的" if aim.indicator.direction == "lower" else f"完成{level}目标的"
        excerpt = article.quote(aim.indicator.slug, f"{draft.whole}{said(aim)},{words}{printed.words}", level)
        _rated(draft, aim, excerpt, printed)
        claims.target(article, aim, excerpt, setter, claims.by_level(draft.above, level))
        article.write(";")
    if listed:
        _listed(draft, listed)
    article.write("群众得到更多实惠。\n\n" if aims else "")
    return ""


def _is_told_apart(aims: list[Aim]) -> bool:
    """Whether no number of a list is printed in it before its place, as 8个 is in 18个."""
    results = ",".join(map(said, aims))
    rates = [rate(aim.result, aim.target).words for aim in aims]
    return all(_place(results, aim.printed.words) == index == _place("、".join(rates), rates[index])
               for index, aim in enumerate(aims))


def _place(listed: str, words: str) -> int:
    return len(re.findall("[、,,]", listed.partition(words)[0]))


def _listed(draft: Draft, aims: list[Aim]) -> None:
    setter, level = draft.setter
    rates = [rate(aim.result, aim.target) for aim in aims]
    words = ",".join(map(said, aims)) + f",分别完成{level}目标的" + "、".join(printed.words for printed in rates)
    excerpt = draft.article.quote("targets-respectively", words, level, "分别")
    for aim, printed in zip(aims, rates, strict=True):
        _rated(draft, aim, excerpt, printed, ("distributive-reading",))
        claims.target(draft.article, aim, excerpt, setter, claims.by_level(draft.above, level))
    draft.article.write("。")


def _rated(draft: Draft, aim: Aim, excerpt: str, printed: Printed, codes: tuple[str, ...] = ()) -> str:
    claims.outcome(draft.article, aim.indicator, aim.printed, excerpt)
    return claims.attainment(draft.article, aim, excerpt, _sign(aim, _middle(printed) - 1000), printed, codes)


def _middle(printed: Printed) -> int:
    return (printed.low + (printed.high or printed.low)) // 4


def _sign(aim: Aim, difference: int) -> str:
    """Say what a difference between result and target means where more, or less, is better."""
    gain = -difference if aim.indicator.direction == "lower" else difference
    return "exceeded" if gain > 0 else "missed" if gain < 0 else "met"


def said(aim: Aim) -> str:
    """Give the clause that tells a result."""
    return aim.indicator.clause.format(aim.printed.words)


def disclosed(draft: Draft) -> str:
    """Tell the plan, unless the bulletin of the year before did, and then what became of it."""
    article, aims = draft.article, [aim for aim in draft.now.aims if not aim.hidden]
    fresh = [aim for aim in aims if not (aim.announced and draft.before)]
    if fresh:
        words = ",".join(aim.indicator.clause.format(aim.promised.words) for aim in fresh)
        excerpt = article.quote("plan", f"{draft.who}民生实事项目计划任务是{words}", draft.who)
        for aim in fresh:
            claims.target(article, aim, excerpt, draft.scene.government,
                          claims.by_level(draft.scene.place, draft.who))
            claims.target_value(article, aim, excerpt)
        article.write(f"。经{draft.whole}上下共同努力,")
    reported = [aim for aim in aims if aim.reported]
    together = len(reported) > 1 and draft.plant != "rate-mismatch" and all(
        aim.indicator.direction == "higher" and aim.result > aim.target for aim in reported)
    planted = _together(draft, reported) if together else _apart(draft, reported)
    article.write("\n\n" if aims else "")
    return planted


def _together(draft: Draft, aims: list[Aim]) -> str:
    words = "超额完成了目标任务,实际" + ",".join(map(said, aims))
    excerpt = draft.article.quote("plan-results", words)
    for aim in aims:
        claims.outcome(draft.article, aim.indicator, aim.printed, excerpt)
        claims.attainment(draft.article, aim, excerpt, "exceeded", "超额完成", ("distributive-reading",),
                          claims.TOGETHER)
    draft.article.write("。")
    return ""


def _apart(draft: Draft, aims: list[Aim]) -> str:
    planted = ""
    for aim in aims:
        if draft.plant == "rate-mismatch" and not planted and can_mismatch(aim):
            planted = bare(_with_rate(draft, aim, _wrong_rate(aim)))
        elif draft.dice.chance(35):
            _with_rate(draft, aim, rate(aim.result, aim.target))
        else:
            _in_words(draft, aim)
        draft.article.write(";" if aim is not aims[-1] else "。")
    return planted


def _with_rate(draft: Draft, aim: Aim, printed: Printed) -> str:
    words = "为控制目标的" if aim.indicator.direction == "lower" else "完成计划的"
    excerpt = draft.article.quote(aim.indicator.slug, f"实际{said(aim)},{words}{printed.words}")
    return _rated(draft, aim, excerpt, printed)


def _in_words(draft: Draft, aim: Aim) -> None:
    verdict = _sign(aim, aim.result - aim.target)
    clause, words = WORDS["lower" if verdict == "exceeded" and aim.indicator.direction == "lower" else verdict]
    silent = draft.dice.chance(10)
    excerpt = draft.article.quote(aim.indicator.slug, f"实际{said(aim)}" + ("" if silent else f",{clause}"))
    claims.outcome(draft.article, aim.indicator, aim.printed, excerpt)
    if not silent:
        claims.attainment(draft.article, aim, excerpt, verdict, words)


def can_mismatch(aim: Aim) -> bool:
    """Whether a wrong rate can be planted: value and result are told, and the target was exceeded."""
    return aim.reported and not aim.hidden and aim.indicator.direction == "higher" and aim.result > aim.target


def _wrong_rate(aim: Aim) -> Printed:
    tenths = 1000 * aim.result // aim.target
    while True:
        tenths = tenths * 12 // 10 + 31
        printed = percent(tenths)
        if aim.printed.high is None or printed.low * aim.promised.low > 2000 * aim.printed.high:
            return printed


def announced(draft: Draft) -> str:
    """Tell targets of the year to come."""
    for aim in (aim for aim in draft.after.aims if aim.announced):
        draft.article.write(",")
        excerpt = draft.article.quote(f"{aim.indicator.slug}-next",
                                      f"{aim.year}年计划{aim.indicator.clause.format(aim.promised.words)}")
        claims.target(draft.article, aim, excerpt, draft.scene.government, claims.own(draft.scene.place))
        claims.target_value(draft.article, aim, excerpt)
    return ""
