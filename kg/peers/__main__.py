"""The process of an engine: `python -m kg.peers NAME PLACE`, spoken to as `conversation` says."""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import threading
import time
from pathlib import Path
from queue import SimpleQueue

from .embedded import OPEN, Engine


def main(name: str, place: Path) -> None:
    """Open the engine, say so, and answer line by line."""
    start = _now()
    lines: SimpleQueue[str] = SimpleQueue()
    threading.Thread(target=_listen, args=(lines,), daemon=True).start()
    engine = OPEN[name](place)
    _tell(start, version=engine.version)
    while True:
        asked = json.loads(lines.get())
        _answer(engine, asked["text"], Path(asked["into"]))


def _listen(lines: SimpleQueue[str]) -> None:
    """Take down what is asked; end, in the middle of an answer too, when nobody is there any more."""
    for line in sys.stdin:
        lines.put(line)
    os._exit(0)


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


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m kg.peers", description=__doc__)
    parser.add_argument("name", metavar="NAME", choices=OPEN, help="the engine: " + ", ".join(OPEN))
    parser.add_argument("place", metavar="PLACE", type=Path, help="what it opens")
    return parser.parse_args()


if __name__ == "__main__":
    given = _arguments()
    main(given.name, given.place)
