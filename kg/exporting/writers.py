"""Six ways to write RDF, piece by piece: the same bytes each time, every literal as it was written.

A format without named graphs (Turtle, N-Triples, RDF/XML) gets the union of all graphs. RDF/XML cannot carry control
characters other than tab and line ends, nor a predicate whose IRI does not end in an XML name; such a triple is
refused, not bent.

Source: RDF 1.1 Turtle, TriG, N-Triples, N-Quads, XML Syntax (section 2); JSON-LD 1.1.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from pyoxigraph import Literal, Quad, RdfFormat, Triple, serialize

from ..errors import InputError
from ..messages import Sentence, say
from ..namespaces import PREFIXES
from ..text import turtle, writing
from ..text.lines import joined, triples
from .characters import NOT_XML
from .content import Content
from .sorting import by_subject, union

_XML_NAME = re.compile(r"[^\W\d][\w.\-\u00b7]*$")
_ANOTHER_FORMAT = Sentence("choose another format, such as trig or nquads", "请选用其他格式，例如 trig 或 nquads")


def pieces(content: Content, format: str) -> Iterator[bytes]:
    """Write content in one of the six formats.

    Raises: InputError for what the format cannot carry.
    """
    return _WRITERS[format](content)


def _ntriples(content: Content) -> Iterator[bytes]:
    return (joined(batch) for batch in union(content))


def _nquads(content: Content) -> Iterator[bytes]:
    for portion in content:
        tail = f" {portion.graph} .\n".encode()
        yield from (joined(batch, tail) for batch in portion.batches())


def _turtle(content: Content) -> Iterator[bytes]:
    return writing.blocks(map(triples_of, by_subject(content)))


def _trig(content: Content) -> Iterator[bytes]:
    def bodies(used: set[str]) -> Iterator[str]:
        for portion in content:
            before = after = ""
            for batch in portion.by_subject():
                if after:
                    yield before + after
                names = turtle.Names(blank_nodes=True)
                before = "" if after else f"GRAPH {names.term(portion.graph)} {{\n"
                after = "\n".join(names.blocks(batch, "    "))
                used |= names.used
            yield f"{before}{after}}}\n"

    return writing.headed(bodies)


def _jsonld(content: Content) -> Iterator[bytes]:
    import json

    before = b"[\n  "
    for portion in content:
        quads = [Quad(each.subject, each.predicate, each.object, portion.graph) for each in triples_of(portion.lines())]
        for item in json.loads(serialize(quads, format=RdfFormat.JSON_LD) or b"[]"):
            yield before + json.dumps(item, ensure_ascii=False, indent=2).replace("\n", "\n  ").encode("utf-8")
            before = b",\n  "
    yield b"\n]\n" if before.startswith(b",") else b"[]\n"


def _rdfxml(content: Content) -> Iterator[bytes]:
    head = b""
    for batch in by_subject(content):
        triples = triples_of(batch)
        for triple in triples:
            _check_xml(triple)
        text = _xml(triples)
        start = text.index(b">\n", text.index(b"<rdf:RDF")) + 2
        yield text[0 if not head else start:text.rindex(b"</rdf:RDF>")]
        head = text[:start]
    yield b"</rdf:RDF>" if head else _xml([])


def _xml(triples: list[Triple]) -> bytes:
    # A parser of XML would read a bare carriage return as a line feed (XML 1.0, section 2.11).
    return (serialize(triples, format=RdfFormat.RDF_XML, prefixes=PREFIXES) or b"").replace(b"\r", b"&#xD;")


def _check_xml(triple: Triple) -> None:
    if isinstance(triple.object, Literal) and (found := NOT_XML.search(triple.object.value)):
        character = f"U+{ord(found[0]):04X}"
        raise InputError(say("RDF/XML cannot carry the character {character} in a literal of {subject}",
                             "RDF/XML 无法容纳 {subject} 的文字中的字符 {character}",
                             character=character, subject=triple.subject), hint=_ANOTHER_FORMAT)
    if not _XML_NAME.search(triple.predicate.value):
        raise InputError(say("RDF/XML cannot name the predicate {predicate}", "RDF/XML 无法书写谓语 {predicate}",
                             predicate=triple.predicate), hint=_ANOTHER_FORMAT)


def triples_of(lines: list[bytes]) -> list[Triple]:
    """Read sorted lines back as triples."""
    return triples(lines)


_WRITERS: dict[str, Callable[[Content], Iterator[bytes]]] = {
    "turtle": _turtle, "trig": _trig, "ntriples": _ntriples, "nquads": _nquads, "jsonld": _jsonld, "rdfxml": _rdfxml}
