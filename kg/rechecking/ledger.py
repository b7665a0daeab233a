"""What was found about each file, kept in `.kg/` of the project, so that only what changed is checked again.

A file is known by its size, time and digest. The ledger is never needed: where it cannot be written or read, or was
written by another version, everything is checked anew. It holds no code, only numbers and texts.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode

from ..checking.findings import Edit, Finding, Terms
from ..messages import Sentence

FOLDER = ".kg"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS stamp (path TEXT PRIMARY KEY, size INTEGER, time INTEGER, digest TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS unit (id INTEGER PRIMARY KEY, path TEXT UNIQUE, digest TEXT, issued TEXT, derived BLOB,
    derived_digest TEXT, findings TEXT, odd INTEGER);
CREATE TABLE IF NOT EXISTS tie (node INTEGER, unit INTEGER, says INTEGER, PRIMARY KEY (node, unit)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS tie_of_unit ON tie (unit, node);
"""
_MOST = 500
"""How many values one statement asks for."""


class Unit(NamedTuple):
    """A file and what was found: its day of issue, what was derived from it as Turtle, and the findings."""

    path: str
    digest: str
    issued: str
    derived: bytes
    derived_digest: str
    findings: str
    is_odd: bool


class Ledger:
    """The kept results of one project."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    @classmethod
    def open(cls, root: Path | None) -> Ledger:
        """Open the ledger of a project; without one, or where none can be kept, one that lasts as long as the run."""
        if root is not None:
            try:
                (root / FOLDER).mkdir(exist_ok=True)
                return cls(_connected(os.fspath(root / FOLDER / "validation.sqlite")))
            except (OSError, sqlite3.Error):
                pass  # it is never needed
        return cls(_connected(":memory:"))

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Write all or nothing."""
        self._database.execute("BEGIN IMMEDIATE")
        end = "ROLLBACK"
        try:
            yield
            end = "COMMIT"
        finally:
            self._database.execute(end)

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def facts(self) -> dict[str, str]:
        """Give what holds for the whole project."""
        return dict(self._database.execute("SELECT name, value FROM fact"))

    def tell(self, facts: Mapping[str, str]) -> None:
        """Set facts."""
        self._database.executemany("REPLACE INTO fact VALUES (?, ?)", facts.items())

    def forget(self) -> None:
        """Drop everything but the digests of files."""
        for table in ("fact", "unit", "tie"):
            self._database.execute(f"DELETE FROM {table}")

    def digests(self, root: Path, paths: Iterable[Path]) -> dict[str, str]:
        """Give the SHA-256 of files by their path in the project; only a file with another size or time is read."""
        known = {path: (size, time, digest) for path, size, time, digest in
                 self._database.execute("SELECT path, size, time, digest FROM stamp")}
        found, fresh = {}, []
        for path in paths:
            name, state = _name(root, path), path.stat()
            size, time, digest = known.get(name, (-1, -1, ""))
            if (size, time) != (state.st_size, state.st_mtime_ns):
                digest = sha256(path.read_bytes()).hexdigest()
                fresh.append((name, state.st_size, state.st_mtime_ns, digest))
            found[name] = digest
        if fresh:
            with self.writing():
                self._database.executemany("REPLACE INTO stamp VALUES (?, ?, ?, ?)", fresh)
        return found

    def states(self) -> dict[str, tuple[int, str]]:
        """Give number and digest of each file that was checked."""
        return {path: (unit, digest) for unit, path, digest in
                self._database.execute("SELECT id, path, digest FROM unit")}

    def findings(self) -> dict[str, str]:
        """Give the findings of all files that have some."""
        return dict(self._database.execute("SELECT path, findings FROM unit WHERE findings != '[]'"))

    def units(self, numbers: Iterable[int]) -> dict[int, Unit]:
        """Give what is kept of files."""
        return {row[0]: Unit(*row[1:]) for part in _parts(numbers) for row in self._database.execute(
            "SELECT id, path, digest, issued, derived, derived_digest, findings, odd FROM unit "
            f"WHERE id IN ({_marks(part)})", part)}

    def derived(self) -> dict[str, str]:
        """Give the digest of what was derived from each file."""
        return dict(self._database.execute("SELECT path, derived_digest FROM unit"))

    def odd(self) -> list[str]:
        """Name the files that bind a prefix which the table of the project does not have."""
        return [path for path, in self._database.execute("SELECT path FROM unit WHERE odd ORDER BY path")]

    def issues(self) -> dict[int, str]:
        """Give the day of issue of each file."""
        return dict(self._database.execute("SELECT id, issued FROM unit"))

    def ties(self, numbers: Iterable[int]) -> set[int]:
        """Give all that files name or speak of."""
        return {node for part in _parts(numbers) for node, in self._database.execute(
            f"SELECT node FROM tie WHERE unit IN ({_marks(part)})", part)}

    def among(self, nodes: Iterable[int]) -> set[int]:
        """Give the files that name or speak of one of these."""
        return {unit for part in _parts(nodes) for unit, in self._database.execute(
            f"SELECT unit FROM tie WHERE node IN ({_marks(part)})", part)}

    def sayers(self, nodes: Iterable[int]) -> dict[int, set[int]]:
        """Give the files that describe these, of those that some file describes."""
        found: dict[int, set[int]] = {}
        for part in _parts(nodes):
            for node, unit in self._database.execute(
                    f"SELECT node, unit FROM tie WHERE says AND node IN ({_marks(part)})", part):
                found.setdefault(node, set()).add(unit)
        return found

    def change(self, number: int, digest: str, findings: str, is_odd: bool) -> None:
        """Keep other findings of a file."""
        self._database.execute("UPDATE unit SET digest = ?, findings = ?, odd = ? WHERE id = ?",
                               (digest, findings, is_odd, number))

    def put(self, unit: Unit, says: Iterable[int], nodes: Iterable[int]) -> int:
        """Keep what was found of a file in place of what was kept before; give its number."""
        number = self._database.execute(
            "INSERT INTO unit (path, digest, issued, derived, derived_digest, findings, odd) VALUES (?,?,?,?,?,?,?) "
            "ON CONFLICT (path) DO UPDATE SET digest = excluded.digest, issued = excluded.issued, "
            "derived = excluded.derived, derived_digest = excluded.derived_digest, findings = excluded.findings, "
            "odd = excluded.odd RETURNING id", unit).fetchone()[0]
        said = frozenset(says)
        self._database.execute("DELETE FROM tie WHERE unit = ?", (number,))
        self._database.executemany("INSERT OR REPLACE INTO tie VALUES (?, ?, ?)",
                                   ((node, number, node in said) for node in said | frozenset(nodes)))
        return int(number)

    def drop(self, numbers: Iterable[int]) -> None:
        """Forget files."""
        for part in _parts(numbers):
            self._database.execute(f"DELETE FROM tie WHERE unit IN ({_marks(part)})", part)
            self._database.execute(f"DELETE FROM unit WHERE id IN ({_marks(part)})", part)


