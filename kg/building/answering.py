"""Answers kept with a store: each stored question is asked once, in both languages, when there is time for it.

An answer is kept under the digest of the query's text, so that the same text gets it and no other does. It belongs to
one store: when files change, another store is made, and the answers of the old one go with it. Each question is asked
by a process of its own, which is ended if that takes too long; then nothing is kept, and the engine answers later.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from pyoxigraph import Literal, QueryResultsFormat, QuerySolutions

from .. import files
from ..asking.questions import Question, load
from ..dataset import stored
from ..dataset.graph import Graph
from ..layout import Layout
from ..messages import LANGUAGES, Sentence
from .deriving import end_with_parent
from .holding import holding

Progress = Callable[[int, int, Sentence], None]


def keep_answers(layout: Layout, folder: Path, seconds: float, processes: int, progress: Progress) -> tuple[str, ...]:
    """Ask all stored questions with their defaults and keep the answers; name those that took too long or failed.

    Raises: UsageError if another process builds there; as `stored.open_store`.
    """
    with holding(folder):
        manifest = stored.read(folder)
        files.make_folder(manifest.answers(folder))
        paths = layout.questions()
        late = []
        ask = partial(_in_time, layout, folder, seconds)
        with ThreadPoolExecutor(processes or 2) as pool:
            for done, (path, is_kept) in enumerate(zip(paths, pool.map(ask, paths), strict=True)):
                progress(done, len(paths), Sentence("asking", "提问"))
                if not is_kept:
                    late.append(path.stem)
    return tuple(late)


def texts(question: Question) -> tuple[str, ...]:
    """Give the query as it is put without parameters, in each language."""
    if not question.takes("lang"):
        return (question.bind({}),)
    return (question.bind({}), *(question.bind({"lang": (Literal(lang),)}) for lang in LANGUAGES[1:]))


def _in_time(layout: Layout, folder: Path, seconds: float, path: Path) -> bool:
    child = multiprocessing.get_context("spawn").Process(target=_keep, args=(layout, folder, path))
    child.start()
    child.join(seconds)
    if child.is_alive():
        child.kill()
        child.join()
    return child.exitcode == 0


def _keep(layout: Layout, folder: Path, path: Path) -> None:
    end_with_parent()
    graph = Graph.opened(layout, folder)
    for text in texts(load(path)):
        place = graph.kept(text)
        if place is None or place.is_file():
            continue
        found = graph.query(text)
        if isinstance(found, QuerySolutions):
            data = found.serialize(format=QueryResultsFormat.TSV)
            files.write(place, data or b"")
