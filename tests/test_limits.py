"""Limits hold: each hostile query ends within its deadline, with the right exit code and a word."""

from __future__ import annotations

import contextlib
import faulthandler
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import NoReturn

import pytest
from groups import has_ended

import kg
from kg.cli import confinement
from kg.cli.arguments import parse
from kg.cli.commands import COMMANDS
from kg.cli.session import Session
from kg.errors import KgError, LimitError, QueryError

ROOT = Path(__file__).parents[1]
KG = [sys.executable, "-m", "kg"]
MANY = " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(5))
FINE, QUERY, LIMIT = 0, 4, 5


def run(*words: str, stdin: str = "", seconds: float = 40) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*KG, *words], cwd=ROOT, capture_output=True, text=True, input=stdin, timeout=seconds)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("graph") / "store"
    assert run("build", "--store", str(folder)).returncode == FINE
    return folder


def doubled(times: int) -> str:
    binds = "".join(f"BIND (CONCAT(?x{n}, ?x{n}) AS ?x{n + 1}) " for n in range(times))
    return f'SELECT (STRLEN(?x{times}) AS ?n) {{ BIND ("{"x" * 1000}" AS ?x0) {binds} }}'


HOSTILE = {
    "deep brackets": (f"ASK {{ FILTER ({'(' * 4700}1{')' * 4700}) }}", LIMIT, "deep"),
    "brackets without end": (f"ASK {{ FILTER ({'(' * 100_000}", LIMIT, "deep"),
    "deep groups": (f"ASK {'{' * 2200}{'}' * 2200}", LIMIT, "deep"),
    "deep OPTIONAL": ("ASK " + "{ OPTIONAL " * 2200 + "{}" + "}" * 2200, LIMIT, "deep"),
    "a long sum": (f"ASK {{ FILTER ({'+'.join(['1'] * 10_000)} > 0) }}", LIMIT, "operators"),
    "a long union": ("ASK { " + " UNION ".join(["{ ?a ?b ?c }"] * 7000) + " }", LIMIT, "operators"),
    "a long disjunction": (f"ASK {{ ?a ?b ?c FILTER ({' || '.join(['?a = ?b'] * 10_000)}) }}", LIMIT, "operators"),
    "a long path": (f"ASK {{ ?a {'/'.join(['pc:x'] * 1000)} ?b }}", LIMIT, ""),
    "a long list of values": (f"SELECT (COUNT(*) AS ?n) {{ VALUES ?x {{ {' '.join(map(str, range(100_000)))} }} }}",
                              FINE, ""),
    "a long text": ("ASK { ?a ?b '" + "x" * 2_000_000 + "' }", LIMIT, "characters"),
    "a pattern that goes back and forth": ('ASK { FILTER REGEX("' + "a" * 30 + '!", "^(a+)+$") }', FINE, ""),
    "a product": (f"SELECT (COUNT(*) AS ?n) {{ {MANY} }}", LIMIT, "no answer within 2 s"),
    "a product in order": (f"SELECT * {{ {MANY} }} ORDER BY ?c0 ?c1", LIMIT, ""),
    "the first rows of a product": (f"SELECT * {{ {MANY} }} LIMIT 10", FINE, ""),
    "a text that doubles": (doubled(24), LIMIT, "more than 400 MB"),
    "groups without end": ("SELECT ?a0 ?a1 (COUNT(*) AS ?n) { ?a0 ?b0 ?c0 . ?a1 ?b1 ?c1 . ?a2 ?b2 ?c2 } "
                           "GROUP BY ?a0 ?a1", LIMIT, ""),
    "a closure without a start": ("SELECT (COUNT(*) AS ?n) { ?a (pc:x|!pc:x)* ?b . ?c (pc:x|!pc:x)* ?d }", LIMIT, ""),
    "an enormous number": ("SELECT ('1e999999999'^^xsd:decimal AS ?x) {}", FINE, ""),
    "a number of many digits": ("SELECT (" + "9" * 5000 + " AS ?x) {}", FINE, ""),
    "another machine": ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?a ?b ?c } }", QUERY, "SERVICE is refused"),
    "another machine, in silence": ("SELECT * { service#\n silent ?where { ?a ?b ?c } }", QUERY, "is refused"),
    "another machine, in disguise": ("SELECT * { SERV\\u0045ICE <http://127.0.0.1:9/> { ?a ?b ?c } }", QUERY, ""),
    "a file": ("SELECT * FROM <file:///etc/passwd> { ?a ?b ?c }", QUERY, "FROM is refused"),
    "a named file": ("SELECT * FROM NAMED <file:///etc/passwd> { GRAPH ?g { ?a ?b ?c } }", QUERY, "FROM is refused"),
    "a load": ("LOAD <file:///etc/passwd>", QUERY, "updates are refused"),
    "a load in passing": ("PREFIX x: <http://x/> INSERT DATA { x:a x:b x:c }", QUERY, "updates are refused"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_query_ends_in_time_and_with_a_word(name: str) -> None:
    text, code, said = HOSTILE[name]
    seconds = "30" if code == FINE or "MB" in said else "2"  # what ends by itself may take its time on a busy machine
    done = run("sparql", "-", "--timeout", seconds, "--max-memory", "400", stdin=text)

    assert (done.returncode, done.stderr[-500:] if done.returncode != code else "") == (code, "")
    assert said in done.stderr
    assert len(done.stderr.splitlines()) <= 3
    assert (done.stdout == "") == (code != FINE)
    assert "Traceback" not in done.stderr


@pytest.mark.long
def test_hostile_queries_end_so_on_disk_too(tmp_path: Path) -> None:
    assert run("build", "--store", str(tmp_path / "store")).returncode == FINE
    for name, (text, code, said) in HOSTILE.items():
        seconds = "60" if code == FINE or "MB" in said else "2"
        limits = ["--timeout", seconds, "--max-memory", "800"]
        done = run("sparql", "-", "--store", str(tmp_path / "store"), *limits, stdin=text, seconds=90)
        assert (name, done.returncode) == (name, code)
        assert said.replace("400", "800") in done.stderr, (name, done.stderr[-500:])
        assert ("no answer within" in done.stderr) == ("--check looks for damage" in done.stderr)
        assert "Traceback" not in done.stderr


def test_more_rows_than_allowed_are_no_answer() -> None:
    for words in (["query", "targets"], ["sparql", "SELECT ?t { ?t a pc:Target }"], ["find", "新乡"],
                  ["sparql", "CONSTRUCT WHERE { ?t a pc:Target }"]):
        done = run(*words, "--max-rows", "9")
        assert (done.returncode, done.stdout) == (LIMIT, "")
        assert "more than 9 rows" in done.stderr
    assert run("query", "targets", "--max-rows", "10").returncode == FINE


def test_limits_do_not_change_an_answer(tmp_path: Path) -> None:
    plain = run("query", "exceeded-targets").stdout
    limits = ["--timeout", "30", "--max-memory", "2000", "--max-rows", "10"]

    assert run("query", "exceeded-targets", *limits).stdout == plain
    assert run("query", "exceeded-targets", *limits, "-o", str(tmp_path / "answer.csv")).returncode == FINE
    assert (tmp_path / "answer.csv").read_text(encoding="utf-8") == plain
    assert run("show", "place-410700", *limits).stdout == run("show", "place-410700").stdout
    assert run("query", "nothing", *limits).returncode == 2


def test_memory_is_limited_for_stored_questions_too() -> None:
    done = run("query", "exceeded-targets", "--max-memory", "1")

    assert (done.returncode, done.stdout) == (LIMIT, "")
    assert "more than 1 MB" in done.stderr


@pytest.mark.parametrize("words", [["query", "targets"], ["find", "新乡"], ["show", "place-410700"],
                                   ["sparql", "ASK {}"]])
def test_whatever_dies_first_of_little_memory_the_limit_is_named(words: list[str], store: Path) -> None:
    """An import, a library that calls exit(), or the engine: which one is a matter of a few MB."""
    for memory in ("1", "10", "16", "22", "30", "42", "55"):
        done = run(*words, "--store", str(store), "--max-memory", memory)
        said = f"more than {memory} MB" in done.stderr
        assert (memory, done.returncode, done.stdout, said) == (memory, LIMIT, "", True), done.stderr
    assert run(*words, "--store", str(store), "--max-memory", "2000").returncode == FINE


def test_a_limit_that_leaves_no_room_to_start_is_told_so() -> None:
    assert "the program alone needs" in run("sparql", "ASK {}", "--max-memory", "1").stderr


def test_a_child_that_ends_before_its_answer_has_hit_the_limit() -> None:
    command = COMMANDS["sparql"]
    session = Session(command, parse(["ASK {}", "--max-memory", "2000"], command.takes()), "en")

    def ends() -> NoReturn:
        assert session.watched is not None
        with session.watched:
            os._exit(1)

    with pytest.raises(LimitError, match="more than 2000 MB"):
        confinement.confined(session, ends)


@pytest.mark.parametrize(("printed", "error", "said"), [
    ("thread 'main' panicked at library/core/src/slice/sort/shared/smallsort.rs:860:5:\n"
     "user-provided comparison function does not correctly implement a total order\nnote: …\n",
     QueryError, "the engine failed: user-provided comparison function"),
    ("memory allocation of 1000000000 bytes failed\n", LimitError, "the query needs too much memory"),
    ("x" * 200_000, LimitError, "too much memory")])
def test_an_engine_that_aborts_is_not_always_in_want_of_memory(printed: str, error: type[KgError], said: str) -> None:
    command = COMMANDS["sparql"]
    session = Session(command, parse(["ASK {}", "--timeout", "30"], command.takes()), "en")

    def aborts() -> NoReturn:
        assert session.watched is not None
        with session.watched:
            with contextlib.suppress(BlockingIOError):
                os.write(2, printed.encode())
            faulthandler.disable()  # it would print to where the tests print
            os.abort()

    with pytest.raises(error, match=said):
        confinement.confined(session, aborts)


@pytest.mark.parametrize("words", [["sparql", "-"], ["sparql", "-", "--timeout", "30"]])
def test_an_interrupt_ends_the_query_and_the_process_that_asks_it(words: list[str], tmp_path: Path) -> None:
    with subprocess.Popen([*KG, *words], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          start_new_session=True) as process:
        assert process.stdin is not None
        process.stdin.write(f"SELECT (COUNT(*) AS ?n) {{ {MANY} }}".encode())
        process.stdin.close()
        time.sleep(1.5)
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 130
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)


