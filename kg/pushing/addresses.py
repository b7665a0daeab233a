"""Addresses of stores: what may be asked, what counts as the same origin, what is safe for a password.

Source: RFC 6454, section 4 (origin); RFC 3986.
"""

from __future__ import annotations

import ipaddress
import re
import urllib.parse
from collections.abc import Iterable
from typing import NamedTuple

from ..errors import UsageError
from ..messages import Sentence, say

PORTS = {"http": 80, "https": 443}


class Address(NamedTuple):
    """The address of a store, in parts."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> tuple[str, str, int]:
        """Scheme, host and port: what credentials belong to."""
        return self.scheme, self.host, self.port

    @property
    def is_private(self) -> bool:
        """Whether nobody on the way can read what is sent: it is encrypted, or never leaves this machine."""
        return self.scheme == "https" or self.is_near

    @property
    def is_near(self) -> bool:
        """Whether the store runs on this machine."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    def __str__(self) -> str:
        port = "" if self.port == PORTS[self.scheme] else f":{self.port}"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}{port}{self.path}"

    def below(self, relative: str, parameters: Iterable[tuple[str, str]] = ()) -> str:
        """Give the path of an endpoint below this address, with parameters."""
        path = self.path.rstrip("/") + ("/" + relative if relative else "") or "/"
        query = urllib.parse.urlencode(list(parameters))
        return f"{path}?{query}" if query else path


def parse(url: str) -> Address:
    """Take an address apart.

    Raises: UsageError if it is none, holds a password, or has a query.
    """
    try:
        parts = urllib.parse.urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urllib.parse.urlsplit(""), None
    if parts.scheme not in PORTS or not parts.hostname or port == 0 or any(c <= " " or c == "\x7f" for c in url):
        raise UsageError(say("this is not the address of a store", "这不是存储的地址"), place=_without_password(url),
                         hint=_with_scheme(url))
    if parts.username is not None or parts.password is not None:
        raise UsageError(say("passwords in addresses are not sent", "不发送地址中的密码"), place=parts.hostname,
                         hint=say("set KG_STORE_USER and KG_STORE_PASSWORD, or use ~/.netrc",
                                  "请设置 KG_STORE_USER 和 KG_STORE_PASSWORD，或使用 ~/.netrc"))
    if parts.query or parts.fragment:
        raise UsageError(say("the address of a store has no ? and no #", "存储的地址不含 ? 和 #"),
                         place=_without_password(url))
    path = urllib.parse.quote(parts.path, safe="/%:@!$&'()*+,;=~-._").rstrip("/")
    return Address(parts.scheme, parts.hostname.lower(), port or PORTS[parts.scheme], path)


def _with_scheme(url: str) -> Sentence:
    """Say what was meant, where only the scheme is missing, or what an address looks like."""
    if re.fullmatch(r"(localhost|[\w.-]+\.[\w-]+|[\w.-]+(?=:))(:[0-9]{1,5})?(/[^@?#\s]*)?", url, re.ASCII):
        return say("did you mean http://{url}?", "您是否想用 http://{url}？", url=url)
    return say("it looks like http://localhost:7878", "例如 http://localhost:7878")


def _without_password(url: str) -> str:
    head, at, tail = url.rpartition("@")
    return head.partition("://")[0] + "://…@" + tail if at else url
