"""What a bulletin is made from, and what comes of it."""

from __future__ import annotations

from typing import NamedTuple

from .article import Article, Scene
from .catalogue import Indicator, places
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
    def setter(self) -> tuple[str, str]:
        """The government above, and how its targets are called: 省定, 市定 …"""
        above = places()[self.scene.place.above]
        return f"id:agency-{above.slug}-government", above.noun + "定"


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
