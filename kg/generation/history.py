"""What happened: the numbers of one place and topic, year after year, before anybody reports them.

Each year's target lies between last year's target and last year's result, rounded to two digits; results scatter
around the target; stocks grow; what has come together since 2012 stays below the stock.
"""

from __future__ import annotations

from typing import NamedTuple

from .catalogue import Indicator, Place, indicators
from .numbers import Dice, Printed, figure, hedged, promise, round_number

HIDDEN = 60
"""Of a hundred targets, so many whose value is not disclosed: six of the first ten."""

ANNOUNCED = 40
"""Of a hundred disclosed targets, so many that the bulletin of the year before discloses."""

_CITIES = (80, 150, 220, 290, 350, 420, 480, 560, 640, 760, 900)
_COUNTIES = (9, 18, 27, 34, 41, 48, 56, 66, 80, 110)


class Aim(NamedTuple):
    """A target and its result; `announced` if the bulletin of the year before gives its value."""

    indicator: Indicator
    year: int
    target: int
    result: int
    hidden: bool
    announced: bool
    reported: bool
    promised: Printed
    printed: Printed


class Fact(NamedTuple):
    """A result without a target."""

    indicator: Indicator
    value: int
    printed: Printed


class Year(NamedTuple):
    """All numbers of one year, by the role of their indicators."""

    year: int
    aims: tuple[Aim, ...]
    facts: dict[str, tuple[Fact, ...]]


def history(place: Place, topic: str, first: int, number: int, dice: Dice) -> list[Year]:
    """Give so many years and one more, whose announced targets the last bulletin can tell."""
    table = _CITIES if place.level == "prefectural" else _COUNTIES
    people = dice.pick(table) * 10_000 * dice.between(85, 115) // 100
    rows = indicators(topic)
    base = {row.slug: _base(row, people, dice) for row in rows}
    targets = {row.slug: round_number(base[row.slug]) for row in rows if row.role == "T"}
    years = []
    for year in range(first, first + number + 1):
        aims = [_aim(row, year, targets[row.slug], year > first, dice) for row in rows if row.role == "T"]
        for aim in aims:
            targets[aim.indicator.slug] = _next_target(aim, dice)
        kept = tuple(aim for aim in aims if aim.announced or dice.chance(88))
        years.append(Year(year, kept, _facts(rows, base, year, dice)))
    return years


def _base(row: Indicator, people: int, dice: Dice) -> int:
    if row.counting == "proportion":
        return min(995, row.size + dice.between(-60, 60))
    return max(3, row.size * people // 1_000_000 * dice.between(60, 150) // 100)


def _aim(row: Indicator, year: int, target: int, known_before: bool, dice: Dice) -> Aim:
    result = _result(target, row.direction, dice)
    hidden = dice.chance(HIDDEN)
    announced = not hidden and known_before and dice.chance(ANNOUNCED)
    return Aim(row, year, target, result, hidden, announced, hidden or dice.chance(94),
               promise(target, row.word), figure(result, row, dice))


def _result(target: int, direction: str, dice: Dice) -> int:
    """Five in a hundred results are just the target, five miss it, the rest exceeds it, a few by far."""
    draw = dice.below(100)
    if draw < 5:
        return target
    low, high = (820, 990) if draw < 10 else (1005, 1080) if draw < 50 else (1080, 1450) if draw < 95 else (1500, 3500)
    thousandths, step = dice.between(low, high), -1 if draw < 10 else 1
    if direction == "lower":
        return max(1, min(target * 1000 // thousandths, target - 1) if step > 0 else target * 1000 // thousandths + 1)
    return max(1, max(target * thousandths // 1000, target + 1) if step > 0 else target * thousandths // 1000)


def _next_target(aim: Aim, dice: Dice) -> int:
    step = (aim.result - aim.target) * dice.below(60) // 100
    limit = aim.target * 3 // 10
    return round_number(aim.target + max(-limit, min(limit, step)))


def _facts(rows: tuple[Indicator, ...], base: dict[str, int], year: int, dice: Dice) -> dict[str, tuple[Fact, ...]]:
    """Draw what is no target; parts and cumulative counts come after what they are part of."""
    values: dict[str, int] = {}
    found: dict[str, list[Fact]] = {}
    for row in rows:
        if row.role == "T":
            continue
        value = values[row.slug] = _value(row, base[row.slug], values, year, dice)
        rough = row.role == "O" and value >= 20_000 and row.unit == "unit:NUM" and dice.chance(8)
        printed = hedged(value, row, dice) if rough else figure(value, row, dice)
        found.setdefault(row.role, []).append(Fact(row, value, printed))
    return {role: tuple(facts) for role, facts in found.items()}


def _value(row: Indicator, base: int, values: dict[str, int], year: int, dice: Dice) -> int:
    if row.role == "P":
        return max(1, values[row.of[0]] * min(99, row.size + dice.between(-8, 3)) // 100)
    if row.role == "Q":
        return min(99, row.size + dice.between(-6, 4))
    if row.role == "C":
        return max(1, sum(values[part] for part in row.of) * (10 + 4 * (year - 2012)) // 100)
    if row.counting == "proportion":
        return min(999, base + 3 * (year - 2014) + dice.below(4))
    growth = 1000 + (year - 2014) * (20 if row.role == "S" else 35)
    return max(2, base * growth // 1000 * (1000 if row.role == "S" else dice.between(880, 1120)) // 1000)
