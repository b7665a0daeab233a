"""Each excerpt says what its bulletin says, where it says it, and holds the words of its claims."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from figures import bulletins, excerpts, values, wordings

from kg.namespaces import ID, PC
from kg.text import turtle

ROOT = Path(__file__).parents[1]
TRIPLES = [triple for path in sorted(ROOT.glob("data/bulletins/**/*.ttl")) for triple in turtle.read(path)]
BULLETINS = bulletins(TRIPLES)
EXCERPTS = excerpts(TRIPLES)
LONGEST = 100
"""A quotation is a clause, not a paragraph: the articles are not redistributed."""


def named(iri: str) -> str:
    return iri.removeprefix(ID)


each_bulletin = pytest.mark.parametrize("iri", sorted(BULLETINS), ids=named)
each_excerpt = pytest.mark.parametrize("iri", sorted(EXCERPTS), ids=named)


@each_bulletin
def test_a_bulletin_names_its_text_by_digest_and_span(iri):
    bulletin = BULLETINS[iri]
    assert re.fullmatch(r"[0-9a-f]{64}", bulletin.digest)
    assert 0 <= bulletin.start < bulletin.end


@each_excerpt
def test_an_excerpt_is_as_long_as_its_span_and_lies_within_its_bulletin(iri):
    span, bulletin = EXCERPTS[iri].span, BULLETINS[EXCERPTS[iri].bulletin]
    assert span.end - span.start == len(span.text)
    assert bulletin.start <= span.start
    assert span.end <= bulletin.end


@each_excerpt
def test_an_excerpt_is_a_short_quotation_without_blank_ends(iri):
    text = EXCERPTS[iri].span.text
    assert 0 < len(text) <= LONGEST
    assert text == text.strip()


@each_excerpt
def test_an_excerpt_is_the_source_of_something(iri):
    assert iri in {excerpt for _, excerpt in values(TRIPLES, PC + "statedIn")}


@pytest.mark.parametrize("wording", wordings(TRIPLES), ids=lambda wording: named(wording.claim))
def test_the_words_of_a_claim_stand_in_its_excerpt_exactly_once(wording):
    assert len(wording.places()) == 1


def test_a_bulletin_is_quoted_little():
    for bulletin in BULLETINS.values():
        quoted = {place for excerpt in EXCERPTS.values() if excerpt.bulletin == bulletin.iri
                  for place in range(excerpt.span.start, excerpt.span.end)}  # fmt: skip
        assert len(quoted) < (bulletin.end - bulletin.start) * 0.7


@each_bulletin
def test_the_text_of_a_bulletin_is_found_by_its_digest_and_is_as_long_as_it_must_be(iri, texts: Mapping[str, str]):
    bulletin = BULLETINS[iri]
    assert bulletin.end <= len(texts[bulletin.digest])


@each_excerpt
def test_an_excerpt_stands_in_the_text_letter_for_letter(iri, texts: Mapping[str, str]):
    span, bulletin = EXCERPTS[iri].span, BULLETINS[EXCERPTS[iri].bulletin]
    assert texts[bulletin.digest][span.start:span.end] == span.text
