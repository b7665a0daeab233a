"""Who answers a question of a graph on disk: its columns, where the question is for them, else its Oxigraph store.

Both give the same answers; `ENGINES` lets one choose.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, QueryTriples, Store, parse_query_results

from ..errors import QueryError, UsageError
from ..messages import Sentence, did_you_mean, say
from . import stored

if TYPE_CHECKING:
    from ..columnstore.answers import Answer
    from ..columnstore.graph import ColumnGraph

AUTO, COLUMNS, OXIGRAPH = ENGINES = ("auto", "columns", "oxigraph")

Results = QuerySolutions | QueryBoolean | QueryTriples
_KEPT = 9


class Disk:
    """A graph on disk, open for reading; store and columns are opened when they are needed.

    `engine` is one of ENGINES. `accounts` says who answered so far, and why it was not the columns: each once, the
    latest at the end, and no more than nine.
    """

    def __init__(self, folder: Path, engine: str = AUTO) -> None:
        """Open a folder.

        Raises: UsageError if there is none, or no such engine; InputError that says what is damaged of store or
        columns, if these are to answer.
        """
        if engine not in ENGINES:
            raise UsageError(say('there is no engine "{engine}" here', "此处没有引擎“{engine}”", engine=engine),
                             hint=did_you_mean(engine, ENGINES) or ", ".join(ENGINES))
        self.folder = folder
        self.engine = engine
        self.accounts: list[Sentence] = []
        self._opened = stored.open_store(folder, columns=engine != OXIGRAPH)

    @property
    def store(self) -> Store:
        """The store."""
        return self._opened.store

    @cached_property
    def _columns(self) -> ColumnGraph | None:
        from ..columnstore.graph import ColumnGraph

        manifest = self._opened.manifest
        home = manifest.columnar(self.folder)
        if not manifest.columns:
            return None
        try:
            return ColumnGraph(home, lambda name: stored.changed(self.folder, f"{home.name}/{name}"))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise stored.changed(self.folder, home.name) from error

    def laid(self, text: str) -> Answer | None:
        """Give an answer by the column, if it is for the columns to give.

        Raises: QueryError if the query does not parse, or is not for the columns and nobody else may answer; InputError
        if the columns are damaged, also later, when rows are looked at.
        """
        if self.engine == OXIGRAPH:
            self._tell(Sentence("answered by Oxigraph, as asked", "按要求由 Oxigraph 回答"))
            return None
        from ..columnstore.answering import answered
        from ..columnstore.errors import Outside

        try:
            if self._columns is None:
                raise Outside("a graph of an older version", "旧版本生成的图谱")
            _check(text)
            found = answered(self._columns, text)
        except Outside as outside:
            if self.engine == COLUMNS:
                raise self._refused(outside.reason) from outside
            self._tell(say("answered by Oxigraph; not for columns: {reason}",
                           "由 Oxigraph 回答；不适于列引擎：{reason}", reason=outside.reason))
            return None
        self._tell(Sentence("answered from columns", "由列引擎回答"))
        return found

    def _tell(self, account: Sentence) -> None:
        self.accounts = [*(each for each in self.accounts if each != account), account][-_KEPT:]

    def _refused(self, reason: str) -> QueryError:
        if self._columns is None:
            hint = say("kg build --store {folder} adds the columns", "用 kg build --store {folder} 补写列",
                       folder=self.folder)
        else:
            hint = say("Oxigraph answers it, if asked: --by auto", "可改由 Oxigraph 回答：--by auto")
        return QueryError(say("not for columns: {reason}", "不适于列引擎：{reason}", reason=reason), place="query",
                          hint=hint)

    def query(self, text: str) -> Results | None:
        """Give an answer that is for the columns to give, as a store would; else None.

        Raises: as `laid`.
        """
        found = self.laid(text)
        if found is None:
            return None
        if found.boolean is not None:
            said = f'{{"head":{{}},"boolean":{"true" if found.boolean else "false"}}}'
            return parse_query_results(said, format=QueryResultsFormat.JSON)
        from ..columnstore.layouts import tsv

        return parse_query_results(b"".join(found.written(tsv(found.names))), format=QueryResultsFormat.TSV)


def _check(text: str) -> None:
    """Let the parser of Oxigraph, which knows every error, read a query first.

    Raises: QueryError with line and column if it does not parse.
    """
    try:
        Store().query(text)
    except SyntaxError as error:
        from ..text.sparql import misread

        raise misread(error) from error
    except (ValueError, RuntimeError, OSError):
        return  # it is wrong otherwise, and not for columns
