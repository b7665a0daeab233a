"""An engine in a process of its own: a line with a query goes in, a line about its answer comes out.

    {"text": "SELECT …", "into": "/tmp/…/answer.json"}      {"cpu": 0.12, "wall": 0.13, "memory": 45.6}
                                                            {"error": "…"}

The answer itself is written to the file, as SPARQL 1.1 Query Results JSON. The first line out is told once all
statements are loaded, and names the version. An engine that takes too long, or dies, is started anew for the next
query.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

from .answers import Rows, read
from .engines import Peer
from .material import Material

LOADING = 3600.0
"""Seconds in which an engine must have loaded the statements."""


class Answer(NamedTuple):
    """The rows, or what went wrong; seconds of processor and clock, megabytes at the most so far."""

    rows: Rows | None
    error: str = ""
    cpu: float = 0.0
    wall: float = 0.0
    memory: float = 0.0


class Conversation:
    """An engine that is asked one query after the other; a context that ends its process."""

    def __init__(self, peer: Peer, material: Material, loading: float = LOADING) -> None:
        self.peer = peer
        self._loading = loading
        self._command = peer.command(material)
        self._folder = tempfile.TemporaryDirectory()
        self._process: subprocess.Popen[bytes] | None = None
        self._noise = Path(self._folder.name) / "noise"
        self.place = Path(self._folder.name) / "answer.json"
        self.loaded = Answer(None)
        self.version = ""

    def __enter__(self) -> Conversation:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self._end()
        self._folder.cleanup()

    def ask(self, text: str, seconds: float) -> Answer:
        """Put a query; an answer that takes longer than so many seconds is none."""
        if self.loaded.error or (self._process is None and self._start()):
            return self.loaded
        told = self._exchange({"text": text, "into": str(self.place)}, seconds)
        if "error" in told:
            return Answer(None, told["error"], told.get("cpu", 0.0), told.get("wall", 0.0))
        try:
            rows = read(self.place)
        except SyntaxError as error:
            return Answer(None, f"its answer is no Query Results JSON: {error.msg}")
        return Answer(rows, "", told["cpu"], told["wall"], told["memory"])

    def _start(self) -> str:
        """Start the engine and wait until it has loaded; give what went wrong, which is not tried again."""
        with self._noise.open("wb") as noise:
            self._process = subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                             stderr=noise, start_new_session=True)
        told = self._exchange(None, self._loading)
        self.version = told.get("version", self.version)
        self.loaded = Answer(None, told.get("error", ""), told.get("cpu", 0.0), told.get("wall", 0.0),
                             told.get("memory", 0.0))
        return self.loaded.error

    def _exchange(self, said: dict[str, str] | None, seconds: float) -> dict[str, Any]:
        process = self._process
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            if said is not None:
                process.stdin.write(json.dumps(said).encode() + b"\n")
                process.stdin.flush()
            if not select.select([process.stdout], [], [], seconds)[0]:
                self._end()
                return {"error": f"no answer within {seconds:g} s", "wall": seconds}
            line = process.stdout.readline()
        except BrokenPipeError:
            line = b""
        if not line:
            return {"error": self._last_words()}
        return dict(json.loads(line))

    def _last_words(self) -> str:
        assert self._process is not None
        code = self._process.wait()
        lines = self._noise.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        self._end()
        died = f"died of {signal.Signals(-code).name}" if code < 0 else f"ended with {code}"
        return f"{died}: {lines[-1][:300]}" if lines else died

    def _end(self) -> None:
        if self._process is not None:
            if self._process.poll() is None:
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.communicate()
            self._process = None
