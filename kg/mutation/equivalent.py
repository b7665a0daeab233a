"""Changes that leave the meaning as it was, or that nothing but a source outside can tell; each with the reason why."""

from __future__ import annotations

from pyoxigraph import NamedNode

from ..namespaces import DCTERMS, M8G, OA, PC, SKOS
from .material import Material, Mutant

_FOLLOWS = {PC + name for name in ("TargetClaim", "AttainmentClaim", "ShareClaim", "RankClaim")}
_WHERE = {DCTERMS + "spatial", DCTERMS + "temporal"}
_PLACE = M8G + "AdminUnit"
_AWARD = PC + "AwardClaim"
_TARGET = NamedNode(PC + "Target")
_OF_TEXT = {"quotation", "number-of-quotation", "position-shifted"}

REASONS = {
    "follows": "place and period of a comparison are those of its target and result, where they still stand",
    "no-verdict": "the direction of an indicator without targets is asked for by no rule and no verdict",
    "further-name": "one more name, or one less, of an agency that keeps its label; no claim needs it",
    "outside": "the years of an administrative code are told by the register it was copied from, and by nothing else",
    "translation": "the English name of an award or of an article is ours: no text prints it",
    "source-of-code": "where the code of a place was looked up says nothing about the place",
    "text": "what a text says where nobody prints a number or a name is told by the text alone (see --source)",
    "home": "a thing that no excerpt states may be described in the file of either bulletin",
    "part-of-part": "which of two parts of one programme a thing belongs to is arrangement: no text prints it",
}
"""Why a mutant may survive, by the name of the class of survivors."""


def reason(material: Material, mutant: Mutant) -> str | None:
    """Name the reason why a change may go unnoticed, or None if it may not."""
    triple = mutant.triple
    predicate, kind = triple.predicate.value, getattr(material.kinds.get(triple.subject), "value", "")
    if mutant.into is not None and material.value(triple.subject, PC + "statedIn") is None:
        return "home"
    if predicate in _WHERE and kind in _FOLLOWS and not mutant.new:
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
