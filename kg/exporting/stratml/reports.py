"""What stands in a report: the promises that bind an agency in a period, and what was said about each."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

from ...namespaces import CODE, PC

_LAY = """
    CREATE TABLE promises AS
        SELECT id, indicator, place, period, programme, set_by, binds, led_by, stated_in FROM targets
        UNION ALL
        SELECT id, indicator, place, period, programme, set_by, binds, led_by, stated_in FROM commitments
        WHERE id NOT IN (SELECT id FROM targets);
    CREATE TABLE bound AS
        SELECT DISTINCT party.value AS agency, promises.* FROM promises, json_each(COALESCE(binds, set_by)) AS party;
    CREATE INDEX bound_agency ON bound (agency, period);
"""
_CLAIMS = f"""
    SELECT claims.*, sources.bulletin, CASE WHEN claims.type LIKE '%"{PC}TargetClaim"%' THEN 'target'
        WHEN claims.type LIKE '%"{PC}AttainmentClaim"%' THEN 'attainment'
        WHEN claims.type LIKE '%"{PC}OutcomeClaim"%' THEN 'outcome' END AS kind
    FROM claims LEFT JOIN sources ON sources.id = claims.id
    WHERE kind IS NOT NULL AND claims.id IN (
        SELECT id FROM claims WHERE about_target = :id
        UNION SELECT about_outcome FROM claims WHERE about_target = :id
        UNION SELECT outcome FROM assessments WHERE commitment = :id
        UNION SELECT id FROM claims WHERE indicator = :indicator AND place = :place AND period = :period)
    ORDER BY issued, bulletin, sources.start, claims.id"""


class Name(NamedTuple):
    """A name in both languages."""

    en: str
    zh: str

    def __str__(self) -> str:
        return " / ".join(dict.fromkeys(filter(None, self)))


class Figure(NamedTuple):
    """A claim about a target or its result, with numbers as written; it is computed unless a source states it."""

    kind: str
    number: str | None
    low: str | None
    high: str | None
    round: str | None
    printed: str | None
    is_stated: bool
    precision: Name
    comparison: Name
    source: str | None
    bulletin: Name


class Objective(NamedTuple):
    """A promise: who set and leads it, its words, what was claimed and how we assess it."""

    iri: str
    name: Name
    indicator: Name
    unit: Name
    place: Name
    programmes: tuple[str, ...]
    setters: tuple[Name, ...]
    leaders: tuple[Name, ...]
    beneficiaries: tuple[Name, ...]
    quotes: tuple[str, ...]
    figures: tuple[Figure, ...]
    verdicts: tuple[tuple[Name, str | None, str | None, str | None], ...]


class Key(NamedTuple):
    """Which report: an agency and a period, or none where the promises name none."""

    agency: str
    period: str | None


class Report(NamedTuple):
    """A report with its promises, and the programmes and bulletins that they lead to, as IRI and name."""

    key: Key
    agency: Name
    period: Name
    start: str | None
    end: str | None
    objectives: tuple[Objective, ...]
    programmes: dict[str, Name]
    bulletins: tuple[tuple[str, Name, str | None], ...]


def lay(database: sqlite3.Connection) -> None:
    """Make the tables `promises` and `bound` in a database of joined tables."""
    database.executescript(_LAY)


def every(database: sqlite3.Connection) -> list[Key]:
    """List the reports, in the order of agencies and periods."""
    return [Key(*row) for row in database.execute("SELECT DISTINCT agency, period FROM bound ORDER BY 1, 2")]


def gathered(database: sqlite3.Connection, key: Key) -> Report:
    """Gather what stands in a report."""
    rows = database.execute("SELECT * FROM bound WHERE agency = ? AND period IS ? ORDER BY id", key).fetchall()
    objectives = tuple(_objective(database, row) for row in rows)
    dates = database.execute('SELECT start, "end" FROM periods WHERE id = ?', (key.period,)).fetchone() or (None, None)
    programmes = sorted({programme for each in objectives for programme in each.programmes})
    excerpts = [excerpt for row in rows for excerpt in _listed(row["stated_in"])]
    sources = {figure.source for each in objectives for figure in each.figures}
    return Report(key, named(database, key.agency), named(database, key.period), dates[0], dates[1], objectives,
                  {programme: named(database, programme) for programme in programmes},
                  tuple(_bulletins(database, excerpts, sources)))


def _objective(database: sqlite3.Connection, row: sqlite3.Row) -> Objective:
    claims = database.execute(_CLAIMS, {name: row[name] for name in ("id", "indicator", "place", "period")}).fetchall()
    verdicts = database.execute("SELECT verdict, value, lower_bound, upper_bound FROM assessments "
                                "WHERE commitment = ? ORDER BY id", (row["id"],))
    measured = database.execute("SELECT unit, beneficiary FROM indicators WHERE id = ?", (row["indicator"],))
    unit, beneficiary = measured.fetchone() or (None, None)
    quotes = database.execute("SELECT quote FROM evidence WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
                              (row["stated_in"] or "[]",))
    return Objective(
        row["id"], named(database, row["id"]), named(database, row["indicator"]), named(database, unit),
        named(database, row["place"]), _listed(row["programme"]),
        _named_each(database, row["set_by"]), _named_each(database, row["led_by"]), _named_each(database, beneficiary),
        tuple(quote for (quote,) in quotes), tuple(_figure(database, each) for each in claims),
        tuple((named(database, verdict), *numbers) for verdict, *numbers in verdicts))


def _figure(database: sqlite3.Connection, row: sqlite3.Row) -> Figure:
    return Figure(row["kind"], row["value"], row["lower_bound"], row["upper_bound"], row["round_value"],
                  row["as_written"], row["basis"] == CODE + "basis-stated", named(database, row["precision"]),
                  named(database, row["comparison"]), row["bulletin"], named(database, row["bulletin"]))


def _bulletins(database: sqlite3.Connection, excerpts: list[str],
               sources: set[str | None]) -> Iterator[tuple[str, Name, str | None]]:
    """Give the bulletins that state promises or say something about them, the latest first."""
    rows = database.execute(
        "SELECT id, issued FROM bulletins WHERE id IN (SELECT value FROM json_each(?)) OR id IN ("
        "SELECT bulletin FROM evidence WHERE id IN (SELECT value FROM json_each(?))) ORDER BY issued DESC, id",
        (json.dumps(sorted(filter(None, sources))), json.dumps(excerpts)))
    for iri, issued in rows:
        yield iri, named(database, iri), issued


def named(database: sqlite3.Connection, iri: str | None) -> Name:
    """Give the name of a thing, or its IRI where it has none."""
    row = database.execute("SELECT en, zh FROM names WHERE id = ?", (iri,)).fetchone()
    return Name(row["en"] or "", row["zh"] or "") if row else Name(iri or "", "")


def _named_each(database: sqlite3.Connection, cell: str | None) -> tuple[Name, ...]:
    return tuple(named(database, each) for each in _listed(cell))


def _listed(cell: str | None) -> tuple[str, ...]:
    return tuple(json.loads(cell)) if cell else ()
