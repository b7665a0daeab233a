"""The built wheel answers by itself: from another folder, with the graph that it carries."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def run(*command, **options):
    words = [str(part) for part in command]
    result = subprocess.run(words, capture_output=True, text=True, encoding="utf-8", **options)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def elsewhere(wheel, tmp_path_factory):
    """A folder with a space and Chinese in its name, and a fresh environment that has only the wheel of our own."""
    folder = tmp_path_factory.mktemp("another folder 另一处")
    venv.create(folder / "env", with_pip=False, symlinks=True)
    scripts = folder / "env" / ("Scripts" if os.name == "nt" else "bin")
    site = Path(run(scripts / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    run(sys.executable, "-m", "pip", "--python", scripts / "python", "install",
        "--no-deps", "--no-index", "--disable-pip-version-check", wheel)  # fmt: skip
    # The libraries come from the environment that runs the tests; `addsitedir` is not used, so that an
    # editable installation of this very package there stays out of sight.
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return folder


def kg(folder, *arguments):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    script = folder / "env" / ("Scripts" if os.name == "nt" else "bin") / "kg"
    return run(script, *arguments, cwd=folder, env=environment)


def test_the_wheel_carries_the_graph_and_nothing_else_of_the_repository(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"kg"}
    shipped = {name.removeprefix("kg/shipped/") for name in names if name.startswith("kg/shipped/")}
    expected = {
        path.relative_to(ROOT).as_posix()
        for folder in ("ontology", "data", "queries")
        for path in (ROOT / folder).rglob("*")
        if path.is_file()
    }
    assert shipped == expected
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)


def test_the_installed_command_is_that_of_the_wheel(elsewhere):
    python = elsewhere / "env" / "bin" / "python"
    assert str(elsewhere) in run(python, "-c", "import kg; print(kg.__file__)", cwd=elsewhere)


def test_a_question_is_answered_from_the_graph_inside_the_wheel(elsewhere):
    answer = json.loads(kg(elsewhere, "query", "exceeded-targets", "-f", "json"))
    assert len(answer["results"]["bindings"]) == 10


def test_the_shipped_data_are_valid_there_too(elsewhere):
    kg(elsewhere, "validate")
