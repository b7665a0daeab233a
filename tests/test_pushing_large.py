"""A graph too large for memory: compared, sent, read back and fetched in pieces, with the outcome of a small one."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Triple
from stores import STORES

from kg.dataset.graph import store_derived
from kg.errors import LimitError
from kg.layout import Layout
from kg.namespaces import BASE, GRAPH, ID, XSD
from kg.pushing import comparing, open_store, pulling, statements, store
from kg.text import sorting
from kg.text.sorting import Lines

NAME = GRAPH + "register-large"
WITH_LITTLE = """
import sys
from kg import cli
from kg.pushing import profiles, statements, store
from kg.text import sorting, streaming, writing
load = profiles.load
profiles.load = lambda kind: load(kind)._replace(bytes_per_request=1_000_000)
sorting.Sorter.__init__.__defaults__ = (1_000_000,)
sorting.by_subject.__defaults__ = (1000, 1_000_000)
store.MOST_HELD = writing.MEMORY = 1_000_000
statements.PIECE = streaming.PIECE = 5_000
sys.exit(cli.main(sys.argv[1:]))
"""
"""Everything that is large on a large machine, small."""
PEAK = """
import os, subprocess, sys
with subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL) as process:
    status, used = os.wait4(process.pid, 0)[1:]
    process.returncode = os.waitstatus_to_exitcode(status)
