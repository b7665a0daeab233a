"""`kg validate --endpoint URL` and `--store DIR`: what lies in a store is checked as the files it would make."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from pyoxigraph import NamedNode, Store, Triple

from ..checking.findings import Report
from ..errors import UsageError
from ..knowledge_graph import KnowledgeGraph
from ..layout import Layout
from ..messages import say
from ..rechecking import elsewhere
from .judging import check, means
from .session import Session

_FILES_ONLY = ("fix", "dry-run", "watch", "against", "data", "rounding")


def refuse_files_only(session: Session) -> None:
    """See that nothing is asked of a store that only files have.

    Raises: UsageError for what needs files.
    """
    for name in _FILES_ONLY:
        if session.arguments.has(name):
            raise UsageError(say("--{name} is about files; a store has none", "--{name} 只用于文件，存储中没有文件",
                                 name=name), hint=say("kg pull writes its graphs to files", "kg pull 可将其图写成文件"))


def checked(session: Session) -> Report:
    """Check the graph of a store.

    Raises: UsageError if two stores are named; EndpointError if the store fails.
    """
    session.no_words()
    with TemporaryDirectory(prefix="kg-") as folder, _graphs(session) as graphs:
        layout, source = elsewhere.written(graphs, Path(folder), Layout.find()), session.arguments.get("source")
        report = (check(session, layout, keep=False) if source is None else
                  KnowledgeGraph(layout, lang=session.lang).validate((), Path(source), means(session)))
        return elsewhere.placed(report, layout, Path.cwd())


@contextmanager
def _graphs(session: Session) -> Iterator[Iterable[tuple[str, Iterable[Triple]]]]:
    url, folder = session.arguments.get("endpoint"), session.store
    if url is not None and folder is not None:
        raise UsageError(say("--endpoint and --store exclude each other", "--endpoint 与 --store 不能同时使用"))
    if folder is not None:
        yield _on_disk(folder)
        return
    from ..pushing import open_store, pulling

    with open_store(str(url), session.arguments.get("store-kind"), session.arguments.positive("timeout") or 60,
                    lambda sentence: None) as store:
        yield ((name, pulling.triples(lines)) for name, lines in pulling.graphs(store))


def _on_disk(folder: Path) -> Iterator[tuple[str, Iterable[Triple]]]:
    """Read a store that `kg build` made, or one of Oxigraph's own."""
    from ..dataset import stored

    store = Store.read_only(str(folder)) if (folder / "CURRENT").is_file() else stored.open_store(folder).store
    for name in store.named_graphs():
        if isinstance(name, NamedNode):
            yield name.value, (quad.triple for quad in store.quads_for_pattern(None, None, None, name))
