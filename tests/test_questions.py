"""Stored questions as files: reading, binding, and what the lint finds."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
import rdflib

from kg.asking import questions
from kg.asking.questions import Question
from kg.errors import InputError, QueryError, UsageError
from kg.knowledge_graph import Questions

HEAD = """#+ title: {en: Which?, zh: 哪个？}
#+ parameters:
#+   x: {type: integer, label: {en: x, zh: 某}}
#+ columns:
#+   s: {label: {en: thing, zh: 事物}}
"""
GOOD = HEAD + """SELECT ?s
WHERE {
    VALUES $x { 1 }

    ?s <http://example.org/p> $x .
}
ORDER BY ?s
"""


def question(text: str = GOOD, name: str = "which") -> Question:
    return Question(name, text, f"{name}.rq")


def codes(text: str) -> list[str]:
    return sorted({fault.code for fault in questions.lint(question(text))})


def body(where: str) -> str:
    return HEAD + f"SELECT ?s WHERE {{ VALUES $x {{ 1 }} {where} }} ORDER BY ?s"


def test_a_head_tells_titles_parameters_and_columns():
    head = question().head
    assert head.title == {"en": "Which?", "zh": "哪个？"}
    assert head.parameters["x"].type == "integer"
    assert head.columns["s"].text("zh") == "事物"
    assert question().title("zh") == "哪个？"


@pytest.mark.parametrize(("line", "place", "words"), [
    ("#+ title: {en: a", "which.rq:2:", "not YAML"),
    ("#+ titel: x", "which.rq", '"titel"'),
    ("#+ parameters: {x: {typ: integer}}", "which.rq", '"typ"'),
    ("#+ parameters: {x: {type: integr}}", "which.rq", '"integr"'),
    ("#+ columns: [a, b]", "which.rq", "columns must be names"),
    ("#+ - a", "which.rq", "must be names"),
])
def test_a_broken_head_is_named_with_its_place(line, place, words):
    with pytest.raises(InputError, match=words) as caught:
        _ = question(line + "\nSELECT ?s {}").head
    assert caught.value.place.startswith(place)


def test_binding_replaces_what_is_between_the_braces_and_nothing_else():
    number = ox.Literal("7", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer"))
    text = question().bind({"x": number})
    assert text == question().body.replace("{ 1 }", '{ "7"^^<http://www.w3.org/2001/XMLSchema#integer> }')
    assert question().bind({}) == question().body


def test_several_lines_of_a_parameter_are_all_bound_and_several_values_fit():
    twice = body("?s ?p $x . MINUS { VALUES ?x { 1 } ?s ?q ?x }")
    text = question(twice).bind({"x": (ox.Literal("a"), ox.Literal("b"))})
    assert text.count('{ "a" "b" }') == 2


def test_a_default_may_hold_braces_in_its_text():
    text = question(HEAD + 'SELECT ?s WHERE { VALUES $x { "} {" <http://example.org/{> UNDEF } ?s ?p $x }')
    assert 'VALUES $x { "b" } ?s' in text.bind({"x": ox.Literal("b")})


def test_a_value_that_looks_like_a_line_is_not_bound_again():
    text = HEAD.replace("columns", "columns") + "SELECT ?s WHERE { VALUES $x { 1 } VALUES $y { 2 } ?s $x $y }"
    bound = question(text).bind({"x": ox.Literal("VALUES $y { 3 }"), "y": ox.Literal('" } #')})
    assert bound.count('"VALUES $y { 3 }"') == 1
    assert bound.count(r'"\" } #"') == 1


def test_a_window_is_appended_and_needs_an_order():
    assert question().bind({}, limit=3, offset=2).endswith("ORDER BY ?s\nLIMIT 3\nOFFSET 2\n")
    with pytest.raises(QueryError, match="no order"):
        question(GOOD.replace("ORDER BY ?s", "")).bind({}, limit=1)


@pytest.mark.parametrize("value", [
    '" } #', "<x>", "x> . ?s ?p ?o #", "'", '"""', "} UNION { ?s ?p ?o", "$x", "?s", "\t新\n",
])
def test_no_text_changes_the_shape_of_a_query_in_either_engine(value):
    data = '<http://example.org/a> <http://example.org/p> "other" . <http://example.org/b> <http://example.org/p> 1 .'
    bound = question().bind({"x": ox.Literal(value)})
    store = ox.Store()
    store.load(data, format=ox.RdfFormat.TURTLE)
    assert list(store.query(bound)) == []
    assert list(rdflib.Graph().parse(data=data, format="turtle").query(bound)) == []
    store.add(ox.Quad(ox.NamedNode("http://example.org/c"), ox.NamedNode("http://example.org/p"), ox.Literal(value)))
    assert [row["s"].value for row in store.query(bound)] == ["http://example.org/c"]


