"""The same push into real stores of several kinds: Oxigraph always, others where `--stores KIND` asks for them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import NamedTuple

import pyoxigraph as ox
import pytest
from stores import STORES, Running

from kg.asking.remote import Endpoint
from kg.namespaces import GRAPH, XSD
from kg.pushing import Options, open_store, push, replaying, statements
from kg.pushing.journal import Journal

SAFE = ("88000", "-0.5", "9028500", "17.7984", "123456789012345678")
BY_VALUE = {"fuseki"}
"""Kinds that spell whole decimals in another way."""


class Named(NamedTuple):
    graph: ox.NamedNode
    triples: tuple[ox.Triple, ...]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    kinds = ["oxigraph", *(metafunc.config.getoption("--stores") or ())]
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
        for name in opened.counts(("https://w3id.org/",)):
            opened.update(f"DROP SILENT GRAPH <{name}>")
        yield opened


def numbers(name: str, *values: str, first: int = 0) -> Named:
    decimal = ox.NamedNode(XSD + "decimal")
    return Named(ox.NamedNode(GRAPH + name), tuple(
        ox.Triple(ox.NamedNode(f"https://example.org/{first + place}"), ox.NamedNode("https://example.org/value"),
                  ox.Literal(value, datatype=decimal)) for place, value in enumerate(values)))


def pushed(store, *graphs, **options):
    with Journal(None) as journal:
        return push(graphs, store, journal, Options(**options))


def test_the_kind_is_found(store, running):
    assert store.profile.kind == running.kind
    assert store.profile.tested


def test_the_shipped_graph_arrives_whole_and_once(store, shipped):
    first = pushed(store, *shipped.source.files)
    assert first.is_proved, [each.comparison for each in first.proofs if each.comparison.verdict == "different"]
    assert pushed(store, *shipped.source.files).written == ()


def test_every_stored_question_gives_the_same_rows(store, shipped):
    pushed(store, *shipped.source.files)
    there = Endpoint(str(store.client.address), 60, store.ask)
    answered = list(replaying.replay(shipped.questions.values(), shipped.source, there))
    assert [each for each in answered if each.difference] == []
    assert len(answered) == len(shipped.questions)


def test_literals_of_the_safe_subset_come_back_as_they_were(store, running):
    outcome = pushed(store, numbers("a", *SAFE))
    expected = "equal by value" if running.kind in BY_VALUE else "identical"
    assert [each.comparison.verdict for each in outcome.proofs] == [expected]


def test_a_change_replaces_one_graph(store):
    pushed(store, numbers("a", "1", "2", "1.5"), numbers("b", "1"))
    outcome = pushed(store, numbers("a", "1", "3", "1.5", first=1), numbers("b", "1"), allow_removal=True)
    assert ([each.graph for each in outcome.written], outcome.is_proved) == ([GRAPH + "a"], True)


def test_a_graph_of_several_requests_is_moved_in_whole(store, monkeypatch):
    pushed(store, numbers("a", "1", "2", "1.5"))
    monkeypatch.setattr(store, "profile", store.profile._replace(triples_per_update=4, bytes_per_request=300))
    assert pushed(store, numbers("a", "1", "2", *["1.5"] * 18, first=1), allow_removal=True).is_proved
    assert store.counts(("https://w3id.org/",)) == {GRAPH + "a": 20}


def test_readers_see_whole_graphs(store, running):
    size, versions = 300, 4
    pushed(store, numbers("a", *["1"] * size))
    seen: set[tuple[int, int]] = set()
    over = threading.Event()

    def watch() -> None:
        with open_store(running.url, environment=running.environment) as reader:
            while not over.is_set():
                triples = statements.triples(reader.lines(GRAPH + "a"))
                subjects = {int(each.subject.value.rpartition("/")[2]) for each in triples}
                seen.add((len(subjects), min(subjects, default=-1)))

    reader = threading.Thread(target=watch)
    reader.start()
    for version in range(1, versions):
        assert pushed(store, numbers("a", *["1"] * size, first=1000 * version), allow_removal=True).is_proved
    over.set()
    reader.join()
    assert seen <= {(size, 1000 * version) for version in range(versions)}
    assert store.counts(("https://w3id.org/",)) == {GRAPH + "a": size}
