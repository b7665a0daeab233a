"""Changes of texts: quotations, labels, names, codes of places, measure words, digests, languages and datatypes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from pyoxigraph import Literal, NamedNode

from ..namespaces import DCTERMS, FOAF, OA, PC, RDFS, SKOS, XSD
from .material import Material, is_text, literal

_NAMES = {RDFS + "label", FOAF + "name", DCTERMS + "title"}
_TYPES = ("decimal", "integer", "double", "string", "date", "dateTime", "gYear", "boolean")


def quotation(material: Material, triple: Any) -> Iterator[Any]:
    """One character of a quotation exchanged, dropped, doubled or put in."""
    if triple.predicate.value == OA + "exact":
        text, chance = triple.object.value, material.chance("quote", triple)
        at = chance.randrange(len(text))
        yield Literal(text[:at] + ("的" if text[at] != "的" else "了") + text[at + 1:])
        yield Literal(text[:at] + text[at + 1:])
        yield Literal(text[:at] + text[at] + text[at:])
        yield Literal(text[:at] + "不" + text[at:])


def number_of_quotation(material: Material, triple: Any) -> Iterator[Any]:
    """Another digit in a quotation."""
    if triple.predicate.value == OA + "exact":
        text = triple.object.value
        for found in re.finditer("[0-9]", text):
            other = material.chance("number", triple, found.start()).choice("0123456789".replace(found[0], ""))
            yield Literal(text[: found.start()] + other + text[found.end():])


def name(material: Material, triple: Any) -> Iterator[Any]:
    """A label, name or title that is empty, blank, or that of another thing."""
    if triple.predicate.value in _NAMES:
        yield literal(triple.object, "")
        yield literal(triple.object, " ")
        others = [t.object for node in material.same_kind(triple.subject) for t in material.of[node]
                  if t.predicate == triple.predicate and t.object.language == triple.object.language]
        if others:
            yield material.chance("name", triple).choice(others)


def year_of_name(material: Material, triple: Any) -> Iterator[Any]:
    """Another year, or another digit, in a label or title."""
    if triple.predicate.value in _NAMES:
        text = triple.object.value
        for found in re.finditer("[0-9]+", text):
            other = str(int(found[0]) + material.chance("year", triple, found.start()).choice((-1, 1)))
            yield literal(triple.object, text[: found.start()] + other + text[found.end():])


def award(material: Material, triple: Any) -> Iterator[Any]:
    """One character of the name of an award."""
    if triple.predicate.value == PC + "asWritten" and not re.search("[0-9一二三四五六七八九十]", triple.object.value):
        text = triple.object.value
        at = material.chance("award", triple).randrange(len(text))
        yield Literal(text[:at] + "不" + text[at + 1:])


def notation(material: Material, triple: Any) -> Iterator[Any]:
    """Another digit in the code of a place, in its years, or in a digest."""
    if triple.predicate.value in (SKOS + "notation", DCTERMS + "valid", PC + "textDigest"):
        text = triple.object.value
        places = [found.start() for found in re.finditer("[0-9a-f]", text)]
        for at in places if len(places) < 20 else material.chance("digest", triple).sample(places, 6):
            other = material.chance("notation", triple, at).choice("0123456789".replace(text[at], ""))
            yield literal(triple.object, text[:at] + other + text[at + 1:])


def measure_word(material: Material, triple: Any) -> Iterator[Any]:
    """Another measure word: of an indicator, or in the printed words."""
    words = sorted({t.object.value for subject in material.of for t in material.of[subject]
                    if t.predicate.value == PC + "measureWord"})
    chance = material.chance("measure", triple)
    if triple.predicate.value == PC + "measureWord":
        yield from (Literal(word) for word in chance.sample([w for w in words if w != triple.object.value], 2))
    found = re.fullmatch("([0-9.]+[万亿]*)(.+)", triple.object.value) if is_text(triple.object) else None
    if triple.predicate.value == PC + "asWritten" and found:
        yield Literal(found[1])
        yield from (Literal(found[1] + word) for word in chance.sample([w for w in words if w != found[2]], 2))


def language(_: Material, triple: Any) -> Iterator[Any]:
    """Another language tag, or none; a tag on a text that has none."""
    if isinstance(triple.object, Literal):
        text, tag = triple.object.value, triple.object.language
        if tag:
            yield Literal(text, language="zh" if tag == "en" else "en")
            yield Literal(text, language="fr")
            yield Literal(text)
        elif is_text(triple.object):
            yield Literal(text, language="zh")


def datatype(material: Material, triple: Any) -> Iterator[Any]:
    """Another datatype."""
    if isinstance(triple.object, Literal) and not triple.object.language:
        own = triple.object.datatype.value
        for name in material.chance("datatype", triple).sample([t for t in _TYPES if XSD + t != own], 2):
            yield Literal(triple.object.value, datatype=NamedNode(XSD + name))


OPERATORS: dict[str, Callable[[Material, Any], Iterable[Any]]] = {
    "quotation": quotation, "number-of-quotation": number_of_quotation, "name": name, "year-of-name": year_of_name,
    "award": award, "notation": notation, "measure-word": measure_word, "language": language, "datatype": datatype,
}  # fmt: skip
