"""The code lists of the cube, and the names of everything that an observation leads to, in both languages."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from ...namespaces import CODE, DCAT, DCTERMS, M8G, PC, RDF, RDFS, SKOS, XSD
from .observations import CUBE, QB

_NAMED = """
    SELECT id, en, zh FROM names WHERE id IN (
        SELECT id FROM places UNION SELECT id FROM indicators UNION SELECT period FROM observations
        UNION SELECT target FROM observations UNION SELECT bulletin FROM observations
        UNION SELECT unit FROM observations)
    ORDER BY id"""
_PARTS = """
    SELECT {table}.id, wider.value AS wider FROM {table}, json_each({table}.{column}) AS wider
    WHERE wider.value IN (SELECT id FROM {table}) ORDER BY 1, 2"""
_ROOTS = """
    SELECT id FROM {table} WHERE NOT EXISTS (
        SELECT * FROM json_each({table}.{column}) AS wider WHERE wider.value IN (SELECT id FROM {table}))
    ORDER BY id"""


def described(database: sqlite3.Connection) -> Iterator[Triple]:
    """Give the code lists and the names, in one order."""
    for row in database.execute(_NAMED):
        yield from _named(row["id"], RDFS + "label", row)
    yield from _schemes(database)
    yield from _hierarchies(database)
    yield from _dates(database)


def _schemes(database: sqlite3.Connection) -> Iterator[Triple]:
    """Give the schemes of the ontology that an observation draws codes from."""
    for scheme in (CODE + "basis", CODE + "precision"):
        yield _link(scheme, RDF + "type", SKOS + "ConceptScheme")
        for row in database.execute("SELECT en, zh FROM names WHERE id = ?", (scheme,)):
            yield from _named(scheme, SKOS + "prefLabel", row)
        for row in database.execute("SELECT id, label_en AS en, label_zh AS zh FROM codes WHERE scheme = ? ORDER BY id",
                                    (scheme,)):
            yield _link(row["id"], RDF + "type", SKOS + "Concept")
            yield _link(row["id"], SKOS + "inScheme", scheme)
            yield from _named(row["id"], SKOS + "prefLabel", row)


def _hierarchies(database: sqlite3.Connection) -> Iterator[Triple]:
    """Give places by their parts, and indicators by what they are subsets of, from their roots on."""
    for table, column, name, kind in (("places", "part_of", "areas", M8G + "AdminUnit"),
                                      ("indicators", "subset_of", "indicators", PC + "Indicator")):
        for row in database.execute(f"SELECT id FROM {table} ORDER BY id"):
            yield _link(row["id"], RDF + "type", kind)
        for row in database.execute(_ROOTS.format(table=table, column=column)):
            yield _link(CUBE + name, QB + "hierarchyRoot", row["id"])
        for row in database.execute(_PARTS.format(table=table, column=column)):
            yield (_link(row["wider"], DCTERMS + "hasPart", row["id"]) if table == "places" else
                   _link(row["id"], PC + "subsetOf", row["wider"]))


def _dates(database: sqlite3.Connection) -> Iterator[Triple]:
    """Give when periods start and end, and when bulletins were issued."""
    for row in database.execute('SELECT id, start, "end" FROM periods '
                                "WHERE id IN (SELECT period FROM observations) ORDER BY id"):
        yield _link(row["id"], RDF + "type", DCTERMS + "PeriodOfTime")
        yield from _date(row["id"], DCAT + "startDate", row["start"])
        yield from _date(row["id"], DCAT + "endDate", row["end"])
    for row in database.execute("SELECT id, issued FROM bulletins "
                                "WHERE id IN (SELECT bulletin FROM observations) ORDER BY id"):
        yield _link(row["id"], RDF + "type", PC + "Bulletin")
        yield from _date(row["id"], DCTERMS + "issued", row["issued"])


def _link(subject: str, predicate: str, value: str) -> Triple:
    return Triple(NamedNode(subject), NamedNode(predicate), NamedNode(value))


def _named(subject: str, predicate: str, row: sqlite3.Row) -> Iterator[Triple]:
    for lang in ("en", "zh"):
        if row[lang]:
            yield Triple(NamedNode(subject), NamedNode(predicate), Literal(row[lang], language=lang))


def _date(subject: str, predicate: str, day: str | None) -> Iterator[Triple]:
    if day:
        yield Triple(NamedNode(subject), NamedNode(predicate), Literal(day, datatype=NamedNode(XSD + "date")))
