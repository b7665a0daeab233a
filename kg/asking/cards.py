"""Cards: one thing on one page, with what is known of it and the sentences that say so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pyoxigraph as ox

from ..messages import in_language, say
from ..namespaces import DCTERMS, FOAF, OA, ORG, OWL, PC, PREFIXES, PROV, QUDT, RDF, RDFS, SKOS, shorten
from . import labels
from .tables import Source
from .typesetting import Cell, cells, percent, shown

_PROLOGUE = "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in ("oa", "pc", "prov", "qudt", "rdf"))
_SAID = "OPTIONAL { ?claim pc:statedIn ?excerpt . ?excerpt oa:exact ?quote ; prov:wasQuotedFrom ?bulletin }"
_NUMBER = """OPTIONAL { ?claim qudt:value ?value }
    OPTIONAL { ?claim pc:lowerBound ?low } OPTIONAL { ?claim pc:upperBound ?high }
    OPTIONAL { ?claim pc:roundValue ?round } OPTIONAL { ?claim pc:asWritten ?written }
    OPTIONAL { ?claim pc:basis ?basis }"""
_PARTS = (
    (say("promised", "目标"), f"?claim a pc:TargetClaim ; pc:aboutTarget ?thing . {_NUMBER}"),
    (say("reported", "公布"), f"?a pc:assesses ?thing ; pc:aboutOutcome ?claim . {_NUMBER}"),
    (say("compared", "对照"), f"?claim a pc:AttainmentClaim ; pc:aboutTarget ?thing . {_NUMBER}"),
    (say("assessed", "评定"), f"?claim pc:assesses ?thing ; pc:verdict ?verdict . {_NUMBER}"),
)
"""What a target's card tells first: a heading, and the pattern that finds its claims."""

_OUTSIDE = {
    RDF + "type": say("kind", "类别"), RDFS + "label": say("name", "名称"),
    RDFS + "subClassOf": say("kind of", "上位类"),
    RDFS + "comment": say("note", "说明"), RDFS + "isDefinedBy": say("defined in", "定义于"),
    SKOS + "prefLabel": say("name", "名称"), SKOS + "altLabel": say("also called", "又称"),
    SKOS + "notation": say("code", "代码"), SKOS + "editorialNote": say("editor's note", "编者注"),
    SKOS + "definition": say("definition", "定义"), SKOS + "example": say("example", "例子"),
    SKOS + "scopeNote": say("scope", "范围"), SKOS + "inScheme": say("code list", "代码表"),
    DCTERMS + "title": say("title", "标题"), DCTERMS + "issued": say("issued", "发布日期"),
    DCTERMS + "date": say("date", "日期"), DCTERMS + "temporal": say("period", "时期"),
    DCTERMS + "spatial": say("place", "地方"), DCTERMS + "isPartOf": say("part of", "属于"),
    DCTERMS + "creator": say("written by", "记者"), DCTERMS + "publisher": say("published by", "发布者"),
    DCTERMS + "valid": say("valid", "有效期"), DCTERMS + "type": say("type", "类型"),
    FOAF + "name": say("name", "姓名"),
    PROV + "wasAttributedTo": say("said by", "发言人"), PROV + "wasQuotedFrom": say("quoted from", "引自"),
    PROV + "wasDerivedFrom": say("derived from", "推导自"), PROV + "wasAssociatedWith": say("took part", "参与者"),
    PROV + "actedOnBehalfOf": say("on behalf of", "代表"), QUDT + "value": say("value", "数值"),
    QUDT + "hasUnit": say("unit", "单位"), OA + "exact": say("words", "原文"),
    OA + "start": say("from character", "起始字符"),
    OA + "end": say("to character", "结束字符"), ORG + "heldBy": say("held by", "任职者"),
    ORG + "postIn": say("post in", "任职单位"), ORG + "subOrganizationOf": say("under", "上级单位"),
    ORG + "unitOf": say("unit of", "所属单位"), OWL + "inverseOf": say("inverse of", "逆关系"),
}
"""What we call properties of other vocabularies, whose labels are not in the graph."""


class Line(NamedTuple):
    """One line of a card: what it is about, the text, and the words and bulletin that say so."""

    heading: str
    text: str
    quote: str | None = None
    source: str | None = None


class Card(NamedTuple):
    """One thing: its IRI, name, kind, and lines."""

    thing: str
    name: str
    kind: str
    lines: tuple[Line, ...]

    def __str__(self) -> str:
        widest = max((cells(line.heading) for line in self.lines), default=0)
        text = [f"{self.name}", f"{self.kind} · {shorten(self.thing)}".removeprefix(" · ")]
        for line in self.lines:
            text.append(f"  {line.heading}{' ' * (widest - cells(line.heading))}  {line.text}".rstrip())
            if line.quote:
                text.append(f"  {' ' * widest}  “{line.quote}”" + (f"  {line.source}" if line.source else ""))
        return "\n".join(text) + "\n"


