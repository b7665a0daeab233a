"""The benchmark measures what it says, in turns and once, and judges by the project's goals."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from collections import Counter
from pathlib import Path

import pytest

from kg.benchmarks import figures, measuring, page, picture, pushing, rechecking, sameness, server, starting, timing
from kg.benchmarks.command import main
from kg.benchmarks.goals import Goal, report_goals
from kg.benchmarks.ledger import Entry, Ledger
from kg.benchmarks.measuring import Terms
from kg.benchmarks.stage import Stage
from kg.benchmarks.timing import Taken
from kg.benchmarks.ways import OURS, Call, Way, questions, ways
from kg.errors import UsageError
from kg.layout import Layout
from kg.peers.engines import PEERS
from kg.peers.material import Material

SVG = "{http://www.w3.org/2000/svg}"


def test_a_command_takes_time_and_memory():
    taken = timing.run([sys.executable, "-c", "held = bytearray(10**8); sum(range(10**6))"], Path(), 60)
    assert taken.cpu > 0
    assert taken.wall > 0
    assert 100 < taken.memory < 200
    assert taken.code == 0


def test_the_memory_of_who_measures_does_not_count():
    held = bytearray(3 * 10**8)
    assert timing.run([sys.executable, "-c", "pass"], Path(), 60).memory < 100 < len(held) >> 20


def test_what_a_command_reads_prints_and_complains_is_kept(tmp_path):
    code = "import sys; print(input()); sys.exit('too much')"
    taken = timing.run([sys.executable, "-c", code], tmp_path, 60, given="新乡".encode(), output=tmp_path / "out",
                       noise=tmp_path / "noise")
    assert (taken.code, taken.complaint) == (1, "too much")
    assert (tmp_path / "out").read_text(encoding="utf-8") == "新乡\n"


def test_a_command_that_takes_too_long_is_ended_with_all_it_started(tmp_path):
    code = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(60)'])"
    taken = timing.run([sys.executable, "-c", code], tmp_path, 0.5)
    assert taken.code == timing.INTERRUPTED
    assert taken.wall < 30


def test_a_command_that_fails_is_no_fast_one(monkeypatch):
    monkeypatch.setattr(starting, "commands", lambda: {"broken": [sys.executable, "-c", "raise SystemExit(3)"]})
    with pytest.raises(subprocess.CalledProcessError, match="3"):
        starting.medians(1)


def test_a_server_that_does_not_start_is_told(monkeypatch):
    monkeypatch.setattr(server, "program", lambda: "/bin/false")
    with pytest.raises(UsageError, match="does not start: exit code 1"), server.running():
        pass


def test_goals_compare_with_a_bare_start_and_with_rdflib():
    times = {"bare": Taken(1, 1), "kg": Taken(4, 4), "rdflib": Taken(40, 40), "validate": Taken(3, 3)}
    assert [(goal.value, goal.met) for goal in starting.goals(times)] == [(4, True), (10, True), (3, False)]


@pytest.mark.parametrize(("value", "at_most", "met"), [(2, True, True), (2.1, True, False), (1.9, False, False)])
def test_a_goal_is_met_up_to_its_bound(capsys, value, at_most, met):
    goal = Goal("words", value, 2, at_most)
    assert goal.met == met
    report_goals([goal])
    assert capsys.readouterr().out.endswith("met\n" if met else "missed\n")


def test_both_ways_give_the_same_number_of_rows():
    names = ("kg query exceeded-targets -f json", "exceeded-targets through rdflib")
    answers = [json.loads(starting.output(starting.commands()[name])) for name in names]
    assert len(answers[0]["results"]["bindings"]) == len(answers[1]["results"]["bindings"]) == 10


@pytest.mark.long
def test_after_a_change_the_findings_are_those_of_checking_all_anew(tmp_path):
    runs = rechecking.measure(18, tmp_path / "nation")
    assert len(runs) == rechecking.CHANGES + 3
    assert all(run.cpu > 0 and run.wall > 0 for run in runs.values())
    first, *_, last = runs.values()
    assert first.findings != last.findings
    assert rechecking.are_same(list(runs.values()))
    assert not rechecking.are_same([*runs.values(), first])


@pytest.mark.long
def test_a_push_is_measured_next_to_a_plain_post(capsys, tmp_path):
    pushing.report(2000, 1, tmp_path)
    told = capsys.readouterr().out.splitlines()
    assert [line[:44].strip() for line in told[1:4]] == ["one plain POST", "push, proof aside", "push, proof included"]
    rates = [int(line.split()[-2]) for line in told[1:4]]
    assert rates[1] > rates[2] > 0
    assert told[-1].startswith("rate of a push ÷ rate of a plain POST")


def test_growth_is_the_power_that_made_it():
    sizes = [10**5, 10**6, 10**7]
    assert timing.exponent(sizes, [size**1.25 for size in sizes]) == pytest.approx(1.25)


def test_every_task_has_ours_first_and_every_question_its_ways():
    table = list(ways())
    first = {way.task: way.peer for way in reversed(table)}
    assert set(first.values()) == {OURS}
    assert questions().keys() == {f"question {path.stem}" for path in Layout.shipped().questions()}
    assert questions().keys() | {"load", "derive", "build", "validate", "export", "push"} == first.keys()
    assert max(Counter((way.task, way.peer) for way in table).values()) == 1


@pytest.mark.long
def test_a_small_benchmark_from_files_to_page_and_picture(tmp_path, capsys):
    words = ["--folder", str(tmp_path), "--rounds", "2", "--tasks", "load", "derive", "build", "export", "push",
             "question places", "question targets", "--peers", "kg", "pyoxigraph", "rdflib"]
    for _ in range(2):
        assert main(["measure", "1500", "3000", *words]) == 0
    lines = [line.split("  ")[0] for line in capsys.readouterr().out.splitlines()]
    ledger = Ledger(tmp_path)
    assert ledger.sizes() == [1500, 3000]
    for size in ledger.sizes():
        for task in ledger.tasks():
            for peer in ledger.peers():
                found = ledger.entries(size, task, peer)
                assert len(found) == (0 if task == "build" and peer != OURS else 2)
                assert {each.note for each in found} <= {""}, (size, task, peer)
    assert len(lines) == 2 * 2 * (6 * 3 + 1)

    assert main(["write", "--folder", str(tmp_path), "-o", str(tmp_path)]) == 0
    text = (tmp_path / "results.md").read_text(encoding="utf-8")
    assert text.count("\n| places |") == text.count("\n| **load** |") == 2
    assert "wrong" not in text.partition("## How it grows")[2]
    drawn = ElementTree.parse(tmp_path / "results.svg").getroot()
    assert len(drawn.findall(f"{SVG}polyline")) == 3 * 5


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(7, Material(Layout.shipped(), tmp_path))


def way(peer: str, code: str, task: str = "speak") -> Way:
    def call(stage: Stage, server: str) -> Call:
        return Call([sys.executable, "-c", code.format(made=str(stage.made))], stage.folder)

    return Way(task, peer, call, sameness.triples)


SLEEPS = """
import json, sys, time
print(json.dumps({"cpu": 0, "wall": 0, "memory": 1, "version": "sleeper 1"}), flush=True)
for line in sys.stdin:
    time.sleep(60)
