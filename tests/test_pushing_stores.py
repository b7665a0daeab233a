"""The same push into real stores of several kinds: Oxigraph always, others where `--stores KIND` asks for them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import conformance
import pushes
import pytest
import stores
from conformance import decimals, pushed
from stores import STORES, Running

from kg.namespaces import GRAPH
from kg.pushing import open_store, profiles

SAFE = ("88000", "-0.5", "9028500", "17.7984", "123456789012345678")
BY_VALUE = {"fuseki"}
"""Kinds that spell whole decimals in another way."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "running" in metafunc.fixturenames:
        kinds = ["oxigraph", *(kind for kind in metafunc.config.getoption("--stores") or () if kind != "neo4j")]
        metafunc.parametrize("running", list(dict.fromkeys(kinds)), indirect=True, scope="module")


@pytest.fixture(scope="module")
def running(request) -> Iterator[Running]:
    kind = STORES[request.param]
    if reason := kind.missing():
        pytest.skip(reason)
    with kind.start() as store:
        yield store


@pytest.fixture
def store(running):
    with open_store(running.url, environment=running.environment) as opened:
        conformance.empty(opened)
        yield opened


def test_the_kind_is_found(store, running):
    assert store.profile.kind == running.kind
    assert store.profile.tested


def test_the_shipped_graph_arrives_whole_and_once(store, shipped):
    first = pushed(store, *shipped.source.files)
    assert first.is_proved, [each.comparison for each in first.proofs if each.comparison.verdict == "different"]
    assert pushed(store, *shipped.source.files).written == ()


def test_one_command_pushes_and_prints_the_proof(running, capfd):
    assert pushes.main([running.kind]) == 0
    said = capfd.readouterr().out
    assert f"$ kg push {running.url.rpartition(':')[0]}:" in said
    assert said.count("identical") + said.count("equal by value") >= 10
    assert re.search(r"; (\d+) of \1 questions give the same rows there", said)
    assert said.endswith(f"\n{profiles.load(running.kind).title}: proved\n")


def test_what_is_missing_for_a_store_is_named_with_the_command_that_brings_it(monkeypatch, capfd):
    monkeypatch.setattr(stores, "program", lambda name: None)
    assert pushes.main(["virtuoso", "rdf4j"]) == 1
    assert capfd.readouterr().out == """
Virtuoso Open Source: cannot run here: virtuoso-t is not installed: apt-get install virtuoso-opensource-7-bin
Eclipse RDF4J Server (native store): cannot run here: java is not installed: apt-get install default-jre-headless
"""


def test_literals_of_the_safe_subset_come_back_as_they_were(store, running):
    outcome = pushed(store, decimals("a", *SAFE))
    expected = "equal by value" if running.kind in BY_VALUE else "identical"
    assert [each.comparison.verdict for each in outcome.proofs] == [expected]


def test_a_change_replaces_one_graph(store):
    pushed(store, decimals("a", "1", "2", "1.5"), decimals("b", "1"))
    outcome = pushed(store, decimals("a", "1", "3", "1.5", first=1), decimals("b", "1"), allow_removal=True)
    assert ([each.graph for each in outcome.written], outcome.is_proved) == ([GRAPH + "a"], True)


def test_a_graph_of_several_requests_is_moved_in_whole(store, monkeypatch):
    pushed(store, decimals("a", "1", "2", "1.5"))
    monkeypatch.setattr(store, "profile", store.profile._replace(triples_per_update=4, bytes_per_request=300))
    assert pushed(store, decimals("a", "1", "2", *["1.5"] * 18, first=1), allow_removal=True).is_proved
    assert store.counts(("https://w3id.org/",)) == {GRAPH + "a": 20}


def test_readers_see_whole_graphs(store, running):
    reads, halves = conformance.torn(running, store)
    assert reads > 0
    assert halves == 0


@pytest.mark.long
def test_the_written_table_says_what_the_store_does(running, shipped):
    line = "| " + " | ".join(conformance.row(running, shipped)) + " |"
    assert line in conformance.written().splitlines()


def test_the_written_table_says_what_the_profiles_say():
    written = conformance.written()
    assert written.endswith("\n".join(conformance.described()) + "\n")
    tried = {f"{profile.title} {profile.versions}" for profile in map(profiles.load, STORES)}
    assert tried == {line.split(" | ")[0].removeprefix("| ") for line in written.splitlines()[2:2 + len(STORES)]}
    assert {kind for kind in profiles.kinds() if profiles.load(kind).tested} == set(STORES)
