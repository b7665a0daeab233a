"""A time limit for questions to the files: the engine cannot be stopped from outside, but the process can be ended."""

from __future__ import annotations

import _thread
import os
from collections.abc import Iterator
from contextlib import contextmanager

from ..errors import LimitError
from ..messages import say
from . import output
from .session import Session

SECONDS = 60


@contextmanager
def deadline(session: Session) -> Iterator[None]:
    """End the process with a word and exit code 5 if what stands in the block takes longer than `--timeout`.

    An endpoint keeps to the time by itself.
    """
    if session.arguments.has("endpoint"):
        yield
        return
    seconds = session.arguments.number("timeout") or SECONDS
    over = _thread.allocate_lock()
    over.acquire()

    def watch() -> None:
        if over.acquire(timeout=seconds):
            return
        error = LimitError(say("no answer within {seconds} s", "{seconds} 秒内没有得出答案", seconds=seconds),
                           place="query",
                           hint=say("ask for less, or wait longer with --timeout SECONDS",
                                    "请缩小查询范围，或用 --timeout 秒数 延长等待"))
        output.report(error, session.lang)
        os._exit(error.exit_code)

    _thread.start_new_thread(watch, ())
    try:
        yield
    finally:
        over.release()
