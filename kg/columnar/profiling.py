"""What each constraint takes when a graph is judged: seconds of processor, nodes looked at, results.

What a constraint asks of other shapes is left to these.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import NamedTuple

from .evaluation import Demand, Found, Nodes, Run, Shape
from .shapes import Shapes
from .statements import Node
from .triples import Triples


class Cost(NamedTuple):
    """A constraint, the shape or query that it stands in, and what it took."""

    component: str
    node: Node
    seconds: float
    focus: int
    values: int
    found: int


class WatchedRun(Run):
    """A validation that notes what it takes; queries outside the compiled subset are left out."""

    __slots__ = ("_inner", "costs")

    def __init__(self, triples: Triples, shapes: Shapes) -> None:
        super().__init__(triples, shapes.shapes, lambda query, bindings: ())
        self.costs: list[Cost] = []
        self._inner = 0.0

    def judged(self, shape: Shape, demand: Demand, nodes: Nodes) -> Found:
        """Find what breaks a demand, and note what that takes."""
        outer, self._inner, begin = self._inner, 0.0, time.process_time()
        found = super().judged(shape, demand, nodes)
        taken = time.process_time() - begin
        self.costs.append(Cost(demand.component, demand.node or shape.node, taken - self._inner, len(nodes.focus),
                               len(nodes.values), len(found.rows)))  # fmt: skip
        self._inner = outer + taken
        return found


def costs(shapes: Shapes, data: Triples) -> list[Cost]:
    """Judge a graph and give what each constraint takes in all, the dearest first."""
    run = WatchedRun(data, shapes)
    for _ in shapes.judged(run):
        pass
    return sorted(_summed(run.costs), key=lambda cost: -cost.seconds)


def _summed(costs: Iterable[Cost]) -> Iterable[Cost]:
    together: dict[tuple[str, Node], Cost] = {}
    for cost in costs:
        key = (cost.component, cost.node)
        before = together.get(key)
        together[key] = cost if before is None else cost._replace(
            **{name: getattr(cost, name) + getattr(before, name) for name in ("seconds", "focus", "values", "found")})
    return together.values()
