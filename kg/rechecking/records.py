"""Findings as they are kept in the ledger: JSON that holds texts and terms of RDF, and no code."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode

from ..checking.findings import Edit, Finding, Terms
from ..messages import Sentence

_KINDS: dict[str, Any] = {"finding": Finding, "edit": Edit, "terms": Terms}


def written(findings: Iterable[Finding]) -> str:
    """Write findings as JSON."""
    return json.dumps([_encoded(finding) for finding in findings], ensure_ascii=False, separators=(",", ":"))


def read(text: str) -> list[Finding]:
    """Read findings as `written` gave them."""
    return [_decoded(each) for each in json.loads(text)]


def _encoded(value: Any) -> Any:
    for kind, named in _KINDS.items():
        if isinstance(value, named):
            return {kind: [_encoded(part) for part in value]}
    if isinstance(value, Sentence):
        return {"say": [str(value), value.zh]}
    if isinstance(value, Literal):
        return {"literal": [value.value, value.language, value.datatype.value]}
    if isinstance(value, NamedNode | BlankNode):
        return {"node" if isinstance(value, NamedNode) else "blank": value.value}
    return [_encoded(part) for part in value] if isinstance(value, tuple) else value


def _decoded(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(map(_decoded, value))
    if not isinstance(value, dict):
        return value
    (kind, told), = value.items()
    if kind in _KINDS:
        return _KINDS[kind](*map(_decoded, told))
    if kind == "say":
        return Sentence(*told)
    if kind == "literal":
        text, language, datatype = told
        return Literal(text, language=language) if language else Literal(text, datatype=NamedNode(datatype))
    return NamedNode(told) if kind == "node" else BlankNode(told)
