"""The statements that a sentence of a bulletin stands for, one function a kind."""

from __future__ import annotations

from typing import NamedTuple

from .article import Article, Pairs, Scene, both, text
from .catalogue import Indicator, Phrase, Place, places
from .codes import called, coded
from .history import Aim
from .numbers import Printed, ordinal

NOTES = {
    "carried-over-subject": (
        "The sentence names no subject; that of the text before it, {en}, is carried over.",
        "本句未写主语,沿用上文“{whole}”“{our}”,即{zh}。"),
    "inferred-period": (
        "The sentence names no period; the briefing is about the work of {year}, and so is this figure read.",
        "本句未写明时期;全文介绍{year}年工作,故记为{year}年。"),
    "inferred-date": (
        "“So far” is read as the day of the briefing, {day} January {next}.",
        "“截至目前”取发布会当日,{next}年1月{day}日。"),
    "distributive-reading": (
        "分别 (respectively): results and percentages are paired in the order in which they are printed.",
        "“分别”:结果与百分比按先后次序逐一对应。"),
    "ambiguous-base": (
        "What the share is a share of is not said; it is read as a share of the number just before it.",
        "占比的基数原文未明,是占其前所列数量,还是占其他,无从得知;记为占其前所列数量的比重。"),
    "ambiguous-attachment": (
        "What ranks there is not said; the rank is attached to the figure just before it.",
        "位次所指原文未明;记于紧邻其前的数字。"),
    "level-only-setter": (
        "The text says only “{called}”, not which agency: the government of that level is taken.",
        "原文只称“{called}”,未指明机构,故记为该级人民政府。"),
    "inferred-year": (
        "The text prints only “{day} January”: since it looks back on the whole of {year}, the year is {next}.",
        "原文只写“1月{day}日”:内容为{year}年全年工作,故为{next}年1月{day}日。"),
    "inferred-issue-date": (
        "No date of issue is printed; the earliest possible day, that of the briefing, is taken.",
        "文章未印发行日期,取可能的最早日期,即发布会当日。"),
}
"""Reading decision → why, in English and Chinese; several are joined."""

TOGETHER = ("“The targets were exceeded” is said of all together; it is read as true of each.",
            "“超额完成了目标任务”总括各项,读作每一项均超额。")


class Subject(NamedTuple):
    """How it is known who set a target or made a promise: reading decisions, and the words that name the level."""

    codes: tuple[str, ...] = ()
    called: str = ""


def by_level(place: Place, called: str) -> Subject:
    """Say how a sentence is read that prints 省定 or 我市; where it prints a name there is nothing to decide."""
    return Subject(("level-only-setter",), called) if place.is_called_by_level else Subject()


def own(place: Place) -> Subject:
    """Say how a sentence without a subject is read, after one that has 我市 or the name of the government."""
    return by_level(place, "我" + place.noun) if place.is_called_by_level else Subject(("carried-over-subject",))


def readings(scene: Scene, codes: tuple[str, ...], note: tuple[str, str] | None = None, called: str = "") -> Pairs:
    """Give reading decisions and the note that explains them."""
    if not codes:
        return []
    place = scene.place
    known = {"en": place.en, "zh": place.zh, "our": "我" + place.noun, "whole": "全" + place.noun,
             "called": called, "year": scene.year, "next": scene.year + 1, "day": scene.day}
    notes = [note if note and code == "distributive-reading" else NOTES[code] for code in codes]
    en, zh = (sep.join(part[side].format(**known) for part in notes) for side, sep in ((0, " "), (1, "")))
    return [("pc:interpretation", f"code:interpretation-{code}") for code in codes] + both("skos:editorialNote", en, zh)


def claim(scene: Scene, kind: str, excerpt: str, period: str = "", basis: str = "stated") -> Pairs:
    """Give what every claim has."""
    return [
        ("a", f"pc:{kind}"),
        ("dcterms:spatial", f"id:place-{scene.place.code}"),
        ("dcterms:temporal", period or f"id:year-{scene.year}"),
        ("pc:basis", f"code:basis-{basis}"),
        ("pc:forProgramme", scene.programme),
        ("pc:statedIn", excerpt),
        ("prov:wasAttributedTo", scene.speaker.node),
    ]


