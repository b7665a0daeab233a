"""HDT holds every triple as it was written: read back by a second hand, and by maplib where `--engines` has it."""

from __future__ import annotations

import subprocess
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import hdt_reader
import pytest
from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, Literal, NamedNode, RdfFormat, Triple, parse

from kg import cli
from kg.errors import InputError
from kg.exporting import hdt, sources, writers
from kg.exporting.content import Content
from kg.exporting.hdt import encoding
from kg.layout import Layout
from kg.namespaces import GRAPH, ID, PC, XSD
from kg.text import turtle

LITERALS = Path(__file__).parent / "examples/literals.ttl"


class Graph(NamedTuple):
    graph: NamedNode
    triples: tuple[Triple, ...]


def one(*triples: Triple) -> Content:
    return Content([Graph(NamedNode(GRAPH + "one"), triples)])


@pytest.fixture(scope="module")
def content() -> Content:
    return Content(sources.graphs(Layout.shipped()))


@pytest.fixture(scope="module")
def path(content, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("hdt") / "图.hdt"
    assert hdt.write(content, path) == len(hdt_reader.read(path.read_bytes()))
    return path


def texts(content: Content) -> hdt_reader.Triples:
    """Give the triples as HDT writes terms."""
    return {tuple(text(term) for term in quad.triple) for quad in parse(
        b"".join(writers.pieces(content, "ntriples")), format=RdfFormat.N_TRIPLES)}


def text(term: object) -> str:
    if isinstance(term, Literal):
        kind = "" if term.datatype.value == XSD + "string" else f"^^<{term.datatype.value}>"
        return f'"{term.value}"' + (f"@{term.language}" if term.language else kind)
    return f"_:{term.value}" if isinstance(term, BlankNode) else term.value


def test_every_triple_of_the_shipped_graph_comes_back(content, path):
    assert hdt_reader.read(path.read_bytes()) == texts(content)


def test_every_tricky_literal_comes_back_as_it_was(tmp_path):
    content = one(*turtle.read(LITERALS))
    assert hdt.write(content, tmp_path / "literals.hdt") == 76
    assert hdt_reader.read((tmp_path / "literals.hdt").read_bytes()) == texts(content)


def test_many_blocks_shared_terms_and_long_lists_come_back(tmp_path):
    near, name = NamedNode(PC + "near"), NamedNode(PC + "asWritten")
    nodes = [NamedNode(f"{ID}节点-{number:05}") for number in range(10_000)]
    content = one(*(Triple(a, near, b) for a, b in pairwise(nodes)),
                  *(Triple(nodes[0], near, node) for node in nodes[:300]),
                  *(Triple(node, name, Literal(node.value[-3:])) for node in nodes[:5000]))
    hdt.write(content, tmp_path / "many.hdt")
    assert hdt_reader.read((tmp_path / "many.hdt").read_bytes()) == texts(content)


@pytest.mark.long
def test_another_library_reads_the_same_graph(content, path, request):
    python = request.config.getoption("--engines")
    if python is None:
        pytest.skip("needs a Python that has maplib: pytest --engines PYTHON")
    read = subprocess.run([python, hdt_reader.__file__, str(path)], capture_output=True, timeout=300, check=True).stdout
    assert canonical(read) == canonical(b"".join(writers.pieces(content, "ntriples")))


def canonical(ntriples: bytes) -> set[str]:
    dataset = Dataset(parse(ntriples, format=RdfFormat.N_TRIPLES))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in dataset}


def test_the_bytes_are_the_same_each_time(path, tmp_path):
    assert cli.main(["export", "hdt", "-o", str(tmp_path / "new" / "graph.hdt"), "-q"]) == 0
    assert (tmp_path / "new" / "graph.hdt").read_bytes() == path.read_bytes()


def test_what_hdt_cannot_carry_is_refused(tmp_path):
    bad = Triple(NamedNode(ID + "a"), NamedNode(PC + "asWritten"), Literal("a\0b"))
    with pytest.raises(InputError, match=r"HDT cannot carry the object of .*asWritten"):
        hdt.write(one(bad), tmp_path / "bad.hdt")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("number", "written"), [(0, b"\x80"), (127, b"\xff"), (128, b"\x00\x81"), (300, b"\x2c\x82")])
def test_numbers_take_as_many_bytes_as_they_need(number, written):
    assert encoding.varying(number) == written
