"""The doors for programs: a loaded graph, or the same questions on an endpoint."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal

from .asking.questions import Question, Term, find
from .asking.tables import Source, Statements, Table, ask
from .dataset.graph import Graph
from .errors import QueryError
from .layout import Layout

if TYPE_CHECKING:
    import rdflib

    from .asking.cards import Card
    from .asking.parameters import Parameter
    from .checking.findings import Report
    from .exporting.content import Content
    from .shacl.engines import Means


class Questions(Mapping[str, Question]):
    """The stored questions by name; each file is read when it is asked for."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._paths = {path.stem: path for path in paths}

    def __getitem__(self, name: str) -> Question:
        if name not in self._paths:
            raise KeyError(name)
        return find(self._paths.values(), name)

    def __iter__(self) -> Any:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)

    def named(self, name: str) -> Question:
        """Give the question of a name.

        Raises: UsageError with the nearest names if there is none.
        """
        return find(self._paths.values(), name)


class Asking:
    """What a graph and an endpoint have in common: whoever answers SPARQL can be asked the stored questions."""

    def __init__(self, layout: Layout, lang: str) -> None:
        self.layout = layout
        self.lang = lang
        self.most_rows: int | None = None

    @property
    def source(self) -> Source:
        """What answers SPARQL."""
        raise NotImplementedError

    @cached_property
    def questions(self) -> Questions:
        """The stored questions."""
        return Questions(self.layout.questions())

    def bound(self, name: str, values: Mapping[str, object] | None = None, *,
              limit: int | None = None, offset: int = 0) -> str:
        """Give the SPARQL of a stored question with values for its parameters.

        Raises: UsageError if there is no such question or parameter, or a value does not fit.
        """
        return self._bound(self.questions.named(name), values or {}, limit, offset)

    def query(self, name: str, *, limit: int | None = None, offset: int = 0, **values: object) -> Table:
        """Ask a stored question; parameters are given by name (`agency="新乡市教育局"`, `year=2023`).

        Raises: UsageError if there is no such question or parameter, or a value does not fit; QueryError if it fails.
        """
        answer = self.ask(name, values, limit=limit, offset=offset)
        if isinstance(answer, Table):
            return answer
        raise QueryError(f"{name} answers statements, not rows", hint=f"use .ask({name!r})")

    def ask(self, name: str, values: Mapping[str, object], *, limit: int | None = None,
            offset: int = 0) -> Table | Statements:
        """Ask a stored question that may answer statements.

        Raises: as `query`.
        """
        question = self.questions.named(name)
        return ask(self.source, self._bound(question, values, limit, offset), question, self.most_rows)

    def sparql(self, text: str) -> Table | Statements:
        """Answer SELECT, ASK, CONSTRUCT or DESCRIBE; prefixes of the project need no declaration.

        Raises: QueryError if it is not such a query, does not parse, or fails.
        """
        from .text.sparql import check, with_prefixes

        check(text)
        whole = with_prefixes(text)
        try:
            return ask(self.source, whole, most=self.most_rows)
        except QueryError as error:
            raise _placed(error, len(whole) - len(text)) from error

    def show(self, thing: str, lang: str | None = None) -> Card:
        """Give the card of one thing, named by label, short id or IRI.

        Raises: UsageError if nothing, or more than one thing, is called so.
        """
        from .asking import cards, search

        return cards.card(self.source, search.resolve(self.source, thing), lang or self.lang)

    def find(self, text: str) -> Table:
        """Find what is named, quoted or measured so."""
        from .asking import search

        return search.find(self.source, text, self.most_rows)

    def _bound(self, question: Question, values: Mapping[str, object], limit: int | None, offset: int) -> str:
        filled: dict[str, Sequence[Term]] = {}
        if self.lang != "en" and "lang" not in values and question.takes("lang"):
            filled["lang"] = (Literal(self.lang),)
        for name, value in values.items():
            parameter = question.parameters.get(name)
            if parameter is None:
                raise question.no_parameter(name)
            from .asking.parameters import terms

            filled[name] = terms(parameter, value, self._resolve)
        return question.bind(filled, limit=limit, offset=offset)

    def _resolve(self, text: str, parameter: Parameter) -> Any:
        from .asking import search

        return search.resolve(self.source, text, parameter.class_)


class KnowledgeGraph(Asking):
    """A graph that is loaded once and never changes."""

    def __init__(self, layout: Layout, data: Sequence[Path] = (), rounding: str = "half-unit",
                 lang: str = "en", store: Path | None = None, engine: str = "auto") -> None:
        super().__init__(layout, lang)
        self._engine = engine
        self._data = tuple(data)
        self._rounding = rounding
        self._store = store

    @cached_property
    def source(self) -> Graph:
        """The dataset itself: files, named graphs, what was derived; or the one that `kg build` put on disk."""
        if self._store is not None:
            return Graph.opened(self.layout, self._store, self._engine)
        return Graph.load(self.layout, self._data, self._rounding)

    @cached_property
    def graph(self) -> rdflib.Dataset:
        """The same statements as an rdflib dataset, every literal as it stands in the files."""
        from .dataset.rdflib_graph import dataset

        return dataset(self.source.files)

    def validate(self, paths: Sequence[Path] = (), source: Path | None = None, means: Means | None = None) -> Report:
        """Check the graph against every shape, and its quotations against a folder of texts.

        Raises: as `kg.checking.validation.validate`.
        """
        from .checking import validation
        from .shacl.engines import USUAL

        return validation.validate(Graph.unjudged(self.layout, self._data), paths, source, means or USUAL)

    def export(self, format: str, path: Path | str | None = None) -> bytes | None:
        """Give the graph in a format (`turtle`, `trig`, `jsonld` …), or write it to a file, whole or not at all.

        The statements are kept as lines, so that another export does not read them again.

        Raises: UsageError for an unknown format; InputError for what the format cannot carry.
        """
        from .exporting import exports

        if path is not None:
            exports.export_file(self._content, format, Path(path))
            return None
        stream = io.BytesIO()
        exports.export(self._content, format, stream)
        return stream.getvalue()

    @cached_property
    def _content(self) -> Content:
        from .exporting import sources
        from .exporting.content import Content

        return Content(sources.of(self.source), keeps=True)


class RemoteGraph(Asking):
    """The stored questions on any SPARQL 1.1 endpoint."""

    def __init__(self, url: str, layout: Layout, lang: str = "en", timeout: float = 60) -> None:
        super().__init__(layout, lang)
        from .asking.remote import Endpoint

        self.endpoint = Endpoint(url, timeout)

    @property
    def source(self) -> Source:
        """The endpoint."""
        return self.endpoint


def _placed(error: QueryError, shift: int) -> QueryError:
    """Give an error with the place as the author of the query counts it."""
    found = re.fullmatch(r"query:(\d+):(\d+)", error.place or "")
    if found and found.group(1) == "1":
        return QueryError(error.message, place=f"query:1:{max(1, int(found.group(2)) - shift)}", hint=error.hint)
    return error
