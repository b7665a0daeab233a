"""SQLite: the typed tables in one file, for datasette and anything that reads SQL.

A number is kept as it is written, as text, and beside it in millionths as a whole number, so that sums and comparisons
are exact; that is NULL where six decimals or 64 bits do not hold it. Several values are a JSON array.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable
from contextlib import closing
from itertools import chain, starmap
from pathlib import Path

from .. import files
from .content import Content
from .records import DECIMAL, INTEGER, IRIS, SHEETS, Column, Properties, Row, Sheet, rows_of, scaled, things

_DIGITS, _MOST = 6, 2**63 - 1


def write(content: Content, path: Path) -> int:
    """Write a SQLite file, whole or not at all; give the number of rows.

    Raises: UsageError or LimitError if the file cannot be written.
    """
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "tables.db"
        with closing(sqlite3.connect(made, isolation_level=None)) as database:
            count = fill(database, things(content))
        with made.open("rb") as source, files.replacing(path) as out:
            shutil.copyfileobj(source, out)
    return count


def fill(database: sqlite3.Connection, found: Iterable[tuple[str, Properties]]) -> int:
    """Make the typed tables in an empty database and fill them; give the number of rows."""
    database.execute("PRAGMA page_size = 4096")
    database.execute("BEGIN")
    places = {}
    for sheet in SHEETS:
        columns = ["id TEXT PRIMARY KEY", *(text for column in sheet.columns for text in _declared(column))]
        database.execute(f'CREATE TABLE "{sheet.name}" ({", ".join(columns)}) WITHOUT ROWID')
        places[sheet.name] = f'INSERT INTO "{sheet.name}" VALUES ({", ".join("?" * len(columns))})'
    count = 0
    for sheet, row in chain.from_iterable(starmap(rows_of, found)):
        database.execute(places[sheet.name], _values(sheet, row))
        count += 1
    database.execute("COMMIT")
    return count


def _declared(column: Column) -> list[str]:
    if column.kind == DECIMAL:
        return [f'"{column.name}" TEXT', f'"{column.name}_millionths" INTEGER']
    return [f'"{column.name}" {"INTEGER" if column.kind == INTEGER else "TEXT"}']


def _values(sheet: Sheet, row: Row) -> list[str | int | None]:
    values: list[str | int | None] = [str(row[0])]
    for column, value in zip(sheet.columns, row[1:], strict=True):
        if column.kind == IRIS:
            values.append(json.dumps(value) if value else None)
        elif column.kind == DECIMAL:
            values += [str(value) if value else None, scaled(str(value or ""), _DIGITS, _MOST)]
        else:
            values.append(int(str(value)) if column.kind == INTEGER and value is not None else
                          None if value is None else str(value))
    return values
