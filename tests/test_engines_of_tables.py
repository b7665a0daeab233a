"""The recipes of DuckDB and Spark, run as a user would, give the rows of the stored question."""

from __future__ import annotations

import csv
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from kg.exporting.recipes import recipe

ANSWERS = Path(__file__).parent / "answers"
SECONDS = 600


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(text.splitlines()))


def ran(engine: str, folder: Path, python: str) -> list[list[str]]:
    """Run a recipe in a shell where `kg` is ours and `python3` that interpreter; give the rows that it prints."""
    scripts = folder / "scripts"
    scripts.mkdir()
    for name, command in (("kg", [sys.executable, "-m", "kg"]), ("python3", [python])):
        (scripts / name).write_text(f'#!/bin/sh\nexec {shlex.join(command)} "$@"\n', encoding="utf-8")
        (scripts / name).chmod(0o755)
    environment = {**os.environ, "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}"}
    ended = subprocess.run(["sh", "-e"], input=recipe(engine), cwd=folder, env=environment, capture_output=True,
                           text=True, timeout=SECONDS, check=False)
    assert ended.returncode == 0, ended.stderr[-3000:]
    return rows(ended.stdout)


def asked() -> list[list[str]]:
    """Give the rows of the stored question, as the command writes them."""
    command = [sys.executable, "-m", "kg", "query", "exceeded-targets", "-f", "csv"]
    return rows(subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=True).stdout)


def test_duckdb_gives_the_same_rows(tmp_path):
    pytest.importorskip("duckdb")
    found = ran("duckdb", tmp_path, sys.executable)
    assert found == asked() == rows((ANSWERS / "exceeded-targets.csv").read_text(encoding="utf-8"))
    assert len(found) == 11


@pytest.mark.long
def test_spark_gives_the_same_rows(request, tmp_path):
    python = request.config.getoption("--engines")
    if python is None:
        pytest.skip("needs a Python that has PySpark, which is 400 MB: pytest --engines PYTHON")
    assert ran("spark", tmp_path, python) == asked()
