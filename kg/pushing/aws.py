"""Requests signed for Amazon Neptune with IAM: Signature Version 4, with keys from the environment.

`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, and `AWS_SESSION_TOKEN` for keys that pass. The region stands in the host,
or in `KG_STORE_AWS_REGION`, which also says that another host (a load balancer, a tunnel) is to be signed for. Keys are
never sent: a signature is good for one request and 15 minutes.

Source: AWS IAM User Guide, "Create a signed AWS API request"; Neptune User Guide, "Connecting with IAM using SPARQL".
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import urllib.parse
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from ..errors import EndpointError
from ..messages import say
from .addresses import PORTS, Address

SERVICE = "neptune-db"
ALGORITHM = "AWS4-HMAC-SHA256"
_HOST = re.compile(r"\.([a-z0-9-]+)\.neptune\.amazonaws\.com(\.cn)?$")


class Keys(NamedTuple):
    """What signs requests; its text form tells nothing."""

    access: str
    secret: str
    token: str
    region: str
    service: str = SERVICE

    def __repr__(self) -> str:
        return "Keys(…)"

    def __str__(self) -> str:
        return repr(self)


def find(address: Address, environment: Mapping[str, str] = os.environ) -> Keys | None:
    """Look up the keys for an address; None where it is not one to sign for, or there are none.

    Raises: EndpointError if what is signed would go over the network unencrypted.
    """
    named = _HOST.search(address.host)
    region = environment.get("KG_STORE_AWS_REGION") or (named[1] if named else "")
    access, secret = environment.get("AWS_ACCESS_KEY_ID", ""), environment.get("AWS_SECRET_ACCESS_KEY", "")
    if not region or not access or not secret:
        return None
    if not address.is_private:
        raise EndpointError(say("signed requests are not sent over plain http to {host}",
                                "不会用明文 http 向 {host} 发送签名请求", host=address.host), place=str(address),
                            hint=say("use the https address of the store", "请使用该存储的 https 地址"))
    return Keys(access, secret, environment.get("AWS_SESSION_TOKEN", ""), region)


def headers(keys: Keys, address: Address, method: str, path: str, body: bytes | None,
            now: datetime | None = None) -> dict[str, str]:
    """Give the headers that sign a request; `path` has its query."""
    stamp = (now or datetime.now(UTC)).strftime("%Y%m%dT%H%M%SZ")
    host = f"[{address.host}]" if ":" in address.host else address.host
    signed = {"host": host if address.port == PORTS[address.scheme] else f"{host}:{address.port}", "x-amz-date": stamp}
    if keys.token:
        signed["x-amz-security-token"] = keys.token
    signature = sign(keys, method, path, signed, body or b"")
    proof = (f"{ALGORITHM} Credential={keys.access}/{_scope(keys, stamp)}, SignedHeaders={';'.join(sorted(signed))}, "
             f"Signature={signature}")
    return {**signed, "Authorization": proof}


def sign(keys: Keys, method: str, path: str, signed: Mapping[str, str], body: bytes) -> str:
    """Give the signature of a request, in hexadecimal, over these headers (lower-case names)."""
    stamp = signed["x-amz-date"]
    plain, _, query = path.partition("?")
    pairs = sorted((_quoted(name), _quoted(value)) for name, value in urllib.parse.parse_qsl(
        query, keep_blank_values=True))
    names = sorted(signed)
    request = "\n".join([method, urllib.parse.quote(urllib.parse.unquote(plain), safe="/~"),
                         "&".join(f"{name}={value}" for name, value in pairs),
                         *(f"{name}:{' '.join(signed[name].split())}" for name in names), "", ";".join(names),
                         hashlib.sha256(body).hexdigest()])
    text = "\n".join([ALGORITHM, stamp, _scope(keys, stamp), hashlib.sha256(request.encode()).hexdigest()])
    key = f"AWS4{keys.secret}".encode()
    for part in (stamp[:8], keys.region, keys.service, "aws4_request", text):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return key.hex()


def _scope(keys: Keys, stamp: str) -> str:
    return f"{stamp[:8]}/{keys.region}/{keys.service}/aws4_request"


def _quoted(text: str) -> str:
    return urllib.parse.quote(text, safe="~")
