"""The command line: `kg`."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["main"]


def main(typed: Sequence[str] | None = None) -> int:
    """Run the words of a command line and give its exit code; without words be the program itself, and end it."""
    if typed is None:
        import gc
        import os

        gc.disable()  # a run is short; what it leaves behind goes with the process
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # threads for linear algebra, of which numpy does none here
    from .program import end, heed_interrupts, run

    if typed is not None:
        return run(typed)
    heed_interrupts()
    return end(run(None))
