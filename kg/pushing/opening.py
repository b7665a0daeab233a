"""From an address to a store that can be pushed to."""

from __future__ import annotations

import os
from collections.abc import Mapping

from . import aws, credentials, profiles
from .addresses import parse
from .client import Client, Log
from .store import Store


def open_store(url: str, kind: str | None = None, seconds: float = 60, log: Log = lambda sentence: None,
               environment: Mapping[str, str] | None = None) -> Store:
    """Open the store at an address, of a kind that is named or found out.

    Raises: UsageError if the address is none, or for an unknown kind; EndpointError if the store does not answer.
    """
    address = parse(url)
    environment = os.environ if environment is None else environment
    found, keys = credentials.find(address, environment), aws.find(address, environment)
    if kind:
        profile = profiles.load(kind)
    else:
        probing = Client(address, found, seconds, log, keys=keys)
        try:
            profile = profiles.detect(address, probing)
        finally:
            probing.close()
    return Store(Client(profiles.root(address, profile), found, seconds, log, keys=keys), profile)
