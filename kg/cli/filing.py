"""`kg format` and `kg derive`: what writes files of the project."""

from __future__ import annotations

from pathlib import Path

from ..layout import Layout, data_files
from ..messages import say
from .session import Session


def format(session: Session) -> int:
    """Write data files in canonical form; with --check only say which are not."""
    from ..text.formatting import format_files

    layout = Layout.find()
    given = [Path(word) for word in session.words]
    paths = [path for path in data_files(given) if path.suffix == ".ttl"] if given else [
        *layout.registers(), *layout.bulletins()]
    only_check = session.arguments.has("check")
    changed = [str(result.path) for result in format_files(paths, only_check) if result.changed]
    session.write("".join(path + "\n" for path in changed))
    if not changed:
        sentence = ("{all} files, all in canonical form", "{all} 个文件，均为规范格式")
    elif only_check:
        sentence = ("{count} of {all} files are not in canonical form; kg format writes them",
                    "{all} 个文件中有 {count} 个不是规范格式；用 kg format 改写")
    else:
        sentence = ("{count} of {all} files rewritten", "{all} 个文件中改写了 {count} 个")
    session.note(say(*sentence, count=len(changed), all=len(paths)))
    return 1 if changed and only_check else 0


def derive(session: Session) -> int:
    """Run the rules and store what follows; with --check only say whether it is up to date."""
    session.no_words()
    from ..dataset import cache
    from ..dataset.graph import store_derived

    layout = Layout.find()
    if session.arguments.has("check"):
        current = cache.is_current(layout)
        session.note(say("data/derived is up to date", "data/derived 已是最新") if current else
                     say("data/derived is out of date; kg derive writes it", "data/derived 已过时；用 kg derive 更新"))
        return 0 if current else 1
    changed = store_derived(layout)
    session.write("".join(f"{path}\n" for path in changed))
    session.note(say("{count} files written", "写入 {count} 个文件", count=len(changed)))
    return 0
