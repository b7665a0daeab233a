"""All operators, and the mutants they make of some material."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from . import numbers, references, structure, texts
from .material import Material, Mutant, with_object

Operator = Callable[[Material, Any], Iterable[Any]]

OPERATORS: dict[str, Operator] = numbers.OPERATORS | texts.OPERATORS | references.OPERATORS
"""Operators that give other objects for a statement, by name."""

WIDER = structure.OPERATORS
"""Operators that give whole changes: statements that go and statements that come."""


def names() -> list[str]:
    """List the operators."""
    return [*OPERATORS, *WIDER]


def mutants(material: Material) -> Iterator[Mutant]:
    """Make every mutant of some material, in an order that depends on nothing but the material."""
    return (mutant for mutant in _made(material) if material.is_changed_by(mutant))


def _made(material: Material) -> Iterator[Mutant]:
    for file, triple in material.statements():
        for name, operator in OPERATORS.items():
            for value in dict.fromkeys(operator(material, triple)):
                if value != triple.object:
                    yield Mutant(name, file, (triple,), (with_object(triple, value),))
        for name, wider in WIDER.items():
            for gone, new, into in wider(material, file, triple):
                yield Mutant(name, file, tuple(gone), tuple(new), into)
