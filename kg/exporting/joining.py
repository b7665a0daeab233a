"""Exports that join: the typed tables laid into a database on the disk, asked in SQL, gone when the export is written.

Beside the tables stand `names` (the names of everything that has some, in both languages), `links` (what each claim and
assessment is derived from) and `sources` (which bulletin states a claim and where in its text or, for what is derived,
the latest bulletin that it follows from).
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from pyoxigraph import Literal

from ..namespaces import DCTERMS, FOAF, RDFS, SKOS
from .content import Content
from .records import Properties, things
from .sqlite import fill

_NAMING = (RDFS + "label", SKOS + "prefLabel", FOAF + "name", DCTERMS + "title")
_MORE = """
    CREATE TABLE links AS
        SELECT DISTINCT made.id, source.value AS source
        FROM (SELECT id, derived_from FROM claims UNION SELECT id, derived_from FROM assessments) AS made,
            json_each(made.derived_from) AS source;
    CREATE INDEX links_id ON links (id);
    CREATE TABLE statements AS
        SELECT claims.id, evidence.bulletin, bulletins.issued, MIN(evidence.start) AS start
        FROM claims, json_each(claims.stated_in) AS place
            JOIN evidence ON evidence.id = place.value LEFT JOIN bulletins ON bulletins.id = evidence.bulletin
        GROUP BY claims.id, evidence.bulletin;
    CREATE INDEX statements_id ON statements (id);
    CREATE TABLE sources AS
        WITH RECURSIVE reached (id, source) AS (
            SELECT id, source FROM links WHERE id NOT IN (SELECT id FROM statements)
            UNION
            SELECT reached.id, links.source FROM reached JOIN links ON links.id = reached.source
        ), every AS (
            SELECT * FROM statements
            UNION ALL
            SELECT reached.id, bulletin, issued, start FROM reached JOIN statements ON statements.id = reached.source
        ), ranked AS (
            SELECT *, ROW_NUMBER() OVER (PARTITION BY id ORDER BY issued DESC, bulletin DESC, start) AS place FROM every
        )
        SELECT id, bulletin, issued, start FROM ranked WHERE place = 1;
    CREATE UNIQUE INDEX sources_id ON sources (id);
    CREATE UNIQUE INDEX names_id ON names (id);
    CREATE INDEX claims_target ON claims (about_target);
    CREATE INDEX claims_scope ON claims (indicator, place, period);
    CREATE INDEX assessments_commitment ON assessments (commitment);
"""


@contextmanager
def joined(content: Content) -> Iterator[sqlite3.Connection]:
    """Give a database that holds the typed tables, `names`, `links` and `sources`."""
    with (tempfile.TemporaryDirectory() as folder,
          closing(sqlite3.connect(Path(folder) / "tables.db", isolation_level=None)) as database):
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "temp_store = FILE"):
            database.execute(f"PRAGMA {pragma}")
        database.execute("CREATE TABLE names (id TEXT, en TEXT, zh TEXT)")
        fill(database, _named(database, things(content)))
        database.executescript(_MORE)
        database.row_factory = sqlite3.Row
        yield database


def _named(database: sqlite3.Connection, found: Iterable[tuple[str, Properties]]) -> Iterator[tuple[str, Properties]]:
    """Pass things on, having noted their names."""
    for iri, properties in found:
        names = [_name(properties, lang) for lang in ("en", "zh")]
        if any(names):
            database.execute("INSERT INTO names VALUES (?, ?, ?)", (iri, *names))
        yield iri, properties


def _name(properties: Properties, lang: str) -> str | None:
    """Give the name by the first property that gives one in a language."""
    for predicate in _NAMING:
        values = [value.value for value in properties.get(predicate, ())
                  if isinstance(value, Literal) and value.language == lang]
        if values:
            return min(values)
    return None
