"""The data cube keeps the W3C integrity constraints, loses no figure, and lets nothing computed pass for stated.

`examples/cube/ic-NN.rq` asks whether a constraint is broken, `ic-NN.ru` breaks it. The cube has no slices (IC-7 to
IC-10 and IC-18 have nothing to look at) and no measure dimension (nor have IC-15 to IC-17), so that these cannot fail
on it; they are tried on broken cubes like the others.

Source: The RDF Data Cube Vocabulary, sections 10 (normalisation) and 11.1 (integrity constraints).
"""

from __future__ import annotations

import gzip
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest
import rdflib
from pyoxigraph import NamedNode, RdfFormat, Store, Triple

from kg import cli
from kg.errors import InputError
from kg.exporting import cube, sources
from kg.exporting.content import Content
from kg.exporting.cube.observations import CUBE, QB, SDMX
from kg.exporting.records import things
from kg.layout import Layout
from kg.namespaces import CODE, DCTERMS, GRAPH, ID, PC, QUDT, RDF
from kg.text import turtle

EXAMPLES = Path(__file__).parent / "examples/cube"
CONSTRAINTS = sorted(path.stem for path in EXAMPLES.glob("ic-*.rq"))
INVOLVED = {"ic-15": {"ic-15", "ic-16", "ic-17"}, "ic-16": {"ic-16", "ic-17"}}
"""Constraints that cannot be broken alone → all that break with them."""
FIGURES = {QUDT + "value": "value", PC + "lowerBound": "lower", PC + "upperBound": "upper", PC + "roundValue": "round"}
KINDS = {PC + "TargetClaim": "target", PC + "OutcomeClaim": "outcome", PC + "AttainmentClaim": "attainment",
         PC + "Assessment": "assessment"}


class Graph(NamedTuple):
    graph: NamedNode
    triples: tuple[Triple, ...]


@pytest.fixture(scope="module")
def content() -> Content:
    return Content(sources.graphs(Layout.shipped()))


@pytest.fixture(scope="module")
def written(content, tmp_path_factory) -> bytes:
    path = tmp_path_factory.mktemp("cube") / "立方.ttl"
    cube.write(content, path)
    return path.read_bytes()


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> bytes:
    """The cube of one bulletin; comparing each observation with each other takes its time."""
    path = tmp_path_factory.mktemp("cube") / "small.ttl"
    graphs = sources.graphs(Layout.shipped())
    cube.write(Content(graph for graph in graphs if "employment" not in graph.graph.value), path)
    return path.read_bytes()


def normal(text: bytes) -> Store:
    """Load a cube and write out what it abbreviates."""
    store = Store()
    store.load(text, format=RdfFormat.TURTLE)
    store.update((EXAMPLES / "normal-form.ru").read_text(encoding="utf-8"))
    return store


def broken(store: Store) -> set[str]:
    """Name the constraints that a cube breaks."""
    return {constraint for constraint in CONSTRAINTS if any(bool(store.query(query))
                                                            for query in queries(store, constraint))}


def queries(store: Store, constraint: str) -> list[str]:
    """Give the query of a constraint; that of a hierarchy once for each property that leads through it."""
    query = (EXAMPLES / f"{constraint}.rq").read_text(encoding="utf-8")
    if "$property" not in query:
        return [query]
    way = f"<{QB}parentChildProperty>" + (" / owl:inverseOf" if constraint == "ic-21" else "")
    rows = store.query(f"PREFIX owl: <http://www.w3.org/2002/07/owl#> SELECT DISTINCT ?p {{ ?list {way} ?p }}")
    return [query.replace("$property", str(row["p"])) for row in rows if isinstance(row["p"], NamedNode)]


def test_all_constraints_are_kept(written):
    assert len(CONSTRAINTS) == 21
    store = normal(written)
    assert broken(store) == set()
    assert all(queries(store, constraint) for constraint in CONSTRAINTS)


