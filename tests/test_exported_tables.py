"""Tables for other worlds hold what the graph holds: read by SQLite, datasette, DuckDB, and through CSVW metadata."""

from __future__ import annotations

import csv
import json
import sqlite3
import urllib.parse
import urllib.request
from collections import Counter
from contextlib import closing
from decimal import Decimal

import pytest
from stores import free_port, process

from kg import cli
from kg.exporting import csvw, parquet, sources, sqlite
from kg.exporting.content import Content
from kg.exporting.records import DECIMAL, IRIS, SHEETS, rows, scaled, things
from kg.layout import Layout
from kg.namespaces import PC, QUDT, RDF

EXCEEDED = """
    SELECT a.commitment, a.value{0}, t.label_zh FROM {1} a JOIN {2} t ON t.id = a.commitment
    WHERE a.lower_bound{0} > {3} AND a.verdict LIKE '%verdict-exceeded' ORDER BY a.value{0} DESC, a.commitment"""


@pytest.fixture(scope="module")
def content() -> Content:
    return Content(sources.graphs(Layout.shipped()))


@pytest.fixture(scope="module")
def expected(content) -> dict[str, list]:
    found = {sheet.name: [] for sheet in SHEETS}
    for sheet, row in rows(content):
        found[sheet.name].append(row)
    return found


@pytest.fixture(scope="module")
def exceeded(shipped) -> list[tuple[str, Decimal]]:
    answer = shipped.sparql("SELECT ?c ?v { ?a pc:assesses ?c ; pc:verdict code:verdict-exceeded ; qudt:value ?v ; "
                            "pc:lowerBound ?low FILTER (?low > 1) }")
    return sorted((row[0].value, Decimal(row[1].value)) for row in answer.rows)


def test_every_row_is_a_thing_and_every_column_is_used_truthfully(content, expected):
    counts = Counter(kind.value for _, found in things(content) for kind in found.get(RDF + "type", ()))
    assert len(expected["targets"]) == counts[PC + "Target"] == 10
    assert len(expected["outcomes"]) == counts[PC + "OutcomeClaim"]
    assert len(expected["evidence"]) == counts[PC + "Excerpt"]
    numbers = {iri: found[QUDT + "value"][0].value for iri, found in things(content) if QUDT + "value" in found}
    columns = [column.name for column in SHEETS[3].columns]
    assert SHEETS[3].name == "claims"
    assert {row[0]: row[1 + columns.index("value")] for row in expected["claims"] if row[0] in numbers} == {
        row[0]: numbers[row[0]] for row in expected["claims"] if row[0] in numbers}


def test_a_column_for_one_value_never_drops_another(content):
    lost = [(iri, column.name) for iri, found in things(content) for sheet in SHEETS
            if {kind.value for kind in found.get(RDF + "type", ())} & set(sheet.classes)
            for column in sheet.columns if column.kind != IRIS
            and len([v for v in found.get(column.property, ()) if not column.lang or v.language == column.lang]) > 1]
    assert lost == []


@pytest.mark.parametrize(("written", "whole"), [
    ("1.375", 1375000), ("-0.000001", -1), ("0.0000001", None), ("9223372036854.775807", 2**63 - 1),
    ("9223372036854.775808", None), ("1" + "0" * 50, None), ("0." + "1" * 60, None), ("", None), ("88000", 88 * 10**9)])
def test_a_scaled_number_is_exact_or_absent(written, whole):
    assert scaled(written, 6, 2**63 - 1) == whole


def test_sqlite_holds_every_value_and_answers_exactly(content, expected, exceeded, tmp_path):
    path = tmp_path / "承诺.db"
    assert sqlite.write(content, path) == sum(map(len, expected.values()))
    first = path.read_bytes()
    sqlite.write(content, path)
    assert path.read_bytes() == first
    with closing(sqlite3.connect(path)) as database:
        database.row_factory = sqlite3.Row
        assert database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        for sheet in SHEETS:
            found = {row["id"]: row for row in database.execute(f"SELECT * FROM {sheet.name}")}
            for iri, *values in expected[sheet.name]:
                for column, value in zip(sheet.columns, values, strict=True):
                    read = found[iri][column.name]
                    assert (tuple(json.loads(read or "[]")) if column.kind == IRIS else
                            read if read is None else str(read)) == value
                    if column.kind == DECIMAL and value:
                        assert Decimal(found[iri][column.name + "_millionths"]).scaleb(-6) == Decimal(value)
        query = EXCEEDED.format("_millionths", "assessments", "targets", 10**6)
        assert sorted((row[0], Decimal(row[1]).scaleb(-6)) for row in database.execute(query)) == exceeded


