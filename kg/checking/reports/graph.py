"""A report as SHACL defines it, in Turtle: what any tool that knows SHACL can read.

As there, a graph conforms only if there is no result of any severity. Each result also carries the code of its rule
(skos:notation) and its place (dcterms:source). What is no fault of a thing (a prefix, a file) has its file for a focus.

Source: SHACL, section 3.6 (validation report).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from ...messages import in_language
from ...namespaces import DCTERMS, RDF, SH, SHAPES, SKOS, XSD
from ...text import turtle
from ..findings import Finding, Report

GATE = SHAPES + "GateConstraintComponent"
"""The kind of constraint of what is checked beside SHACL."""

_SEVERITIES = {"error": "Violation", "warning": "Warning", "info": "Info"}
_TYPE = NamedNode(RDF + "type")


def written(report: Report, lang: str) -> str:
    """Write a report as Turtle; messages are in both languages, whichever is asked for."""
    names = turtle.Names(blank_nodes=True)
    blocks = names.blocks(_report(report))
    return names.header() + "\n".join(blocks)


def _report(report: Report) -> Iterator[Triple]:
    node = BlankNode("report")
    conforms = Literal("false" if report.findings else "true", datatype=NamedNode(XSD + "boolean"))
    yield Triple(node, _TYPE, _sh("ValidationReport"))
    yield Triple(node, _sh("conforms"), conforms)
    for number, finding in enumerate(report.findings, 1):
        result = BlankNode(f"result-{number:05}")
        yield Triple(node, _sh("result"), result)
        yield from (Triple(result, predicate, value) for predicate, value in _result(finding))


def _result(finding: Finding) -> Iterator[tuple[NamedNode, Any]]:
    terms = finding.terms
    yield _TYPE, _sh("ValidationResult")
    yield _sh("resultSeverity"), _sh(_SEVERITIES[finding.severity])
    subject = terms.subject if terms else None
    yield _sh("focusNode"), Literal(finding.path) if subject is None else subject
    if terms is not None:
        if isinstance(terms.predicate, NamedNode):
            yield _sh("resultPath"), terms.predicate
        if terms.object is not None:
            yield _sh("value"), terms.object
        yield _sh("sourceShape"), NamedNode(terms.shape)
        if terms.constraint is not None:
            yield _sh("sourceConstraint"), NamedNode(terms.constraint)
    yield _sh("sourceConstraintComponent"), NamedNode(terms.component if terms and terms.component else GATE)
    for lang in ("en", "zh"):
        yield _sh("resultMessage"), Literal(in_language(finding.message, lang), language=lang)
    yield NamedNode(SKOS + "notation"), Literal(finding.code)
    yield NamedNode(DCTERMS + "source"), Literal(finding.place)


def _sh(name: str) -> NamedNode:
    return NamedNode(SH + name)
