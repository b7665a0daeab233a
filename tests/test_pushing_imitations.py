"""Pushing to imitations of stores that cannot run here: only what they document is asked of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from conformance import decimals, pushed
from imitations import AWS, MANNERS, Imitation, imitating

from kg.asking.remote import Endpoint
from kg.errors import EndpointError
from kg.namespaces import GRAPH
from kg.pushing import aws, open_store, profiles, replaying
from kg.pushing.addresses import parse

PASSWORD = {"KG_STORE_USER": "me", "KG_STORE_PASSWORD": "secret"}
CREDENTIALS = {"graphdb": PASSWORD, "stardog": PASSWORD, "qlever": {"KG_STORE_TOKEN": "secret"},
               "neptune-iam": AWS}
KINDS = ("graphdb", "neptune", "neptune-iam", "qlever", "stardog")


@pytest.fixture(params=KINDS)
def imitation(request) -> Iterator[Imitation]:
    with imitating(request.param) as running:
        running.kind = request.param
        yield running


@pytest.fixture
def store(imitation):
    environment = CREDENTIALS.get(imitation.kind, {})
    with open_store(imitation.url, imitation.kind.partition("-")[0], environment=environment) as opened:
        yield opened


def test_every_kind_that_was_never_tried_is_imitated():
    assert {kind for kind in profiles.kinds() if not profiles.load(kind).tested} == {
        kind.partition("-")[0] for kind in KINDS} | {"generic"}


@pytest.mark.long
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
    address = parse("https://db.cluster-1.eu-west-1.neptune.amazonaws.com:8182/sparql")
    profile = profiles.detect(address, None)
    assert profile.kind == "neptune"
    assert str(profiles.root(address, profile)) == "https://db.cluster-1.eu-west-1.neptune.amazonaws.com:8182"


@pytest.mark.parametrize("kind", ["graphdb", "neptune-iam", "qlever", "stardog"])
@pytest.mark.parametrize("environment", [{}, {"KG_STORE_USER": "me", "KG_STORE_PASSWORD": "wrong"},
                                         AWS | {"AWS_SECRET_ACCESS_KEY": "wrong"}])
def test_without_the_right_password_nothing_is_written_and_nothing_claimed(kind, environment):
    with imitating(kind) as running:
        with (open_store(running.url, kind.partition("-")[0], environment=environment) as store,
              pytest.raises(EndpointError) as caught):
            pushed(store, decimals("a", "1"))
        assert len(running.store) == 0
        assert str(running.manner.refusal) in str(caught.value.message)


@pytest.mark.parametrize(("method", "path", "more", "body", "signature"), [
    ("GET", "/", {}, b"", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
    ("GET", "/?Param2=value2&Param1=value1", {}, b"",
     "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"),
    ("GET", "/%E1%88%B4", {}, b"", "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85"),
    ("POST", "/", {"content-type": "application/x-www-form-urlencoded"}, b"Param1=value1",
     "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"),
])
def test_signatures_are_those_of_the_published_examples(method, path, more, body, signature):
    """Source: the test suite of Signature Version 4 that AWS published."""
    keys = aws.Keys("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "", "us-east-1", "service")
    signed = {"host": "example.amazonaws.com", "x-amz-date": "20150830T123600Z", **more}
    assert aws.sign(keys, method, path, signed, body) == signature


def test_keys_sign_for_neptune_only_and_never_in_the_open():
    keys = {name: value for name, value in AWS.items() if name.startswith("AWS")}
    neptune = "db.cluster-1.eu-west-1.neptune.amazonaws.com:8182/sparql"
    found = aws.find(parse(f"https://{neptune}"), keys)
    assert found is not None
    assert (found.region, "secret" in repr(found)) == ("eu-west-1", False)
    assert aws.find(parse("https://example.org/sparql"), keys) is None
    with pytest.raises(EndpointError, match="plain http"):
        aws.find(parse(f"http://{neptune}"), keys)


def test_an_imitation_refuses_what_is_not_documented():
    """Else the tests above would prove nothing."""
    for kind in (kind for kind, manner in MANNERS.items() if manner.auth != "sigv4"):
        with imitating(kind) as running:
            body, headers = b"DROP ALL", {"content-type": "text/plain", "authorization": running.manner.auth}
            assert running.answer("POST", running.manner.root + running.manner.update, headers, body)[0] >= 400
            assert running.surprises
