"""schema.org ClaimReview: what was claimed to be achieved, in whose words, and how our verdict rates it, as JSON-LD.

Each assessment of a target that was reported on becomes one review. The scale runs from 1 (missed) over 2 (cannot be
told from rounded numbers) to 3 (met or exceeded); a commitment that cannot be rated gets no review.

Source: schema.org ClaimReview, Claim, Rating.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode

from .. import files
from ..namespaces import BASE, CODE, DCTERMS, FOAF, OA, PC, PROV, RDF, RDFS
from .content import Content
from .records import things

_RATINGS = {"exceeded": 3, "met": 3, "undetermined": 2, "missed": 1}
_NAMES = {"exceeded": "exceeded", "met": "met", "undetermined": "cannot be told", "missed": "missed"}
_KEPT = {FOAF + "Person", *(PC + name for name in (
    "Target", "OutcomeClaim", "AttainmentClaim", "Excerpt", "Bulletin", "Assessment", "Agency"))}
Found = dict[str, list[NamedNode | Literal]]


def write(content: Content, path: Path) -> int:
    """Write one JSON-LD file; give the number of reviews.

    Raises: UsageError or LimitError if the file cannot be written.
    """
    made = reviews(content)
    document = {"@context": "https://schema.org", "@graph": made}
    files.write(path, (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode("utf-8"))
    return len(made)


def reviews(content: Content) -> list[dict[str, Any]]:
    """Make the reviews, in the order of the IRIs of assessments."""
    known = {iri: found for iri, found in things(content)
             if any(kind.value in _KEPT for kind in found.get(RDF + "type", ()))}
    made = []
    for iri, found in known.items():
        verdict = _one(found, PC + "verdict").removeprefix(CODE + "verdict-")
        outcome = known.get(_one(found, PC + "aboutOutcome")) or _attainment(known, _one(found, PC + "assesses"))
        if verdict in _RATINGS and outcome:
            made.append(_review(known, iri, found, outcome, verdict))
    return made


def _attainment(known: dict[str, Found], target: str) -> Found | None:
    """Give the claim that a target was attained, where no number stands behind it."""
    return next((found for found in known.values() if _one(found, PC + "aboutTarget") == target
                 and _one(found, PC + "comparison")), None)


def _review(known: dict[str, Found], iri: str, assessment: Found, outcome: Found, verdict: str) -> dict[str, Any]:
    excerpt = known.get(_one(outcome, PC + "statedIn"), {})
    bulletin = known.get(_one(excerpt, PROV + "wasQuotedFrom"), {})
    speaker = known.get(_one(outcome, PROV + "wasAttributedTo"), {})
    target = known.get(_one(assessment, PC + "assesses"), {})
    claim = {"@type": "Claim", "text": _one(excerpt, OA + "exact"), "about": _text(target, RDFS + "label", "zh"),
             "datePublished": _one(bulletin, DCTERMS + "issued"),
             "appearance": {"@type": "NewsArticle", "@id": _one(excerpt, PROV + "wasQuotedFrom"),
                            "headline": _text(bulletin, DCTERMS + "title", "zh")}}
    name = _text(speaker, FOAF + "name", "zh") or _text(speaker, RDFS + "label", "zh")
    if name:
        claim["author"] = {"@type": "Person" if FOAF + "name" in speaker else "Organization", "name": name}
    return {"@type": "ClaimReview", "@id": iri, "url": iri, "claimReviewed": _text(target, RDFS + "label", "en"),
            "datePublished": _one(bulletin, DCTERMS + "issued"),
            "author": {"@type": "Organization", "name": "Public Commitments", "url": BASE}, "itemReviewed": claim,
            "reviewRating": {"@type": "Rating", "ratingValue": _RATINGS[verdict], "bestRating": 3, "worstRating": 1,
                             "alternateName": _NAMES[verdict]}}


def _one(found: Found, predicate: str) -> str:
    return min((value.value for value in found.get(predicate, ())), default="")


def _text(found: Found, predicate: str, lang: str) -> str:
    return min((value.value for value in found.get(predicate, ())
                if isinstance(value, Literal) and value.language == lang), default="")
