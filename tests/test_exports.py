"""Exports carry every triple with every literal as it was written, in the same bytes each time."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from kg.errors import InputError, UsageError
from kg.exporting import exports
from kg.exporting.exports import FORMATS
from kg.layout import Layout
from kg.namespaces import GRAPH, ID, PC, XSD
from kg.text import turtle

LITERALS = Path(__file__).parent / "examples/literals.ttl"
READ_AS = {"turtle": RdfFormat.TURTLE, "trig": RdfFormat.TRIG, "ntriples": RdfFormat.N_TRIPLES,
           "nquads": RdfFormat.N_QUADS, "jsonld": RdfFormat.JSON_LD, "rdfxml": RdfFormat.RDF_XML}
RDFLIB_NAMES = {"turtle": "turtle", "trig": "trig", "ntriples": "nt", "nquads": "nquads", "jsonld": "json-ld",
                "rdfxml": "xml"}


class Graph(NamedTuple):
    graph: NamedNode
    triples: tuple[Triple, ...]


def named(name: str, *triples: Triple) -> Graph:
    return Graph(NamedNode(GRAPH + name), triples)


def triple(subject: str, value) -> Triple:
    return Triple(NamedNode(ID + subject), NamedNode(PC + "asWritten"), value)


def exported(graphs, format: str) -> bytes:
    out = io.BytesIO()
    exports.export(graphs, format, out)
    return out.getvalue()


def back(data: bytes, format: str) -> set[Quad]:
    return set(parse(data, format=READ_AS[format]))


@pytest.fixture(scope="module")
def tricky() -> Graph:
    return named("bulletin-literals", *turtle.read(LITERALS))


@pytest.fixture(scope="module")
def shipped() -> list[Graph]:
    layout = Layout.shipped()
    return [named(path.stem, *turtle.read(path)) for path in layout.registers() + layout.bulletins()]


def test_there_are_enough_tricky_literals(tricky):
    assert len({triple.object for triple in tricky.triples}) >= 58


@pytest.mark.parametrize("format", FORMATS)
def test_every_tricky_literal_comes_back_as_it_was(tricky, format):
    data = exported([tricky], format)
    assert {quad.triple for quad in back(data, format)} == set(tricky.triples)


@pytest.mark.parametrize("format", FORMATS)
def test_another_reader_finds_the_same_literals(tricky, format, monkeypatch):
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(data=exported([tricky], format), format=RDFLIB_NAMES[format])
    found = {(str(predicate), str(value), str(value.datatype or rdflib.XSD.string), value.language)
             for _, predicate, value in dataset.triples((None, None, None))
             if value.datatype != rdflib.XSD.token}  # rdflib itself takes blanks out of a token
    assert found == {(t.predicate.value, t.object.value, rdflib_datatype(t.object), t.object.language)
                     for t in tricky.triples if t.object.datatype.value != XSD + "token"}


def rdflib_datatype(literal: Literal) -> str:
    return str(rdflib.XSD.string) if literal.language else literal.datatype.value


@pytest.mark.parametrize("format", FORMATS)
def test_the_shipped_graphs_come_back_whole(shipped, format):
    found = back(exported(shipped, format), format)
    if FORMATS[format].names_graphs:
        assert found == {Quad(*triple, graph.graph) for graph in shipped for triple in graph.triples}
    else:
        assert {quad.triple for quad in found} == {triple for graph in shipped for triple in graph.triples}


@pytest.mark.parametrize("format", FORMATS)
def test_the_order_of_graphs_and_triples_does_not_matter(shipped, format):
    turned = [Graph(graph.graph, tuple(reversed(graph.triples))) for graph in reversed(shipped)]
    assert exported(turned, format) == exported(shipped, format)


def test_the_bytes_are_the_same_under_any_hash_seed():
    program = """
