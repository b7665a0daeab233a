"""Every command shown to users works and prints what is shown.

In README.md and CONTRIBUTING.md, a `console` block is a session: `$ command`, then its output. `…` stands for any
text, on a line of its own for any lines. A `python` block is a doctest. Both run in a copy of the repository, in which a
`turtle` block is the file that the line above it names.
"""

from __future__ import annotations

import doctest
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
COPIED = ("ontology", "data", "queries", "kg", "tests", "pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md")
PAGES = ("README.md", "CONTRIBUTING.md")
FILE = re.compile(r"`(data/[^`]+\.ttl)`:\n\n```turtle\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INSTALL = {"pip install . && kg query exceeded-targets", "pip install '.[test]' && pytest"}


class Command(NamedTuple):
    """A shown command, the output shown below it, and where it stands."""

    line: str
    output: str
    place: str


def blocks(page: str, language: str) -> list[tuple[str, int]]:
    text = (ROOT / page).read_text(encoding="utf-8")
    return [(match[2], text[: match.start()].count("\n") + 2) for match in BLOCK.finditer(text) if match[1] == language]


def session(page: str) -> list[Command]:
    commands: list[Command] = []
    for body, first in blocks(page, "console"):
        for number, line in enumerate(body.splitlines(), first):
            if line.startswith("$ "):
                commands.append(Command(line[2:], "", f"{page}:{number}"))
            else:
                commands[-1] = commands[-1]._replace(output=f"{commands[-1].output}{line}\n")
    return commands


def matches(shown: str, printed: str) -> bool:
    pattern = "".join(
        r"(?:.*\n)*" if line.strip() == "…" else ".*".join(map(re.escape, line.rstrip().split("…"))) + r"[ ]*\n"
        for line in shown.splitlines()
    )
    return re.fullmatch(pattern, printed) is not None


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    folder = tmp_path_factory.mktemp("readme") / "project"
    folder.mkdir()
    for name in COPIED:
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
    return folder


@pytest.fixture(scope="module")
def environment():
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    return {**os.environ, "PATH": path, "COLUMNS": "120", "LC_ALL": "C.UTF-8"}


def wait_for(port: int) -> None:
    for _ in range(100):
        with socket.socket() as client:
            if client.connect_ex(("localhost", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(f"nothing answers on port {port}")


def start(command: str, folder: Path, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command.removesuffix("&"), shell=True, cwd=folder, env=environment,
                               start_new_session=True, **silent)  # fmt: skip
    wait_for(int(re.search(r"localhost:(\d+)", command)[1]))
    return process


def failures(commands, folder, environment):
    """Run a page's commands one after the other; give what did not work or print as shown."""
    background = []
    try:
        for command in commands:
            if command.line.endswith("&"):
                background.append(start(command.line, folder, environment))
                continue
            result = subprocess.run(command.line, shell=True, cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                                    stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8")  # fmt: skip
            if result.returncode != 0 or not matches(command.output, result.stdout):
                yield f"{command.place}: $ {command.line}\nexit status {result.returncode}\n{result.stdout}"
    finally:
        for process in background:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait()


def without_installation(command: Command) -> Command | None:
    """What remains to be run here: the wheel's own tests install it, and this is pytest already."""
    if command.line in INSTALL:
        command = command._replace(line=command.line.partition(" && ")[2])
    return None if command.line == "pytest" else command


@pytest.mark.parametrize("page", PAGES)
def test_every_shown_command_works_and_prints_what_is_shown(page, copy, environment):
    for path, content in FILE.findall((ROOT / page).read_text(encoding="utf-8")):
        (copy / path).write_text(content, encoding="utf-8")
    commands = filter(None, map(without_installation, session(page)))
    assert "\n\n".join(failures(commands, copy, environment)) == ""


def test_the_readme_has_exactly_two_commands_of_set_up():
    assert {command.line for command in session("README.md") if "pip" in command.line} == INSTALL
    assert session("README.md")[0].line == "pip install . && kg query exceeded-targets"


def test_the_first_answer_is_within_one_screen():
    first, second = (number for body, number in blocks("README.md", "console")[:2])
    assert second - first < 40


def test_shown_python_works(copy, monkeypatch):
    monkeypatch.chdir(copy)
    body = "\n".join(text for text, _ in blocks("README.md", "python"))
    example = doctest.DocTestParser().get_doctest(body, {}, "README.md", "README.md", 0)
    assert example.examples
    report: list[str] = []
    doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE).run(example, out=report.append)
    assert report == []


def test_links_between_pages_lead_somewhere():
    for page in (*PAGES, "CHANGELOG.md"):
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", (ROOT / page).read_text(encoding="utf-8")):
            assert (ROOT / target).exists(), f"{page}: {target}"


def test_the_shown_numbers_of_terms_are_true():
    from test_ontology import CLASSES, PROPERTIES

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"{len(CLASSES)} classes and {len(PROPERTIES)} properties" in readme


def test_the_changelog_has_the_version_of_the_package():
    version = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)[1]
    newest = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)[1]
    assert newest in {version, "Unreleased"}
