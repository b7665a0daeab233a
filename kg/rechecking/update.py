"""Checking what changed, and in other bulletins what depends on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from pyoxigraph import NamedNode, Triple

from ..checking import gates
from ..checking.validation import Checked, Scope, sound
from ..dataset import derivation
from ..dataset.graph import SourceFile, bulletin_graph
from ..errors import QueryError
from . import neighbours, portions, records
from .ledger import GROUND, Ledger, Unit
from .neighbours import Ties
from .overview import named, near, sweep
from .portions import Entangled, Setting, relative
from .sweeps import said

FAR = 5
"""Bulletins that a rule may lead through, from what is derived to what it is derived from."""

_STEPS = 2
"""Steps from a thing to what a shape reads of others, through things of the same bulletin."""

Numbered = dict[int, Path]


class _Update:
    """One run: what changed, what is near, what is now derived, what is found."""

    def __init__(self, setting: Setting, book: Ledger) -> None:
        self.layout = setting.layout
        self.book = book
        self.setting = setting
        self.units: dict[int, Path] = {}
        self.files: dict[Path, SourceFile] = {}
        self.derived: dict[Path, SourceFile] = {}

    def file(self, path: Path) -> SourceFile:
        """Give a bulletin as parsed, once."""
        if path not in self.files:
            self.files[path] = self.setting.read(path)
        return self.files[path]


def update(setting: Setting, book: Ledger, changed: set[str], gone: set[int], digests: dict[str, str]) -> None:
    """Bring a ledger up to date.

    Raises: Entangled if what changed cannot be checked apart.
    """
    run, layout = _Update(setting, book), setting.layout
    known = book.states()
    old = {path: known[path][0] for path in changed if path in known}
    before = book.ties([*old.values(), *gone])
    bound = {path: neighbours.ties(run.file(layout.root / path).triples, run.setting.ground) for path in changed}
    _stay_apart(run, bound, set(old.values()) | gone)
    kept = {path: book.units([number])[number] for path, number in old.items()}
    read = {path: said(setting.sweeps, run.file(layout.root / path).triples, setting.ground) for path in changed}
    otherwise = {path for path in changed if path not in kept or kept[path].said != read[path].packed}
    swept = named(book, {old[path] for path in otherwise & old.keys()} | gone)
    book.drop(gone)
    for path, each in bound.items():
        unit = kept.get(path, Unit(path, "", "", b"", "", "[]", False))
        book.put(unit._replace(issued=each.issued, said=read[path].packed), each.says, each.nodes, read[path].names)
    run.units = {number: layout.root / path for path, (number, _) in book.states().items()}
    nodes = before | {node for each in bound.values() for node in each.nodes}
    nodes |= _derive(run, nodes, changed)
    _judge(run, nodes, changed, digests)
    swept |= named(book, {number for number, path in run.units.items() if relative(layout, path) in otherwise})
    if swept:
        sweep(setting, book, swept)


def _stay_apart(run: _Update, bound: dict[str, Ties], old: set[int]) -> None:
    """Make sure that the rest stays as it is: no new day, nothing said twice or of what all stand on."""
    says = [node for each in bound.values() for node in each.says]
    others = {unit for units in run.book.sayers(says).values() for unit in units} - old
    if others or len(set(says)) < len(says) or not all(each.is_plain for each in bound.values()):
        raise Entangled
    issues = run.book.issues()
    was = max(issues.values(), default="")
    now = max([day for unit, day in issues.items() if unit not in old] + [each.issued for each in bound.values()],
              default="")
    if any(min(was, now) <= end < max(was, now) for end in run.setting.ground.ends()):
        raise Entangled


def _derive(run: _Update, nodes: set[int], changed: set[str]) -> set[int]:
    """Derive what may have changed; keep it, and give the nodes of what did."""
    book, layout = run.book, run.layout
    affected = near(book, book.among(nodes), FAR - 1)
    support = near(book, affected, FAR)
    kept = book.units(support)
    if any(unit.path == GROUND for unit in kept.values()):
        raise Entangled
    files = []
    for unit in kept.values():
        path = layout.root / unit.path
        is_sound = unit.path not in changed and '"V004"' not in unit.findings and '"V005"' not in unit.findings
        files.append((path, None if is_sound else sound(run.file(path))))
    date = max(book.issues().values(), default="")
    try:
        made = derivation.derive(portions.loaded(run.setting, files, date), layout.rules())
    except QueryError as error:
        raise Entangled from error
    found: set[int] = set()
    for number in affected:
        path = layout.root / kept[number].path
        name = derivation.derived_graph(bulletin_graph(layout, path))
        found |= _compared(run, number, kept[number], SourceFile(None, name, tuple(made.get(name, ()))))
    return found


def _compared(run: _Update, number: int, unit: Unit, derived: SourceFile) -> set[int]:
    """Keep what was derived from a bulletin if it is other than before; give the nodes that are touched."""
    path = run.layout.root / unit.path
    before = portions.read_derived(run.layout, path, unit.derived).triples
    run.derived[path] = derived
    differing = set(before) ^ set(derived.triples)
    if not differing:
        return set()
    blob = portions.packed(derived.triples)
    digest = sha256(portions.unpacked(blob).encode()).hexdigest() if blob else ""
    bound = neighbours.ties(run.file(path).triples, run.setting.ground)
    further = neighbours.ties(derived.triples, run.setting.ground).nodes
    run.book.put(unit._replace(derived=blob, derived_digest=digest), bound.says, bound.nodes | further)
    return _touched(run, differing, (*before, *derived.triples))


def _touched(run: _Update, differing: set[Triple], all_: tuple[Triple, ...]) -> set[int]:
    keys = neighbours.keys(all_, run.setting.ground)
    things = {triple.subject for triple in differing} | {
        triple.object for triple in differing if isinstance(triple.object, NamedNode)
        and not run.setting.ground.states(triple.object)}
    return {neighbours.number(str(thing)) for thing in things} | {
        key for thing in things for key in keys.get(thing, ())}


class _View(NamedTuple):
    """The bulletins in which something may be found, and those that they rest on."""

    touched: dict[int, Path]
    files: list[SourceFile]
    derived: list[SourceFile]


def _view(run: _Update, nodes: set[int]) -> _View:
    touched = {number: run.units[number] for number in run.book.among(nodes)}
    kept = run.book.units(near(run.book, touched, 1))
    if any(unit.path == GROUND for unit in kept.values()):
        raise Entangled
    files, derived = [], []
    for unit in sorted(kept.values()):
        path = run.layout.root / unit.path
        files.append(run.file(path))
        if path not in run.derived:
            run.derived[path] = portions.read_derived(run.layout, path, unit.derived)
        derived.append(run.derived[path])
    return _View(touched, files, derived)


def _judge(run: _Update, nodes: set[int], changed: set[str], digests: dict[str, str]) -> None:
    """Look at all things of changed bulletins, and at those of others that lead to the nodes."""
    view = _view(run, nodes)
    homes = _focus(run, view, nodes, {run.layout.root / path for path in changed})
    setting = run.setting
    focus = set(homes)
    data = [*_ground(run, view), *view.files]
    scope = Scope(gates.Elsewhere(lambda node: _is_known(run, node), setting.ground.names),
                  lambda triples: setting.validation.engine.validate(triples, focus))
    checked = setting.validation.check(setting.vocabulary, data, view.derived, scope)
    faults = tuple(fault for fault in checked.faults if fault.subject in focus)
    found = defaultdict(list)
    for finding in portions.told(setting, Checked(*checked[:3], faults), faults):
        found[homes[finding.terms.subject if finding.terms else None]].append(finding)
    for number, path in view.touched.items():
        unit = run.book.units([number])[number]
        if unit.path in changed:
            texts = found[path] + portions.text_findings(setting, path)
            run.book.change(number, digests[unit.path], records.written(texts), portions.is_odd(path))
        else:
            old = [each for each in records.read(unit.findings) if not each.terms or each.terms.subject not in focus]
            run.book.change(number, unit.digest, records.written(old + found[path]), unit.is_odd)


def _is_known(run: _Update, node: Any) -> bool:
    return run.setting.ground.states(node) or bool(run.book.sayers([neighbours.number(str(node))]))


def _focus(run: _Update, view: _View, nodes: set[int], changed: Collection[Path]) -> dict[Any, Path]:
    """Find the things to look at, with the bulletins whose things they are."""
    ground = run.setting.ground
    homes: dict[Any, Path | None] = {}
    objects: dict[Any, set[Any]] = defaultdict(set)
    for file, derived in zip(view.files, view.derived, strict=True):
        if file.path in view.touched.values():
            for triple in (*file.triples, *derived.triples):
                homes.setdefault(triple.subject, file.path)
                if isinstance(triple.object, NamedNode):
                    objects[triple.subject].add(triple.object)
    keys = neighbours.keys((t for file in (*view.files, *view.derived) for t in file.triples), ground)
    numbers: dict[Any, int] = {}

    def is_touched(thing: Any) -> bool:
        if thing not in numbers:
            numbers[thing] = neighbours.number(str(thing))
        return numbers[thing] in nodes

    found = {thing for thing, path in homes.items() if path in changed or is_touched(thing)
             or not nodes.isdisjoint(keys.get(thing, ())) or any(map(is_touched, objects[thing]))}
    for _ in range(_STEPS):
        found |= {thing for thing in homes if not found.isdisjoint(objects[thing])}
    return {thing: path for thing, path in homes.items() if thing in found and path is not None}


def _ground(run: _Update, view: _View) -> list[SourceFile]:
    """Give what registers say of all that the bulletins name, and of all that this leads to."""
    ground = run.setting.ground
    triples: dict[Any, list[Triple]] = defaultdict(list)
    seen: set[Any] = set()
    waiting: set[Any] = {triple.object for file in (*view.files, *view.derived) for triple in file.triples
                         if isinstance(triple.object, NamedNode)}
    while waiting:
        seen |= waiting
        found = [quad for node in waiting for quad in ground.store.quads_for_pattern(node, None, None, None)
                 if quad.graph_name in ground.graphs]
        for quad in found:
            triples[quad.graph_name].append(quad.triple)
        waiting = {quad.object for quad in found if isinstance(quad.object, NamedNode)} | {
            quad.subject for node in waiting for quad in neighbours.backward(ground.store, node)}
        waiting -= seen
    return [SourceFile(path, graph, tuple(triples[graph])) for path, graph in run.setting.register_paths]
