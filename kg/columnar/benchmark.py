"""How long validation takes: `python -m kg.columnar.benchmark [--triples N] [--engines NAME …] [--data DIR]`.

Bulletins are generated and written, with the ontology, as one Turtle file in which faults are strewn: every 499th
statement is left out, every 997th gets the object of the one before. Then each engine judges it by the shipped shapes
in a process of its own: it reads shapes and data, validates, and builds all records of the report. What an
interpreter and its imports take is left out. CPU is user and system time, memory the greatest resident size.
Derived statements are not part of the data.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import pyoxigraph as ox

from ..layout import Layout
from ..namespaces import PREFIXES
from ..text.literals import fault_of
from .engine import Validator
from .reading import parse
from .reference import Rows, judged, rows

ENGINES = ("columnar", "kept", "plain")
"""This engine; pySHACL with each query parsed once; pySHACL as it is, for small data only."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one engine took, and what it found."""

    engine: str
    cpu: float
    wall: float
    megabytes: int
    found: list[tuple[list[str | None], int]]

    def rows(self) -> Rows:
        """Give the results as they are compared."""
        return Counter({tuple(row): count for row, count in self.found})


def triples(paths: Sequence[Path]) -> Iterator[ox.Triple]:
    """Read Turtle files."""
    for path in paths:
        for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE):
            yield quad.triple


def strewn(statements: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """Leave out some statements, and give others a wrong object."""
    before = None
    for place, triple in enumerate(statements, start=1):
        if place % 499:
            yield ox.Triple(triple.subject, triple.predicate, before.object) if before and not place % 997 else triple
        before = triple


def measured(engine: str, shapes: Sequence[Path], data: Path) -> Run:
    """Let an engine judge files, in this process."""
    cpu, wall = _cpu(), time.perf_counter()
    if engine == "columnar":
        found = rows(Validator(triples(shapes)).validate(parse(data, grammar=_is_legal)).results)
    else:
        found = judged(triples(shapes), triples([data]), kept=engine == "kept")
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    listed = [(list(row), count) for row, count in found.items()]
    return Run(engine, _cpu() - cpu, time.perf_counter() - wall, used, listed)


def _is_legal(text: str, datatype: str) -> bool:
    return fault_of(text, datatype) is None


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def table(runs: list[Run]) -> str:
    """Lay out what was measured, and whether the results are the same as those of the last engine."""
    heads = f"{'engine':<10}{'CPU s':>10}{'wall s':>10}{'MB':>8}{'results':>10}{'ratio':>9}"
    lines = [f"{heads}  same as {runs[-1].engine}"]
    for run in runs:
        mine, other = run.rows(), runs[-1].rows()
        apart = (mine - other).total() + (other - mine).total()
        lines.append(f"{run.engine:<10}{run.cpu:>10.2f}{run.wall:>10.2f}{run.megabytes:>8}{mine.total():>10}"
                     f"{run.cpu / runs[0].cpu:>9.1f}  {'yes' if apart == 0 else f'{apart} differ'}")  # fmt: skip
    return "\n".join(lines)


def main() -> None:
    """Generate, run each engine in a process of its own, print the table."""
    parser = argparse.ArgumentParser(prog="python -m kg.columnar.benchmark", description=__doc__)
    parser.add_argument("--triples", type=int, default=100_000, metavar="N", help="about how many triples")
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=["columnar", "kept"])
    parser.add_argument("--data", type=Path, metavar="DIR", help="a generated project, instead of a new one")
    parser.add_argument("--one", choices=ENGINES, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        json.dump(asdict(measured(given.one, Layout.shipped().shapes(), given.data)), sys.stdout)
        return
    with tempfile.TemporaryDirectory() as folder:
        project = given.data or Path(folder) / "generated"
        if given.data is None:
            size = ["--triples", str(given.triples), "--output", str(project)]
            subprocess.run([sys.executable, "-m", "kg.generation", *size], check=True)
        data = Path(folder) / "data.ttl"
        ontology = [Layout.shipped().ontology / name for name in ("commitments.ttl", "codes.ttl")]
        with data.open("wb") as output:
            whole = strewn(triples([*sorted((project / "data").rglob("*.ttl")), *ontology]))
            ox.serialize(whole, output, format=ox.RdfFormat.TURTLE, prefixes=PREFIXES)
        runs = [_apart(engine, data) for engine in given.engines]
    print(table(runs))


def _apart(engine: str, data: Path) -> Run:
    command = [sys.executable, "-W", "ignore", "-m", "kg.columnar.benchmark", "--one", engine, "--data", str(data)]
    answer = subprocess.run(command, check=True, capture_output=True)
    return Run(**json.loads(answer.stdout))


if __name__ == "__main__":
    main()
