"""Changes that leave the meaning as it was, or that nothing but a source outside can tell; each with the reason why."""

from __future__ import annotations

from pyoxigraph import NamedNode

from ..messages import say
from ..namespaces import DCTERMS, M8G, OA, PC, SKOS
from .material import Material, Mutant

_WHERE = {DCTERMS + "spatial", DCTERMS + "temporal"}
_FOLLOWS = {PC + name: _WHERE for name in ("TargetClaim", "AttainmentClaim", "ShareClaim", "RankClaim")}
_FOLLOWS[PC + "AwardClaim"] = {DCTERMS + "spatial"}
_PLACE = M8G + "AdminUnit"
_AWARD = PC + "AwardClaim"
_TARGET = NamedNode(PC + "Target")
_OF_TEXT = {"quotation", "number-of-quotation", "position-shifted"}

REASONS = {
    "follows": say("place and period of a comparison are those of its target and result, the place of an award is that "
                   "of who got it: there they still stand",
                   "比较类说法的地区与时期即其目标与结果的地区与时期,奖项的地区即获奖者的地区,而后者仍在"),
    "no-verdict": say("the direction of an indicator without targets is asked for by no rule and no verdict",
                      "没有目标的指标,其优劣方向无规则、无结论问及"),
    "further-name": say("one more name, or one less, of an agency that keeps its label; no claim needs it",
                        "机构已有标签,别名多一个少一个,没有说法需要它"),
    "outside": say("the years of an administrative code are told by the register it was copied from alone",
                   "行政区划代码的起止年份只有其所出的登记册可证"),
    "translation": say("the English name of an award or of an article is ours: no text prints it",
                       "奖项或文章的英文名出自我们,原文不印"),
    "source-of-code": say("where the code of a place was looked up says nothing about the place",
                          "地区代码查自何处,与地区本身无关"),
    "text": say("what a text says where nobody prints a number or a name is told by the text alone (see --source)",
                "未印数字与名称之处,原文所写只有原文可证(见 --source)"),
    "home": say("a thing that no excerpt states may be described in the file of either bulletin",
                "没有摘录陈述的事物,写在哪一篇通报的文件里均可"),
    "part-of-part": say("which of two parts of one programme a thing belongs to is arrangement: no text prints it",
                        "某事属于同一项目计划的哪一部分,是编排问题,原文不印"),
}
"""Why a mutant may survive, by the name of the class of survivors."""


def reason(material: Material, mutant: Mutant) -> str | None:
    """Name the reason why a change may go unnoticed, or None if it may not."""
    triple = mutant.triple
    predicate, kind = triple.predicate.value, getattr(material.kinds.get(triple.subject), "value", "")
    if mutant.into is not None and material.value(triple.subject, PC + "statedIn") is None:
        return "home"
    if not mutant.new and predicate in _FOLLOWS.get(kind, ()):
        return "follows"
    if predicate == PC + "direction" and not any(
            t.object == triple.subject and t.predicate.value == PC + "onIndicator"
            and material.kinds.get(t.subject) == _TARGET for told in material.of.values() for t in told):
        return "no-verdict"
    if predicate == SKOS + "altLabel":
        return "further-name"
    if predicate == DCTERMS + "valid":
        return "outside"
    if mutant.operator == "name" and getattr(triple.object, "language", None) == "en" and (
            predicate == DCTERMS + "title" or kind == _AWARD):
        return "translation"
    if predicate == DCTERMS + "source":
        return "source-of-code"
    if (mutant.operator in _OF_TEXT and predicate.startswith(OA)) or mutant.operator == "position-shifted":
        return "text"
    if predicate in (DCTERMS + "isPartOf", PC + "forProgramme") and kind != _PLACE:
        return "part-of-part"
    return None
