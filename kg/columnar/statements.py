"""A shapes graph at hand: small, walked node by node while it is compiled.

Source: SHACL, section 1.2 (lists) and 3.1 (shapes graph).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TypeAlias

import pyoxigraph as ox

from .errors import ShapesError
from .names import OWL, RDF, RDFS, SH

Node: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal

_FIRST, _REST, _NIL = RDF + "first", RDF + "rest", ox.NamedNode(RDF + "nil")
_TYPE, _SUBCLASS, _IMPORTS = RDF + "type", RDFS + "subClassOf", OWL + "imports"


class Statements:
    """Triples by subject and predicate; predicates are given as IRIs in strings.

    A pickle of them is text, which is read when something is asked: once shapes are compiled, hardly anything is.
    """

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self.triples = tuple(dict.fromkeys(triples))

    def __getstate__(self) -> tuple[bytes]:
        return (ox.serialize(self.triples, format=ox.RdfFormat.N_TRIPLES) or b"",)

    def __setstate__(self, state: tuple[bytes]) -> None:
        self._lines, = state

    @cached_property
    def triples(self) -> tuple[ox.Triple, ...]:
        """All of them, each once."""
        return tuple(quad.triple for quad in ox.parse(self._lines, format=ox.RdfFormat.N_TRIPLES))

    @cached_property
    def _objects(self) -> dict[tuple[Node, str], list[Node]]:
        found: dict[tuple[Node, str], list[Node]] = {}
        for triple in self.triples:
            found.setdefault((triple.subject, triple.predicate.value), []).append(triple.object)  # type: ignore[arg-type]
        return found

    @cached_property
    def _subjects(self) -> dict[tuple[str, Node], list[Node]]:
        found: dict[tuple[str, Node], list[Node]] = {}
        for triple in self.triples:
            found.setdefault((triple.predicate.value, triple.object), []).append(triple.subject)  # type: ignore[arg-type]
        return found

    def objects(self, node: Node, predicate: str) -> list[Node]:
        """Give the values of a property, in a fixed order."""
        return sorted(self._objects.get((node, predicate), ()), key=str)

    def one(self, node: Node, predicate: str) -> Node | None:
        """Give the only value of a property, or None.

        Raises: ShapesError if there are several.
        """
        found = self._objects.get((node, predicate), ())
        if len(found) > 1:
            raise ShapesError(f"{node} has several values of <{predicate}>; it may have one")
        return found[0] if found else None

    def subjects(self, predicate: str, thing: Node | None = None) -> list[Node]:
        """Give what has a property, or has it with one value, in a fixed order."""
        if thing is not None:
            return sorted(self._subjects.get((predicate, thing), ()), key=str)
        return sorted({node for node, name in self._objects if name == predicate}, key=str)

    def members(self, head: Node) -> list[Node]:
        """Read a list.

        Raises: ShapesError if it is not well-formed.
        """
        found: list[Node] = []
        seen = set()
        while head != _NIL:
            first, rest = self.one(head, _FIRST), self.one(head, _REST)
            if first is None or rest is None or head in seen:
                raise ShapesError(f"{head} is not a well-formed list")
            seen.add(head)
            found.append(first)
            head = rest
        return found

    def is_list(self, node: Node) -> bool:
        """Whether a node is a list of one member or more."""
        return (node, _FIRST) in self._objects

    def subclasses(self, of: str) -> set[Node]:
        """Give a class and everything below it in this graph."""
        found: set[Node] = set()
        waiting: list[Node] = [ox.NamedNode(of)]
        while waiting:
            above = waiting.pop()
            if above not in found:
                found.add(above)
                waiting.extend(self.subjects(_SUBCLASS, above))
        return found

    def instances(self, of: str) -> set[Node]:
        """Give the SHACL instances of a class in this graph."""
        return {node for each in self.subclasses(of) for node in self.subjects(_TYPE, each)}

    def prefixes(self, node: Node) -> dict[str, str]:
        """Collect the prefixes that a query declares, by `sh:prefixes` and what is imported from there.

        Source: SHACL, section 5.2.1.
        """
        found: dict[str, str] = {}
        waiting, seen = self.objects(node, SH + "prefixes"), set()
        while waiting:
            source = waiting.pop()
            if source not in seen:
                seen.add(source)
                waiting.extend(self.objects(source, _IMPORTS))
                for declared in self.objects(source, SH + "declare"):
                    prefix, namespace = self.one(declared, SH + "prefix"), self.one(declared, SH + "namespace")
                    if prefix is None or namespace is None:
                        raise ShapesError(f"a sh:declare of {source} lacks its prefix or namespace")
                    found[_text(prefix)] = _text(namespace)
        return found

    def text(self, node: Node, predicate: str) -> str | None:
        """Give the only value of a property as a string."""
        found = self.one(node, predicate)
        return None if found is None else _text(found)

    def truth(self, node: Node, predicate: str) -> bool:
        """Whether a property has the value true."""
        return any(_text(each) in ("true", "1") for each in self.objects(node, predicate))


def _text(node: Node) -> str:
    return node.value