@pytest.mark.parametrize("value", ["x> . ?s ?p ?o #", "<x>", "http://x/\\u003e", "http://x/ y", 'http://x/"', "x"])
def test_no_address_is_made_of_what_is_none(value):
    with pytest.raises(ValueError, match=r"IRI|scheme"):
        ox.NamedNode(value)


def test_files_are_read_strictly(tmp_path):
    for data, words in ((b"\xef\xbb\xbfSELECT", "byte order mark"), ("哪个".encode("gbk"), "not UTF-8")):
        (tmp_path / "q.rq").write_bytes(data)
        with pytest.raises(InputError, match=words):
            questions.load(tmp_path / "q.rq")
    with pytest.raises(InputError, match="cannot be read"):
        questions.load(tmp_path / "none.rq")


def test_a_slip_of_a_name_is_answered_with_the_nearest(tmp_path):
    (tmp_path / "places.rq").write_text(GOOD, encoding="utf-8")
    listed = Questions([tmp_path / "places.rq"])
    assert list(listed) == ["places"]
    assert "which" not in listed
    with pytest.raises(UsageError) as caught:
        listed.named("plcaes")
    assert caught.value.hint == "did you mean places?"
    assert caught.value.hint.zh == "您是否想用 places？"


def test_a_good_question_has_no_fault():
    assert codes(GOOD) == []


@pytest.mark.parametrize(("text", "code"), [
    (GOOD.replace(", zh: 哪个？", ""), "Q101"),
    (GOOD.replace("{en: thing, zh: 事物}", "{en: thing}"), "Q101"),
    (GOOD.replace("#+ title", "#+ id: other\n#+ title"), "Q101"),
    (GOOD.replace("    VALUES $x { 1 }\n", ""), "Q102"),
    (GOOD.replace("<http://example.org/p> $x", "<http://example.org/p> 1"), "Q102"),
    (GOOD.replace("VALUES $x { 1 }", "VALUES $x { 1 } VALUES $y { 2 }"), "Q102"),
    (GOOD.replace("en: x, zh: 某", "en: x"), "Q102"),
    (body("?s ?p $x MINUS { ?s ?q ?v FILTER (?v > $x) }"), "Q103"),
    (body("?s ?p $x { ?s ?q $x } UNION { ?s ?r 1 }"), "Q103"),
    (body("?s ?p $x { ?s ?q 1 } UNION { ?s ?r $x }"), "Q103"),
    (body("?s ?p $x { SELECT ?s { ?s ?p $x } }"), "Q103"),
    (body("?s ?p $x GRAPH ?g { ?s ?q ?v FILTER (?v > ?x) }"), "Q103"),
    (GOOD.replace("    VALUES $x { 1 }\n", "").replace("$x .", "$x . VALUES $x { 1 }"), "Q103"),
    (GOOD.replace("ORDER BY ?s", ""), "Q104"),
    (GOOD.replace("ORDER BY ?s", "ORDER BY ?x"), "Q104"),
    (GOOD.replace("SELECT ?s", "SELECT *"), "Q105"),
    (body("?s ?p $x SERVICE <http://x/> { ?s ?p ?o }"), "Q106"),
    (GOOD.replace("WHERE", "FROM <http://x/> WHERE"), "Q106"),
    (body("?s ?p $x BIND (<http://jena.apache.org/ARQ/function#now>() AS ?n)"), "Q106"),
    (body("?s ?p $x FILTER (spif:lower(?x) = 'a')"), "Q106"),
    (body("?s ?p $x .\n" + "?s ?p ?o .\n" * 40), "Q107"),
    (GOOD.replace("#+   s: {", "#+   t: {"), "Q108"),
    (GOOD.replace("SELECT ?s", "SELECT ?s (1 AS ?t)"), "Q108"),
    (body("?s ?p $x BIND (?x / ?y AS ?z)"), "Q109"),
    (GOOD + "LIMIT 3", "Q110"),
])
def test_the_lint_finds(text, code):
    assert code in codes(text)


@pytest.mark.parametrize("where", [
    "?s ?p $x MINUS { VALUES $x { 1 } ?s ?q ?v FILTER (?v > $x) }",
    "?s ?p $x OPTIONAL { ?s ?q ?v FILTER (?v > $x) }",
    "?s ?p $x FILTER NOT EXISTS { ?s ?q ?v FILTER (?v > $x) }",
    "?s (<p:a>/<p:b>)* $x",
    "?s ?p $x BIND (ROUND(?x / ?y * 1000) / 1000 AS ?z)",
    "?s ?p $x FILTER (xsd:decimal(?x) > 1) # MINUS { ?x / ?y } SERVICE\n",
    '?s ?p $x FILTER (?x != "SERVICE <x> { LIMIT }")',
])
def test_the_lint_lets_pass(where):
    assert codes(body(where)) == []
