"""`kg export`: the graph for other stores and programs."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import BinaryIO, cast

from .. import files
from ..errors import UsageError
from ..exporting import exports
from ..exporting.content import Content
from ..messages import did_you_mean, say
from ..text.lines import NamedGraph
from .session import Session


def export(session: Session) -> int:
    """Write the whole graph in a format: to stdout, to one file, or to several in a folder."""
    path = _path(session)
    if store := session.arguments.get("for"):
        return _recipe(session, store)
    if not session.words and path is None:
        raise UsageError(say("which format?", "要导出哪种格式？"), hint=_formats())
    if len(session.words) > 1:
        raise UsageError(say("one format at a time; what is {word}?", "一次只能导出一种格式；“{word}”是什么？",
                             word=session.words[1]), hint=_formats())
    word = session.words[0] if session.words else path.name if path else ""
    named = word if word in ("void", *OTHERS) else _format(session, word, path)
    if path and not session.arguments.has("split"):
        from ..exporting import naming

        naming.check(named, path)
    if named == "void":
        return _describe(session, path)
    if named in OTHERS:
        return _other(session, named, _needed(session, path, named))
    if session.arguments.has("split") or session.arguments.has("manifest"):
        path = _needed(session, path, "--split" if session.arguments.has("split") else "--manifest")
    _write(session, _graphs(session), named, path)
    return 0


def _recipe(session: Session, store: str) -> int:
    from ..exporting.recipes import recipe

    if session.words:
        raise UsageError(say('--for takes no format; what is "{word}"?', "--for 不接受格式；“{word}”是什么？",
                             word=session.words[0]),
                         hint=say("the commands for {store} name the format that it loads best",
                                  "{store} 的导入命令会写明最适合的格式", store=store))
    session.write(recipe(store))
    return 0


def _write(session: Session, graphs: tuple[NamedGraph, ...], named: str, path: Path | None) -> None:
    """Write the graphs, and their manifest if it is wanted."""
    if session.arguments.has("split") and path:
        _split(session, graphs, named, path)
    elif path:
        files.make_folder(path.parent)
        exports.export_file(graphs, named, path)
    else:
        exports.export(graphs, named, cast("BinaryIO", session))
    if session.arguments.has("manifest") and path:
        _manifest(session, graphs, path)


def _format(session: Session, word: str, path: Path | None) -> str:
    """Give the name of the format and the extension of its compression."""
    if not session.words and path:
        from ..exporting.packing import unpacked

        plain, packing = unpacked(path.name)
        return exports.format_named(Path(plain).suffix) + packing
    try:
        return word if exports.format_named(word) else ""
    except UsageError as error:
        near = did_you_mean(word, (*exports.FORMATS, "void", *OTHERS))
        raise UsageError(error.message, hint=near or _formats()) from None


def _split(session: Session, graphs: tuple[NamedGraph, ...], named: str, folder: Path) -> None:
    kind = session.arguments.get("split") or "graph"
    if kind.isdigit():
        written = exports.export_parts(graphs, named, folder, int(kind))
    elif kind in ("graph", "bulletin"):
        written = exports.export_folder(graphs, named, folder, by_bulletin=kind == "bulletin")
    else:
        raise UsageError(say('"{kind}" is no way to split', "不能按“{kind}”拆分", kind=kind),
                         hint=say("--split graph, --split bulletin, or a number of triples: --split 1000000",
                                  "--split graph、--split bulletin，或三元组数：--split 1000000"))
    session.note(say("{count} files written to {path}", "{count} 个文件已写入 {path}", count=len(written), path=folder))


def _manifest(session: Session, graphs: tuple[NamedGraph, ...], path: Path) -> None:
    from ..exporting.manifest import manifest

    made = manifest(Content(graphs))
    start = path / "manifest" if path.is_dir() else path.with_name(path.name + ".manifest")
    files.write(start.with_name(start.name + ".json"), made.to_json())
    files.write(start.with_name(start.name + ".ttl"), made.to_turtle())
    session.note(say("{count} statements in {graphs} graphs, SHA-256 {digest}",
                     "{graphs} 个图，{count} 条陈述，SHA-256 {digest}", count=made.dataset.triples,
                     graphs=len(made.graphs), digest=made.dataset.sha256))


def _describe(session: Session, path: Path | None) -> int:
    from ..exporting.description import describe

    session.write(describe(Content(_graphs(session)), [each.media_type for each in exports.FORMATS.values()]))
    return 0


def _graphs(session: Session) -> tuple[NamedGraph, ...]:
    from .harvesting import graphs

    return graphs(session)


def _path(session: Session) -> Path | None:
    path = session.arguments.get("output")
    return None if path in (None, "-") else Path(str(path))


def _other(session: Session, word: str, path: Path) -> int:
    """Write what is not RDF; each is a module with `write(content, path)`, which gives a number of things."""
    for option in ("split", "manifest"):
        if session.arguments.has(option):
            raise UsageError(say("--{option} is for the formats of RDF", "--{option} 只用于 RDF 格式", option=option))
    files.make_folder(path.parent)
    count = import_module(f"...exporting.{OTHERS[word]}", __name__).write(Content(_graphs(session)), path)
    session.note(say("{count} items written to {path}", "{count} 项已写入 {path}", count=count, path=path))
    return 0


def _needed(session: Session, path: Path | None, what: str) -> Path:
    if path is None:
        raise UsageError(say("{what} needs -o PATH", "{what} 需要 -o 路径", what=what))
    return path


def _formats() -> str:
    return say("formats: {formats}", "格式：{formats}", formats=", ".join((*exports.FORMATS, "void", *OTHERS)))


OTHERS = {name: name for name in ("sqlite", "csvw", "parquet", "neo4j", "neptune", "graphml", "claimreview", "cube",
                                  "stratml", "hdt")}
"""What is written beside the formats of RDF → the module that writes it."""
