"""How long checking again takes after one of many bulletins changed, and that it finds what checking all anew finds."""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from .goals import Goal, report_goals

CHANGES = 5
"""How many bulletins change, one after the other, each followed by a check."""


class Run(NamedTuple):
    """What one `kg validate` found, and its seconds of clock and of processor."""

    findings: list[Any]
    wall: float
    cpu: float


def measure(bulletins: int, folder: Path) -> dict[str, Run]:
    """Check so many generated bulletins: for the first time, unchanged, after each change, and in the end all anew."""
    from ..generation import generate

    generate(bulletins, 1, folder)
    runs = {f"first check of {bulletins} bulletins": _check(folder), "nothing changed": _check(folder)}
    for path in sorted(folder.glob("data/bulletins/**/*.ttl"))[::max(1, bulletins // CHANGES)][:CHANGES]:
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace('qudt:value "', 'qudt:value "9', 1), encoding="utf-8")
        runs[f"changed: {path.stem}, {path.parent.name}"] = _check(folder)
    return runs | {"the same all anew": _check(folder, "--no-cache")}


def _check(folder: Path, *options: str) -> Run:
    """Run `kg validate` in a process of its own, which may keep its bytecode, as an installed program has it.

    Raises: CalledProcessError if it fails otherwise than by findings.
    """
    command = [str(Path(sys.executable).with_name("kg")), "validate", "-q", "-f", "json", *options]
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False, env=environment)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 1):
        raise subprocess.CalledProcessError(done.returncode, command, done.stdout, done.stderr)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(json.loads(done.stdout)["findings"], wall, cpu)


def report(bulletins: int) -> None:
    """Print a line per run, the median of the runs after a change, and whether the findings are the same."""
    with tempfile.TemporaryDirectory() as name:
        runs = measure(bulletins, Path(name) / "nation")
    print(f"{'kg validate':<48} {'wall s':>8} {'CPU s':>8} {'findings':>9}")
    for words, run in runs.items():
        print(f"{words:<48} {run.wall:>8.2f} {run.cpu:>8.2f} {len(run.findings):>9}")
    changed = [run for words, run in runs.items() if words.startswith("changed")]
    wall, cpu = (statistics.median(each) for each in ([run.wall for run in changed], [run.cpu for run in changed]))
    words = f"one changed of {bulletins}, median"
    print(f"{words:<48} {wall:>8.2f} {cpu:>8.2f}")
    report_goals([Goal("wall seconds after one change", wall, 1, at_most=True)])
    print(f"the same findings as all anew: {'yes' if are_same(list(runs.values())) else 'NO'}")


def are_same(runs: Sequence[Run]) -> bool:
    """Whether the last two runs, one after a change and one all anew, found the same."""
    *_, again, anew = runs
    return again.findings == anew.findings