def _connected(name: str) -> sqlite3.Connection:
    database = sqlite3.connect(name, timeout=2, isolation_level=None)
    database.executescript("PRAGMA journal_mode=TRUNCATE; PRAGMA synchronous=OFF;" + _SCHEMA)
    return database


def _name(root: Path, path: Path) -> str:
    text = os.fspath(path)
    base = os.fspath(root) + os.sep
    return text[len(base):] if text.startswith(base) else text


def _parts(values: Iterable[int]) -> Iterator[list[int]]:
    told = list(values)
    return (told[start:start + _MOST] for start in range(0, len(told), _MOST))


def _marks(values: list[int]) -> str:
    return ",".join("?" * len(values))


_KINDS: dict[str, Any] = {"finding": Finding, "edit": Edit, "terms": Terms}


def written(findings: Iterable[Finding]) -> str:
    """Write findings as JSON."""
    return json.dumps([_encoded(finding) for finding in findings], ensure_ascii=False, separators=(",", ":"))


def read(text: str) -> list[Finding]:
    """Read findings as `written` gave them."""
    return [_decoded(each) for each in json.loads(text)]


def _encoded(value: Any) -> Any:
    for kind, named in _KINDS.items():
        if isinstance(value, named):
            return {kind: [_encoded(part) for part in value]}
    if isinstance(value, Sentence):
        return {"say": [str(value), value.zh]}
    if isinstance(value, Literal):
        return {"literal": [value.value, value.language, value.datatype.value]}
    if isinstance(value, NamedNode | BlankNode):
        return {"node" if isinstance(value, NamedNode) else "blank": value.value}
    return [_encoded(part) for part in value] if isinstance(value, tuple) else value


def _decoded(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(map(_decoded, value))
    if not isinstance(value, dict):
        return value
    (kind, told), = value.items()
    if kind in _KINDS:
        return _KINDS[kind](*map(_decoded, told))
    if kind == "say":
        return Sentence(*told)
    if kind == "literal":
        text, language, datatype = told
        return Literal(text, language=language) if language else Literal(text, datatype=NamedNode(datatype))
    return NamedNode(told) if kind == "node" else BlankNode(told)