"""
SAYS = 'open("{made}", "w").write(\'<http://x/a> <http://x/p> "%s"^^<http://www.w3.org/2001/XMLSchema#decimal> .\\n\')'


def test_who_gives_something_else_is_wrong_and_who_is_late_or_fails_says_so(stage):
    ledger, told = Ledger(stage.folder), list[str]()
    table = [way(OURS, SAYS % "1.5"), way("same", SAYS % "1.50"), way("other", SAYS % "1.6"),
             way("late", "import time; time.sleep(60)"), way("broken", "raise SystemExit('no such thing')")]
    measuring.measure(stage, table, ledger, Terms(2, 2.0), told.append)

    notes = {each.peer: [entry.note for entry in ledger.entries(7, "speak", each.peer)] for each in table}
    assert notes == {OURS: ["", ""], "same": ["", ""], "other": ["wrong: 2 differ"], "late": ["not within 2 s"],
                     "broken": ["failed: no such thing"]}
    assert len(told) == 7
    assert not stage.made.exists()


def test_ways_take_turns_and_what_was_measured_is_not_measured_again(stage):
    table = [way(OURS, SAYS % "1"), way("same", SAYS % "1"), way(OURS, SAYS % "2", "sing")]
    told = list[str]()
    measuring.measure(stage, table, Ledger(stage.folder), Terms(2), told.append)
    assert [line.split()[1:3] for line in told] == [["speak", OURS], ["speak", "same"]] * 2 + [["sing", OURS]] * 2
    measuring.measure(stage, table, Ledger(stage.folder), Terms(3), told.append)
    assert len(told) == 9


def test_where_ours_gives_nothing_the_others_are_not_compared(stage, tmp_path):
    ledger = Ledger(stage.folder)
    measuring.measure(stage, [way(OURS, "raise SystemExit('no')"), way("same", SAYS % "1")], ledger, Terms(1), print)
    assert figures.figure(ledger, 7, "speak", OURS).note == "failed: no"
    assert figures.figure(ledger, 7, "speak", "same")[2:] == (None, "uncompared: ours gave nothing")


def test_an_engine_in_memory_has_a_budget_for_all_questions(stage, monkeypatch):
    sleeper = PEERS["oxigraph"]._replace(command=lambda material: [sys.executable, "-c", SLEEPS])
    monkeypatch.setattr(measuring, "PEERS", {"sleeper": sleeper})
    ledger, asked = Ledger(stage.folder), {f"question {number}": "ASK {}" for number in range(4)}
    measuring.ask_in_memory(stage, ["sleeper"], asked, ledger, Terms(1, 0.5, 0.7), lambda line: None)
    notes = [entry.note for task in asked for entry in ledger.entries(7, task, "sleeper")]
    assert notes == ["no answer within 0.5 s"] * 2 + ["not asked: 0.7 s were spent on others"] * 2


def test_ours_is_measured_first(stage):
    with pytest.raises(UsageError, match="speak was not measured for ours"):
        measuring.measure(stage, [way("same", SAYS % "1")], Ledger(stage.folder), Terms(1), print)


def test_who_is_not_there_is_not_measured(stage):
    ledger = Ledger(stage.folder)
    absent = way("absent", SAYS % "1")._replace(reason_against=lambda: "it is not installed")
    measuring.measure(stage, [way(OURS, SAYS % "1"), absent], ledger, Terms(1), lambda line: None)
    assert ledger.peers() == [OURS]
    assert Ledger(stage.folder).facts == {"without absent": "it is not installed"}


def entries(folder: Path) -> Ledger:
    """Ours grows as n, the other as n squared and is wrong at the end; a third gave up."""
    ledger = Ledger(folder)
    for size in (10**5, 10**6):
        for task in ("load", "question places"):
            ledger.add(Entry(size, task, OURS, size / 10**5, size / 10**5, 50))
            ledger.add(Entry(size, task, OURS, size / 10**5, size / 10**5, 60))
            note = "wrong: 3 differ" if task == "question places" and size == 10**6 else ""
            ledger.add(Entry(size, task, "other", 4 * (size / 10**5) ** 2, 1, 90, note))
        ledger.add(Entry(size, "load", "third", 0, 600, 0, "not within 600 s"))
    ledger.note(machine="a machine", versions={"other": "1.0"})
    return ledger


def test_ratios_growth_and_faults_are_told(tmp_path):
    ledger = entries(tmp_path)
    found = figures.figure(ledger, 10**6, "load", "other")
    assert (found.ratio, found.rounds, found.taken.memory) == (40, 1, 90)
    assert dict(figures.growth(ledger)) == {"load": {OURS: pytest.approx(1), "other": pytest.approx(2)},
                                            "slowest question": {OURS: pytest.approx(1)}}
    text = page.page(ledger, rounds=2)
    assert "| load | 1.00 | 2.00 | – | met |" in text
    assert "| places | 10.0 | 10.0 | 55 | **wrong: 3 differ**, 400 (40.0×) [1] | – |" in text
    assert "| **load** | 1.00 | 1.00 | 55 | 4.00 (4.0×) [1] | not within 600 s |" in text
    assert "a machine" in text
    assert "other 1.0" in text


def test_growth_beyond_the_bound_is_missed(tmp_path):
    ledger = Ledger(tmp_path)
    for size in (10**5, 10**6):
        ledger.add(Entry(size, "derive", OURS, (size / 10**5) ** 1.2, 1, 1))
    assert "| derive | 1.20 | missed |" in page.page(ledger)


def test_questions_are_judged_by_clock_and_memory(tmp_path):
    ledger = entries(tmp_path)
    text = page.page(ledger)
    assert "| 100 000 | 1 | places | 1.00 | places | 55 | met |" in text
    assert "| 1 000 000 | 1 | places | 10.0 | places | 55 | missed |" in text
    ledger.add(Entry(10**5, "question agencies", OURS, 0.2, 0.2, 1200))
    assert "| 100 000 | 2 | places | 1.00 | agencies | 1200 | missed |" in page.page(ledger)
    ledger.add(Entry(10**5, "question agencies", OURS, 0.2, 0.2, 1200, "failed: no"))
    assert figures.cold(ledger, 10**5) is None
    assert figures.cold(ledger, 10**6) is None, "agencies was not asked"


def test_a_billion_is_calculated_from_the_last_two_sizes(tmp_path):
    ledger = Ledger(tmp_path)
    for size, cpu, memory in ((10**5, 9, 9), (10**6, 30, 1000), (10**7, 300, 2000)):
        ledger.add(Entry(size, "derive", OURS, cpu, cpu, memory))
    assert figures.carried(ledger, "derive", 10**9) == (pytest.approx(30_000), pytest.approx(1),
                                                       pytest.approx(8000), pytest.approx(0.301, abs=1e-3))
    assert figures.carried(ledger, "load", 10**9) is None
    ledger.note(**{f"disk {10**7}": 3_000_000_000})
    text = page.page(ledger)
    assert "| derive | 8.33 | 1.00 | 8.00 | 0.30 |" in text
    assert "| store on disk | | | 300 | 1 |" in text


def test_the_picture_has_a_line_for_each_who_did_it_rightly(tmp_path):
    root = ElementTree.fromstring(picture.picture(entries(tmp_path)))
    lines = [line.get("points").split() for line in root.findall(f"{SVG}polyline")]
    titles = [text.text for text in root.findall(f"{SVG}text") if text.get("class") == "title"]
    assert titles[1:] == ["load", "slowest question, cold"]
    assert [len(points) for points in lines] == [2, 2, 2, 1]
    (x, y), (x2, y2) = (map(float, point.split(",")) for point in lines[0])
    assert x2 - x == pytest.approx(picture.WIDTH, abs=0.2)
    assert y > y2
    assert "prefers-color-scheme: dark" in ElementTree.tostring(root, encoding="unicode")


def test_the_published_results_are_of_this_table():
    """What is shown in the repository names tasks that there are, and its picture is a picture."""
    home = Path(page.__file__).parent
    text = (home / "results.md").read_text(encoding="utf-8")
    assert text.startswith(page.INTRODUCTION.format(rounds=5))
    named = {name for name in questions() if f"| {name.removeprefix('question ')} |" in text}
    assert named == questions().keys()
    assert ElementTree.parse(home / "results.svg").getroot().tag == f"{SVG}svg"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_a_command_ends_with_whoever_measures_it(tmp_path, number):
    measured = f"import os, time; open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid())); time.sleep(60)"
    code = ("import sys; from pathlib import Path; from kg.benchmarks import timing; "
            f"timing.run([sys.executable, '-c', {measured!r}], Path(), 60)")
    with subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.DEVNULL) as process:
        while not (tmp_path / "pid").is_file() or not (tmp_path / "pid").read_text():
            time.sleep(0.05)
        process.send_signal(number)
        assert process.wait(30) != 0
    pid = int((tmp_path / "pid").read_text())
    for _ in range(200):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    pytest.fail("it goes on")
