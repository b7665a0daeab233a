"""What the project promises of its speed, as numbers with a bound."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple


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


def lines(found: Iterable[Goal]) -> Iterator[str]:
    """Tell each goal in a line."""
    for goal in found:
        sign, word = "≤" if goal.at_most else "≥", "met" if goal.met else "missed"
        yield f"{goal.words:<40} {goal.value:>8.2f} {sign} {goal.bound:g}: {word}"
