"""The validation report: as records, and as a standard graph.

Source: SHACL, section 3.6 (validation report) and 5.3 (messages with the values of variables).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pyoxigraph as ox

from .arrays import Codes, distinct
from .evaluation import Batch, Demand, Shape
from .names import RDF, SH, XSD
from .statements import Node, Statements
from .terms import Terms, term

_PLACEHOLDER = re.compile(r"\{[?$](\w+)\}")
_TYPE = ox.NamedNode(RDF + "type")
_WORDS = {
    "MinCount": "has fewer than {minCount} values",
    "MaxCount": "has more than {maxCount} values",
    "Class": "is not an instance of {class}",
    "Datatype": "is not a well-formed {datatype}",
    "NodeKind": "is not of the kind {nodeKind}",
    "MinInclusive": "is less than {minInclusive}, or cannot be compared",
    "MinExclusive": "is not greater than {minExclusive}, or cannot be compared",
    "MaxInclusive": "is greater than {maxInclusive}, or cannot be compared",
    "MaxExclusive": "is not less than {maxExclusive}, or cannot be compared",
    "MinLength": "is shorter than {minLength} characters",
    "MaxLength": "is longer than {maxLength} characters",
    "Pattern": "does not match {pattern}",
    "LanguageIn": "has none of the languages {languageIn}",
    "UniqueLang": "has several values of one language",
    "Equals": "has other values than {equals}",
    "Disjoint": "has a value in common with {disjoint}",
    "LessThan": "is not less than {lessThan}",
    "LessThanOrEquals": "is greater than {lessThanOrEquals}",
    "Not": "conforms to {not}, and must not",
    "And": "does not conform to each of {and}",
    "Or": "conforms to none of {or}",
    "Xone": "does not conform to exactly one of {xone}",
    "Node": "does not conform to {node}",
    "QualifiedMinCount": "has too few values that conform to {qualifiedValueShape}",
    "QualifiedMaxCount": "has too many values that conform to {qualifiedValueShape}",
    "Closed": "has a property that is not allowed",
    "HasValue": "lacks the value {hasValue}",
    "In": "is not one of {in}",
    "SPARQL": "is found by the query of the constraint",
}
"""Component → the message of a result whose shape declares none."""


@dataclass(frozen=True, slots=True)
class Result:
    """One validation result; terms are those of pyoxigraph."""

    focus: Node
    path: Node | None
    value: Node | None
    severity: ox.NamedNode
    component: ox.NamedNode
    shape: Node
    constraint: Node | None
    messages: tuple[ox.Literal, ...]
    details: tuple[Result, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """All results, which path each SPARQL constraint took, and the shapes graph for complex property paths.

    `taken` names a constraint and says why it was not turned into array steps, or None if it was.
    """

    results: tuple[Result, ...]
    taken: tuple[tuple[Node, str | None], ...]
    statements: Statements

    @property
    def conforms(self) -> bool:
        """Whether there is no result at all, of any severity."""
        return not self.results

    def triples(self) -> Iterator[ox.Triple]:
        """Give the report as a graph."""
        report = ox.BlankNode()
        yield ox.Triple(report, _TYPE, ox.NamedNode(SH + "ValidationReport"))
        conforms = ox.Literal(str(self.conforms).lower(), datatype=ox.NamedNode(XSD + "boolean"))
        yield ox.Triple(report, ox.NamedNode(SH + "conforms"), conforms)
        for result in self.results:
            yield from self._written(report, "result", result)

    def serialize(self, form: ox.RdfFormat = ox.RdfFormat.TURTLE) -> bytes:
        """Write the report."""
        return ox.serialize(self.triples(), format=form, prefixes={"sh": SH, "xsd": XSD}) or b""

    def _written(self, owner: ox.BlankNode, relation: str, result: Result) -> Iterator[ox.Triple]:
        node = ox.BlankNode()
        yield ox.Triple(owner, ox.NamedNode(SH + relation), node)
        yield ox.Triple(node, _TYPE, ox.NamedNode(SH + "ValidationResult"))
        said = [("focusNode", result.focus), ("resultPath", result.path), ("value", result.value),
                ("resultSeverity", result.severity), ("sourceConstraintComponent", result.component),
                ("sourceShape", result.shape), ("sourceConstraint", result.constraint),
                *(("resultMessage", message) for message in result.messages)]  # fmt: skip
        for name, value in said:
            if value is not None:
                yield ox.Triple(node, ox.NamedNode(SH + name), value)
        if isinstance(result.path, ox.BlankNode):
            yield from self._described(result.path)
        for detail in result.details:
            yield from self._written(node, "detail", detail)

    def _described(self, path: Node) -> Iterator[ox.Triple]:
        for triple in self.statements.triples:
            if triple.subject == path:
                yield triple
                if isinstance(triple.object, ox.BlankNode):
                    yield from self._described(triple.object)


def results(terms: Terms, batches: Iterable[Batch]) -> Iterator[Result]:
    """Turn columns of results into records."""
    for batch in batches:
        yield from _records(terms, batch)


def _records(terms: Terms, batch: Batch, only: int | None = None) -> Iterator[Result]:
    shape, demand = batch.shape, batch.demand
    rows = np.arange(len(batch.focus)) if only is None else np.flatnonzero(batch.origins == only)
    focus, values = _nodes(terms, batch.focus[rows]), _nodes(terms, batch.values[rows])
    paths = [None] * len(rows) if batch.paths is None else _nodes(terms, batch.paths[rows])
    names = list(batch.bindings)
    bound = [_nodes(terms, batch.bindings[name][rows]) for name in names]
    for place, row in enumerate(rows.tolist()):
        given = {name: column[place] for name, column in zip(names, bound, strict=True)}
        about = focus[place]
        assert about is not None
        yield Result(
            focus=about,
            path=paths[place] or shape.path_node,
            value=values[place],
            severity=shape.severity,
            component=ox.NamedNode(demand.component),
            shape=shape.node,
            constraint=demand.node,
            messages=tuple(_filled(message, given) for message in _messages(shape, demand, given)),
            details=_details(terms, batch.details, int(batch.values[row])) if batch.details else (),
        )


def _details(terms: Terms, batches: tuple[Batch, ...], value: int) -> tuple[Result, ...]:
    return tuple(result for batch in batches for result in _records(terms, batch, only=value))


def _nodes(terms: Terms, codes: Codes) -> list[Node | None]:
    """Give codes as terms, each distinct one made once; -1 is None."""
    once, inverse = distinct(codes)
    there = once >= 0
    made: list[Node | None] = [None] * int((~there).sum()) + [term(text) for text in terms.texts(once[there])]
    return [made[place] for place in inverse.tolist()]


def _messages(shape: Shape, demand: Demand, bound: dict[str, Node | None]) -> tuple[ox.Literal, ...]:
    if isinstance(given := bound.get("message"), ox.Literal):
        return (given,)
    if demand.messages or shape.messages:
        return demand.messages or shape.messages
    name = demand.component.removeprefix(SH).removesuffix("ConstraintComponent")
    words = _WORDS.get(name, "breaks {component}")
    return (ox.Literal(words.format(component=demand.component, **dict(demand.parameters)), language="en"),)


def _filled(message: ox.Literal, bound: dict[str, Node | None]) -> ox.Literal:
    def value(found: re.Match[str]) -> str:
        node = bound.get(found[1])
        return found[0] if node is None else node.value

    if "{" not in message.value:
        return message
    text = _PLACEHOLDER.sub(value, message.value)
    return ox.Literal(text, language=message.language) if message.language else ox.Literal(text)
