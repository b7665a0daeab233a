"""What goes into a store: each bulletin by its digest, with what ties it to others, and the ground all stand on."""

from __future__ import annotations

import json
import re
from array import array
from collections.abc import Iterable, Iterator
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from pyoxigraph import NamedNode, Quad, Triple

from .. import files
from ..dataset.graph import bulletin_graph, ground
from ..dataset.stored import ENGINE, FORMAT
from ..layout import Layout
from ..namespaces import DCTERMS, PC, PREFIXES, RDF
from ..rechecking.neighbours import Ground, ties
from ..text import turtle

_TYPE, _TARGET, _PERIOD = NamedNode(RDF + "type"), NamedNode(PC + "Target"), NamedNode(DCTERMS + "temporal")
_AGENDA = frozenset(PC + name for name in (
    "Commitment", "Target", "Bulletin", "Claim", "OutcomeClaim", "TargetClaim", "AttainmentClaim", "ShareClaim",
    "RankClaim", "AwardClaim"))
"""Classes of what bulletins state; where registers state such a thing, no bulletin can be derived from apart."""


class Entry(NamedTuple):
    """A bulletin: digest, counts, day of issue, last days of its targets, and what it has in common with others."""

    path: str
    digest: str
    triples: int
    derived: int
    issued: str
    ends: tuple[str, ...]
    says: frozenset[int]
    nodes: frozenset[int]
    is_plain: bool

    def line(self) -> str:
        """Give the entry as a line of JSON."""
        packed = {"says": _packed(self.says), "nodes": _packed(self.nodes - self.says)}
        return json.dumps(self._asdict() | packed, ensure_ascii=False, separators=(",", ":")) + "\n"

    @classmethod
    def of(cls, line: str) -> Entry:
        """Read a line.

        Raises: ValueError, KeyError or TypeError if it is not one.
        """
        said = json.loads(line)
        says, nodes = _unpacked(said.pop("says")), _unpacked(said.pop("nodes"))
        return cls(**said, says=says, nodes=says | nodes)._replace(ends=tuple(said["ends"]))


class Setting:
    """What all bulletins of a project share: vocabulary, registers, rules and the convention of rounding."""

    def __init__(self, layout: Layout, rounding: str) -> None:
        self.layout = layout
        self.rounding = rounding

    @cached_property
    def ground(self) -> Ground:
        """Vocabulary and registers in a store."""
        return Ground(ground(self.layout))

    @cached_property
    def digest(self) -> str:
        """Tell apart all that bulletins do not say: vocabulary, registers, rules, rounding, the engine's version."""
        digest = sha256(f"{FORMAT} {ENGINE} {self.rounding}".encode())
        for path in (*self.layout.vocabulary(), *self.layout.registers(), *self.layout.rules()):
            digest.update(f"\n{path.name} {sha256(path.read_bytes()).hexdigest()}".encode())
        return digest.hexdigest()

    @cached_property
    def is_ordinary(self) -> bool:
        """Whether the rules are those whose reach is known, and registers state nothing that rules judge."""
        known = {path.name: path.read_bytes() for path in Layout.shipped().rules()}
        return all(known.get(path.name) == path.read_bytes() for path in self.layout.rules()) and not any(
            getattr(quad.object, "value", "") in _AGENDA for quad in self._ground_quads(_TYPE))

    @cached_property
    def base(self) -> list[Quad]:
        """Give the statements of the ground that rules can match: those whose property a rule names."""
        if not self.is_ordinary:
            return list(self._ground_quads(None))
        texts = "\n".join(path.read_text(encoding="utf-8") for path in self.layout.rules())
        named = {PREFIXES[prefix] + local for prefix, local in re.findall(r"\b(\w+):([\w-]+)", texts)
                 if prefix in PREFIXES} | {RDF + "type"}
        return [quad for quad in self._ground_quads(None) if quad.predicate.value in named]

    def _ground_quads(self, predicate: Any) -> Iterator[Quad]:
        return (quad for quad in self.ground.store.quads_for_pattern(None, predicate, None, None)
                if quad.graph_name in self.ground.graphs)

    def path(self, entry: str) -> Path:
        """Give the file of an entry."""
        return self.layout.data / entry

    def graph(self, entry: str) -> NamedNode:
        """Name the graph of an entry."""
        return bulletin_graph(self.layout, self.path(entry))

    def entry(self, path: str, data: bytes) -> Entry:
        """Read a bulletin.

        Raises: as `turtle.parse`.
        """
        triples = {quad.triple for quad in turtle.parse(data, str(self.path(path)))}
        bound = ties(triples, self.ground)
        return Entry(path, sha256(data).hexdigest(), len(triples), 0, bound.issued,
                     tuple(sorted(self._ends(triples))), bound.says, bound.nodes, bound.is_plain)

    def _ends(self, triples: Iterable[Triple]) -> set[str]:
        """Give the last days of the targets' periods, or the name of a period whose last day registers do not give."""
        targets = {t.subject for t in triples if t.predicate == _TYPE and t.object == _TARGET}
        return {self.ground.end(t.object) for t in triples if t.predicate == _PERIOD and t.subject in targets}


def read(path: Path) -> dict[str, Entry]:
    """Read a list of entries; what follows a broken line is left out."""
    found: dict[str, Entry] = {}
    if path.is_file():
        with path.open(encoding="utf-8") as stream:
            for line in stream:
                try:
                    entry = Entry.of(line)
                except (ValueError, KeyError, TypeError):
                    break
                found[entry.path] = entry
    return found


def write(path: Path, entries: Iterable[Entry]) -> str:
    """Write a list of entries; give its digest."""
    data = "".join(entry.line() for entry in sorted(entries, key=lambda entry: entry.path)).encode()
    files.write(path, data)
    return sha256(data).hexdigest()


def _packed(numbers: Iterable[int]) -> str:
    return array("q", sorted(numbers)).tobytes().hex()


def _unpacked(text: str) -> frozenset[int]:
    return frozenset(array("q", bytes.fromhex(text)))
