"""The command `python -m kg.benchmarks`: what is measured, and where the results go.

Measuring writes each figure into a ledger at once; called again it goes on where it stopped. Sizes can be measured one
at a time, by ways of one task or another (`--tasks`), and written when all are there.
"""

from __future__ import annotations

import argparse
import os
import platform
import signal
import sys
from collections.abc import Iterable, Sequence
from fnmatch import fnmatch
from pathlib import Path

from .. import files
from ..errors import KgError
from ..peers.conversation import Conversation
from ..peers.engines import PEERS
from . import exporting, measuring, page, picture, pushing, rechecking, starting
from .ledger import Ledger
from .measuring import Terms
from .stage import Stage
from .ways import IN_MEMORY, questions, ways

FOLDER = Path("benchmarks")
HOME = Path(__file__).parent
QUERY = "SELECT (COUNT(*) AS ?statements) { ?s ?p ?o }"


def main(words: Sequence[str] | None = None) -> int:
    """Measure, or write what was measured."""
    given = _parser().parse_args(words)
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))  # what was started is ended too
    try:
        given.work(given)
    except KgError as error:
        print(f"error: {error.message}", file=sys.stderr)
        return error.exit_code
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m kg.benchmarks", description=__doc__)
    kinds = parser.add_subparsers(required=True)
    measured = kinds.add_parser("measure", help="all tasks, at these sizes")
    measured.set_defaults(work=_measure)
    measured.add_argument("sizes", type=int, nargs="+", metavar="TRIPLES", help="about how many triples")
    measured.add_argument("--rounds", type=int, default=5, help="how often each is measured (default: 5)")
    measured.add_argument("--limit", type=float, default=600, metavar="S", help="seconds for one run (default: 600)")
    measured.add_argument("--budget", type=float, default=1800, metavar="S",
                          help="seconds in which an engine in memory may answer all questions (default: 1800)")
    measured.add_argument("--tasks", nargs="+", default=["*"], metavar="NAME", help="these only, as in 'question *'")
    measured.add_argument("--peers", nargs="+", default=["*"], metavar="NAME", help="these only; kg is needed first")
    written = kinds.add_parser("write", help="the page and the picture of what was measured")
    written.set_defaults(work=_write)
    written.add_argument("-o", "--output", type=Path, default=HOME, metavar="DIR", help="where to write them")
    for each in (measured, written):
        each.add_argument("--folder", type=Path, default=FOLDER, metavar="DIR",
                          help=f"where data and figures are kept (default: {FOLDER})")
    for name, report, text, number in (("start", starting.report, "the first answer; rounds", 5),
                                     ("export", exporting.report, "writing files; triples", 100_000),
                                     ("push", pushing.report, "pushing to a server; triples", 1_000_000),
                                     ("revalidation", rechecking.report, "checking after a change; bulletins", 1000)):
        other = kinds.add_parser(name, help=text)
        other.set_defaults(work=_report, report=report)
        other.add_argument("number", type=int, nargs="?", default=number, help=f"how many (default: {number})")
    return parser


def _measure(given: argparse.Namespace) -> None:
    files.make_folder(given.folder)
    ledger, terms = Ledger(given.folder), Terms(given.rounds, given.limit, given.budget)
    ledger.note(machine=_machine())
    chosen = [way for way in ways() if _is_named(way.task, given.tasks) and _is_named(way.peer, given.peers)]
    engines = [name for name in IN_MEMORY if _is_named(name, given.peers)]
    asked = {task: text for task, text in questions().items() if _is_named(task, given.tasks)}
    for size in given.sizes:
        stage = Stage.of(size, given.folder.resolve())
        _describe(stage, ledger)
        measuring.measure(stage, chosen, ledger, terms, _tell)
        measuring.ask_in_memory(stage, engines, asked, ledger, terms, _tell)


def _is_named(name: str, patterns: Iterable[str]) -> bool:
    return any(fnmatch(name, pattern) for pattern in patterns)


def _describe(stage: Stage, ledger: Ledger) -> None:
    """Note how much there is, and which versions answer."""
    versions = dict(ledger.facts.get("versions", {}))
    with Conversation(PEERS["oxigraph-disk"], stage.material) as engine:
        counted = engine.ask(QUERY, 600).rows
        number = sum(int(cell.split('"')[1]) for row in counted or () for _, cell in row)
        versions["pyoxigraph"] = engine.version.removeprefix("pyoxigraph ")
    bulletins = len(stage.material.layout.bulletins())
    held = sum(path.stat().st_size for path in stage.form("store").rglob("*") if path.is_file())
    ledger.note(**{f"material {stage.triples}": f"{bulletins:,} bulletins, {number:,} statements, derived ones among "
                                                "them.", f"disk {stage.triples}": held})
    for name in ("rdflib", "maplib", "pyshacl", "jena"):
        if found := _version(name):
            versions[name] = found
    ledger.note(versions=versions)


def _version(name: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    if name == "jena":
        return "" if PEERS[name].reason_against() else Path(os.environ["JENA_JAR"]).stem.rpartition("-")[2]
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _machine() -> str:
    model = next((line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")),
                 platform.machine())
    memory = next((int(line.split()[1]) >> 20 for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), 0)
    return f"{os.cpu_count()} processors ({model}), {memory} GiB, Python {platform.python_version()}."


def _lines(path: str) -> list[str]:
    file = Path(path)
    return file.read_text(encoding="utf-8").splitlines() if file.is_file() else []


def _write(given: argparse.Namespace) -> None:
    ledger = Ledger(given.folder)
    files.write(given.output / "results.md", page.page(ledger).encode())
    files.write(given.output / "results.svg", picture.picture(ledger).encode())
    _tell(f"{given.output / 'results.md'} and results.svg are written")


def _report(given: argparse.Namespace) -> None:
    given.report(given.number)


def _tell(line: str) -> None:
    print(line, flush=True)
