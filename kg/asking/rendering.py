"""Tables and statements as text for people and programs.

    table  aligned columns, labels, percentages: for terminals      csv tsv json jsonl  plain data
    md     the same cells as a Markdown table                       ttl nt              statements
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import pyoxigraph as ox

from ..errors import UsageError
from ..messages import did_you_mean, say
from ..namespaces import PREFIXES, shorten
from .layouts import LAYOUTS, written
from .tables import Statements, Table
from .values import Term

TABLE_FORMATS = ("csv", "json", "jsonl", "md", "table", "tsv")
GRAPH_FORMATS = ("nt", "ttl")
_PORTION = 10_000


def text(answer: Table | Statements, form: str, *, lang: str = "en", labels: Mapping[str, str] | None = None) -> str:
    """Write an answer in a format; `lang` and `labels` serve the formats for people.

    Raises: UsageError if the answer cannot be written so.
    """
    if isinstance(answer, Statements):
        if form in GRAPH_FORMATS:
            return turtle_text(answer.triples) if form == "ttl" else ntriples_text(answer.triples)
        raise _refusal(form, GRAPH_FORMATS, say("statements", "图数据"))
    if form in LAYOUTS:
        return "".join(_plain(answer, form))
    if form == "md":
        from .typesetting import markdown

        return markdown(answer, lang, labels or {})
    if form == "table":
        from .typesetting import aligned

        return aligned(answer, lang, labels or {})
    raise _refusal(form, TABLE_FORMATS, say("a table", "表格"))


def parts(answer: Table | Statements, form: str) -> Iterator[bytes]:
    """Write an answer as plain data, in UTF-8 and in parts, so that a large one is never held as a whole.

    Raises: as `text`.
    """
    if isinstance(answer, Table) and form in LAYOUTS and answer.laid is not None:
        yield from answer.laid.written(LAYOUTS[form](answer.columns))
    elif isinstance(answer, Table) and form in LAYOUTS:
        held: list[str] = []
        for piece in _plain(answer, form):
            held.append(piece)
            if len(held) >= _PORTION:
                yield "".join(held).encode("utf-8", "backslashreplace")
                held.clear()
        yield "".join(held).encode("utf-8", "backslashreplace")
    else:
        yield text(answer, form).encode("utf-8", "backslashreplace")


def _plain(table: Table, form: str) -> Iterator[str]:
    if table.boolean is not None and form == "json":
        yield f'{{"head": {{}}, "boolean": {"true" if table.boolean else "false"}}}\n'
    else:
        yield from written(LAYOUTS[form](table.columns), table.rows)


def _refusal(form: str, forms: Sequence[str], what: object) -> UsageError:
    return UsageError(say("{what} cannot be written as {form}", "{what}不能写成 {form}", what=what, form=form),
                      hint=did_you_mean(form, forms) or say("formats are {forms}", "可用格式：{forms}",
                                                            forms=", ".join(forms)))


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
