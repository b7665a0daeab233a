"""Where files lie, told without the folders of the machine: a path relative to a base that has a name and no address.

What lies below the folder in which kg runs is relative to %SRCROOT%, what lies in the project or ships with kg but
elsewhere is relative to that; any other folder is a base of its own, by number.

Source: OASIS, SARIF Version 2.1.0, sections 3.4.4 (uriBaseId) and 3.14.14 (originalUriBaseIds, which may leave the
address to the reader).
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

from ...layout import Layout

RUNS, PROJECT, SHIPPED, FOLDER = "%SRCROOT%", "%PROJECTROOT%", "%KGROOT%", "%FOLDER{}%"
_MEANT = {RUNS: "the folder in which kg runs", PROJECT: "the project that is checked",
          SHIPPED: "the files that ship with kg"}
_OTHER = "a folder that is in none of the others"


class Bases:
    """The bases of some paths, which are absolute where they do not lie below the folder in which kg runs."""

    def __init__(self, paths: Iterable[str]) -> None:
        outside = {path: Path(path) for path in paths if Path(path).is_absolute()}
        here, shipped = Layout.find().root, Layout.shipped().root
        roots = {SHIPPED: shipped} if here == shipped else {PROJECT: here, SHIPPED: shipped}
        self._places: dict[str, tuple[str, str]] = {}
        strange: list[str] = []
        for name, path in outside.items():
            base = next((base for base, root in roots.items() if path.is_relative_to(root)), None)
            if base is None:
                strange.append(name)
            else:
                self._places[name] = path.relative_to(roots[base]).as_posix(), base
        numbers = {folder: at for at, folder in enumerate(sorted({outside[name].parent for name in strange}), 1)}
        for name in strange:
            self._places[name] = outside[name].name, FOLDER.format(numbers[outside[name].parent])

    def location(self, path: str) -> dict[str, str]:
        """Give the `artifactLocation` of a file."""
        relative, base = self._places.get(path, (path, RUNS))
        return {"uri": quote(relative), "uriBaseId": base}

    def described(self) -> dict[str, dict[str, dict[str, str]]]:
        """Give the `originalUriBaseIds`: what each base is, not where."""
        used = sorted({base for _, base in self._places.values()} - {RUNS})
        return {base: {"description": {"text": _MEANT.get(base, _OTHER)}} for base in (RUNS, *used)}
