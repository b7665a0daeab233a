"""CSV on the Web: a CSV file a table, and the metadata that say what every column means.

Source: RFC 4180; Metadata Vocabulary for Tabular Data, sections 5.3 to 5.6 and 6.4.
"""

from __future__ import annotations

import csv
import io
import json
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from .. import files
from ..namespaces import RDF
from .content import Content
from .records import IRI, IRIS, SHEETS, Column, Value, rows


def write(content: Content, folder: Path) -> int:
    """Write `NAME.csv` for each table and `csv-metadata.json` into a folder; give the number of rows.

    Raises: UsageError or LimitError if a file cannot be written.
    """
    files.write(folder / "csv-metadata.json", (json.dumps(metadata(), indent=2) + "\n").encode("ascii"))
    count = 0
    with ExitStack() as stack:
        writers = {}
        for sheet in SHEETS:
            out = io.TextIOWrapper(stack.enter_context(files.replacing(folder / f"{sheet.name}.csv")), "utf-8",
                                   newline="")
            stack.callback(out.detach)
            writers[sheet.name] = csv.writer(out, lineterminator="\r\n")
            writers[sheet.name].writerow(["id", *(column.name for column in sheet.columns)])
        for sheet, row in rows(content):
            writers[sheet.name].writerow([_text(value) for value in row])
            count += 1
    return count


def _text(value: Value) -> str:
    return " ".join(value) if isinstance(value, tuple) else value or ""


def metadata() -> dict[str, Any]:
    """Describe all tables."""
    return {"@context": "http://www.w3.org/ns/csvw", "tables": [
        {"url": f"{sheet.name}.csv", "tableSchema": {
            "columns": [{"name": "id", "titles": "id", "datatype": "anyURI", "required": True, "suppressOutput": True},
                        *map(_described, sheet.columns)],
            "primaryKey": "id", "aboutUrl": "{+id}"}} for sheet in SHEETS]}


def _described(column: Column) -> dict[str, Any]:
    found: dict[str, Any] = {"name": column.name, "titles": column.name,
                             "datatype": column.kind.rstrip("*"), "propertyUrl": column.property}
    if column.property == RDF + "type":
        found["propertyUrl"] = "rdf:type"
    if column.lang:
        found["lang"] = column.lang
    if column.kind in (IRI, IRIS):
        found["valueUrl"] = f"{{+{column.name}}}"
    if column.kind == IRIS:
        found["separator"] = " "
    return found
