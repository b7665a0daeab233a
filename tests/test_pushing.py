"""Pushing to a real Oxigraph server: proof, atomic replacement, nothing sent twice, and the way back."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import pty
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox
import pytest

from kg.asking.remote import Endpoint
from kg.errors import EndpointError, InputError, LimitError, UsageError
from kg.namespaces import GRAPH, XSD
from kg.pushing import Options, open_store, profiles, pulling, push, replaying, sending, statements, values
from kg.pushing.journal import Journal
from kg.pushing.ours import Ours
from kg.text import turtle


class Named(NamedTuple):
    graph: ox.NamedNode
    triples: tuple[ox.Triple, ...]


def graph(name: str, *numbers: int, spelling: str = "{}") -> Named:
    """A small graph: a statement a number."""
    decimal = ox.NamedNode(XSD + "decimal")
    return Named(ox.NamedNode(GRAPH + name), tuple(
        ox.Triple(ox.NamedNode(f"https://example.org/{number}"), ox.NamedNode("https://example.org/value"),
                  ox.Literal(spelling.format(number), datatype=decimal)) for number in numbers))


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """An Oxigraph server that forgets everything at the end."""
    binary = shutil.which("oxigraph") or shutil.which("oxigraph", path=sysconfig.get_path("scripts"))
    assert binary, "the test extra installs oxigraph"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([binary, "serve", "--bind", f"127.0.0.1:{port}"], stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            try:
                urllib.request.urlopen(url, timeout=1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield url
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
def store(server):
    """The server's store, empty."""
    request = urllib.request.Request(f"{server}/update", b"DROP ALL", {"Content-Type": "application/sparql-update"})
    urllib.request.urlopen(request, timeout=10).close()
    with open_store(server, environment={}) as opened:
        yield opened


def pushed(store, *graphs: Named, **options: object):
    with Journal(None) as journal:
        return push(graphs, store, journal, Options(**options))


def test_the_shipped_graph_arrives_and_gives_the_same_answers(store, shipped):
    outcome = pushed(store, *shipped.source.files)
    assert {each.action for each in outcome.changes} == {"add"}
    assert {proof.comparison.verdict for proof in outcome.proofs} == {"identical"}
    there = Endpoint(str(store.client.address), 60, store.ask)
    answered = list(replaying.replay(shipped.questions.values(), shipped.source, there))
    assert len(answered) == len(shipped.questions)
    assert [each for each in answered if each.difference] == []
    again = pushed(store, *shipped.source.files)
    assert (again.written, again.is_proved) == ((), True)


def test_new_graphs_travel_together_in_requests_that_grow(store, monkeypatch):
    monkeypatch.setattr(sending, "TOGETHER", 16_000)
    sent = []
    add = store.add
    monkeypatch.setattr(store, "add", lambda quads: (sent.append(len(quads)), add(quads)))
    graphs = [graph(f"g-{name:02}", *range(name + 1)) for name in range(40)]
    outcome = pushed(store, *graphs, graph("nothing"), graph("large", *range(200)))
    assert outcome.is_proved
    assert [each.graph for each in outcome.changes] == [*sorted(each.graph.value for each in graphs), GRAPH + "large"]
    assert [each.triples for each in outcome.changes] == [*range(1, 41), 200]
    assert len(sent) > 5
    assert sent[0] < 2000 < max(sent) <= 16_000


def test_what_cannot_be_read_ends_a_push_that_can_be_repeated(store):
    class Unread(NamedTuple):
        graph: ox.NamedNode
        triples: tuple[ox.Triple, ...] = ()

        def ntriples(self) -> Iterator[bytes]:
            raise InputError("the file is damaged", place="b.ttl")

    with pytest.raises(InputError, match="damaged"):
        pushed(store, graph("a", *range(30)), Unread(ox.NamedNode(GRAPH + "b")), graph("c", 1))
    assert set(store.counts((GRAPH,))) <= {GRAPH + "a"}
    assert pushed(store, graph("a", *range(30)), graph("b", 1), graph("c", 1)).is_proved


def test_the_next_is_made_while_this_one_is_worked_with():
    made = []

    def items() -> Iterator[int]:
        for number in range(5):
            made.append(number)
            yield number

    turned = sending.ahead(items())
    assert next(turned) == 0
    deadline = time.monotonic() + 10
    while made != [0, 1]:
        assert time.monotonic() < deadline
        time.sleep(0.001)
    assert list(turned) == [1, 2, 3, 4]