def card(source: Source, thing: ox.NamedNode, lang: str) -> Card:
    """Make the card of one thing: for a target its claims and verdict first; then what it states and who names it."""
    out = _solutions(source, f"SELECT ?property ?value {{ {thing} ?property ?value }} ORDER BY ?property ?value")
    back = _solutions(source, f"SELECT ?property ?value {{ ?value ?property {thing} "
                              "FILTER (?property != rdf:type) } ORDER BY ?property ?value")
    names = labels.of(source, {term.value for row in out + back for term in row.values()
                               if isinstance(term, ox.NamedNode)} | {thing.value}, lang)
    kinds = [row["value"].value for row in out if row["property"].value == RDF + "type"]
    lines = list(_claims(source, thing, lang)) if PC + "Target" in kinds else []
    lines += _statements(out, names, lang)
    lines += [line._replace(heading="← " + line.heading) for line in _statements(back, names, lang)]
    return Card(thing.value, _name(thing, out, names), ", ".join(names.get(kind) or shorten(kind) for kind in kinds),
                tuple(lines))


def _solutions(source: Source, query: str) -> list[dict[str, ox.NamedNode | ox.Literal]]:
    results = source.query(_PROLOGUE + query)
    assert isinstance(results, ox.QuerySolutions)
    names = [variable.value for variable in results.variables]
    return [{name: term for name, term in zip(names, row, strict=True) if isinstance(term, ox.NamedNode | ox.Literal)}
            for row in results]


def _name(thing: ox.NamedNode, out: list[dict[str, ox.NamedNode | ox.Literal]], names: dict[str, str]) -> str:
    """Name a thing by its label, else by the words it stands for."""
    if thing.value in names:
        return names[thing.value]
    words = {row["property"].value: row["value"].value for row in out}
    return next((words[each] for each in (FOAF + "name", DCTERMS + "title", OA + "exact", PC + "asWritten")
                 if each in words), shorten(thing.value))


def _claims(source: Source, thing: ox.NamedNode, lang: str) -> Iterator[Line]:
    for heading, pattern in _PARTS:
        rows = _solutions(source, f"SELECT DISTINCT * {{ VALUES ?thing {{ {thing} }} {pattern} {_SAID} }} "
                                  "ORDER BY ?claim ?quote")
        names = labels.of(source, {term.value for row in rows for term in row.values()
                                   if isinstance(term, ox.NamedNode)}, lang)
        for row in rows:
            bulletin = row.get("bulletin")
            yield Line(in_language(heading, lang), " · ".join(_figures(row, names, lang)),
                       row["quote"].value if "quote" in row else None,
                       names.get(bulletin.value, shorten(bulletin.value)) if bulletin else None)


def _figures(row: dict[str, ox.NamedNode | ox.Literal], names: dict[str, str], lang: str) -> Iterator[str]:
    """Tell the words, the number, the interval they allow, and the verdict or basis."""
    is_ratio = "verdict" in row
    if "written" in row:
        yield row["written"].value
    if "value" in row and not ("written" in row and row["written"].value.startswith(row["value"].value)):
        yield _figure(row["value"], is_ratio)
    if "round" in row:
        yield in_language(say("round number inside: {round}", "区间内的整数：{round}", round=row["round"].value), lang)
    low, high = row.get("low"), row.get("high")
    if low is not None and low != high:
        top = _figure(high, is_ratio) if high is not None else "∞"
        yield in_language(say("between {low} and {high}", "介于 {low} 与 {high} 之间",
                              low=_figure(low, is_ratio), high=top), lang)
    for concept in ("verdict", "basis"):
        if concept in row:
            yield names.get(row[concept].value, shorten(row[concept].value))


def _figure(term: ox.NamedNode | ox.Literal, is_ratio: bool) -> str:
    return percent(term) if is_ratio and isinstance(term, ox.Literal) else term.value


def _statements(rows: list[dict[str, ox.NamedNode | ox.Literal]], names: dict[str, str], lang: str) -> list[Line]:
    """Put the values of each property on one line; texts in the other language are left out."""
    found: dict[str, list[str]] = {}
    for row in rows:
        if "value" not in row or "property" not in row:
            continue
        term, name = row["value"], row["property"].value
        if isinstance(term, ox.Literal) and term.language and term.language != lang:
            continue
        text: Cell = shown(term, names, None, thin=False)
        found.setdefault(name, []).append(text[0])
    return [Line(_heading(name, names, lang), "; ".join(values[:12]) + (" …" if len(values) > 12 else ""))
            for name, values in found.items() if name != RDF + "type" or len(values) > 1]


def _heading(name: str, names: dict[str, str], lang: str) -> str:
    return in_language(_OUTSIDE[name], lang) if name in _OUTSIDE else names.get(name) or shorten(name)
