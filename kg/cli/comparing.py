"""`kg diff`: two states of the data, from folders, files, git revisions or stores."""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
from pathlib import Path

from pyoxigraph import Triple

from ..errors import UsageError
from ..layout import Layout
from ..messages import say
from .session import Session

FORMS = ("json", "table")


def diff(session: Session) -> int:
    """Say what changed, by meaning; what is not named is the project as it is now."""
    from ..dataset import comparison

    if not 1 <= len(session.words) <= 2:
        raise UsageError(say("kg diff needs OLD, and may have NEW", "kg diff 需要“旧”状态，可再给“新”状态"),
                         hint=say("kg diff HEAD~1, or kg diff old-folder new-folder",
                                  "例如 kg diff HEAD~1，或 kg diff 旧文件夹 新文件夹"))
    form = session.form(FORMS, "table", "table")
    old = _read(session, session.words[0])
    new = _read(session, session.words[1]) if len(session.words) == 2 else _now()
    changes = comparison.compare(old, new)
    if form == "json":
        import json

        told = [change._asdict() | {"sentence": {"en": str(change.sentence), "zh": change.sentence.zh}}
                for change in changes.told]
        content = {"changes": told, "others": {"added": changes.added, "removed": changes.removed}}
        session.write(json.dumps(content, ensure_ascii=False, indent=2) + "\n")
        return 0
    session.write("".join(line + "\n" for line in changes.lines(session.lang)))
    if not changes:
        session.note(say("nothing changed", "没有变化"))
    return 0


def _now() -> list[Triple]:
    from ..dataset import comparison

    layout = Layout.find()
    return comparison.read([*layout.registers(), *layout.bulletins()])


def _read(session: Session, name: str) -> list[Triple]:
    """Read a store, a file or folder, else a git revision of the project.

    Raises: UsageError if it is none of them.
    """
    from ..dataset import comparison

    if name.startswith(("http://", "https://")):
        from ..pushing import open_store, pulling

        options = session.arguments
        with open_store(name, options.get("store-kind"), options.positive("timeout") or 60) as store:
            found = pulling.graphs(store, ("register-*", "bulletin-*"))
            return [triple for _, lines in found for triple in pulling.triples(lines)]
    if Path(name).exists():
        return comparison.read([Path(name)])
    with tempfile.TemporaryDirectory() as folder:
        _check_out(name, Path(folder))
        return comparison.read([Path(folder)])


def _check_out(revision: str, folder: Path) -> None:
    """Put the data of a git revision into a folder."""
    root = Layout.find().root
    neither = UsageError(say('"{name}" is neither a file, nor a folder, nor a git revision here',
                             "“{name}”不是文件、文件夹，也不是此处的 git 版本", name=revision), place=str(root),
                         hint=say("name an old copy of data/, or a revision such as HEAD~1",
                                  "请给出 data/ 的旧副本，或 HEAD~1 之类的版本"))
    if revision.startswith("-"):
        raise neither
    try:
        archive = subprocess.run(["git", "-C", str(root), "archive", "--format=tar", revision, "--", "data"],
                                 capture_output=True, check=True)
    except (subprocess.CalledProcessError, FileNotFoundError) as error:
        raise neither from error
    with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as files:
        files.extractall(folder, filter="data")
