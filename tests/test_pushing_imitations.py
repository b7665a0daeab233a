"""Pushing to imitations of stores that cannot run here: only what they document is asked of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from conformance import decimals, pushed
from imitations import MANNERS, Imitation, imitating

from kg.asking.remote import Endpoint
from kg.errors import EndpointError
from kg.namespaces import GRAPH
from kg.pushing import open_store, profiles, replaying

PASSWORD = {"KG_STORE_USER": "me", "KG_STORE_PASSWORD": "secret"}
CREDENTIALS = {"graphdb": PASSWORD, "stardog": PASSWORD, "qlever": {"KG_STORE_TOKEN": "secret"}}
KINDS = ("blazegraph", "graphdb", "neptune", "qlever", "stardog")


@pytest.fixture(params=KINDS)
def imitation(request) -> Iterator[Imitation]:
    with imitating(request.param) as running:
        running.kind = request.param
        yield running


@pytest.fixture
def store(imitation):
    with open_store(imitation.url, imitation.kind, environment=CREDENTIALS.get(imitation.kind, {})) as opened:
        yield opened


def test_every_kind_that_was_never_tried_is_imitated():
    assert {kind for kind in profiles.kinds() if not profiles.load(kind).tested} == {*KINDS, "generic"}


def test_the_graph_arrives_and_answers_every_stored_question(store, imitation, shipped):
    assert pushed(store, *shipped.source.files).is_proved
    assert pushed(store, *shipped.source.files).written == ()
    there = Endpoint(str(store.client.address), 60, store.ask)
    answered = list(replaying.replay(shipped.questions.values(), shipped.source, there))
    assert [each for each in answered if each.difference] == []
    assert imitation.surprises == []


def test_graphs_are_replaced_grown_and_removed(store, imitation):
    pushed(store, decimals("a", *["1"] * 5), decimals("b", "1"))
    assert pushed(store, decimals("a", "2", "3"), allow_removal=True).is_proved
    assert store.counts((GRAPH,)) == {GRAPH + "a": 2}
    assert imitation.surprises == []


def test_a_graph_too_large_for_one_request_arrives_whole(store, imitation, monkeypatch):
    monkeypatch.setattr(store, "profile", store.profile._replace(triples_per_update=7, bytes_per_request=500))
    pushed(store, decimals("a", "1"))
    assert pushed(store, decimals("a", *["2"] * 40, first=1), allow_removal=True).is_proved
    assert store.counts(("https://",)) == {GRAPH + "a": 40}
    assert imitation.surprises == []


def test_differences_are_told_of_a_store_whose_kind_is_named(shipped, capfdbinary):
    from kg.cli import main

    with imitating("neptune") as running:
        with open_store(running.url, "neptune", environment={}) as store:
            pushed(store, *(each for each in shipped.source.files if "derived" not in each.graph.value))
        assert main(["diff", running.url, "--store-kind", "neptune"]) == 0
        assert b"nothing changed" in capfdbinary.readouterr().err
        assert main(["diff", running.url]) == EndpointError.exit_code
        assert b"--store-kind" in capfdbinary.readouterr().err


@pytest.mark.parametrize("kind", ["graphdb", "qlever", "stardog"])
def test_the_kind_is_found_from_what_the_store_says(kind):
    with imitating(kind) as running, open_store(running.url, environment=CREDENTIALS[kind]) as store:
        assert store.profile.kind == kind


def test_a_neptune_is_known_by_its_host():
    from kg.pushing.addresses import parse

    address = parse("https://db.cluster-1.eu-west-1.neptune.amazonaws.com:8182/sparql")
    profile = profiles.detect(address, None)
    assert profile.kind == "neptune"
    assert str(profiles.root(address, profile)) == "https://db.cluster-1.eu-west-1.neptune.amazonaws.com:8182"


@pytest.mark.parametrize("kind", ["graphdb", "neptune-iam", "qlever", "stardog"])
@pytest.mark.parametrize("environment", [{}, {"KG_STORE_USER": "me", "KG_STORE_PASSWORD": "wrong"}])
def test_without_the_right_password_nothing_is_written_and_nothing_claimed(kind, environment):
    with imitating(kind) as running:
        with (open_store(running.url, kind.partition("-")[0], environment=environment) as store,
              pytest.raises(EndpointError) as caught):
            pushed(store, decimals("a", "1"))
        assert len(running.store) == 0
        assert str(running.manner.refusal) in str(caught.value.message)


def test_an_imitation_refuses_what_is_not_documented():
    """Else the tests above would prove nothing."""
    for kind in MANNERS:
        with imitating(kind) as running:
            body, headers = b"DROP ALL", {"content-type": "text/plain", "authorization": running.manner.auth}
            assert running.answer("POST", running.manner.root + running.manner.update, headers, body)[0] >= 400
            assert running.surprises
