"""Options of the project's tests, known to pytest wherever it is started.

An entry point hands them to pytest. In a conftest.py they would come too late: pytest takes the word after an option
that it does not know yet for a place of tests, so that `pytest --source DIR` would look for tests in DIR.
"""

from __future__ import annotations

from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the options."""
    group = parser.getgroup("public commitments")
    group.addoption("--source", type=Path, metavar="DIR", help="folder with the texts of the bulletins")
    group.addoption("--w3c", type=Path, metavar="DIR", help="folder tests/ of the W3C test suite of SHACL")
    group.addoption("--forbid-skips", action="store_true", help="take a skipped test for a failed one")
    group.addoption("--stores", type=lambda text: text.split(","), metavar="KIND,…", help="also push to real stores")
    group.addoption("--engines", metavar="PYTHON", help="an interpreter that has PySpark and maplib")
