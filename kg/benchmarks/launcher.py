"""Starts one command, waits until it ends or its time is over, and tells what it took: nothing else is in memory here.

`python -I -S launcher.py SECONDS COMMAND …`; the report is a line of JSON on the descriptor that KG_TELL names.

Source: POSIX, wait4 and getrusage; Linux counts in ru_maxrss what a process was before it became another by exec.
"""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import time


def main(seconds: float, command: list[str]) -> None:
    """Run a command in a group of its own, so that all it started can be ended with it."""
    tell = int(os.environ.pop("KG_TELL"))
    os.set_inheritable(tell, False)
    start = time.perf_counter()
    child = os.posix_spawnp(command[0], command, os.environ, setpgroup=0)
    ending = os.pidfd_open(child)
    if not select.select([ending], [], [], seconds)[0]:
        os.killpg(child, signal.SIGKILL)
    status, used = os.wait4(child, 0)[1:]
    taken = {"cpu": used.ru_utime + used.ru_stime, "wall": time.perf_counter() - start,
             "memory": used.ru_maxrss / 1024, "code": os.waitstatus_to_exitcode(status)}
    with os.fdopen(tell, "w") as report:
        json.dump(taken, report)


if __name__ == "__main__":
    main(float(sys.argv[1]), sys.argv[2:])
