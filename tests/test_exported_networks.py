"""Property graphs hold every thing, relationship and value: read back as CSV and as XML."""

from __future__ import annotations

import csv
import json
from xml.etree import ElementTree

import pytest
from pyoxigraph import Literal, NamedNode

from kg.exporting import graphml, neo4j, neptune, sources
from kg.exporting.content import Content
from kg.exporting.network import Network, short
from kg.exporting.records import things
from kg.layout import Layout
from kg.namespaces import DCTERMS, PC, RDF, RDFS

XML = "{http://graphml.graphdrawing.org/xmlns}"


@pytest.fixture(scope="module")
def content() -> Content:
    return Content(sources.graphs(Layout.shipped()))


@pytest.fixture(scope="module")
def statements(content) -> set[tuple[str, str, str]]:
    return {(iri, short(predicate), value.value) for iri, found in things(content)
            for predicate, values in found.items() for value in values
            if isinstance(value, NamedNode) and predicate != RDF + "type"}


@pytest.fixture(scope="module")
def literals(content) -> set[tuple[str, str]]:
    return {(iri, value.value) for iri, found in things(content) for values in found.values() for value in values
            if isinstance(value, Literal)}


@pytest.fixture(scope="module")
def folder(content, tmp_path_factory):
    folder = tmp_path_factory.mktemp("neo4j")
    neo4j.write(content, folder)
    return folder


def table(path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(("iri", "name"), [(PC + "setBy", "setBy"), (RDFS + "label", "rdfs_label"),
                                           ("http://x/a#b-c", "b_c"), (DCTERMS + "title", "dcterms_title")])
def test_names_need_no_quotes(iri, name):
    assert short(iri) == name


def test_neo4j_files_hold_everything_typed_and_repeated(folder, statements, literals):
    nodes, edges = table(folder / "nodes.csv"), table(folder / "relationships.csv")
    assert {(row[":START_ID"], row[":TYPE"], row[":END_ID"]) for row in edges} == statements
    assert {(row["id:ID"], value) for row in nodes for name, cell in row.items() if cell and "_double" not in name
            and name not in ("id:ID", ":LABEL") for value in cell.split("\x1f")} == literals
    assert len({row["id:ID"] for row in nodes}) == len(nodes)
    assert {"oa_start:long", "qudt_value:string", "qudt_value_double:double", "measureWord:string[]",
            "dcterms_issued:date"} <= nodes[0].keys()


def test_neptune_files_use_its_own_headers(content, folder, tmp_path):
    neptune.write(content, tmp_path)
    nodes, edges = table(tmp_path / "nodes.csv"), table(tmp_path / "edges.csv")
    assert [row[":ID"] for row in nodes] == [row["id:ID"] for row in table(folder / "nodes.csv")]
    assert {"dcterms_issued:dateTime", "measureWord:String[]", ":LABEL"} <= nodes[0].keys()
    assert len({row[":ID"] for row in edges}) == len(edges)


def test_graphml_is_read_as_xml(content, statements, literals, tmp_path):
    path = tmp_path / "graph.graphml"
    graphml.write(content, path)
    root = ElementTree.parse(path).getroot()
    keys = {key.get("id"): key.get("attr.type") for key in root.iter(XML + "key")}
    assert (keys["oa_start"], keys["qudt_value_double"], keys["qudt_value"]) == ("long", "double", "string")
    lists = {each.name for each in Network(content).properties if each.many}
    found = set()
    for node in root.iter(XML + "node"):
        for data in node:
            name, text = data.get("key"), data.text or ""
            if name != "labels" and not name.endswith("_double"):
                found |= {(node.get("id"), value) for value in (json.loads(text) if name in lists else [text])}
    assert found == literals
    assert {(edge.get("source"), edge[0].text, edge.get("target")) for edge in root.iter(XML + "edge")} == statements


def test_the_same_bytes_each_time(content, folder, tmp_path):
    neo4j.write(content, tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_cypher_script_sets_every_property_label_and_type(folder, content, statements):
    script = (folder / "load.cypher").read_text(encoding="utf-8")
    assert all(f"n.`{each.name}` = " in script for each in Network(content).properties)
    assert all(f"`{predicate}`]->(b)" in script for _, predicate, _ in statements)
    assert "SET n:`Target`" in script
    assert "[each IN split(row['measureWord:string[]'], '\\u001F')" in script or "n.`measureWord` = split(" in script
