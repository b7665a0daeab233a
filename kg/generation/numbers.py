"""Chance, and numbers as they are printed: all arithmetic is on integers.

A printed number keeps twice its bounds, so that half units stay whole; percentages count in tenths.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import NamedTuple, TypeVar

from .catalogue import Indicator

Item = TypeVar("Item")
_DIGITS = "零一二三四五六七八九十"


class Dice:
    """Chance that is the same for the same key on every machine and in every version of Python."""

    def __init__(self, key: str) -> None:
        self._random = Random(key).random

    def below(self, limit: int) -> int:
        """Give a whole number from 0 up to, not including, the limit."""
        return int(self._random() * limit)

    def between(self, low: int, high: int) -> int:
        """Give a whole number between the two, both included."""
        return low + self.below(high - low + 1)

    def chance(self, percent: int) -> bool:
        """Say yes in so many of a hundred cases."""
        return self.below(100) < percent

    def pick(self, items: Sequence[Item]) -> Item:
        """Take one item."""
        return items[self.below(len(items))]

    def some(self, items: Sequence[Item], number: int) -> list[Item]:
        """Take so many items, in their order."""
        left = list(range(len(items)))
        taken = [left.pop(self.below(len(left))) for _ in range(min(number, len(items)))]
        return [items[index] for index in sorted(taken)]


class Printed(NamedTuple):
    """A number as printed: words, the value they say, its precision, twice its lower and upper bound."""

    words: str
    value: str
    precision: str
    low: int
    high: int | None

    def excludes(self, other: Printed) -> bool:
        """Whether the two cannot both be right."""
        return (self.high is not None and self.high < other.low) or (other.high is not None and other.high < self.low)


def figure(value: int, indicator: Indicator, dice: Dice) -> Printed:
    """Print a result the way bulletins do: small numbers in full, large ones in 万 and 亿."""
    if indicator.counting == "proportion":
        return percent(value)
    if value < 10_000 or (indicator.unit == "unit:NUM" and value < 1_000_000 and dice.chance(12)):
        return exact(value, indicator.word)
    if value >= 100_000_000:
        return rounded(value, "亿", 2 if dice.chance(80) else 1, indicator.word)
    if indicator.counting == "money":
        return rounded(value, "万", dice.pick((0, 1, 1, 2, 2)), indicator.word)
    decimals = 0 if value >= 100_000 and dice.chance(8) else 2 if dice.chance(25) else 1
    return rounded(value, "万", decimals, indicator.word)


def hedged(value: int, indicator: Indicator, dice: Dice) -> Printed:
    """Print a result with 约 or 超过 before it."""
    if dice.chance(50):
        plain = rounded(value, "万", 1, indicator.word)
        width = plain.high - plain.low if plain.high is not None else 0
        middle = 2 * int(plain.value)
        return Printed("约" + plain.words, plain.value, "about", middle - width, middle + width)
    plain = rounded(value - 500, "万", 1, indicator.word)
    return Printed("超过" + plain.words, plain.value, "at-least", 2 * int(plain.value), None)


def exact(value: int, word: str) -> Printed:
    """Print a number in full."""
    return Printed(f"{value}{word}", str(value), "exact", 2 * value, 2 * value)


def rounded(value: int, scale: str, decimals: int, word: str) -> Printed:
    """Print a number in 万 or 亿, rounded half up; zeros at the end are left out."""
    step = (10_000 if scale == "万" else 100_000_000) // 10**decimals
    units = (2 * value + step) // (2 * step)
    while decimals and units % 10 == 0:
        units, decimals, step = units // 10, decimals - 1, step * 10
    said = units * step
    return Printed(_point(units, decimals) + scale + word, str(said), "rounded", 2 * said - step, 2 * said + step)


def promise(value: int, word: str) -> Printed:
    """Print a target: a round number, so that nothing is lost."""
    if value < 10_000:
        return exact(value, word)
    scale, unit = ("亿", 100_000_000) if value >= 100_000_000 else ("万", 10_000)
    decimals = next(places for places in range(9) if value * 10**places % unit == 0)
    return rounded(value, scale, decimals, word)


def percent(tenths: int) -> Printed:
    """Print a percentage given in tenths."""
    text = _point(tenths, 1) if tenths % 10 else str(tenths // 10)
    width = 1 if tenths % 10 else 10
    return Printed(f"{text}%", text, "rounded", 2 * tenths - width, 2 * tenths + width)


def rate(result: int, target: int) -> Printed:
    """Print result divided by target."""
    return percent((2000 * result + target) // (2 * target))


def round_number(value: int) -> int:
    """Give the nearest number of at most two significant digits, as targets are."""
    step = int("1" + "0" * max(0, len(str(value)) - 2))
    return max(2, (2 * value + step) // (2 * step) * step)


def ordinal(number: int) -> str:
    """Write a rank in Chinese numerals, up to 99."""
    tens, ones = divmod(number, 10)
    if number <= 10:
        return _DIGITS[number]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


def _point(units: int, decimals: int) -> str:
    return f"{units // 10**decimals}.{units % 10**decimals:0{decimals}d}" if decimals else str(units)
