"""A store in memory behind HTTP, on loopback, that does to one request what a fault says.

It is quick rather than complete: it understands what a push sends. A second port plays a foreign host, and remembers
whether anything ever came there.
"""

from __future__ import annotations

import re
import socket
import struct
import threading
import urllib.parse
from contextlib import suppress
from typing import NamedTuple

from pyoxigraph import (
    NamedNode,
    Quad,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    parse,
    serialize,
)

from ...namespaces import GRAPH
from .. import statements
from . import answers

_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
_RESET = struct.pack("ii", 1, 0)

State = dict[str, frozenset[bytes]]


class Fault(NamedTuple):
    """What goes wrong, and when."""

    kind: str
    at: int = 0
    """The request that is hit, counted from 0."""
    lasting: bool = False
    """Whether all later requests are hit as well."""
    byte: int = 0
    """Where the connection is cut."""
    applied: bool = False
    """Whether the request takes effect before it fails."""


class World:
    """The store, the foreign host, and what readers would have seen."""

    def __init__(self) -> None:
        self.store = Store()
        self.fault: Fault | None = None
        self.requests = 0
        self.history: list[State] = []
        self.strangers = 0
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._listening = [socket.create_server(("127.0.0.1", 0), backlog=64) for _ in range(2)]
        self.port, self.foreign = (each.getsockname()[1] for each in self._listening)
        for each, meet in zip(self._listening, (self._talk, self._stranger), strict=True):
            threading.Thread(target=self._accept, args=(each, meet), daemon=True).start()

    def close(self) -> None:
        """Stop listening."""
        self._over.set()
        for each in self._listening:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def begin(self, state: State, fault: Fault | None) -> None:
        """Start anew from a state, with a fault to come."""
        with self._lock:
            self.store.clear()
            for name, lines in state.items():
                self.store.extend(Quad(t.subject, t.predicate, t.object, NamedNode(name))
                                  for t in statements.triples(lines))
            self.fault, self.requests, self.history = fault, 0, []

    def state(self) -> State:
        """Give our graphs as they are."""
        found: dict[str, list[Triple]] = {}
        for quad in self.store:
            found.setdefault(getattr(quad.graph_name, "value", ""), []).append(quad.triple)
        return {name: frozenset(statements.lines(name, triples)) for name, triples in found.items()
                if name.startswith(GRAPH)}

    def _accept(self, listening: socket.socket, meet: object) -> None:
        while not self._over.is_set():
            try:
                line, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=meet, args=(line,), daemon=True).start()  # type: ignore[arg-type]

    def _stranger(self, line: socket.socket) -> None:
        self.strangers += 1
        line.close()

    def _talk(self, line: socket.socket) -> None:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with line, suppress(OSError):
            while first := line.recv(1 << 16):
                fault = self._due()
                if fault is not None and fault.kind == "cut-request":
                    _read(line, first, fault.byte)
                    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                    return
                head, body = _read(line, first)
                if not self._answer(line, head, body, fault):
                    return

    def _due(self) -> Fault | None:
        with self._lock:
            fault, number = self.fault, self.requests
            self.requests += 1
        if fault is None or number < fault.at or (number > fault.at and not fault.lasting):
            return None
        return fault

    def _answer(self, line: socket.socket, head: bytes, body: bytes, fault: Fault | None) -> bool:
        """Answer one request; tell whether the connection goes on."""
        method, target = head.split(b" ", 2)[:2]
        if fault is None or fault.applied or fault.kind in answers.AFTER:
            status, kind, content = self._apply(method.decode(), target.decode(), head, body)
        else:
            status, kind, content = 204, "", b""
        if fault is None:
            line.sendall(answers.message(status, kind, content))
            return True
        is_write = method == b"PUT" or (method == b"POST" and not target.startswith(b"/query"))
        if fault.kind == "other-writer" and is_write:
            self._meddle()
        if fault.kind == "half" and is_write:
            self._halve(target.decode())
        near = target.decode()
        elsewhere = near if fault.kind.endswith("near") else f"http://127.0.0.1:{self.foreign}{near}"
        answers.spoil(line, fault.kind, fault.byte, (status, kind, content), elsewhere, self._over)
        return False

    def _apply(self, method: str, target: str, head: bytes, body: bytes) -> tuple[int, str, bytes]:
        parts = urllib.parse.urlsplit(target)
        given = urllib.parse.parse_qs(parts.query)
        with self._lock:
            if parts.path == "/query":
                return self._query((given.get("query") or urllib.parse.parse_qs(body.decode())["query"])[0])
            if method == "GET":
                name = NamedNode(given["graph"][0])
                found = [quad.triple for quad in self.store.quads_for_pattern(None, None, None, name)]
                return 200, "application/n-triples", serialize(found, format=RdfFormat.N_TRIPLES) or b""
            try:
                self._write(method, parts.path, given, head, body)
            except RuntimeError as error:  # a MOVE that is asked for again has nothing left to move
                return 500, "text/plain", str(error).encode()
            self.history.append(self.state())
            return 204, "", b""

    def _query(self, text: str) -> tuple[int, str, bytes]:
        found = self.store.query(text)
        if isinstance(found, QuerySolutions):
            return 200, "application/sparql-results+json", found.serialize(format=QueryResultsFormat.JSON) or b""
        assert isinstance(found, QueryTriples)
        return 200, "application/n-triples", found.serialize(format=RdfFormat.N_TRIPLES) or b""

    def _write(self, method: str, path: str, given: dict[str, list[str]], head: bytes, body: bytes) -> None:
        if path == "/update":
            self.store.update(body.decode())
        elif "graph" in given:
            name = NamedNode(given["graph"][0])
            new = [Quad(q.subject, q.predicate, q.object, name) for q in parse(body, format=RdfFormat.N_TRIPLES)]
            if method == "PUT":
                self.store.remove_graph(name)
            self.store.extend(new)
        else:
            self.store.extend(parse(body, format=RdfFormat.N_QUADS))

    def _meddle(self) -> None:
        """Let somebody else write into one of our graphs."""
        stranger = NamedNode("https://example.org/somebody-else")
        with self._lock:
            for name in sorted(self.state())[:1]:
                self.store.add(Quad(stranger, stranger, stranger, NamedNode(name)))

    def _halve(self, target: str) -> None:
        """Lose half of what was just written, as a store does that is not atomic."""
        named = urllib.parse.parse_qs(urllib.parse.urlsplit(target).query).get("graph")
        with self._lock:
            for name in named or sorted(self.state())[:1]:
                for quad in list(self.store.quads_for_pattern(None, None, None, NamedNode(name)))[::2]:
                    self.store.remove(quad)


def _read(line: socket.socket, data: bytes, most: int = 1 << 60) -> tuple[bytes, bytes]:
    """Read one request, or so many bytes of it."""
    while len(data) < most:
        head, end, body = data.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if end and len(body) >= (int(length[1]) if length else 0):
            return head, body
        more = line.recv(1 << 16)
        if not more:
            raise ConnectionError
        data += more
    return data, b""
