"""How one graph takes the place of another, so that readers see the old or the new one.

`put` is one request where the store's PUT is atomic. `shadow-move` uploads to a graph that nobody reads, compares what
the store holds there, then moves it over the old one. `update` drops and inserts in one request. A graph too large for
one request is moved whatever the way.

Source: SPARQL 1.1 Graph Store HTTP Protocol, section 5.3; SPARQL 1.1 Update, sections 3.2.4 and 3.2.5.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from pyoxigraph import NamedNode

from ..errors import EndpointError
from ..messages import say
from ..namespaces import BASE, GRAPH
from ..text.lines import END, joined
from ..text.sorting import Lines
from .comparing import DIFFERENT, compare
from .store import Store

STAGING = BASE + "staging/"
"""Where shadow graphs live; no stored question looks there."""

Note = Callable[[str], None]


def replace(store: Store, name: str, lines: Lines, digest: str, note: Note) -> None:
    """Put a graph in the place of the one of its name; `note` hears of a shadow graph before it exists.

    Raises: EndpointError, LimitError.
    """
    profile = store.profile
    if profile.replace == "put" and profile.graph is not None and lines.size <= profile.bytes_per_request:
        store.put(name, lines)
    elif profile.replace == "update" and len(lines) <= profile.triples_per_update:
        store.update(f"DROP SILENT GRAPH {NamedNode(name)} ;\n{_insert(name, lines)}")
    else:
        _by_shadow(store, name, lines, digest, note)


def remove(store: Store, name: str) -> None:
    """Drop a graph.

    Raises: EndpointError, LimitError.
    """
    store.update(f"DROP SILENT GRAPH {NamedNode(name)}")


def _by_shadow(store: Store, name: str, lines: Lines, digest: str, note: Note) -> None:
    shadow = f"{STAGING}{name.removeprefix(GRAPH)}/{digest[:16]}"
    note(shadow)
    remove(store, shadow)
    for piece in _pieces(lines, store):
        if store.profile.graph is not None:
            store.append(shadow, piece)
        else:
            store.update(_insert(shadow, piece))
    if compare(lines, store.lines(shadow)).verdict == DIFFERENT:
        raise EndpointError(say("the store did not keep what was uploaded for {graph}; the graph itself is as it was",
                                "存储未完整保存为 {graph} 上传的内容；该图本身未变", graph=name),
                            place=str(store.client.address), hint=say("push again", "请再次推送"))
    try:
        store.update(_move(store, NamedNode(shadow), NamedNode(name)), is_repeatable=False)
    except EndpointError:
        if compare(lines, store.lines(name)).verdict == DIFFERENT:
            raise


def _move(store: Store, shadow: NamedNode, name: NamedNode) -> str:
    """Put a shadow graph in the place of another in one update, without MOVE where that loses triples."""
    if store.profile.moves:
        return f"MOVE {shadow} TO {name}"
    return (f"DROP SILENT GRAPH {name} ;\n"
            f"INSERT {{ GRAPH {name} {{ ?s ?p ?o }} }} WHERE {{ GRAPH {shadow} {{ ?s ?p ?o }} }} ;\n"
            f"DROP GRAPH {shadow}")


def _pieces(lines: Lines, store: Store) -> Iterator[list[bytes]]:
    """Cut lines into what fits into one request."""
    most = store.profile.bytes_per_request if store.profile.graph is not None else 1 << 62
    many = len(lines) if store.profile.graph is not None else store.profile.triples_per_update
    piece: list[bytes] = []
    size = 0
    for line in lines:
        if piece and (size + len(line) + len(END) > most or len(piece) >= many):
            yield piece
            piece, size = [], 0
        piece.append(line)
        size += len(line) + len(END)
    if piece:
        yield piece


def _insert(name: str, lines: Iterable[bytes]) -> str:
    return f"INSERT DATA {{ GRAPH {NamedNode(name)} {{\n" + joined(lines).decode() + "} }"
