"""What is changed: the statements of a project's data, by file, by subject and by kind."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from pyoxigraph import Literal, NamedNode, Triple

from ..dataset.graph import SourceFile
from ..namespaces import CODE, ID, RDF, XSD

TYPE = NamedNode(RDF + "type")


class Mutant(NamedTuple):
    """One change: what is taken out of a file, and what is put in; `into` is another file if that is the change."""

    operator: str
    file: int
    gone: tuple[Triple, ...]
    new: tuple[Triple, ...]
    into: int | None = None

    @property
    def triple(self) -> Triple:
        """The statement that is changed, or the one that is added."""
        return (self.gone or self.new)[0]


class Material:
    """Files of valid data, asked for what one thing could be mistaken for."""

    def __init__(self, files: Sequence[SourceFile], vocabulary: Sequence[SourceFile], seed: int = 0,
                 mutable: Iterable[int] | None = None) -> None:
        self.files = tuple(files)
        self.seed = seed
        self.mutable = tuple(range(len(files)) if mutable is None else mutable)
        self.of: dict[Any, list[Any]] = defaultdict(list)
        self.kinds: dict[Any, Any] = {}
        for triple in (triple for file in files for triple in file.triples):
            self.of[triple.subject].append(triple)
            if triple.predicate == TYPE:
                self.kinds.setdefault(triple.subject, triple.object)
        self.codes = sorted({t.subject for file in vocabulary for t in file.triples
                             if isinstance(t.subject, NamedNode) and t.subject.value.startswith(CODE)
                             and "-" in t.subject.value.removeprefix(CODE)}, key=str)

    def chance(self, *what: object) -> random.Random:
        """Give a source of chance that depends on the seed and on what is changed, and on nothing else."""
        return random.Random("|".join(map(str, (self.seed, *what))))

    def statements(self) -> Iterable[tuple[int, Triple]]:
        """Give every statement that may be changed, with the number of its file."""
        for number in self.mutable:
            for triple in sorted(self.files[number].triples, key=str):
                yield number, triple

    def is_changed_by(self, mutant: Mutant) -> bool:
        """Whether a mutant is anything else than what is stated already."""
        comes = not self._stated[mutant.file].issuperset(mutant.new)
        return mutant.into is not None or comes or not set(mutant.gone).issubset(mutant.new)

    @cached_property
    def _stated(self) -> list[frozenset[Triple]]:
        return [frozenset(file.triples) for file in self.files]

    @cached_property
    def by_kind(self) -> dict[Any, list[Any]]:
        """Nodes by class, sorted."""
        nodes: dict[Any, list[Any]] = defaultdict(list)
        for node, kind in sorted(self.kinds.items(), key=str):
            nodes[kind].append(node)
        return nodes

    def value(self, subject: Any, predicate: str) -> Any:
        """Give the first value of a property, or None."""
        return next((t.object for t in self.of[subject] if t.predicate.value == predicate), None)

    def same_kind(self, node: Any) -> list[Any]:
        """Give the other nodes of a class, or the other codes of a list."""
        if node in self.kinds:
            return [other for other in self.by_kind[self.kinds[node]] if other != node]
        if node.value.startswith(CODE):
            return [code for code in self.codes if scheme(code) == scheme(node) and code != node]
        return [t for t in sorted(self.units, key=str) if t != node] if node in self.units else []

    def other_kind(self, node: Any) -> list[Any]:
        """Give nodes that are of another class."""
        if node.value.startswith(CODE):
            return [code for code in self.codes if scheme(code) != scheme(node)]
        kind = self.kinds.get(node)
        return [nodes[0] for other, nodes in sorted(self.by_kind.items(), key=str) if other != kind]

    @cached_property
    def units(self) -> set[Any]:
        """The units of the register."""
        return {node for node in self.of if isinstance(node, NamedNode) and "/unit/" in node.value}


def scheme(code: Any) -> str:
    """Name the list of a code."""
    return str(code.value.removeprefix(CODE).partition("-")[0])


def is_thing(term: Any) -> bool:
    """Whether a term names a thing of the data."""
    return isinstance(term, NamedNode) and term.value.startswith(ID)


def literal(old: Any, text: str) -> Literal:
    """Give a literal of the same type and language with another text."""
    return Literal(text, language=old.language) if old.language else Literal(text, datatype=old.datatype)


def is_text(term: Any) -> bool:
    """Whether a term is a text without a language."""
    return isinstance(term, Literal) and not term.language and term.datatype.value == XSD + "string"


def with_object(triple: Triple, value: Any) -> Triple:
    """Give a statement with another object."""
    return Triple(triple.subject, triple.predicate, value)
