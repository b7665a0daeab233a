"""Ways in which a server's answer goes wrong."""

from __future__ import annotations

import gzip
import socket
import struct
import threading

STATUSES = {"401": 401, "403": 403, "404": 404, "413": 413, "429": 429, "429-late": 429, "500": 500, "502": 502,
            "503": 503, "504": 504, "507": 507}
REDIRECTS = {f"{status}-{where}": status for status in (301, 302, 303, 307, 308) for where in ("foreign", "near")}
AFTER = ("cut-answer", "longer", "shorter", "other-writer", "half", "gzip", "limited", "drip")
"""Faults of an answer to a request that was done."""
EMPTY = b'{"head": {"vars": ["g", "n"]}, "results": {"bindings": []}}'
PAGE = b"<!doctype html><html><body>Please sign in</body></html>"

Plain = tuple[int, str, bytes]


def message(status: int, kind: str, content: bytes, *more: str, length: int | None = None) -> bytes:
    """Write an answer."""
    size = len(content) if length is None else length
    lines = [f"HTTP/1.1 {status} x", "Server: Oxigraph", f"Content-Length: {size}",
             *([f"Content-Type: {kind}"] if kind else []), *more]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + content


def spoil(line: socket.socket, fault: str, byte: int, plain: Plain, elsewhere: str, over: threading.Event) -> None:
    """Answer as the fault says, a redirect with a place elsewhere; the connection ends then."""
    status, kind, content = plain
    if fault == "cut-answer":
        whole = message(*plain)
        line.sendall(whole[:byte % len(whole)])
        if byte % 2:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    elif fault == "hang":
        line.settimeout(1)
        line.recv(1)
    elif fault == "drip":
        for each in message(*plain):
            line.sendall(bytes([each]))
            if over.wait(0.005):
                return
    else:
        line.sendall(_wrong(fault, status, kind, content, elsewhere))


def _wrong(fault: str, status: int, kind: str, content: bytes, elsewhere: str) -> bytes:
    if fault in STATUSES:
        late = ["Retry-After: 3600"] if fault == "429-late" else ["Retry-After: 0"] if fault == "429" else []
        return message(STATUSES[fault], "text/plain", b"no", *late)
    if fault in REDIRECTS:
        return message(REDIRECTS[fault], "", b"", f"Location: {elsewhere}")
    if fault == "page":
        return message(200, "text/html; charset=utf-8", PAGE)
    if fault == "lie":
        return message(200, "application/sparql-results+json", EMPTY)
    if fault == "empty":
        return message(200, kind, b"")
    if fault == "longer":
        return message(status, kind, content, length=len(content) + 7)
    if fault == "shorter":
        return message(status, kind, content, length=max(0, len(content) - 7))
    if fault == "gzip":
        return message(status, kind, gzip.compress(content), "Content-Encoding: gzip")
    if fault == "limited":
        return message(status, kind, content, "X-SPARQL-MaxRows: 1")
    if fault == "garbage":
        return b"\x16\x03\x01 this is not HTTP\r\n\r\n"
    return message(status, kind, content)
