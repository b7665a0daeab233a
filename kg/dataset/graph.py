"""Files become one graph: an RDF dataset of named graphs, read once and never changed afterwards.

    ontology/commitments.ttl, codes.ttl     graph:ontology, graph:codes
    data/registers/places.ttl               graph:register-places
    data/bulletins/xinxiang/2024-01-22-x.ttl   graph:bulletin-xinxiang-2024-01-22-x
    what rules derive from that bulletin    graph:derived-xinxiang-2024-01-22-x

Questions see the union of all of them as their default graph.

Source: RDF 1.1 Concepts, section 4 (datasets); SPARQL 1.1 Query, section 13.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pyoxigraph import NamedNode, Quad, QueryBoolean, QuerySolutions, QueryTriples, Store, Triple

from .. import limits
from ..errors import KgError, QueryError
from ..layout import Layout, data_files
from ..messages import say
from ..namespaces import GRAPH, ID, PC, RDF
from ..text import turtle
from . import cache, derivation

if TYPE_CHECKING:
    from ..columnstore.answers import Answer
    from .disk import Disk

_BULLETIN = NamedNode(PC + "Bulletin")
_TYPE = NamedNode(RDF + "type")


class SourceFile(NamedTuple):
    """A file and the name of the graph that it becomes; `path` is None for a graph derived in memory."""

    path: Path | None
    graph: NamedNode
    triples: tuple[Triple, ...]


class Graph:
    """A loaded dataset, the files it came from, and what rules derived from it."""

    def __init__(self, layout: Layout, stated: Sequence[tuple[Path, NamedNode]], store: Store | None,
                 derived: Sequence[SourceFile] | None) -> None:
        self.layout = layout
        self.disk: Disk | None = None
        self._store = store
        self._stated = tuple(stated)
        self._derived = derived

    @classmethod
    def load(cls, layout: Layout | None = None, data: Sequence[Path] = (), rounding: str = "half-unit") -> Graph:
        """Load a project, or the given files and folders in place of its bulletins, and all that follows from them.

        `rounding` is how printed numbers are taken to be shortened: "half-unit" or "cut". Derived statements stored
        beside the data are used while they are what the rules would give again; otherwise the rules run.

        Raises: InputError if a file cannot be read; QueryError if a rule fails; UsageError for an unknown rounding.
        """
        layout = layout or Layout.find()
        stated = _stated(layout, data)
        store = Store()
        for path, name in stated:
            load(store, path, name)
        if not data and rounding == "half-unit" and cache.is_current(layout):
            for path, name in stored(layout):
                load(store, path, name)
            return cls(layout, stated, store, None)
        made = derivation.derive(store, layout.rules(), rounding)
        derived = [SourceFile(None, name, tuple(made[name])) for name in sorted(made, key=lambda name: name.value)]
        return cls(layout, stated, store, derived)

    @classmethod
    def opened(cls, layout: Layout, folder: Path, engine: str = "auto") -> Graph:
        """Open the graph that `kg build` put on disk; its files are not looked at. `engine` says who answers.

        Raises: as `disk.Disk`.
        """
        from .disk import Disk

        graph = cls(layout, (), None, ())
        graph.disk = Disk(folder, engine)
        return graph

    @classmethod
    def unjudged(cls, layout: Layout, data: Sequence[Path] = ()) -> Graph:
        """Name the files of a graph without loading a store or running a rule: for checks that come before both."""
        return cls(layout, _stated(layout, data), Store(), ())

    @property
    def folder(self) -> Path | None:
        """The folder of a graph on disk."""
        return self.disk.folder if self.disk else None

    @property
    def store(self) -> Store:
        """All statements, in memory or on disk."""
        return self._store if self._store is not None else self.disk.store if self.disk else Store()

    @property
    def origins(self) -> tuple[tuple[Path, NamedNode], ...]:
        """The files of what is stated, and the names of their graphs; nothing is read."""
        return self._stated

    @property
    def rules_ran(self) -> bool:
        """Whether what was derived is in memory; else it stands in files."""
        return self._derived is not None

    @cached_property
    def stated(self) -> tuple[SourceFile, ...]:
        """Vocabulary, registers and bulletins as parsed: the triples keep the lexical forms of the files.

        Of a graph on disk all that it holds, in the lexical forms of the store.
        """
        if self.disk:
            return tuple(SourceFile(None, name, tuple(quad.triple for quad in self.store.quads_for_pattern(
                None, None, None, name))) for name in self.store.named_graphs() if isinstance(name, NamedNode))
        return tuple(SourceFile(path, name, tuple(turtle.read(path))) for path, name in self._stated)

    @cached_property
    def derived(self) -> tuple[SourceFile, ...]:
        """What rules derived, a graph a bulletin."""
        if self._derived is not None:
            return tuple(self._derived)
        return tuple(SourceFile(path, name, tuple(turtle.read(path))) for path, name in stored(self.layout))

    @property
    def files(self) -> tuple[SourceFile, ...]:
        """All named graphs: stated first, then derived."""
        return self.stated + self.derived

    def query(self, text: str) -> QuerySolutions | QueryTriples | QueryBoolean:
        """Answer a SPARQL query over the union of all graphs.

        Raises: QueryError with line and column if it does not parse, or if it reaches for another machine.
        """
        _keep_here(text)
        found = self.disk.query(text) if self.disk else None
        return self._stored(text) if found is None else found

    def answer(self, text: str) -> Answer | QuerySolutions | QueryTriples | QueryBoolean:
        """Answer a query by the column, where the graph has columns and the query is for them, else as `query`.

        Raises: as `query`, and as `disk.Disk.laid`.
        """
        _keep_here(text)
        found = self.disk.laid(text) if self.disk else None
        return self._stored(text) if found is None else found

    def _stored(self, text: str) -> QuerySolutions | QueryTriples | QueryBoolean:
        try:
            return self.store.query(text, use_default_graph_as_union=True)
        except SyntaxError as error:
            from ..text.sparql import misread

            raise misread(error) from error
        except (ValueError, RuntimeError, OSError) as error:
            raise self.failed(error) from error

    def failed(self, error: Exception) -> KgError:
        """Say why the engine gave up, at once or between two rows."""
        if self.disk and "orruption" in str(error):
            from .stored import damaged

            return damaged(self.disk.folder, str(error))
        return QueryError(say("the query failed: {error}", "查询失败：{error}", error=error), place="query",
                          hint=say("use the functions of SPARQL 1.1 and no others", "请只用 SPARQL 1.1 的函数"))


def _keep_here(text: str) -> None:
    """Refuse a query that reaches for another machine."""
    if "service" in text.lower():
        from ..text.sparql import check

        check(text)


def store_derived(layout: Layout) -> tuple[Path, ...]:
    """Run the rules over a project and store what they make below `data/derived`; give the paths that changed.

    Raises: as `Graph.load`.
    """
    store = Store()
    for path, name in _stated(layout, ()):
        load(store, path, name)
    homes = {name: path for path, name in _homes(layout)}
    return cache.write(layout, derivation.derive(store, layout.rules()), homes)


def stored(layout: Layout) -> tuple[tuple[Path, NamedNode], ...]:
    """Name the files of derived statements that are stored, and their graphs."""
    return tuple((path, name) for path, name in _homes(layout) if path.is_file())


def _homes(layout: Layout) -> tuple[tuple[Path, NamedNode], ...]:
    homes = [(layout.derived_of(path), derivation.derived_graph(bulletin_graph(layout, path)))
             for path in layout.bulletins()]
    return (*homes, (layout.data / "derived" / "registers.ttl", derivation.REGISTERS))


def bulletin_graph(layout: Layout, path: Path) -> NamedNode:
    """Name the graph of a bulletin by its path: `data/bulletins/a/b.ttl` gives `graph:bulletin-a-b`."""
    relative = path.relative_to(layout.data / "bulletins").with_suffix("")
    return NamedNode(GRAPH + "bulletin-" + "-".join(relative.parts))


def ground(layout: Layout) -> list[tuple[Path, NamedNode]]:
    """Name the files of vocabulary and registers, on which all bulletins stand, and their graphs."""
    names = {"commitments": "ontology"}
    stated = [(path, NamedNode(GRAPH + names.get(path.stem, path.stem))) for path in layout.vocabulary()]
    return stated + [(path, NamedNode(GRAPH + "register-" + path.stem)) for path in layout.registers()]


def _stated(layout: Layout, data: Sequence[Path]) -> list[tuple[Path, NamedNode]]:
    stated = ground(layout)
    if not data:
        return stated + [(path, bulletin_graph(layout, path)) for path in layout.bulletins()]
    known = {path.resolve() for path, _ in stated}
    return stated + [(path, _named_by_content(path)) for path in data_files(data) if path.resolve() not in known]


def _named_by_content(path: Path) -> NamedNode:
    bulletins = {triple.subject.value for triple in turtle.read(path)
                 if triple.predicate == _TYPE and triple.object == _BULLETIN and isinstance(triple.subject, NamedNode)}
    if len(bulletins) == 1:
        return NamedNode(GRAPH + bulletins.pop().removeprefix(ID))
    return NamedNode(GRAPH + "file-" + "".join(c if c.isalnum() else "-" for c in path.stem))


def load(store: Store, path: Path, name: NamedNode) -> None:
    """Read a file into a graph of a store.

    Raises: as `turtle.read`.
    """
    if path.suffix.lower() == ".ttl":
        limits.check_size(path)
        try:
            store.load(path=str(path), format=turtle.FORMATS[".ttl"], to_graph=name)
            return
        except (SyntaxError, ValueError, OSError):
            pass  # read again below, by the reader that says what is wrong and where
    store.extend(Quad(t.subject, t.predicate, t.object, name) for t in turtle.read(path))
