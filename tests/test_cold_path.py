"""The way to an answer loads nothing that it does not need."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {"rdflib", "pyshacl", "pandas", "numpy", "SPARQLWrapper", "yaml", "json", "argparse", "dataclasses", "inspect",
         "csv", "difflib", "tempfile", "importlib.metadata", "kg.asking.remote", "kg.asking.search", "kg.asking.heads"}
CODE = """
import atexit, os, sys
def leave(code):
    sys.stderr.write(" ".join(sorted(sys.modules)))
    sys.stderr.flush()
    real(code)
real, os._exit = os._exit, leave
sys.argv = ["kg", *sys.argv[1:]]
from kg.cli import main
main()
"""


def modules(*words: str) -> set[str]:
    done = subprocess.run([sys.executable, "-c", CODE, *words], capture_output=True, text=True, check=True,
                          cwd=Path(__file__).parents[1])
    assert done.stdout
    return set(done.stderr.split())


@pytest.mark.parametrize("form", ["csv", "json", "jsonl", "tsv"])
def test_an_answer_for_programs_loads_nothing_heavy(form):
    assert modules("query", "exceeded-targets", "-f", form) & HEAVY == set()


def test_an_answer_for_people_loads_yaml_and_no_more():
    assert modules("query", "exceeded-targets", "-f", "table") & HEAVY <= {"yaml", "kg.asking.heads"}


@pytest.mark.parametrize("words", [["show", "place-410700"], ["find", "8.8万"], ["queries"], ["export", "nquads"]])
def test_no_other_answer_loads_the_reference_libraries(words):
    assert modules(*words) & {"rdflib", "pyshacl", "pandas", "SPARQLWrapper"} == set()
