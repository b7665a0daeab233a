"""What can be mended without changing what is said: form, needless zeros, the places of quotations, derived files.

A quotation is brought to where the text says it; no value, reading or reference is ever touched. Each file is written
whole or not at all, and what cannot take its canonical form (a comment would be lost) keeps the form that it has.
"""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from pyoxigraph import Literal, NamedNode

from .. import files
from ..dataset.graph import store_derived
from ..errors import InputError, KgError
from ..layout import Layout
from ..messages import Sentence, say
from ..namespaces import OA, PC, PROV, XSD
from ..text import formatting, nearest, positions, turtle
from .expectations import plain_number
from .findings import Edit, Report

_QUOTATIONS = ("E06", "E41")
_INTEGER = NamedNode(XSD + "integer")


class Texts(Protocol):
    """The texts of bulletins by the digests of their files."""

    def get(self, digest: str) -> str | None:
        """Give the text of a digest, or None if nobody has it."""


class Change(NamedTuple):
    """A term of a file that becomes another one, the edit that does it, and why."""

    subject: Any
    predicate: Any
    edit: Edit
    why: Sentence


class Repair(NamedTuple):
    """A file as it was and as it shall be (None: it is or shall be gone), and what is done to it."""

    path: Path
    old: bytes | None
    new: bytes | None
    told: tuple[Sentence, ...]


def changes(path: Path, texts: Texts | None = None) -> list[Change]:
    """Find the terms of a file that can be mended safely; quotations only where their texts are given.

    Raises: as `turtle.read`.
    """
    triples: list[Any] = list(turtle.read(path))
    index = positions.index(path.read_text(encoding="utf-8-sig"))
    wanted = [(triple, Literal(plain, datatype=triple.object.datatype), say(
        "{old} written as {new}", "{old} 改写为 {new}", old=triple.object.value, new=plain))
        for triple in triples if (plain := plain_number(triple.object))]
    wanted += _quotations(triples, texts) if texts else []
    found = []
    for triple, new, why in wanted:
        edit = _edit(index, triple, new)
        if edit is not None:
            found.append(Change(triple.subject, triple.predicate, edit, why))
    return found


def with_edits(report: Report, paths: Iterable[Path], texts: Texts) -> Report:
    """Give findings about quotations the edits that would mend them."""
    from .places import name

    known: dict[tuple[str, Any], list[Edit]] = defaultdict(list)
    touched = {finding.path for finding in report.findings if finding.code in _QUOTATIONS}
    for path in paths:
        for change in changes(path, texts) if name(path) in touched else ():
            if str(change.predicate.value).startswith(OA):
                known[name(path), change.subject].append(change.edit)
    return Report(tuple(
        finding._replace(edits=tuple(known[finding.path, finding.terms.subject]))
        if finding.code in _QUOTATIONS and finding.terms else finding for finding in report.findings), report.files)


def mended(path: Path, texts: Texts | None = None) -> Repair:
    """Give a file with all that can be mended in it, in canonical form.

    Raises: as `turtle.read`.
    """
    done = changes(path, texts)
    old = path.read_bytes()
    text = _applied(old.decode("utf-8-sig"), [change.edit for change in done])
    told = [change.why for change in done]
    try:
        canonical = formatting.canonical_text(text.encode(), str(path))
    except InputError as error:
        told += [say("form kept: {why}", "格式未改：{why}", why=error.message)] if done else []
        return Repair(path, old, text.encode() if done else old, tuple(told))
    if canonical != text:
        told.append(say("canonical form", "改为规范格式"))
    return Repair(path, old, canonical.encode(), tuple(told))


