"""Engines behind one interface: what they answer, that they end in time, that one which dies is started anew."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.errors import UsageError
from kg.layout import Layout
from kg.peers import answers, engines
from kg.peers.conversation import Conversation
from kg.peers.material import Material

ASKED = """SELECT ?level (COUNT(*) AS ?number) (SUM(?value) AS ?sum) {
    ?claim <http://qudt.org/schema/qudt/value> ?value ; <https://w3id.org/public-commitments/ontology#basis> ?level
} GROUP BY ?level"""
PEERS = ("store", "oxigraph", "oxigraph-disk", "rdflib")

DOUBLE = """
import json, sys, time
print(json.dumps({"cpu": 0, "wall": 0, "memory": 1, "version": "double 1"}), flush=True)
for line in sys.stdin:
    asked = json.loads(line)
    if asked["text"] == "sleep": time.sleep(60)
    if asked["text"] == "die": sys.exit("it was too much")
    text = "[]" if asked["text"] == "nonsense" else '{"head": {"vars": []}, "results": {"bindings": [{}]}}'
    open(asked["into"], "w").write(text)
    print(json.dumps({"cpu": 0.5, "wall": 1, "memory": 2}), flush=True)
"""


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Material:
    return Material.of(Layout.shipped(), tmp_path_factory.mktemp("material"))


@pytest.fixture
def double(material: Material) -> Iterator[Conversation]:
    """An engine that sleeps, dies or talks nonsense when it is told to."""
    peer = engines.PEERS["oxigraph"]._replace(command=lambda material: [sys.executable, "-c", DOUBLE])
    with Conversation(peer, material) as engine:
        yield engine


def test_engines_give_the_same_rows(material):
    found = {}
    for name in PEERS:
        with Conversation(engines.named(name), material) as engine:
            found[name] = engine.ask(ASKED, 60)
            assert found[name].error == ""
            assert engine.loaded.cpu > 0
    assert found["store"].rows.total() >= 2
    assert all(answers.difference(found["store"].rows, each.rows) == 0 for each in found.values())


def test_an_engine_says_what_is_wrong_with_a_query_and_goes_on(material):
    with Conversation(engines.named("rdflib"), material) as engine:
        assert "ParseException" in engine.ask("SELECT nothing", 60).error
        assert engine.ask("ASK {}", 60).rows == {(("answer", "True"),): 1}


def test_an_engine_that_is_late_or_dies_is_started_anew(double):
    late = double.ask("sleep", 0.3)
    assert (late.error, late.wall) == ("no answer within 0.3 s", 0.3)
    assert double.ask("die", 60).error == "ended with 1: it was too much"
    assert "no Query Results JSON" in double.ask("nonsense", 60).error
    answer = double.ask("fine", 60)
    assert (answer.rows, answer.cpu, answer.memory, double.version) == ({(): 1}, 0.5, 2, "double 1")


def test_an_engine_that_cannot_load_is_not_tried_again(material, tmp_path):
    tries = tmp_path / "tries"
    code = f"open({str(tries)!r}, 'a').write('.'); raise SystemExit('no room')"
    peer = engines.PEERS["oxigraph"]._replace(command=lambda material: [sys.executable, "-c", code])
    with Conversation(peer, material) as engine:
        assert [engine.ask("ASK {}", 60).error for _ in range(2)] == ["ended with 1: no room"] * 2
    assert tries.read_text() == "."


@pytest.mark.parametrize(("name", "told"), [("oxigarph", "oxigraph"), ("jena", "JENA_JAR"), ("comunica", "COMUNICA")])
def test_an_engine_that_is_not_there_says_why(monkeypatch, name, told):
    for variable in ("JENA_JAR", "COMUNICA"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(engines.shutil, "which", lambda program: f"/usr/bin/{program}")
    with pytest.raises(UsageError) as caught:
        engines.named(name)
    assert told in f"{caught.value.message} {caught.value.hint}"


def literal(value: str, datatype: str = "", lang: str = "") -> dict[str, str]:
    said = {"type": "literal", "value": value}
    if datatype:
        said["datatype"] = f"http://www.w3.org/2001/XMLSchema#{datatype}"
    return said | ({"xml:lang": lang} if lang else {})


@pytest.mark.parametrize(("one", "other", "is_same"), [
    (literal("1.50", "decimal"), literal("1.5", "decimal"), True),
    (literal("1", "decimal"), literal("1", "integer"), False),
    (literal("5", "nonNegativeInteger"), literal("5", "integer"), True),
    (literal("5", "integer"), literal("5"), False),
    (literal("a", lang="EN"), literal("a", lang="en"), True),
    (literal("a", lang="en"), literal("a"), False),
    (literal("http://x/"), {"type": "uri", "value": "http://x/"}, False),
    (literal("1.0000000000000000001", "decimal"), literal("1", "decimal"), False),
    ({"type": "bnode", "value": "a"}, {"type": "bnode", "value": "b"}, True),
])  # fmt: skip
def test_terms_are_compared_by_kind_language_datatype_and_value(tmp_path, one, other, is_same):
    found = []
    for cell in (one, other):
        path = tmp_path / "answer.json"
        path.write_text(json.dumps({"head": {"vars": ["b", "a"]}, "results": {"bindings": [{"a": cell}, {"a": cell}]}}))
        found.append(answers.read(path))
    assert (answers.difference(*found) == 0) is is_same
    assert is_same or answers.difference(*found) == 4
    assert found[0].total() == 2


def test_rows_are_counted(tmp_path):
    path = tmp_path / "answer.json"
    path.write_text('{"head": {"vars": ["a"]}, "results": {"bindings": [{}, {}]}}')
    twice = answers.read(path)
    path.write_text('{"head": {"vars": ["a"]}, "results": {"bindings": [{}]}}')
    once = answers.read(path)

    assert answers.difference(twice, once) == 1
    assert answers.unlike(twice, once) == "1 missing, 0 more; without a row of no values"
    assert answers.unlike(once, twice) == "0 missing, 1 more; with a row of no values"


def test_what_is_interrupted_is_made_anew_and_what_is_done_is_kept(material):
    folder = material.folder / "again"
    other = Material.of(material.layout, folder)
    (folder / "oxigraph.part").mkdir()
    (folder / "oxigraph.part" / "CURRENT").write_text("half")
    made: Path = other.form("oxigraph")
    files = {path: path.stat().st_mtime_ns for path in made.iterdir()}
    assert other.form("oxigraph") == made
    assert {path: path.stat().st_mtime_ns for path in made.iterdir()} == files
    assert not (folder / "oxigraph.part").exists()


def test_an_engine_ends_with_whoever_asks_it(material):
    command = engines.PEERS["rdflib"].command(material)
    hard = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert "version" in json.loads(process.stdout.readline())
        process.stdin.write(json.dumps({"text": hard, "into": str(material.folder / "never")}).encode() + b"\n")
        process.stdin.flush()
        time.sleep(0.5)
        assert process.poll() is None
        process.stdin.close()
        assert process.wait(30) == 0
