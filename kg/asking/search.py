"""Finding things: by exact name for parameters and cards, by any piece of text or number for people."""

from __future__ import annotations

import re

from pyoxigraph import Literal, NamedNode, QuerySolutions

from ..errors import UsageError
from ..messages import did_you_mean, say
from ..namespaces import CODE, ID, PC, PREFIXES, XSD, expand, shorten
from .questions import Question
from .tables import Source, Table, ask

NAMING = "rdfs:label skos:prefLabel skos:altLabel foaf:name dcterms:title skos:notation"
"""The properties whose values name a thing."""

_PROLOGUE = "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n"
                    for prefix in ("dcterms", "foaf", "oa", "pc", "qudt", "rdfs", "skos", "xsd"))

FIND = Question("find", f"""#+ title: {{en: What is it called, or where is it said?, zh: 名称或出处}}
#+ columns:
#+   thing: {{label: {{en: thing, zh: 事物}}, type: iri}}
#+   kind: {{label: {{en: kind, zh: 类别}}, type: iri}}
#+   text: {{label: {{en: text, zh: 文本}}, type: string}}
{_PROLOGUE}
SELECT DISTINCT ?thing ?kind ?text
WHERE {{
    VALUES $words {{ "" }}
    VALUES $number {{ UNDEF }}
    VALUES ?property {{ {NAMING} skos:editorialNote oa:exact pc:asWritten qudt:value }}
    ?thing ?property ?text ;
        a ?kind .
    FILTER (CONTAINS(LCASE(STR(?text)), LCASE($words)) && ?property != qudt:value
        || ?property = qudt:value && BOUND($number) && ?text = $number)
}}
ORDER BY STRLEN(STR(?text)) ?text ?thing ?kind
""", "find")


def find(source: Source, text: str, most: int | None = None) -> Table:
    """Find what is named, quoted or measured so: labels, quotations, printed numbers, and values (8.8万 or 88000).

    Raises: UsageError if there is nothing to look for; LimitError if there are more than `most`.
    """
    words = text.strip()
    if not words:
        raise UsageError(say("find what?", "要找什么？"), hint=say("kg find 8.8万", "例如 kg find 8.8万"))
    values: dict[str, Literal] = {"words": Literal(words)}
    number = _number(words)
    if number is not None:
        values["number"] = Literal(number, datatype=NamedNode(XSD + "decimal"))
    answer = ask(source, FIND.bind(values), FIND, most)
    assert isinstance(answer, Table)
    return answer


def _number(text: str) -> str | None:
    """Read a number as people write it: 88000, 88,000, 8.8万, 2.64亿."""
    match = re.fullmatch(r"([0-9][0-9, \u2009]*(?:\.[0-9]+)?)\s*([万亿%]?).{0,3}", text)
    if match is None:
        return None
    from decimal import Decimal

    scale = {"万": 10_000, "亿": 100_000_000}.get(match.group(2), 1)
    value = Decimal(re.sub(r"[, \u2009]", "", match.group(1))) * scale
    return f"{value.normalize():f}"


def resolve(source: Source, text: str, class_: str | None = None) -> NamedNode:
    """Give the one thing of a name: `id:…`, a short id, an IRI, or an exact label in either language.

    Raises: UsageError if there is none, if there are several, or if it is not of the class that is wanted.
    """
    text = text.strip()
    named = _as_iri(source, text)
    if named is not None:
        if class_ and not _is_a(source, named, class_):
            raise UsageError(say("{thing} is not a {kind}", "{thing} 不属于 {kind}", thing=shorten(named.value),
                                 kind=class_))
        return named
    things = [thing for thing in _labelled(source, text) if class_ is None or _is_a(source, thing, class_)]
    if len(things) == 1:
        return things[0]
    if things:
        raise UsageError(say('several things are called "{text}"', "有多个事物名为“{text}”", text=text),
                         hint=say("give one of {ids}", "请选其一：{ids}",
                                  ids=", ".join(shorten(thing.value) for thing in things)))
    raise UsageError(say('nothing is called "{text}"', "没有名为“{text}”的事物", text=text),
                     hint=did_you_mean(text, _names(source, class_)) or say("kg find looks inside texts",
                                                                            "用 kg find 在文本中查找"))


def _as_iri(source: Source, text: str) -> NamedNode | None:
    """Give the thing of an IRI or id, if the graph has it."""
    bare = text[1:-1] if text.startswith("<") and text.endswith(">") else text
    candidates = [expand(bare), bare if "://" in bare or bare.startswith("urn:") else None]
    candidates += [namespace + bare for namespace in (ID, CODE, PC) if ":" not in bare]
    for iri in candidates:
        if iri and re.fullmatch(r'[^<>"{}|^`\\\x00-\x20]+', iri):
            try:
                thing = NamedNode(iri)
            except ValueError:
                continue
            if source.query(f"ASK {{ {{ {thing} ?p ?o }} UNION {{ ?s ?q {thing} }} }}"):
                return thing
    return None


def _is_a(source: Source, thing: NamedNode, class_: str) -> bool:
    iri = NamedNode(expand(class_) or class_)
    return bool(source.query(f"{_PROLOGUE}ASK {{ {thing} a/rdfs:subClassOf* {iri} }}"))


def _labelled(source: Source, text: str) -> list[NamedNode]:
    words = [str(Literal(text)), str(Literal(text, language="zh")), str(Literal(text, language="en"))]
    results = source.query(f"""{_PROLOGUE}SELECT DISTINCT ?thing WHERE {{
        VALUES ?text {{ {" ".join(words)} }} VALUES ?property {{ {NAMING} }} ?thing ?property ?text }}
        ORDER BY ?thing""")
    assert isinstance(results, QuerySolutions)
    return [row["thing"] for row in results if isinstance(row["thing"], NamedNode)]


def _names(source: Source, class_: str | None) -> list[str]:
    """List what might have been meant: labels and short ids, of a class if one is given."""
    pattern = f"?thing a/rdfs:subClassOf* <{expand(class_) or class_}> ." if class_ else ""
    results = source.query(f"""{_PROLOGUE}SELECT DISTINCT ?thing ?text WHERE {{
        {pattern} VALUES ?property {{ {NAMING} }} ?thing ?property ?text }}""")
    assert isinstance(results, QuerySolutions)
    names = set()
    for row in results:
        thing, text = row["thing"], row["text"]
        if isinstance(text, Literal):
            names.add(text.value)
        if isinstance(thing, NamedNode):
            names.add(thing.value.removeprefix(ID))
    return sorted(names)
