"""Finding things by name, and cards of what was found."""

from __future__ import annotations

import pytest

from kg.asking import search
from kg.errors import UsageError
from kg.namespaces import ID

TARGET = ID + "target-xinxiang-2023-boarding-schools"
BUREAU = ID + "agency-xinxiang-education"


@pytest.mark.parametrize("name", [
    "id:agency-xinxiang-education", "agency-xinxiang-education", BUREAU, f"<{BUREAU}>", "新乡市教育局",
    "Xinxiang Municipal Bureau of Education", "  新乡市教育局 ",
])
def test_a_thing_is_found_by_id_iri_or_label_in_either_language(shipped, name):
    assert search.resolve(shipped.source, name).value == BUREAU


def test_a_slip_is_answered_with_the_nearest_name(shipped):
    with pytest.raises(UsageError) as caught:
        search.resolve(shipped.source, "agency-xinxiang-eduction")
    assert "agency-xinxiang-education" in caught.value.hint


@pytest.mark.parametrize("name", ['" } #', "x> . ?s ?p ?o #", "<x>", "http://example.org/nothing", "id:", "a:b", "'"])
def test_what_is_not_there_is_refused_and_changes_no_query(shipped, name):
    with pytest.raises(UsageError, match="nothing is called"):
        search.resolve(shipped.source, name)


def test_the_class_that_is_wanted_is_kept(shipped):
    assert search.resolve(shipped.source, "新乡市教育局", "pc:Agency").value == BUREAU
    with pytest.raises(UsageError, match="is not a pc:Agency"):
        search.resolve(shipped.source, "place-410700", "pc:Agency")


def test_one_class_tells_equal_names_apart(shipped):
    assert search.resolve(shipped.source, TARGET, "pc:Commitment").value == TARGET


@pytest.mark.parametrize("text", ["8.8万", "8.8万人", "88000", "88,000", "88 000"])
def test_a_number_is_found_however_it_is_written(shipped, text):
    found = {row.thing for row in shipped.find(text)}
    assert ID + "claim-xinxiang-2024-01-22-employment-new-urban-jobs" in found


def test_texts_are_found_in_labels_and_quotations_whatever_the_case(shipped):
    kinds = {row.kind.rpartition("#")[2] for row in shipped.find("寄宿制")}
    assert {"Target", "Excerpt", "Indicator"} <= kinds
    assert TARGET in {row.thing for row in shipped.find("BOARDING primary")}
    assert len(shipped.find("no such words")) == 0


@pytest.mark.parametrize("text", ["", "  "])
def test_nothing_is_not_looked_for(shipped, text):
    with pytest.raises(UsageError, match="find what"):
        shipped.find(text)


def test_a_targets_card_tells_promise_result_verdict_and_words(shipped):
    card = shipped.show("target-xinxiang-2023-boarding-schools")
    told = {line.heading: line for line in card.lines}
    assert (card.thing, card.kind) == (TARGET, "target")
    assert told["promised"].text.startswith("8个")
    assert told["reported"].text.startswith("11所")
    assert told["reported"].quote.startswith("目前,我市已完成11所")
    assert "137.5 % · exceeded" in told["assessed"].text
    assert told["set by"].text == "Henan Provincial Department of Education"


def test_a_hidden_targets_card_tells_the_interval(shipped):
    [promised] = [line for line in shipped.show("target-xinxiang-2023-returnee-startups").lines
                  if line.heading == "promised"]
    assert "between 8748.02 and 9037.45" in promised.text
    assert "round number inside: 9000" in promised.text


@pytest.mark.parametrize("thing", ["新乡市教育局", "bulletin-xinxiang-2024-01-22-education", "pc:Target",
                                   "code:verdict-exceeded", "claim-xinxiang-2024-01-22-employment-new-urban-jobs"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_everything_has_a_card_in_both_languages(shipped, thing, lang):
    card = shipped.show(thing, lang)
    assert card.name
    assert card.lines
    assert "None" not in str(card)
