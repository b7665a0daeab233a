"""The engines that the benchmark sets side by side, each in a process of its own.

    columnar    this one
    kept        pySHACL, each query parsed once
    plain       pySHACL as it is, for small data only
    turbo       pyshacl-turbo, where it is installed
    jena        Apache Jena, where JENA_JAR names a jar with its command line (jena-fuseki-server has it)

What an engine takes is measured from reading the files to the last record of the report; what an interpreter and its
imports take is left out, for Jena what its virtual machine takes is in. CPU is user and system time in seconds, memory
the greatest resident size in MiB.
"""

from __future__ import annotations

import importlib.util
import os
import resource
import subprocess
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from ..text.literals import fault_of
from .engine import Validator
from .names import SH
from .reading import parse
from .reference import FIELDS, Rows, judged, rows

ENGINES = ("columnar", "kept", "plain", "turbo", "jena")
_NAMED = {ox.NamedNode(SH + name): name for name in FIELDS}


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


def reason_against(engine: str) -> str | None:
    """Say why an engine cannot run here, or give None."""
    if engine == "turbo" and importlib.util.find_spec("pyshacl_turbo") is None:
        return "pyshacl-turbo is not installed"
    if engine == "jena" and not os.environ.get("JENA_JAR"):
        return "JENA_JAR names no jar with Jena's command line"
    return None


def measured(engine: str, shapes: Path, data: Path) -> Run:
    """Let an engine judge files, in this process or as a child of it."""
    whose = resource.RUSAGE_CHILDREN if engine == "jena" else resource.RUSAGE_SELF
    cpu, wall = _cpu(whose), time.perf_counter()
    found = _found(engine, shapes, data)
    used = resource.getrusage(whose).ru_maxrss // 1024
    listed = [(list(row), count) for row, count in found.items()]
    return Run(engine, _cpu(whose) - cpu, time.perf_counter() - wall, used, listed)


def _found(engine: str, shapes: Path, data: Path) -> Rows:
    match engine:
        case "columnar":
            return rows(Validator(triples([shapes])).validate(parse(data, grammar=_is_legal)).results)
        case "turbo":
            from pyshacl_turbo import validate  # type: ignore[import-not-found, unused-ignore]

            _, report, _ = validate(str(data), shacl_graph=str(shapes), serialize_report_graph="nt")
            return _of_report(report, ox.RdfFormat.N_TRIPLES)
        case "jena":
            command = ["java", "-cp", os.environ["JENA_JAR"], "shacl.shacl_validate", "--shapes", str(shapes),
                       "--data", str(data)]  # fmt: skip
            return _of_report(subprocess.run(command, check=True, capture_output=True).stdout, ox.RdfFormat.TURTLE)
        case _:
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


def _is_legal(text: str, datatype: str) -> bool:
    return fault_of(text, datatype) is None


def _cpu(whose: int) -> float:
    used = resource.getrusage(whose)
    return used.ru_utime + used.ru_stime
