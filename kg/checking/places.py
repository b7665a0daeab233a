"""Where a fault stands: each is brought to a line and column of a file, and put into words.

A fault of a derived thing stands where the first claim stands from which it was derived.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode

from ..dataset import derivation
from ..dataset.graph import SourceFile, bulletin_graph
from ..errors import InputError
from ..layout import Layout
from ..messages import Sentence, say
from ..namespaces import DCTERMS, FOAF, OA, PC, PROV, RDFS, SH, SKOS, shorten
from ..text import positions, turtle
from . import expectations
from .findings import Edit, Finding, Terms
from .gates import Fault
from .rulebook import Rule, Rulebook

_LABELS = (RDFS + "label", SKOS + "prefLabel", DCTERMS + "title", FOAF + "name")
_ABOUT = (PC + "onIndicator", PC + "aboutTarget", PC + "aboutOutcome", PC + "part", PC + "assesses",
          PROV + "wasDerivedFrom")
_FAR = 4  # steps from a thing to what it is about
_SPARQL = NamedNode(SH + "sparql")
_INPUT = NamedNode(PROV + "wasDerivedFrom")


class Atlas:
    """The files of a graph, asked where a statement stands and what a thing is called."""

    def __init__(self, stated: Sequence[SourceFile], derived: Sequence[SourceFile]) -> None:
        self._files = [file for file in stated if file.path]
        self._homes: dict[Any, list[SourceFile]] = defaultdict(list)
        self._inputs: dict[Any, set[Any]] = defaultdict(set)
        self._indexes: dict[Path, positions.Positions] = {}
        self._made: dict[Any, list[SourceFile]] = defaultdict(list)
        self._told: dict[int, dict[Any, list[Any]]] = {}
        for files, homes in ((self._files, self._homes), (derived, self._made)):
            for file in files:
                for subject in {triple.subject for triple in file.triples}:
                    homes[subject].append(file)
        for triple in (triple for file in derived for triple in file.triples):
            if triple.predicate == _INPUT:
                self._inputs[triple.subject].add(triple.object)

    def place(self, fault: Fault) -> tuple[Path, positions.Position, str]:
        """Give file, position and source line of a fault: of its object, else its predicate, else its subject.

        Raises: InputError if the file was changed since it was read.
        """
        subject = self._stated(fault.subject if fault.subject in self._homes else fault.object or fault.subject)
        homes = sorted(self._homes.get(subject, self._files[:1]), key=lambda file: -_fit(file, fault))
        path = homes[0].path
        assert path is not None
        index = self._indexes.get(path)
        if index is None:
            index = self._indexes[path] = positions.index(_text(path))
        found = index.of(subject, fault.predicate, fault.object) if subject is not None else None
        if found is None and subject in self._homes:
            _check_unchanged(homes[0])
        position = found or positions.Position(1, 1, 1)
        return path, position, index.source(position.line)

    def label(self, thing: Any) -> Sentence:
        """Give what people call a thing: its own label, its words, the label of what it is about, or its short name."""
        for _ in range(_FAR):
            told = self.statements(thing)
            labels = {label.language: label.value for name in _LABELS for label in told.get(name, ())
                      if isinstance(label, Literal)}
            if labels:
                english = labels.get("en") or min(labels.values())
                return Sentence(english, labels.get("zh", english))
            words = next((each.value for each in told.get(OA + "exact", ())), None)
            if words is not None:
                return Sentence(f"“{words}”", f"“{words}”")
            about = next((each for name in _ABOUT for each in sorted(told.get(name, ()), key=str)), None)
            if about is None:
                break
            thing = about
        return Sentence("", "")

    def statements(self, thing: Any) -> Mapping[str, Sequence[Any]]:
        """Give what the files state of a thing, and what rules derived of it, by predicate."""
        told: dict[str, list[Any]] = defaultdict(list)
        for file in (*self._homes.get(thing, ()), *self._made.get(thing, ())):
            for triple in self._blocks(file).get(thing, ()):
                told[triple.predicate.value].append(triple.object)
        return told

    def _blocks(self, file: SourceFile) -> dict[Any, list[Any]]:
        """Give the statements of a file by subject; only files that are asked are sorted out."""
        known = self._told.get(id(file))
        if known is None:
            known = self._told[id(file)] = defaultdict(list)
            for triple in file.triples:
                known[triple.subject].append(triple)
        return known

    def _stated(self, thing: Any, seen: frozenset[Any] = frozenset()) -> Any:
        """Give the thing itself if a file states it, else the first that it was derived from and that a file states."""
        if thing is None or thing in self._homes or thing in seen:
            return thing
        for source in sorted(self._inputs.get(thing, ()), key=str):
            found = self._stated(source, seen | {thing})
            if found in self._homes:
                return found
        return thing


def _text(path: Path) -> str:
    """Give the text of a file that was read before.

    Raises: InputError if it is gone, or is no text any more.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise _changed(path) from error


def _check_unchanged(file: SourceFile) -> None:
    """Make sure that a file still says what was read in it, as far as this has names.

    Raises: InputError if it does not.
    """
    assert file.path is not None
    before, now = ({triple for triple in triples if not isinstance(triple.subject, BlankNode)
                    and not isinstance(triple.object, BlankNode)} for triples in (file.triples, turtle.read(file.path)))
    if before != now:
        raise _changed(file.path)


