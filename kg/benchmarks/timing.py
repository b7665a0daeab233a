"""What a process takes: seconds of processor and of clock, and memory; and how that grows.

CPU is the user and system time of the process and of all that it waited for, wall the time from its start to its end,
memory the greatest resident size that it or one of those had.

Source: POSIX, wait4 and getrusage; the power of growth is the slope of the line through the logarithms, by ordinary
least squares.
"""

from __future__ import annotations

import json
import math
import os
import statistics
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

LAUNCHER = Path(__file__).with_name("launcher.py")
INTERRUPTED = -9


class Taken(NamedTuple):
    """Seconds of processor and clock, megabytes at the most, exit code, and the error or else the last line it told."""

    cpu: float
    wall: float
    memory: float = 0.0
    code: int = 0
    complaint: str = ""


def run(command: Sequence[str], folder: Path, seconds: float, *, given: bytes = b"", output: Path | None = None,
        noise: Path | None = None) -> Taken:
    """Run a command in a folder to its end, or to the end of so many seconds; keep what it prints in a file.

    A small process starts it (`launcher`), since the memory of whoever starts a process counts as that of the process.
    """
    told, tell = os.pipe()
    alive, hold = os.pipe()
    words = [sys.executable, "-I", "-S", str(LAUNCHER), str(tell), str(alive), str(seconds), *command]
    with os.fdopen(told, "rb") as report, (output or Path(os.devnull)).open("wb") as out, (
            noise or Path(os.devnull)).open("wb") as err:
        with subprocess.Popen(words, cwd=folder, stdin=subprocess.PIPE, stdout=out, stderr=err,
                              pass_fds=[tell, alive]) as process, os.fdopen(hold, "wb"):
            os.close(tell)
            os.close(alive)
            process.communicate(given)
        said = json.load(report)
    lines = noise.read_text(encoding="utf-8", errors="replace").strip().splitlines() if noise else []
    said["complaint"] = next((line for line in lines if line.startswith("error")), lines[-1] if lines else "")[:200]
    return Taken(**said)


def done(command: Sequence[str], folder: Path, seconds: float = 600) -> Taken:
    """Run a command that must succeed; what it prints is lost.

    Raises: CalledProcessError if it fails or does not end in time.
    """
    taken = run(command, folder, seconds)
    if taken.code:
        raise subprocess.CalledProcessError(taken.code, list(command))
    return taken


def median(taken: Sequence[Taken]) -> Taken:
    """Give the median of each figure."""
    cpu, wall, memory = (statistics.median(column) for column in zip(*(each[:3] for each in taken), strict=True))
    return Taken(cpu, wall, memory)


def exponent(sizes: Sequence[float], seconds: Sequence[float]) -> float:
    """Give the power of the size with which seconds grow."""
    x, y = ([math.log(max(each, 1e-3)) for each in values] for values in (sizes, seconds))
    return statistics.linear_regression(x, y).slope
