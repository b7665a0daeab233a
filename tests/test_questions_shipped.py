"""The shipped questions: the figures they must give, the columns they promise, what they survive."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from kg.asking.parameters import TYPES
from kg.asking.questions import Question
from kg.errors import UsageError
from kg.knowledge_graph import KnowledgeGraph
from kg.layout import Layout
from kg.namespaces import PREFIXES
from kg.text.sparql import tokens

ROOT = Path(__file__).parents[1]
MISSED = ROOT / "tests" / "examples" / "missed"
ID = "https://w3id.org/public-commitments/id/"
TARGET = ID + "target-xinxiang-2023-"
CODE = "https://w3id.org/public-commitments/code/"

ATTAINMENT = ("target label agency setter setterLevel promised promisedLow promisedHigh basis reported unit "
              "ratio ratioLow ratioHigh verdict quote bulletin")
COLUMNS = {
    "exceeded-targets": ATTAINMENT,
    "missed-targets": ATTAINMENT,
    "hidden-targets": "target label reported rate low high roundValue",
    "rounding-sensitive": "target label ratioLow ratioHigh",
    "outcomes-without-target": "outcome label value unit quote",
    "targets-by-setter": "setter level targets exceeded",
    "evidence": "claim value asWritten quote start end bulletin speaker",
    "agency-record": "agency target verdict ratio",
}
NAMES = ("shares", "rankings", "awards", "money", "stock-and-flow", "reading-decisions", "untestable-commitments",
         "claims-by-speaker", "places")

RATIOS = {
    "returnee-startups": ("3.486", "9000", "8748.02", "9037.45", "31000"),
    "boarding-schools": ("1.375", "8", "8", "8", "11"),
    "skilled-workers": ("1.344", "120000", "119375.23", "120208.42", "161000"),
    "hard-to-employ": ("1.323", "4900", "4899.88", "4903.6", "6485"),
    "training": ("1.256", None, "189017.11", "189964.16", "238000"),
    "reemployment": ("1.238", "15000", "14937.42", "15757.58", "19000"),
    "highly-skilled-workers": ("1.104", "55000", "54911.72", "55052.11", "60700"),
    "kindergartens": ("1.038462", "26", "26", "26", "27"),
    "schools": ("1.037037", "54", "54", "54", "56"),
    "school-places": ("1.028571", "35000", "34500", "35500", "36000"),
}
"""Ratio, promised, its interval and reported, of each target in the order of the ratios."""

HOSTILE = ['" } #', '"} UNION { ?s ?p ?o } #', "<x>", "x> . ?s ?p ?o #", r"\u0022", "\\", "' OR ''='", "UNDEF",
           "?thing", "true } #", "1 } #", "2023 } #", "2024-01-22 } #", "en } #", "exceeded } #", "\n}", "\u200b", ""]


@pytest.fixture(scope="module")
def missed() -> KnowledgeGraph:
    return KnowledgeGraph(Layout.shipped(), data=[MISSED])


@pytest.fixture(scope="module")
def said_twice(shipped: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    """The shipped bulletins; claims of one have a second excerpt and more reading decisions, targets two leaders."""
    folder = tmp_path_factory.mktemp("twice")
    shutil.copytree(ROOT / "data" / "bulletins", folder / "bulletins")
    head = [f"PREFIX {prefix}: <{PREFIXES[prefix]}>" for prefix in ("code", "id", "oa", "pc", "prov")]
    again = [f"<{row.claim}> pc:statedIn <{row.claim}-again> ; "
             "pc:interpretation code:interpretation-unit-bridge , code:interpretation-scope-drift . "
             f"<{row.claim}-again> a pc:Excerpt ; oa:exact 'again' ; oa:start 0 ; prov:wasQuotedFrom <{row.bulletin}> ."
             for row in shipped.query("evidence", thing="bulletin-xinxiang-2024-01-22-employment")
             if "/claim-" in row.claim]
    twice = [f"<{row.target}> pc:ledBy id:agency-yanjin-education ." for row in shipped.query("targets")]
    (folder / "again.ttl").write_text("\n".join([*head, *again, *twice]) + "\n", encoding="utf-8")
    return KnowledgeGraph(Layout.shipped(), data=[folder])


def number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


@pytest.fixture(scope="module")
def one_of_each_type(shipped: KnowledgeGraph) -> dict[str, tuple[Question, str]]:
    """Type of a parameter → a question and a parameter of that type."""
    return {parameter.type: (question, name) for question in shipped.questions.values()
            for name, parameter in question.parameters.items()}


def shape(sparql: str, parameter: str) -> tuple[list[str], list[str]]:
    """The words of a query without those in the braces of a parameter's line, and those in them."""
    pieces = list(tokens(sparql))
    start = 2 + next(i for i, piece in enumerate(pieces)
                     if piece.text[1:] == parameter and pieces[i - 1].is_word("VALUES"))
    end = next(i for i in range(start, len(pieces)) if pieces[i].text == "}")
    words = [piece.text for piece in pieces]
    return words[:start] + words[end:], words[start:end]


