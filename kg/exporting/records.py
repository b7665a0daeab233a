"""Typed tables: a row a thing, a column a property; numbers keep the way they are written.

A column may hold several values where the property may have several. What a thing is follows from its class; a claim
that is an outcome stands in `claims` and, with the same columns, in `outcomes`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import chain, groupby, starmap
from operator import attrgetter
from typing import NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode

from ..namespaces import DCAT, DCTERMS, M8G, OA, ORG, PC, PROV, QUDT, RDF, RDFS, SKOS
from .content import Content
from .sorting import by_subject
from .writers import triples_of

Value = str | tuple[str, ...] | None
TEXT, IRI, IRIS, INTEGER, DECIMAL, DATE = "string", "anyURI", "anyURI*", "integer", "decimal", "date"


class Column(NamedTuple):
    """A property as a column: its name, IRI, kind of values, and the language of its texts."""

    name: str
    property: str
    kind: str
    lang: str = ""


class Sheet(NamedTuple):
    """A table: its name, the classes whose members are its rows, and its columns after `id`."""

    name: str
    classes: tuple[str, ...]
    columns: tuple[Column, ...]


Row = tuple[Value, ...]
"""The IRI of a thing, then the values of the columns in their order."""

_NAMES = (Column("label_en", RDFS + "label", TEXT, "en"), Column("label_zh", RDFS + "label", TEXT, "zh"))
_RANGE = (Column("value", QUDT + "value", DECIMAL), Column("lower_bound", PC + "lowerBound", DECIMAL),
          Column("upper_bound", PC + "upperBound", DECIMAL), Column("unit", QUDT + "hasUnit", IRI))
_SCOPE = (Column("indicator", PC + "onIndicator", IRI), Column("place", DCTERMS + "spatial", IRI),
          Column("period", DCTERMS + "temporal", IRI), Column("programme", PC + "forProgramme", IRIS))
_PARTIES = (Column("set_by", PC + "setBy", IRIS), Column("binds", PC + "binds", IRIS),
            Column("led_by", PC + "ledBy", IRIS), Column("stated_in", PC + "statedIn", IRIS))
_MADE = (Column("rule", PC + "rule", IRIS), Column("derived_from", PROV + "wasDerivedFrom", IRIS))
_CLAIM = (
    Column("type", RDF + "type", IRIS), *_NAMES, *_SCOPE, *_RANGE, Column("round_value", PC + "roundValue", DECIMAL),
    Column("precision", PC + "precision", IRI), Column("basis", PC + "basis", IRI),
    Column("as_written", PC + "asWritten", TEXT), Column("speaker", PROV + "wasAttributedTo", IRIS),
    Column("stated_in", PC + "statedIn", IRIS), Column("about_target", PC + "aboutTarget", IRI),
    Column("about_outcome", PC + "aboutOutcome", IRI), Column("comparison", PC + "comparison", IRI),
    Column("rank", PC + "rank", INTEGER), Column("ranked_within", PC + "rankedWithin", IRI),
    Column("part", PC + "part", IRI), Column("whole", PC + "whole", IRI),
    Column("conferred_by", PC + "conferredBy", IRIS), Column("conferred_on", PC + "conferredOn", IRIS),
    Column("restates", PC + "restates", IRIS), Column("interpretation", PC + "interpretation", IRIS), *_MADE)
_CLAIMS = tuple(PC + kind + "Claim" for kind in ("Outcome", "Target", "Attainment", "Share", "Rank", "Award"))

SHEETS = (
    Sheet("agencies", (PC + "Agency",), (
        *_NAMES, Column("jurisdiction", PC + "jurisdiction", IRI), Column("part_of", ORG + "subOrganizationOf", IRIS),
        Column("unit_of", ORG + "unitOf", IRIS))),
    Sheet("assessments", (PC + "Assessment",), (
        Column("commitment", PC + "assesses", IRI), Column("verdict", PC + "verdict", IRI),
        Column("promise", PC + "against", IRI), Column("outcome", PC + "aboutOutcome", IRI), *_RANGE, *_MADE)),
    Sheet("bulletins", (PC + "Bulletin",), (
        *_NAMES, Column("issued", DCTERMS + "issued", DATE), Column("reporter", DCTERMS + "creator", IRIS),
        Column("briefing", PC + "reportsOn", IRI), Column("text_digest", PC + "textDigest", TEXT))),
    Sheet("claims", _CLAIMS, _CLAIM),
    Sheet("codes", (SKOS + "Concept",), (
        Column("label_en", SKOS + "prefLabel", TEXT, "en"), Column("label_zh", SKOS + "prefLabel", TEXT, "zh"),
        Column("scheme", SKOS + "inScheme", IRI))),
    Sheet("commitments", (PC + "Commitment",), (*_NAMES, *_SCOPE, *_PARTIES)),
    Sheet("evidence", (PC + "Excerpt",), (
        Column("quote", OA + "exact", TEXT), Column("start", OA + "start", INTEGER), Column("end", OA + "end", INTEGER),
        Column("bulletin", PROV + "wasQuotedFrom", IRI))),
    Sheet("indicators", (PC + "Indicator",), (
        *_NAMES, Column("unit", QUDT + "hasUnit", IRI), Column("counting_basis", PC + "countingBasis", IRI),
        Column("temporal_basis", PC + "temporalBasis", IRI), Column("direction", PC + "direction", IRI),
        Column("subset_of", PC + "subsetOf", IRIS), Column("beneficiary", PC + "beneficiary", IRIS))),
    Sheet("outcomes", (PC + "OutcomeClaim",), _CLAIM),
    Sheet("periods", (DCTERMS + "PeriodOfTime",), (
        *_NAMES, Column("start", DCAT + "startDate", DATE), Column("end", DCAT + "endDate", DATE))),
    Sheet("places", (M8G + "AdminUnit",), (
        *_NAMES, Column("code", SKOS + "notation", TEXT), Column("level", M8G + "level", IRI),
        Column("part_of", DCTERMS + "isPartOf", IRIS))),
    Sheet("programmes", (PC + "Programme",), (
        *_NAMES, Column("place", DCTERMS + "spatial", IRI), Column("period", DCTERMS + "temporal", IRI),
        Column("part_of", DCTERMS + "isPartOf", IRIS), Column("led_by", PC + "ledBy", IRIS),
        Column("beneficiary", PC + "beneficiary", IRIS), Column("instrument", PC + "instrument", IRIS))),
    Sheet("targets", (PC + "Target",), (*_NAMES, *_SCOPE, *_PARTIES)),
)
"""The tables, in the order of their names."""

Properties = dict[str, list[NamedNode | Literal]]
"""Predicate → values."""


def things(content: Content) -> Iterator[tuple[str, Properties]]:
    """Give every IRI that something is said about, with its properties, over all graphs, in the order of the IRIs."""
    for batch in by_subject(content):
        for subject, triples in groupby(triples_of(batch), key=attrgetter("subject")):
            found: Properties = defaultdict(list)
            for triple in triples:
                if isinstance(triple.object, NamedNode | Literal):
                    found[triple.predicate.value].append(triple.object)
            if not isinstance(subject, BlankNode):
                yield subject.value, found


def rows(content: Content) -> Iterator[tuple[Sheet, Row]]:
    """Give the rows of all tables in the order of things; a thing of several classes has several."""
    return chain.from_iterable(starmap(rows_of, things(content)))


def rows_of(iri: str, properties: Properties) -> Iterator[tuple[Sheet, Row]]:
    """Give the rows of one thing."""
    classes = {kind.value for kind in properties.get(RDF + "type", ())}
    for sheet in SHEETS:
        if not classes.isdisjoint(sheet.classes):
            yield sheet, (iri, *(_cell(properties, column) for column in sheet.columns))


def _cell(properties: Properties, column: Column) -> Value:
    """Give the value as written; the first in order where a column for one value meets several."""
    values = sorted(value.value for value in properties.get(column.property, ())
                    if not column.lang or (isinstance(value, Literal) and value.language == column.lang))
    return tuple(values) if column.kind == IRIS else values[0] if values else None


def scaled(written: str, digits: int, most: int) -> int | None:
    """Give a decimal as a whole number of its smallest unit, or None if that is not exact or exceeds `most`."""
    if not written:
        return None
    sign, figures, exponent = Decimal(written).as_tuple()
    if not isinstance(exponent, int) or exponent + digits < -len(figures) or exponent > 40:
        return None
    whole, rest = divmod(int("".join(map(str, figures))) * 10 ** max(0, exponent + digits),
                         10 ** max(0, -exponent - digits))
    return None if rest or whole > most else -whole if sign else whole