print(used.ru_maxrss if process.returncode == 0 else "failed")
"""


def number(subject: int, text: str) -> Triple:
    return Triple(NamedNode(f"{ID}thing-{subject}"), NamedNode("https://example.org/value"),
                  Literal(text, datatype=NamedNode(XSD + "decimal")))


def made(triples: list[Triple], monkeypatch: pytest.MonkeyPatch, memory: int) -> Lines:
    monkeypatch.setattr(sorting.Sorter.__init__, "__defaults__", (memory,))
    return statements.lines(NAME, triples)


@pytest.mark.parametrize("memory", [1500, 10**9])
@pytest.mark.parametrize(("here", "there", "missing", "extra"), [
    ([(1, "1.0"), (2, "2")], [(1, "1.0"), (2, "2")], 0, 0),
    ([(1, "1.0"), (2, "2")], [(1, "1"), (2, "2.00")], 0, 0),
    ([(1, "1.0"), (1, "1")], [(1, "1")], 0, 0),
    ([(1, "1.0")], [(1, "1"), (1, "1.0")], 0, 0),
    ([(1, "1.0"), (2, "2.0")], [(1, "1"), (3, "3")], 1, 1),
    ([(1, "1.0"), (1, "2.0")], [(1, "1"), (1, "3")], 1, 1),
    ([(1, "1.0"), (1, "1")], [(1, "2")], 2, 1),
    ([(1, "1")], [], 1, 0),
])
def test_what_differs_is_the_same_in_memory_and_on_the_disk(here, there, missing, extra, memory, monkeypatch):
    rest = [number(subject, f"{subject}.50") for subject in range(100, 200)] if there else []
    ours, theirs = (made([*rest, *(number(*each) for each in side)], monkeypatch, memory) for side in (here, there))
    assert (ours.held is None) == (memory == 1500 and bool(rest))
    found = comparing.compare(ours, theirs)
    assert (found.missing_count, found.extra_count) == (missing, extra)
    assert len(found.missing) == missing
    assert all(line.startswith(b"<" + ID.encode() + b"thing-") and line.endswith(b" .") for line in found.missing)
    assert found.verdict == ("different" if missing or extra else "identical" if here == there else "equal by value")


def test_many_differences_are_counted_and_some_told(monkeypatch):
    ours, theirs = (made([number(subject, str(side)) for subject in range(3000)], monkeypatch, 20_000)
                    for side in (1, 2))
    found = comparing.compare(ours, theirs)
    assert (found.missing_count, found.extra_count, len(found.missing)) == (3000, 3000, comparing.MOST_LISTED)


def test_the_digest_does_not_depend_on_where_the_lines_are(monkeypatch):
    triples = [number(subject, str(subject)) for subject in range(3000)]
    random.Random(1).shuffle(triples)
    small, large = (made(triples, monkeypatch, memory) for memory in (10**9, 20_000))
    assert large.held is None
    assert statements.digest(NAME, small) == statements.digest(NAME, large)
    assert small.size == large.size == len(statements.joined(small))


def project(folder: Path, things: int) -> Path:
    """A project with one large register: four statements a thing, in no order."""
    (folder / "data" / "bulletins").mkdir(parents=True)
    (folder / "data" / "registers").mkdir()
    lines = [f'<{ID}thing-{place * 7919 % things}> rdfs:label "thing {place}"@en , "事物 {place}"@zh ; '
             f"qudt:value {place}.25 ; rdfs:seeAlso <{ID}thing-{place // 2}> .\n" for place in range(things)]
    heads = "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\nPREFIX qudt: <http://qudt.org/schema/qudt/>\n"
    (folder / "data" / "registers" / "large.ttl").write_text(heads + "".join(lines), encoding="utf-8")
    store_derived(Layout.at(folder))
    return folder


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with STORES["oxigraph"].start() as running:
        yield running.url


def peak(folder: Path, *words: str) -> float:
    """Run a command with little memory; give the most that it needed, in megabytes."""
    command = [sys.executable, "-c", PEAK, sys.executable, "-c", WITH_LITTLE, *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=True, text=True,
                          env={"XDG_STATE_HOME": str(folder / "state")})
    return int(done.stdout) / 1024


@pytest.mark.long
def test_memory_does_not_grow_with_a_single_graph(server, tmp_path):
    """Four times as much is sent, proved, looked over and fetched with no more than the larger file needs itself."""
    peaks: dict[str, list[float]] = {}
    for things in (20_000, 80_000):
        folder = project(tmp_path / str(things), things)
        asked = [server, "--graphs", "register-large", "--timeout", "600"]
        for name, words in (("push", ["push", *asked, "--no-questions", "--allow-removal"]),
                            ("look", ["push", *asked, "--verify-only", "--no-questions"]),
                            ("pull", ["pull", *asked, "-o", "back"])):
            peaks.setdefault(name, []).append(peak(folder, *words))
        with open_store(server, environment={}) as there:
            assert there.counts((BASE,)) == {NAME: 4 * things}
            assert len(there.lines(NAME, 4 * things)) == 4 * things
        back = (folder / "back" / "register-large.ttl").read_text(encoding="utf-8")
        assert back.count("qudt:value") == things
    grown = {name: after - before for name, (before, after) in peaks.items()}
    file = (tmp_path / "80000" / "data" / "registers" / "large.ttl").stat().st_size / 1e6
    assert max(grown["push"], grown["look"]) < 2 * file
    assert grown["pull"] < 5


def test_what_is_large_comes_back_whole(server, monkeypatch, tmp_path):
    monkeypatch.setattr(store, "MOST_HELD", 1000)
    monkeypatch.setattr(sorting.Sorter.__init__, "__defaults__", (20_000,))
    with open_store(server, environment={}) as there:
        ours = statements.lines(NAME, [number(subject, str(subject)) for subject in range(3000)])
        there.put(NAME, ours)
        theirs = there.lines(NAME, 3000)
        assert theirs.held is None
        assert comparing.compare(ours, theirs).verdict == comparing.IDENTICAL
        (path,) = pulling.pull(there, tmp_path, ("register-large",))
    assert path.read_text(encoding="utf-8").count("\n    <https://example.org/value>") == 3000


def test_no_room_for_an_answer_is_said_with_what_to_do(server, monkeypatch):
    class Full:
        def __init__(self, *_: object) -> None:
            pass

        def __enter__(self) -> Full:
            return self

        def __exit__(self, *_: object) -> None:
            pass

        seek = truncate = __init__

        def write(self, data: bytes) -> None:
            raise OSError(28, "No space left on device")

    with open_store(server, environment={}) as there:
        there.put(NAME, statements.lines(NAME, [number(1, "1")]))
        monkeypatch.setattr(store, "SpooledTemporaryFile", Full)
        with pytest.raises(LimitError) as caught:
            there.lines(NAME)
    assert "No space left on device" in str(caught.value)
    assert "TMPDIR" in caught.value.hint
