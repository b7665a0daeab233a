"""The picture of the results: CPU seconds by size, a panel for each task, both axes in powers of ten; SVG as text.

Colours are chosen to stand on light and on dark ground, and are told apart by dashes as well.

Source: SVG 1.1 (Second Edition); CSS Media Queries 5, prefers-color-scheme; the colours follow Okabe and Ito.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from . import figures
from .ledger import QUESTIONS, Ledger

Points = Sequence[tuple[int, float]]
WIDTH, HEIGHT, LEFT, TOP, GAP = 250, 190, 56, 76, 62
COLUMNS = 3
STYLES = {"kg": ("#d55e00", ""), "pyoxigraph": ("#1f83c9", "7 3"), "rdflib": ("#009e73", "2 3"),
          "jena": ("#b05f92", "9 3 2 3"), "maplib": ("#b8860b", "4 4")}
HEAD = """<style>
text { font: 12px system-ui, sans-serif; fill: #24292f }
.title { font-weight: 600; font-size: 13px }
.small { font-size: 10.5px; fill: #57606a }
.grid { stroke: #d0d7de; stroke-width: 1 }
.ground { fill: #ffffff }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 } .small { fill: #9da7b1 } .grid { stroke: #3d444d } .ground { fill: #0d1117 }
}
</style>"""


class Frame(NamedTuple):
    """Where a panel stands, and the powers of ten at the ends of its axes."""

    x: float
    y: float
    sizes: tuple[int, int]
    seconds: tuple[int, int]

    def place(self, size: float, second: float) -> tuple[float, float]:
        """Give where a point stands."""
        across = (math.log10(size) - self.sizes[0]) / (self.sizes[1] - self.sizes[0])
        up = (math.log10(max(second, 1e-3)) - self.seconds[0]) / (self.seconds[1] - self.seconds[0])
        return self.x + across * WIDTH, self.y + (1 - up) * HEIGHT


def picture(ledger: Ledger) -> str:
    """Draw the picture: a panel for each task that several can do, a line for each who did it."""
    panels = {task: {peer: figures.line(ledger, task, peer) for peer in ledger.peers()}
              for task in ledger.tasks() if not task.startswith(QUESTIONS)}
    panels["slowest question, cold"] = {peer: figures.slowest_question(ledger, peer) for peer in ledger.peers()}
    panels = {task: {peer: points for peer, points in lines.items() if points} for task, lines in panels.items()}
    return drawn({task: lines for task, lines in panels.items() if len(lines) > 1 or task not in figures.OURS_ALONE})


def drawn(panels: Mapping[str, Mapping[str, Points]]) -> str:
    """Draw panels by title; the lines of each by who did it."""
    rows = -(-len(panels) // COLUMNS)
    width, height = COLUMNS * (WIDTH + GAP) + LEFT - GAP // 2, rows * (HEIGHT + GAP) + TOP
    points = [point for lines in panels.values() for line in lines.values() for point in line]
    sizes, seconds = _powers([size for size, _ in points]), _powers([second for _, second in points])
    peers = list(dict.fromkeys(peer for lines in panels.values() for peer in lines))
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
             f'height="{height}" role="img" aria-label="CPU seconds of each task by number of triples">', HEAD,
             f'<rect class="ground" width="{width}" height="{height}"/>', *_legend(peers)]
    for number, (title, lines) in enumerate(panels.items()):
        row, column = divmod(number, COLUMNS)
        frame = Frame(LEFT + column * (WIDTH + GAP), TOP + row * (HEIGHT + GAP), sizes, seconds)
        parts += _panel(frame, title, lines)
    return "\n".join([*parts, "</svg>"]) + "\n"


def _powers(values: Sequence[float]) -> tuple[int, int]:
    low = math.floor(math.log10(max(min(values, default=1), 1e-3)))
    return low, max(low + 1, math.ceil(math.log10(max(*values, 1e-3))) if len(values) > 1 else low + 1)


def _legend(peers: Sequence[str]) -> Iterator[str]:
    yield f'<text class="title" x="{LEFT}" y="22">CPU seconds by number of triples</text>'
    for number, peer in enumerate(peers):
        x = LEFT + number * 112
        yield f'<line x1="{x}" y1="38" x2="{x + 26}" y2="38" {_stroke(peer)}/>'
        yield f'<text x="{x + 32}" y="42">{peer}</text>'


def _panel(frame: Frame, title: str, lines: Mapping[str, Points]) -> Iterator[str]:
    yield f'<text class="title" x="{frame.x}" y="{frame.y - 8}">{title}</text>'
    for power in range(frame.sizes[0], frame.sizes[1] + 1):
        x = frame.place(10**power, 1)[0]
        yield f'<line class="grid" x1="{x:.1f}" y1="{frame.y}" x2="{x:.1f}" y2="{frame.y + HEIGHT}"/>'
        yield f'<text class="small" x="{x:.1f}" y="{frame.y + HEIGHT + 16}" text-anchor="middle">{_ten(power)}</text>'
    for power in range(frame.seconds[0], frame.seconds[1] + 1):
        y = frame.place(10 ** frame.sizes[0], 10.0**power)[1]
        yield f'<line class="grid" x1="{frame.x}" y1="{y:.1f}" x2="{frame.x + WIDTH}" y2="{y:.1f}"/>'
        yield f'<text class="small" x="{frame.x - 6}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:g} s</text>'
    for peer, points in lines.items():
        places = [frame.place(*point) for point in points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        yield f'<polyline points="{path}" fill="none" {_stroke(peer)}/>'
        yield from (f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{_style(peer)[0]}"/>' for x, y in places)


def _style(peer: str) -> tuple[str, str]:
    return STYLES.get(peer, ("#7f7f7f", ""))


def _stroke(peer: str) -> str:
    colour, dashes = _style(peer)
    return f'stroke="{colour}" stroke-width="{2.5 if peer == "kg" else 1.8}"' + (
        f' stroke-dasharray="{dashes}"' if dashes else "")


def _ten(power: int) -> str:
    raised = str(power).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"10{raised}"
