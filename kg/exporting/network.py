"""The graph as a property graph: nodes with labels and properties, relationships with a type.

Every IRI is a node with the label `Resource` and one for each of its classes; literals are properties, named after the
predicate and the language (`rdfs_label_zh`); what is of this ontology has no prefix (`Target`, `setBy`). A property
that some node has twice is a list for all. Decimals stay text, exact as written, with a double beside them under the
name `…_double`. Blank nodes, which only the ontology has, are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from ..namespaces import PC, PREFIXES, RDF, XSD
from .content import Content
from .records import things

_TYPE = RDF + "type"
_KINDS = {XSD + "integer": "long", XSD + "decimal": "decimal", XSD + "date": "date"}


class Property(NamedTuple):
    """A property of nodes: its name, kind (string, long, decimal, date), and whether it is a list."""

    name: str
    kind: str
    many: bool


class Node(NamedTuple):
    """A node: IRI, labels, and the values of properties as written."""

    iri: str
    labels: tuple[str, ...]
    values: dict[str, tuple[str, ...]]


class Edge(NamedTuple):
    """A relationship: the IRIs of both ends, and the type."""

    start: str
    end: str
    type: str


class Network:
    """A property graph, read twice: once for what properties there are, once for the nodes."""

    def __init__(self, content: Content) -> None:
        self._content = content
        kinds: dict[str, set[str]] = {}
        many: set[str] = set()
        subjects: set[str] = set()
        objects: set[str] = set()
        for iri, found in things(content):
            subjects.add(iri)
            objects.update(value.value for predicate, values in found.items() if predicate != _TYPE
                           for value in values if isinstance(value, NamedNode))
            for name, literals in _literals(found).items():
                kinds.setdefault(name, set()).update(_KINDS.get(each.datatype.value, "string") for each in literals)
                if len(literals) > 1:
                    many.add(name)
        self._bare = sorted(objects - subjects)
        self.properties = tuple(Property(name, kinds[name].pop() if len(kinds[name]) == 1 else "string", name in many)
                                for name in sorted(kinds))

    def nodes(self) -> Iterator[Node]:
        """Give the nodes: first those that something is said about, then the others."""
        for iri, found in things(self._content):
            labels = {short(kind.value) for kind in found.get(_TYPE, ()) if isinstance(kind, NamedNode)}
            values = {name: tuple(each.value for each in literals) for name, literals in _literals(found).items()}
            yield Node(iri, ("Resource", *sorted(labels)), values)
        for iri in self._bare:
            yield Node(iri, ("Resource",), {})

    def edges(self) -> Iterator[Edge]:
        """Give the relationships."""
        for iri, found in things(self._content):
            for predicate in sorted(found):
                for value in found[predicate]:
                    if isinstance(value, NamedNode) and predicate != _TYPE:
                        yield Edge(iri, value.value, short(predicate))


def short(iri: str) -> str:
    """Give a name that needs no quotes: `setBy`, `rdfs_label`; the last segment where the prefix is not known."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return ("" if namespace == PC else prefix + "_") + _plain(iri[len(namespace):])
    return _plain(iri.rstrip("/#").replace("#", "/").rpartition("/")[2])


def _plain(name: str) -> str:
    return "".join(c if c.isalnum() else "_" for c in name)


def _literals(found: dict[str, list[NamedNode | Literal]]) -> dict[str, list[Literal]]:
    """Group literals by the name of their property, sorted."""
    named: dict[str, list[Literal]] = {}
    for predicate, values in found.items():
        for value in values:
            if isinstance(value, Literal):
                name = short(predicate) + (f"_{_plain(value.language)}" if value.language else "")
                named.setdefault(name, []).append(value)
    return {name: sorted(literals, key=str) for name, literals in named.items()}
