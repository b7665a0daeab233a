"""Printed numbers are read with their words, exactly."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kg.layout import Layout
from kg.namespaces import PC, QUDT
from kg.text import turtle
from kg.text.quantities import bounds, numerals, read_printed

SHIPPED = Layout.shipped()

PRINTED = {
    "8.8万人": ("88000", "1000", "人"),
    "348.6%": ("348.6", "0.1", "%"),
    "第四位": ("4", "1", "位"),
    "2.64亿元": ("264000000", "1000000", "元"),
    "902.85万元": ("9028500", "100", "元"),
    "6万平方米": ("60000", "10000", "平方米"),
    "23.8万人次": ("238000", "1000", "人次"),
    "8814个": ("8814", "1", "个"),
    "10金": ("10", "1", "金"),
    "五批": ("5", "1", "批"),
    "第二": ("2", "1", ""),
    "两所": ("2", "1", "所"),
    "十二所": ("12", "1", "所"),
    "二十": ("20", "1", ""),
    "一百零五件": ("105", "1", "件"),
    "一万二千人": ("12000", "1", "人"),
    "一亿二千万元": ("120000000", "10000", "元"),
    "二〇二三年": ("2023", "1", "年"),
    "1.5万亿元": ("1500000000000", "100000000000", "元"),
    "百分之三十五": ("35", "1", "%"),
    "3,000余人": ("3000", "1", "人"),
    "约3000人左右": ("3000", "1", "人"),
    "８．８万人": ("88000", "1000", "人"),
    "8.8 万人": ("88000", "1000", "人"),
    "1.50亿": ("150000000", "1000000", ""),
    "公办幼儿园26所": ("26", "1", "所"),
}


@pytest.mark.parametrize("words", PRINTED)
def test_a_printed_number_gives_value_last_unit_and_measure_word(words):
    printed = read_printed(words)
    assert (str(printed.value), str(printed.unit_of_last_digit), printed.measure_word) == PRINTED[words]


@pytest.mark.parametrize("words", ["", "超额完成", "高度肯定"])
def test_words_without_a_number_give_none(words):
    assert read_printed(words) is None


def test_numerals_finds_every_number_with_its_place():
    text = "向1.1万家企业发放五批稳岗资金6483.8万元"
    assert [(text[n.start:n.end], n.value) for n in numerals(text)] == [
        ("1.1万", Decimal(11000)), ("五", Decimal(5)), ("6483.8万", Decimal(64838000))]


@pytest.mark.parametrize(("words", "precision", "rounding", "low", "high"), [
    ("8.8万人", "rounded", "half-unit", "87500", "88500"),
    ("8.8万人", "rounded", "cut", "88000", "89000"),
    ("348.6%", "rounded", "half-unit", "348.55", "348.65"),
    ("6485人", "exact", "half-unit", "6485", "6485"),
    ("3000余人", "at-least", "half-unit", "3000", None),
    ("约3万人", "about", "half-unit", "20000", "40000"),
])
def test_bounds_follow_from_precision_and_rounding(words, precision, rounding, low, high):
    expected = (Decimal(low), None if high is None else Decimal(high))
    assert bounds(read_printed(words), precision, rounding) == expected


def test_bounds_of_an_unknown_precision_or_rounding_are_refused():
    for precision, rounding in (("between", "half-unit"), ("exact", "up")):
        with pytest.raises(ValueError, match="no bounds"):
            bounds(read_printed("8.8万人"), precision, rounding)


def statements(paths) -> dict[str, dict[str, str]]:
    """Subject → predicate → value, of all triples of some files; of several values one."""
    found: dict[str, dict[str, str]] = {}
    for path in paths:
        for triple in turtle.read(path):
            found.setdefault(triple.subject.value, {})[triple.predicate.value] = triple.object.value
    return found


def test_the_shipped_claims_hold_the_numbers_of_their_words():
    wrong = {}
    claims = statements(SHIPPED.bulletins())
    for name, claim in claims.items():
        stated = claim.get(QUDT + "value") or claim.get(PC + "rank")
        if stated and PC + "asWritten" in claim:
            printed = read_printed(claim[PC + "asWritten"])
            if printed is None or printed.value != Decimal(stated):
                wrong[name] = (claim[PC + "asWritten"], stated)
    assert wrong == {}
    assert sum(QUDT + "value" in claim for claim in claims.values()) > 50


def test_the_bounds_of_the_rule_are_the_bounds_of_the_words():
    derived = statements(SHIPPED.derived_of(path) for path in SHIPPED.bulletins())
    compared = 0
    for name, claim in statements(SHIPPED.bulletins()).items():
        bounded = derived.get(name, {})
        if PC + "lowerBound" not in bounded:
            continue
        low, high = bounds(read_printed(claim[PC + "asWritten"]), claim[PC + "precision"].rpartition("precision-")[2])
        assert low == Decimal(bounded[PC + "lowerBound"]), name
        assert (high is None) == (PC + "upperBound" not in bounded), name
        assert high is None or high == Decimal(bounded[PC + "upperBound"]), name
        compared += 1
    assert compared > 50
