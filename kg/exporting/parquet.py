"""Parquet: all statements as `quads.parquet`, and the typed tables, for DuckDB, Spark, Trino, Polars.

A number is a DECIMAL with ten places, never a floating one, and beside it as it is written; the DECIMAL is null where
it does not hold the number. Several values are a list.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode

from .. import files
from .content import Content
from .packing import need
from .records import DATE, DECIMAL, INTEGER, IRIS, SHEETS, Column, Sheet, Value, rows, scaled
from .writers import triples_of

_PLACES, _PRECISION = 10, 38
_BATCH = 50_000
_QUADS = ("subject", "predicate", "object", "kind", "datatype", "language", "graph")


def write(content: Content, folder: Path) -> int:
    """Write `quads.parquet` and a file for each table into a folder; give the number of rows.

    Raises: UsageError if pyarrow is not installed or a file cannot be written; LimitError if the disk is full.
    """
    arrow, parquet = need("pyarrow", "parquet"), need("pyarrow.parquet", "parquet")
    schemas = {"quads": arrow.schema([(name, arrow.string()) for name in _QUADS])}
    schemas |= {sheet.name: arrow.schema(_fields(arrow, sheet)) for sheet in SHEETS}
    count = 0
    with tempfile.TemporaryDirectory() as aside:
        paths = {name: Path(aside) / f"{name}.parquet" for name in schemas}
        writers = {name: parquet.ParquetWriter(paths[name], schema, compression="zstd", version="2.6")
                   for name, schema in schemas.items()}
        for name, batch in _batches(content):
            writers[name].write_table(arrow.Table.from_pylist(batch, schema=schemas[name]))
            count += len(batch)
        for name, writer in writers.items():
            writer.close()
            files.make_folder(folder)
            with paths[name].open("rb") as source, files.replacing(folder / paths[name].name) as out:
                shutil.copyfileobj(source, out)
    return count


def _fields(arrow: Any, sheet: Sheet) -> list[tuple[str, Any]]:
    kinds = {DECIMAL: arrow.decimal128(_PRECISION, _PLACES), INTEGER: arrow.int64(), DATE: arrow.date32(),
             IRIS: arrow.list_(arrow.string())}
    fields = [("id", arrow.string())]
    for column in sheet.columns:
        fields.append((column.name, kinds.get(column.kind, arrow.string())))
        if column.kind in (DECIMAL, DATE):
            fields.append((column.name + "_written", arrow.string()))
    return fields


def _batches(content: Content) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Give rows of the quads and of the tables, many at a time."""
    waiting: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for name, row in chain(_quads(content), _typed(content)):
        waiting[name].append(row)
        if len(waiting[name]) >= _BATCH:
            yield name, waiting.pop(name)
    yield from waiting.items()


def _quads(content: Content) -> Iterator[tuple[str, dict[str, Any]]]:
    for portion in content:
        for triple in chain.from_iterable(map(triples_of, portion.batches())):
            value, is_text = triple.object, isinstance(triple.object, Literal)
            terms = [getattr(term, "value", str(term)) for term in (triple.subject, triple.predicate, value)]
            kind = "literal" if is_text else "iri" if isinstance(value, NamedNode) else "blank"
            more = (value.datatype.value, value.language) if isinstance(value, Literal) else (None, None)
            yield "quads", dict(zip(_QUADS, (*terms, kind, *more, portion.graph.value), strict=True))


def _typed(content: Content) -> Iterator[tuple[str, dict[str, Any]]]:
    for sheet, row in rows(content):
        found: dict[str, Any] = {"id": row[0]}
        for column, value in zip(sheet.columns, row[1:], strict=True):
            found[column.name] = _value(column, value)
            if column.kind in (DECIMAL, DATE):
                found[column.name + "_written"] = value
        yield sheet.name, found


def _value(column: Column, value: Value) -> Any:
    from datetime import date

    if value is None or isinstance(value, tuple):
        return list(value or ()) if column.kind == IRIS else None
    if column.kind == DECIMAL:
        whole = scaled(value, _PLACES, 10**_PRECISION - 1)
        return None if whole is None else Decimal(f"{whole}e-{_PLACES}")
    if column.kind == DATE:
        return date.fromisoformat(value[:10]) if len(value) == 10 else None
    return int(value) if column.kind == INTEGER else value
