"""The process of an engine: `python -m kg.peers NAME PLACE`, spoken to as `conversation` says."""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path
from typing import NoReturn

from .embedded import OPEN, Engine


def main(name: str, place: Path) -> None:
    """Open the engine, say so, and answer line by line until there are no more."""
    start = _now()
    engine = OPEN[name](place)
    _tell(start, version=engine.version)
    for line in sys.stdin:
        asked = json.loads(line)
        _answer(engine, asked["text"], Path(asked["into"]))


def _answer(engine: Engine, text: str, into: Path) -> None:
    start = _now()
    try:
        into.write_bytes(engine.answer(text))
    except engine.faults as error:
        _tell(start, error=f"{type(error).__name__}: {' '.join(str(error).split())[:300]}")
        return
    _tell(start)


def _now() -> tuple[float, float]:
    used = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used), time.perf_counter()


def _tell(start: tuple[float, float], **more: str) -> None:
    cpu, wall = (now - then for now, then in zip(_now(), start, strict=True))
    most = max(resource.getrusage(whose).ru_maxrss for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(json.dumps({"cpu": cpu, "wall": wall, "memory": most / 1024, **more}), flush=True)


def _refuse() -> NoReturn:
    sys.exit("python -m kg.peers NAME PLACE")


if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] not in OPEN:
        _refuse()
    main(sys.argv[1], Path(sys.argv[2]))
