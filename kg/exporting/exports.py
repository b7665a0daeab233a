"""Graphs become files for other stores: six formats, the same bytes each time, every literal as it was written.

What is exported are parsed triples, never those of a store, which rewrites literals. One graph at a time is in memory,
and none that is too large for that, JSON-LD aside. A file whose name ends in `.gz` or `.zst` is compressed.

Source: RDF 1.1 Turtle, TriG, N-Triples, N-Quads, XML Syntax (section 2); JSON-LD 1.1; RDF Dataset Canonicalization.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from pyoxigraph import NamedNode, Triple

from .. import files
from ..errors import UsageError
from ..messages import Sentence, did_you_mean, say
from ..namespaces import GRAPH
from ..text.lines import NamedGraph, joined, triples
from . import packing, writers
from .content import Content


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

BULLETIN, DERIVED = GRAPH + "bulletin-", GRAPH + "derived-"


class Part(NamedTuple):
    """Some statements of a graph, as lines."""

    graph: NamedNode
    lines: list[bytes]

    @property
    def triples(self) -> list[Triple]:
        """The statements as triples."""
        return triples(self.lines)

    def ntriples(self) -> Iterator[bytes]:
        """Give the statements as they are written."""
        yield joined(self.lines)


def format_named(name: str) -> str:
    """Give the name of a format in `FORMATS` from that name, an alias or a file extension, `.gz` or `.zst` aside.

    Raises: UsageError with the nearest names.
    """
    plain = packing.unpacked(name.lower())[0].removeprefix(".")
    plain = ALIASES.get(plain, plain)
    if plain not in FORMATS:
        known = ", ".join(FORMATS)
        raise UsageError(say("no export format {name}", "没有导出格式 {name}", name=name),
                         hint=did_you_mean(plain, FORMATS) or Sentence(f"formats: {known}", f"格式：{known}"))
    return plain


def export(graphs: Iterable[NamedGraph] | Content, format: str, out: BinaryIO) -> None:
    """Write graphs, or content that was made of them before, to a binary stream in one format.

    Raises: UsageError for an unknown format; InputError for what the format cannot carry.
    """
    with packing.packed(out, packing.unpacked(format)[1]) as stream:
        content = graphs if isinstance(graphs, Content) else Content(graphs)
        for piece in writers.pieces(content, format_named(format)):
            stream.write(piece)


def export_file(graphs: Iterable[NamedGraph] | Content, format: str, path: Path) -> None:
    """Write graphs to one file, which takes its place only once it is whole; its extension tells the compression.

    Raises: as `export`; UsageError or LimitError if the file cannot be written.
    """
    with files.replacing(path) as out:
        export(graphs, format_named(format) + packing.unpacked(path.name)[1], out)


def export_folder(graphs: Iterable[NamedGraph], format: str, folder: Path,
                  by_bulletin: bool = False) -> tuple[Path, ...]:
    """Write each graph to a file of its own, named after the last segment of its IRI; give the paths, sorted.

    `by_bulletin` puts what was derived from a bulletin into the file of that bulletin.

    Raises: as `export_file`; UsageError if two graphs would get the same file.
    """
    suffix = _suffix(format)
    named: dict[Path, list[NamedGraph]] = {}
    for graph in graphs:
        iri = graph.graph.value.replace(DERIVED, BULLETIN) if by_bulletin else graph.graph.value
        path = folder / (re.split(r"[/#]", iri.rstrip("/#"))[-1] + suffix)
        if path in named and not by_bulletin:
            raise UsageError(say("two graphs would be written to {path}", "两个图会写到同一文件 {path}", path=path))
        named.setdefault(path, []).append(graph)
    files.make_folder(folder)
    for path in sorted(named):
        export_file(named[path], format, path)
    return tuple(sorted(named))


def export_parts(graphs: Iterable[NamedGraph], format: str, folder: Path, size: int) -> tuple[Path, ...]:
    """Write files of at most so many statements each, `part-00001` and on; parts of an earlier run beyond go.

    Raises: as `export_file`; UsageError for a size below one.
    """
    if size < 1:
        raise UsageError(say("a part needs at least one triple", "每一部分至少要有一个三元组"))
    suffix, written = _suffix(format), []
    files.make_folder(folder)
    for number, part in enumerate(_parts(Content(graphs), size), start=1):
        written.append(folder / f"part-{number:05}{suffix}")
        export_file(part, format, written[-1])
    for path in folder.glob(f"part-[0-9][0-9][0-9][0-9][0-9]{suffix}"):
        if path not in written:
            path.unlink()
    return tuple(written)


def _parts(content: Content, size: int) -> Iterator[list[Part]]:
    part: list[Part] = []
    room = size
    for portion in content:
        for lines in portion.batches():
            start = 0
            while start < len(lines):
                part.append(Part(portion.graph, lines[start:start + room]))
                start += room
                room -= len(part[-1].lines)
                if room == 0:
                    yield part
                    part, room = [], size
    if part:
        yield part


def _suffix(format: str) -> str:
    return FORMATS[format_named(format)].suffix + packing.unpacked(format)[1]
