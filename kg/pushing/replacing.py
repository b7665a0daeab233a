"""How one graph takes the place of another, so that readers see the old or the new one.

`put` is one request where the store's PUT is atomic. `shadow-move` uploads to a graph that nobody reads, compares what
the store holds there, then moves it over the old one. `update` drops and inserts in one request. A graph too large for
one request is moved whatever the way.

Source: SPARQL 1.1 Graph Store HTTP Protocol, section 5.3; SPARQL 1.1 Update, sections 3.2.4 and 3.2.5.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from pyoxigraph import NamedNode

from ..errors import EndpointError
from ..messages import say
from ..namespaces import BASE, GRAPH
from . import statements
from .store import Store

STAGING = BASE + "staging/"
"""Where shadow graphs live; no stored question looks there."""

Note = Callable[[str], None]


def replace(store: Store, name: str, lines: frozenset[bytes], digest: str, note: Note) -> None:
    """Put a graph in the place of the one of its name; `note` hears of a shadow graph before it exists.

    Raises: EndpointError, LimitError.
    """
    profile = store.profile
    size = sum(len(line) + 1 for line in lines)
    if profile.replace == "put" and profile.graph is not None and size <= profile.bytes_per_request:
        store.put(name, sorted(lines))
    elif profile.replace == "update" and len(lines) <= profile.triples_per_update:
        store.update(f"DROP SILENT GRAPH {NamedNode(name)} ;\n{_insert(name, sorted(lines))}")
    else:
        _by_shadow(store, name, lines, digest, note)


def remove(store: Store, name: str) -> None:
    """Drop a graph.

    Raises: EndpointError, LimitError.
    """
    store.update(f"DROP SILENT GRAPH {NamedNode(name)}")


def _by_shadow(store: Store, name: str, lines: frozenset[bytes], digest: str, note: Note) -> None:
    shadow = f"{STAGING}{name.removeprefix(GRAPH)}/{digest[:16]}"
    note(shadow)
    remove(store, shadow)
    for piece in _pieces(sorted(lines), store):
        if store.profile.graph is not None:
            store.append(shadow, piece)
        else:
            store.update(_insert(shadow, piece))
    if statements.compare(lines, store.lines(shadow)).verdict == statements.DIFFERENT:
        raise EndpointError(say("the store did not keep what was uploaded for {graph}; the graph itself is as it was",
                                "存储未完整保存为 {graph} 上传的内容；该图本身未变", graph=name),
                            place=str(store.client.address), hint=say("push again", "请再次推送"))
    try:
        store.update(_move(store, NamedNode(shadow), NamedNode(name)), is_repeatable=False)
    except EndpointError:
        if statements.compare(lines, store.lines(name)).verdict == statements.DIFFERENT:
            raise


def _move(store: Store, shadow: NamedNode, name: NamedNode) -> str:
    """Put a shadow graph in the place of another in one update, without MOVE where that loses triples."""
    if store.profile.moves:
        return f"MOVE {shadow} TO {name}"
    return (f"DROP SILENT GRAPH {name} ;\n"
            f"INSERT {{ GRAPH {name} {{ ?s ?p ?o }} }} WHERE {{ GRAPH {shadow} {{ ?s ?p ?o }} }} ;\n"
            f"DROP GRAPH {shadow}")


def _pieces(lines: Sequence[bytes], store: Store) -> Iterator[list[bytes]]:
    """Cut lines into what fits into one request."""
    most = store.profile.bytes_per_request if store.profile.graph is not None else 1 << 62
    many = len(lines) if store.profile.graph is not None else store.profile.triples_per_update
    piece: list[bytes] = []
    size = 0
    for line in lines:
        if piece and (size + len(line) + 1 > most or len(piece) >= many):
            yield piece
            piece, size = [], 0
        piece.append(line)
        size += len(line) + 1
    if piece:
        yield piece


def _insert(name: str, lines: Sequence[bytes]) -> str:
    return f"INSERT DATA {{ GRAPH {NamedNode(name)} {{\n" + b"\n".join(lines).decode() + "\n} }"
