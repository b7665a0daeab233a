"""How long validation takes: `python -m kg.columnar.benchmark [--triples N …] [--engines NAME …]`.

Bulletins are generated and written, with the ontology, as one Turtle file in which faults are strewn: every 499th
statement is left out, every 997th gets the object of the one before. Then each engine judges it by the shipped shapes
in a process of its own (`rivals`), several times if asked: medians are shown. Ratios are of CPU time, to the first
engine named; so is the comparison of results, field by field. Derived statements are not part of the data; messages
are in English only, since Jena refuses a second one.

`--core` leaves out all constraints in SPARQL, `--without` and `--only` some, by code: in rdflib a few grow with the
square of the data, so that engines which stand on it end on large data without these alone. `--profile` tells what
each constraint takes instead, as arrays.
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
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pyoxigraph as ox

from ..layout import Layout
from ..namespaces import PREFIXES
from .engine import Validator
from .names import SH
from .profiling import Cost, costs
from .reading import parse
from .rivals import ENGINES, Run, is_legal, measured, reason_against, triples

_HEAD = f"{'engine':<10}{'CPU s':>10}{'wall s':>10}{'MiB':>8}{'results':>10}{'ratio':>9}  the same results"
_MESSAGE = ox.NamedNode(SH + "message")
_SPARQL = ox.NamedNode(SH + "sparql")
_CODE = ox.NamedNode("http://www.w3.org/2004/02/skos/core#notation")
_SHOWN = 40
"""Constraints of which a profile tells."""


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
    yield from (f"compiling the shapes, once for all runs: {run.compiled:.2f} CPU s" for run in runs if run.compiled)


def _sameness(first: Run, run: Run) -> str:
    mine, other = first.rows(), run.rows()
    apart = (mine - other).total() + (other - mine).total()
    if not apart:
        return "yes"
    mine, other = (_without_constraints(each) for each in (mine, other))
    if mine == other:
        return "yes, but the constraints are not named"
    return f"no: {(mine - other).total()} missing, {(other - mine).total()} more"


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
        shapes, data = given.files
        json.dump(asdict(measured(given.one, shapes, data, given.processes)), sys.stdout)
        return
    engines = [name for name in given.engines if _can_run(name)]
    growth: dict[str, list[tuple[int, float]]] = {}
    for size in given.triples:
        with tempfile.TemporaryDirectory() as folder:
            shapes, data = _written(Path(folder), size, _kept(given))
            print(f"\n{size:,} triples", flush=True)
            if given.profile:
                print(*profile(shapes, data), sep="\n", flush=True)
                continue
            runs = [_median([_apart(name, shapes, data, given.processes) for _ in range(given.times)])
                    for name in engines]  # fmt: skip
        print(*table(runs), sep="\n", flush=True)
        for run in runs:
            growth.setdefault(run.engine, []).append((size, run.cpu))
    for name, points in growth.items():
        if len(points) > 1:
            sizes, seconds = zip(*points, strict=True)
            print(f"{name}: CPU time grows with n^{exponent(list(sizes), list(seconds)):.2f}")


def profile(shapes: Path, data: Path) -> Iterator[str]:
    """Lay out what each constraint takes."""
    found = costs(Validator(triples([shapes])).shapes, parse(data, grammar=is_legal))
    yield f"{sum(cost.seconds for cost in found):.2f} CPU s in {len(found)} constraints"
    yield f"{'CPU s':>8}{'nodes':>10}{'values':>10}{'results':>9}  constraint"
    yield from map(_line, found[:_SHOWN])


def _line(cost: Cost) -> str:
    component = cost.component.removeprefix(SH).removesuffix("ConstraintComponent")
    return f"{cost.seconds:>8.3f}{cost.focus:>10}{cost.values:>10}{cost.found:>9}  {component} {cost.node}"


def _can_run(engine: str) -> bool:
    reason = reason_against(engine)
    if reason:
        print(f"{engine} is left out: {reason}")
    return reason is None


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m kg.columnar.benchmark", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    parser.add_argument("--triples", type=int, nargs="+", default=[100_000], metavar="N", help="about how many triples")
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=["columnar", "kept"])
    parser.add_argument("--core", action="store_true", help="without constraints in SPARQL")
    parser.add_argument("--without", nargs="+", default=[], metavar="CODE", help="without these constraints in SPARQL")
    parser.add_argument("--only", nargs="+", metavar="CODE", help="of the constraints in SPARQL, only these")
    parser.add_argument("--processes", type=int, default=1, metavar="K", help="processes of the columnar engine")
    parser.add_argument("--times", type=int, default=1, metavar="K", help="runs of each engine; the median counts")
    parser.add_argument("--profile", action="store_true", help="what each constraint takes")
    parser.add_argument("--one", choices=ENGINES, help=argparse.SUPPRESS)
    parser.add_argument("files", nargs="*", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def _kept(given: argparse.Namespace) -> Callable[[str], bool]:
    """Say of the code of a constraint in SPARQL whether it stays."""
    only: Collection[str] | None = () if given.core else given.only
    return lambda code: code not in given.without and (only is None or code in only)


def _written(folder: Path, size: int, kept: Callable[[str], bool]) -> tuple[Path, Path]:
    """Write shapes and data, a file each."""
    shapes, data, project = folder / "shapes.ttl", folder / "data.ttl", folder / "generated"
    command = [sys.executable, "-m", "kg.generation", "--triples", str(size), "--output", str(project)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    write(project, shapes, data, kept=kept)
    return shapes, data


def write(project: Path, shapes: Path, data: Path, *, kept: Callable[[str], bool] = lambda code: True) -> None:
    """Write the shapes, and the statements of a project with faults strewn among them, a file each.

    `kept` says of the code of a constraint in SPARQL whether it stays.
    """
    ox.serialize(_asked(kept), shapes, format=ox.RdfFormat.TURTLE, prefixes=PREFIXES)
    ontology = [Layout.shipped().ontology / name for name in ("commitments.ttl", "codes.ttl")]
    whole = strewn(triples([*sorted((project / "data").rglob("*.ttl")), *ontology]))
    ox.serialize(whole, data, format=ox.RdfFormat.TURTLE, prefixes=PREFIXES)


def _asked(kept: Callable[[str], bool]) -> Iterator[ox.Triple]:
    """Give the shipped shapes without messages in Chinese and without the constraints that do not stay."""
    shipped = list(triples(Layout.shipped().shapes()))
    codes = {str(each.subject): getattr(each.object, "value", "") for each in shipped if each.predicate == _CODE}
    for each in shipped:
        is_left = each.predicate == _SPARQL and not kept(codes.get(str(each.object), ""))
        if not is_left and not (each.predicate == _MESSAGE and getattr(each.object, "language", "") == "zh"):
            yield each


def _apart(engine: str, shapes: Path, data: Path, processes: int) -> Run:
    start = "from kg.columnar.benchmark import main; main()"  # so that workers need not import this again
    command = [sys.executable, "-W", "ignore", "-c", start, "--processes", str(processes), "--one", engine, str(shapes),
               str(data)]  # fmt: skip
    answer = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    return Run(**json.loads(answer.stdout))


def _median(runs: list[Run]) -> Run:
    cpu, wall = (statistics.median(each) for each in zip(*((run.cpu, run.wall) for run in runs), strict=True))
    return replace(runs[0], cpu=cpu, wall=wall, megabytes=max(run.megabytes for run in runs))


if __name__ == "__main__":
    main()