@pytest.mark.parametrize("name", COLUMNS)
def test_promised_columns_come_first(name, shipped):
    promised = COLUMNS[name].split()
    assert list(shipped.questions[name].columns)[:len(promised)] == promised
    assert list(shipped.query(name).columns)[:len(promised)] == promised


@pytest.mark.parametrize("name", NAMES)
def test_promised_questions_are_there(name, shipped):
    assert len(shipped.query(name)) > 0


def test_each_question_is_described_in_both_languages(shipped):
    for name in shipped.questions:
        head = shipped.questions[name].head
        assert set(head.title) == set(head.description) == {"en", "zh"}, name
        assert head.tags, name


def test_ten_targets_were_exceeded(shipped):
    table = shipped.query("exceeded-targets")
    found = [(row.target.removeprefix(TARGET), row.ratio, row.promised, row.promisedLow, row.promisedHigh, row.reported)
             for row in table]
    assert found == [(target, *map(number, figures)) for target, figures in RATIOS.items()]


def test_only_school_places_remain_uncertain(shipped):
    table = shipped.query("exceeded-targets")
    verdicts = {row.target: row.verdict.removeprefix(CODE) for row in table}
    assert verdicts.pop(TARGET + "school-places") == "verdict-undetermined"
    assert set(verdicts.values()) == {"verdict-exceeded"}
    assert {row.claimed for row in table} == {CODE + "verdict-exceeded"}
    assert [row.target for row in shipped.query("rounding-sensitive")] == [TARGET + "school-places"]
    assert [row.target for row in shipped.query("disputed-verdicts")] == [TARGET + "school-places"]


def test_ratios_lie_in_their_intervals_and_targets_in_theirs(shipped):
    for row in shipped.query("exceeded-targets"):
        assert row.ratioLow <= row.ratio <= row.ratioHigh
        assert row.promised is None or row.promisedLow <= row.promised <= row.promisedHigh


def test_hidden_targets_and_their_round_values(shipped):
    found = {row.target.removeprefix(TARGET): row.roundValue for row in shipped.query("hidden-targets")}
    assert found == {"returnee-startups": 9000, "reemployment": 15000, "hard-to-employ": 4900,
                     "skilled-workers": 120000, "highly-skilled-workers": 55000, "training": None}


def test_the_province_set_seven_targets_and_the_city_three(shipped):
    found = [(row.setter.removeprefix(ID), row.targets, row.exceeded, row.certain)
             for row in shipped.query("targets-by-setter")]
    assert found == [("agency-henan-government", 6, 6, 6), ("agency-xinxiang-government", 3, 3, 2),
                     ("agency-henan-education", 1, 1, 1)]


def test_more_schools_were_built_than_exist(shipped):
    row, = shipped.query("stock-and-flow")
    assert (row.added, row.existing) == (2253, 1651)
    assert row.discrepancy is not None


def test_the_statement_came_22_days_after_the_year(shipped):
    days = {row.days for row in shipped.query("statement-delay") if row.period == ID + "year-2023"}
    assert days == {22}


def test_money_for_each_firm(shipped):
    table = shipped.query("money-per-unit", counting="firms")
    found = {row.number: (row.each, row.eachLow, row.eachHigh) for row in table}
    assert found == {258: (Decimal("34994.19"), Decimal("34993.99"), Decimal("34994.38")),
                     11000: (Decimal("5894.36"), Decimal("5638.04"), Decimal("6175.1"))}


