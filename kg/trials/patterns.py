"""Made-up graph patterns: what a query matches, put together of parts that each find something in the statements.

Each part after the first shares a variable that is bound for certain, so that no product of unrelated rows arises.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from pyoxigraph import NamedNode

from ..generation.numbers import Dice
from ..namespaces import DCTERMS, PC, PROV, RDF, SKOS, shorten
from .predicates import predicate
from .samples import Node, Samples, Step, kind

CHAINS = (SKOS + "broader", DCTERMS + "isPartOf", PROV + "wasDerivedFrom", PC + "restates")
"""Properties that lead from like to like, so that a path repeats them."""


class Variable(NamedTuple):
    """A variable, a term that it matches, whether it is bound in every row."""

    name: str
    example: Node
    is_certain: bool

    @property
    def kind(self) -> str:
        """What can be done with it."""
        return kind(self.example)


class Pattern:
    """Parts of a group graph pattern, and the variables in scope after them."""

    def __init__(self, samples: Samples, dice: Dice) -> None:
        self.samples = samples
        self.dice = dice
        self.parts: list[str] = []
        self.variables: list[Variable] = []
        self.fresh(samples.thing(dice))
        self.parts.append(self.walk(self.variables[0], 4))
        for _ in range(dice.below(4)):
            dice.pick(_PARTS)(self)

    def fresh(self, example: Node, is_certain: bool = True) -> str:
        """Name a new variable."""
        name = f"?{kind(example)[0]}{len(self.variables)}"
        self.variables.append(Variable(name, example, is_certain))
        return name

    def thing(self) -> Variable:
        """Pick a variable that is bound to a thing in every row."""
        return self.dice.pick([each for each in self.variables if each.is_certain and each.kind == "thing"])

    def variable(self) -> tuple[str, Node]:
        """Pick any variable, and a term that it matches."""
        picked = self.dice.pick(self.variables)
        return picked.name, picked.example

    def exists(self) -> str:
        """Ask whether something leads on from a thing."""
        known = len(self.variables)
        walk = self.walk(self.thing(), 2)
        del self.variables[known:]
        return f"{self.dice.pick(('EXISTS', 'NOT EXISTS'))} {{ {walk} }}"

    def walk(self, start: Variable, most: int, is_certain: bool = True) -> str:
        """Give triple patterns that lead on from a variable, the first of them from itself."""
        found, here = [], start
        for _ in range(self.dice.between(1, most)):
            step = self.samples.step(self.dice, here.example)
            if step is None:
                break
            is_kept = self.dice.chance(25) or step.property == RDF + "type"
            other = spelt(step.other) if is_kept else self.fresh(step.other, is_certain)
            ends = (here.name, other) if step.is_forward else (other, here.name)
            found.append(f"{ends[0]} {_path(self.dice, step)} {ends[1]} .")
            if not is_kept and kind(step.other) == "thing" and self.dice.chance(60):
                here = self.variables[-1]
        return " ".join(found)


def spelt(term: Node) -> str:
    """Write a term as it stands in a query, with a prefix where there is one."""
    return shorten(term.value) if isinstance(term, NamedNode) else str(term)


def _path(dice: Dice, step: Step) -> str:
    """Write a property, or a path with it that leads to things of one kind: to things, or to values."""
    iri = "a" if step.property == RDF + "type" else shorten(step.property)
    if step.property in CHAINS and dice.chance(50):
        return iri + dice.pick(("+", "*"))
    return f"({iri}|{shorten(dice.pick(CHAINS))})" if kind(step.other) == "thing" and dice.chance(6) else iri


def _optional(pattern: Pattern) -> None:
    walk = pattern.walk(pattern.thing(), 2, is_certain=False)
    if walk and pattern.dice.chance(40):
        walk += f" FILTER ({predicate(pattern, 1)})"
    pattern.parts.append(f"OPTIONAL {{ {walk} }}")


def _union(pattern: Pattern) -> None:
    start = pattern.thing()
    branches = [pattern.walk(start, 2, is_certain=False) for _ in range(2)]
    pattern.parts.append(" UNION ".join(f"{{ {branch} }}" for branch in branches))


def _minus(pattern: Pattern) -> None:
    known = len(pattern.variables)
    walk = pattern.walk(pattern.thing(), 2)
    del pattern.variables[known:]
    pattern.parts.append(f"MINUS {{ {walk} }}")


def _exists(pattern: Pattern) -> None:
    pattern.parts.append(f"FILTER {pattern.exists()}")


def _values(pattern: Pattern) -> None:
    given = pattern.dice.pick([each for each in pattern.variables if each.is_certain])
    terms = {str(given.example): spelt(given.example)}
    for _ in range(pattern.dice.between(1, 4)):
        other = pattern.samples.thing(pattern.dice) if given.kind == "thing" else given.example
        terms[str(other)] = spelt(other)
    undefined = ["UNDEF"] if pattern.dice.chance(20) else []
    pattern.parts.append(f"VALUES {given.name} {{ {' '.join([*terms.values(), *undefined])} }}")


def _bind(pattern: Pattern) -> None:
    given = pattern.dice.pick(pattern.variables)
    made = {"number": f"{given.name} * 2 - 7", "date": f"SUBSTR(STR({given.name}), 1, 4)",
            "words": f"LANG({given.name})", "text": f"STRLEN({given.name})", "thing": f"STR({given.name})"}[given.kind]
    if given.kind == "number":
        pattern.parts.append(f"BIND ({made} AS {pattern.fresh(given.example, False)})")
    else:
        pattern.parts.append(f"BIND ({made} AS ?made{len(pattern.parts)})")


def _count(pattern: Pattern) -> None:
    start = pattern.thing()
    known = len(pattern.variables)
    walk = pattern.walk(start, 1)
    del pattern.variables[known:]
    name = f"?count{len(pattern.parts)}"
    pattern.parts.append(f"{{ SELECT {start.name} (COUNT(*) AS {name}) {{ {walk} }} GROUP BY {start.name} }}")


_PARTS: tuple[Callable[[Pattern], None], ...] = (
    _optional, _optional, _optional, _union, _minus, _exists, _values, _bind, _count)
