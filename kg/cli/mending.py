"""`kg validate --fix`: mend what is safe, and say what was changed."""

from __future__ import annotations

import difflib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from ..checking import repairs
from ..checking.findings import Report
from ..checking.places import name
from ..layout import Layout, data_files
from ..messages import in_language, say
from . import output
from .session import Session


def mend(session: Session) -> bool:
    """Mend files, or with --dry-run show as a diff how; give whether there was anything to mend."""
    layout, texts = Layout.find(), _texts(session)
    with tempfile.TemporaryDirectory() as folder:
        planned = repairs.plan(layout, _paths(session, layout), texts, Path(folder))
    if session.arguments.has("dry-run"):
        output.write("".join(line for repair in planned for line in _diff(repair)))
    else:
        repairs.write(planned)
    for repair in planned:
        for words_of in repair.told:
            session.note(f"{name(repair.path)}: {in_language(words_of, session.lang)}")
    changed = sum(repair.old != repair.new for repair in planned)
    if not changed:
        session.note(say("nothing to mend", "没有可修正之处"))
    elif session.arguments.has("dry-run"):
        session.note(say("{count} files would be written; kg validate --fix writes them",
                         "将写入 {count} 个文件；用 kg validate --fix 写入", count=changed))
    else:
        session.note(say("{count} files written", "写入 {count} 个文件", count=changed))
    return bool(changed)


def with_edits(session: Session, report: Report) -> Report:
    """Give findings about quotations the edits with which --fix would mend them."""
    texts = _texts(session)
    return repairs.with_edits(report, _paths(session, Layout.find()), texts) if texts else report


def _paths(session: Session, layout: Layout) -> list[Path]:
    words = [Path(word) for word in (*session.words, *session.arguments.all("data"))]
    paths = data_files(words) if words else (*layout.registers(), *layout.bulletins())
    return [path for path in paths if path.suffix.lower() == ".ttl"]


def _texts(session: Session) -> repairs.Texts | None:
    source = session.arguments.get("source")
    if source is None:
        return None
    from ..checking.evidence import Texts

    return Texts(Path(source))


def _diff(repair: repairs.Repair) -> Iterator[str]:
    """Give a unified diff that `patch` and `git apply` take."""
    path = name(repair.path)
    old, new = ((data or b"").decode("utf-8", "replace").splitlines(keepends=True) for data in (repair.old, repair.new))
    heads = ("/dev/null" if repair.old is None else f"a/{path}", "/dev/null" if repair.new is None else f"b/{path}")
    for line in difflib.unified_diff(old, new, *heads):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
