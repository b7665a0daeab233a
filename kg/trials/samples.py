"""What made-up queries are made of: statements to walk along, and values that occur.

A walk goes from a thing to what it names, and back by properties whose every value few things have, so that a query
along it has answers, and not too many.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, TypeAlias

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from ..generation.numbers import Dice
from ..namespaces import ID, XSD

MANY = 8
"""Where more things than this have one value of a property, no walk leads back by it."""

Node: TypeAlias = NamedNode | Literal


class Step(NamedTuple):
    """A statement as one end sees it: the property, the other end, whether it is walked from subject to object."""

    property: str
    other: Node
    is_forward: bool


class Samples:
    """The statements of a file without blank nodes, by their ends, always in the same order."""

    def __init__(self, path: Path) -> None:
        triples = {quad.triple for quad in parse(path=str(path), format=RdfFormat.N_TRIPLES)}
        kept = [(subject, predicate.value, value) for subject, predicate, value in sorted(triples, key=str)
                if isinstance(subject, NamedNode) and isinstance(value, Node)]
        holders = Counter((name, value) for _, name, value in kept)
        crowded = {name for (name, _), number in holders.items() if number > MANY}
        self._steps: dict[Node, list[Step]] = defaultdict(list)
        for subject, name, value in kept:
            self._steps[subject].append(Step(name, value, True))
            if name not in crowded and isinstance(value, NamedNode):
                self._steps[value].append(Step(name, subject, False))
        things = [node for node, steps in self._steps.items() if len(steps) > 2 and isinstance(node, NamedNode)]
        self._data = [node for node in things if node.value.startswith(ID)] or things
        self._terms = [node for node in things if not node.value.startswith(ID)] or things

    def thing(self, dice: Dice) -> NamedNode:
        """Pick a thing of which several statements are made: mostly of the data, now and then of the ontology."""
        return dice.pick(self._terms if dice.chance(12) else self._data)

    def step(self, dice: Dice, node: Node) -> Step | None:
        """Pick a step from a node, if there is one."""
        steps: Sequence[Step] = self._steps.get(node, ())
        return dice.pick(steps) if steps else None


def kind(term: Node) -> str:
    """Say what can be done with a term: thing, number, date, words (in a language) or text."""
    if isinstance(term, NamedNode):
        return "thing"
    if term.language:
        return "words"
    return {"decimal": "number", "integer": "number", "date": "date"}.get(term.datatype.value.removeprefix(XSD), "text")
