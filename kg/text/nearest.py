"""The place of a quotation in a text: where it stands, or where the text says nearly the same.

Nearly the same is what differs in white space alone, or in one or two characters that are not part of a number. If two
places fit equally well, there is no answer: nothing is guessed.

Source: P. H. Sellers, The theory and computation of evolutionary distances: pattern recognition, 1980.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .quantities import numerals

MOST = 2
"""How many characters may differ."""

_LEAST = 6
"""Shorter quotations are not looked for approximately."""

_Span = tuple[int, int]


def find(quote: str, text: str, start: int = 0, end: int | None = None) -> _Span | None:
    """Give the one place, between two offsets, where a text says a quotation or nearly so; None if there is none."""
    end = len(text) if end is None else min(end, len(text))
    exact = [(at, at + len(quote)) for at in _occurrences(quote, text, start, end)]
    if exact:
        return exact[0] if len(exact) == 1 else None
    spaced = _spaced(quote, text, start, end)
    if spaced:
        return spaced[0] if len(spaced) == 1 else None
    found = _nearly(quote, text[start:end]) if len(quote) >= _LEAST else None
    if found is None:
        return None
    span = _trimmed(text, start + found[0], start + found[1])
    return span if _numbers(quote) == _numbers(text[slice(*span)]) else None


def _occurrences(quote: str, text: str, start: int, end: int) -> Iterator[int]:
    at = text.find(quote, start, end)
    while quote and at >= 0:
        yield at
        at = text.find(quote, at + 1, end)


def _spaced(quote: str, text: str, start: int, end: int) -> list[_Span]:
    """Find where a text says the same with other white space."""
    characters = [re.escape(character) for character in quote if not character.isspace()]
    return [found.span() for found in re.compile(r"\s*".join(characters)).finditer(text, start, end)] if (
        characters) else []


def _nearly(quote: str, text: str) -> _Span | None:
    """Find the one place where the fewest characters, and at most `MOST`, differ."""
    row = [(0, at) for at in range(len(text) + 1)]  # distance of nothing from the text that ends here; its start
    for index, character in enumerate(quote, 1):
        before, row = row, [(index, 0)]
        for at, there in enumerate(text, 1):
            row.append(min((before[at - 1][0] + (character != there), before[at - 1][1]),
                           (before[at][0] + 1, before[at][1]), (row[at - 1][0] + 1, row[at - 1][1])))
    least = min(distance for distance, _ in row)
    spans = [(start, end) for end, (distance, start) in enumerate(row) if distance == least]
    apart = spans[-1][0] >= spans[0][1]
    if least > MOST or apart:
        return None
    return min(spans, key=lambda span: (abs(span[1] - span[0] - len(quote)), span))


def _trimmed(text: str, start: int, end: int) -> _Span:
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())


def _numbers(text: str) -> list[object]:
    return [numeral.value for numeral in numerals("".join(text.split()))]
