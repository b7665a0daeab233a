"""Sessions shown in our pages: read, run as a user would on a terminal, compare, and write anew.

A `console` block is a session: `$ command`, then what it prints on a terminal of 120 columns. `…` stands for any
text, on a line of its own for any lines. `python tests/sessions.py` writes anew the shown outputs that no longer hold.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
COPIED = ("ontology", "data", "queries", "kg", "tests", "pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md")
PAGES = ("README.md", "CONTRIBUTING.md")
FILE = re.compile(r"`(data/[^`]+\.ttl)`:\n\n```turtle\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INSTALL = ("pip install . && kg query exceeded-targets", "pip install '.[test]' && pytest")
COLUMNS = 120


class Command(NamedTuple):
    """A shown command, the output shown below it, and where it stands."""

    line: str
    output: str
    page: str
    number: int

    @property
    def to_run(self) -> str | None:
        """What is to be run here: the tests of the wheel install it, and pytest is what runs already."""
        line = self.line.partition(" && ")[2] if self.line in INSTALL else self.line
        return None if line == "pytest" else line


class Outcome(NamedTuple):
    """What a shown command did."""

    command: Command
    status: int
    printed: str

    @property
    def as_shown(self) -> bool:
        """Whether it worked and printed what is shown."""
        return self.status == 0 and matches(self.command.output, self.printed)


def blocks(page: str, language: str) -> list[tuple[str, int]]:
    """Give the fenced blocks of a language, each with the number of its first line."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return [(match[2], text[: match.start()].count("\n") + 2) for match in BLOCK.finditer(text) if match[1] == language]


def session(page: str) -> list[Command]:
    """Give the shown commands of a page."""
    commands: list[Command] = []
    for body, first in blocks(page, "console"):
        for number, line in enumerate(body.splitlines(), first):
            if line.startswith("$ "):
                commands.append(Command(line[2:], "", page, number))
            else:
                commands[-1] = commands[-1]._replace(output=f"{commands[-1].output}{line}\n")
    return commands


def matches(shown: str, printed: str) -> bool:
    """Compare what is shown, with its wildcards, to what was printed."""
    pattern = "".join(
        r"(?:.*\n)*" if line.strip() == "…" else ".*".join(map(re.escape, line.rstrip().split("…"))) + r"[ ]*\n"
        for line in shown.splitlines()
    )
    return re.fullmatch(pattern, printed) is not None


def copy_for(page: str, folder: Path) -> Path:
    """Copy the project, and write the files that a page shows."""
    folder.mkdir()
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__", "shipped"))
        else:
            shutil.copy(source, folder / name)
    for path, content in FILE.findall((ROOT / page).read_text(encoding="utf-8")):
        (folder / path).write_text(content, encoding="utf-8")
    return folder


def run(page: str, folder: Path) -> Iterator[Outcome]:
    """Run the commands of a page one after the other; those that end in `&` stay in the background."""
    background = []
    try:
        for command in session(page):
            line = command.to_run
            if line is None:
                continue
            if line.endswith("&"):
                background.append(_start(line, folder))
                continue
            yield Outcome(command, *_on_terminal(line, folder))
    finally:
        for process in background:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait()


def _environment() -> dict[str, str]:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    kept = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "KG_LANG", "LANG"}}
    return {**kept, "PATH": path, "LC_ALL": "C.UTF-8", "NO_COLOR": "1", "TERM": "dumb"}


def _on_terminal(line: str, folder: Path) -> tuple[int, str]:
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, COLUMNS, 0, 0))
    process = subprocess.Popen(line, shell=True, cwd=folder, env=_environment(),
                               stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs)  # fmt: skip
    os.close(theirs)
    printed = bytearray()
    try:
        while chunk := os.read(ours, 65536):
            printed += chunk
    except OSError:  # how Linux says that the other side has closed
        pass
    finally:
        os.close(ours)
    return process.wait(), printed.decode("utf-8").replace("\r\n", "\n")


def _start(line: str, folder: Path) -> subprocess.Popen[bytes]:
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(line.removesuffix("&"), shell=True, cwd=folder, env=_environment(),
                               start_new_session=True, **silent)  # fmt: skip
    port = int(re.search(r"localhost:(\d+)", line)[1])
    for _ in range(100):
        with socket.socket() as client:
            if client.connect_ex(("localhost", port)) == 0:
                return process
        time.sleep(0.1)
    raise TimeoutError(f"nothing answers on port {port}")


def refresh(page: str, folder: Path) -> list[str]:
    """Write the outputs of a page anew where they no longer hold; say which commands failed or changed."""
    path = ROOT / page
    lines = path.read_text(encoding="utf-8").splitlines()
    said = []
    for command, status, printed in reversed([each for each in run(page, folder) if not each.as_shown]):
        said.append(f"{page}:{command.number}: {'changed' if status == 0 else f'exit {status}'}: {command.line}")
        if status == 0:
            shown = command.output.count("\n")
            of_pip = ["…"] if command.line in INSTALL else []
            lines[command.number : command.number + shown] = [*of_pip, *printed.splitlines()]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return said


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        for each in PAGES:
            print("\n".join(refresh(each, copy_for(each, Path(place) / each))))
