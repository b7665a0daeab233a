"""A bar that shows how far a long command is, on a terminal only."""

from __future__ import annotations

import os
import sys
from types import TracebackType

from ..messages import Sentence, in_language
from . import output
from .session import Session

CELLS = 20


class Bar:
    """A line on standard error that is drawn over itself and leaves nothing behind."""

    def __init__(self, session: Session) -> None:
        self._lang = session.lang
        self._is_seen = not session.is_quiet and sys.stderr is not None and sys.stderr.isatty() and (
            os.environ.get("TERM") != "dumb")
        self._is_drawn = False

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        if self._is_drawn:
            self._draw("\r\x1b[K")

    def show(self, done: int, total: int, what: Sentence) -> None:
        """Say that so many of all steps are done, and what is next."""
        if self._is_seen:
            full = CELLS * done // max(total, 1)
            text = f"{'█' * full}{'░' * (CELLS - full)} {done}/{total} {in_language(what, self._lang)}"
            self._draw(f"\r\x1b[K{text[:max(output.width() - 30, 40)]}")
            self._is_drawn = True

    def _draw(self, text: str) -> None:
        sys.stderr.buffer.write(text.encode("utf-8", "backslashreplace"))
        sys.stderr.buffer.flush()
