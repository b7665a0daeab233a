"""How long validation takes: `python -m kg.columnar.benchmark [--triples N …] [--engines NAME …] [--core]`.

Bulletins are generated and written, with the ontology, as one Turtle file in which faults are strewn: every 499th
statement is left out, every 997th gets the object of the one before. Then each engine judges it by the shipped shapes
in a process of its own (`rivals`), several times if asked: medians are shown. Ratios are of CPU time, to the first
engine named; so is the comparison of results, field by field. Derived statements are not part of the data; messages
are in English only, since Jena refuses a second one.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pyoxigraph as ox

from ..layout import Layout
from ..namespaces import PREFIXES
from .names import SH
from .rivals import ENGINES, Run, measured, reason_against, triples

_HEAD = f"{'engine':<10}{'CPU s':>10}{'wall s':>10}{'MiB':>8}{'results':>10}{'ratio':>9}  the same results"
_MESSAGE = ox.NamedNode(SH + "message")
_SPARQL = ox.NamedNode(SH + "sparql")


def strewn(statements: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """Leave out some statements, and give others a wrong object."""
    before = None
    for place, triple in enumerate(statements, start=1):
        if place % 499:
            yield ox.Triple(triple.subject, triple.predicate, before.object) if before and not place % 997 else triple
        before = triple


def table(runs: list[Run]) -> Iterator[str]:
    """Lay out what was measured, and whether the results are those of the first engine."""
    yield _HEAD
    for run in runs:
        ratio = run.cpu / runs[0].cpu
        yield (f"{run.engine:<10}{run.cpu:>10.2f}{run.wall:>10.2f}{run.megabytes:>8}{run.rows().total():>10}"
               f"{ratio:>9.1f}  {_sameness(runs[0], run)}")  # fmt: skip


def _sameness(first: Run, run: Run) -> str:
    mine, other = first.rows(), run.rows()
    apart = (mine - other).total() + (other - mine).total()
    if not apart:
        return "yes"
    mine, other = (_without_constraints(each) for each in (mine, other))
    if mine == other:
        return "yes, but the constraints are not named"
    return f"no: {(mine - other).total() + (other - mine).total()} differ"


def _without_constraints(found: Counter[tuple[str | None, ...]]) -> Counter[tuple[str | None, ...]]:
    short: Counter[tuple[str | None, ...]] = Counter()
    for row, count in found.items():
        short[row[:-1]] += count
    return short


def exponent(sizes: list[int], seconds: list[float]) -> float:
    """Fit the power of the size with which time grows, by least squares of the logarithms."""
    x, y = [math.log(each) for each in sizes], [math.log(each) for each in seconds]
    return statistics.linear_regression(x, y).slope


def main() -> None:
    """Generate, run each engine in a process of its own, print a table for each size and how time grows."""
    given = _arguments()
    if given.one:
        json.dump(asdict(measured(given.one, *given.files)), sys.stdout)
        return
    engines = [name for name in given.engines if _can_run(name)]
    growth: dict[str, list[tuple[int, float]]] = {}
    for size in given.triples:
        with tempfile.TemporaryDirectory() as folder:
            shapes, data = _written(Path(folder), size, core=given.core)
            runs = [_median([_apart(name, shapes, data) for _ in range(given.times)]) for name in engines]
        print(f"\n{size:,} triples{', SHACL Core only' if given.core else ''}", *table(runs), sep="\n", flush=True)
        for run in runs:
            growth.setdefault(run.engine, []).append((size, run.cpu))
    for name, points in growth.items():
        if len(points) > 1:
            sizes, seconds = zip(*points, strict=True)
            print(f"{name}: CPU time grows with n^{exponent(list(sizes), list(seconds)):.2f}")


def _can_run(engine: str) -> bool:
    reason = reason_against(engine)
    if reason:
        print(f"{engine} is left out: {reason}")
    return reason is None


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m kg.columnar.benchmark", description=__doc__)
    parser.add_argument("--triples", type=int, nargs="+", default=[100_000], metavar="N", help="about how many triples")
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=["columnar", "kept"])
    parser.add_argument("--core", action="store_true", help="without constraints in SPARQL")
    parser.add_argument("--times", type=int, default=1, metavar="K", help="runs of each engine; the median counts")
    parser.add_argument("--one", choices=ENGINES, help=argparse.SUPPRESS)
    parser.add_argument("files", nargs="*", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def _written(folder: Path, size: int, *, core: bool) -> tuple[Path, Path]:
    """Write shapes and data, a file each."""
    shapes, data, project = folder / "shapes.ttl", folder / "data.ttl", folder / "generated"
    command = [sys.executable, "-m", "kg.generation", "--triples", str(size), "--output", str(project)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    asked = (each for each in triples(Layout.shipped().shapes()) if not (core and each.predicate == _SPARQL)
             and not (each.predicate == _MESSAGE and getattr(each.object, "language", "") == "zh"))  # fmt: skip
    ox.serialize(asked, shapes, format=ox.RdfFormat.TURTLE, prefixes=PREFIXES)
    ontology = [Layout.shipped().ontology / name for name in ("commitments.ttl", "codes.ttl")]
    whole = strewn(triples([*sorted((project / "data").rglob("*.ttl")), *ontology]))
    ox.serialize(whole, data, format=ox.RdfFormat.TURTLE, prefixes=PREFIXES)
    return shapes, data


def _apart(engine: str, shapes: Path, data: Path) -> Run:
    command = [sys.executable, "-W", "ignore", "-m", "kg.columnar.benchmark", "--one", engine, str(shapes), str(data)]
    answer = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    return Run(**json.loads(answer.stdout))


def _median(runs: list[Run]) -> Run:
    cpu, wall = (statistics.median(each) for each in zip(*((run.cpu, run.wall) for run in runs), strict=True))
    return replace(runs[0], cpu=cpu, wall=wall, megabytes=max(run.megabytes for run in runs))


if __name__ == "__main__":
    main()
