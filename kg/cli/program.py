"""From words typed to an exit code; every error becomes a message here."""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from typing import NoReturn

from .. import __version__
from ..errors import KgError, UsageError
from ..messages import did_you_mean, say
from . import language, output
from .arguments import parse
from .commands import COMMANDS, OPTIONS
from .session import Session

FAULT, INTERRUPTED = 70, 130
PATIENCE = 0.5  # seconds that a command has to leave in order after an interrupt


def run(typed: Sequence[str] | None) -> int:
    """Run a command line; give its exit code: 0 fine, 1 findings, 2 wrong use, 3 input, 4 query, 5 limit, 70 fault."""
    words = list(sys.argv[1:] if typed is None else typed)
    lang = language.choose(words, os.environ)
    return _told(lambda: _run(words, lang, typed is None), words, lang)


def _told(work: Callable[[], int], words: Sequence[str], lang: str) -> int:
    """Do some work; tell what goes wrong, and give its exit code."""
    try:
        return work()
    except KgError as error:
        if "-v" in words or "--verbose" in words:
            _traceback()
        output.report(error, lang)
        return error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        output.silence()
        return 0
    except Exception as error:
        return _fault(error, words, lang)


def end(code: int) -> NoReturn:
    """End the process at once; taking the graph apart, piece by piece, would take longer than an answer."""
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
    except OSError:
        code = code or 3
    os._exit(code)


def heed_interrupts() -> None:
    """End the process soon after an interrupt even while the engine works, where Python's own handler has to wait."""
    import _thread
    import signal

    read, write = os.pipe()
    os.set_blocking(write, False)
    signal.set_wakeup_fd(write)

    def wait() -> None:
        while os.read(read, 1)[0] != signal.SIGINT:
            pass
        time.sleep(PATIENCE)
        os._exit(INTERRUPTED)

    _thread.start_new_thread(wait, ())


def _run(words: list[str], lang: str, is_program: bool) -> int:
    name = _command_word(words)
    if name is None:
        return _without_command(words, lang)
    if name not in COMMANDS:
        raise UsageError(say('there is no command "{name}"', "没有命令“{name}”", name=name),
                         hint=did_you_mean(name, COMMANDS) or say("kg --help lists them", "用 kg --help 查看命令"))
    command = COMMANDS[name]
    words.remove(name)
    arguments = parse(words, command.takes())
    session = Session(command, arguments, lang)
    if arguments.has("version"):
        return _version()
    module = import_module(f".{command.module}", __package__)
    if arguments.has("help"):
        from .help import page

        output.write(page(session))
        return 0
    if command.module not in ("asking", "showing"):
        gc.enable()
    work = partial(getattr(module, name), session)
    if name == "sparql" or arguments.has("timeout") or arguments.has("max-memory"):
        from . import confinement

        if confinement.is_wanted(session, is_program):
            return confinement.confined(session, lambda: end(_told(work, words, lang)))
    with session.closing:
        code: int = work()
    return code


def _command_word(words: Sequence[str]) -> str | None:
    """Find the first word that is neither an option nor the value of one."""
    skip = False
    valued = {name for option in OPTIONS.values() if option.value
              for name in (f"--{option.long}", f"-{option.short}")}
    for word in words:
        if not skip and (not word.startswith("-") or word == "-"):
            return word
        skip = not skip and word in valued
    return None


def _without_command(words: list[str], lang: str) -> int:
    from .commands import EVERYWHERE, READING, Command

    command = Command("", "", say("status and next steps", "概况与下一步"), "status", READING)
    arguments = parse(words, [OPTIONS[name] for name in (*READING, *EVERYWHERE)])
    if arguments.has("version"):
        return _version()
    if arguments.has("help"):
        from .help import overview

        output.write(overview(lang))
        return 0
    from .status import status

    return status(Session(command, arguments, lang))


def _version() -> int:
    output.write(f"kg {__version__}\n")
    return 0


def _fault(error: Exception, words: Sequence[str], lang: str) -> int:
    if "-v" in words or "--verbose" in words:
        _traceback()
    output.note(say("internal error: {kind}: {error}", "程序内部错误：{kind}: {error}", kind=type(error).__name__,
                    error=str(error).splitlines()[0] if str(error) else ""), lang)
    output.note(say("hint: this is our fault; please report it with the output of the same command and -v",
                    "提示：这是程序的问题；请附上同一命令加 -v 的输出报告给我们"), lang)
    return FAULT


def _traceback() -> None:
    import traceback

    output.note(traceback.format_exc().rstrip(), "en")
