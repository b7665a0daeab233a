"""Tables and statements as text for people and programs.

    table  aligned columns, labels, percentages: for terminals      csv tsv json jsonl  plain data
    md     the same cells as a Markdown table                       ttl nt              statements
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pyoxigraph as ox

from ..errors import UsageError
from ..messages import did_you_mean, say
from ..namespaces import PREFIXES, shorten
from .tables import BOOLEAN, STRING, Statements, Table, Term, is_number

TABLE_FORMATS = ("csv", "json", "jsonl", "md", "table", "tsv")
GRAPH_FORMATS = ("nt", "ttl")

_ESCAPES = {code: f"\\u{code:04x}" for code in range(0x20)} | {ord('"'): '\\"', ord("\\"): "\\\\", ord("\n"): "\\n"}


def text(answer: Table | Statements, form: str, *, lang: str = "en", labels: Mapping[str, str] | None = None) -> str:
    """Write an answer in a format; `lang` and `labels` serve the formats for people.

    Raises: UsageError if the answer cannot be written so.
    """
    writers = {"csv": csv_text, "tsv": tsv_text, "json": json_text, "jsonl": jsonl_text}
    if isinstance(answer, Statements):
        if form in GRAPH_FORMATS:
            return turtle_text(answer.triples) if form == "ttl" else ntriples_text(answer.triples)
        raise _refusal(form, GRAPH_FORMATS, say("statements", "图数据"))
    if form in writers:
        return writers[form](answer)
    if form == "md":
        from .typesetting import markdown

        return markdown(answer, lang, labels or {})
    if form == "table":
        from .typesetting import aligned

        return aligned(answer, lang, labels or {})
    raise _refusal(form, TABLE_FORMATS, say("a table", "表格"))


def _refusal(form: str, forms: Sequence[str], what: object) -> UsageError:
    return UsageError(say("{what} cannot be written as {form}", "{what}不能写成 {form}", what=what, form=form),
                      hint=did_you_mean(form, forms) or say("formats are {forms}", "可用格式：{forms}",
                                                            forms=", ".join(forms)))


def csv_text(table: Table) -> str:
    """Write CSV with column ids for a header; text that a spreadsheet would run as a formula gets an apostrophe.

    Source: SPARQL 1.1 Query Results CSV and TSV Formats, section 3; RFC 4180, with LF.
    """
    lines = [",".join(_csv_cell(name) for name in table.columns)]
    lines += [",".join(_csv_cell(csv_value(term)) for term in row) for row in table.rows]
    return "\n".join(lines) + "\n"


def csv_value(term: Term | None) -> str:
    """Give a term's plain text, harmless in a spreadsheet."""
    if term is None:
        return ""
    plain = str(term) if isinstance(term, ox.Triple) else term.value
    if not is_number(term) and plain[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return "'" + plain
    return f"_:{plain}" if isinstance(term, ox.BlankNode) else plain


def _csv_cell(plain: str) -> str:
    if any(character in plain for character in ',"\n\r'):
        return '"' + plain.replace('"', '""') + '"'
    return plain


def tsv_text(table: Table) -> str:
    """Write TSV with every term in full.

    Source: SPARQL 1.1 Query Results CSV and TSV Formats, section 4.
    """
    lines = ["\t".join("?" + name for name in table.columns)]
    lines += ["\t".join("" if term is None else str(term) for term in row) for row in table.rows]
    return "\n".join(lines) + "\n"


def json_text(table: Table) -> str:
    """Write SPARQL 1.1 Query Results JSON, one row a line.

    Source: SPARQL 1.1 Query Results JSON Format, section 3.
    """
    if table.boolean is not None:
        return f'{{"head": {{}}, "boolean": {"true" if table.boolean else "false"}}}\n'
    names = [_quoted(name) for name in table.columns]
    rows = ["{" + ", ".join(f"{name}: {_json_term(term)}" for name, term in zip(names, row, strict=True)
                            if term is not None) + "}" for row in table.rows]
    body = "[\n" + ",\n".join(rows) + "\n]" if rows else "[]"
    return f'{{"head": {{"vars": [{", ".join(names)}]}}, "results": {{"bindings": {body}}}}}\n'


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


def jsonl_text(table: Table) -> str:
    """Write one JSON object a row; numbers keep every digit."""
    names = [_quoted(name) for name in table.columns]
    rows = [", ".join(f"{name}: {_json_value(term)}" for name, term in zip(names, row, strict=True))
            for row in table.rows]
    return "".join(f"{{{row}}}\n" for row in rows)


def _json_value(term: Term | None) -> str:
    import re

    if term is None:
        return "null"
    plain = str(term) if isinstance(term, ox.Triple) else term.value
    if is_number(term) and re.fullmatch(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?", plain):
        return plain
    if isinstance(term, ox.Literal) and term.datatype.value == BOOLEAN:
        return "true" if plain in ("true", "1") else "false"
    return _quoted(plain)


def turtle_text(triples: Iterable[ox.Triple]) -> str:
    """Write statements as Turtle, in the one layout of the project where it applies."""
    statements = sorted(triples, key=str)
    if any(isinstance(term, ox.BlankNode) for triple in statements for term in (triple.subject, triple.object)):
        return (ox.serialize(statements, format=ox.RdfFormat.TURTLE, prefixes=PREFIXES) or b"").decode()
    from ..text.turtle import canonical

    return canonical(statements)


def ntriples_text(triples: Iterable[ox.Triple]) -> str:
    """Write statements as sorted N-Triples."""
    return "".join(sorted(f"{triple} .\n" for triple in triples))


def html(table: Table, lang: str = "en") -> str:
    """Write a table for a notebook."""
    from html import escape

    head = "".join(f"<th>{escape(table.label(name, lang))}</th>" for name in table.columns)
    rows = "".join("<tr>" + "".join(f"<td>{escape(_html_value(term))}</td>" for term in row) + "</tr>"
                   for row in table.rows)
    caption = f"<caption>{escape(table.question.title(lang))}</caption>" if table.question else ""
    return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _html_value(term: Term | None) -> str:
    if isinstance(term, ox.NamedNode):
        return shorten(term.value)
    return "" if term is None else str(term) if isinstance(term, ox.Triple) else term.value
