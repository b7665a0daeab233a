"""What SHACL forbids in queries, because variables are bound beforehand.

Source: SHACL, appendix A (pre-binding of variables in SPARQL queries).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import rdflib
from pyparsing import ParseResults
from rdflib.plugins.sparql.parserutils import CompValue

from .errors import ShapesError

_FORBIDDEN = {"Minus": "MINUS", "ServiceGraphPattern": "SERVICE", "values": "VALUES", "InlineData": "VALUES"}


def refuse(part: Any, prebound: frozenset[str]) -> None:
    """Refuse what SHACL forbids beside pre-bound variables, in the algebra of a query."""
    if isinstance(part, list | tuple | set):
        for each in part:
            refuse(each, prebound)
    if not isinstance(part, CompValue):
        return
    if part.name in _FORBIDDEN:
        raise ShapesError(f"{_FORBIDDEN[part.name]} is forbidden in a query with pre-bound variables")
    if part.name in ("Extend", "Bind") and str(part.var) in prebound and not str(part.expr).startswith("__agg_"):
        raise ShapesError(f"AS ?{part.var} is forbidden: the variable is bound beforehand")
    for name, value in part.items():
        if name != "_vars":
            refuse(value, prebound)


def refuse_nested(part: Any, needed: frozenset[str]) -> None:
    """Refuse nested SELECTs that do not project the pre-bound variables, in the parse tree of a query."""
    if isinstance(part, CompValue):
        if part.name == "SubSelect":
            chosen = part.projection if "projection" in part else part.where
            missing = sorted(needed - set(_projected(chosen)))
            if missing:
                raise ShapesError(f"a nested SELECT must project ${missing[0]}, which is bound beforehand")
        part = list(part.values())
    if isinstance(part, list | tuple | ParseResults):
        for each in part:
            refuse_nested(each, needed)


def _projected(part: Any) -> Iterator[str]:
    """Give the variables that a projection names, or that triple patterns bind for `*`."""
    if isinstance(part, rdflib.Variable):
        yield str(part)
    elif isinstance(part, CompValue):
        for name, value in part.items():
            if part.name != "Filter" and name != "expr":
                yield from _projected(value)
    elif isinstance(part, list | tuple | ParseResults):
        for each in part:
            yield from _projected(each)
