"""A graph that lies in a store, as the files of a project: one graph at a time, so that it is never held as a whole.

A graph gets the path it has in the project at hand, or one after its name; terms, shapes and rules are the project's.
Then it is checked like any project, and what is found is told at the lines of these files: those that `kg pull` and
`kg format` would write.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from pyoxigraph import Triple

from .. import files
from ..checking.findings import Report
from ..dataset.derivation import REGISTERS, derived_graph
from ..dataset.graph import bulletin_graph
from ..errors import InputError
from ..layout import Layout
from ..messages import say
from ..namespaces import GRAPH
from ..text import turtle


def written(graphs: Iterable[tuple[str, Iterable[Triple]]], folder: Path, known: Layout) -> Layout:
    """Write graphs, given by name, below a folder, and give them as a project.

    Raises: InputError if no register and no bulletin is among them; as `files.write`.
    """
    paths = _paths(known)
    for name, triples in graphs:
        path = paths.get(name) or _path(name)
        if path is not None:
            files.write(folder / path, _text(triples).encode("utf-8"))
    for part in ("registers", "bulletins"):
        files.make_folder(folder / "data" / part)
    layout = Layout(folder, folder / "data", known.ontology, known.queries)
    if not layout.bulletins() and not layout.registers():
        raise InputError(say("the store holds no register and no bulletin", "该存储中没有登记册，也没有公报"),
                         hint=say("their graphs are named {names}…", "它们的图名以 {names} 开头",
                                  names=f"{GRAPH}register-, {GRAPH}bulletin-"))
    return layout


def placed(report: Report, layout: Layout, here: Path) -> Report:
    """Name files by their path in the project instead of where they were written.

    `here` is the folder from which the report names them.
    """
    def name(path: str) -> str:
        whole = (here / path).resolve()
        root = layout.root.resolve()
        return whole.relative_to(root).as_posix() if whole.is_relative_to(root) else path

    return report._replace(findings=tuple(each._replace(path=name(each.path)) for each in report.findings),
                           files=tuple(map(name, report.files)))


def _paths(known: Layout) -> dict[str, PurePosixPath]:
    """Give the paths that graphs have in a project, by name."""
    found = {GRAPH + "register-" + path.stem: path for path in known.registers()}
    for path in known.bulletins():
        graph = bulletin_graph(known, path)
        found |= {graph.value: path, derived_graph(graph).value: known.derived_of(path)}
    return {name: PurePosixPath(path.relative_to(known.root).as_posix()) for name, path in found.items()}


def _path(name: str) -> PurePosixPath | None:
    """Give the path of a graph that the project at hand does not know; what is neither data nor derived has none."""
    if name == REGISTERS.value:
        return PurePosixPath("data/derived/registers.ttl")
    for kind, folder in (("register-", "registers"), ("bulletin-", "bulletins"), ("derived-", "derived")):
        if name.startswith(GRAPH + kind):
            local = name.removeprefix(GRAPH + kind)
            safe = "".join(c if c.isalnum() or c in "-_" else f"%{ord(c):02X}" for c in local)
            return PurePosixPath("data", folder, f"{safe}.ttl")
    return None


def _text(triples: Iterable[Triple]) -> str:
    names = turtle.Names(blank_nodes=True)
    blocks = "\n".join(names.blocks(triples))
    return names.header() + blocks
