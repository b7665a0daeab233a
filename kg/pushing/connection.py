"""One connection to one origin: every step of a request ends at one deadline, and an answer is whole or an error.

http.client alone waits anew for each byte, takes a body shorter than announced for a whole one, and keeps a dead
connection; here a clock runs over sending, waiting and reading together.

Source: RFC 9112, sections 6 and 8 (message bodies, incomplete messages).
"""

from __future__ import annotations

import http.client
import io
import selectors
import socket
import ssl
import struct
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import IO, Any, NamedTuple

from ..errors import LimitError
from ..text.sorting import no_room
from .addresses import Address

CONNECT = 5.0
"""Seconds to reach a server."""
LARGEST = 1 << 30
"""Bytes of an answer that are read."""
PIECE = 1 << 16


class BrokenError(Exception):
    """A request got no whole answer: `sent` tells whether the server may have seen it, `begun` whether it answered."""

    def __init__(self, reason: BaseException, sent: bool, begun: bool) -> None:
        super().__init__(str(reason))
        self.reason = reason
        self.sent = sent
        self.begun = begun


class TooLargeError(Exception):
    """An answer is larger than what is read."""


class Answer(NamedTuple):
    """A whole answer."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def kind(self) -> str:
        """The media type."""
        return str(self.headers.get_content_type()) if "Content-Type" in self.headers else ""


class Connection:
    """A connection that is kept between requests and opened anew when it broke."""

    def __init__(self, address: Address, largest: int = LARGEST) -> None:
        self._address = address
        self._largest = largest
        self._open: _Http | None = None

    def request(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None, seconds: float,
                aside: IO[bytes] | None = None) -> Answer:
        """Send a request and read the whole answer within so many seconds; the body of a good one goes aside.

        Raises: BrokenError, TooLargeError; LimitError if there is no room aside.
        """
        clock = _Clock(seconds)
        sent = begun = False
        try:
            line = self._line(clock)
            sent = True
            with suppress(BrokenPipeError, ConnectionResetError):  # an early refusal may still be there to read
                line.request(method, path, body, dict(headers))
            response = line.getresponse()
            begun = True
            is_aside = aside is not None and 200 <= response.status < 300
            answer = Answer(response.status, response.headers, self._body(response, aside if is_aside else None))
        except (OSError, http.client.HTTPException, ValueError) as error:
            self.close()
            raise BrokenError(error, sent, begun) from error
        except (TooLargeError, LimitError, KeyboardInterrupt):
            self.close()
            raise
        if response.will_close:
            self.close()
        return answer

    def close(self) -> None:
        """Leave the server; what it has not finished it may drop."""
        if self._open is not None:
            self._open.close()
            self._open = None

    def _line(self, clock: _Clock) -> _Http:
        if self._open is not None and self._open.is_left():
            self.close()
        if self._open is None or self._open.sock is None:
            fresh = _Http(self._address)
            fresh.reach(clock)
            self._open = fresh
        self._open.sock.clock = clock
        return self._open

    def _body(self, response: http.client.HTTPResponse, aside: IO[bytes] | None) -> bytes:
        pieces, size = list[bytes](), 0
        keep = pieces.append if aside is None else _emptied(aside)
        while piece := response.read1(PIECE):
            keep(piece)
            size += len(piece)
            if size > self._largest and aside is None:
                raise TooLargeError
        if response.length:
            raise http.client.IncompleteRead(b"", response.length)
        response.close()
        return b"".join(pieces)


def _emptied(aside: IO[bytes]) -> Callable[[bytes], None]:
    """Give what writes to a file from its beginning."""
    aside.seek(0)
    aside.truncate()

    def write(piece: bytes) -> None:
        try:
            aside.write(piece)
        except OSError as error:
            raise no_room(error) from error

    return write


class _Clock:
    """What is left of the time for a request."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError("timed out")
        return left


class _Http(http.client.HTTPConnection):
    """http.client's connection over a socket that looks at the clock."""

    sock: Any

    def __init__(self, address: Address) -> None:
        super().__init__(address.host, address.port)
        self._scheme = address.scheme
        self.auto_open = 0

    def is_left(self) -> bool:
        """Whether the server has had enough: it closed, or said something that nobody asked for.

        Oxigraph's server answers a connection that was idle for long with 500; that is no answer to what comes next.
        """
        return self.sock is not None and self.sock.has_something()

    def reach(self, clock: _Clock) -> None:
        plain = socket.create_connection((self.host, self.port), min(CONNECT, clock.left()))
        try:
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self._scheme == "https":
                plain = ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)
        except (OSError, ValueError, KeyboardInterrupt):
            plain.close()
            raise
        self.sock = _Socket(plain, clock)


class _Socket:
    """The part of a socket that http.client uses; it closes when its last reader has closed."""

    def __init__(self, plain: socket.socket, clock: _Clock) -> None:
        self._plain = plain
        self.clock = clock
        self._readers = 0
        self._is_left = False

    def sendall(self, data: Any) -> None:
        rest = memoryview(data)
        while rest:
            rest = rest[self._send(rest):]

    def _send(self, data: memoryview) -> int:
        """Send in one call where the kernel can look at the clock: between two, other threads would be waited for."""
        left = self.clock.left()
        if isinstance(self._plain, ssl.SSLSocket):
            self._plain.settimeout(left)
            return self._plain.send(data[:1 << 20])
        self._plain.settimeout(None)
        whole, rest = divmod(max(1000, int(left * 1_000_000)), 1_000_000)
        self._plain.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("ll", whole, rest))
        try:
            return self._plain.send(data)
        except BlockingIOError as error:
            raise TimeoutError("timed out") from error

    def makefile(self, mode: str) -> io.BufferedReader:
        self._readers += 1
        return io.BufferedReader(_Reader(self._receive, self._leave), PIECE)

    def has_something(self) -> bool:
        with selectors.DefaultSelector() as waiting:
            waiting.register(self._plain, selectors.EVENT_READ)
            return bool(waiting.select(0))

    def close(self) -> None:
        self._is_left = True
        if self._readers == 0:
            self._plain.close()

    def _receive(self, buffer: Any) -> int:
        self._plain.settimeout(self.clock.left())
        return self._plain.recv_into(buffer)

    def _leave(self) -> None:
        self._readers -= 1
        if self._is_left and self._readers == 0:
            self._plain.close()


class _Reader(io.RawIOBase):
    """What comes in, as a raw stream."""

    def __init__(self, receive: Callable[[Any], int], leave: Callable[[], None]) -> None:
        self._receive = receive
        self._leave = leave

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._receive(buffer)

    def close(self) -> None:
        if not self.closed:
            self._leave()
        super().close()