def _changed(path: Path) -> InputError:
    return InputError(say("{path} was changed while it was checked", "{path} 在检查过程中被修改", path=path),
                      place=str(path), hint=say("check it again", "请重新检查"))


def _fit(file: SourceFile, fault: Fault) -> int:
    triples = [triple for triple in file.triples if triple.subject == fault.subject]
    return 2 * any(t.predicate == fault.predicate and t.object == fault.object for t in triples) + any(
        t.predicate == fault.predicate for t in triples)


def findings(rulebook: Rulebook, stated: Sequence[SourceFile], derived: Sequence[SourceFile],
             faults: Iterable[Fault]) -> list[Finding]:
    """Put faults into words and bring them to their places, each place and rule once."""
    atlas: Atlas | None = None
    owners = {triple.object.value: str(getattr(triple.subject, "value", "")) for triple in rulebook.triples
              if triple.predicate == _SPARQL and isinstance(triple.object, NamedNode)}
    found: dict[tuple[str, str], Finding] = {}
    for fault in faults:
        atlas = atlas or Atlas(stated, derived)
        path, position, source = atlas.place(fault)
        rule = rulebook.rules[fault.code]
        finding = _finding(rule, name(path), position, source, fault, atlas, owners.get(rule.node))
        key = (finding.place, finding.code)
        found[key] = min(found.get(key, finding), finding, key=repr)  # whichever comes first, the same is told
    return list(found.values())


def _finding(rule: Rule, path: str, position: positions.Position, source: str, fault: Fault, atlas: Atlas,
             owner: str | None) -> Finding:
    focus = shorten(fault.subject.value) if isinstance(fault.subject, NamedNode) else str(fault.subject or "")
    value = turtle.Names().term(fault.object) if isinstance(fault.object, NamedNode | Literal) else None
    at_thing = position.column == 1 and isinstance(fault.object, NamedNode)
    hint = None if at_thing else expectations.of(fault, atlas.statements, atlas.label)
    return Finding(path, position.line, position.column, position.end_column, rule.severity, rule.code, rule.name,
                   fault.message or rule.message, rule.fix, focus, atlas.label(fault.subject), value, source,
                   hint, rule.message, rule.why,
                   _terms(rule, fault, owner), _edits(fault, position, source))


def _terms(rule: Rule, fault: Fault, owner: str | None) -> Terms:
    """Name the statement, and the shape: of a constraint in SPARQL, the shape that has it."""
    predicate = fault.predicate if isinstance(fault.predicate, NamedNode) else None
    return Terms(fault.subject, predicate, fault.object, owner or rule.node, fault.component,
                 rule.node if owner else None)


def _edits(fault: Fault, position: positions.Position, source: str) -> tuple[Edit, ...]:
    """Give the edit that frees a number of needless zeros, if the number stands on one line in quotes."""
    plain = expectations.plain_number(fault.object)
    written = source[position.column - 1:position.end_column - 1]
    if fault.code != "V004" or plain is None or not written.startswith(f'"{fault.object.value}"'):
        return ()
    end = position.column + len(fault.object.value) + 2
    return (Edit(position.line, position.column, end, f'"{plain}"'),)


def stale(rulebook: Rulebook, layout: Layout, derived: Iterable[SourceFile]) -> list[Finding]:
    """Compare the derived files of a project with what the rules gave; a project that keeps none is let be."""
    stored = layout.derived()
    if not stored:
        return []
    made = {file.graph: turtle.canonical(file.triples) for file in derived}
    expected = {layout.data / "derived" / "registers.ttl": made.get(derivation.REGISTERS, "")}
    expected |= {layout.derived_of(path): made.get(derivation.derived_graph(bulletin_graph(layout, path)), "")
                 for path in layout.bulletins()}
    there = {*stored, *(path for path, text in expected.items() if text)}
    return differing(rulebook, {path: expected.get(path, "") for path in there})


def differing(rulebook: Rulebook, expected: Mapping[Path, str]) -> list[Finding]:
    """Compare derived files with what they should hold; one that should not be there should hold nothing."""
    found = []
    for path in sorted(expected):
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        if text != expected[path]:
            found.append(_stale(rulebook.rules["D001"], path, text, expected[path]))
    return found


def _stale(rule: Rule, path: Path, text: str, expected: str) -> Finding:
    lines, good = text.splitlines() or [""], expected.splitlines()
    line = next((i for i, pair in enumerate(zip(lines, good, strict=False)) if pair[0] != pair[1]),
                min(len(good), len(lines) - 1))
    there, here = lines[line].strip(), (good[line].strip() if line < len(good) else "")
    message = say("this file is not what the rules give", "此文件与规则所得不符")
    hint = say("the rules give {here}", "规则得出 {here}", here=here) if here else (
        say("the rules give no such line", "规则不给出这一行") if there else say("the file is missing", "缺少此文件"))
    column = len(lines[line]) - len(lines[line].lstrip()) + 1
    return Finding(name(path), line + 1, column, len(lines[line]) + 1, rule.severity, rule.code, rule.name, message,
                   rule.fix, "", Sentence("", ""), None, lines[line], hint, rule.message, rule.why,
                   Terms(None, None, None, rule.node))


def name(path: Path) -> str:
    """Name a file as a person in the current folder would."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(path)
