"""Which of many strings contains, begins or ends with which of many others, without a look at every pair.

Source: SPARQL 1.1 Query, sections 17.4.3.6 to 17.4.3.8 (STRSTARTS, STRENDS, CONTAINS).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from .arrays import Array, unique
from .columns import Column, as_strings
from .string_functions import same_kind
from .terms import Terms

Search = Callable[[Sequence[str], Sequence[str]], tuple[Array, Array]]
"""Gives places of strings, and beside each the place of a part that is found there."""


def searched(terms: Terms, name: str, texts: Column, parts: Column) -> tuple[Array, Array]:
    """Give the pairs of rows for which a function of `SEARCHES` is true."""
    wholes, wanted = as_strings(terms, texts), as_strings(terms, parts)
    read = [terms.pool.read(np.maximum(each.places, 0)) for each in (wholes, wanted)]
    first, second = SEARCHES[name](*read)
    good = (wholes.places[first] >= 0) & (wanted.places[second] >= 0)
    good &= same_kind(wholes.take(first), wanted.take(second))
    return first[good], second[good]


def _containing(texts: Sequence[str], parts: Sequence[str]) -> tuple[Array, Array]:
    """Search all texts as one for each part."""
    starts = np.cumsum([0, *(len(text) + 1 for text in texts)])
    whole = "\0".join(texts)
    return _paired([_rows_with(whole, part, starts) for part in parts])


def _rows_with(whole: str, part: str, starts: Array) -> Array:
    """Give the texts that hold a part; what reaches from one into the next is none."""
    if not part:
        return np.arange(len(starts) - 1)
    begins = np.array([*_places(whole, part)], np.int64)
    rows = np.searchsorted(starts, begins, "right") - 1
    return unique(rows[begins + len(part) < starts[rows + 1]])


def _places(whole: str, part: str) -> Iterator[int]:
    place = whole.find(part)
    while place >= 0:
        yield place
        place = whole.find(part, place + 1)


def _beginning(texts: Sequence[str], parts: Sequence[str]) -> tuple[Array, Array]:
    """Look up the beginnings of each text that are as long as any part."""
    rows: dict[str, list[int]] = {}
    for row, text in enumerate(texts):
        rows.setdefault(text, []).append(row)
    by_part: dict[str, list[int]] = {part: [] for part in parts}
    lengths = sorted({len(part) for part in by_part})
    for text, places in rows.items():
        for length in lengths:
            if length <= len(text) and text[:length] in by_part:
                by_part[text[:length]] += places
    return _paired([np.array(by_part[part], np.int64) for part in parts])


def _ending(texts: Sequence[str], parts: Sequence[str]) -> tuple[Array, Array]:
    return _beginning([text[::-1] for text in texts], [part[::-1] for part in parts])


def _paired(found: list[Array]) -> tuple[Array, Array]:
    first = np.concatenate([np.zeros(0, np.int64), *found])
    return first, np.repeat(np.arange(len(found)), [len(rows) for rows in found])


SEARCHES: dict[str, Search] = {"CONTAINS": _containing, "STRSTARTS": _beginning, "STRENDS": _ending}
"""Function → the search that finds where it is true."""
