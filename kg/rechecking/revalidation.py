"""Checking a project again: only the bulletins that changed since the last time, and what depends on them.

The findings are those of a full run. First the rules run over the neighbourhood of what changed; then the shapes look
at every thing of the changed bulletins and, in other bulletins, at those things from which a few steps lead to
something that a changed bulletin names, named before, or that is now derived otherwise. All else is taken from the
ledger. Whatever all bulletins stand on (registers, vocabulary, shapes, rules, questions, this program), once changed,
means checking all anew.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from ..checking.findings import Report
from ..layout import Layout, data_files
from .ledger import Ledger, Unit

if TYPE_CHECKING:
    from .portions import Found

Progress = Callable[[int, int], None]
LATE = "wording"
"""The shapes that are heard only where a bulletin is right in itself."""

GROUND = "."
"""The path under which findings about vocabulary and registers are kept."""


def validate(layout: Layout, paths: tuple[Path, ...] = (), *, keep: bool = True, progress: Progress | None = None,
             processes: int = 0) -> Report:
    """Check a project by every rule, and keep in its folder what was found; with paths, tell what is wrong in those.

    Raises: as `validation.validate`.
    """
    shown = data_files(paths) if paths else None
    if shown and not _belongs(layout, shown):
        from ..checking import validation
        from ..dataset.graph import Graph

        return validation.validate(Graph.unjudged(layout), paths)
    try:
        book = Ledger.open(layout.root if keep else None)
        return _validate(layout, book, shown, progress or _silent, processes)
    except sqlite3.Error:
        return _validate(layout, Ledger.open(None), shown, progress or _silent, processes)


def _belongs(layout: Layout, paths: tuple[Path, ...]) -> bool:
    """Whether files are those of a project."""
    known = {path.resolve() for path in (*layout.vocabulary(), *layout.registers(), *layout.bulletins())}
    return known.issuperset(path.resolve() for path in paths)


def _silent(done: int, total: int) -> None:
    pass


def _validate(layout: Layout, book: Ledger, shown: tuple[Path, ...] | None, progress: Progress,
              processes: int) -> Report:
    from .assembly import report

    bulletins = layout.bulletins()
    state = _state(layout, book)
    digests = book.digests(layout.root, bulletins)
    if book.facts().get("state") != state or not _updated(layout, book, digests):
        with book.writing():
            _check_all(layout, book, digests, state, progress, processes)
    return report(layout, book, shown)


def _state(layout: Layout, book: Ledger) -> str:
    """Give the digest of all that bulletins stand on, this program included."""
    paths = (*layout.vocabulary(), *layout.registers(), *layout.shapes(), *layout.rules(), *layout.questions())
    told = sorted(book.digests(layout.root, paths).items())
    code = []
    for folder, _, names in os.walk(Path(__file__).parents[1]):
        for name in names:
            if name.endswith(".py"):
                state = os.stat(os.path.join(folder, name))  # noqa: PTH116, PTH118 - 200 files in 2 ms
                code.append((name, state.st_size, state.st_mtime_ns))
    return sha256(repr((told, sorted(code))).encode()).hexdigest()


def _updated(layout: Layout, book: Ledger, digests: dict[str, str]) -> bool:
    """Check what changed, if it can be checked apart."""
    known = {path: state for path, state in book.states().items() if path != GROUND}
    changed = {path for path, digest in digests.items() if known.get(path, (0, ""))[1] != digest}
    gone = {known[path][0] for path in known.keys() - digests.keys()}
    if not changed and not gone:
        return True
    if book.facts().get("apart") != "yes" or len(changed) > 10 + len(digests) // 20:
        return False
    from .portions import Entangled
    from .update import update

    try:
        with book.writing():
            update(layout, book, changed, gone, digests)
    except Entangled:
        return False
    return True


def _check_all(layout: Layout, book: Ledger, digests: dict[str, str], state: str, progress: Progress,
               processes: int) -> None:
    from ..shacl import shapes_check
    from . import batches, locality
    from .portions import Entangled, Setting

    ground = Setting(layout)
    known = [triple for file in (*ground.vocabulary, *ground.registers) for triple in file.triples]
    apart = shapes_check.hits(layout.shapes(), known)
    if not apart:
        known += [triple for path in layout.bulletins() for triple in ground.read(path).triples]
    shapes_check.check(layout.shapes(), known)
    apart = apart and not locality.far(ground.rulebook.triples)
    for way in ((batches.check_all(layout, progress, processes),) if apart else ()) + (batches.check_whole(layout),):
        book.forget()
        try:
            for found in way:
                keep(layout, book, found, digests)
        except Entangled:
            apart = False
            continue
        break
    late = [rule.code for rule in ground.rulebook.rules.values() if rule.path.stem == LATE]
    book.tell({"state": state, "apart": "yes" if apart else "no", "late": " ".join(late)})


def keep(layout: Layout, book: Ledger, found: Found, digests: dict[str, str]) -> None:
    """Keep what was found of a file."""
    from .portions import relative, unpacked

    name = relative(layout, found.path) if found.path != Path() else GROUND
    text = unpacked(found.derived)
    book.put(Unit(name, digests.get(name, ""), found.issued, found.derived,
                  sha256(text.encode()).hexdigest() if text else "", found.findings, found.is_odd),
             found.says, found.nodes)
