"""What a push writes: graphs that are there already one by one, new ones while the next are being read.

A new graph has nothing that it could take away, so that it need not be compared before it is sent. Where a store takes
N-Quads, many new graphs travel in one request; another thread reads the next of them while the store works on these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple, TypeVar

from ..messages import Sentence, say
from ..namespaces import shorten
from ..text.sorting import Lines
from . import replacing, statements
from .comparing import DIFFERENT, Comparison
from .journal import BEGUN, SHADOW, Journal
from .ours import Ours
from .plan import ADD, REMOVE, REPLACE, Change
from .store import Store

Progress = Callable[[int, int, Sentence], None]
TOGETHER = 4 << 20
"""Bytes of new graphs that are sent in one request."""

_Item = TypeVar("_Item")


class Batch(NamedTuple):
    """New graphs, and the N-Quads of all of them; none where one graph goes by itself."""

    graphs: dict[str, Lines]
    quads: bytes


def changed(store: Store, ours: Ours, changes: Sequence[Change], journal: Journal, progress: Progress) -> None:
    """Replace and remove the graphs that are other than ours.

    Raises: EndpointError, LimitError.
    """
    wanted = [each for each in changes if each.action in (REPLACE, REMOVE)]
    for number, each in enumerate(wanted):
        progress(number, len(wanted), say("sending {graph}", "发送 {graph}", graph=shorten(each.graph)))
        if each.action == REMOVE:
            replacing.remove(store, each.graph)
        else:
            _put(store, each.graph, ours.lines(each.graph), journal)


def added(store: Store, ours: Ours, names: Sequence[str], journal: Journal, progress: Progress) -> Iterator[Change]:
    """Send the graphs that the store does not have, and say what each was.

    Raises: EndpointError, LimitError; what reading a file raises.
    """
    most = min(TOGETHER, store.profile.bytes_per_request) if store.profile.quads is not None else 0
    done = 0
    for batch in ahead(_batches(names, ours, most)):
        first = next(iter(batch.graphs))
        progress(done, len(names), say("sending {graph}", "发送 {graph}", graph=shorten(first)))
        if batch.quads:
            journal.note(BEGUN, dict.fromkeys(batch.graphs, ""))
            store.add(batch.quads)
        else:
            _put(store, first, batch.graphs[first], journal)
        done += len(batch.graphs)
        for name, lines in batch.graphs.items():
            yield Change(name, ADD, len(lines), len(lines), 0, Comparison(DIFFERENT, (), (), len(lines), 0))


def _put(store: Store, name: str, lines: Lines, journal: Journal) -> None:
    digest = statements.digest(name, lines)
    journal.note(BEGUN, {name: digest})
    replacing.replace(store, name, lines, digest, lambda shadow: journal.note(SHADOW, {shadow: digest}))


def _batches(names: Iterable[str], ours: Ours, most: int) -> Iterator[Batch]:
    """Gather graphs into requests of so many bytes; a larger one goes by itself, as does each where that is nought.

    The first requests are small, so that the store has something to do soon.
    """
    graphs: dict[str, Lines] = {}
    quads: list[bytes] = []
    size, room = 0, most >> 4
    for name in names:
        lines = ours.lines(name)
        if not lines:
            continue
        text = statements.quads(name, lines) if lines.size <= most else b""
        if graphs and (not text or size + len(text) > room):
            yield Batch(graphs, b"".join(quads))
            graphs, quads, size, room = {}, [], 0, min(most, 2 * room)
        if not text:
            yield Batch({name: lines}, b"")
            continue
        graphs[name] = lines
        quads.append(text)
        size += len(text)
    if graphs:
        yield Batch(graphs, b"".join(quads))


def ahead(items: Iterator[_Item]) -> Iterator[_Item]:
    """Give items, of which another thread makes the next while this one works with the last.

    Raises: what making an item raises, when its turn comes.
    """
    with ThreadPoolExecutor(1) as maker:
        coming = maker.submit(next, items, None)
        while (item := coming.result()) is not None:
            coming = maker.submit(next, items, None)
            yield item
