"""A table as a pandas data frame with real types; the only module that imports pandas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import UsageError
from ..messages import say

if TYPE_CHECKING:
    import pandas

    from .tables import Table

_DTYPES = {"int": "Int64", "float": "float64", "Decimal": "float64", "bool": "boolean", "date": "datetime64[ns]"}
_DECLARED = {"integer": "int", "year": "int", "decimal": "float", "boolean": "bool", "date": "date"}


def frame(table: Table) -> pandas.DataFrame:
    """Make a data frame; a column of numbers and texts mixed stays text.

    Raises: UsageError if pandas is not installed.
    """
    try:
        import pandas
    except ImportError as error:
        raise UsageError(say("pandas is not installed", "未安装 pandas"),
                         hint=say("pip install 'public-commitments[pandas]'; or iterate over the table",
                                  "pip install 'public-commitments[pandas]'，或直接遍历表格")) from error
    rows = [tuple(row) for row in table]
    columns = {name: _column(pandas, [row[index] for row in rows], table.column(name).type)
               for index, name in enumerate(table.columns)}
    return pandas.DataFrame(columns, columns=list(table.columns))


def _column(pandas: Any, values: list[Any], declared: str | None) -> Any:
    kinds = {type(value).__name__ for value in values if value is not None}
    if not kinds:
        kinds = {_DECLARED.get(declared or "", "str")}
    kind = "float" if kinds <= {"int", "float", "Decimal"} and len(kinds) > 1 else kinds.pop()
    dtype = _DTYPES.get(kind) if not kinds or kind == "float" else None
    if dtype is None:
        return pandas.Series([None if value is None else str(value) for value in values], dtype="string")
    if dtype == "float64":
        return pandas.Series([float("nan") if value is None else float(value) for value in values], dtype=dtype)
    if dtype == "datetime64[ns]":
        return pandas.Series(pandas.to_datetime(values), dtype=dtype)
    return pandas.Series(values, dtype=dtype)
