"""Derived statements on disk: a cache that is used only when it is exactly what the rules would give again.

`data/derived/SHA256SUMS` names the digest of every register, bulletin and rule that went in and of every file that came
out, in the form that `sha256sum --check` reads. One differing byte, one file more or less, and the cache is ignored.
"""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import NamedNode, Triple

from ..layout import Layout
from ..text import turtle

SUMS = "SHA256SUMS"


def is_current(layout: Layout) -> bool:
    """Tell whether the stored derived statements belong to the files as they are now."""
    sums = layout.data / "derived" / SUMS
    if not sums.is_file():
        return False
    return sums.read_text(encoding="utf-8") == _sums(layout)


def write(layout: Layout, derived: dict[NamedNode, set[Triple]], homes: dict[NamedNode, Path]) -> tuple[Path, ...]:
    """Store derived statements, a file a bulletin, and the digests; give the paths that changed.

    `homes` names the file of each derived graph. Files of bulletins that are gone are removed.
    """
    folder = layout.data / "derived"
    texts = {homes[graph]: turtle.canonical(triples) for graph, triples in derived.items()}
    stale = [path for path in layout.derived() if path not in texts]
    changed = [path for path, text in texts.items() if _replace(path, text)]
    for path in stale:
        path.unlink()
    sums = folder / SUMS
    if _replace(sums, _sums(layout)):
        changed.append(sums)
    return tuple(sorted(changed + stale))


def _replace(path: Path, text: str) -> bool:
    data = text.encode("utf-8")
    if path.is_file() and path.read_bytes() == data:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".new")
    fresh.write_bytes(data)
    fresh.replace(path)
    return True


def _sums(layout: Layout) -> str:
    from hashlib import sha256  # costs 4 ms at the start of a program, so only where it is used

    named = {f"ontology/rules/{path.name}": path for path in layout.rules()}
    for path in (*layout.registers(), *layout.bulletins(), *layout.derived()):
        named["data/" + path.relative_to(layout.data).as_posix()] = path
    return "".join(f"{sha256(path.read_bytes()).hexdigest()}  {name}\n" for name, path in sorted(named.items()))
