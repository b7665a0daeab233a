"""What is promised of speed: a measured number, and the bound that it has to keep."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

LEAST_ROUNDS = 5
"""How often everything is measured at least; the median counts."""


class Goal(NamedTuple):
    """What was measured, against what, and the number it must not exceed (or must reach)."""

    words: str
    value: float
    bound: float
    at_most: bool

    @property
    def met(self) -> bool:
        """Whether the measured number is on the right side of the bound."""
        return self.value <= self.bound if self.at_most else self.value >= self.bound


def report_goals(found: Iterable[Goal]) -> None:
    """Print a line per goal."""
    for goal in found:
        sign, word = "≤" if goal.at_most else "≥", "met" if goal.met else "missed"
        print(f"{goal.words:<40} {goal.value:>8.2f} {sign} {goal.bound:g}: {word}")
