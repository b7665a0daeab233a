"""How fast a graph is pushed, next to one plain POST of the same statements to the same server.

The yardstick is what `curl --data-binary @graph.nq` does with a file that is there already. A push reads the files of
the project, looks what the store holds, sends, and then proves; the proof is not counted against it, but is shown. Both
take turns on Oxigraph's server, in memory and emptied before each; seconds are of the clock, since most of the work is
the server's.
"""

from __future__ import annotations

import http.client
import io
import statistics
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from ..exporting import exports, sources
from ..layout import Layout
from ..messages import Sentence
from ..pushing import Options, open_store, push
from ..pushing.journal import Journal
from . import server
from .exporting import make
from .goals import LEAST_ROUNDS, Goal, report_goals

LEAST = 0.7
"""Share of the rate of a plain POST that a push is to reach, the proof aside."""


class Pushed(NamedTuple):
    """Seconds of clock until all was sent, and until it was proved."""

    sent: float
    proved: float


def post(url: str, path: str, kind: str, body: bytes) -> float:
    """Send one plain request; give its seconds.

    Raises: RuntimeError if the server does not take it.
    """
    line = http.client.HTTPConnection(url.removeprefix("http://"), timeout=600)
    try:
        start = time.perf_counter()
        line.request("POST", path, body, {"Content-Type": kind})
        answer = line.getresponse()
        answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"{answer.status} {answer.reason}")
        return time.perf_counter() - start
    finally:
        line.close()


def pushed(url: str, project: Path) -> Pushed:
    """Push a project to an empty store; give the seconds until all was sent, and until it was proved."""
    start = time.perf_counter()
    proving: list[float] = []

    def watch(done: int, total: int, what: Sentence) -> None:
        if not proving and what.startswith("counting"):
            proving.append(time.perf_counter() - start)

    with open_store(url, "oxigraph", 600, environment={}) as store, Journal(None) as journal:
        outcome = push(sources.graphs(Layout.at(project)), store, journal, Options(), watch)
    if not outcome.is_proved:
        raise RuntimeError("the store does not hold what was sent")
    return Pushed(proving[0], time.perf_counter() - start)


def report(triples: int = 1_000_000, rounds: int = LEAST_ROUNDS, place: Path | None = None) -> None:
    """Print the medians of plain requests and pushes, and whether the goal is met."""
    rounds = max(LEAST_ROUNDS, rounds)
    with tempfile.TemporaryDirectory() as temporary, server.running() as url:
        project = (place or Path(temporary)) / f"nation-{triples}"
        make(triples, project)
        out = io.BytesIO()
        exports.export(sources.graphs(Layout.at(project)), "nquads", out)
        data, plain, ours = out.getvalue(), list[float](), list[Pushed]()
        for _ in range(rounds):
            post(url, "/update", "application/sparql-update", b"DROP ALL")
            plain.append(post(url, "/store", "application/n-quads", data))
            post(url, "/update", "application/sparql-update", b"DROP ALL")
            ours.append(pushed(url, project))
    size = data.count(b"\n")
    sent, proved = (statistics.median(each[place] for each in ours) for place in range(2))
    base = statistics.median(plain)
    print(f"{f'{size:,} statements, {rounds} rounds, medians':<44} {'1000/s':>8} {'wall s':>8}")
    for words, seconds in (("one plain POST", base), ("push, proof aside", sent), ("push, proof included", proved)):
        print(f"{words:<44} {size / seconds / 1000:>8.0f} {seconds:>8.2f}")
    print()
    report_goals([Goal("rate of a push ÷ rate of a plain POST", base / sent, LEAST, at_most=False)])
