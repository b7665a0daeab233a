"""`kg build`: the graph of a project on disk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import UsageError
from ..layout import Layout
from ..messages import say
from .progress import Bar
from .session import Session

if TYPE_CHECKING:
    from ..building import Outcome


def build(session: Session) -> int:
    """Make the graph in a folder be what the files give; with --check only say whether it is.

    Raises: UsageError without a folder; else as `kg.building.build`.
    """
    session.no_words()
    from .. import building

    options = session.arguments
    folder, layout = session.store, Layout.find()
    if folder is None:
        raise UsageError(say("kg build needs --store DIR", "kg build 需要 --store 文件夹"))
    if options.has("check"):
        return _check(session, building.stale(layout, folder))
    with Bar(session) as bar:
        made = building.build(layout, folder, rounding=options.get("rounding") or "",
                              fresh=options.has("fresh"), processes=options.positive("processes") or 0,
                              progress=bar.show)
    _tell(session, folder, made)
    return 0


def _tell(session: Session, folder: Path, made: Outcome) -> None:
    counts = made.manifest.counts
    total = counts["stated"] + counts["derived"] + counts["ground"]
    removed = say(", {count} removed", "，移除 {count} 份", count=made.removed) if made.removed else ""
    session.note(say(
        "{total} statements of {bulletins} bulletins in {folder}; {read} read, {derived} derived from{removed}",
        "{folder} 中有 {bulletins} 份公报的 {total} 条陈述；读取 {read} 份，由 {derived} 份推导{removed}",
        total=f"{total:,}", bulletins=counts["bulletins"], folder=folder, read=made.read, derived=made.derived_from,
        removed=removed))


def _check(session: Session, changed: tuple[str, ...]) -> int:
    session.write("".join(f"{name}\n" for name in changed))
    session.note(say("{count} files changed since; kg build takes them over",
                     "此后有 {count} 个文件改动；用 kg build 更新", count=len(changed)) if changed else
                 say("the graph is undamaged and up to date", "图谱完好且为最新"))
    return 1 if changed else 0
