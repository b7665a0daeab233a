"""A real Neo4j for tests, on loopback, in a folder of its own: the community server and its importer, from Maven.

Source: Neo4j Operations Manual, "Neo4j-admin import", "Configuration settings"; HTTP API, "Begin and commit".
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import artifacts
from stores import free_port, process

SETTINGS = """\
server.bolt.listen_address=127.0.0.1:{bolt}
server.http.listen_address=127.0.0.1:{http}
server.directories.import=import
server.memory.pagecache.size=64m
dbms.security.auth_enabled=false
dbms.usage_report.enabled=false
"""


class Neo4j:
    """A database that runs."""

    def __init__(self, url: str) -> None:
        self._url = f"{url}/db/neo4j/tx/commit"

    def ask(self, cypher: str) -> list[tuple[Any, ...]]:
        """Run one statement, give its rows."""
        body = json.dumps({"statements": [{"statement": cypher}]}).encode()
        request = urllib.request.Request(self._url, body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=120) as response:
            answer = json.load(response)
        assert answer["errors"] == [], f"{answer['errors']} in {cypher}"
        return [tuple(each["row"]) for each in answer["results"][0]["data"]]

    def run(self, script: str) -> None:
        """Run the statements of a script, each by itself, as cypher-shell does."""
        for statement in script.split(";\n"):
            if statement.strip():
                self.ask(statement)


def home(folder: Path) -> Path:
    """Make the folder of a server that has no data yet."""
    for name in ("conf", "import"):
        (folder / name).mkdir(parents=True)
    text = SETTINGS.format(bolt=free_port(), http=free_port())
    (folder / "conf" / "neo4j.conf").write_text(text, encoding="utf-8")
    return folder


def admin(folder: Path, script: Path) -> str:
    """Run a shell script that calls neo4j-admin, beside which it lies; give what that printed."""
    program = script.parent / "neo4j-admin"
    call = shlex.join(_java("org.neo4j.cli.AdminTool"))
    program.write_text(f'#!/bin/sh\nexec {call} "$@"\n', encoding="ascii")
    program.chmod(0o755)
    environment = {**os.environ, "NEO4J_HOME": str(folder), "NEO4J_CONF": str(folder / "conf"),
                   "PATH": f"{script.parent}{os.pathsep}{os.environ['PATH']}"}
    ended = subprocess.run(["sh", script.name], cwd=script.parent, env=environment, capture_output=True, text=True,
                           timeout=300, check=False)
    assert ended.returncode == 0, ended.stdout[-2000:] + ended.stderr[-2000:]
    return ended.stdout


@contextmanager
def server(folder: Path) -> Iterator[Neo4j]:
    """Run the server of a folder."""
    settings = (folder / "conf" / "neo4j.conf").read_text(encoding="utf-8")
    url = "http://" + settings.partition("server.http.listen_address=")[2].partition("\n")[0]
    options = [f"--home-dir={folder}", f"--config-dir={folder / 'conf'}"]
    with process([*_java("org.neo4j.server.CommunityEntryPoint"), *options], url, str(folder)):
        yield Neo4j(url)


def _java(program: str) -> list[str]:
    return ["java", "-Xmx1g", "-cp", f"{artifacts.fetch('neo4j')}/*", program]
