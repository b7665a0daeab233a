"""Each number of each bulletin is the figure of a claim, or is listed with the reason why it is no figure."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import pytest
from figures import LISTED, REASONS, Span, bulletins, claimed, excerpts, listed, numbers, unaccounted, wordings
from pyoxigraph import Literal, NamedNode, Triple

from kg.namespaces import ID, OA, PC, PROV
from kg.text import turtle

ROOT = Path(__file__).parents[1]
TRIPLES = [triple for path in sorted(ROOT.glob("data/bulletins/**/*.ttl")) for triple in turtle.read(path)]
DIGESTS = sorted({bulletin.digest for bulletin in bulletins(TRIPLES).values()})
SMALL = "全年新增就业8.8万人,发放\n\n五批资金;2023年。"


def spans(digest: str) -> list[Span]:
    return [entry.span for entry in listed() if entry.digest == digest]


def with_a_number() -> list[str]:
    return sorted({wording.claim for wording in wordings(TRIPLES) if numbers(wording.words)})


def without(claim: str) -> list[Triple]:
    return [triple for triple in TRIPLES if triple.subject.value != claim]


def small(*worded: str) -> list[Triple]:
    """Two claims, or fewer, in a bulletin of one sentence that is one excerpt."""
    bulletin, excerpt = NamedNode(ID + "bulletin-small"), NamedNode(ID + "excerpt-small")
    facts = [(bulletin, PC + "textDigest", "small"), (bulletin, PC + "textStart", "0"),
             (bulletin, PC + "textEnd", str(len(SMALL))), (excerpt, OA + "exact", SMALL), (excerpt, OA + "start", "0"),
             (excerpt, OA + "end", str(len(SMALL)))]
    triples = [Triple(subject, NamedNode(predicate), Literal(value)) for subject, predicate, value in facts]
    triples.append(Triple(excerpt, NamedNode(PROV + "wasQuotedFrom"), bulletin))
    for index, words in enumerate(worded):
        claim = NamedNode(f"{ID}claim-small-{index}")
        triples += [Triple(claim, NamedNode(PC + "asWritten"), Literal(words)),
                    Triple(claim, NamedNode(PC + "statedIn"), excerpt)]
    return triples


def left(*worded: str) -> list[str]:
    return [number.text for number in unaccounted(numbers(SMALL), claimed(small(*worded), "small"), [])]


# The walker ---------------------------------------------------------------------------------------


def test_a_number_is_taken_whole_with_its_decimals_and_its_scale():
    found = [number.text for number in numbers("8.8万人、348.6%、1.65亿元、五批、第四位、二十三个、2253所,401个")]
    assert found == ["8.8万", "348.6", "1.65亿", "五", "四", "二十三", "2253", "401"]


def test_a_number_is_accounted_for_by_the_words_of_a_claim():
    assert left("8.8万人", "五批") == ["2023"]
    assert left("8.8万人") == ["五", "2023"]


def test_a_piece_of_a_number_or_other_words_do_not_account_for_it():
    assert left("8万人", "8.8", "8") == ["8.8万", "五", "2023"]


def test_words_are_found_across_a_line_break():
    assert left("8.8万人", "发放五批") == ["2023"]


def test_a_listed_span_accounts_for_the_numbers_within():
    start = SMALL.index("2023")
    claims = claimed(small("8.8万人", "五批"), "small")
    assert unaccounted(numbers(SMALL), claims, [Span(start, start + 5, "2023年")]) == []


# The list of what is no figure --------------------------------------------------------------------


def test_the_list_is_sorted_and_no_two_entries_overlap():
    entries = [(entry.digest, entry.span) for entry in listed()]
    assert entries == sorted(entries)
    assert not [two for one, two in pairwise(entries) if one[0] == two[0] and two[1].start < one[1].end]


@pytest.mark.parametrize("entry", listed(), ids=lambda entry: f"{entry.span.start}-{entry.span.text}")
def test_a_listed_entry_gives_a_reason_and_holds_a_number(entry):
    assert entry.digest in DIGESTS
    assert entry.reason in REASONS
    assert entry.note
    assert entry.span.end - entry.span.start == len(entry.span.text)
    assert numbers(entry.span.text)


def test_a_listed_number_is_not_the_figure_of_a_claim_as_well():
    assert not [(entry, span) for entry in listed() for span in claimed(TRIPLES, entry.digest)
                if span.start < entry.span.end and entry.span.start < span.end]  # fmt: skip


# Without the text: the quotations ------------------------------------------------------------------


@pytest.mark.parametrize("digest", DIGESTS)
def test_each_number_of_a_quotation_is_claimed_or_listed(digest):
    own = {bulletin.iri for bulletin in bulletins(TRIPLES).values() if bulletin.digest == digest}
    quoted = [excerpt.span for excerpt in excerpts(TRIPLES).values() if excerpt.bulletin in own]
    found = [number for span in quoted for number in numbers(span.text, span.start)]
    assert unaccounted(found, claimed(TRIPLES, digest), spans(digest)) == []


@pytest.mark.parametrize("claim", with_a_number(), ids=lambda claim: claim.removeprefix(ID))
def test_without_a_claim_its_number_is_reported(claim):
    wording = next(wording for wording in wordings(TRIPLES) if wording.claim == claim)
    digest = bulletins(TRIPLES)[wording.excerpt.bulletin].digest
    quoted = wording.excerpt.span
    missing = unaccounted(numbers(quoted.text, quoted.start), claimed(without(claim), digest), spans(digest))
    assert missing == numbers(wording.places()[0].text, wording.places()[0].start)


# With the text: everything --------------------------------------------------------------------------


@pytest.mark.parametrize("digest", DIGESTS)
def test_each_number_of_a_text_is_claimed_or_listed(digest: str, texts: Mapping[str, str]):
    assert unaccounted(numbers(texts[digest]), claimed(TRIPLES, digest), spans(digest)) == [], (
        f"claim it in data/bulletins, or list it in {LISTED.name} with the reason why it is no figure")


@pytest.mark.parametrize("digest", DIGESTS)
def test_no_listed_entry_is_stale(digest: str, texts: Mapping[str, str]):
    assert [span for span in spans(digest) if texts[digest][span.start:span.end] != span.text] == []
