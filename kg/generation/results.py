"""Sentences about results: lists, parts of wholes, stocks, ranks, awards, and last year's numbers.

Each gives the name of the discrepancy that it plants, if it plants one.
"""

from __future__ import annotations

from . import claims
from .article import Scene
from .draft import Draft, apart, bare
from .history import Aim, Fact, Year
from .numbers import exact, ordinal, percent

AWARDS = (("优秀组织奖", "Award for Excellent Organisation"), ("先进单位", "Title of Advanced Unit"),
          ("创新案例奖", "Award for an Innovative Case"), ("高度肯定", "High praise (praise, not an award)"))
"""How departments honour agencies."""


def results(draft: Draft) -> str:
    """Tell the main result and the others."""
    article, dice = draft.article, draft.dice
    main = draft.now.facts["L"][0]
    others = [fact for fact in draft.now.facts["O"] if dice.chance(97)] or list(draft.now.facts["O"][:1])
    for fact in (main, *others):
        words = fact.indicator.clause.format(fact.printed.words)
        article.write("" if fact is main else dice.pick((",", ",", ",", "。", ";")))
        excerpt = article.quote(fact.indicator.slug,
                                f"{draft.now.year}年{draft.whole}{words}" if fact is main else words)
        codes = () if fact is main else tuple(
            code for code in ("carried-over-subject", "inferred-period") if dice.chance(45))
        claims.outcome(article, fact.indicator, fact.printed, excerpt, codes)
    article.write("。")
    planted = _contradict(draft, dice.pick(others)) if draft.plant == "contradiction" else ""
    article.write("\n\n")
    return planted


def _contradict(draft: Draft, fact: Fact) -> str:
    other = apart(fact.printed, fact.value, fact.indicator, draft.dice)
    slug = fact.indicator.slug
    words = f"一年来,{draft.whole}{fact.indicator.clause.format(other.words)}"
    one = claims.outcome(draft.article, fact.indicator, other, draft.article.quote(f"{slug}-again", words),
                         ending="-again")
    draft.article.write("。")
    return "--".join(sorted(map(bare, (one, f"id:claim-{draft.scene.name}-{slug}"))))


def parts(draft: Draft) -> str:
    """Tell a whole with a part, and another whole with the share of a part that nobody counted."""
    article, dice = draft.article, draft.dice
    whole, part = draft.now.facts["W"][0], draft.now.facts["P"][0]
    planting = draft.plant == "part-above-whole"
    printed = apart(whole.printed, whole.value, part.indicator, dice) if planting else part.printed
    words = whole.indicator.clause.format(whole.printed.words)
    told = part.indicator.clause.format(printed.words)
    among = "" if whole.printed.words in told else "其中"  # of two numbers of the same words it could be either
    excerpt = article.quote(whole.indicator.slug, f"全年{words},{among}{told}", "其中")
    claims.outcome(article, whole.indicator, whole.printed, excerpt, ("carried-over-subject",))
    inner = claims.outcome(article, part.indicator, printed, excerpt, ("carried-over-subject",))
    article.write("。")
    if dice.chance(80):
        _share(draft)
    return bare(inner) if planting else ""


def _share(draft: Draft) -> None:
    whole, part = draft.now.facts["B"][0], draft.now.facts["Q"][0]
    printed = percent(10 * part.value)
    words = whole.indicator.clause.format(whole.printed.words)
    excerpt = draft.article.quote(whole.indicator.slug, f"{words},其中{part.indicator.clause}占比{printed.words}")
    outer = claims.outcome(draft.article, whole.indicator, whole.printed, excerpt, ("inferred-period",))
    inner = claims.outcome(draft.article, part.indicator, None, excerpt, ("inferred-period",))
    claims.share(draft.article, inner, outer, printed, excerpt)
    draft.article.write("。")


