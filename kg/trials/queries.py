"""Made-up queries, always the same ones for a seed: a graph pattern, a condition that parts it, and the law to keep."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from ..generation.numbers import Dice
from ..peers.answers import Rows, unlike
from ..peers.conversation import Answer, Conversation
from ..text.sparql import with_prefixes
from . import differences, laws
from .laws import Law
from .patterns import Pattern
from .predicates import predicate
from .samples import Samples


class Trial(NamedTuple):
    """A made-up query: its name, the parts of its pattern, how a law is made of such parts."""

    name: str
    parts: tuple[str, ...]
    law_of: Callable[[str], Law]

    @property
    def law(self) -> Law:
        """What its answers must keep."""
        return self.law_of(" ".join(self.parts))

    def smaller(self) -> Iterator[Trial]:
        """Give the trials with one part less."""
        for index in range(1, len(self.parts)):
            yield self._replace(parts=self.parts[:index] + self.parts[index + 1:])


class Fault(NamedTuple):
    """What does not hold: which law or comparison, in which engine, the queries, and a row that shows it."""

    trial: str
    engine: str
    what: str
    detail: str
    texts: Mapping[str, str]


class Outcome(NamedTuple):
    """What came of a trial: its law, the rows of the whole, faults, known ones, and engines that took too long."""

    law: str
    rows: int
    faults: tuple[Fault, ...]
    known: int
    late: tuple[str, ...]


def trial(samples: Samples, seed: int, number: int) -> Trial:
    """Make up the trial of a number."""
    dice = Dice(f"{seed}/{number}")
    pattern = Pattern(samples, dice)
    names = [variable.name for variable in pattern.variables]
    chosen = dice.some(names, dice.between(1, 4))
    condition = predicate(pattern, 2)
    numbers = [each.name for each in pattern.variables if each.kind == "number" and each.is_certain]
    key = dice.pick([each for each in chosen if each not in numbers[:1]] or [""])
    of_groups = _of_groups(dice, names[0], numbers)
    makers: tuple[Callable[[str], Law], ...] = (
        lambda group: laws.rows(group, chosen, condition), lambda group: laws.distinct(group, chosen, condition),
        lambda group: laws.computed(group, chosen, condition),
        lambda group: laws.aggregates(group, key, numbers[0] if numbers else "", condition),
        lambda group: laws.having(group, names[0], of_groups))
    law = makers[dice.pick((0, 0, 0, 1, 2, 2, 3, 3, 4))]
    return Trial(f"{seed}/{number}", tuple(pattern.parts), law)


def _of_groups(dice: Dice, key: str, numbers: Sequence[str]) -> str:
    """Make up a condition on groups of a key."""
    counted = f"COUNT(*) {dice.pick(('> 1', '= 2', '< 3', '!= 1'))}"
    least = f"MIN({numbers[0]}) > 50" if numbers else f"COUNT(DISTINCT {key}) > 1"
    return dice.pick((counted, f"{counted} || {least}", f"{least} && {key} = SAMPLE({key})", f"!({least})"))


def outcome(made: Trial, engines: Sequence[Conversation], seconds: float) -> Outcome:
    """Put all queries of a trial to all engines; see whether each keeps the law, and all have the same rows."""
    law = made.law
    texts = {name: with_prefixes(text) for name, text in law.queries.items()}
    with ThreadPoolExecutor(len(engines)) as pool:
        answers = list(pool.map(lambda engine: _asked(engine, texts, seconds), engines))
    faults: list[Fault] = []
    complete: list[tuple[str, dict[str, Rows]]] = []
    late = []
    for engine, found in zip(engines, answers, strict=True):
        name, failed = engine.peer.name, [each.error for each in found.values() if each.error]
        if any(error.startswith("no answer within") for error in failed):
            late.append(name)
        elif failed:
            faults.append(Fault(made.name, name, "failed", failed[0], texts))
        else:
            complete.append((name, {part: each.rows for part, each in found.items() if each.rows is not None}))
    for name, rows in complete:
        if detail := law.broken(rows):
            faults.append(Fault(made.name, name, law.name, detail, texts))
    faults += _apart(made.name, complete, texts)
    versions = {engine.peer.name: engine.version for engine in engines}
    new = [each for each in faults if not differences.reason(each.engine, versions[each.engine], each.detail)]
    count = complete[0][1][laws.WHOLE].total() if complete else 0
    return Outcome(law.name, count, tuple(new), len(faults) - len(new), tuple(late))


def _asked(engine: Conversation, texts: Mapping[str, str], seconds: float) -> dict[str, Answer]:
    found = {}
    for part, text in texts.items():
        found[part] = engine.ask(text, seconds)
        if found[part].error:
            break
    return found


def _apart(name: str, complete: Sequence[tuple[str, Mapping[str, Rows]]], texts: Mapping[str, str]) -> Iterator[Fault]:
    for engine, rows in complete[1:]:
        for part in texts:
            if told := unlike(complete[0][1][part], rows[part]):
                yield Fault(name, engine, f"unlike {complete[0][0]}", told, {part: texts[part]})
                break


def smallest(made: Trial, found: Outcome, engines: Sequence[Conversation], seconds: float) -> tuple[Trial, Outcome]:
    """Leave out parts of a trial, with what was found, as long as something does not hold."""
    for less in made.smaller():
        tried = outcome(less, engines, seconds)
        if tried.faults:
            return smallest(less, tried, engines, seconds)
    return made, found
