"""The doors for programs."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
import rdflib

import kg
from kg.asking.tables import Statements
from kg.errors import QueryError, UsageError


def test_the_public_names_are_sorted_and_there():
    assert kg.__all__ == sorted(kg.__all__)
    assert all(hasattr(kg, name) for name in kg.__all__)


def test_the_version_is_that_of_the_package():
    from importlib.metadata import version

    assert kg.__version__ == version("public-commitments")


def test_importing_costs_little():
    code = "import sys, kg; print(sorted({'pyoxigraph', 'rdflib', 'yaml', 'pandas', 'json'} & sys.modules.keys()))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_a_question_is_asked_by_name_with_values(shipped):
    table = shipped.query("exceeded-targets")
    assert len(table) == 10
    assert all(row.ratio is not None for row in table)
    assert "SELECT" in table.sparql
    assert table.question.name == "exceeded-targets"
    chinese = shipped.query("exceeded-targets", lang="zh")
    assert [row.target for row in chinese] == [row.target for row in table]
    assert chinese[0].label != table[0].label
    assert len(shipped.query("exceeded-targets", limit=3, offset=8)) == 2


def test_names_of_things_are_values(shipped):
    by_label = shipped.query("evidence", thing="新增返乡农民工创业(新乡市2023年)")
    assert by_label.rows == shipped.query("evidence", thing="id:target-xinxiang-2023-returnee-startups").rows
    assert len(by_label) > 0


def test_a_name_of_several_things_is_no_value(tmp_path):
    namesakes = tmp_path / "namesakes.nt"
    label = '<http://www.w3.org/2000/01/rdf-schema#label> "同名"@zh'
    base = "https://w3id.org/public-commitments/id"
    namesakes.write_text(f"<{base}/programme-one> {label} .\n<{base}/programme-two> {label} .\n", encoding="utf-8")
    with pytest.raises(UsageError, match="several things") as caught:
        kg.load(data=[namesakes]).query("evidence", thing="同名")
    assert "id:programme-one" in caught.value.hint


@pytest.mark.parametrize(("name", "values", "words"), [
    ("exceded-targets", {}, "no question"),
    ("exceeded-targets", {"year": 2023}, 'no parameter "year"'),
    ("exceeded-targets", {"lang": "fr"}, "must be en or zh"),
    ("evidence", {"thing": "nothing at all"}, "nothing is called"),
    ("evidence", {"thing": 'x> . ?s ?p ?o #'}, "nothing is called"),
    ("evidence", {"thing": "\\u0022"}, "backslashes"),
])
def test_a_wrong_name_or_value_is_refused(shipped, name, values, words):
    with pytest.raises(UsageError, match=words):
        shipped.query(name, **values)


def test_free_queries_need_no_prefix_lines(shipped):
    assert shipped.sparql("SELECT (COUNT(*) AS ?n) { ?t a pc:Target }")[0].n == 10
    assert shipped.sparql("ASK { ?t a pc:Target }").boolean is True
    statements = shipped.sparql("DESCRIBE id:place-410700")
    assert isinstance(statements, Statements)
    assert "id:place-410700" in str(statements)


@pytest.mark.parametrize(("text", "words", "place"), [
    ("SELECT ?a { ?a ?? }", "does not parse", "query:1:20"),
    ("SELECT ?a {\n ?a pc:x }}", "does not parse", "query:2:"),
    ("SELECT ?a { ?a a pc:Target . ?? }", "does not parse", "query:1:3"),
    ("INSERT DATA { <a:a> <a:b> 1 }", "updates are refused", "query:1:1"),
    ("PREFIX a: <a:>\nDELETE WHERE { ?s ?p ?o }", "updates are refused", "query:2:1"),
    ("LOAD <http://example.org/>", "updates are refused", "query:1:1"),
    ("SELECT ?a { SERVICE <http://127.0.0.1:1/> { ?a ?b ?c } }", "SERVICE is refused", "query:1:13"),
    ("SELECT ?a FROM <file:///etc/passwd> { ?a ?b ?c }", "FROM is refused", "query:1:11"),
    ("select ?a from named <http://x/> { ?a ?b ?c }", "FROM is refused", "query:1:11"),
    ("", "not a query", "query:1:1"),
    ("hello", "not a query", "query:1:1"),
])
def test_a_query_that_is_wrong_or_reaches_out_is_refused_with_its_place(shipped, text, words, place):
    with pytest.raises(QueryError, match=words) as caught:
        shipped.sparql(text)
    assert caught.value.place.startswith(place)
    assert caught.value.exit_code == 4


def test_words_in_texts_are_not_keywords(shipped):
    assert shipped.sparql('SELECT ?a { VALUES ?a { "SERVICE LOAD FROM <x>" } } # INSERT').rows


def test_the_rdflib_graph_holds_the_same_statements_with_their_lexical_forms(shipped):
    graph = shipped.graph
    assert isinstance(graph, rdflib.Dataset)
    assert len(set(graph.quads())) == len(shipped.source.store)
    lexical = {str(o) for o in graph.objects(None, rdflib.URIRef("http://qudt.org/schema/qudt/value"))}
    assert {"88000", "348.6"} <= lexical
    assert rdflib.NORMALIZE_LITERALS is True


def test_an_export_goes_to_bytes_or_to_a_file(shipped, tmp_path):
    data = shipped.export("nquads")
    assert data.count(b"\n") == len(shipped.source.store)
    assert shipped.export("nquads", tmp_path / "图谱.nq") is None
    assert (tmp_path / "图谱.nq").read_bytes() == data
    json.loads(shipped.export("jsonld"))
    with pytest.raises(UsageError):
        shipped.export("docx")


def test_other_data_and_another_rounding(shipped, tmp_path):
    copy = tmp_path / "b.ttl"
    copy.write_bytes(shipped.layout.bulletins()[0].read_bytes())
    one = kg.load(data=[copy])
    assert 0 < len(one.query("exceeded-targets")) < 10
    cut = kg.load(rounding="cut").query("hidden-targets")
    assert cut.rows != shipped.query("hidden-targets").rows
    with pytest.raises(UsageError):
        kg.load(rounding="up").query("places")


def test_a_project_is_found_by_its_folder(shipped):
    assert kg.load(shipped.layout.root).query("places").rows == shipped.query("places").rows
    with pytest.raises(kg.LayoutError):
        kg.load("/no/such/folder")