def test_a_missed_target_is_found_whether_we_or_the_source_say_so(shipped, missed):
    assert len(shipped.query("missed-targets")) == 0
    found = {row.target.removeprefix(ID): row for row in missed.query("missed-targets")}
    ours, theirs, words = (found["target-example-2024-" + name] for name in ("fairs", "jobs", "posts"))
    assert len(found) == 3
    assert (ours.verdict, ours.claimed, ours.ratio) == (CODE + "verdict-missed", None, Decimal("0.9"))
    assert ours.quote == "计划举办招聘会400场,实际举办招聘会360场"
    assert (theirs.verdict, theirs.claimed) == (CODE + "verdict-undetermined", CODE + "verdict-missed")
    assert theirs.ratioLow < 1 < theirs.ratioHigh
    assert (words.claimed, words.promised, words.reported, words.ratio, words.verdict) == (
        CODE + "verdict-missed", None, None, None, None)


def test_a_rate_that_disagrees_with_its_numbers_is_found(shipped, missed):
    assert len(shipped.query("rate-mismatches")) == 0
    row, = missed.query("rate-mismatches")
    assert (row.promised, row.reported, row.rate) == ("100家", "120家", "150%")


def test_every_target_is_listed_even_without_a_verdict(missed):
    verdicts = {row.target.removeprefix(ID + "target-example-2024-"): row.verdict for row in missed.query("targets")}
    assert set(verdicts) == {"fairs", "jobs", "markets", "posts"}
    assert verdicts["posts"] is None


def test_evidence_holds_for_every_kind_of_thing(shipped):
    things = {"claim-xinxiang-2024-01-22-employment-training": 1, "excerpt-xinxiang-2024-01-22-education-city-plan": 3,
              "target-xinxiang-2023-boarding-schools": 3, "assessment-xinxiang-2023-reemployment": 2,
              "claim-share-xinxiang-2024-01-22-education-boarding-schools-built-since-2012": 2, "indicator-schools": 3,
              "commitment-xinxiang-next-inspection": 1, "programme-xinxiang-weekly-reports": 1, "person-li-rui": 1}
    assert {thing: len(shipped.query("evidence", thing=thing)) for thing in things} == things
    bulletins = [len(shipped.query("evidence", thing=row.bulletin)) for row in shipped.query("bulletins")]
    assert sum(bulletins) == len(shipped.query("evidence"))


@pytest.mark.parametrize(("name", "subject"), [
    ("exceeded-targets", "target"), ("hidden-targets", "target"), ("known-only-as-percentage", "target"),
    ("targets", "target"), ("outcomes-without-target", "outcome"), ("money", "outcome"), ("rankings", "claim"),
    ("awards", "claim"), ("programme-results", "outcome"), ("commitments", "commitment"), ("group-record", "thing"),
])
def test_said_twice_is_listed_once(name, subject, shipped, said_twice):
    subjects = [getattr(row, subject) for row in said_twice.query(name)]
    assert sorted(subjects) == sorted(getattr(row, subject) for row in shipped.query(name))
    assert len(set(subjects)) == len(subjects)


@pytest.mark.parametrize("path", sorted((ROOT / "queries").glob("*.rq")), ids=lambda path: path.stem)
def test_what_must_match_stands_before_what_may(path):
    """Engines without a planner join the patterns after an OPTIONAL or a MINUS as a product with those before it."""
    lines = path.read_text(encoding="utf-8").partition("WHERE {\n")[2].splitlines()
    outermost = [line[4] for line in lines if line.startswith("    ") and line[4] in "?$OM"]
    assert "".join(outermost).lstrip("?$").strip("OM") == ""


def test_every_type_of_parameter_is_used(one_of_each_type):
    assert set(one_of_each_type) == set(TYPES)


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("value", HOSTILE)
def test_no_value_changes_the_shape_of_a_query(kind, value, shipped, one_of_each_type):
    question, parameter = one_of_each_type[kind]
    try:
        bound = shipped.bound(question.name, {parameter: value})
    except UsageError:
        return
    outside, inside = shape(bound, parameter)
    assert outside == shape(question.body, parameter)[0]
    assert len(inside) == 1
    shipped.source.query(bound)


def test_text_in_quotation_marks_is_only_text(shipped):
    assert len(shipped.query("figures", text='" } #')) == 0
    assert len(shipped.query("figures", text="?quote")) == 0
    assert len(shipped.query("figures", text="8.8万人")) == 2