@pytest.mark.parametrize("constraint", CONSTRAINTS)
def test_each_constraint_can_be_broken(constraint, small):
    store = normal(small)
    store.update((EXAMPLES / f"{constraint}.ru").read_text(encoding="utf-8"))
    assert broken(store) == INVOLVED.get(constraint, {constraint})


def test_the_cube_is_normal_already_but_for_types_of_components(written):
    store = Store()
    store.load(written, format=RdfFormat.TURTLE)
    added = {quad.predicate.value for quad in set(normal(written)) - set(store)
             if not (str(quad.subject) + str(quad.object)).count("_:")}
    assert added == {QB + "componentProperty"}


def test_every_figure_of_the_graph_is_one_observation_with_its_number_as_written(content, written):
    expected = {(iri, KINDS[kind.value], FIGURES[predicate], value.value) for iri, found in things(content)
                for kind in found.get(RDF + "type", ()) if kind.value in KINDS
                for predicate in FIGURES for value in found.get(predicate, ())}
    graph = rdflib.Graph().parse(data=written, format="turtle")
    found = Counter((str(row.claim), row.kind.rpartition("kind-")[2], row.figure.rpartition("figure-")[2],
                     row.value.n3().split('"')[1] if '"' in row.value.n3() else row.value.n3())
                    for row in graph.query(f"""SELECT ?claim ?kind ?figure ?value {{
                        ?o a <{QB}Observation> ; <{CUBE}statement> ?claim ; <{CUBE}kind> ?kind ;
                            <{CUBE}figure> ?figure ; <{SDMX}measure#obsValue> ?value }}"""))
    assert set(found) == expected
    assert set(found.values()) == {1}


def test_what_is_computed_is_marked_so(written):
    store = normal(written)
    rows = store.query(f"""SELECT ?claim ?figure ?basis ?status {{
        ?o <{CUBE}statement> ?claim ; <{CUBE}figure> ?figure ; <{CUBE}basis> ?basis ;
            <{SDMX}attribute#obsStatus> ?status }}""")
    marks = {(row["claim"].value, row["figure"].value.rpartition("-")[2]): (
        row["basis"].value.rpartition("-")[2], row["status"].value.rpartition("-")[2]) for row in rows}
    school = ID + "claim-xinxiang-2024-01-22-education-boarding-schools"
    hidden = ID + "claim-hidden-target-xinxiang-2024-01-22-employment-returnee-startups-attainment"
    assert marks[school, "value"] == marks[school + "-target", "value"] == ("stated", "A")
    assert {marks[school, end] for end in ("lower", "upper")} == {("derived", "E")}
    assert {marks[hidden, figure] for figure in ("value", "lower", "upper", "round")} == {("derived", "E")}
    assert set(marks.values()) == {("stated", "A"), ("derived", "E")}


def test_two_bulletins_may_disagree_and_one_may_say_two_things(content, tmp_path):
    more = Graph(NamedNode(GRAPH + "bulletin-invented"), tuple(turtle.read(EXAMPLES / "disagreeing.ttl")))
    cube.write(Content([*sources.graphs(Layout.shipped()), more]), tmp_path / "cube.ttl")
    store = normal((tmp_path / "cube.ttl").read_bytes())
    rows = store.query(f"""SELECT ?bulletin ?mention ?value ?basis {{
        ?o <{CUBE}indicator> <{ID}indicator-boarding-schools-completed> ; <{CUBE}figure> <{CUBE}figure-value> ;
            <{CUBE}kind> <{CUBE}kind-outcome> ; <{CUBE}bulletin> ?bulletin ; <{CUBE}mention> ?mention ;
            <{CUBE}basis> ?basis ; <{SDMX}measure#obsValue> ?value }}""")
    assert {(row["bulletin"].value.removeprefix(ID + "bulletin-"), row["mention"].value, row["value"].value,
             row["basis"].value.removeprefix(CODE + "basis-")) for row in rows} == {
        ("xinxiang-2024-01-22-education", "1", "11", "stated"), ("invented", "1", "12", "stated"),
        ("invented", "2", "13", "stated"), ("invented", "3", "12", "derived")}
    assert broken(store) == set()


