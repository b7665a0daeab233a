"""The table of what is measured: for each task the ways to do it, ours first, each a command line.

A task is done by every way from the same files, and what comes of it is compared with what ours gave (`sameness`).
Engines in memory are asked all questions by one process; what a question takes them cold is loading and answering.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from ..layout import Layout
from ..peers.engines import PEERS
from . import sameness, server
from .sameness import Comparison
from .stage import KG, Stage

OURS = "kg"
PYTHON = (sys.executable, "-W", "ignore", "-m")
IN_MEMORY = ("rdflib", "maplib")
"""Engines that are asked all questions by one process."""


class Call(NamedTuple):
    """A command line, the folder it runs in, what it reads from standard input; its answer is made at `stage.made`."""

    words: Sequence[str]
    folder: Path
    given: bytes = b""


class Way(NamedTuple):
    """A way to do a task: whose it is, how it is called (with the address of a server, if it needs one), how its
    result is compared, why it cannot be done here."""

    task: str
    peer: str
    call: Callable[[Stage, str], Call]
    compare: Comparison
    reason_against: Callable[[], str] = lambda: ""
    needs_server: bool = False


def ways() -> Iterator[Way]:
    """Give all ways, those of one task together, but for questions to engines in memory."""
    yield Way("load", OURS, _ours("load", "parts"), sameness.nothing)
    for peer in ("pyoxigraph", "rdflib", "maplib", "jena"):
        yield _other("load", peer, "statements", sameness.nothing)
    yield Way("derive", OURS, _ours("derive", "project"), sameness.triples)
    for peer in ("pyoxigraph", "rdflib"):
        yield _other("derive", peer, "project", sameness.triples)
    yield Way("build", OURS, _command("build", "--store", "{made}"), sameness.nothing)
    for peer, engine in ((OURS, "columnar"), ("rdflib", "plain"), ("jena", "jena")):
        yield Way("validate", peer, _judging(engine), sameness.findings, _reason(peer))
    yield Way("export", OURS, _command("export", "ntriples", "-q", "-o", "{made}", form="derived"), sameness.triples)
    for peer in ("pyoxigraph", "rdflib"):
        yield _other("export", peer, "derived", sameness.triples)
    pushed = _command("push", "{server}", "-q", "--no-questions", form="derived")
    for way in (Way("push", OURS, pushed, sameness.held), _other("push", "pyoxigraph", "quads", sameness.held),
                _other("push", "rdflib", "quads", sameness.held)):
        yield way._replace(needs_server=True, reason_against=_no_server)
    for path in Layout.shipped().questions():
        yield from _asking(path)


def questions() -> dict[str, str]:
    """Give the stored questions by task, each as it stands in its file."""
    return {f"question {path.stem}": path.read_text(encoding="utf-8") for path in Layout.shipped().questions()}


def _ours(task: str, form: str) -> Callable[[Stage, str], Call]:
    def call(stage: Stage, server: str) -> Call:
        words = [*PYTHON, "kg.benchmarks.ours", task, str(stage.form(form)), str(stage.made)]
        return Call(words, stage.project)

    return call


def _command(*words: str, form: str = "project") -> Callable[[Stage, str], Call]:
    def call(stage: Stage, server: str) -> Call:
        stage.form(form)
        return Call([*KG, *(word.format(made=stage.made, server=server) for word in words)], stage.project)

    return call


def _other(task: str, peer: str, form: str, compare: Comparison) -> Way:
    def call(stage: Stage, server: str) -> Call:
        words = [*PYTHON, "kg.benchmarks.others", task, peer, str(stage.form(form)), str(stage.made)]
        return Call(words, stage.project, server.encode())

    return Way(task, peer, call, compare, _reason(peer))


def _judging(engine: str) -> Callable[[Stage, str], Call]:
    def call(stage: Stage, server: str) -> Call:
        data = stage.form("judged")
        files = (str(stage.folder / "shapes.ttl"), str(data))
        return Call([*PYTHON, "kg.columnar.benchmark", "--one", engine, *files], stage.folder)

    return call


def _asking(path: Path) -> Iterator[Way]:
    task, text = f"question {path.stem}", path.read_bytes()

    def ours(stage: Stage, server: str) -> Call:
        words = ["query", path.stem, "--store", str(stage.form("store")), "--timeout", "86400"]
        return Call([*KG, *words, "-f", "json", "-o", str(stage.made)], stage.project)

    def other(peer: str, form: str) -> Callable[[Stage, str], Call]:
        def call(stage: Stage, server: str) -> Call:
            words = [*PYTHON, "kg.benchmarks.others", "question", peer, str(stage.form(form)), str(stage.made)]
            return Call(words, stage.folder, text)

        return call

    yield Way(task, OURS, ours, sameness.rows)
    yield Way(task, "pyoxigraph", other("pyoxigraph", "oxigraph"), sameness.rows)
    yield Way(task, "jena", other("jena", "tdb2"), sameness.rows, _reason("jena"))


def _reason(peer: str) -> Callable[[], str]:
    return PEERS[peer].reason_against if peer in PEERS else lambda: ""


def _no_server() -> str:
    return "" if server.program() else "no Oxigraph server is installed"
