"""A SPARQL endpoint that misbehaves: the path of the address says how."""

from __future__ import annotations

import gzip
import http.server
import json
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

RESULTS = "application/sparql-results+json"
ANSWER = json.dumps({"head": {"vars": ["place"]}, "results": {"bindings": [
    {"place": {"type": "uri", "value": f"http://example.org/{number}"}} for number in range(20)]}}).encode()

PLAIN: dict[str, tuple[int, dict[str, str], bytes]] = {
    "400": (400, {"Content-Type": "text/plain"}, b"Lexical error at line 1"),
    "401": (401, {"WWW-Authenticate": "Basic"}, b""),
    "403": (403, {}, b"go away"),
    "404": (404, {"Content-Type": "text/html"}, b"<html>not here</html>"),
    "413": (413, {}, b""),
    "414": (414, {}, b""),
    "429": (429, {}, b"slow down"),
    "429-later": (429, {"Retry-After": "30"}, b""),
    "500": (500, {}, b"java.lang.NullPointerException"),
    "502": (502, {"Content-Type": "text/html"}, b"<html>bad gateway</html>"),
    "503": (503, {"Retry-After": "5"}, b""),
    "504": (504, {}, b""),
    "cut": (200, {"Content-Type": RESULTS, "Content-Length": str(len(ANSWER) + 100)}, ANSWER),
    "html": (200, {"Content-Type": "text/html"}, b"<!doctype html><html><body>Sign in</body></html>"),
    "empty": (200, {"Content-Type": RESULTS}, b""),
    "json": (200, {"Content-Type": "application/json"}, b'{"message": "hello"}'),
    "turtle": (200, {"Content-Type": "text/turtle"}, b"<a> <b> <c> ."),
    "gzip": (200, {"Content-Type": RESULTS, "Content-Encoding": "gzip"}, gzip.compress(ANSWER)),
    "bomb": (200, {"Content-Type": RESULTS, "Content-Encoding": "gzip"}, gzip.compress(b" " * 50_000_000, 1)),
    "redirect-host": (302, {"Location": "http://localhost:9/sparql"}, b""),
    "redirect-loop": (302, {"Location": "/redirect-loop"}, b""),
    "redirect-file": (302, {"Location": "file:///etc/passwd"}, b""),
    "redirect-ftp": (302, {"Location": "ftp://127.0.0.1/a"}, b""),
    "redirect": (307, {"Location": "/fine"}, b""),
    "fine": (200, {"Content-Type": RESULTS}, ANSWER),
    "partial": (200, {"Content-Type": RESULTS, "X-SPARQL-MaxRows": "10"}, ANSWER),
    "cancelled": (200, {"Content-Type": RESULTS},
                  ANSWER[:200] + b"\nThe SPARQL operation has been cancelled"),
}
"""Path → status, headers, body of an answer that is given at once."""


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers as the path says."""

    def do_GET(self) -> None:
        self.close_connection = True
        name = self.path.strip("/").partition("?")[0].partition("&")[0]
        with suppress(OSError):
            if name in PLAIN:
                status, headers, body = PLAIN[name]
                self._head(status, headers)
                self.wfile.write(body)
            else:
                getattr(self, f"_{name}")()

    do_POST = do_GET  # noqa: N815

    def log_message(self, *_: object) -> None:
        pass

    def _head(self, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def _hang(self) -> None:
        self.server.stopped.wait(5)

    def _drip(self) -> None:
        self._head(200, {"Content-Type": RESULTS})
        for byte in ANSWER:
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            if self.server.stopped.wait(0.1):
                return

    def _chunked(self) -> None:
        self.protocol_version = "HTTP/1.1"
        self._head(200, {"Content-Type": RESULTS, "Transfer-Encoding": "chunked"})
        self.wfile.write(b"%x\r\n%s\r\n" % (len(ANSWER), ANSWER))

    def _reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def _large(self) -> None:
        self._head(200, {"Content-Type": RESULTS})
        piece = b" " * (1 << 20)
        for _ in range(300):
            self.wfile.write(piece)


@contextmanager
def serving() -> Iterator[str]:
    """Serve until the end of the block; give the address."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.stopped = threading.Event()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.stopped.set()
        server.shutdown()
        server.server_close()
        time.sleep(0)
