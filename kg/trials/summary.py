"""What trials tell: each difference with what shows it, then a count by which two runs can be compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from ..peers.conversation import Conversation
from .queries import Fault, Outcome
from .questions import Verdict


def of_verdicts(verdicts: Sequence[Verdict], *, is_whole: bool) -> Iterator[str]:
    """Tell how engines differ on a question, and why; or also what it took where they do not."""
    if is_whole:
        taken = ", ".join(f"{each.engine} {each.answer.cpu:.2f}" for each in verdicts)
        yield f"{verdicts[0].case}: CPU s {taken}"
    for verdict in verdicts:
        if verdict.difference:
            yield f"{verdict.case} in {verdict.engine}: {verdict.difference}"
            yield from [f"    known: {verdict.reason}"] if verdict.reason else []


def of_engines(found: Sequence[Verdict], engines: Sequence[Conversation]) -> Iterator[str]:
    """Tell for each engine how many questions it answered, and how."""
    yield f"{'engine':<16}{'asked':>7}{'same':>7}{'known':>7}{'wrong':>7}{'rows':>10}{'CPU s':>9}  version"
    for engine in engines:
        own = [each for each in found if each.engine == engine.peer.name]
        same, wrong = sum(not each.difference for each in own), sum(each.is_wrong for each in own)
        rows = sum(each.answer.rows.total() for each in own if each.answer.rows is not None)
        seconds = engine.loaded.cpu + sum(each.answer.cpu for each in own)
        yield (f"{engine.peer.name:<16}{len(own):>7}{same:>7}{len(own) - same - wrong:>7}{wrong:>7}{rows:>10}"
               f"{seconds:>9.1f}  {engine.version}")


def of_faults(faults: Sequence[Fault]) -> Iterator[str]:
    """Tell what does not hold, with the queries that show it."""
    for fault in faults:
        yield f"\nquery {fault.trial} in {fault.engine}: {fault.what}: {fault.detail}"
        for part, text in fault.texts.items():
            yield f"    {part:<6} {text}"


def of_outcomes(found: Sequence[Outcome], seed: int, engines: Sequence[Conversation]) -> Iterator[str]:
    """Tell how many queries kept which law, and how many had rows at all."""
    laws = Counter(each.law for each in found)
    late = Counter(name for each in found for name in each.late)
    faulty, known = sum(bool(each.faults) for each in found), sum(bool(each.known) for each in found)
    yield (f"{len(found)} queries of seed {seed}, {sum(bool(each.rows) for each in found)} with rows: "
           + ", ".join(f"{count} {law}" for law, count in sorted(laws.items())))
    yield "too late: " + (", ".join(f"{name} {count}" for name, count in late.items()) or "none")
    yield f"engines: {', '.join(f'{each.peer.name} ({each.version})' for each in engines)}"
    yield f"{len(found) - faulty} hold, {faulty} do not, {known} differ as is known"