def number(printed: Printed, unit: str) -> Pairs:
    """Give a number with its wording."""
    return [
        ("pc:asWritten", text(printed.words)),
        ("pc:precision", f"code:precision-{printed.precision}"),
        ("qudt:hasUnit", unit),
        ("qudt:value", f'"{printed.value}"^^xsd:decimal'),
    ]


def outcome(article: Article, indicator: Indicator, printed: Printed | None, excerpt: str, codes: tuple[str, ...] = (),
            period: str = "", ending: str = "", restates: str = "") -> str:
    """Add a result; without a number it is only presupposed."""
    scene = article.scene
    node = f"id:claim-{scene.name}-{indicator.slug}{ending}"
    pairs = claim(scene, "OutcomeClaim", excerpt, period, "stated" if printed else "presupposed")
    pairs += [("pc:onIndicator", f"id:indicator-{indicator.slug}"), *readings(scene, codes)]
    if printed:
        pairs += number(printed, indicator.unit)
    if restates:
        pairs.append(("pc:restates", restates))
    article.add(node, pairs)
    return node


def headline(article: Article, indicator: Indicator, printed: Printed, excerpt: str) -> None:
    """Add the result that the headline repeats, in the words of the reporter."""
    scene = article.scene
    node = f"id:claim-{scene.name}-headline-{indicator.slug}"
    pairs = [pair for pair in claim(scene, "OutcomeClaim", excerpt) if pair[0] != "prov:wasAttributedTo"]
    pairs += [("pc:onIndicator", f"id:indicator-{indicator.slug}"), ("prov:wasAttributedTo", scene.reporter.node),
              ("pc:restates", f"id:claim-{scene.name}-{indicator.slug}"), *readings(scene, ("inferred-period",))]
    article.add(node, pairs + number(printed, indicator.unit))


def attainment(article: Article, aim: Aim, excerpt: str, comparison: str, words: str | Printed,
               codes: tuple[str, ...] = (), note: tuple[str, str] | None = None) -> str:
    """Add how the source compares result and target: by a rate, or in words only."""
    scene, slug = article.scene, aim.indicator.slug
    node = f"id:claim-{scene.name}-{slug}-attainment"
    pairs = claim(scene, "AttainmentClaim", excerpt)
    pairs += [("pc:aboutOutcome", f"id:claim-{scene.name}-{slug}"), ("pc:aboutTarget", target_node(scene, aim)),
              ("pc:comparison", f"code:verdict-{comparison}"), *readings(scene, codes, note)]
    pairs += [("pc:asWritten", text(words))] if isinstance(words, str) else number(words, "unit:PERCENT")
    article.add(node, pairs)
    return node


def target_node(scene: Scene, aim: Aim) -> str:
    """Name a target."""
    return f"id:target-{scene.place.slug}-{aim.year}-{aim.indicator.slug}"


def target(article: Article, aim: Aim, excerpt: str, setter: str, subject: Subject) -> None:
    """Add a target; its value, if any, is a claim of its own. That of another year is of no programme yet."""
    scene, indicator = article.scene, aim.indicator
    place = scene.place
    programme = [("pc:forProgramme", scene.programme)] if aim.year == scene.year else []
    article.add(target_node(scene, aim), [
        ("a", "pc:Target"),
        ("dcterms:spatial", f"id:place-{place.code}"),
        ("dcterms:temporal", f"id:year-{aim.year}"),
        ("pc:binds", scene.government),
        *programme,
        ("pc:ledBy", scene.bureau),
        ("pc:onIndicator", f"id:indicator-{indicator.slug}"),
        ("pc:setBy", setter),
        ("pc:statedIn", excerpt),
        *both("rdfs:label", f"{indicator.en}, {place.full_en} {aim.year}",
              f"{indicator.phrase}({place.full}{aim.year}年)"),
        *readings(scene, subject.codes, called=subject.called),
    ])


