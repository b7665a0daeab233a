"""Starts one command, waits until it ends or its time is over, and tells what it took: nothing else is in memory here.

`python -I -S launcher.py TELL ALIVE SECONDS COMMAND …`: TELL and ALIVE are descriptors, of which the one takes the
report, a line of JSON, and the other ends with whoever measures; then the command is ended too.

Source: POSIX, wait4 and getrusage; Linux counts in ru_maxrss what a process was before it became another by exec.
"""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import time


def main(tell: int, alive: int, seconds: float, command: list[str]) -> None:
    """Run a command in a group of its own, so that all it started can be ended with it."""
    os.set_inheritable(tell, False)
    os.set_inheritable(alive, False)
    start = time.perf_counter()
    child = os.posix_spawnp(command[0], command, os.environ, setpgroup=0)
    ending = os.pidfd_open(child)
    if ending not in select.select([ending, alive], [], [], seconds)[0]:
        os.killpg(child, signal.SIGKILL)
    status, used = os.wait4(child, 0)[1:]
    taken = {"cpu": used.ru_utime + used.ru_stime, "wall": time.perf_counter() - start,
             "memory": used.ru_maxrss / 1024, "code": os.waitstatus_to_exitcode(status)}
    with os.fdopen(tell, "w") as report:
        json.dump(taken, report)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), sys.argv[4:])
