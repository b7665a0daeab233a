"""A time limit for questions to the files, and an end at once when somebody interrupts.

The engine cannot be stopped from outside, but the process can be ended: by a thread, or by the parent of a child that
works for it (`confinement`).
"""

from __future__ import annotations

import _thread
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

from ..errors import LimitError
from ..messages import say
from . import output
from .session import Session

SECONDS = 60
"""How long a query may take if nothing else is said."""
INTERRUPTED = 130


@contextmanager
def deadline(session: Session) -> Iterator[None]:
    """End the process with a word and exit code 5 if what stands in the block takes longer than `--timeout`.

    An endpoint keeps to the time by itself; of a child the parent sees to it, and is told when the block is done.
    """
    if session.arguments.has("endpoint"):
        yield
        return
    with session.watched or _by_thread(session, session.arguments.positive("timeout") or SECONDS):
        yield


@contextmanager
def _by_thread(session: Session, seconds: float) -> Iterator[None]:
    over = _thread.allocate_lock()
    over.acquire()

    def watch() -> None:
        if not over.acquire(timeout=seconds):
            error = too_long(session, seconds)
            output.report(error, session.lang)
            os._exit(error.exit_code)

    heard, tell = os.pipe()
    os.set_blocking(tell, False)
    before = _listen(tell)

    def heed() -> None:
        while told := os.read(heard, 1):
            if told[0] == signal.SIGINT:
                os._exit(INTERRUPTED)
        os.close(heard)

    _thread.start_new_thread(watch, ())
    _thread.start_new_thread(heed, ())
    try:
        yield
    finally:
        over.release()
        if before is not None:
            signal.set_wakeup_fd(before)
        os.close(tell)


def too_long(session: Session, seconds: float) -> LimitError:
    """Say that there was no answer in time; a query of Oxigraph may never end where a large file is damaged."""
    hint = say("ask for less, or wait longer with --timeout SECONDS", "请缩小查询范围，或用 --timeout 秒数 延长等待")
    if session.store is not None:
        hint = say("ask for less, or wait longer with --timeout SECONDS; "
                   "kg build --store {folder} --check looks for damage",
                   "请缩小查询范围，或用 --timeout 秒数 延长等待；kg build --store {folder} --check 可检查是否损坏",
                   folder=session.store)
    return LimitError(say("no answer within {seconds} s", "{seconds} 秒内没有得出答案", seconds=seconds), place="query",
                      hint=hint)


def _listen(tell: int) -> int | None:
    """Have interrupts told to a pipe; give where they were told before, or None where this thread hears of none."""
    try:
        return signal.set_wakeup_fd(tell)
    except ValueError:
        return None