def target_value(article: Article, aim: Aim, excerpt: str) -> None:
    """Add the disclosed value of a target."""
    scene = article.scene
    pairs = claim(scene, "TargetClaim", excerpt, f"id:year-{aim.year}")
    ending = "-target" if aim.year == scene.year else "-next-target"
    article.add(f"id:claim-{scene.name}-{aim.indicator.slug}{ending}", [
        *pairs, ("pc:aboutTarget", target_node(scene, aim)), *number(aim.promised, aim.indicator.unit)])


def share(article: Article, part: str, whole: str, printed: Printed, excerpt: str) -> None:
    """Add the share of a part in its whole."""
    scene = article.scene
    article.add(f"{part}-share", [
        *claim(scene, "ShareClaim", excerpt), ("pc:part", part), ("pc:whole", whole),
        *number(printed, "unit:PERCENT"), *readings(scene, ("ambiguous-base",))])


def rank(article: Article, result: str, position: int, excerpt: str) -> None:
    """Add the position of a result among the places beside it."""
    scene = article.scene
    article.add(f"{result}-rank", [
        *claim(scene, "RankClaim", excerpt), ("pc:aboutOutcome", result),
        ("pc:asWritten", text(f"第{ordinal(position)}位")), ("pc:rank", f'"{position}"^^xsd:integer'),
        ("pc:rankedWithin", f"id:place-{scene.place.above}"), *readings(scene, ("ambiguous-attachment",))])


def award(article: Article, zh: str, en: str, excerpt: str) -> None:
    """Add an award of the department above."""
    scene = article.scene
    above = places()[scene.place.above]
    article.add(f"id:claim-{scene.name}-award", [
        *claim(scene, "AwardClaim", excerpt), ("pc:asWritten", text(zh)),
        ("pc:conferredBy", f"id:agency-{above.slug}-{scene.topic.agency}"), ("pc:conferredOn", scene.bureau),
        *both("rdfs:label", en, zh), *readings(scene, ("inferred-period",))])


def commitment(article: Article, phrase: Phrase, excerpt: str, subject: Subject) -> None:
    """Add a promise that cannot be tested."""
    scene = article.scene
    year, place = scene.year + 1, scene.place
    article.add(f"id:commitment-{place.slug}-{year}-{scene.topic.slug}-{phrase.slug}", [
        ("a", "pc:Commitment"),
        ("dcterms:spatial", f"id:place-{scene.place.code}"),
        ("dcterms:temporal", f"id:year-{year}"),
        *coded("pc:beneficiary", f"beneficiary-{phrase.code}", phrase.zh),
        *called("pc:instrument", phrase.zh),
        ("pc:binds", scene.government),
        ("pc:ledBy", scene.bureau),
        ("pc:setBy", scene.government),
        ("pc:statedIn", excerpt),
        *_labels(phrase, scene, year),
        *readings(scene, subject.codes, called=subject.called),
    ])


def mechanism(article: Article, phrase: Phrase, excerpt: str) -> None:
    """Add a standing arrangement by which the work is done."""
    scene = article.scene
    article.add(f"{scene.programme}-{phrase.slug}", [
        ("a", "pc:Programme"),
        ("dcterms:isPartOf", scene.programme),
        ("dcterms:temporal", f"id:year-{scene.year}"),
        *called("pc:beneficiary", phrase.zh),
        *coded("pc:instrument", f"instrument-{phrase.code}", phrase.zh),
        ("pc:ledBy", scene.bureau),
        ("pc:statedIn", excerpt),
        *_labels(phrase, scene, scene.year),
    ])


def _labels(phrase: Phrase, scene: Scene, year: int) -> Pairs:
    """Tell the same words of one place, topic and year from those of another."""
    place, topic = scene.place, scene.topic
    return both("rdfs:label", f"{phrase.en} ({place.full_en} {year}: {topic.theme_en})",
                f"{phrase.zh}({place.full}{year}年:{topic.theme})")
