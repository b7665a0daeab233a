"""The page with the results: what was measured where, how it grows, and a table for each size."""

from __future__ import annotations

from collections.abc import Iterator

from ..generation import bulletins_for
from . import figures
from .figures import DEMANDED, GROWTH, Figure
from .ledger import QUESTIONS, Ledger
from .ways import OURS

BILLION = 10**9
SHORT = 24
"""Characters of what is said in the table itself."""

INTRODUCTION = """# How long it takes

Each task is done by ours (`kg`) and by others from the same files, in turns, each run a process of its own. CPU is
what the process and its children took, in seconds; the others' CPU is shown with how many times ours it is. Figures
are medians; a number of rounds other than {rounds} is in brackets. An answer with other rows than ours says *wrong*,
and how many rows differ.

- **load**: all statements, as N-Quads or N-Triples, become a store that can be asked.
- **derive**: the rules run over all bulletins, from Turtle to N-Triples.
- **build**: `kg build`, from Turtle to a store on disk with all that follows.
- **validate**: all shapes over Turtle in which faults are strewn, by `kg.columnar`, by pySHACL as it is (under rdflib),
  by Jena's SHACL.
- **export**: from Turtle to one file of N-Triples, which only ours sorts.
- **push**: into an empty Oxigraph server. Ours compares before and reads back after; pyoxigraph stands for one POST of
  all N-Quads, rdflib for its SPARQLUpdateStore.
- All other rows are stored questions, each from a cold process to its answer in a file. Engines in memory (rdflib,
  maplib) must load all statements first; that is in their figures.

`python -m kg.benchmarks measure SIZE …` measures, `python -m kg.benchmarks write` writes this page.
"""


def page(ledger: Ledger, rounds: int = 5) -> str:
    """Write the page as Markdown."""
    lines = [INTRODUCTION.format(rounds=rounds), f"{ledger.facts.get('machine', '')}\n"]
    versions = ledger.facts.get("versions", {})
    lines += [", ".join(f"{name} {version}" for name, version in versions.items()) + "."]
    lines += [*(f"\nNot measured: {name.removeprefix('without ')}, since {reason}." for name, reason in
                    ledger.facts.items() if name.startswith("without "))]
    lines += ["", "![CPU seconds of each task by number of statements](results.svg)", ""]
    lines += [*_growth(ledger), "", *_cold(ledger), "", *_billion(ledger)]
    for size in ledger.sizes():
        lines += ["", f"## About {_number(size)} triples", "", _material(ledger, size), "",
                  *_table(ledger, size, rounds), *_complaints(ledger, size)]
    return "\n".join(lines).rstrip() + "\n"


def _growth(ledger: Ledger) -> Iterator[str]:
    peers = ledger.peers()
    yield "## How it grows"
    yield ""
    yield "The power of the size with which CPU time grows, over all sizes that were done. Loading, deriving and"
    yield f"validating may grow as n^{GROWTH} at most."
    yield ""
    yield "| task | " + " | ".join(peers) + " | |"
    yield "|---" * (len(peers) + 2) + "|"
    for task, powers in figures.growth(ledger):
        cells = [f"{powers[peer]:.2f}" if peer in powers else "–" for peer in peers]
        verdict = "" if task not in DEMANDED or OURS not in powers else "met" if powers[OURS] <= GROWTH else "missed"
        yield f"| {task} | " + " | ".join(cells) + f" | {verdict} |"


def _cold(ledger: Ledger) -> Iterator[str]:
    yield "## Stored questions from a cold process"
    yield ""
    yield f"Up to ten million triples, each may take {figures.SECONDS:g} s on the clock and {figures.MEGABYTES:g} MB at"
    yield "most. The tables below list them one by one."
    yield ""
    yield "| triples | questions | slowest | s | largest | MB | |"
    yield "|--:|--:|---|--:|---|--:|---|"
    for size in ledger.sizes():
        if found := figures.cold(ledger, size):
            (wall, slowest), (memory, largest) = found.slowest, found.largest
            cells = [_number(size), str(found.questions), slowest, _seconds(wall), largest, f"{memory:.0f}",
                     "met" if found.met else "missed"]
            yield f"| {' | '.join(cells)} |"