def test_a_query_ends_with_the_program_that_asked_it() -> None:
    with subprocess.Popen([*KG, "sparql", f"SELECT (COUNT(*) AS ?n) {{ {MANY} }}"], cwd=ROOT,
                          start_new_session=True) as process:
        time.sleep(1.5)
        process.kill()
    assert has_ended(process.pid)


def test_a_question_of_ones_own_does_not_reach_out_either(tmp_path: Path) -> None:
    (tmp_path / "data" / "registers").mkdir(parents=True)
    (tmp_path / "queries").mkdir()
    (tmp_path / "queries" / "far.rq").write_text("SELECT * { SERVICE <http://127.0.0.1:9/> { ?a ?b ?c } }")

    with pytest.raises(QueryError, match="SERVICE is refused"):
        kg.load(tmp_path).query("far")


@pytest.mark.parametrize(("name", "is_wanted"), [("query", True), ("find", True), ("validate", False), ("push", False)])
def test_what_is_no_question_is_not_ended_like_one(name: str, is_wanted: bool) -> None:
    command = COMMANDS[name]
    session = Session(command, parse(["--timeout", "1"], command.takes()), "en")

    assert confinement.is_wanted(session, is_program=True) == is_wanted


def test_a_program_limits_its_rows() -> None:
    graph = kg.load(ROOT)
    graph.most_rows = 3
    with pytest.raises(LimitError, match="more than 3 rows"):
        graph.query("targets")
    graph.most_rows = 10
    assert len(graph.query("targets")) == 10
