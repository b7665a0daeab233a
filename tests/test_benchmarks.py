"""The benchmark measures what it says and judges by the project's goals."""

from __future__ import annotations

import json
import sys

import pytest

from kg import benchmarks
from kg.benchmarks import Goal, Time, rechecking, storing


def test_a_command_takes_time():
    taken = benchmarks.measure([sys.executable, "-c", "sum(range(10**6))"])
    assert taken.cpu > 0
    assert taken.wall > 0


def test_goals_compare_with_a_bare_start_and_with_rdflib():
    times = {"bare": Time(1, 1), "kg": Time(4, 4), "rdflib": Time(40, 40), "validate": Time(3, 3)}
    assert [(goal.value, goal.met) for goal in benchmarks.goals(times)] == [(4, True), (10, True), (3, False)]


@pytest.mark.parametrize(("value", "at_most", "met"), [(2, True, True), (2.1, True, False), (1.9, False, False)])
def test_a_goal_is_met_up_to_its_bound(value, at_most, met):
    assert Goal("", value, 2, at_most).met == met


def test_both_ways_give_the_same_number_of_rows():
    names = ("kg query exceeded-targets -f json", "exceeded-targets through rdflib")
    answers = [json.loads(benchmarks.output(benchmarks.commands()[name])) for name in names]
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


def test_growth_is_the_power_that_made_it():
    sizes = [10**5, 10**6, 10**7]
    assert storing.exponent(sizes, [size**1.25 for size in sizes]) == pytest.approx(1.25)


def test_a_graph_on_disk_is_built_and_asked(capsys, monkeypatch, tmp_path):
    (tmp_path / "queries").mkdir()
    for name in ("bulletins", "places"):
        text = (storing.Layout.shipped().queries / f"{name}.rq").read_bytes()
        (tmp_path / "queries" / f"{name}.rq").write_bytes(text)
    monkeypatch.setattr(storing.Layout, "questions", lambda self: sorted((tmp_path / "queries").glob("*.rq")))
    storing.report([1500])
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("kg build, 1500 triples")
    assert sorted(line.split()[0] for line in told[1:]) == ["bulletins", "places"]
    assert all("exit" not in line for line in told)
    assert "        2 rows" in next(line for line in told if line.startswith("bulletins"))