import hashlib, io
from collections import namedtuple
from pyoxigraph import NamedNode
from kg.exporting import exports
from kg.text import turtle
from kg.layout import Layout
Graph, digest = namedtuple("Graph", "graph triples"), hashlib.sha256()
graphs = [Graph(NamedNode("http://g/" + path.stem), turtle.read(path)) for path in Layout.shipped().registers()]
for format in exports.FORMATS:
    out = io.BytesIO()
    exports.export(graphs, format, out)
    digest.update(out.getvalue())
print(digest.hexdigest())
"""
    digests = {subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True,
                              env={**os.environ, "PYTHONHASHSEED": seed}).stdout for seed in ("1", "2")}
    assert len(digests) == 1


def test_trig_has_one_block_a_graph():
    graphs = [named("b", triple("x", Literal("2"))), named("a", triple("x", Literal("1")), triple("y", Literal("1")))]
    assert exported(graphs, "trig").decode() == """\
PREFIX graph: <https://w3id.org/public-commitments/graph/>
PREFIX id: <https://w3id.org/public-commitments/id/>
PREFIX pc: <https://w3id.org/public-commitments/ontology#>

GRAPH graph:a {
    id:x
        pc:asWritten "1" ;
    .

    id:y
        pc:asWritten "1" ;
    .
}

GRAPH graph:b {
    id:x
        pc:asWritten "2" ;
    .
}
"""


@pytest.mark.parametrize("format", FORMATS)
def test_blank_nodes_get_the_same_labels_each_time(format):
    def graph():
        first, second = BlankNode(), BlankNode()
        return named("a", triple("x", first), Triple(first, NamedNode(PC + "part"), second),
                     Triple(second, NamedNode(PC + "asWritten"), Literal("1")))

    assert exported([graph()], format) == exported([graph()], format)
    assert len(back(exported([graph()], format), format)) == 3


@pytest.mark.parametrize("format", ["turtle", "trig", "ntriples", "nquads", "jsonld"])
def test_control_characters_are_carried(format):
    graph = named("a", *(triple("x", Literal(f"a{chr(code)}b")) for code in (*range(32), 0x7F, 0x85, 0xFFFE, 0xFFFF)))
    assert {quad.triple for quad in back(exported([graph], format), format)} == set(graph.triples)


def test_what_rdf_xml_cannot_carry_is_refused_not_bent():
    with pytest.raises(InputError, match=r"U\+0001"):
        exported([named("a", triple("x", Literal("a\1")))], "rdfxml")
    with pytest.raises(InputError, match="predicate"):
        exported([named("a", Triple(NamedNode(ID + "x"), NamedNode(ID + "2024"), Literal("a")))], "rdfxml")


def test_a_format_is_named_by_alias_or_extension_and_a_slip_gets_the_nearest():
    assert exports.format_named(".ttl") == "turtle"
    assert exports.format_named("JSON-LD") == "jsonld"
    with pytest.raises(UsageError) as caught:
        exports.format_named("turtel")
    assert caught.value.hint == "did you mean turtle?"


def test_a_file_is_whole_or_not_there(tmp_path, shipped):
    path = tmp_path / "out.rdf"
    with pytest.raises(InputError):
        exports.export_file([*shipped, named("a", triple("x", Literal("a\1")))], "rdfxml", path)
    assert list(tmp_path.iterdir()) == []
    exports.export_file(shipped, "rdfxml", path)
    assert path.read_bytes() == exported(shipped, "rdfxml")


def test_a_folder_gets_one_file_a_graph(tmp_path):
    graphs = [named("bulletin-b", triple("x", Literal("2"))), named("bulletin-a", triple("x", Literal("1")))]
    written = exports.export_folder(graphs, "nt", tmp_path / "out")
    assert [path.name for path in written] == ["bulletin-a.nt", "bulletin-b.nt"]
    assert turtle.read(written[1]) == list(graphs[0].triples)
    with pytest.raises(UsageError, match="two graphs"):
        exports.export_folder([graphs[0], graphs[0]], "nt", tmp_path)
