"""Processes that work beside this one, and a folder for what they hand to each other.

    with Workers(2) as workers:
        report = shapes.validate(parse(path, workers=workers), workers=workers)

Each starts anew (`spawn`), so a program that uses them runs nothing when it is merely imported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

Task = TypeVar("Task")
Done = TypeVar("Done")


class Workers:
    """So many processes, from the beginning of a `with` to its end."""

    __slots__ = ("_folder", "_pool", "number")

    def __init__(self, number: int) -> None:
        import multiprocessing
        from concurrent.futures import ProcessPoolExecutor
        from tempfile import TemporaryDirectory

        from ..processes import end_with_parent

        self.number = number
        self._pool = ProcessPoolExecutor(number, multiprocessing.get_context("spawn"), initializer=end_with_parent)
        self._folder = TemporaryDirectory(prefix="columns-")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
                 ) -> None:  # fmt: skip
        self._pool.shutdown(cancel_futures=True)
        self._folder.cleanup()

    @property
    def folder(self) -> Path:
        """Where the processes find each other's files."""
        return Path(self._folder.name)

    def run(self, function: Callable[[Task], Done], tasks: Iterable[Task]) -> list[Done]:
        """Let the processes take tasks in turn; give what was made of them, in order.

        Raises: whatever the function raises.
        """
        return list(self._pool.map(function, tasks))