def plan(layout: Layout, paths: Sequence[Path], texts: Texts | None, folder: Path) -> list[Repair]:
    """Find all repairs of some files of a project, and of what is derived; `folder` is an empty one to try them in.

    Raises: as `turtle.read`.
    """
    repairs = [repair for path in paths if (repair := mended(path, texts)).old != repair.new]
    if not (layout.data / "derived").is_dir():
        return repairs
    trial = Layout(folder, folder / "data", layout.ontology, layout.queries)
    shutil.copytree(layout.data, trial.data)
    for repair in repairs:
        if repair.path.resolve().is_relative_to(layout.data) and repair.new is not None:
            (trial.data / repair.path.resolve().relative_to(layout.data)).write_bytes(repair.new)
    try:
        derived = store_derived(trial)
    except KgError as error:
        why = say("nothing is derived: {why}", "无法推导：{why}", why=error.message)
        return [*repairs, Repair(layout.data / "derived", None, None, (why,))]
    return [*repairs, *(_moved(path, layout, trial) for path in derived)]


def write(repairs: Iterable[Repair]) -> None:
    """Write the repaired files, each whole or not at all."""
    for repair in repairs:
        if repair.new is not None:
            files.write(repair.path, repair.new)
        elif repair.old is not None:
            repair.path.unlink()


def _moved(path: Path, layout: Layout, trial: Layout) -> Repair:
    home = layout.data / path.relative_to(trial.data)
    return Repair(home, home.read_bytes() if home.is_file() else None, path.read_bytes() if path.is_file() else None,
                  (say("derived anew", "重新推导"),))


def _quotations(triples: Sequence[Any], texts: Texts) -> Iterator[tuple[Any, Literal, Sentence]]:
    said: dict[Any, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for triple in triples:
        said[triple.subject][triple.predicate.value].append(triple)
    for told in list(said.values()):
        parts = [told.get(name, []) for name in (OA + "exact", OA + "start", OA + "end", PROV + "wasQuotedFrom")]
        if all(len(part) == 1 for part in parts):
            exact, start, end, source = (part[0] for part in parts)
            bulletin = said.get(source.object, {})
            text = next((texts.get(triple.object.value) for triple in bulletin.get(PC + "textDigest", ())), None)
            if text is not None:
                yield from _quotation(exact, start, end, text, _extent(bulletin, len(text)))


def _extent(bulletin: dict[str, list[Any]], length: int) -> tuple[int, int]:
    ends = [next((triple.object.value for triple in bulletin.get(PC + name, ())), "")
            for name in ("textStart", "textEnd")]
    return (int(ends[0]), int(ends[1])) if all(end.isdecimal() for end in ends) else (0, length)


def _quotation(exact: Any, start: Any, end: Any, text: str,
               extent: tuple[int, int]) -> Iterator[tuple[Any, Literal, Sentence]]:
    words, first, last = (triple.object.value for triple in (exact, start, end))
    if first.isdecimal() and last.isdecimal() and text[int(first):int(last)] == words:
        return
    span = nearest.find(words, text, *extent)
    if span is None:
        return
    there = text[slice(*span)]
    if there != words:
        yield exact, Literal(there), say("quotation “{old}” becomes “{new}”, as the text has it",
                                         "引文“{old}”按原文改为“{new}”", old=words, new=there)
    for triple, at in ((start, span[0]), (end, span[1])):
        if triple.object.value != str(at):
            yield triple, Literal(str(at), datatype=_INTEGER), say(
                "“{words}”: {name} {old} becomes {new}", "“{words}”：{name} 由 {old} 改为 {new}", words=there[:20],
                name="start" if triple is start else "end", old=triple.object.value, new=at)


def _edit(index: positions.Positions, triple: Any, new: Literal) -> Edit | None:
    """Give the edit that puts a literal in the place of another one, if that stands whole on one line."""
    place = index.of(triple.subject, triple.predicate, triple.object)
    old = triple.object
    written = index.source(place.line)[place.column - 1:place.end_column - 1] if place else ""
    quoted = str(Literal(old.value))
    if place and written.startswith(quoted):
        return Edit(place.line, place.column, place.column + len(quoted), str(Literal(new.value)))
    if place and written == old.value:
        return Edit(place.line, place.column, place.end_column, str(new))
    return None


def _applied(text: str, edits: Iterable[Edit]) -> str:
    lines = text.splitlines(keepends=True)
    for edit in sorted(edits, reverse=True):
        line = lines[edit.line - 1]
        lines[edit.line - 1] = line[:edit.column - 1] + edit.text + line[edit.end_column - 1:]
    return "".join(lines)
