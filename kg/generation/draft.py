"""What a bulletin is made from, and what comes of it."""

from __future__ import annotations

from typing import NamedTuple

from .article import Article, Scene
from .catalogue import Indicator, Place, places
from .history import Year
from .numbers import Dice, Printed, figure

KINDS = ("contradiction", "contradiction-across", "flow-above-stock", "part-above-whole", "rate-mismatch")
"""What can be planted; the second is a contradiction with the bulletin of the year before."""


class Bulletin(NamedTuple):
    """A finished bulletin; `planted` is the kind and the name of the discrepancy in it."""

    scene: Scene
    text: str
    digest: str
    turtle: str
    triples: int
    planted: tuple[str, str] | None


class Draft(NamedTuple):
    """A bulletin in the making: this year, the year before if a bulletin told of it, and the year to come."""

    article: Article
    dice: Dice
    now: Year
    before: tuple[Scene, Year] | None
    after: Year
    plant: str

    @property
    def scene(self) -> Scene:
        """Where and when."""
        return self.article.scene

    @property
    def our(self) -> str:
        """我市, 我县 …"""
        return "我" + self.scene.place.noun

    @property
    def whole(self) -> str:
        """全市, 全县 …"""
        return "全" + self.scene.place.noun

    @property
    def who(self) -> str:
        """The subject of what the place's own government sets: 我市, or its name where that does not say which."""
        place = self.scene.place
        return self.our if place.is_called_by_level else place.government

    @property
    def above(self) -> Place:
        """The place that this one is part of."""
        return places()[self.scene.place.above]

    @property
    def setter(self) -> tuple[str, str]:
        """The government above, and how its targets are called: 省定, 市定, 西藏自治区人民政府下达 …"""
        above = self.above
        called = above.noun + "定" if above.is_called_by_level else above.government + "下达"
        return f"id:agency-{above.slug}-government", called


def apart(printed: Printed, value: int, indicator: Indicator, dice: Dice) -> Printed:
    """Print another number that cannot be the same."""
    while True:
        value = value * 13 // 10 + 1 if printed.high is not None else value // 2
        other = figure(value, indicator, dice)
        if other.excludes(printed):
            return other


def bare(node: str) -> str:
    """Give the name of a claim without its kind, as names of discrepancies contain it."""
    return node.removeprefix("id:claim-")
