"""The command `python -m kg.pushing.faults`: many pushes under fault, and a count of how they ended."""

from __future__ import annotations

import argparse
import sys
import time

from .trials import Result, Trials, summary


def main() -> int:
    """Run trials; the exit code is 1 if anything did not hold."""
    parser = argparse.ArgumentParser(prog="python -m kg.pushing.faults", description=__doc__)
    parser.add_argument("--pushes", type=int, default=1000, help="how many (default: 1000)")
    parser.add_argument("--seed", type=int, default=1, help="which dice (default: 1)")
    given = parser.parse_args()
    sys.setswitchinterval(0.0002)  # the store and the push take turns in one process
    trials, results, start = Trials(given.seed), list[Result](), time.perf_counter()
    for number in range(given.pushes):
        result = trials.run(number)
        results.append(result)
        for what in result.broken:
            print(f"push {number}: {what}: {result.fault} by {result.way}, reported as {result.reported}")
    trials.close()
    seconds = time.perf_counter() - start
    print(summary(results), end="")
    bad = sum(bool(result.broken) for result in results)
    print(f"{given.pushes} pushes under fault, each followed by one without, in {seconds:.1f} s: {bad} broke a promise")
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main())
