"""Codes that a word bears out: a group or a means is named where a text about the thing says so, and only there."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from pyoxigraph import Literal, NamedNode

from ..layout import Layout
from ..namespaces import CODE, SKOS
from ..text import turtle
from .article import Pairs


def coded(predicate: str, code: str, *texts: str) -> Pairs:
    """State a code if one of the texts has a word for it, or if no words are kept for it; and what they call for."""
    words = _words("hiddenLabel").get(code)
    is_borne_out = words is None or any(word in text for word in words for text in texts)
    stated = [(predicate, f"code:{code}")] if is_borne_out else []
    return stated + [pair for pair in called(predicate, *texts) if pair not in stated]


def called(predicate: str, *texts: str) -> Pairs:
    """State the codes for which a word of the texts calls."""
    scheme = predicate.removeprefix("pc:") + "-"
    return [(predicate, f"code:{code}") for code, words in sorted(_words("altLabel").items())
            if code.startswith(scheme) and any(word in text for word in words for text in texts)]


@cache
def _words(kind: str) -> dict[str, list[str]]:
    """Give the words of each code, from the code lists: those that bear it out, or those that call for it."""
    found = defaultdict(list)
    for triple in turtle.read(Layout.shipped().ontology / "codes.ttl"):
        if triple.predicate.value == SKOS + kind:
            assert isinstance(triple.subject, NamedNode)
            assert isinstance(triple.object, Literal)
            found[triple.subject.value.removeprefix(CODE)].append(triple.object.value)
    return dict(found)
