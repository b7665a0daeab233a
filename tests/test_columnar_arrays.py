"""The operations of which the columnar validator is made give what plain Python gives, on columns drawn at random."""

from __future__ import annotations

import random
from fractions import Fraction

import numpy as np
import polars as pl
import pytest

from kg.columnar import numbers
from kg.columnar.arrays import (
    Index,
    combined,
    distinct,
    expand,
    first_rows,
    ordered_pairs,
    pair_member,
    unique,
    without,
)
from kg.columnar.pool import EMPTY, Pool
from kg.columnar.searching import SEARCHES
from kg.columnar.terms import Terms
from kg.columnar.values import DECIMAL_NUMBER

SPREADS = [3, 40, 5000, 10**9]
"""How far apart codes lie: close together they are counted, far apart sorted."""


def drawn(dice: random.Random, size: int, spread: int, dtype: type = np.int64) -> np.ndarray:
    return np.array([dice.randrange(spread) for _ in range(size)], dtype)


@pytest.mark.parametrize("spread", SPREADS)
@pytest.mark.parametrize("size", [0, 1, 200])
def test_distinct_values_and_their_places(spread, size):
    codes = drawn(random.Random(spread), size, spread)
    assert unique(codes).tolist() == sorted(set(codes.tolist()))
    values, places = distinct(codes)
    assert values.tolist() == sorted(set(codes.tolist()))
    assert values[places].tolist() == codes.tolist()


@pytest.mark.parametrize("spread", SPREADS)
def test_rows_are_equal_where_all_their_columns_are(spread):
    dice = random.Random(spread)
    columns = [drawn(dice, 300, spread) - 1 for _ in range(4)]
    rows = list(zip(*(column.tolist() for column in columns), strict=True))
    keys = combined(columns).tolist()
    assert len(set(zip(rows, keys, strict=True))) == len(set(rows)) == len(set(keys))
    first, places = first_rows(columns)
    assert [rows[place] for place in first[places].tolist()] == rows
    assert all(rows.index(rows[place]) == place for place in first.tolist())


@pytest.mark.parametrize("spread", SPREADS)
@pytest.mark.parametrize("size", [0, 1, 400])
def test_an_index_finds_what_a_dictionary_holds(spread, size):
    dice = random.Random(f"{spread}{size}")
    near, far = ordered_pairs(drawn(dice, size, spread, np.int32), drawn(dice, size, 7, np.int32))
    pairs = list(zip(near.tolist(), far.tolist(), strict=True))
    assert pairs == sorted(set(pairs))
    index = Index(near, far)
    asked = [np.array([-1, 0, spread, *near[:50].tolist(), spread + 5], np.int64), np.arange(min(spread, 3000))]
    for keys in asked:
        expected = [(row, other) for row, key in enumerate(keys.tolist()) for first, other in pairs if first == key]
        rows, found = index.follow(keys)
        assert list(zip(rows.tolist(), found.tolist(), strict=True)) == expected
    others = drawn(dice, len(asked[0]), 7)
    there = [pair in pairs for pair in zip(asked[0].tolist(), others.tolist(), strict=True)]
    assert index.holds(asked[0], others).tolist() == there
    assert pair_member(asked[0], others, index.pairs()).tolist() == there
    assert index.heads.tolist() == sorted({first for first, _ in pairs})
    assert index.widest == max((near.tolist().count(each) for each in near.tolist()), default=0)


def test_keys_are_joined_with_a_sorted_column():
    rows, places = expand(np.array([2, 9, 2, 1]), np.array([1, 2, 2, 3]))
    assert list(zip(rows.tolist(), places.tolist(), strict=True)) == [(0, 1), (0, 2), (2, 1), (2, 2), (3, 0)]


def test_what_is_new_is_told_from_what_was_seen():
    new, both = without(np.array([5, 3, 5, 9]), np.array([3, 4]))
    assert (new.tolist(), both.tolist()) == ([5, 9], [3, 4, 5, 9])


