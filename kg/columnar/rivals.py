"""The engines that the benchmark sets side by side, each in a process of its own.

    columnar    this one
    kept        pySHACL, each query parsed once
    plain       pySHACL as it is, for small data only
    turbo       pyshacl-turbo, where it is installed
    jena        Apache Jena, where JENA_JAR names a jar with its command line (jena-fuseki-server has it)

What an engine takes is measured from reading the files to the last record of the report; what an interpreter and its
imports take is left out, for Jena what its virtual machine takes is in. Shapes that are compiled for arrays are kept
from one run to the next: reading them back is in, compiling them is told apart. CPU is user and system time in seconds,
of all processes together; memory the greatest resident size of one of them in MiB.
"""

from __future__ import annotations

import importlib.util
import os
import pickle
import resource
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

import pyoxigraph as ox

from ..text.literals import fault_of
from .engine import Validator
from .names import SH
from .reading import parse
from .rows import FIELDS, Rows, rows
from .workers import Workers

ENGINES = ("columnar", "kept", "plain", "turbo", "jena")
_NAMED = {ox.NamedNode(SH + name): name for name in FIELDS}
_ALL = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)


@dataclass(frozen=True, slots=True)
class Run:
    """What one engine took, and what it found; `compiled` are the CPU seconds of what is kept for further runs."""

    engine: str
    cpu: float
    wall: float
    megabytes: int
    found: list[tuple[list[str | None], int]]
    compiled: float = 0.0

    def rows(self) -> Rows:
        """Give the results as they are compared."""
        return Counter({tuple(row): count for row, count in self.found})


def reason_against(engine: str) -> str | None:
    """Say why an engine cannot run here, or give None."""
    if engine == "turbo" and importlib.util.find_spec("pyshacl_turbo") is None:
        return "pyshacl-turbo is not installed"
    if engine == "jena" and not os.environ.get("JENA_JAR"):
        return "JENA_JAR names no jar with Jena's command line"
    return None


def measured(engine: str, shapes: Path, data: Path, processes: int = 1) -> Run:
    """Let an engine judge files; the columnar one in so many processes."""
    if engine != "columnar":
        return _measured(engine, lambda: _found(engine, shapes, data))
    begin = _cpu()
    kept = pickle.dumps(Validator(triples([shapes])))
    compiled = _cpu() - begin
    return replace(_measured(engine, lambda: _found_in_columns(kept, data, processes)), compiled=compiled)


def _measured(engine: str, find: Callable[[], Rows]) -> Run:
    cpu, wall = _cpu(), time.perf_counter()
    found = [(list(row), count) for row, count in find().items()]
    taken = _cpu() - cpu, time.perf_counter() - wall
    whose = _ALL[1:] if engine == "jena" else _ALL
    return Run(engine, *taken, max(resource.getrusage(each).ru_maxrss for each in whose) // 1024, found)


def _found_in_columns(kept: bytes, data: Path, processes: int) -> Rows:
    validator = pickle.loads(kept)
    with Workers(processes) if processes > 1 else nullcontext() as workers:
        graph = parse(data, grammar=is_legal, workers=workers)
        return rows(validator.validate(graph, workers=workers).results)


def _found(engine: str, shapes: Path, data: Path) -> Rows:
    match engine:
        case "turbo":
            from pyshacl_turbo import validate  # type: ignore[import-not-found, unused-ignore]

            _, report, _ = validate(str(data), shacl_graph=str(shapes), serialize_report_graph="nt")
            return _of_report(report, ox.RdfFormat.N_TRIPLES)
        case "jena":
            command = ["java", "-cp", os.environ["JENA_JAR"], "shacl.shacl_validate", "--shapes", str(shapes),
                       "--data", str(data)]  # fmt: skip
            return _of_report(subprocess.run(command, check=True, capture_output=True).stdout, ox.RdfFormat.TURTLE)
        case _:
            from .reference import judged  # pySHACL and rdflib, which the workers of another engine need not load

            return judged(triples([shapes]), triples([data]), kept=engine == "kept")


def triples(paths: Sequence[Path]) -> Iterator[ox.Triple]:
    """Read Turtle files."""
    for path in paths:
        for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True):
            yield quad.triple


def _of_report(text: bytes | str, form: ox.RdfFormat) -> Rows:
    """Read the results of a report, without those that are details of others."""
    told: dict[object, dict[str, str]] = {}
    results: list[object] = []
    for quad in ox.parse(text, format=form):
        if quad.predicate.value == SH + "result":
            results.append(quad.object)
        elif quad.predicate in _NAMED:
            blank = isinstance(quad.object, ox.BlankNode)
            told.setdefault(quad.subject, {})[_NAMED[quad.predicate]] = "_:" if blank else str(quad.object)
    return Counter(tuple(told[each].get(name) for name in FIELDS) for each in results)


def is_legal(text: str, datatype: str) -> bool:
    """Whether a lexical form belongs to a datatype."""
    return fault_of(text, datatype) is None


def _cpu() -> float:
    used = [resource.getrusage(whose) for whose in _ALL]
    return sum(each.ru_utime + each.ru_stime for each in used)
