"""What a query answers: a table that knows its columns' meaning and the SPARQL behind it, or statements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeAlias

import pyoxigraph as ox

from ..errors import LimitError, QueryError
from ..messages import say
from .questions import Column, Question
from .values import BOOLEAN, Term, value

if TYPE_CHECKING:
    import pandas

class Source(Protocol):
    """Whatever answers SPARQL: the embedded graph, or an endpoint; by the column if it has a method `answer`."""

    def query(self, sparql: str, /) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """Answer a query."""


Cells: TypeAlias = tuple[tuple[Term | None, ...], ...]


class Laid(Protocol):
    """Rows that are kept in columns, made when somebody looks at them, and written all at once."""

    names: tuple[str, ...]
    boolean: bool | None

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[tuple[Term | None, ...]]: ...

    def __getitem__(self, place: Any) -> Any: ...

    def missing(self, place: int) -> int | None:
        """Give the first row that has nothing in a column."""

    def written(self, layout: Any) -> Iterator[bytes]:
        """Write the rows as a layout has them."""


class Row:
    """One row as Python values, by position, name or attribute."""

    __slots__ = ("_names", "_values")

    def __init__(self, names: Sequence[str], values: Sequence[object]) -> None:
        self._names = tuple(names)
        self._values = tuple(values)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in self._names:
            raise AttributeError(f"no column {name!r}; there are {', '.join(self._names)}")
        return self._values[self._names.index(name)]

    def __getitem__(self, key: int | str) -> Any:
        return self._values[self._names.index(key) if isinstance(key, str) else key]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __eq__(self, other: object) -> bool:
        return tuple(self) == (tuple(other) if isinstance(other, Row) else other)

    def __hash__(self) -> int:
        return hash(self._values)

    def __repr__(self) -> str:
        return "Row(" + ", ".join(f"{n}={v!r}" for n, v in zip(self._names, self._values, strict=True)) + ")"

    def as_dict(self) -> dict[str, Any]:
        """Give the row by column name."""
        return dict(zip(self._names, self._values, strict=True))


class Table:
    """Rows of terms under named columns; iterating gives rows of Python values."""

    def __init__(self, columns: Sequence[str], rows: Cells | list[tuple[Term | None, ...]] | Laid,
                 question: Question | None = None, sparql: str = "", *, boolean: bool | None = None) -> None:
        self.boolean = boolean
        self.columns = tuple(columns)
        self.rows: Cells | Laid = tuple(rows) if isinstance(rows, list) else rows
        self.question = question
        self.sparql = sparql

    @property
    def laid(self) -> Laid | None:
        """The rows as they are kept in columns, or None if each is held by itself."""
        return None if isinstance(self.rows, tuple) else self.rows

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Row]:
        for row in self.rows:
            yield Row(self.columns, [value(term) for term in row])

    def __getitem__(self, index: int) -> Row:
        return Row(self.columns, [value(term) for term in self.rows[index]])

    def __repr__(self) -> str:
        return f"<Table {' '.join(self.columns)}: {len(self)} rows>"

    def column(self, name: str) -> Column:
        """Give what is known of a column."""
        return (self.question.columns.get(name) if self.question else None) or Column(name)

    def label(self, name: str, lang: str = "en") -> str:
        """Give the heading of a column."""
        return self.column(name).text(lang)

    def unit(self, name: str) -> str | None:
        """Give the unit of a column, or the name of the column that holds it."""
        return self.column(name).unit

    def to_pandas(self) -> pandas.DataFrame:
        """Give a data frame: Int64, float64 (also for decimals), datetime64, boolean, string.

        Raises: UsageError if pandas is not installed.
        """
        from .frames import frame

        return frame(self)

    def _repr_html_(self) -> str:
        from .rendering import html

        return html(self)


class Statements(NamedTuple):
    """What CONSTRUCT and DESCRIBE answer; as text it is Turtle."""

    triples: tuple[ox.Triple, ...]
    sparql: str = ""

    def __str__(self) -> str:
        from .rendering import turtle_text

        return turtle_text(self.triples)


def ask(source: Source, sparql: str, question: Question | None = None, most: int | None = None) -> Table | Statements:
    """Put a query to a graph or an endpoint; ASK answers a table with one cell.

    Raises: QueryError if the query is wrong, or leaves a required column empty; LimitError if it answers more than
    `most` rows or statements.
    """
    results: Any = getattr(source, "answer", source.query)(sparql)
    if hasattr(results, "written"):
        laid: Laid = results
        if laid.boolean is not None:
            return _verdict(laid.boolean, question, sparql)
        if most is not None and len(laid) > most:
            raise _too_many(most)
        return _checked(Table(laid.names, laid, question, sparql))
    if isinstance(results, ox.QueryBoolean | bool):
        return _verdict(bool(results), question, sparql)
    if isinstance(results, ox.QuerySolutions):
        rows = list(map(tuple, _gathered(source, results, most)))
        return _checked(Table([variable.value for variable in results.variables], rows, question, sparql))
    return Statements(tuple(_gathered(source, results, most)), sparql)


def _verdict(boolean: bool, question: Question | None, sparql: str) -> Table:
    answer = ox.Literal("true" if boolean else "false", datatype=ox.NamedNode(BOOLEAN))
    return Table(("answer",), ((answer,),), question, sparql, boolean=boolean)


def _checked(table: Table) -> Table:
    if table.question is not None and "required" in table.question.text:
        check(table)
    return table


def _too_many(most: int) -> LimitError:
    return LimitError(say("the answer has more than {most} rows", "答案超过 {most} 行", most=most), place="query",
                      hint=say("ask for less, or allow more with --max-rows N",
                               "请缩小查询范围，或用 --max-rows N 放宽限制"))


def _gathered(source: Source, results: Iterable[Any], most: int | None) -> list[Any]:
    """Take what the engine answers; it can still fail between two rows."""
    try:
        if most is None:
            return list(results)
        found = list(islice(results, most + 1))
        if len(found) > most:
            raise _too_many(most)
        return found
    except (OSError, RuntimeError, ValueError) as error:
        explain = getattr(source, "failed", None)
        if explain is None:
            raise
        raise explain(error) from error


def check(table: Table) -> None:
    """Make sure that no cell which must be there is missing: failed arithmetic is an error, not a gap.

    Raises: QueryError naming the column and the row.
    """
    for index, name in enumerate(table.columns):
        if not table.column(name).required:
            continue
        gap = table.laid.missing(index) if table.laid is not None else next(
            (number for number, row in enumerate(table.rows) if row[index] is None), None)
        if gap is not None:
            raise QueryError(say("row {number} has no {name}", "第 {number} 行缺少 {name}", number=gap + 1, name=name),
                             place=table.question.path if table.question else None)
