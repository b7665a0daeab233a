"""All mutants, or some of them, judged one after the other or in several processes; and what came of it."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from ..checking.rulebook import Rulebook
from ..dataset.graph import Graph, SourceFile
from ..layout import Layout, data_files
from ..processes import pool
from .equivalent import reason
from .judging import Judge
from .material import Material, Mutant
from .operators import mutants


class Outcome(NamedTuple):
    """A mutant and the codes of the rules that noticed it; without any, it survived, `reason` says why it may."""

    mutant: Mutant
    codes: tuple[str, ...]
    reason: str | None

    @property
    def killed(self) -> bool:
        """Whether a rule noticed it."""
        return bool(self.codes)


class Score(NamedTuple):
    """All outcomes, with the files that were changed."""

    outcomes: tuple[Outcome, ...]
    files: tuple[SourceFile, ...]

    def by_operator(self) -> dict[str, tuple[int, int, int]]:
        """Count all, the killed and the equivalent mutants of each operator."""
        names = dict.fromkeys(outcome.mutant.operator for outcome in self.outcomes)
        return {name: count([o for o in self.outcomes if o.mutant.operator == name]) for name in sorted(names)}

    def survivors(self) -> list[Outcome]:
        """List the mutants that no rule noticed and that change what the data mean."""
        return [outcome for outcome in self.outcomes if not outcome.killed and outcome.reason is None]

    def by_reason(self) -> dict[str, list[Outcome]]:
        """List the mutants that no rule noticed and that have a reason not to be noticed, by reason, most first."""
        found: dict[str, list[Outcome]] = defaultdict(list)
        for outcome in self.outcomes:
            if not outcome.killed and outcome.reason is not None:
                found[outcome.reason].append(outcome)
        return dict(sorted(found.items(), key=lambda item: (-len(item[1]), item[0])))

    def codes(self) -> Counter[str]:
        """Count how many mutants each rule noticed."""
        return Counter(code for outcome in self.outcomes for code in outcome.codes)


def count(outcomes: Sequence[Outcome]) -> tuple[int, int, int]:
    """Count all, the killed and the equivalent."""
    killed = sum(outcome.killed for outcome in outcomes)
    return len(outcomes), killed, sum(not outcome.killed and outcome.reason is not None for outcome in outcomes)


class Task(NamedTuple):
    """What to do, so that each process can do its part of it."""

    layout: Layout
    paths: tuple[Path, ...]
    seed: int
    sample: int | None
    source: Path | None

    def material(self) -> tuple[Material, Sequence[SourceFile]]:
        """Read what is to be changed, and the vocabulary."""
        graph = Graph.unjudged(self.layout)
        known = set(self.layout.vocabulary())
        vocabulary = [file for file in graph.stated if file.path in known]
        data = [file for file in graph.stated if file.path not in known]
        asked = {path.resolve() for path in data_files(self.paths)} if self.paths else None
        mutable = [n for n, file in enumerate(data) if file.path and (asked is None or file.path.resolve() in asked)]
        return Material(data, vocabulary, self.seed, mutable), vocabulary

    def outcomes(self, part: int = 0, parts: int = 1, done: Callable[[int], None] | None = None) -> list[Outcome]:
        """Judge every mutant of a part."""
        material, vocabulary = self.material()
        judge = Judge(Rulebook.read(self.layout.shapes()), self.layout.rules(), vocabulary, material.files, self.source)
        found = []
        for number, mutant in enumerate(chosen(mutants(material), self.sample, self.seed)[part::parts]):
            codes = judge.verdict(mutant)
            found.append(Outcome(mutant, codes, None if codes else reason(material, mutant)))
            if done:
                done(number)
        return found


def chosen(made: Iterable[Mutant], sample: int | None, seed: int) -> list[Mutant]:
    """Give all mutants, or a sample in which every operator has its share and at least one."""
    everything = list(made)
    if sample is None or sample >= len(everything):
        return everything
    order = random.Random(f"sample|{seed}").sample(range(len(everything)), len(everything))
    firsts = {everything[at].operator: at for at in reversed(order)}
    rest = [at for at in order if at not in firsts.values()]
    return [everything[at] for at in sorted([*firsts.values(), *rest][: max(sample, len(firsts))])]


def run(task: Task, processes: int = 1, done: Callable[[int], None] | None = None) -> Score:
    """Judge all mutants of a task."""
    files = tuple(task.material()[0].files)
    if processes == 1:
        return Score(tuple(task.outcomes(done=done)), files)
    with pool(processes) as each:
        parts = each(partial(task.outcomes, parts=processes), range(processes))
        return Score(tuple(outcome for part in parts for outcome in part), files)
