"""The commands of the tests and of the engines explain themselves, and refuse a name that they do not know."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
COMMANDS = ["tests/pushes.py", "tests/conformance.py", "tests/artifacts.py", "tests/stores.py"]


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *words], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_tests_explains_itself_and_knows_its_names(command: str) -> None:
    page = run(command, "--help")
    assert (page.returncode, page.stderr) == (0, "")
    assert f"usage: python {command}" in page.stdout
    assert "fuseki" in page.stdout

    wrong = run(command, "fusekki")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert wrong.stderr == f"python {command}: there is no fusekki; did you mean fuseki?\n"
    assert "there are" in run(command, "xyz").stderr


def test_the_process_of_an_engine_explains_itself() -> None:
    page = run("-m", "kg.peers", "--help")
    assert (page.returncode, page.stderr) == (0, "")
    assert "usage: python -m kg.peers" in page.stdout
    for words in ([], ["oxigraph"], ["nobody", "place"]):
        wrong = run("-m", "kg.peers", *words)
        assert (wrong.returncode, wrong.stdout) == (2, "")
        assert "error: " in wrong.stderr
