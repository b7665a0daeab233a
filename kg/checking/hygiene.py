"""Terms that every parser takes and nobody means: hidden characters, text that is not composed, odd addresses.

A name with a character that no screen shows is another name; text that runs backwards says something else than it
shows. The words of these rules stand with the shapes, in `hygiene.ttl`.

Source: Unicode Standard, annexes 9 (bidirectional text) and 15 (normalization forms); RFC 3987, section 4.1.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pyoxigraph import Literal, NamedNode

from ..dataset.graph import SourceFile
from ..messages import Sentence, did_you_mean, say
from ..namespaces import DCTERMS, FOAF, OA, PC, RDF, RDFS, SKOS, XSD, shorten
from .gates import Fault

_HIDDEN = ("\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff"
           "\U000f0000-\U0010ffff")
_IN_TEXT = re.compile(f"[{_HIDDEN}]")
_IN_LABEL = re.compile(f"[{_HIDDEN}\u00ad\u200b\u2060\ufeff]")
_IN_IRI = re.compile(f"[{_HIDDEN}\x00-\x1f\u00ad\u200b-\u200d\u2060\ufeff]")
_LABELS = {RDFS + "label", SKOS + "prefLabel", SKOS + "altLabel", FOAF + "name", DCTERMS + "title"}
_QUOTED = {OA + "exact", PC + "asWritten"}
_DATATYPES = {XSD + name for name in ("string", "decimal", "integer", "date", "dateTime", "boolean", "anyURI", "gYear")}


def faults(data: Sequence[SourceFile]) -> list[Fault]:
    """Find terms with hidden characters, texts that are not in Normalization Form C, and IRIs that are no web address.

    Quotations are kept as their source composes them.
    """
    found: dict[Fault, None] = {}
    seen: set[str] = set()
    for triple in (triple for file in data for triple in file.triples):
        for fault in _of(triple, seen):
            found.setdefault(fault)
    return list(found)


def _of(triple: Any, seen: set[str]) -> Iterator[Fault]:
    subject, predicate, value = triple.subject, triple.predicate, triple.object
    if isinstance(subject, NamedNode) and subject.value not in seen:
        yield from (Fault(code, subject, None, None, words) for code, words in _iri(subject.value, seen))
    if predicate.value not in seen:
        yield from (Fault(code, subject, predicate, None, words) for code, words in _iri(predicate.value, seen))
    if isinstance(value, NamedNode) and value.value not in seen:
        yield from (Fault(code, subject, predicate, value, words) for code, words in _iri(value.value, seen))
    elif isinstance(value, Literal):
        yield from (Fault(code, subject, predicate, value, words) for code, words in _text(predicate.value, value))


def _iri(iri: str, seen: set[str]) -> Iterable[tuple[str, Sentence]]:
    seen.add(iri)
    hidden = _IN_IRI.search(iri)
    if hidden:
        yield "V009", _shows(hidden[0], say("the name {name}", "名称 {name}", name=_visible(shorten(iri))))
    elif not unicodedata.is_normalized("NFC", iri):
        yield "V010", _decomposed(shorten(iri))
    if not iri.startswith(("http://", "https://")):
        scheme = iri.partition(":")[0]
        yield "V011", say("{scheme}: is no address on the web: {iri}", "{scheme}: 不是网络地址：{iri}", scheme=scheme,
                          iri=_visible(f"<{iri}>"))


def _text(predicate: str, literal: Literal) -> Iterable[tuple[str, Sentence]]:
    text = literal.value
    if not text.isascii():
        hidden = (_IN_LABEL if predicate in _LABELS else _IN_TEXT).search(text)
        if hidden:
            yield "V009", _shows(hidden[0], Sentence("the text", "文字"))
        elif predicate not in _QUOTED and not unicodedata.is_normalized("NFC", text):
            yield "V010", _decomposed(text)
    elif "\x7f" in text:
        yield "V009", _shows("\x7f", Sentence("the text", "文字"))
    datatype = literal.datatype.value
    if not datatype.startswith((XSD, RDF)):
        near = did_you_mean(shorten(datatype), map(shorten, _DATATYPES)) or Sentence(
            "use one of XSD, such as xsd:decimal", "请用 XSD 的类型，如 xsd:decimal")
        yield "V004", say("{datatype} is no datatype that we read; {near}", "{datatype} 不是可读的数据类型；{near}",
                          datatype=shorten(datatype), near=near)


def _shows(character: str, where: Sentence) -> Sentence:
    name = unicodedata.name(character, "")
    kind = f"U+{ord(character):04X}" + (f" {name}" if name else "")
    return say("{where} holds {kind}, which no screen shows", "{where}含有屏幕上看不见的字符 {kind}",
               where=where, kind=kind)


def _decomposed(text: str) -> Sentence:
    composed = unicodedata.normalize("NFC", text)
    at = next((index for index, pair in enumerate(zip(text, composed, strict=False)) if pair[0] != pair[1]), 0)
    return say("written as U+{code:04X}, which is composed otherwise (NFC): {text}",
               "其中 U+{code:04X} 不是合成形式（NFC）：{text}",
               code=ord(text[at]), text=text if len(text) <= 60 else text[:57] + "…")


def _visible(text: str) -> str:
    return _IN_IRI.sub(lambda found: f"\\u{ord(found[0]):04X}", text)
