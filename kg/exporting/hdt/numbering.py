"""Terms as HDT writes and numbers them: those that are subject and object first, then the others, sorted by bytes."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from ...errors import InputError
from ...messages import Sentence, say
from ...namespaces import XSD
from ..content import Content
from ..sorting import union
from ..writers import triples_of

_NUMBERING = """
    CREATE TABLE shared AS
        SELECT ROW_NUMBER() OVER (ORDER BY text) AS id, text
        FROM (SELECT s AS text FROM triples INTERSECT SELECT o FROM triples);
    CREATE UNIQUE INDEX shared_text ON shared (text);
    CREATE TABLE subjects AS
        SELECT ROW_NUMBER() OVER (ORDER BY text) + (SELECT COUNT(*) FROM shared) AS id, text
        FROM (SELECT s AS text FROM triples EXCEPT SELECT text FROM shared);
    CREATE TABLE objects AS
        SELECT ROW_NUMBER() OVER (ORDER BY text) + (SELECT COUNT(*) FROM shared) AS id, text
        FROM (SELECT o AS text FROM triples EXCEPT SELECT text FROM shared);
    CREATE TABLE predicates AS
        SELECT ROW_NUMBER() OVER (ORDER BY text) AS id, text FROM (SELECT DISTINCT p AS text FROM triples);
    CREATE UNIQUE INDEX subjects_text ON subjects (text);
    CREATE UNIQUE INDEX objects_text ON objects (text);
    CREATE UNIQUE INDEX predicates_text ON predicates (text);
    CREATE TABLE numbered AS
        SELECT COALESCE((SELECT id FROM shared WHERE text = s), (SELECT id FROM subjects WHERE text = s)) AS s,
            (SELECT id FROM predicates WHERE text = p) AS p,
            COALESCE((SELECT id FROM shared WHERE text = o), (SELECT id FROM objects WHERE text = o)) AS o
        FROM triples;
    CREATE UNIQUE INDEX numbered_spo ON numbered (s, p, o);
"""


class Numbers(NamedTuple):
    """How many triples, pairs of subject and predicate, and distinct terms in each place; those `shared` in two."""

    triples: int
    pairs: int
    shared: int
    subjects: int
    predicates: int
    objects: int


@contextmanager
def numbered(content: Content) -> Iterator[tuple[sqlite3.Connection, Numbers]]:
    """Give a database with the terms of each section (`shared`, `subjects`, `predicates`, `objects`) and `numbered`.

    Raises: InputError for a literal that HDT cannot carry.
    """
    with (tempfile.TemporaryDirectory() as folder,
          closing(sqlite3.connect(Path(folder) / "terms.db", isolation_level=None)) as database):
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "temp_store = FILE"):
            database.execute(f"PRAGMA {pragma}")
        database.execute("CREATE TABLE triples (s BLOB, p BLOB, o BLOB)")
        database.execute("BEGIN")
        for batch in union(content):
            triples = triples_of([line.removesuffix(b" .") for line in batch])
            database.executemany("INSERT INTO triples VALUES (?, ?, ?)", map(_texts, triples))
        database.execute("COMMIT")
        database.executescript(_NUMBERING)
        yield database, _counted(database)


def _counted(database: sqlite3.Connection) -> Numbers:
    def count(what: str) -> int:
        return int(database.execute(f"SELECT COUNT(*) FROM {what}").fetchone()[0])

    shared = count("shared")
    return Numbers(count("numbered"), count("(SELECT DISTINCT s, p FROM numbered)"), shared, shared + count("subjects"),
                   count("predicates"), shared + count("objects"))


def _texts(triple: Triple) -> tuple[bytes, bytes, bytes]:
    return _text(triple.subject, triple), _text(triple.predicate, triple), _text(triple.object, triple)


def _text(term: object, triple: Triple) -> bytes:
    """Write a term: an IRI without brackets, a literal with quotation marks and what follows them, nothing escaped."""
    if isinstance(term, NamedNode):
        return term.value.encode()
    if isinstance(term, BlankNode):
        return f"_:{term.value}".encode()
    if not isinstance(term, Literal) or "\0" in term.value:
        raise InputError(say("HDT cannot carry the object of {predicate} of {subject}",
                             "HDT 无法容纳 {subject} 的 {predicate} 的值",
                             subject=triple.subject, predicate=triple.predicate),
                         hint=Sentence("choose another format, such as nquads", "请选用其他格式，例如 nquads"))
    kind = f"@{term.language}" if term.language else f"^^<{term.datatype.value}>"
    return f'"{term.value}"{"" if term.datatype.value == XSD + "string" else kind}'.encode()
