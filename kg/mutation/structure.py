"""Changes of structure: statements lost, added, exchanged, moved to another thing, another bulletin or another file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from ..namespaces import DCAT, DCTERMS, OA, PC, PROV, QUDT
from .material import TYPE, Material, is_thing, literal, with_object

Change = tuple[tuple[Triple, ...], tuple[Triple, ...], int | None]
_PAIRS = {PC + "aboutTarget": PC + "aboutOutcome", PC + "part": PC + "whole", PC + "conferredBy": PC + "conferredOn",
          PC + "setBy": PC + "binds", OA + "start": OA + "end", PC + "textStart": PC + "textEnd",
          DCAT + "startDate": DCAT + "endDate", DCTERMS + "spatial": PC + "rankedWithin"}  # fmt: skip
_NUMBER = {QUDT + "value", PC + "asWritten"}


def lost(_: Material, __: int, triple: Any) -> Iterator[Change]:
    """A statement lost."""
    yield (triple,), (), None


def doubled(material: Material, _: int, triple: Any) -> Iterator[Change]:
    """A second value beside the first."""
    chance = material.chance("doubled", triple)
    if isinstance(triple.object, Literal):
        text = triple.object.value
        digits = [found.start() for found in re.finditer("[0-9]", text)]
        at = chance.choice(digits) if digits else len(text)
        changed = text[:at] + (str((int(text[at]) + 1) % 10) if digits else "x") + text[at + 1:]
        yield (), (with_object(triple, literal(triple.object, changed)),), None
    else:
        others = material.same_kind(triple.object) if triple.predicate != TYPE else [NamedNode(PC + "Claim")]
        if others:
            yield (), (with_object(triple, chance.choice(others)),), None


def exchanged(material: Material, _: int, triple: Any) -> Iterator[Change]:
    """Two values of one thing exchanged: target and outcome, part and whole, giver and receiver, start and end …"""
    partner = _PAIRS.get(triple.predicate.value)
    other = next((t for t in material.of[triple.subject] if t.predicate.value == partner), None) if partner else None
    if other is not None and other.object != triple.object:
        yield (triple, other), (with_object(triple, other.object), with_object(other, triple.object)), None


def languages_exchanged(material: Material, _: int, triple: Any) -> Iterator[Change]:
    """The English and the Chinese text of a thing exchanged."""
    value = triple.object
    if isinstance(value, Literal) and value.language == "en":
        other = next((t for t in material.of[triple.subject] if t.predicate == triple.predicate
                      and isinstance(t.object, Literal) and t.object.language == "zh"), None)
        if other is not None:
            new = (Literal(other.object.value, language="en"), Literal(value.value, language="zh"))
            yield (triple, other), tuple(with_object(triple, text) for text in new), None


def numbers_exchanged(material: Material, _: int, triple: Any) -> Iterator[Change]:
    """The numbers of two claims of one sentence exchanged, as in a list read one by one."""
    if triple.predicate.value != PC + "asWritten":
        return
    excerpt = material.value(triple.subject, PC + "statedIn")
    kind = material.kinds.get(triple.subject)
    for other in material.by_kind[kind]:
        if other.value > triple.subject.value and material.value(other, PC + "statedIn") == excerpt:
            one = [t for t in material.of[triple.subject] if t.predicate.value in _NUMBER]
            two = [t for t in material.of[other] if t.predicate.value in _NUMBER]
            if len(one) == len(two) == 2:
                pairs = [(a, b) for a in one for b in two if a.predicate == b.predicate]
                yield (*one, *two), tuple(with_object(x, y.object) for a, b in pairs for x, y in ((a, b), (b, a))), None


def position_shifted(material: Material, _: int, triple: Any) -> Iterator[Change]:
    """A quotation or article of the same length that starts one or ten characters earlier or later."""
    partner = {OA + "start": OA + "end", PC + "textStart": PC + "textEnd"}.get(triple.predicate.value)
    others = (t for t in material.of[triple.subject] if t.predicate.value == partner)
    other: Any = next(others, None) if partner else None
    for step in (-10, -1, 1, 10) if other is not None else ():
        yield (triple, other), tuple(with_object(t, literal(t.object, str(int(t.object.value) + step)))
                                     for t in (triple, other)), None


def moved_to_file(material: Material, file: int, triple: Any) -> Iterator[Change]:
    """All that is said of a thing moved to the file of another bulletin."""
    bulletins = [number for number, each in enumerate(material.files) if "graph/bulletin-" in each.graph.value]
    if triple.predicate == TYPE and file in bulletins and is_thing(triple.subject):
        block = tuple(t for t in material.files[file].triples if t.subject == triple.subject)
        for other in bulletins:
            if other != file:
                yield block, block, other


def told_by_other(material: Material, _: int, triple: Any) -> Iterator[Change]:
    """A claim moved to an excerpt of another bulletin, or to another excerpt of its own."""
    if triple.predicate.value == PC + "statedIn":
        bulletin = material.value(triple.object, PROV + "wasQuotedFrom")
        for same in (True, False):
            excerpts = [node for node in material.same_kind(triple.object)
                        if (material.value(node, PROV + "wasQuotedFrom") == bulletin) == same]
            if excerpts:
                yield (triple,), (with_object(triple, material.chance("told", triple, same).choice(excerpts)),), None


def sentence_of_other_thing(material: Material, _: int, triple: Any) -> Iterator[Change]:
    """A value given to another thing of the same kind."""
    if triple.predicate.value in (PC + "setBy", PC + "binds", PC + "ledBy", PC + "restates", PC + "interpretation",
                                  DCTERMS + "isPartOf", PROV + "actedOnBehalfOf"):
        others = material.same_kind(triple.subject)
        if others:
            other = material.chance("given", triple).choice(others)
            yield (triple,), (Triple(other, triple.predicate, triple.object),), None


def stated_as_derived(_: Material, __: int, triple: Any) -> Iterator[Change]:
    """A bound, a verdict or a rule written by hand."""
    if triple.predicate.value == QUDT + "value":
        for name in ("lowerBound", "upperBound", "roundValue"):
            yield (), (Triple(triple.subject, NamedNode(PC + name), triple.object),), None


OPERATORS = {
    "lost": lost, "doubled": doubled, "exchanged": exchanged, "languages-exchanged": languages_exchanged,
    "numbers-exchanged": numbers_exchanged, "position-shifted": position_shifted, "moved-to-file": moved_to_file,
    "told-by-other": told_by_other, "given-to-other": sentence_of_other_thing, "written-by-hand": stated_as_derived,
}  # fmt: skip
