"""Codes that a word bears out: a group or a means is only named where a text about the thing says so."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from pyoxigraph import Literal, NamedNode

from ..layout import Layout
from ..namespaces import CODE, SKOS
from ..text import turtle
from .article import Pairs


def coded(predicate: str, code: str, *texts: str) -> Pairs:
    """State a code if one of the texts has a word for it, or if no words are kept for it; else nothing."""
    words = _words().get(code)
    is_borne_out = words is None or any(word in text for word in words for text in texts)
    return [(predicate, f"code:{code}")] if is_borne_out else []


@cache
def _words() -> dict[str, list[str]]:
    """Give the words of each code, from the code lists."""
    found = defaultdict(list)
    for triple in turtle.read(Layout.shipped().ontology / "codes.ttl"):
        if triple.predicate.value == SKOS + "hiddenLabel":
            assert isinstance(triple.subject, NamedNode)
            assert isinstance(triple.object, Literal)
            found[triple.subject.value.removeprefix(CODE)].append(triple.object.value)
    return dict(found)
