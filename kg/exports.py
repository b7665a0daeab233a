"""Graphs become files for other stores: six formats, the same bytes each time, every literal as it was written.

What is exported are parsed triples, never those of a store, which rewrites literals. A format without named graphs
(Turtle, N-Triples, RDF/XML) gets the union of all graphs. Blank nodes get the labels of RDFC-1.0.

RDF/XML cannot carry control characters other than tab and line ends, nor a predicate whose IRI does not end in an
XML name; such a triple is refused, not bent.

Source: RDF 1.1 Turtle, TriG, N-Triples, N-Quads, XML Syntax (section 2); JSON-LD 1.1; RDF Dataset Canonicalization.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    serialize,
)

from . import files, turtle
from .errors import InputError, UsageError
from .messages import Sentence, did_you_mean, say
from .namespaces import PREFIXES


class NamedGraph(Protocol):
    """What is exported: triples and the name of their graph."""

    @property
    def graph(self) -> NamedNode: ...

    @property
    def triples(self) -> Sequence[Triple]: ...


class Format(NamedTuple):
    """A way to write: the file extension, the media type, and whether graphs keep their names."""

    suffix: str
    media_type: str
    names_graphs: bool


FORMATS: dict[str, Format] = {
    "turtle": Format(".ttl", "text/turtle", False),
    "trig": Format(".trig", "application/trig", True),
    "ntriples": Format(".nt", "application/n-triples", False),
    "nquads": Format(".nq", "application/n-quads", True),
    "jsonld": Format(".jsonld", "application/ld+json", True),
    "rdfxml": Format(".rdf", "application/rdf+xml", False),
}
"""Name of a format → how it is written."""

ALIASES = {"ttl": "turtle", "nt": "ntriples", "n-triples": "ntriples", "nq": "nquads", "n-quads": "nquads",
           "json-ld": "jsonld", "rdf": "rdfxml", "xml": "rdfxml", "rdf/xml": "rdfxml", "rdf-xml": "rdfxml"}
"""Other names by which a format may be asked for."""

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_XML_NAME = re.compile(r"[^\W\d][\w.\-\u00b7]*$")


def format_named(name: str) -> str:
    """Give the name of a format in `FORMATS` from that name, an alias or a file extension.

    Raises: UsageError with the nearest names.
    """
    plain = name.lower().removeprefix(".")
    plain = ALIASES.get(plain, plain)
    if plain not in FORMATS:
        known = ", ".join(FORMATS)
        raise UsageError(say("no export format {name}", "没有导出格式 {name}", name=name),
                         hint=did_you_mean(plain, FORMATS) or Sentence(f"formats: {known}", f"格式：{known}"))
    return plain


def export(graphs: Iterable[NamedGraph], format: str, out: BinaryIO) -> None:
    """Write graphs to a binary stream in one format.

    Raises: UsageError for an unknown format; InputError for what the format cannot carry.
    """
    write = _WRITERS[format_named(format)]
    for piece in write(_labelled(graphs)):
        out.write(piece)


def export_file(graphs: Iterable[NamedGraph], format: str, path: Path) -> None:
    """Write graphs to one file, which takes its place only once it is whole.

    Raises: as `export`; UsageError or LimitError if the file cannot be written.
    """
    with files.replacing(path) as out:
        export(graphs, format, out)


def export_folder(graphs: Iterable[NamedGraph], format: str, folder: Path) -> tuple[Path, ...]:
    """Write each graph to a file of its own, named after the last segment of its IRI; give the paths, sorted.

    Raises: as `export_file`; UsageError if two graphs would get the same file.
    """
    suffix = FORMATS[format_named(format)].suffix
    named: dict[Path, NamedGraph] = {}
    for graph in graphs:
        path = folder / (re.split(r"[/#]", graph.graph.value.rstrip("/#"))[-1] + suffix)
        if path in named:
            raise UsageError(say("two graphs would be written to {path}", "两个图会写到同一文件 {path}", path=path))
        named[path] = graph
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(say("{path} cannot be made: {reason}", "无法建立 {path}：{reason}", path=folder,
                             reason=error.strerror), place=str(folder)) from error
    for path in sorted(named):
        export_file([named[path]], format, path)
    return tuple(sorted(named))


def _labelled(graphs: Iterable[NamedGraph]) -> list[Quad]:
    """Give the distinct quads of all graphs in one order; blank nodes get canonical labels."""
    quads = {Quad(triple.subject, triple.predicate, triple.object, graph.graph)
             for graph in graphs for triple in graph.triples}
    if any(isinstance(term, BlankNode) for quad in quads for term in (quad.subject, quad.object)):
        dataset = Dataset(quads)
        dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
        quads = set(dataset)
    return sorted(quads, key=_by_terms)


def _by_terms(quad: Quad) -> tuple[str, str, str, str]:
    return str(quad.graph_name), str(quad.subject), str(quad.predicate), str(quad.object)


def _turtle(quads: list[Quad]) -> Iterator[bytes]:
    names = turtle.Names(blank_nodes=True)
    blocks = "\n".join(names.blocks(quads))
    yield (names.header() + blocks).encode("utf-8")


def _trig(quads: list[Quad]) -> Iterator[bytes]:
    names = turtle.Names(blank_nodes=True)
    graphs: dict[str, list[Quad]] = {}
    for quad in quads:
        graphs.setdefault(names.term(quad.graph_name), []).append(quad)
    blocks = [f"GRAPH {name} {{\n" + "\n".join(names.blocks(own, "    ")) + "}\n" for name, own in graphs.items()]
    yield (names.header() + "\n".join(blocks)).encode("utf-8")


def _ntriples(quads: list[Quad]) -> Iterator[bytes]:
    for line in sorted({f"{quad.subject} {quad.predicate} {quad.object} .\n" for quad in quads}):
        yield line.encode("utf-8")


def _nquads(quads: list[Quad]) -> Iterator[bytes]:
    for quad in quads:
        yield f"{quad.subject} {quad.predicate} {quad.object} {quad.graph_name} .\n".encode()


def _jsonld(quads: list[Quad]) -> Iterator[bytes]:
    import json

    expanded = json.loads(serialize(quads, format=RdfFormat.JSON_LD) or b"[]")
    yield (json.dumps(expanded, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def _rdfxml(quads: list[Quad]) -> Iterator[bytes]:
    triples = sorted({quad.triple for quad in quads}, key=str)
    for triple in triples:
        _check_xml(triple)
    # A parser of XML would read a bare carriage return as a line feed (XML 1.0, section 2.11).
    yield (serialize(triples, format=RdfFormat.RDF_XML, prefixes=PREFIXES) or b"").replace(b"\r", b"&#xD;")


def _check_xml(triple: Triple) -> None:
    if isinstance(triple.object, Literal) and (found := _NOT_XML.search(triple.object.value)):
        character = f"U+{ord(found[0]):04X}"
        raise InputError(say("RDF/XML cannot carry the character {character} in a literal of {subject}",
                             "RDF/XML 无法容纳 {subject} 的文字中的字符 {character}",
                             character=character, subject=triple.subject), hint=_ANOTHER_FORMAT)
    if not _XML_NAME.search(triple.predicate.value):
        raise InputError(say("RDF/XML cannot name the predicate {predicate}", "RDF/XML 无法书写谓语 {predicate}",
                             predicate=triple.predicate), hint=_ANOTHER_FORMAT)


_ANOTHER_FORMAT = Sentence("choose another format, such as trig or nquads", "请选用其他格式，例如 trig 或 nquads")
_WRITERS: dict[str, Callable[[list[Quad]], Iterator[bytes]]] = {
    "turtle": _turtle, "trig": _trig, "ntriples": _ntriples, "nquads": _nquads, "jsonld": _jsonld, "rdfxml": _rdfxml}