def test_everything_that_an_observation_leads_to_has_names_in_both_languages(written):
    store = normal(written)
    rows = store.query(f"""PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        SELECT DISTINCT ?thing ?lang {{
            {{ ?o a <{QB}Observation> ; ?property ?thing . FILTER (?property != <{CUBE}statement>) }}
            UNION {{ ?thing a ?class FILTER (?class IN (<{QB}DimensionProperty>, <{QB}AttributeProperty>,
                <{QB}MeasureProperty>, <{QB}DataSet>, <{QB}DataStructureDefinition>, skos:ConceptScheme,
                <{QB}HierarchicalCodeList>, skos:Concept)) }}
            FILTER (isIRI(?thing) && ?thing != <{QB}Observation>)
            OPTIONAL {{ ?thing rdfs:label|skos:prefLabel ?name BIND (LANG(?name) AS ?lang) }} }}""")
    langs: dict[str, set[str]] = {}
    for row in rows:
        langs.setdefault(row["thing"].value, set()).add(row["lang"].value if row["lang"] else "")
    assert len(langs) > 80
    assert {thing: found for thing, found in langs.items() if found != {"en", "zh"}} == {}


def test_the_bytes_are_the_same_each_time_and_packed_if_the_name_says_so(written, tmp_path):
    assert cli.main(["export", "cube", "-o", str(tmp_path / "new" / "cube.ttl.gz"), "-q"]) == 0
    assert gzip.decompress((tmp_path / "new" / "cube.ttl.gz").read_bytes()) == written


def test_a_figure_without_a_period_is_refused(content, tmp_path):
    claim = ID + "claim-invented-twelve"
    triples = [triple for triple in turtle.read(EXAMPLES / "disagreeing.ttl")
               if (triple.subject.value, triple.predicate.value) != (claim, DCTERMS + "temporal")]
    graphs = [*sources.graphs(Layout.shipped()), Graph(NamedNode(GRAPH + "bulletin-invented"), tuple(triples))]
    with pytest.raises(InputError, match="id:claim-invented-twelve has a figure but no period"):
        cube.write(Content(graphs), tmp_path / "cube.ttl")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.long
def test_the_cube_of_many_bulletins_has_no_two_observations_alike(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["generate", "--bulletins", "40", "-o", "nation", "-q"]) == 0
    monkeypatch.chdir("nation")
    assert cli.main(["export", "cube", "-o", "cube.ttl", "-q"]) == 0
    store = normal(Path("cube.ttl").read_bytes())
    keys = Counter(tuple(value.value for value in row) for row in store.query(f"""
        SELECT ?area ?period ?indicator ?kind ?figure ?basis ?target ?bulletin ?mention {{
            ?o a <{QB}Observation> ; <{CUBE}refArea> ?area ; <{CUBE}refPeriod> ?period ; <{CUBE}indicator> ?indicator ;
                <{CUBE}kind> ?kind ; <{CUBE}figure> ?figure ; <{CUBE}basis> ?basis ; <{CUBE}target> ?target ;
                <{CUBE}bulletin> ?bulletin ; <{CUBE}mention> ?mention }}"""))
    assert set(keys.values()) == {1}
    assert sum(keys.values()) == len(list(store.quads_for_pattern(None, NamedNode(RDF + "type"),
                                                                  NamedNode(QB + "Observation"), None))) > 1000
    assert len({key[7] for key in keys}) == 40
    assert all(not store.query(query) for constraint in CONSTRAINTS if constraint != "ic-12"
               for query in queries(store, constraint))
    assert CODE + "basis-derived" in {key[5] for key in keys}
