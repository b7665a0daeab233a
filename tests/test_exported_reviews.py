"""Reviews of claims say what the assessments say, and are JSON-LD that another reader takes."""

from __future__ import annotations

import json

import pytest

from kg.exporting import claimreview, sources
from kg.exporting.content import Content
from kg.layout import Layout


@pytest.fixture(scope="module")
def document(tmp_path_factory):
    path = tmp_path_factory.mktemp("reviews") / "reviews.jsonld"
    assert claimreview.write(Content(sources.graphs(Layout.shipped())), path) == 10
    return json.loads(path.read_text(encoding="utf-8"))


def test_every_rated_target_has_one_review(document, shipped):
    answer = shipped.sparql("SELECT ?a ?v { ?a pc:assesses/a pc:Target ; pc:verdict ?v "
                            "FILTER (?v IN (code:verdict-exceeded, code:verdict-met, code:verdict-missed, "
                            "code:verdict-undetermined)) }")
    ratings = {"exceeded": 3, "met": 3, "undetermined": 2, "missed": 1}
    assert {each["@id"]: each["reviewRating"]["ratingValue"] for each in document["@graph"]} == {
        row[0].value: ratings[row[1].value.rpartition("verdict-")[2]] for row in answer.rows}


def test_a_review_has_what_search_engines_require(document, shipped):
    quotes = {row[0].value for row in shipped.sparql("SELECT ?q { ?e oa:exact ?q }").rows}
    for review in document["@graph"]:
        assert review["claimReviewed"]
        assert review["reviewRating"]["worstRating"] <= review["reviewRating"]["ratingValue"] <= 3
        assert review["itemReviewed"]["text"] in quotes
        assert review["itemReviewed"]["datePublished"] == "2024-01-22"
        assert review["itemReviewed"]["author"]["name"]
        assert review["itemReviewed"]["appearance"]["headline"]


def test_another_reader_takes_it_as_rdf(document):
    import rdflib

    text = json.dumps({**document, "@context": {"@vocab": "https://schema.org/"}})
    graph = rdflib.Graph().parse(data=text, format="json-ld")
    schema = rdflib.Namespace("https://schema.org/")
    assert len(list(graph.subjects(rdflib.RDF.type, schema.ClaimReview))) == len(document["@graph"])
    assert len(list(graph.subjects(rdflib.RDF.type, schema.Claim))) == len(document["@graph"])
