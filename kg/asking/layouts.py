"""Tables as plain data: CSV, TSV, JSON, and a line of JSON a row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import pyoxigraph as ox

from ..columnstore.layouts import ESCAPE, FORMULA, Layout, tsv
from .values import BOOLEAN, STRING, Term, is_number

_ESCAPES = {code: f"\\u{code:04x}" for code in range(0x20)} | {ord('"'): '\\"', ord("\\"): "\\\\", ord("\n"): "\\n"}


def written(layout: Layout, rows: Iterable[Sequence[Term | None]]) -> Iterator[str]:
    """Write a table, row by row."""
    before, between, behind = layout.row
    yield layout.head
    first = True
    for row in rows:
        cells = [key + (layout.missing or "" if term is None else layout.cell(term))
                 for key, term in zip(layout.keys, row, strict=True) if term is not None or layout.missing is not None]
        yield ("" if first else layout.lines[0]) + before + between.join(cells) + behind
        first = False
    yield layout.foot if first else layout.lines[1] + layout.foot


def csv(columns: Sequence[str]) -> Layout:
    """Lay out CSV with column ids for a header; text that a spreadsheet would run as a formula gets an apostrophe.

    Source: SPARQL 1.1 Query Results CSV and TSV Formats, section 3; RFC 4180, with LF.
    """
    head = ",".join(map(_csv_cell, columns)) + "\n"
    return Layout(head, "", ("", ",", ""), ("\n", "\n"), ("",) * len(columns), "",
                  lambda term: _csv_cell(csv_value(term)), FORMULA, _csv_quoted)


def csv_value(term: Term | None) -> str:
    """Give a term's plain text, harmless in a spreadsheet."""
    if term is None:
        return ""
    plain = str(term) if isinstance(term, ox.Triple) else term.value
    if not is_number(term) and plain[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return "'" + plain
    return f"_:{plain}" if isinstance(term, ox.BlankNode) else plain


def _csv_cell(plain: str) -> str:
    if "," in plain or '"' in plain or "\n" in plain or "\r" in plain:
        return '"' + plain.replace('"', '""') + '"'
    return plain


def _csv_quoted(plain: bytes) -> bytes:
    return b'"' + plain.replace(b'"', b'""') + b'"'


def json(columns: Sequence[str]) -> Layout:
    """Lay out SPARQL 1.1 Query Results JSON, one row a line.

    Source: SPARQL 1.1 Query Results JSON Format, section 3.
    """
    names = [_quoted(name) for name in columns]
    head = f'{{"head": {{"vars": [{", ".join(names)}]}}, "results": {{"bindings": ['
    return Layout(head, "]}}\n", ("\n{", ", ", "}"), (",", "\n"), tuple(f"{name}: " for name in names), None,
                  _json_term, ESCAPE)


def _json_term(term: Term) -> str:
    if isinstance(term, ox.Literal):
        cell = f'{{"type": "literal", "value": {_quoted(term.value)}'
        if term.language:
            return f'{cell}, "xml:lang": {_quoted(term.language)}}}'
        return cell + ("}" if term.datatype.value == STRING else f', "datatype": {_quoted(term.datatype.value)}}}')
    if isinstance(term, ox.Triple):
        parts = (f'"{name}": {_json_term(getattr(term, name))}' for name in ("subject", "predicate", "object"))
        return f'{{"type": "triple", "value": {{{", ".join(parts)}}}}}'
    return f'{{"type": "{"uri" if isinstance(term, ox.NamedNode) else "bnode"}", "value": {_quoted(term.value)}}}'


def _quoted(text: str) -> str:
    """Write a JSON string; the json module would cost a tenth of the time to an answer."""
    return f'"{text.translate(_ESCAPES)}"'


def jsonl(columns: Sequence[str]) -> Layout:
    """Lay out one JSON object a row; numbers keep every digit."""
    return Layout("", "", ("{", ", ", "}"), ("\n", "\n"), tuple(f"{_quoted(name)}: " for name in columns), "null",
                  _json_value, ESCAPE)


def _json_value(term: Term) -> str:
    import re

    plain = str(term) if isinstance(term, ox.Triple) else term.value
    if is_number(term) and re.fullmatch(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?", plain):
        return plain
    if isinstance(term, ox.Literal) and term.datatype.value == BOOLEAN:
        return "true" if plain in ("true", "1") else "false"
    return _quoted(plain)


LAYOUTS: dict[str, Callable[[Sequence[str]], Layout]] = {"csv": csv, "json": json, "jsonl": jsonl, "tsv": tsv}
"""Format → its layout for a table of some columns."""