@pytest.mark.parametrize("name", SEARCHES)
def test_a_search_finds_what_each_pair_would_say(name):
    dice = random.Random(name)
    test = {"CONTAINS": str.__contains__, "STRSTARTS": str.startswith, "STRENDS": str.endswith}[name]
    texts = ["".join(dice.choice("aab\0省") for _ in range(dice.randrange(6))) for _ in range(60)]
    parts = ["".join(dice.choice("aab\0省") for _ in range(dice.randrange(4))) for _ in range(40)]
    first, second = SEARCHES[name](texts, parts)
    expected = {(row, place) for row, text in enumerate(texts) for place, part in enumerate(parts) if test(text, part)}
    found = list(zip(first.tolist(), second.tolist(), strict=True))
    assert len(found) == len(set(found))
    assert set(found) == expected


def test_a_function_of_strings_runs_once_for_each():
    pool, asked = Pool(), []
    places = np.array([pool.place(text) for text in ("b", "a", "b", "")] + [-1])

    def doubled(text: str) -> str | int:
        asked.append(text)
        return text * 2 if text else -2

    for _ in range(2):
        made = pool.strings("doubled", places, doubled)
        assert pool.read(made[:3]) == ["bb", "aa", "bb"]
        assert made[3:].tolist() == [-2, -1]
    assert sorted(asked) == ["", "a", "b"]
    assert pool.place("bb") == made[0]
    assert pool.numbers("length", made[:3], len).tolist() == [2, 2, 2]
    assert pool.place("") == EMPTY


def test_functions_that_are_forgotten_are_worked_out_again():
    pool = Pool()
    place = np.array([pool.place("text")])
    for number in range(60):
        assert pool.numbers(number, place, lambda text, number=number: number).tolist() == [number]
    assert pool.numbers(0, place, lambda text: 7).tolist() == [7]


EDGES = [0, 1, -1, 7, 10**6, 2**31, 2**62 - 1, 2**62, 2**63 - 1, -(2**63), 10**18, 10**19, 10**40, -(10**30) + 1]


@pytest.mark.parametrize("few", [True, False], ids=["small", "with large ones"])
def test_numbers_are_exact(few):
    """Each column is once small enough for 64 bits, and once not."""
    dice = random.Random(few)
    edges, digits = (EDGES[:5], 4) if few else (EDGES, 20)
    values = [Fraction(dice.choice(edges) + dice.randrange(-3, 4), 10 ** dice.randrange(digits)) for _ in range(80)]
    others = dice.sample(values, len(values))
    left, right = (numbers.of_fractions(list(each), DECIMAL_NUMBER) for each in (values, others))
    assert (left.over.dtype == np.int64) == few
    pairs = list(zip(values, others, strict=True))
    for operation, plain in ((numbers.add, Fraction.__add__), (numbers.subtract, Fraction.__sub__),
                             (numbers.multiply, Fraction.__mul__)):  # fmt: skip
        assert fractions(operation(left, right)) == [plain(*pair) for pair in pairs]
    assert fractions(numbers.divide(left, right)) == [None if not b else a / b for a, b in pairs]
    assert numbers.compare(left, right)[0].tolist() == [(a > b) - (a < b) for a, b in pairs]
    for function, plain in ((numbers.absolute, abs), (numbers.floor, lambda x: x.__floor__()),
                            (numbers.ceiling, lambda x: x.__ceil__()), (numbers.truncated, lambda x: x.__trunc__()),
                            (numbers.rounded, lambda x: (x + Fraction(1, 2)).__floor__())):  # fmt: skip
        assert fractions(function(left)) == [plain(each) for each in values]


def fractions(column: numbers.Numbers) -> list[Fraction | None]:
    rows = zip(column.kind.tolist(), column.over.tolist(), column.under.tolist(), strict=True)
    return [Fraction(over, under) if kind else None for kind, over, under in rows]


def test_terms_at_the_edge_of_64_bits_are_read_in_full():
    texts = [f'"{edge}"^^<http://www.w3.org/2001/XMLSchema#integer>' for edge in EDGES]
    column = numbers.of_terms(Terms(pl.Series(texts)), np.arange(len(texts)))
    assert fractions(column) == EDGES
    assert fractions(numbers.absolute(column)) == [abs(edge) for edge in EDGES]
    small = numbers.of_terms(Terms(pl.Series(texts[:10])), np.arange(10))
    assert fractions(numbers.add(small, small)) == [2 * edge for edge in EDGES[:10]]