def _billion(ledger: Ledger) -> Iterator[str]:
    yield "## A billion triples, by calculation"
    yield ""
    yield f"Not run: {bulletins_for(BILLION):,} bulletins would make so many. Time and memory of ours carry on as they"
    yield "grew between the last two sizes, the store on disk as its statements."
    yield ""
    yield "| task | CPU h | power | GB | power |"
    yield "|---|--:|--:|--:|--:|"
    for task in (task for task in ledger.tasks() if not task.startswith(QUESTIONS)):
        if found := figures.carried(ledger, task, BILLION):
            hours, gigabytes = _seconds(found.cpu / 3600), _seconds(found.memory / 1000)
            yield f"| {task} | {hours} | {found.cpu_power:.2f} | {gigabytes} | {found.memory_power:.2f} |"
    disk = [(size, ledger.facts[f"disk {size}"]) for size in ledger.sizes() if f"disk {size}" in ledger.facts]
    if disk:
        size, held = disk[-1]
        yield f"| store on disk | | | {_seconds(held / 1e9 * BILLION / size)} | 1 |"


def _number(value: int) -> str:
    return f"{value:,}".replace(",", " ")


def _material(ledger: Ledger, size: int) -> str:
    return str(ledger.facts.get(f"material {size}", ""))


def _table(ledger: Ledger, size: int, rounds: int) -> Iterator[str]:
    others = [peer for peer in ledger.peers() if peer != OURS]
    yield f"| task | {OURS}: CPU s | wall s | MB | " + " | ".join(others) + " |"
    yield "|---|" + "--:|" * (3 + len(others))
    for task in ledger.tasks():
        ours = figures.figure(ledger, size, task, OURS)
        cells = [_cell(figures.figure(ledger, size, task, peer), rounds) for peer in others]
        name = task.removeprefix(QUESTIONS) if task.startswith(QUESTIONS) else f"**{task}**"
        if ours is None or ours.taken is None:
            if ours or any(cell != "–" for cell in cells):
                yield f"| {name} | {ours.note if ours else '–'} | | | " + " | ".join(cells) + " |"
            continue
        taken = ours.taken
        own = f"{_seconds(taken.cpu)}{_rounds(ours, rounds)} | {_seconds(taken.wall)} | {taken.memory:.0f}"
        yield f"| {name} | {own} | " + " | ".join(cells) + " |"


def _cell(found: Figure | None, rounds: int) -> str:
    if found is None:
        return "–"
    if found.taken is None:
        return found.note if len(found.note) <= SHORT else "cannot"
    ratio = "" if found.ratio is None else f" ({found.ratio:.1f}×)"
    note = f"**{found.note}**, " if found.note else ""
    return f"{note}{_seconds(found.taken.cpu)}{ratio}{_rounds(found, rounds)}"


def _complaints(ledger: Ledger, size: int) -> Iterator[str]:
    """Tell what those said who cannot do a task, alike ones together."""
    told: dict[tuple[str, str], list[str]] = {}
    for task in ledger.tasks():
        for peer in ledger.peers():
            found = figures.figure(ledger, size, task, peer)
            if found and found.taken is None and len(found.note) > SHORT:
                told.setdefault((peer, found.note[:SHORT]), []).append(found.note)
    if told:
        yield ""
        yield "Cannot: " + "; ".join(f"{peer}, {len(notes)} of these: `{notes[0][:90].strip()}…`"
                                     for (peer, _), notes in told.items()) + "."


def _rounds(found: Figure, rounds: int) -> str:
    return "" if found.rounds == rounds else f" [{found.rounds}]"


def _seconds(value: float) -> str:
    return f"{value:.2f}" if value < 10 else f"{value:.1f}" if value < 100 else f"{value:.0f}"
