"""Requests to one store: tries, redirects, credentials, and what each failure means.

Only refusals that pass (429, 502, 503, 504), a refused connection, and a connection lost before any byte of an answer
are tried again, at most five times; a request that must not be repeated is not. A write is never redirected; a read
only within its origin.

Source: RFC 9110, sections 9.2.2 (idempotent methods), 10.2.3 (Retry-After), 15 (status codes).
"""

from __future__ import annotations

import random
import time
import urllib.parse
from collections.abc import Callable, Mapping
from typing import IO

from ..errors import EndpointError
from ..messages import Sentence, say
from . import aws, refusals
from .addresses import PORTS, Address
from .connection import LARGEST, Answer, BrokenError, Connection, TooLargeError
from .credentials import NOBODY, Credentials, Signer

AGENT = "kg-push (public-commitments)"
TRIES = 5
LONGEST_WAIT = 120.0
"""Seconds of `Retry-After` that are waited."""
REDIRECTS = (301, 302, 303, 307, 308)
PASSING = (429, 502, 503, 504)

Log = Callable[[Sentence], None]


class Client:
    """Talks to one origin, with a deadline for each request."""

    def __init__(self, address: Address, credentials: Credentials = NOBODY, seconds: float = 60,
                 log: Log = lambda sentence: None, sleep: Callable[[float], None] = time.sleep,
                 largest: int = LARGEST, keys: aws.Keys | None = None) -> None:
        self.address = address
        self.seconds = seconds
        self.requests = 0
        self._signer = Signer(credentials)
        self._keys = keys
        self._log = log
        self._sleep = sleep
        self._connection = Connection(address, largest)

    def read(self, path: str, accept: str, form: bytes | None = None, aside: IO[bytes] | None = None) -> Answer:
        """Read by GET, or by POST of a form that changes nothing; where a file is given, the body goes there.

        Raises: EndpointError, LimitError.
        """
        headers = {"Accept": accept}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        for _ in range(4):
            answer = self._send("GET" if form is None else "POST", path, headers, form, is_repeatable=True, aside=aside)
            if answer.status not in REDIRECTS:
                return self._good(answer)
            if form is not None and answer.status not in (307, 308):
                break
            path = self._same_origin(path, answer)
        raise refusals.redirected(self.address, answer)

    def write(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None, *,
              is_repeatable: bool = True) -> Answer:
        """Write; a redirect is a failure.

        Raises: EndpointError, LimitError.
        """
        if not is_repeatable:
            self._connection.close()  # a kept connection may be dead without our knowing
        answer = self._send(method, path, headers, body, is_repeatable=is_repeatable)
        if answer.status in REDIRECTS:
            raise refusals.redirected(self.address, answer)
        return self._good(answer)

    def probe(self, path: str) -> Answer | None:
        """Ask once, and give whatever comes; None for a redirect, which is no answer.

        Raises: EndpointError, LimitError if nothing comes.
        """
        answer = self._send("GET", path, {"Accept": "*/*"}, None, is_repeatable=True)
        return None if answer.status in REDIRECTS else answer

    def close(self) -> None:
        """Leave the server."""
        self._connection.close()

    def _good(self, answer: Answer) -> Answer:
        if not 200 <= answer.status < 300:
            raise refusals.refused(self.address, answer)
        return answer

    def _send(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None, *,
              is_repeatable: bool, aside: IO[bytes] | None = None) -> Answer:
        for number in range(1, TRIES + 1):
            try:
                answer = self._signed(method, path, headers, body, aside)
            except TooLargeError as error:
                raise refusals.too_large(self.address) from error
            except BrokenError as broken:
                if number == TRIES or not refusals.may_pass(broken, is_repeatable):
                    raise refusals.broken(self.address, broken, self.seconds, number) from broken.reason
                self._wait(number, None, refusals.words(broken.reason))
                continue
            if answer.status not in PASSING or number == TRIES or not (is_repeatable or answer.status in (429, 503)):
                return answer
            asked = refusals.retry_after(answer)
            if asked is not None and asked > LONGEST_WAIT:
                return answer
            self._wait(number, asked, str(answer.status))
        raise AssertionError("the last try returns or raises")

    def _signed(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None,
                aside: IO[bytes] | None) -> Answer:
        answer = self._once(method, path, headers, body, aside)
        if answer.status == 401 and self._signer.learn(answer.headers.get_all("WWW-Authenticate") or []):
            return self._once(method, path, headers, body, aside)
        return answer

    def _once(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None,
              aside: IO[bytes] | None) -> Answer:
        self.requests += 1
        own = {"User-Agent": AGENT, "Accept-Encoding": "identity", **headers}
        if (signature := self._signer.header(method, path)) is not None:
            own["Authorization"] = signature
        if self._keys is not None:
            own |= aws.headers(self._keys, self.address, method, path, body)
        return self._connection.request(method, path, own, body, self.seconds, aside)

    def _wait(self, number: int, asked: float | None, reason: str) -> None:
        seconds = asked if asked is not None else min(0.25 * 2 ** number, 8) * random.uniform(0.5, 1)
        self._log(say("try {number}: {reason}; again in {seconds} s", "第 {number} 次：{reason}；{seconds} 秒后重试",
                      number=number, reason=reason, seconds=f"{seconds:.1f}"))
        self._sleep(seconds)

    def _same_origin(self, path: str, answer: Answer) -> str:
        """Give the path of a redirect that stays with the origin.

        Raises: EndpointError if it does not.
        """
        target = f"{self.address.scheme}://{self._host()}{path}"
        try:
            target = urllib.parse.urljoin(target, answer.headers["Location"] or "")
            parts = urllib.parse.urlsplit(target)
            origin = parts.scheme, parts.hostname, parts.port or PORTS.get(parts.scheme)
        except ValueError:
            parts, origin = urllib.parse.urlsplit(""), ("", "", 0)
        if origin != self.address.origin or parts.username is not None or any(c <= " " for c in target):
            raise EndpointError(say("the store sends us to another place", "存储要求转到别处"),
                                place=str(self.address), hint=refusals.to_where(answer))
        return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")

    def _host(self) -> str:
        host = f"[{self.address.host}]" if ":" in self.address.host else self.address.host
        return f"{host}:{self.address.port}"
