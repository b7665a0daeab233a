"""Names of files that promise what is written into them: an extension of another format or packing is refused."""

from __future__ import annotations

from pathlib import Path

from ..errors import UsageError
from ..messages import say
from .exports import ALIASES, FORMATS, format_named
from .packing import PACKINGS, unpacked

OTHERS = {"sqlite": (".db", ".sqlite", ".sqlite3"), "csvw": (".csv",), "parquet": (".parquet",), "neo4j": (),
          "neptune": (), "graphml": (".graphml", ".xml"), "claimreview": (".json", ".jsonld"), "cube": (".ttl",),
          "stratml": (), "hdt": (".hdt",), "void": (".ttl",)}
"""What is written beside the formats of RDF → the extensions that mean it, or may."""

UNDONE = (".7z", ".br", ".bz2", ".gzip", ".lz4", ".lzma", ".rar", ".tar", ".tgz", ".xz", ".z", ".zip", ".zstd")
"""Extensions of packings that are not done here."""

_MEANT = {name: {each.suffix, *(f".{alias}" for alias, of in ALIASES.items() if of == name)}
          for name, each in FORMATS.items()} | {name: set(suffixes) for name, suffixes in OTHERS.items()}
_MEANT["jsonld"].add(".json")
_KNOWN = set().union(*_MEANT.values())


def check(named: str, path: Path) -> None:
    """Make sure that the name of a file does not promise another format than the named one, or a packing not done.

    Raises: UsageError that says which.
    """
    form = named if named in OTHERS else format_named(named)
    plain, packing = unpacked(path.name)
    suffix = Path(plain).suffix.lower()
    if suffix in UNDONE or (packing and form in OTHERS and form != "cube"):
        raise _undone(form, packing or suffix, path)
    asked = unpacked(named.lower())[1]
    if asked and asked != packing:
        raise UsageError(say("{named} is asked for, but the name of the file does not end in {asked}",
                             "要求 {named}，但文件名不以 {asked} 结尾", named=named, asked=asked), place=str(path))
    if suffix in _KNOWN and suffix not in _MEANT[form]:
        meant = ", ".join(sorted(_MEANT[form]))
        raise UsageError(say("{form} is not what {suffix} stands for", "扩展名 {suffix} 与格式 {form} 不符", form=form,
                             suffix=suffix), place=str(path),
                         hint=say("{form} goes by {meant}", "{form} 的扩展名：{meant}", form=form, meant=meant)
                         if meant else say("{form} is written into a folder", "{form} 写入文件夹", form=form))


def _undone(form: str, packing: str, path: Path) -> UsageError:
    done = ", ".join(() if form in OTHERS and form != "cube" else PACKINGS)
    return UsageError(say("{form} is not packed as {packing} here", "此处不能将 {form} 压缩为 {packing}", form=form,
                          packing=packing), place=str(path),
                      hint=say("packings that are done: {done}", "可用的压缩：{done}", done=done) if done else
                      say("leave {packing} out and pack the file afterwards", "请去掉 {packing}，写出后再压缩",
                          packing=packing))
