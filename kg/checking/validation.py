"""A graph and the rules give a report: what is wrong, where it stands, and what to do.

Gates first (`gates`), then the rules run afresh, then SHACL over all that was stated and derived. The same fault is
told once: what a gate has found is taken out before the shapes look, and what follows from it is left away.

Source: SHACL, section 3.6 (validation report).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from pyoxigraph import NamedNode, Quad, Store, Triple

from ..dataset import derivation
from ..dataset.graph import Graph, SourceFile
from ..errors import QueryError
from ..layout import data_files
from ..messages import Sentence
from ..namespaces import GRAPH, SH
from ..shacl import shapes_check
from ..shacl.engines import USUAL, Means, engine
from ..shacl.results import Engine, Result
from ..text import turtle
from . import evidence, gates, homes, hygiene, mentions, places, spelling
from .findings import Finding, Report
from .gates import Fault
from .rulebook import Rulebook

__all__ = ["Finding", "Report", "Validation", "validate"]

_SPARQL = SH + "SPARQLConstraintComponent"

class Checked(NamedTuple):
    """What was looked at: vocabulary, data, what follows from them; and what was found."""

    vocabulary: tuple[SourceFile, ...]
    data: tuple[SourceFile, ...]
    derived: tuple[SourceFile, ...]
    faults: tuple[Fault, ...]


class Scope(NamedTuple):
    """How to look at a part of a larger graph: what else of it is described, who judges, what to derive from besides.

    `judge` gives the results of the shapes for the nodes it is to look at, None those for all.
    """

    elsewhere: gates.Elsewhere | None
    judge: Callable[[set[Triple]], list[Result]] | None
    besides: Sequence[Quad] = ()


class Validation:
    """The rules, ready to be held against any number of graphs."""

    def __init__(self, rulebook: Rulebook, rules: Sequence[Path], means: Means = USUAL) -> None:
        self.rulebook = rulebook
        self._rules = rules
        self._codes = rulebook.codes()
        self._means = means

    @cached_property
    def engine(self) -> Engine:
        """The shapes, ready to be held against graphs."""
        return engine(self._means, self.rulebook.triples, self.rulebook.digest)

    def check(self, vocabulary: Sequence[SourceFile], data: Sequence[SourceFile],
              derived: Sequence[SourceFile] | None = None, scope: Scope | None = None) -> Checked:
        """Find all faults of data; what follows from it is derived afresh unless it is given."""
        classes = gates.classes(self.rulebook.triples, vocabulary)
        found = gates.faults(vocabulary, data, classes, scope.elsewhere if scope else None)
        found += hygiene.faults(data) + homes.faults(data)
        sound = [*vocabulary, *(_without(file, found) for file in data)]
        if derived is None:
            derived, failed = _derive(sound, self._rules, scope.besides if scope else ())
            found += failed
        triples = {triple for file in (*sound, *derived) for triple in file.triples}
        results = _not_told(((scope and scope.judge) or self.engine.validate)(triples), found)
        found += [_fault(result, self._codes) for result in results if result.rule in self._codes]
        found = self._first_things_first(found, (*vocabulary, *data)) if scope is None else found
        return Checked(tuple(vocabulary), tuple(data), tuple(derived), tuple(dict.fromkeys(found)))

    def _first_things_first(self, found: list[Fault], files: Sequence[SourceFile]) -> list[Fault]:
        """Leave away what the words do not bear out in a file whose statements are wrong in themselves.

        A thing belongs to the first file that states it.
        """
        late = self.rulebook.late()
        if not any(fault.code in late for fault in found):
            return found
        homes: dict[Any, NamedNode] = {}
        for file in files:
            for triple in file.triples:
                homes.setdefault(triple.subject, file.graph)
        wrong = {homes.get(fault.subject) for fault in found
                 if fault.code not in late and self.rulebook.rules[fault.code].severity == "error"} - {None}
        return [fault for fault in found if fault.code not in late or homes.get(fault.subject) not in wrong]


def validate(graph: Graph, paths: Sequence[Path] = (), source: Path | None = None, means: Means = USUAL) -> Report:
    """Check a graph by every rule, and its quotations with a folder of texts; with paths, tell only of those files.

    Only what the files state is taken from the graph, which may be an unjudged one; what follows is derived here.
    A file that does not belong to the project is checked together with it, as one bulletin more.

    Raises: InputError if a file cannot be read, or a shape would check nothing; QueryError if a rule cannot be
    evaluated; UsageError for an unknown engine; KgError if pySHACL was asked too and finds otherwise.
    """
    layout = graph.layout
    asked = {path.resolve(): path for path in data_files(paths)} if paths else {}
    terms, extra = set(layout.vocabulary()), _further(graph, asked)
    vocabulary, data = ([file for file in graph.stated if (file.path in terms) is wanted] for wanted in (True, False))
    data += extra
    shapes_check.check(layout.shapes(), (triple for file in graph.stated for triple in file.triples))
    rulebook = Rulebook.read(layout.shapes())
    validation = Validation(rulebook, layout.rules(), means)
    checked = validation.check(vocabulary, data)
    faults = [*checked.faults, *(_looked_up(data, source) if source else ())]
    found = places.findings(rulebook, checked.vocabulary + checked.data, checked.derived, faults)
    found += places.stale(rulebook, layout, checked.derived) if not extra else []
    files = [file.path for file in (*vocabulary, *data) if file.path]
    found = spelling.findings(rulebook, files, found)
    if not asked:
        found += mentions.findings(rulebook, layout, vocabulary)
    shown = [path for path in files if not asked or path.resolve() in asked]
    names = {places.name(path) for path in shown}
    return Report(tuple(finding for finding in sorted(found, key=_order) if not asked or finding.path in names),
                  tuple(map(places.name, shown)), validation.engine.account())


def _further(graph: Graph, asked: Mapping[Path, Path]) -> list[SourceFile]:
    """Read the files that are asked for and that the graph does not hold."""
    known = {file.path.resolve() for file in graph.stated if file.path}
    return [_bulletin(path) for found, path in asked.items() if found not in known]


def _looked_up(data: Sequence[SourceFile], source: Path) -> list[Fault]:
    return evidence.faults((triple for file in data for triple in file.triples), evidence.Texts(source))


def _order(finding: Finding) -> tuple[str, int, int, str]:
    return finding.path, finding.line, finding.column, finding.code


def _bulletin(path: Path) -> SourceFile:
    name = "bulletin-extra-" + "".join(c if c.isalnum() else "-" for c in path.stem)
    return SourceFile(path, NamedNode(GRAPH + name), tuple(turtle.read(path)))


def _derive(files: Iterable[SourceFile], rules: Sequence[Path],
            besides: Sequence[Quad] = ()) -> tuple[list[SourceFile], list[Fault]]:
    store = Store()
    store.extend(besides)
    for file in files:
        store.extend(Quad(t.subject, t.predicate, t.object, file.graph) for t in file.triples)
    try:
        made = derivation.derive(store, rules)
    except QueryError as error:
        return [], [Fault("D002", None, message=Sentence(error.message, error.message))]
    return [SourceFile(None, name, tuple(triples)) for name, triples in made.items()], []


def sound(file: SourceFile) -> SourceFile:
    """Give what the gates let pass of a bulletin for rules to derive from."""
    return _without(file, gates.unsound(file.triples) + hygiene.faults([file]))


def _without(file: SourceFile, found: Iterable[Fault]) -> SourceFile:
    """Take out what the gates found to be no value, or not to be stated."""
    bad = {(fault.subject, fault.predicate, fault.object) for fault in found if fault.code in ("V004", "V005")}
    if not bad:
        return file
    kept = (t for t in file.triples if (t.subject, t.predicate, t.object) not in bad)
    return SourceFile(file.path, file.graph, tuple(kept))


def _not_told(results: Sequence[Result], found: Iterable[Fault]) -> list[Result]:
    """Leave away what only follows from a fault that is told already, and what tells of a place again.

    A gate comes before a shape, and what a statement must be (SHACL Core) before what it must agree with (SPARQL).
    """
    told = {(fault.subject, fault.predicate) for fault in found if fault.code in ("V001", "V004")}
    nothing = {fault.object for fault in found if fault.code == "V002"} | {
        fault.subject for fault in found if fault.code in ("V003", "V005")}
    shaped = {(result.focus, result.path) for result in results if result.component != _SPARQL}
    valued = {(result.rule, result.focus, result.path) for result in results if result.value is not None}
    return [result for result in results
            if (result.focus, result.path) not in told
            and result.focus not in nothing and result.value not in nothing
            and not (result.component == _SPARQL and (result.focus, result.path) in shaped)
            and not (result.value is None and (result.rule, result.focus, result.path) in valued)]


def _fault(result: Result, codes: dict[str, str]) -> Fault:
    value = result.value if result.value != result.focus else None
    return Fault(codes[result.rule], result.focus, result.path, value, component=result.component)
