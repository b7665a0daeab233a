"""What the graph says of itself to catalogues: a VoID and DCAT description with true counts.

Source: VoID (W3C Interest Group Note, 2011), section 4 (statistics); DCAT 3, sections 6.6 to 6.8.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from ..namespaces import BASE, DCAT, DCTERMS, FOAF, ID, PREFIXES, RDF, XSD, shorten
from ..text.sorting import Sorter
from .content import Content
from .sorting import by_subject

DATASET = BASE + "dataset"
VOID = "http://rdfs.org/ns/void#"
SPDX = "http://spdx.org/rdf/terms#"
_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_TITLES = {"en": "Public commitments", "zh": "公共承诺"}
_DESCRIPTIONS = {
    "en": "What governments promised, what they reported, and the sentence it stands in.",
    "zh": "政府承诺了什么、报告完成了什么，以及其出处的原文。",
}
_TYPE = b"<" + RDF.encode() + b"type>"


class Counts(NamedTuple):
    """Sizes of the union of all graphs, and of each graph."""

    triples: int
    subjects: int
    objects: int
    properties: Mapping[str, int]
    classes: Mapping[str, int]
    graphs: Mapping[str, int]


def counts(content: Content) -> Counts:
    """Count what VoID asks for; memory grows with the number of terms of the vocabulary only."""
    graphs = {portion.graph.value: len(portion) for portion in content}
    properties: Counter[str] = Counter()
    classes: Counter[str] = Counter()
    subjects, objects = 0, Sorter()
    for batch in by_subject(content):
        cut = [line.split(b" ", 2) for line in batch]
        subjects += len({subject for subject, _, _ in cut})
        properties.update(predicate[1:-1].decode() for _, predicate, _ in cut)
        classes.update(value[1:-1].decode() for _, predicate, value in cut if predicate == _TYPE)
        objects.add(value for _, _, value in cut)
    distinct_objects = sum(map(len, objects.batches()))
    return Counts(sum(properties.values()), subjects, distinct_objects, properties, classes, graphs)


def describe(content: Content, media_types: Iterable[str]) -> bytes:
    """Write the description as Turtle: the dataset, its vocabulary, its graphs, and the formats that it comes in."""
    found = counts(content)
    triples = [*_whole(found), *_partitions(found)]
    for name, count in found.graphs.items():
        triples += _of(name, (RDF + "type", VOID + "Dataset"), (VOID + "triples", count))
        triples += _of(DATASET, (VOID + "subset", name))
    for media_type in media_types:
        one = f"{DATASET}#{media_type.partition('/')[2].replace('+', '-')}"
        triples += _of(DATASET, (DCAT + "distribution", one))
        triples += _of(one, (RDF + "type", DCAT + "Distribution"), (DCTERMS + "license", _LICENCE),
                       (DCAT + "mediaType", "https://www.iana.org/assignments/media-types/" + media_type),
                       (DCAT + "accessURL", DATASET))
    return turtle_of(triples)


def _whole(found: Counts) -> list[Triple]:
    texts = [(DCTERMS + name, Literal(text, language=lang)) for name, table in
             (("title", _TITLES), ("description", _DESCRIPTIONS)) for lang, text in table.items()]
    vocabularies = {namespace for namespace in PREFIXES.values() if any(
        name.startswith(namespace) for name in (*found.properties, *found.classes))}
    return _of(
        DATASET, (RDF + "type", VOID + "Dataset"), (RDF + "type", DCAT + "Dataset"), *texts,
        (DCTERMS + "license", _LICENCE), (FOAF + "homepage", BASE), (VOID + "uriSpace", Literal(ID)),
        (VOID + "triples", found.triples), (VOID + "distinctSubjects", found.subjects),
        (VOID + "distinctObjects", found.objects), (VOID + "properties", len(found.properties)),
        (VOID + "classes", len(found.classes)), *((VOID + "vocabulary", name) for name in vocabularies))


def _partitions(found: Counts) -> list[Triple]:
    triples = []
    for kind, table, size in (("class", found.classes, "entities"), ("property", found.properties, "triples")):
        for name, count in table.items():
            part = f"{DATASET}#{kind}-" + shorten(name).strip("<>").translate({ord(":"): "-", ord("#"): "-"})
            triples += _of(DATASET, (f"{VOID}{kind}Partition", part))
            triples += _of(part, (VOID + kind, name), (VOID + size, count))
    return triples


def _of(subject: str, *pairs: tuple[str, str | int | Literal]) -> list[Triple]:
    return [Triple(NamedNode(subject), NamedNode(predicate), _term(value)) for predicate, value in pairs]


def _term(value: str | int | Literal) -> NamedNode | Literal:
    if isinstance(value, int):
        return Literal(str(value), datatype=NamedNode(XSD + "integer"))
    return value if isinstance(value, Literal) else NamedNode(value)


def turtle_of(triples: Iterable[Triple], **prefixes: str) -> bytes:
    """Write a description as Turtle with the prefixes of VoID, SPDX and this project that it uses."""
    data = sorted(set(triples), key=str)
    known = {**PREFIXES, "spdx": SPDX, "void": VOID, **prefixes}
    text = " ".join(map(str, data))
    used = {prefix: namespace for prefix, namespace in known.items() if f"<{namespace}" in text}
    lines = (serialize(data, format=RdfFormat.TURTLE, prefixes=used) or b"").splitlines(keepends=True)
    return b"".join(sorted(lines[:len(used)]) + lines[len(used):])  # it writes prefixes in no order of its own
