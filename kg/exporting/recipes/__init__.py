"""How each store loads what is exported: the commands, one file a store beside this one.

Engines of tables have the same question in SQL, so that the stored question and its rows can be had from them too.
"""

from __future__ import annotations

from pathlib import Path

from ...errors import UsageError
from ...messages import did_you_mean, say

_FOLDER = Path(__file__).parent
STORES = tuple(sorted(path.stem for path in _FOLDER.glob("*.sh")))
"""The stores that there is a recipe for."""

QUESTION = "exceeded-targets.sql"
"""The stored question of that name, in the SQL that Spark and DuckDB both understand."""

ALIASES = {"jena": "fuseki", "pyspark": "spark", "tdb2": "fuseki"}


def recipe(store: str) -> str:
    """Give the commands for a store.

    Raises: UsageError with the nearest names.
    """
    name = ALIASES.get(store.lower(), store.lower())
    if name not in STORES:
        known = ", ".join(STORES)
        raise UsageError(say("there is no recipe for {store}", "没有 {store} 的导入方法", store=store),
                         hint=did_you_mean(name, STORES) or say("stores: {known}", "存储：{known}", known=known))
    question = (_FOLDER / QUESTION).read_text(encoding="utf-8").strip()
    return (_FOLDER / f"{name}.sh").read_text(encoding="utf-8").replace(f"{{{QUESTION}}}", question)
