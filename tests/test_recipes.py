"""Recipes run as a user would: engines of tables give the rows of the stored question, stores load every statement."""

from __future__ import annotations

import csv
import os
import shlex
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Sequence
from pathlib import Path

import artifacts
import pyoxigraph
import pytest
import stores

from kg.exporting import sources
from kg.exporting.content import Content
from kg.exporting.recipes import recipe
from kg.layout import Layout

ANSWERS = Path(__file__).parent / "answers"
SECONDS = 600
COUNT = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o }}"
COMMANDS = {"tdbloader": "tdb2.tdbloader", "server": "fuseki-server"}
"""Commands whose names are none of Python's."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "loader" in metafunc.fixturenames:
        chosen = ("oxigraph", *(metafunc.config.getoption("--stores") or ()))
        metafunc.parametrize("loader", [kind for kind in LOADERS if kind in chosen])


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(text.splitlines()))


def ran(text: str, folder: Path, **commands: Sequence[object]) -> str:
    """Run a recipe in a shell where `kg` is ours, and other commands are those named; give what it prints."""
    scripts = folder / "scripts"
    scripts.mkdir()
    for command, words in {"kg": [sys.executable, "-m", "kg"], **commands}.items():
        name = COMMANDS.get(command, command)
        (scripts / name).write_text(f'#!/bin/sh\nexec {shlex.join(map(str, words))} "$@"\n', encoding="utf-8")
        (scripts / name).chmod(0o755)
    environment = {**os.environ, "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}"}
    ended = subprocess.run(["sh", "-e"], input=text, cwd=folder, env=environment, capture_output=True, text=True,
                           timeout=SECONDS, check=False)
    assert ended.returncode == 0, (ended.stdout + ended.stderr)[-3000:]
    return ended.stdout


def asked() -> list[list[str]]:
    """Give the rows of the stored question, as the command writes them."""
    command = [sys.executable, "-m", "kg", "query", "exceeded-targets", "-f", "csv"]
    return rows(subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=True).stdout)


def test_duckdb_gives_the_same_rows(tmp_path):
    pytest.importorskip("duckdb")
    found = rows(ran(recipe("duckdb"), tmp_path, python3=[sys.executable]))
    assert found == asked() == rows((ANSWERS / "exceeded-targets.csv").read_text(encoding="utf-8"))
    assert len(found) == 11


@pytest.mark.long
def test_spark_gives_the_same_rows(request, tmp_path):
    python = request.config.getoption("--engines")
    if python is None:
        pytest.skip("needs a Python that has PySpark, which is 400 MB: pytest --engines PYTHON")
    assert rows(ran(recipe("spark"), tmp_path, python3=[python])) == asked()


def statements() -> int:
    return sum(len(portion.lines()) for portion in Content(sources.graphs(Layout.shipped())))


def by_blazegraph(folder: Path) -> int:
    (folder / "blazegraph.jar").symlink_to(artifacts.fetch("blazegraph"))
    printed = ran(recipe("blazegraph"), folder)
    return int(printed.partition("Load: ")[2].partition(" stmts added")[0])


def by_fuseki(folder: Path) -> int:
    program = artifacts.fetch("fuseki")
    ran(recipe("fuseki"), folder, tdbloader=["java", "-cp", program, "tdb2.tdbloader"], server=["true"])
    query = ["java", "-cp", program, "tdb2.tdbquery", "--loc=databases/commitments", "--results=CSV"]
    counted = subprocess.run([*map(str, query), COUNT], cwd=folder, capture_output=True, text=True, check=True)
    return int(counted.stdout.split()[1])


def by_oxigraph(folder: Path) -> int:
    loading = f'if [ "$1" = load ]; then exec {stores.program("oxigraph")} "$@"; fi'
    ran(recipe("oxigraph"), folder, oxigraph=["sh", "-c", loading, "oxigraph"])
    return len(pyoxigraph.Store.read_only(str(folder / "store")))


def by_rdf4j(folder: Path) -> int:
    with stores.rdf4j() as running:
        ran(recipe("rdf4j").replace("http://localhost:8080/rdf4j-server/repositories/commitments", running.url), folder)
        return counted_at(running.url)


def by_virtuoso(folder: Path) -> int:
    with stores.virtuoso(folder) as running:
        settings = (folder / "virtuoso.ini").read_text(encoding="utf-8")
        port = settings.partition("[Parameters]\nServerPort = 127.0.0.1:")[2].partition("\n")[0]
        text = recipe("virtuoso").replace("/absolute/path/of", str(folder)).replace("$DBA_PASSWORD", "dba")
        printed = ran(text.replace("1111", port), folder, isql=["isql-vt"])
        assert "0 Rows." in printed
        return counted_at(f"{running.url}/sparql", "FILTER (STRSTARTS(STR(?g), 'https://w3id.org/'))")


def counted_at(url: str, condition: str = "") -> int:
    query = urllib.parse.urlencode({"query": COUNT.replace("}}", f"}} {condition} }}")})
    request = urllib.request.Request(f"{url}?{query}", headers={"Accept": "text/csv"})
    with urllib.request.urlopen(request, timeout=60) as response:
        return int(response.read().decode().split()[1].strip('"'))


LOADERS = {"blazegraph": by_blazegraph, "fuseki": by_fuseki, "oxigraph": by_oxigraph, "rdf4j": by_rdf4j,
           "virtuoso": by_virtuoso}


@pytest.mark.long
def test_a_store_loads_every_statement(loader, tmp_path):
    assert LOADERS[loader](tmp_path) == statements()
