"""Changes of references: to another node of the same kind, of another kind, to nothing; another code; another class."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from pyoxigraph import Literal, NamedNode

from ..namespaces import CODE, ID, PC, RDFS
from .material import TYPE, Material, is_thing

_CLASSES = [NamedNode(PC + name) for name in (
    "Agency", "Programme", "Indicator", "Commitment", "Target", "OutcomeClaim", "TargetClaim", "AttainmentClaim",
    "ShareClaim", "RankClaim", "AwardClaim", "Bulletin", "Briefing", "Excerpt", "Assessment", "Discrepancy", "Claim")]
_SOME = 3


def same_kind(material: Material, triple: Any) -> Iterator[Any]:
    """A reference to other things of the same kind: another agency, indicator, period, place, speaker, excerpt …"""
    if is_thing(triple.object) and triple.predicate != TYPE:
        others = material.same_kind(triple.object)
        yield from material.chance("same", triple).sample(others, min(_SOME, len(others)))


def other_kind(material: Material, triple: Any) -> Iterator[Any]:
    """A reference to a thing of another kind."""
    if is_thing(triple.object) and triple.predicate != TYPE:
        yield from material.chance("other", triple).sample(material.other_kind(triple.object), 1)


def itself(_: Material, triple: Any) -> Iterator[Any]:
    """A reference of a thing to itself."""
    if is_thing(triple.object) and triple.predicate != TYPE:
        yield triple.subject


def dangling(_: Material, triple: Any) -> Iterator[Any]:
    """A reference to nothing: one character of a name."""
    if isinstance(triple.object, NamedNode) and triple.object.value.startswith((ID, CODE, PC)):
        yield NamedNode(triple.object.value + "x")
        yield NamedNode(triple.object.value[:-1])


def code_of_list(material: Material, triple: Any) -> Iterator[Any]:
    """Another code of the same list: precision, basis, level, direction, verdict, reading decision …"""
    if isinstance(triple.object, NamedNode) and triple.object.value.startswith(CODE):
        others = material.same_kind(triple.object)
        yield from material.chance("code", triple).sample(others, min(_SOME, len(others)))


def code_of_other_list(material: Material, triple: Any) -> Iterator[Any]:
    """A code of another list."""
    if isinstance(triple.object, NamedNode) and triple.object.value.startswith(CODE):
        yield material.chance("list", triple).choice(material.other_kind(triple.object))


def unit(material: Material, triple: Any) -> Iterator[Any]:
    """Another unit."""
    if triple.object in material.units:
        yield from material.same_kind(triple.object)


def other_class(material: Material, triple: Any) -> Iterator[Any]:
    """Another class."""
    if triple.predicate == TYPE:
        yield from material.chance("class", triple).sample([kind for kind in _CLASSES if kind != triple.object], 3)


def text_for_thing(material: Material, triple: Any) -> Iterator[Any]:
    """The label of a thing instead of a reference to it."""
    if is_thing(triple.object):
        label = material.value(triple.object, RDFS + "label")
        yield Literal(label.value if label else triple.object.value.removeprefix(ID))


OPERATORS: dict[str, Callable[[Material, Any], Iterable[Any]]] = {
    "same-kind": same_kind, "other-kind": other_kind, "itself": itself, "dangling": dangling,
    "code-of-list": code_of_list, "code-of-other-list": code_of_other_list, "unit": unit, "class": other_class,
    "text-for-thing": text_for_thing,
}  # fmt: skip