def test_a_second_push_writes_nothing(store, monkeypatch):
    pushed(store, graph("a", 1, 2, 3), graph("b", 4))
    monkeypatch.setattr(store.client, "write", lambda *_, **__: pytest.fail("something was written"))
    assert pushed(store, graph("a", 1, 2, 3), graph("b", 4)).written == ()


def test_two_pushes_at_once_leave_the_graph_whole(server, store):
    """Both send the same graphs at the same time: whoever is proved is right, and nothing is lost or doubled."""
    graphs = [graph(f"at-once-{name}", *range(200)) for name in "abcdef"]
    outcomes = []

    def run() -> None:
        with open_store(server, environment={}) as own:
            outcomes.append(pushed(own, *graphs))

    both = [threading.Thread(target=run) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join(60)

    assert [outcome.is_proved for outcome in outcomes] == [True, True]
    assert store.counts((GRAPH + "at-once-",)) == {each.graph.value: 200 for each in graphs}


def test_what_changed_there_since_a_look_is_seen_by_the_push(server, store):
    pushed(store, graph("a", *range(30)))
    look = pushed(store, graph("a", *range(31)), only_look=True)
    assert [(each.added, each.removed) for each in look.changes] == [(1, 0)]

    update = f"INSERT DATA {{ GRAPH <{GRAPH}a> {{ <https://example.org/x> <https://example.org/y> 9 }} }}"
    request = urllib.request.Request(f"{server}/update", update.encode(), {"Content-Type": "application/sparql-update"})
    urllib.request.urlopen(request, timeout=10).close()
    outcome = pushed(store, graph("a", *range(31)))

    assert [(each.added, each.removed) for each in outcome.changes] == [(1, 1)]
    assert outcome.is_proved
    assert store.counts((GRAPH + "a",)) == {GRAPH + "a": 31}


def test_only_what_changed_travels(store):
    pushed(store, graph("a", *range(10)), graph("b", 4))
    outcome = pushed(store, graph("a", *range(1, 11)), graph("b", 4))
    assert [(each.graph, each.action, each.added, each.removed) for each in outcome.written] == [
        (GRAPH + "a", "replace", 1, 1)]
    assert outcome.is_proved


def test_a_look_changes_nothing_and_says_what_would(store):
    pushed(store, graph("a", 1, 2))
    looked = pushed(store, graph("a", 1, 3), graph("b", 1), only_look=True)
    assert [each.action for each in looked.changes] == ["replace", "add"]
    assert not looked.is_proved
    assert b"/2>" in looked.proofs[0].comparison.extra[0]
    assert store.counts((GRAPH,)) == {GRAPH + "a": 2}


def test_large_removals_need_consent(store):
    pushed(store, graph("a", *range(10)), graph("b", 1))
    with pytest.raises(LimitError, match="3 of the 10 triples"):
        pushed(store, graph("a", *range(7)), graph("b", 1))
    with pytest.raises(LimitError, match="1 of the 1 triples in graph:b"):
        pushed(store, graph("a", *range(10)))
    assert pushed(store, graph("a", *range(8)), graph("b", 1)).is_proved
    assert pushed(store, graph("a", 1), allow_removal=True).is_proved
    assert store.counts((GRAPH,)) == {GRAPH + "a": 1}


def test_patterns_choose_graphs_on_both_sides(store):
    pushed(store, graph("a-1", 1), graph("b-1", 1))
    outcome = pushed(store, graph("a-1", 1, 2), graph("a-2", 1), graph("b-1", 7), graphs=("a-*",))
    assert [each.graph for each in outcome.changes] == [GRAPH + "a-1", GRAPH + "a-2"]
    assert store.counts((GRAPH,)) == {GRAPH + "a-1": 2, GRAPH + "a-2": 1, GRAPH + "b-1": 1}


def test_a_pattern_that_chooses_nothing_is_named(store):
    pushed(store, graph("register-places", 1))
    for pattern, hint in (("registers-*", "did you mean register-places"), ("xyz", "register-places")):
        with pytest.raises(UsageError, match="no graph") as caught:
            pushed(store, graph("register-places", 2), graphs=("register-*", pattern))
        assert pattern in caught.value.message
        assert hint in str(caught.value.hint)
    assert store.counts((GRAPH,)) == {GRAPH + "register-places": 1}
    assert pushed(store, graphs=("*places",), only_look=True).changes  # what is only there is chosen too


def test_other_graphs_of_the_store_are_left_alone(store):
    foreign = "https://example.org/theirs"
    store.put(foreign, statements.lines(foreign, graph("x", 1, 2).triples))
    pushed(store, graph("a", 1))
    pushed(store, allow_removal=True)
    assert store.counts(("https://",)) == {foreign: 2}


def test_what_is_not_kept_is_read_again():
    reads = []

    class Watched(NamedTuple):
        graph: ox.NamedNode
        content: tuple[ox.Triple, ...]

        @property
        def triples(self) -> tuple[ox.Triple, ...]:
            reads.append(self.graph)
            return self.content

    watched = Watched(*graph("a", *range(100)))
    kept, forgotten = Ours([watched]), Ours([watched], most_kept=1000)
    assert list(kept.lines(GRAPH + "a")) == list(kept.lines(GRAPH + "a")) == list(forgotten.lines(GRAPH + "a"))
    assert len(reads) == 2
    assert len(forgotten.lines(GRAPH + "b")) == 0
    assert len(forgotten.lines(GRAPH + "a")) == len(kept.lines(GRAPH + "a")) == 100
    assert len(reads) == 3


def test_another_spelling_of_a_value_is_equal_by_value(store):
    outcome = pushed(store, graph("a", 66, spelling="{}.40"))
    assert [proof.comparison.verdict for proof in outcome.proofs] == ["equal by value"]
    assert pushed(store, graph("a", 66, spelling="{}.40")).written == ()


def test_what_is_wrong_there_is_named(store):
    pushed(store, graph("a", 1, 2))
    store.update(f"DELETE DATA {{ GRAPH <{GRAPH}a> {{ <https://example.org/1> <https://example.org/value> 1.0 }} }}")
    looked = pushed(store, graph("a", 1, 2), only_look=True)
    assert looked.proofs[0].comparison.missing == (
        b'<https://example.org/1> <https://example.org/value> "1"^^<http://www.w3.org/2001/XMLSchema#decimal> .',)


@pytest.mark.parametrize("replace", ["put", "shadow-move", "update"])
def test_readers_see_whole_versions_only(store, server, replace):
    size, versions = 400, 8
    store.profile = store.profile._replace(replace=replace)
    pushed(store, graph("a", *range(size)))
    seen: set[tuple[int, int]] = set()
    over = threading.Event()

    def watch() -> None:
        with open_store(server, environment={}) as reader:
            while not over.is_set():
                found = [int(triple.object.value) for triple in statements.triples(reader.lines(GRAPH + "a"))]
                seen.add((len(found), min(found, default=-1)))

    readers = [threading.Thread(target=watch) for _ in range(2)]
    for reader in readers:
        reader.start()
    for version in range(1, versions):
        first = version * 1000
        assert pushed(store, graph("a", *range(first, first + size)), allow_removal=True).is_proved
    over.set()
    for reader in readers:
        reader.join()
    assert seen <= {(size, version * 1000) for version in range(versions)}
    assert len(seen) > 1
    assert store.counts(("https://w3id.org/",)) == {GRAPH + "a": size}


def test_a_graph_too_large_for_one_request_is_moved_in_whole(store):
    store.profile = store.profile._replace(bytes_per_request=2000, quads=None)
    outcome = pushed(store, graph("a", *range(300)))
    assert (outcome.is_proved, store.counts(("https://w3id.org/",))) == (True, {GRAPH + "a": 300})
    assert store.client.requests > 20


def test_a_store_without_graph_store_protocol_is_pushed_to_by_updates(store):
    store.profile = store.profile._replace(graph=None, quads=None, replace="update", triples_per_update=50)
    assert pushed(store, graph("a", *range(40)), graph("b", *range(200))).is_proved
    assert store.counts((GRAPH,)) == {GRAPH + "a": 40, GRAPH + "b": 200}


def test_the_way_back(store, shipped, tmp_path):
    pushed(store, *shipped.source.files)
    written = pulling.pull(store, tmp_path)
    assert len(written) == len(shipped.source.files)
    by_name = {path.stem: path for path in written}
    for file in shipped.source.files:
        name = file.graph.value.removeprefix(GRAPH)
        assert isomorphic(turtle.read(by_name[name]), file.triples)
        if name.startswith("bulletin"):
            assert by_name[name].read_bytes() == file.path.read_bytes()


def isomorphic(one, other) -> bool:
    sets = [ox.Dataset(ox.Quad(t.subject, t.predicate, t.object) for t in triples) for triples in (one, other)]
    for each in sets:
        each.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return sets[0] == sets[1]


def test_blank_nodes_are_the_same_at_each_push(store, shipped):
    ontology = [file for file in shipped.source.files if file.graph.value == GRAPH + "ontology"]
    assert any(isinstance(triple.object, ox.BlankNode) for triple in ontology[0].triples)
    pushed(store, *ontology)
    again = [Named(ontology[0].graph, tuple(turtle.read(ontology[0].path)))]
    assert pushed(store, *again).written == ()
    store.client.write("PUT", f"/store?graph={GRAPH}ontology", {"Content-Type": "text/turtle"},
                       ontology[0].path.read_bytes())
    assert pushed(store, *again).written == ()


def test_the_digest_is_that_of_rdfc_1_0(shipped):
    for file in shipped.source.files:
        dataset = ox.Dataset(ox.Quad(t.subject, t.predicate, t.object, file.graph) for t in file.triples)
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        lines = sorted((ox.serialize(dataset, format=ox.RdfFormat.N_QUADS) or b"").splitlines(keepends=True))
        if not any(b"_:" in line for line in lines):
            own = statements.digest(file.graph.value, statements.lines(file.graph.value, file.triples))
            assert own == hashlib.sha256(b"".join(lines)).hexdigest()


def test_the_digest_escapes_as_the_standard_does():
    triple = ox.Triple(ox.NamedNode("a:s"), ox.NamedNode("a:p"), ox.Literal('\t\b\n\r\f"\\\x00\x1f\x7f\u2028é'))
    expected = b'<a:s> <a:p> "\\t\\b\\n\\r\\f\\"\\\\\\u0000\\u001F\\u007F\xe2\x80\xa8\xc3\xa9" <a:g> .\n'
    assert statements.digest("a:g", statements.lines("a:g", [triple])) == hashlib.sha256(expected).hexdigest()


@pytest.mark.parametrize(("datatype", "one", "other"), [
    ("decimal", "66.40", "66.4"), ("decimal", "+0.0", "0"), ("decimal", "-.50", "-0.5"), ("integer", "007", "7"),
    ("nonNegativeInteger", "5", "+5"), ("boolean", "1", "true"), ("double", "1.0E3", "1000"), ("float", "INF", "+INF"),
    ("dateTime", "2024-01-22T08:00:00+08:00", "2024-01-22T00:00:00.000Z"),
    ("dateTime", "2024-01-21T24:00:00", "2024-01-22T00:00:00"), ("date", "2024-01-22+00:00", "2024-01-22Z"),
    ("time", "08:00:00.500", "08:00:00.5"), ("time", "08:00:00.00Z", "08:00:00+00:00"),
    ("duration", "P1Y0M", "P12M"), ("dayTimeDuration", "PT60S", "PT1M"), ("hexBinary", "0fb7", "0FB7"),
])
def test_one_value_has_one_spelling(datatype, one, other):
    kind = ox.NamedNode(XSD + datatype)
    assert values.canonical(ox.Literal(one, datatype=kind)) == values.canonical(ox.Literal(other, datatype=kind))


@pytest.mark.parametrize(("one", "other"), [
    (ox.Literal("2024-01-22"), ox.Literal("2024-01-22", datatype=ox.NamedNode(XSD + "date"))),
    (ox.Literal("a", language="en"), ox.Literal("a")),
    (ox.Literal("abc", datatype=ox.NamedNode(XSD + "integer")),
     ox.Literal("0", datatype=ox.NamedNode(XSD + "integer"))),
    (ox.Literal("1", datatype=ox.NamedNode(XSD + "decimal")), ox.Literal("1", datatype=ox.NamedNode(XSD + "double"))),
    (ox.Literal("2024-01-22T00:00:00", datatype=ox.NamedNode(XSD + "dateTime")),
     ox.Literal("2024-01-22T00:00:00Z", datatype=ox.NamedNode(XSD + "dateTime"))),
    (ox.Literal("123456789012345678901234567890", datatype=ox.NamedNode(XSD + "integer")),
     ox.Literal("-4362896299872285998", datatype=ox.NamedNode(XSD + "integer"))),
])
def test_different_values_stay_different(one, other):
    assert values.canonical(one) != values.canonical(other)


@pytest.mark.parametrize("kind", profiles.kinds())
def test_each_profile_is_whole(kind):
    profile = profiles.load(kind)
    assert profile.title
    assert profile.replace in {"put", "shadow-move", "update"}
    assert profile.default_graph in {"empty", "union"}
    assert set(profile.auth) <= {"basic", "digest", "bearer", "sigv4"}
    assert profile.replace != "put" or profile.graph is not None


def test_a_kind_that_does_not_exist_is_answered_with_the_nearest():
    with pytest.raises(UsageError) as caught:
        profiles.load("oxygraph")
    assert "oxigraph" in str(caught.value.hint)


# Command line ---------------------------------------------------------------------------------------------------------


def test_the_command_pushes_proves_and_pulls(store, server, tmp_path, capfdbinary, monkeypatch):
    from kg.cli import main

    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    assert main(["push", server]) == 0
    said = capfdbinary.readouterr().out.decode()
    assert "questions give the same rows there" in said
    assert "different" not in said
    assert list((tmp_path / "state" / "kg").iterdir()) == []
    assert main(["push", server, "--verify-only", "-f", "json", "--no-questions"]) == 0
    report = json.loads(capfdbinary.readouterr().out)
    assert {each["verdict"] for each in report["graphs"]} == {"identical"}
    assert main(["pull", server, "-o", str(tmp_path / "back"), "--graphs", "register-*"]) == 0
    assert {path.name[:9] for path in (tmp_path / "back").iterdir()} == {"register-"}
    assert main(["diff", server]) == 0
    capfdbinary.readouterr()
    first = next(iter(store.counts((f"{GRAPH}bulletin",))))
    store.update(f"DELETE WHERE {{ GRAPH <{first}> {{ ?s <http://qudt.org/schema/qudt/value> ?o }} }}")
    assert main(["push", server, "--verify-only"]) == EndpointError.exit_code
    caught = capfdbinary.readouterr()
    assert "missing there: <https://" in caught.out.decode()
    assert "error: the store does not hold the same graph" in caught.err.decode()
    assert main(["diff", server]) == 0
    assert "result revised" in capfdbinary.readouterr().out.decode()


def test_a_journal_lets_a_push_go_on(store, tmp_path):
    path = tmp_path / "journal"
    with Journal(path) as journal:
        pushed(store, graph("a", 1), graph("b", 1))
        for name in ("a", "b"):
            lines = statements.lines(GRAPH + name, graph(name, 1).triples)
            journal.note("proved", {GRAPH + name: statements.digest(GRAPH + name, lines)})
        journal.note("shadow", {"https://w3id.org/public-commitments/staging/c/0": ""})
    with path.open("a") as crashed:
        crashed.write('{"graph": "cut o')
    with Journal(path) as journal:
        outcome = push([graph("a", 1), graph("b", 1), graph("c", 1)], store, journal, Options(resume=True))
    assert [each.is_read for each in outcome.changes] == [False, False, True]
    assert outcome.is_proved
    assert not path.exists()


def test_shadows_of_an_interrupted_push_are_dropped(store, tmp_path):
    shadow = Path(GRAPH).parent.as_posix().replace(":/", "://") + "/staging/a/0"
    store.put(shadow, statements.lines(shadow, graph("a", 1).triples))
    with Journal(tmp_path / "journal") as journal:
        journal.note("shadow", {shadow: ""})
    with Journal(tmp_path / "journal") as journal:
        push([graph("a", 1)], store, journal)
    assert store.counts(("https://w3id.org/",)) == {GRAPH + "a": 1}


def test_an_interrupt_leaves_the_old_graph_or_the_new(store, server, shipped, tmp_path):
    pushed(store, *shipped.source.files)
    old = store.counts((GRAPH,))
    for number, wait in enumerate((0, 0.1, 0.4)):
        state = tmp_path / str(number)
        process = subprocess.Popen([sys.executable, "-m", "kg", "push", server, "--no-questions", "--allow-removal",
                                    "--rounding", "cut"], env=os.environ | {"XDG_STATE_HOME": str(state)},
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        while not list(state.glob("kg/*.jsonl")) and process.poll() is None:
            time.sleep(0.01)  # the journal is opened when the push begins
        time.sleep(wait)
        process.send_signal(signal.SIGINT)
        assert process.wait(30) in (0, 130)
        assert process.stderr is not None
        assert b"Traceback" not in process.stderr.read()
        process.stderr.close()
        now = store.counts((GRAPH,))
        assert now.keys() == old.keys()
    assert pushed(store, *shipped.source.files, allow_removal=True).is_proved


@pytest.mark.parametrize(("term", "is_seen"), [("xterm", True), ("dumb", False)])
def test_a_bar_is_drawn_on_a_terminal_that_can(store, server, tmp_path, term, is_seen):
    main, side = pty.openpty()
    process = subprocess.Popen([sys.executable, "-m", "kg", "push", server, "--no-questions"],
                               stdout=subprocess.DEVNULL, stderr=side,
                               env=os.environ | {"XDG_STATE_HOME": str(tmp_path), "TERM": term})
    os.close(side)
    shown = b""
    with contextlib.suppress(OSError):  # how Linux says that the other side has closed
        while piece := os.read(main, 65536):
            shown += piece
    os.close(main)
    assert process.wait() == 0
    assert ("░".encode() in shown) == is_seen
