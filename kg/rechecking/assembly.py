"""A report from what is kept about each file, with the little that only all files together show.

That is: prefixes that two files bind otherwise, derived files that are not what the rules give, and which of several
findings of one rule at one place is told.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ..checking.findings import Finding, Report
from ..layout import Layout
from .ledger import GROUND, Ledger
from .neighbours import number
from .records import read

_TEXTUAL = ("V006", "V007", "V008")


def report(layout: Layout, bulletins: Iterable[Path], book: Ledger, shown: tuple[Path, ...] | None) -> Report:
    """Gather all findings, or those in some files."""
    names = _Names(layout)
    late = set(book.facts().get("late", "").split())
    found = [finding._replace(path=names.of(finding.path)) for path, text in book.findings().items()
             for finding in _first_things_first(layout, book, path, read(text), late)]
    found += _differing(layout, book) + _stale(layout, book)
    told: dict[tuple[str, str], Finding] = {}
    for finding in _outside_numbers(found):
        key = (finding.place, finding.code) if finding.code not in _TEXTUAL else (finding.place, repr(finding))
        told[key] = min(told.get(key, finding), finding, key=repr)
    paths = (*layout.vocabulary(), *layout.registers(), *bulletins)
    asked = None if shown is None else {path.resolve() for path in shown}
    files = [names.name(path) for path in paths if asked is None or path.resolve() in asked]
    wanted = set(files)
    ordered = sorted(told.values(), key=_order)
    return Report(tuple(finding for finding in ordered if asked is None or finding.path in wanted), tuple(files))


def _first_things_first(layout: Layout, book: Ledger, path: str, found: list[Finding], late: set[str]
                        ) -> list[Finding]:  # fmt: skip
    """Leave away what the words do not bear out in a file whose statements are wrong in themselves.

    What is kept of a file are findings about things that it is the first to state, and about what follows from it.
    """
    about = [(finding, finding.terms.subject if finding.terms else None) for finding in found]
    errors = {subject for finding, subject in about if finding.severity == "error" and finding.code not in late}
    if errors <= {None} or not any(finding.code in late for finding in found):
        return found
    homes = _homes(layout) if path == GROUND else _stated(book, path, {subject for _, subject in about} - {None})
    wrong = {homes.get(subject) for subject in errors} - {None}
    return [finding for finding, subject in about if finding.code not in late or homes.get(subject) not in wrong]


def _homes(layout: Layout) -> dict[Any, str]:
    """Give the file of vocabulary or registers that is the first to state a thing."""
    from ..text import turtle

    homes: dict[Any, str] = {}
    for path in (*layout.vocabulary(), *layout.registers()):
        for triple in turtle.read(path):
            homes.setdefault(triple.subject, str(path))
    return homes


def _stated(book: Ledger, path: str, subjects: set[Any]) -> dict[Any, str]:
    """Give those of some things that a bulletin states."""
    numbers = {number(str(subject)): subject for subject in subjects}
    unit = book.states()[path][0]
    return {numbers[each]: path for each, units in book.sayers(numbers).items() if unit in units}


def _order(finding: Finding) -> tuple[str, int, int, str]:
    return finding.path, finding.line, finding.column, finding.code


def _outside_numbers(found: Iterable[Finding]) -> list[Finding]:
    """Leave away what only follows from a number with separators, which is read as two."""
    told = list(found)
    numbers = {(finding.path, finding.line): finding for finding in told if finding.code == "V008"}
    return [finding for finding in told if finding.code in _TEXTUAL or not (
        (number := numbers.get((finding.path, finding.line)))
        and number.column <= finding.column < number.end_column)]


def _differing(layout: Layout, book: Ledger) -> list[Finding]:
    odd = book.odd()
    if not odd:
        return []
    from ..checking import spelling
    from ..checking.rulebook import Rulebook

    paths = [*layout.vocabulary(), *layout.registers(), *sorted(layout.root / path for path in odd)]
    return [finding for finding in spelling.findings(Rulebook.read(layout.shapes()), paths, [])
            if finding.code == "V007"]


def _stale(layout: Layout, book: Ledger) -> list[Finding]:
    """Compare the derived files with what was derived, those alone whose digests differ."""
    stored = layout.derived()
    if not stored:
        return []
    there = book.digests(layout.root, stored)
    made = {path: digest for path, digest in book.derived().items() if digest}
    homes = {path: _derived_of(layout, path) for path in made}
    expected = {homes[path]: digest for path, digest in made.items()}
    odd = {name for name in there.keys() | expected.keys() if there.get(name) != expected.get(name)}
    if not odd:
        return []
    from ..checking import places
    from ..checking.rulebook import Rulebook
    from . import portions

    states = book.states()
    units = book.units(states[path][0] for path, home in homes.items() if home in odd)
    texts = {homes[unit.path]: portions.unpacked(unit.derived) for unit in units.values()}
    return places.differing(Rulebook.read(layout.shapes()), {layout.root / name: texts.get(name, "") for name in odd})


def _derived_of(layout: Layout, stored: str) -> str:
    """Give the path in the project of what was derived from a bulletin, or from registers alone."""
    if stored == GROUND:
        return "data/derived/registers.ttl"
    path = layout.root / stored
    if path.is_symlink():
        return layout.derived_of(path).relative_to(layout.root).as_posix()
    return "data/derived/" + stored.removeprefix("data/bulletins/")


class _Names:
    """Names of files as a person in the current folder would say them, quickly for many."""

    def __init__(self, layout: Layout) -> None:
        from ..checking import places

        self._slow = places.name
        self._root = layout.root
        self._start = os.fspath(layout.root) + os.sep
        here = str(Path.cwd()) + os.sep
        self._cut = len(here) if (os.path.realpath(layout.root) + os.sep).startswith(here) and str(
            layout.root) == os.path.realpath(layout.root) else 0

    def of(self, stored: str) -> str:
        """Name a file by its path in the project."""
        return self.name(self._root / stored)

    def name(self, path: Path) -> str:
        """Name a file."""
        text = os.fspath(path)
        try:
            is_link = stat.S_ISLNK(os.lstat(text).st_mode)
        except OSError:
            is_link = True
        if is_link or not text.startswith(self._start):
            return self._slow(path)
        return text[self._cut:]
