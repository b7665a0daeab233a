"""Work in several processes that end with the one that began it, however that ends."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any

Run = Callable[[Callable[[Any], Any], Iterable[Any]], Iterator[Any]]
"""What runs a function over tasks, and gives the results in order."""


@contextmanager
def pool(processes: int, chunk: int = 1) -> Iterator[Run]:
    """Give what runs a function over tasks in so many processes, `chunk` at a time; in this one if one is enough."""
    if processes < 2:
        yield map
        return
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn"), initializer=end_with_parent) as made:
        try:
            yield lambda work, tasks: made.map(work, tasks, chunksize=chunk)
        finally:
            made.shutdown(cancel_futures=True)


def end_with_parent() -> None:
    """End this process as soon as the one that started it has ended."""

    def follow() -> None:
        parent = multiprocessing.parent_process()
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=follow, daemon=True).start()
