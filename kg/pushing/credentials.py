"""Credentials: from the environment or a netrc file, for one origin, and never shown.

`KG_STORE_TOKEN` is sent as Bearer; `KG_STORE_USER` and `KG_STORE_PASSWORD`, or the entry of `~/.netrc` (another file:
`KG_STORE_NETRC`) for `host:port` or `host`, answer a challenge for Basic or Digest. Nothing is sent before it is asked
for, except a token.

Source: RFC 6750 (Bearer); RFC 7616 (Digest); RFC 7617 (Basic).
"""

from __future__ import annotations

import base64
import hashlib
import netrc
import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from ..errors import EndpointError, UsageError
from ..messages import say
from .addresses import Address

_HASHES = {"MD5": "md5", "SHA-256": "sha256"}
_PART = re.compile(r'([A-Za-z-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))')


class Credentials(NamedTuple):
    """A name and password, or a token; its text form tells neither."""

    user: str = ""
    password: str = ""
    token: str = ""

    def __bool__(self) -> bool:
        return bool(self.user or self.token)

    def __repr__(self) -> str:
        return "Credentials(…)"

    def __str__(self) -> str:
        return repr(self)


NOBODY = Credentials()


def find(address: Address, environment: Mapping[str, str] = os.environ) -> Credentials:
    """Look up the credentials for an address.

    Raises: EndpointError if they would go over the network unencrypted; UsageError if a netrc file is unreadable or
    open to others.
    """
    found = Credentials(environment.get("KG_STORE_USER", ""), environment.get("KG_STORE_PASSWORD", ""),
                        environment.get("KG_STORE_TOKEN", ""))
    found = found or _from_file(address, environment)
    if found and not address.is_private:
        raise EndpointError(say("a password or token is not sent over plain http to {host}",
                                "不会用明文 http 向 {host} 发送密码或令牌", host=address.host), place=str(address),
                            hint=say("use the https address of the store", "请使用该存储的 https 地址"))
    if any(c in text for text in found for c in "\r\n\0"):
        raise UsageError(say("the credentials hold a line end", "凭据中含有换行符"))
    return found


def _from_file(address: Address, environment: Mapping[str, str]) -> Credentials:
    named = environment.get("KG_STORE_NETRC")
    path = Path(named) if named else Path(environment.get("HOME", "/nonexistent")) / ".netrc"
    try:
        if not named and not path.is_file():
            return Credentials()
        mode = path.stat().st_mode
        entries = netrc.netrc(str(path)).hosts
    except (OSError, netrc.NetrcParseError, UnicodeDecodeError) as error:
        raise UsageError(say("the file of passwords cannot be read", "无法读取密码文件"), place=str(path)) from error
    entry = entries.get(f"{address.host}:{address.port}") or entries.get(address.host)
    if entry is None:
        return Credentials()
    if mode & 0o077:
        raise UsageError(say("others may read the file of passwords", "其他用户可以读取密码文件"), place=str(path),
                         hint=say("chmod 600 {path}", "chmod 600 {path}", path=path))
    return Credentials(entry[0] or "", entry[2] or "")


class Signer:
    """Signs requests: with a token at once, with a password after the server has said how."""

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials
        self._challenge: dict[str, str] = {}
        self._count = 0
        self.schemes: tuple[str, ...] = ("bearer",) if credentials.token else ()

    def header(self, method: str, path: str) -> str | None:
        """Give the Authorization header of a request, if one is due."""
        own = self._credentials
        if self.schemes == ("bearer",):
            return f"Bearer {own.token}"
        if self.schemes == ("basic",):
            return "Basic " + base64.b64encode(f"{own.user}:{own.password}".encode()).decode("ascii")
        return self._digest(method, path) if self.schemes == ("digest",) else None

    def learn(self, challenges: list[str]) -> bool:
        """Take note of what a 401 asks for; tell whether another try with it makes sense."""
        if not self._credentials.user:
            return False
        offered = {text.partition(" ")[0].casefold(): text.partition(" ")[2] for text in challenges}
        if "digest" in offered:
            parts = {key.casefold(): quoted or plain for key, quoted, plain in _PART.findall(offered["digest"])}
            is_new = not self._challenge or parts.get("stale", "").casefold() == "true"
            self._challenge, self._count = parts, 0
            self.schemes = ("digest",)
            return is_new and parts.get("algorithm", "MD5").upper() in _HASHES
        if "basic" in offered and not self.schemes:
            self.schemes = ("basic",)
            return True
        return False

    def _digest(self, method: str, path: str) -> str:
        told, own = self._challenge, self._credentials
        name = told.get("algorithm", "MD5").upper()

        def hashed(*parts: str) -> str:
            return hashlib.new(_HASHES[name], ":".join(parts).encode(), usedforsecurity=False).hexdigest()

        self._count += 1
        count, client = f"{self._count:08x}", secrets.token_hex(8)
        realm, nonce = told.get("realm", ""), told.get("nonce", "")
        first, second = hashed(own.user, realm, own.password), hashed(method, path)
        parts = [f'username="{own.user}"', f'realm="{realm}"', f'nonce="{nonce}"', f'uri="{path}"', f"algorithm={name}"]
        if "auth" in told.get("qop", "").replace(" ", "").split(","):
            response = hashed(first, nonce, count, client, "auth", second)
            parts += ["qop=auth", f"nc={count}", f'cnonce="{client}"']
        else:
            response = hashed(first, nonce, second)
        parts.append(f'response="{response}"')
        if "opaque" in told:
            parts.append(f'opaque="{told["opaque"]}"')
        return "Digest " + ", ".join(parts)
