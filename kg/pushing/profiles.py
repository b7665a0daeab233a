"""Kinds of stores as data: where their endpoints are, how a graph is replaced, what they can take and get wrong.

A profile is a TOML file of the folder `profiles`. Its kind is known from the host of an address, from what the store
says of itself in its headers, or from the path of the address; or the user names it.

Source: SPARQL 1.1 Graph Store HTTP Protocol; SPARQL 1.1 Update; the documentation of each store.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import NamedTuple

from ..errors import EndpointError, UsageError
from ..messages import did_you_mean, say
from .addresses import Address
from .client import Client

FOLDER = Path(__file__).parent / "profiles"


class Profile(NamedTuple):
    """What is to be known of a kind of store; endpoints are relative to the address that the user gives."""

    kind: str
    title: str
    tested: bool
    """Whether a run against the real store stands behind this profile."""
    query: str
    update: str
    replace: str
    """`put` | `shadow-move` | `update`: how a whole graph takes the place of another."""
    atomic: bool
    """Whether readers see the old or the new graph, and never anything between."""
    graph: str | None = None
    """The Graph Store Protocol endpoint, or None where there is none."""
    graph_parameter: str = "graph"
    graph_brackets: bool = False
    """Whether the name of a graph goes in angle brackets."""
    quads: str | None = None
    """Where N-Quads of many graphs may be added in one atomic request, or None."""
    triples_per_update: int = 500
    bytes_per_request: int = 32 << 20
    upload: str = "application/n-triples"
    moves: bool = True
    """Whether MOVE moves every triple."""
    form: str = ""
    """Name of the form field of an update; empty where the text itself is sent."""
    auth: tuple[str, ...] = ()
    gzip: bool = False
    default_graph: str = "empty"
    """`empty` | `union`: what a query sees where it names no graph."""
    html_on_write: bool = False
    server: str = ""
    """Pattern of the `Server` header."""
    header: str = ""
    """Name of a header that only this kind sends."""
    host: str = ""
    path: str = ""
    suffixes: tuple[str, ...] = ()
    """Endings of addresses that name an endpoint and not the store."""
    versions: str = ""
    quirks: tuple[str, ...] = ()


def kinds() -> tuple[str, ...]:
    """List the kinds of stores."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


def load(kind: str) -> Profile:
    """Read the profile of a kind.

    Raises: UsageError with the nearest kinds if there is none.
    """
    if kind not in kinds():
        raise UsageError(say('there is no store kind "{kind}"', "没有存储类型“{kind}”", kind=kind),
                         hint=did_you_mean(kind, kinds()) or say("kinds: {kinds}", "类型：{kinds}",
                                                                 kinds=", ".join(kinds())))
    content = tomllib.loads((FOLDER / f"{kind}.toml").read_text(encoding="utf-8"))
    lists = {name: tuple(value) for name, value in content.items() if isinstance(value, list)}
    return Profile(**{"kind": kind, **content, **lists})


def detect(address: Address, client: Client) -> Profile:
    """Find the kind of a store from its address, else from what it says of itself.

    Raises: EndpointError if it cannot be told; as `Client.probe`.
    """
    known = [load(kind) for kind in kinds()]
    for profile in known:
        if profile.host and re.search(profile.host, address.host):
            return profile
    answer = client.probe(address.below("", [("query", "ASK {}")]))
    server = str(answer.headers.get("Server") or "") if answer else ""
    for profile in known:
        if profile.server and re.search(profile.server, server):
            return profile
        if profile.header and answer and profile.header in answer.headers:
            return profile
    for profile in known:
        if profile.path and re.search(profile.path, address.path):
            return profile
    raise EndpointError(say("the kind of this store cannot be told", "无法判断该存储的类型"), place=str(address),
                        hint=say("name it with --store-kind: {kinds}", "请用 --store-kind 指定：{kinds}",
                                 kinds=", ".join(kinds())))


def root(address: Address, profile: Profile) -> Address:
    """Give the address of the store itself where one of its endpoints was named."""
    for suffix in profile.suffixes:
        if address.path.endswith(suffix):
            return address._replace(path=address.path.removesuffix(suffix))
    return address
