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
from typing import TYPE_CHECKING, NamedTuple

from ..checking.findings import Report
from ..layout import Layout, data_files
from ..shacl.engines import USUAL, Means
from .ledger import GROUND, Ledger, Unit

if TYPE_CHECKING:
    from .portions import Found

Progress = Callable[[int, int], None]

class _Work(NamedTuple):
    """What to check, and how."""

    layout: Layout
    means: Means
    processes: int
    progress: Progress


def validate(layout: Layout, paths: tuple[Path, ...] = (), *, keep: bool = True, progress: Progress | None = None,
             processes: int = 0, means: Means = USUAL) -> Report:
    """Check a project by every rule, and keep in its folder what was found; with paths, tell what is wrong in those.

    Raises: as `validation.validate`.
    """
    shown = data_files(paths) if paths else None
    if shown and not _belongs(layout, shown):
        from ..checking import validation
        from ..dataset.graph import Graph

        return validation.validate(Graph.unjudged(layout), paths, means=means)
    try:
        book = Ledger.open(layout.root if keep and not means.verify else None)
        return _validate(_Work(layout, means, processes, progress or _silent), book, shown)
    except sqlite3.Error:
        return _validate(_Work(layout, means, processes, progress or _silent), Ledger.open(None), shown)


def _belongs(layout: Layout, paths: tuple[Path, ...]) -> bool:
    """Whether files are those of a project."""
    known = {path.resolve() for path in (*layout.vocabulary(), *layout.registers(), *layout.bulletins())}
    return known.issuperset(path.resolve() for path in paths)


def _silent(done: int, total: int) -> None:
    pass


def _validate(work: _Work, book: Ledger, shown: tuple[Path, ...] | None) -> Report:
    from .assembly import report

    state, bulletins = _state(work, book), work.layout.bulletins()
    digests = book.digests(work.layout.root, bulletins)
    if book.facts().get("state") != state or not _updated(work, book, digests):
        with book.writing():
            _check_all(work, book, digests, state)
    return report(work.layout, bulletins, book, shown)


def _state(work: _Work, book: Ledger) -> str:
    """Give the digest of all that bulletins stand on, this program and its engine included."""
    layout = work.layout
    paths = (*layout.vocabulary(), *layout.registers(), *layout.shapes(), *layout.rules(), *layout.questions())
    told = sorted(book.digests(layout.root, paths).items())
    code = []
    for folder, _, names in os.walk(Path(__file__).parents[1]):
        for name in names:
            if name.endswith(".py"):
                state = os.stat(os.path.join(folder, name))  # noqa: PTH116, PTH118 - 200 files in 2 ms
                code.append((name, state.st_size, state.st_mtime_ns))
    return sha256(repr((told, sorted(code), work.means.engine)).encode()).hexdigest()


def _updated(work: _Work, book: Ledger, digests: dict[str, str]) -> bool:
    """Check what changed, if it can be checked apart."""
    known = {path: state for path, state in book.states().items() if path != GROUND}
    changed = {path for path, digest in digests.items() if known.get(path, (0, ""))[1] != digest}
    gone = {known[path][0] for path in known.keys() - digests.keys()}
    if not changed and not gone:
        return True
    if book.facts().get("apart") != "yes" or len(changed) > 10 + len(digests) // 20:
        return False
    from .portions import Entangled, Setting
    from .update import update

    try:
        with book.writing():
            update(Setting(work.layout, work.means), book, changed, gone, digests)
    except Entangled:
        return False
    return True


def _check_all(work: _Work, book: Ledger, digests: dict[str, str], state: str) -> None:
    from ..shacl import shapes_check
    from . import batches, locality
    from .overview import sweep
    from .portions import Entangled, Setting

    layout, ground = work.layout, Setting(work.layout, work.means)
    known = [triple for file in (*ground.vocabulary, *ground.registers) for triple in file.triples]
    apart = shapes_check.hits(layout.shapes(), known)
    if not apart:
        known += [triple for path in layout.bulletins() for triple in ground.read(path).triples]
    shapes_check.check(layout.shapes(), known)
    apart = apart and not locality.far(ground.rulebook.triples)
    in_batches = (batches.check_all(ground, work.progress, work.processes),) if apart else ()
    for way in (*in_batches, batches.check_whole(ground)):
        book.forget()
        try:
            for found in way:
                keep(layout, book, found, digests)
            if apart:
                sweep(ground, book)
        except Entangled:
            apart = False
            continue
        break
    book.tell({"state": state, "apart": "yes" if apart else "no", "late": " ".join(sorted(ground.rulebook.late()))})


def keep(layout: Layout, book: Ledger, found: Found, digests: dict[str, str]) -> None:
    """Keep what was found of a file."""
    from .portions import relative, unpacked

    name = relative(layout, found.path) if found.path != Path() else GROUND
    text = unpacked(found.derived)
    book.put(Unit(name, digests.get(name, ""), found.issued, found.derived,
                  sha256(text.encode()).hexdigest() if text else "", found.findings, found.is_odd, found.said.packed),
             found.says, found.nodes, found.said.names)