def stocks(draft: Draft) -> str:
    """Tell what there is on the day, and what has come together since 2012."""
    article, scene = draft.article, draft.scene
    day = f"id:day-{scene.date}"
    counted = [fact for fact in draft.now.facts["S"] if fact.indicator.counting != "proportion"]
    words = "、".join(fact.indicator.clause.format(fact.printed.words) for fact in counted)
    excerpt = article.quote("stocks", f"截至目前,{draft.whole}共有{words}", "截至", "共有")
    for fact in counted:
        claims.outcome(article, fact.indicator, fact.printed, excerpt, ("inferred-date",), day)
    for fact in (fact for fact in draft.now.facts["S"] if fact not in counted):
        article.write("。")
        excerpt = article.quote(fact.indicator.slug,
                                f"截至目前,{fact.indicator.clause.format(fact.printed.words)}", "截至")
        claims.outcome(article, fact.indicator, fact.printed, excerpt, ("inferred-date",), day)
    article.write("。")
    planted = _since(draft, draft.now.facts["C"][0]) if "C" in draft.now.facts else ""
    article.write("\n\n")
    return planted


def _since(draft: Draft, fact: Fact) -> str:
    printed, planting = fact.printed, draft.plant == "flow-above-stock"
    if planting:
        stock = sum(other.value for other in draft.now.facts["S"] if other.indicator.slug in fact.indicator.of)
        printed = exact(stock * draft.dice.between(115, 160) // 100 + 5, fact.indicator.word)
    words = f"自2012年以来,{draft.whole}累计{fact.indicator.clause.format(printed.words)}"
    excerpt = draft.article.quote(fact.indicator.slug, words, "以来")
    node = claims.outcome(draft.article, fact.indicator, printed, excerpt, ("inferred-date",),
                          f"id:from-2012-to-{draft.scene.date}")
    draft.article.write("。")
    return bare(node) if planting else ""


def honours(draft: Draft) -> str:
    """Tell a rank, an award, and a result of last year that is told again."""
    article, dice, fact = draft.article, draft.dice, draft.now.facts["R"][0]
    words = fact.indicator.clause.format(fact.printed.words)
    above = draft.above
    if dice.chance(55) and above.is_called_by_level:
        position = dice.between(1, 9)
        told = f"全{above.noun}第{ordinal(position)}位"
        excerpt = article.quote(fact.indicator.slug, f"全年{words},居{told}", told)
        claims.rank(article, claims.outcome(article, fact.indicator, fact.printed, excerpt), position, excerpt)
    else:
        claims.outcome(article, fact.indicator, fact.printed, article.quote(fact.indicator.slug, f"全年{words}"))
    article.write("。")
    if dice.chance(50):
        _award(draft)
    return _last_year(draft, *draft.before) if draft.before and quotable(draft.before[1]) else ""


def _award(draft: Draft) -> None:
    zh, en = draft.dice.pick(AWARDS)
    scene = draft.scene
    giver, taker = (place.agency(scene.topic)[1] for place in (draft.above, scene.place))
    words = f"{taker}受到{giver}的{zh}" if zh == "高度肯定" else f"{giver}授予{taker}“{zh}”"
    claims.award(draft.article, zh, en, draft.article.quote("award", words, giver, taker, zh))
    draft.article.write("。")


def quotable(year: Year) -> list[Aim]:
    """Give the results that the bulletin of a year reported next to a target."""
    return [aim for aim in year.aims if aim.reported]


def _last_year(draft: Draft, scene: Scene, year: Year) -> str:
    planting = draft.plant == "contradiction-across"
    if not planting and draft.dice.chance(70):
        return ""
    aim = draft.dice.pick(quotable(year))
    printed = apart(aim.printed, aim.result, aim.indicator, draft.dice) if planting else aim.printed
    excerpt = draft.article.quote(f"{aim.indicator.slug}-before",
                                  f"{year.year}年{draft.whole}{aim.indicator.clause.format(printed.words)}")
    original = f"id:claim-{scene.name}-{aim.indicator.slug}"
    node = claims.outcome(draft.article, aim.indicator, printed, excerpt, (), f"id:year-{year.year}", "-before",
                          "" if planting else original)
    draft.article.write(",工作基础不断夯实。")
    return "--".join(sorted(map(bare, (node, original)))) if planting else ""
