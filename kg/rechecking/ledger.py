"""What was found about each file, kept in `.kg/` of the project, so that only what changed is checked again.

A file is known by its size, time and digest. The ledger is never needed: where it cannot be written or read, or was
written by another version, everything is checked anew. It holds no code, only numbers and texts.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

FOLDER = ".kg"
GROUND = "."
"""The path under which findings about vocabulary and registers are kept."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS stamp (path TEXT PRIMARY KEY, size INTEGER, time INTEGER, digest TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS unit (id INTEGER PRIMARY KEY, path TEXT UNIQUE, digest TEXT, issued TEXT, derived BLOB,
    derived_digest TEXT, findings TEXT, odd INTEGER, said BLOB);
CREATE TABLE IF NOT EXISTS tie (node INTEGER, unit INTEGER, says INTEGER, PRIMARY KEY (node, unit)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS tie_of_unit ON tie (unit, node);
CREATE TABLE IF NOT EXISTS name (node INTEGER, unit INTEGER, PRIMARY KEY (node, unit)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS name_of_unit ON name (unit, node);
"""
_VERSION = 2
_TABLES = ("fact", "unit", "tie", "name")
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
    said: bytes = b""


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
        for table in _TABLES:
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
            "SELECT id, path, digest, issued, derived, derived_digest, findings, odd, said FROM unit "
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

    def said(self, numbers: Iterable[int]) -> list[bytes]:
        """Give what files say that constraints over all files read."""
        return [said for part in _parts(numbers) for said, in self._database.execute(
            f"SELECT said FROM unit WHERE id IN ({_marks(part)})", part)]

    def named(self, numbers: Iterable[int]) -> set[int]:
        """Give the things of registers that files name where such constraints read."""
        return {node for part in _parts(numbers) for node, in self._database.execute(
            f"SELECT node FROM name WHERE unit IN ({_marks(part)})", part)}

    def naming(self, nodes: Iterable[int]) -> set[int]:
        """Give the files that name one of these things of registers there."""
        return {unit for part in _parts(nodes) for unit, in self._database.execute(
            f"SELECT unit FROM name WHERE node IN ({_marks(part)})", part)}

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

    def tell_findings(self, path: str, findings: str) -> None:
        """Keep other findings of what lies at a path."""
        self._database.execute("UPDATE unit SET findings = ? WHERE path = ?", (findings, path))

    def put(self, unit: Unit, says: Iterable[int], nodes: Iterable[int], names: Iterable[int] | None = None) -> int:
        """Keep what was found of a file in place of what was kept before; give its number."""
        number = self._database.execute(
            "INSERT INTO unit (path, digest, issued, derived, derived_digest, findings, odd, said) "
            "VALUES (?,?,?,?,?,?,?,?) "
            "ON CONFLICT (path) DO UPDATE SET digest = excluded.digest, issued = excluded.issued, "
            "derived = excluded.derived, derived_digest = excluded.derived_digest, findings = excluded.findings, "
            "odd = excluded.odd, said = excluded.said RETURNING id", unit).fetchone()[0]
        said = frozenset(says)
        self._database.execute("DELETE FROM tie WHERE unit = ?", (number,))
        self._database.executemany("INSERT OR REPLACE INTO tie VALUES (?, ?, ?)",
                                   ((node, number, node in said) for node in said | frozenset(nodes)))
        if names is not None:
            self._database.execute("DELETE FROM name WHERE unit = ?", (number,))
            self._database.executemany("INSERT INTO name VALUES (?, ?)", ((node, number) for node in frozenset(names)))
        return int(number)

    def drop(self, numbers: Iterable[int]) -> None:
        """Forget files."""
        for part in _parts(numbers):
            self._database.execute(f"DELETE FROM tie WHERE unit IN ({_marks(part)})", part)
            self._database.execute(f"DELETE FROM name WHERE unit IN ({_marks(part)})", part)
            self._database.execute(f"DELETE FROM unit WHERE id IN ({_marks(part)})", part)


def _connected(name: str) -> sqlite3.Connection:
    database = sqlite3.connect(name, timeout=2, isolation_level=None)
    database.executescript("PRAGMA journal_mode=TRUNCATE; PRAGMA synchronous=OFF;")
    if database.execute("PRAGMA user_version").fetchone() != (_VERSION,):
        dropped = "".join(f"DROP TABLE IF EXISTS {table};" for table in _TABLES)
        database.executescript(f"BEGIN IMMEDIATE; {dropped} {_SCHEMA} PRAGMA user_version={_VERSION}; COMMIT;")
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
