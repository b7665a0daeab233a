"""Checking some of many bulletins, together with what they rest on: the same findings as when all are checked at once.

A portion holds whole neighbourhoods, so that nothing outside it bears on what is found. Only one thing is known of all
bulletins together: which day is the latest, by which rules tell what is due.
"""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse

from ..checking import mentions, places, spelling
from ..checking.findings import Finding
from ..checking.gates import Fault
from ..checking.rulebook import Rulebook
from ..checking.validation import Checked, Scope, Validation
from ..dataset import derivation
from ..dataset.graph import SourceFile, bulletin_graph
from ..layout import Layout
from ..namespaces import DCTERMS, GRAPH, PC, PREFIXES, RDF, XSD
from ..shacl.engines import USUAL, Means
from ..text import turtle
from . import locality, neighbours, records
from .sweeps import Said, Sweep, said, sweeps

_PREFIX = re.compile(r"(?:@prefix|\bPREFIX)\s+([^\s:]*):\s*<([^>]*)>", re.IGNORECASE)
_TODAY = NamedNode("urn:x-latest-bulletin")
_NOBODY = Path()



class Entangled(Exception):  # noqa: N818 - no error: another way is taken
    """What is to be checked cannot be told apart from the rest."""


class Found(NamedTuple):
    """What was found of a bulletin: its ties, what was derived from it, and the findings, as they are kept."""

    path: Path
    says: frozenset[int]
    nodes: frozenset[int]
    issued: str
    derived: bytes
    findings: str
    is_odd: bool
    said: Said = Said(b"", frozenset())


class Setting:
    """What all portions of a project share: vocabulary, registers and rules."""

    def __init__(self, layout: Layout, means: Means = USUAL) -> None:
        self.layout = layout
        self.means = means
        names = {"commitments": "ontology"}
        self.vocabulary_paths = [(path, NamedNode(GRAPH + names.get(path.stem, path.stem)))
                                 for path in layout.vocabulary()]
        self.register_paths = [(path, NamedNode(GRAPH + "register-" + path.stem)) for path in layout.registers()]

    @cached_property
    def ground(self) -> neighbours.Ground:
        """Vocabulary and registers in a store."""
        return neighbours.Ground([*self.vocabulary_paths, *self.register_paths], locality.joins(self.rulebook.triples),
                                 frozenset(kind for sweep in self.sweeps for kind in sweep.classes))

    @cached_property
    def sweeps(self) -> tuple[Sweep, ...]:
        """The constraints that all bulletins bear on."""
        return sweeps(self.rulebook.triples)

    @cached_property
    def vocabulary(self) -> list[SourceFile]:
        """Vocabulary as parsed."""
        return [SourceFile(path, name, tuple(turtle.read(path))) for path, name in self.vocabulary_paths]

    @cached_property
    def registers(self) -> list[SourceFile]:
        """Registers as parsed."""
        return [SourceFile(path, name, tuple(turtle.read(path))) for path, name in self.register_paths]

    @cached_property
    def rulebook(self) -> Rulebook:
        """The rules and their words."""
        return Rulebook.read(self.layout.shapes())

    @cached_property
    def validation(self) -> Validation:
        """The rules, ready to be held against graphs."""
        return Validation(self.rulebook, self.layout.rules(), self.means)

    def read(self, path: Path) -> SourceFile:
        """Read a bulletin."""
        return SourceFile(path, bulletin_graph(self.layout, path), tuple(turtle.read(path)))

    def stored(self, name: str) -> str:
        """Give the path in the project of a file that a finding names as a person would."""
        return relative(self.layout, Path.cwd() / name)


def relative(layout: Layout, path: Path) -> str:
    """Give the path of a file in a project, or its whole path if it lies outside."""
    return path.relative_to(layout.root).as_posix() if path.is_relative_to(layout.root) else str(path)


def today(date: str) -> list[Quad]:
    """State the latest day of issue of all bulletins, for rules that ask what is due."""
    if not date:
        return []
    day = Literal(date, datatype=NamedNode(XSD + "date"))
    return [Quad(_TODAY, NamedNode(RDF + "type"), NamedNode(PC + "Bulletin")),
            Quad(_TODAY, NamedNode(DCTERMS + "issued"), day)]


def check(setting: Setting, paths: Sequence[Path], wanted: Iterable[Path], date: str) -> list[Found]:
    """Check bulletins; give what was found of those that are wanted, and of the ground (the empty path) if it is.

    Raises: QueryError if a rule or constraint cannot be evaluated.
    """
    data = [setting.read(path) for path in paths]
    scope = Scope(None, None, today(date))
    checked = setting.validation.check(setting.vocabulary, [*setting.registers, *data], None, scope)
    if any(fault.code == "D002" for fault in checked.faults) and len(paths) < len(setting.layout.bulletins()):
        raise Entangled
    homes = {derivation.derived_graph(file.graph): file.path for file in data}
    derived = {homes.get(file.graph, _NOBODY): file for file in checked.derived}
    asked = set(wanted)
    owned = by_owner(setting, checked, data)
    found = [_found(setting, file, derived.get(file.path or _NOBODY), owned) for file in data if file.path in asked]
    if _NOBODY in asked:
        found.append(_ground(setting, derived.get(_NOBODY), owned))
    return found


