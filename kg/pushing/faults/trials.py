"""One trial is one push under one fault, then one push without: what must hold is the same for all of them.

- A push that reports success left exactly our graphs.
- A push that failed says so by an exit code of 4 or 5.
- Whoever read meanwhile saw each graph old or new.
- The next push without a fault makes everything right.
- Nothing, and so no credential, ever went to a foreign host.
"""

from __future__ import annotations

import random
from collections import Counter
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, Triple

from ...errors import KgError
from ...namespaces import GRAPH
from .. import profiles, statements
from ..addresses import Address
from ..client import Client
from ..credentials import Credentials
from ..delivery import Options, Outcome, push
from ..journal import Journal
from ..store import Store
from . import answers
from .world import Fault, State, World

KINDS: tuple[str, ...] = (
    "none", "cut-request", "hang", "page", "lie", "empty", "garbage", *answers.AFTER, *answers.STATUSES,
    *answers.REDIRECTS)
"""Every fault; `none` is a push that nothing disturbs."""
TORN = ("half", "other-writer", "lie")
"""Faults by which a store shows, or is told, what is neither old nor new; the next push must mend it."""
WAYS = ("quads", "put", "shadow-move", "update")
SHORT, LONG = 0.06, 20.0
"""Seconds for a request: where the fault is to wait for ever, and elsewhere."""


class Named(NamedTuple):
    """A graph that is pushed."""

    graph: NamedNode
    triples: tuple[Triple, ...]


class Result(NamedTuple):
    """How a trial ended: what was reported, and what did not hold."""

    fault: Fault
    way: str
    reported: str
    broken: tuple[str, ...]


class Trials:
    """Trials on one world, each from its own dice."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.world = World()
        self._base = profiles.load("oxigraph")

    def run(self, number: int) -> Result:
        """Do one trial."""
        dice = random.Random(f"{self.seed}/{number}")
        way = WAYS[number % len(WAYS)]
        fault = Fault(KINDS[number // len(WAYS) % len(KINDS)], dice.randrange(8), dice.random() < 0.25,
                      dice.randrange(1, 600), dice.random() < 0.5)
        old, new = _graphs(dice), _graphs(dice)
        graphs = [Named(NamedNode(name), tuple(statements.triples(lines))) for name, lines in new.items()]
        self.world.begin(old, None if fault.kind == "none" else fault)
        reported, broken = self._push(graphs, way, SHORT if fault.kind in ("hang", "drip") else LONG)
        if reported == "proved" and self.world.state() != new:
            broken.append("false success")
        if fault.kind not in TORN and not all(_is_whole(seen, old, new) for seen in self.world.history):
            broken.append("a reader saw neither the old nor the new graph")
        self.world.fault = None
        mended, also = self._push(graphs, way, LONG)
        if mended != "proved" or self.world.state() != new:
            broken.append("another push did not mend it")
        if self.world.strangers:
            broken.append("something went to a foreign host")
        return Result(fault, way, reported, tuple(broken + also))

    def close(self) -> None:
        """End the world."""
        self.world.close()

    def _push(self, graphs: list[Named], way: str, seconds: float) -> tuple[str, list[str]]:
        profile = self._base._replace(replace="put" if way == "quads" else way,
                                      quads=self._base.quads if way == "quads" else None)
        client = Client(Address("http", "127.0.0.1", self.world.port, ""), Credentials(token="secret"), seconds,
                        sleep=lambda seconds: None)
        try:
            with Store(client, profile) as store, Journal(None) as journal:
                outcome: Outcome = push(graphs, store, journal, Options(allow_removal=True))
        except KgError as error:
            secret = "secret" in f"{error} {error.place} {error.hint}"
            fine = error.exit_code in (4, 5) and error.place and not secret
            return f"exit {error.exit_code}", [] if fine else [f"a bad message: {error!r}"]
        return "proved" if outcome.is_proved else "different", []


def summary(results: list[Result]) -> str:
    """Count how trials ended, fault by fault."""
    ends = Counter((result.fault.kind, result.reported) for result in results)
    lines = []
    for kind in KINDS:
        own = {reported: count for (name, reported), count in ends.items() if name == kind}
        if own:
            lines.append(f"{kind:14}" + "".join(f"  {reported} {own[reported]}" for reported in sorted(own)))
    return "\n".join(lines) + "\n"


def _graphs(dice: random.Random) -> State:
    """Make up to four small graphs."""
    found: State = {}
    for name in dice.sample(("a", "b", "c", "d"), dice.randrange(1, 5)):
        said = [(dice.randrange(4), Literal(f"{dice.choice('新乡市ab')}{dice.randrange(9)}"))
                for _ in range(dice.randrange(1, 6))]
        found[GRAPH + name] = frozenset(statements.lines(GRAPH + name, [
            Triple(NamedNode(f"https://example.org/{who}"), NamedNode("https://example.org/says"), what)
            for who, what in said]))
    return found


def _is_whole(seen: State, old: State, new: State) -> bool:
    return all(seen.get(name) in (old.get(name), new.get(name)) for name in {*seen, *old, *new})
