"""One bulletin: the sentences in their order, as the first two bulletins have them.

Headline, who spoke, results, targets whose value stays hidden behind a rate, plans and what became of them, parts and
stocks, ranks and awards, mechanisms, and what is to come: vague promises, now and then a number.
"""

from __future__ import annotations

from . import claims, results, targets
from .article import Article, Scene, both, text
from .catalogue import phrases
from .draft import Bulletin, Draft
from .history import Year
from .numbers import Dice

_ORDER = "一二三四五六七八九"


def compose(scene: Scene, now: Year, before: tuple[Scene, Year] | None, after: Year, plant: bool,
            dice: Dice) -> Bulletin:
    """Write one bulletin; what can be planted depends on what it tells."""
    article = Article(scene, dice)
    possible = ["contradiction", "part-above-whole", *(["flow-above-stock"] if "C" in now.facts else [])]
    possible += ["contradiction-across"] if before and results.quotable(before[1]) else []
    possible += ["rate-mismatch"] if any(map(targets.can_mismatch, now.aims)) else []
    draft = Draft(article, dice, now, before, after, dice.pick(possible) if plant else "")
    _head(draft)
    planted = [part(draft) for part in (results.results, targets.hidden, targets.disclosed, results.parts,
                                        results.stocks, results.honours)]
    _mechanisms(draft)
    _next(draft)
    _about(draft)
    kind, name = draft.plant.removesuffix("-across"), "".join(planted)
    return Bulletin(scene, article.text(), article.digest(), article.turtle(), article.triples,
                    (kind, f"id:discrepancy-{kind}-{name}") if name else None)


def _head(draft: Draft) -> None:
    article, scene, place = draft.article, draft.scene, draft.scene.place
    article.write(f"\n\n{place.zh}{scene.year}年重点民生实事系列新闻发布会\n\n{scene.topic.theme}专场\n\n")
    main = draft.now.facts["L"][0]
    if _has_headline(scene):
        title = draft.our + main.indicator.clause.format(main.printed.words)
        excerpt = article.quote("headline", title, title)
        claims.headline(article, main.indicator, main.printed, excerpt)
    else:
        article.write(scene.topic.slogan)
    deputy = "副主任" if scene.topic.bureau.endswith("会") else "副局长"
    article.write(f"\n\n□记者 {scene.reporter.zh}\n\n1月{scene.day}日{_half(scene)[1]},{draft.our}召开{scene.year}年"
                  f"重点民生实事系列新闻发布会——{scene.topic.theme}专场,{place.zh}{scene.topic.bureau}党组成员、{deputy}"
                  f"{scene.speaker.zh}就{scene.year}年{draft.whole}{scene.topic.theme}工作展开介绍。\n\n"
                  f"{scene.topic.opening}")


def _has_headline(scene: Scene) -> bool:
    return scene.day % 2 == 1


def _half(scene: Scene) -> tuple[str, str]:
    return ("morning", "上午") if scene.day % 3 else ("afternoon", "下午")


def _mechanisms(draft: Draft) -> None:
    article, dice = draft.article, draft.dice
    chosen = dice.some(phrases(draft.scene.topic.slug, "M"), dice.between(5, 9))
    article.write(f"一年来,{draft.our}紧扣年度目标任务,积极推动各项工作取得实效。")
    for order, phrase in zip(_ORDER, chosen, strict=False):
        article.write(f"{order}是")
        claims.mechanism(article, phrase, article.quote(f"mechanism-{phrase.slug}", phrase.words))
        article.write("。")
    article.write("\n\n")


def _next(draft: Draft) -> None:
    article, dice = draft.article, draft.dice
    chosen = dice.some(phrases(draft.scene.topic.slug, "P"), dice.between(5, 7))
    for phrase in chosen:
        opening = f"{draft.scene.year + 1}年,{draft.who}将" if phrase is chosen[0] else ""
        article.write("" if opening else ",")
        excerpt = article.quote(f"commitment-{phrase.slug}", opening + phrase.words, draft.who)
        claims.commitment(article, phrase, excerpt, claims.by_level(draft.scene.place, draft.who) if opening
                          else claims.own(draft.scene.place))
    targets.announced(draft)
    article.write("。")


def _about(draft: Draft) -> None:
    article, scene, place, topic = draft.article, draft.scene, draft.scene.place, draft.scene.topic
    when_en, when_zh = f"{scene.day} January {scene.year + 1}", f"{scene.year + 1}年1月{scene.day}日"
    main = draft.now.facts["L"][0]
    title = ((f"{main.indicator.en}: {int(main.printed.value):,}",
              draft.our + main.indicator.clause.format(main.printed.words)) if _has_headline(scene)
             else (topic.slogan_en, topic.slogan))
    article.add(f"id:bulletin-{scene.name}", [
        ("a", "pc:Bulletin"), ("dcterms:creator", scene.reporter.node),
        ("dcterms:issued", f'"{scene.date}"^^xsd:date'), *both("dcterms:title", *title),
        ("pc:reportsOn", f"id:briefing-{scene.name}"), ("pc:textDigest", text(article.digest())),
        ("pc:textEnd", f'"{len(article.text())}"^^xsd:integer'), ("pc:textStart", '"2"^^xsd:integer'),
        *both("rdfs:label", f"{place.full_en}, {when_en}: {topic.theme_en}",
              f"{place.full}{scene.year}年重点民生实事发布会:{topic.theme}"),
        *claims.readings(scene, ("inferred-year", "inferred-issue-date"))])
    half_en, half_zh = _half(scene)
    article.add(f"id:briefing-{scene.name}", [
        ("a", "pc:Briefing"), ("dcterms:date", f'"{scene.date}"^^xsd:date'),
        ("dcterms:spatial", f"id:place-{place.code}"), ("pc:forProgramme", scene.programme),
        ("prov:wasAssociatedWith", scene.bureau), ("prov:wasAssociatedWith", scene.speaker.node),
        *both("rdfs:label",
              f"Briefing on the key livelihood projects of {place.full_en} in {scene.year}, {half_en} of {when_en}: "
              f"{topic.theme_en}",
              f"{place.full}{scene.year}年重点民生实事系列新闻发布会({when_zh}{half_zh}):{topic.theme}")])