def by_owner(setting: Setting, checked: Checked, data: Sequence[SourceFile]) -> dict[Path, list[Finding]]:
    """Sort findings by the bulletin whose thing is at fault: the one that states it, or from which it was derived."""
    found = told(setting, checked, checked.faults)
    homes: dict[Any, Path] = {}
    graphs = {derivation.derived_graph(file.graph): file.path or _NOBODY for file in data}
    if found:
        stated = {file.graph: file.path or _NOBODY for file in data}
        for file in (*checked.vocabulary, *checked.data, *checked.derived):
            home = stated.get(file.graph) or graphs.get(file.graph, _NOBODY)
            for subject in {triple.subject for triple in file.triples}:
                homes.setdefault(subject, home)
    owned = defaultdict(list)
    for finding in found:
        owned[homes.get(finding.terms.subject if finding.terms else None, _NOBODY)].append(finding)
    return owned


def _found(setting: Setting, file: SourceFile, derived: SourceFile | None, owned: dict[Path, list[Finding]]) -> Found:
    assert file.path is not None
    made = derived.triples if derived else ()
    bound = neighbours.ties(file.triples, setting.ground)
    further = neighbours.ties(made, setting.ground)
    findings = owned.get(file.path, []) + text_findings(setting, file.path)
    return Found(file.path, bound.says, bound.nodes | further.nodes, bound.issued, packed(made),
                 records.written(findings), is_odd(file.path), said(setting.sweeps, file.triples, setting.ground))


def _ground(setting: Setting, derived: SourceFile | None, owned: dict[Path, list[Finding]]) -> Found:
    ground = setting.ground
    named = {triple.object for file in setting.registers for triple in file.triples
             if isinstance(triple.object, NamedNode) and not ground.states(triple.object)}
    findings = list(owned.get(_NOBODY, ()))
    for path in (*setting.layout.vocabulary(), *setting.layout.registers()):
        findings += text_findings(setting, path)
    for finding in mentions.findings(setting.rulebook, setting.layout, setting.vocabulary):
        findings.append(finding._replace(path=setting.stored(finding.path)))
    return Found(_NOBODY, frozenset(), frozenset(neighbours.number(str(node)) for node in named), "",
                 packed(derived.triples if derived else ()), records.written(findings), False)


def told(setting: Setting, checked: Checked, faults: Iterable[Fault]) -> list[Finding]:
    """Put faults into words and bring them to their places, named by their path in the project."""
    found = places.findings(setting.rulebook, checked.vocabulary + checked.data, checked.derived, faults)
    return [finding._replace(path=setting.stored(finding.path)) for finding in found]


def text_findings(setting: Setting, path: Path) -> list[Finding]:
    """Find what the text of one file shows by itself."""
    return [finding._replace(path=setting.stored(finding.path))
            for finding in spelling.findings(setting.rulebook, [path], []) if finding.code != "V007"]


def is_odd(path: Path) -> bool:
    """Whether a file binds a prefix otherwise than the table of the project, so that other files may differ."""
    return not PREFIXES.items() >= set(_PREFIX.findall(path.read_text(encoding="utf-8-sig")))


def packed(triples: Iterable[Triple]) -> bytes:
    """Write what was derived as canonical Turtle, compressed; nothing as nothing."""
    made = list(triples)
    return zlib.compress(turtle.canonical(made).encode(), 1) if made else b""


def unpacked(derived: bytes) -> str:
    """Give what was derived as Turtle."""
    return zlib.decompress(derived).decode() if derived else ""


def read_derived(layout: Layout, path: Path, derived: bytes) -> SourceFile:
    """Give what was derived from a bulletin."""
    name = derivation.derived_graph(bulletin_graph(layout, path)) if path != _NOBODY else derivation.REGISTERS
    return SourceFile(None, name, tuple(quad.triple for quad in parse(unpacked(derived), RdfFormat.TURTLE)))


def loaded(setting: Setting, files: Iterable[tuple[Path, SourceFile | None]], date: str) -> Store:
    """Put bulletins, as they are or as given, into the store of the ground, which is of no use for another portion."""
    store = setting.ground.store
    for path, file in files:
        if file is None:
            neighbours.load(store, path, bulletin_graph(setting.layout, path))
        else:
            store.extend(Quad(t.subject, t.predicate, t.object, file.graph) for t in file.triples)
    store.extend(today(date))
    return store
