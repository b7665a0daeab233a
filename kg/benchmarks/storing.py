"""How long a graph on disk takes to make and to ask, and how both grow with its size.

Each question is asked by a process of its own, which opens the store and gives all rows as CSV; memory is the largest
that this process needed. The exponent of growth is that of the line through all sizes, in logarithms.
"""

from __future__ import annotations

import math
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from ..layout import Layout

CODE = "from kg.cli import main; main()"


class Run(NamedTuple):
    """What a process took: seconds of clock and processor, megabytes at the most, lines of its answer, exit code."""

    wall: float
    cpu: float
    memory: float
    lines: int
    code: int


def run(words: list[str], folder: Path) -> Run:
    """Run `kg` in a folder, and see what that takes."""
    start = time.perf_counter()
    with subprocess.Popen([sys.executable, "-c", CODE, *words], cwd=folder, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        lines = sum(1 for _ in process.stdout)
        status, used = os.wait4(process.pid, 0)[1:]
        process.returncode = os.waitstatus_to_exitcode(status)
    return Run(time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, lines,
               process.returncode)


def exponent(sizes: list[int], seconds: list[float]) -> float:
    """Give the power of the size with which seconds grow: the slope of the line through their logarithms.

    Source: ordinary least squares.
    """
    x, y = [math.log(size) for size in sizes], [math.log(max(second, 1e-3)) for second in seconds]
    middle, height = sum(x) / len(x), sum(y) / len(y)
    spread = sum((each - middle) ** 2 for each in x)
    return sum((a - middle) * (b - height) for a, b in zip(x, y, strict=True)) / spread if spread else math.nan


def ask_all(project: Path, store: Path) -> dict[str, Run]:
    """Ask each stored question of a store, once; give what each took, the slowest first."""
    found = {path.stem: run(["query", path.stem, "--store", str(store), "--timeout", "300", "-f", "csv"], project)
             for path in Layout.at(project).questions()}
    return dict(sorted(found.items(), key=lambda item: -item[1].wall))


def report(sizes: list[int], place: Path | None = None) -> None:
    """Generate, build and ask at each size; print a line per question, then how making a store grows."""
    from ..generation import bulletins_for, generate

    made = []
    with tempfile.TemporaryDirectory() as temporary:
        for size in sizes:
            project = (place or Path(temporary)) / f"nation-{size}"
            if not project.exists():
                generate(bulletins_for(size), 1, project)
            built = run(["build", "--store", "store", "--fresh"], project)
            print(f"{f'kg build, {size} triples':<40} {built.wall:>8.1f} s {built.memory:>8.0f} MB")
            made.append(built.wall)
            for name, each in ask_all(project, project / "store").items():
                failed = "" if each.code == 0 else f" exit {each.code}"
                print(f"{name:<40} {each.wall:>8.2f} s {each.memory:>8.0f} MB {each.lines - 1:>9} rows{failed}")
    if len(sizes) > 1:
        print(f"kg build grows as n^{exponent(sizes, made):.2f}")