def test_parquet_is_read_by_duckdb_with_decimals_and_lists(content, expected, exceeded, tmp_path):
    duckdb = pytest.importorskip("duckdb")
    parquet.write(content, tmp_path)
    first = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    parquet.write(content, tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == first
    with duckdb.connect() as database:
        def read(name: str) -> str:
            return f"'{tmp_path / name}.parquet'"

        for sheet in SHEETS:
            names = [column.name + ("_written" if column.kind in (DECIMAL, "date") else "") for column in sheet.columns]
            chosen = ", ".join(f'"{name}"' for name in ["id", *names])
            found = database.execute(f"SELECT {chosen} FROM {read(sheet.name)} ORDER BY id").fetchall()
            plain = [tuple(tuple(cell) if isinstance(cell, list) else cell if cell is None else str(cell)
                           for cell in row) for row in found]
            assert plain == sorted(expected[sheet.name], key=lambda row: row[0])
        query = EXCEEDED.format("", read("assessments"), read("targets"), 1)
        assert sorted(row[:2] for row in database.execute(query).fetchall()) == exceeded
        kinds = {row[0]: row[1] for row in database.execute(f"DESCRIBE SELECT * FROM {read('assessments')}").fetchall()}
        assert (kinds["value"], kinds["value_written"]) == ("DECIMAL(38,10)", "VARCHAR")
        count = database.execute(f"SELECT count(*) FROM {read('quads')}").fetchone()[0]
        assert count == sum(len(portion.lines()) for portion in content)


def test_csv_is_read_through_its_metadata(content, expected, tmp_path):
    assert csvw.write(content, tmp_path) == sum(map(len, expected.values()))
    described = json.loads((tmp_path / "csv-metadata.json").read_bytes())
    assert described["@context"] == "http://www.w3.org/ns/csvw"
    for table in described["tables"]:
        columns = table["tableSchema"]["columns"]
        with (tmp_path / table["url"]).open(encoding="utf-8", newline="") as file:
            heads, *lines = csv.reader(file)
        assert heads == [column["titles"] for column in columns]
        found = [tuple(tuple(cell.split()) if "separator" in column else cell or None
                       for column, cell in zip(columns, line, strict=True)) for line in lines]
        assert found == expected[table["url"].removesuffix(".csv")]
        assert {column["datatype"] for column in columns} <= {"anyURI", "string", "decimal", "integer", "date"}


@pytest.mark.parametrize("words", [["sqlite"], ["csvw", "--split", "-o", "x"], ["parquet", "--manifest", "-o", "x"]])
def test_wrong_use_of_tables_says_so(words, capfd):
    assert cli.main(["export", *words]) == 2
    assert capfd.readouterr().err.startswith("error: ")


def test_the_command_writes_tables(tmp_path):
    assert cli.main(["export", "sqlite", "-o", str(tmp_path / "new" / "tables.db"), "-q"]) == 0
    assert cli.main(["export", "csvw", "-o", str(tmp_path / "csv"), "-q"]) == 0
    assert len(list((tmp_path / "csv").iterdir())) == len(SHEETS) + 1


@pytest.mark.long
def test_datasette_opens_it_and_answers(content, exceeded, request, tmp_path):
    python = request.config.getoption("--engines")
    if python is None:
        pytest.skip("needs a Python that has datasette: pytest --engines PYTHON")
    sqlite.write(content, tmp_path / "tables.db")
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    words = [python, "-m", "datasette", "serve", str(tmp_path / "tables.db"), "--port", str(port)]

    def read(path: str) -> str:
        with urllib.request.urlopen(url + path, timeout=60) as response:
            return response.read().decode("utf-8")

    with process(words, f"{url}/-/versions.json", str(tmp_path)):
        counts = {table["name"]: table["count"] for table in json.loads(read("/tables.json"))["tables"]}
        assert counts == {sheet.name: sum(1 for found, _ in rows(content) if found is sheet) for sheet in SHEETS}
        query = urllib.parse.quote(EXCEEDED.format("_millionths", "assessments", "targets", 10**6))
        answer = json.loads(read(f"/tables.json?_shape=arrays&sql={query}"))["rows"]
        assert sorted((row[0], Decimal(row[1]).scaleb(-6)) for row in answer) == exceeded
        page = read("/tables/targets?label_zh__contains=%E5%AF%84%E5%AE%BF%E5%88%B6")
        assert "寄宿制小学建设(新乡市2023年)" in page
        assert "1 row" in page
