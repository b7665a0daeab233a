"""The observations of the cube, one a figure, and the tables of the graph from which SQL makes them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from ...errors import InputError
from ...messages import say
from ...namespaces import BASE, CODE, PC, RDF, XSD, shorten

CUBE = BASE + "cube#"
QB = "http://purl.org/linked-data/cube#"
SDMX = "http://purl.org/linked-data/sdmx/2009/"
_QUERY = Path(__file__).with_name("observations.sql")
_BATCH = 1000
_DIMENSIONS = {"area": "refArea", "period": "refPeriod", "indicator": "indicator", "basis": "basis",
               "bulletin": "bulletin"}
"""Column that holds an IRI → the dimension of that name."""


def lay(database: sqlite3.Connection) -> int:
    """Make the table `observations` in a database of joined tables; give the number of its rows.

    Raises: InputError for the first figure of which a dimension is not known.
    """
    query = _QUERY.read_text(encoding="utf-8").format(code=CODE, pc=PC)
    database.execute(f"CREATE TABLE observations AS {query}")
    missing = " OR ".join(f"{column} IS NULL" for column in (*_DIMENSIONS, "unit"))
    for row in database.execute(f"SELECT * FROM observations WHERE {missing} ORDER BY id LIMIT 1"):
        what = next(column for column in (*_DIMENSIONS, "unit") if row[column] is None)
        raise InputError(say("{claim} has a figure but no {what}, so that it has no place in a data cube",
                             "{claim} 有数字而无 {what}，无法放入数据立方体", claim=shorten(row["id"]), what=what),
                         hint=say("kg validate says what is missing", "用 kg validate 查看缺什么"))
    return int(database.execute("SELECT COUNT(*) FROM observations").fetchone()[0])


def batches(database: sqlite3.Connection) -> Iterator[Iterator[Triple]]:
    """Give the observations as triples, many at a time, in the order of claims."""
    rows = database.execute("SELECT * FROM observations ORDER BY id, figure")
    while batch := rows.fetchmany(_BATCH):
        yield (triple for row in batch for triple in _triples(row))


def _triples(row: sqlite3.Row) -> Iterator[Triple]:
    claim = row["id"]
    observation = NamedNode(f"{claim}{'-' if '#' in claim else '#'}figure-{row['figure']}")
    iris = {RDF + "type": QB + "Observation", QB + "dataSet": CUBE + "dataset", CUBE + "statement": claim,
            CUBE + "kind": f"{CUBE}kind-{row['kind']}", CUBE + "figure": f"{CUBE}figure-{row['figure']}",
            CUBE + "target": row["target"] or CUBE + "no-target", SDMX + "attribute#unitMeasure": row["unit"],
            SDMX + "attribute#obsStatus": SDMX + ("code#obsStatus-A" if row["basis"] == CODE + "basis-stated" else
                                                  "code#obsStatus-E"), CUBE + "precision": row["precision"]}
    iris |= {CUBE + name: row[column] for column, name in _DIMENSIONS.items()}
    for predicate, value in iris.items():
        if value:
            yield Triple(observation, NamedNode(predicate), NamedNode(value))
    for predicate, text, kind in ((SDMX + "measure#obsValue", row["number"], "decimal"),
                                  (CUBE + "mention", str(row["mention"]), "integer"),
                                  (CUBE + "asWritten", row["as_written"], "string")):
        if text and (kind != "string" or row["figure"] == "value"):
            yield Triple(observation, NamedNode(predicate), Literal(text, datatype=NamedNode(XSD + kind)))
