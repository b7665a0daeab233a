"""A query in a process of its own, so that it can be ended at any moment: by its limits, or by Ctrl-C.

The engine cannot be stopped from outside, runs out of memory by aborting, and may die of what it reads. So the work is
done in a child; the parent waits until the answer is there, and ends the child if that takes too long. The child says
when the limits begin to hold for it and when it has left them again: whatever ends it in between, be it a library that
calls exit() when it gets no memory, is no answer.

Source: IEEE Std 1003.1 (POSIX), fork, setrlimit, waitpid.
"""

from __future__ import annotations

import errno
import os
import re
import select
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import NoReturn

from ..errors import KgError, LimitError, QueryError
from ..messages import Sentence, say
from .deadline import SECONDS, too_long
from .session import Session

_BEGUN, _ANSWERED = b"(", b"."
_WORDS = 1 << 16
_PANIC = re.compile(r"panicked at [^\n]*\n([^\n]+)")
"""What a library in Rust prints before it aborts, but for a want of memory."""
_STARVED = (MemoryError, ImportError, OSError, SystemError)
"""What comes of a library that gets no memory, besides its end."""


def is_wanted(session: Session, is_program: bool) -> bool:
    """Whether a command runs in a child: if it asks whatever somebody typed, or limits are set."""
    given = session.arguments
    if session.command.module not in ("asking", "showing"):
        return False
    if given.has("endpoint") or given.has("help") or given.has("show") or not hasattr(os, "fork"):
        return False
    return given.has("timeout") or given.has("max-memory") or (is_program and session.command.name == "sparql")


def confined(session: Session, work: Callable[[], NoReturn]) -> int:
    """Do work that ends the process in a child, and give its exit code; the limits hold within `session.watched`.

    Raises: LimitError that says which limit was hit; QueryError if the engine failed.
    """
    seconds, memory = session.arguments.positive("timeout") or SECONDS, session.arguments.positive("max-memory")
    told, tell = os.pipe()
    alive, hold = os.pipe()
    heard, complain = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(hold)
        _be_child(session, work, (tell, alive, complain, memory))
    for end in (tell, alive, complain):
        os.close(end)
    try:
        last = _last_word(session, told, seconds)
        status, child = os.waitpid(child, 0)[1], 0
        complaint = _heard(heard)
    finally:
        if child:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        for end in (told, hold, heard):
            os.close(end)
    if os.WIFSIGNALED(status) or last == _BEGUN:
        raise _died(os.WTERMSIG(status) if os.WIFSIGNALED(status) else signal.SIGABRT, memory, complaint)
    return os.WEXITSTATUS(status)


def _heard(end: int) -> str:
    """Give what a child that has ended printed last."""
    os.set_blocking(end, False)
    try:
        return os.read(end, _WORDS).decode("utf-8", "replace")
    except BlockingIOError:
        return ""


def _last_word(session: Session, told: int, seconds: float) -> bytes:
    """Wait for the answer, which must come in time, then for whatever the child does with it; give what it said last.

    Raises: LimitError if there was no answer in time.
    """
    end, last = time.monotonic() + seconds, b""
    while True:
        if last != _ANSWERED and not select.select([told], [], [], max(end - time.monotonic(), 0))[0]:
            raise too_long(session, seconds)
        word = os.read(told, 1)
        if not word:
            return last
        last = word


class Watched:
    """The block in which the limits of a child hold: what the engine prints while it dies is told to the parent."""

    def __init__(self, tell: int, complain: int, memory: int | None) -> None:
        self._tell = tell
        self._complain = complain
        self._memory = memory
        self._shown = -1
        self._allowed = (-1, -1)

    def __enter__(self) -> None:
        """Raises: LimitError if the limit is less than what is in use already."""
        used = _used() if self._memory is not None else 0
        if self._memory is not None and used > self._memory:
            raise _too_little(used, self._memory)
        sys.stderr.flush()
        self._shown = os.dup(2)
        os.set_blocking(self._complain, False)  # what is too long to be heard is lost
        os.dup2(self._complain, 2)
        if self._memory is not None:
            import resource

            self._allowed = resource.getrlimit(resource.RLIMIT_DATA)
            resource.setrlimit(resource.RLIMIT_DATA, (self._memory << 20, self._allowed[1]))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        os.write(self._tell, _BEGUN)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        if self._memory is not None:
            import resource

            resource.setrlimit(resource.RLIMIT_DATA, self._allowed)
        os.dup2(self._shown, 2)
        os.write(self._tell, _ANSWERED)
        if isinstance(error, MemoryError) or (self._memory is not None and _is_starved(error)):
            raise _died(signal.SIGABRT, self._memory, "") from error


def _be_child(session: Session, work: Callable[[], NoReturn], means: tuple[int, int, int, int | None]) -> NoReturn:
    import _thread

    tell, alive, complain, memory = means
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.set_wakeup_fd(-1)

    def follow() -> None:
        os.read(alive, 1)  # ends when the parent does
        os._exit(1)

    _thread.start_new_thread(follow, ())
    session.watched = Watched(tell, complain, memory)
    work()


def _used() -> int:
    """Give the MB that count against the limit already, 0 where the system does not tell."""
    try:
        lines = Path("/proc/self/status").read_bytes().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) >> 10 for line in lines if line.startswith(b"VmData:")), 0)


def _is_starved(error: BaseException | None) -> bool:
    """Whether an error under a memory limit comes of it; one of ours does if what it was raised from says so."""
    if isinstance(error, KgError):
        cause = error.__cause__
        return isinstance(cause, MemoryError) or (
            isinstance(cause, OSError) and os.strerror(errno.ENOMEM) in (cause.strerror or str(cause)))
    return isinstance(error, _STARVED) and not isinstance(error, BrokenPipeError)


def _too_little(used: int, memory: int) -> LimitError:
    return _needs(say("the program alone needs {used} MB of memory, more than {memory} MB",
                      "程序本身就需内存 {used} MB，超过 {memory} MB", used=used, memory=memory))


def _died(number: int, memory: int | None, complaint: str) -> KgError:
    """Say what a child died of: a depth or a memory that it could not have, or a fault of the engine."""
    panic = None if memory else _PANIC.search(complaint)  # with little memory that is what a panic comes of
    if panic:
        return QueryError(say("the engine failed: {reason}", "查询引擎出错：{reason}", reason=panic[1].strip()),
                          place="query", hint=say("ask in another way", "请换一种写法"))
    if number == signal.SIGSEGV:
        return LimitError(say("the query is too deep for the engine", "查询的嵌套超出引擎的能力"), place="query",
                          hint=say("ask for less at once", "请一次少问一些"))
    if memory:
        return _needs(say("the query needs more than {memory} MB of memory", "查询所需内存超过 {memory} MB",
                          memory=memory))
    return _needs(say("the query needs too much memory", "查询所需内存过多"))


def _needs(message: Sentence) -> LimitError:
    return LimitError(message, place="query", hint=say("ask for less, or allow more with --max-memory MB",
                                                       "请缩小查询范围，或用 --max-memory MB 放宽限制"))
