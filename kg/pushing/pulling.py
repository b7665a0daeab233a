"""The way back: graphs of a store as canonical Turtle, a file each, written piece by piece."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from pyoxigraph import Triple

from .. import files
from ..errors import EndpointError
from ..messages import say
from ..namespaces import GRAPH
from ..text import writing
from ..text.lines import cut, written
from ..text.sorting import Lines, by_subject
from . import plan, statements
from .store import Store


def graphs(store: Store, patterns: tuple[str, ...] = ()) -> Iterator[tuple[str, Lines]]:
    """Read the named graphs of ours that a store holds, by name, as lines.

    Raises: EndpointError if the store fails, or has none of them.
    """
    counts = {name: count for name, count in store.counts((GRAPH,)).items() if plan.chosen(name, patterns)}
    if not counts:
        raise EndpointError(say("the store holds none of these graphs", "该存储没有这些图"),
                            place=str(store.client.address),
                            hint=say("they are named {names}…", "它们的名称以 {names} 开头", names=GRAPH))
    for name, count in sorted(counts.items()):
        yield name, store.lines(name, count)


def triples(lines: Lines) -> Iterator[Triple]:
    """Give the triples of a graph that was read, with blank nodes where it has some."""
    return chain.from_iterable(map(statements.restored, lines.batches()))


def pull(store: Store, folder: Path, patterns: tuple[str, ...] = ()) -> tuple[Path, ...]:
    """Write each graph to a file of a folder, whole or not at all; give the paths.

    Raises: as `graphs`; UsageError or LimitError if a file cannot be written.
    """
    paths = []
    for name, lines in graphs(store, patterns):
        local = "".join(c if c.isalnum() or c in "-_" else f"%{ord(c):02X}" for c in name.removeprefix(GRAPH))
        path = folder / f"{local}.ttl"
        bare = (cut(written(statements.restored(batch))) for batch in lines.batches())
        files.make_folder(folder)
        with files.replacing(path) as out:
            out.writelines(writing.blocks(map(statements.triples, by_subject(bare))))
        paths.append(path)
    return tuple(paths)
