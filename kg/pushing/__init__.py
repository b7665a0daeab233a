"""Pushing: the graph into any other store, with proof that it arrived.

    addresses, credentials, aws                    whom to talk to, and as whom
    connection, client                             requests that end in time, on one origin
    profiles                                       kinds of stores as data
    store, replacing                               what is asked of a store, and how graphs are replaced
    statements, comparing, values                  digests, and what counts as equal
    ours, plan, sending, delivery, journal         what is here; compare, send, prove
    pulling, replaying                             the way back; the stored questions there and here
"""

from __future__ import annotations

from .delivery import Options, Outcome, Proof, push
from .opening import open_store

__all__ = ["Options", "Outcome", "Proof", "open_store", "push"]
