"""Property graph databases load what is exported and answer from it: Ladybug always, Neo4j with `--stores neo4j`."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import neo4j_server
import pytest
from pyoxigraph import Literal, NamedNode

from kg.exporting import neo4j, sources
from kg.exporting.content import Content
from kg.exporting.network import short
from kg.exporting.records import things
from kg.layout import Layout
from kg.namespaces import CODE, ID, RDF

TARGET = ID + "target-xinxiang-2023-boarding-schools"
WAYS = ("ladybug", "neo4j-import", "neo4j-script")
Rows = list[tuple[Any, ...]]


class Loaded(NamedTuple):
    """A database that holds the graph, and how it writes a relationship of some type, and the type of one."""

    ask: Callable[[str], Rows]
    link: str
    type: str


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database" in metafunc.fixturenames:
        wanted = "neo4j" in (metafunc.config.getoption("--stores") or ())
        marks = {"ladybug": ()}
        ways = [pytest.param(way, marks=marks.get(way, pytest.mark.long)) for way in WAYS if wanted or way in marks]
        metafunc.parametrize("database", ways, indirect=True, scope="module")


@pytest.fixture(scope="module")
def content() -> Content:
    return Content(sources.graphs(Layout.shipped()))


@pytest.fixture(scope="module")
def folder(content, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("load")
    neo4j.write(content, folder)
    return folder


@pytest.fixture(scope="module")
def database(request, folder, tmp_path_factory) -> Iterator[Loaded]:
    place = tmp_path_factory.mktemp("database") / "home"
    if request.param == "ladybug":
        yield from by_ladybug(folder, place)
        return
    neo4j_server.home(place)
    if request.param == "neo4j-import":
        assert "IMPORT DONE" in neo4j_server.admin(place, folder / "import.sh")
    for file in folder.glob("*.csv"):
        (place / "import" / file.name).write_bytes(file.read_bytes())
    with neo4j_server.server(place) as running:
        if request.param == "neo4j-script":
            script = (folder / "load.cypher").read_text(encoding="utf-8")
            running.run(script)
            running.run(script[:script.index("SET n:`")].rpartition("LOAD CSV")[0])  # again, which must change nothing
            running.run(script[script.rindex("LOAD CSV"):])
        yield Loaded(running.ask, "[:{}]", "type(l)")


def by_ladybug(folder: Path, place: Path) -> Iterator[Loaded]:
    ladybug = pytest.importorskip("ladybug")
    with (folder / "nodes.csv").open(encoding="utf-8", newline="") as file:
        heads = next(csv.reader(file))
    kinds = {"long": "INT64", "double": "DOUBLE", "date": "DATE"}
    columns = [f"`{head.partition(':')[0]}` {kinds.get(head.partition(':')[2], 'STRING')}" for head in heads[1:-1]]
    database = ladybug.Database(str(place))
    connection = ladybug.Connection(database)
    connection.execute(f"CREATE NODE TABLE Resource(id STRING PRIMARY KEY, {', '.join(columns)}, labels STRING)")
    connection.execute("CREATE REL TABLE Link(FROM Resource TO Resource, type STRING)")
    for name, file in (("Resource", "nodes.csv"), ("Link", "relationships.csv")):
        connection.execute(f"COPY {name} FROM '{folder / file}' (HEADER=true, PARALLEL=false, ESCAPE='\"')")

    def ask(text: str) -> Rows:
        answer, rows = connection.execute(text), []
        while answer.has_next():
            rows.append(tuple(answer.get_next()))
        return rows

    yield Loaded(ask, "[:Link {{type: '{}'}}]", "l.type")
    connection.close()
    database.close()


def test_every_relationship_is_there_once(database, content):
    expected = {(iri, short(predicate), value.value) for iri, found in things(content)
                for predicate, values in found.items() for value in values
                if isinstance(value, NamedNode) and predicate != RDF + "type"}
    found = database.ask(f"MATCH (a)-[l]->(b) RETURN a.id, {database.type}, b.id")
    assert (len(found), set(found)) == (len(expected), expected)


def test_every_text_and_number_is_there_as_written(database, content):
    names = ("asWritten", "oa_exact", "qudt_value", "lowerBound", "rdfs_label_en", "rdfs_label_zh", "oa_start")
    expected = {(iri, value.value) for iri, found in things(content) for predicate, values in found.items()
                for value in values if isinstance(value, Literal)
                and short(predicate) + (f"_{value.language}" if value.language else "") in names}
    found = {(iri, str(value)) for name in names
             for iri, value in database.ask(f"MATCH (n:Resource) WHERE n.{name} IS NOT NULL RETURN n.id, n.{name}")}
    assert found == expected


def test_several_values_and_types_survive(database):
    (words,) = database.ask("MATCH (n:Resource) WHERE n.id = "
                            f"'{ID}indicator-boarding-schools-completed' RETURN n.measureWord")
    assert words[0] in (["个", "所"], "个\x1f所")
    days = database.ask("MATCH (n:Resource) WHERE n.dcterms_issued IS NOT NULL RETURN DISTINCT n.dcterms_issued")
    assert [str(day) for (day,) in days] == ["2024-01-22"]
    assert database.ask("MATCH (n:Resource) WHERE n.oa_start = 2045 RETURN DISTINCT n.oa_start + 1") == [(2046,)]


def test_who_set_a_target_and_by_how_much_it_was_exceeded(database, shipped):
    set_by, assesses = database.link.format("setBy"), database.link.format("assesses")
    setters = database.ask(f"MATCH (t:Resource)-{set_by}->(a:Resource) WHERE t.id = '{TARGET}' RETURN a.rdfs_label_zh")
    assert setters == [("河南省教育厅",)]
    verdict = database.link.format("verdict")
    found = database.ask(f"MATCH (t:Resource)<-{assesses}-(a:Resource)-{verdict}->(v:Resource) "
                         f"WHERE v.id = '{CODE}verdict-exceeded' RETURN t.id, a.qudt_value")
    rows = shipped.sparql("SELECT ?t ?v { ?a pc:assesses ?t ; pc:verdict code:verdict-exceeded ; qudt:value ?v }").rows
    expected = {(target.value, Decimal(ratio.value)) for target, ratio in rows}
    assert {(target, Decimal(ratio)) for target, ratio in found} == expected
