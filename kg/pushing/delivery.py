"""A push: compare, send what changed, read it back, compare again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import NamedTuple

from ..messages import Sentence, say
from ..namespaces import GRAPH, shorten
from ..text.lines import NamedGraph
from ..text.sorting import NONE
from . import comparing, plan, replacing, sending, statements
from .journal import PROVED, Journal
from .ours import Ours
from .plan import KEEP, Change
from .sending import Progress
from .store import Store

TOGETHER = 64
"""Proofs that go into the journal at once."""


class Proof(NamedTuple):
    """What a store returned after a push, compared with what was sent."""

    graph: str
    triples: int
    digest: str
    comparison: comparing.Comparison


class Options(NamedTuple):
    """What a push is asked to do, and to leave."""

    graphs: tuple[str, ...] = ()
    allow_removal: bool = False
    only_look: bool = False
    """Change nothing: for `--dry-run` and `--verify-only`."""
    resume: bool = False


PLAIN = Options()


class Outcome(NamedTuple):
    """What a push found, did and proved."""

    changes: tuple[Change, ...]
    proofs: tuple[Proof, ...]

    @property
    def is_proved(self) -> bool:
        """Whether the store holds the same graphs, as far as values go."""
        return all(proof.comparison.verdict != comparing.DIFFERENT for proof in self.proofs)

    @property
    def written(self) -> tuple[Change, ...]:
        """The graphs that were, or would be, written."""
        return tuple(each for each in self.changes if each.action != KEEP)


def _silent(done: int, total: int, what: Sentence) -> None:
    pass


def push(graphs: Iterable[NamedGraph], store: Store, journal: Journal, options: Options = PLAIN,
         progress: Progress = _silent) -> Outcome:
    """Make a store hold these graphs, and read back what it holds.

    Raises: EndpointError if the store fails; LimitError if too much would go, or a limit of the store was hit;
    UsageError if a pattern chooses no graph.
    """
    here, counts = list(graphs), store.counts((GRAPH, replacing.STAGING))
    plan.known(options.graphs, chain((each.graph.value for each in here), filter(_is_ours, counts)))
    ours = Ours(each for each in here if plan.chosen(each.graph.value, options.graphs))
    news = [] if options.only_look else sorted(name for name in ours.names if name not in counts)
    known = journal.earlier.proved if options.resume else {}
    changes = list(_planned(store, ours, counts, options, known, news, progress))
    if not options.only_look:
        if not options.allow_removal:
            plan.guard(changes, str(store.client.address))
        _clean(store, counts, journal)
        sending.changed(store, ours, changes, journal, progress)
        changes = sorted([*changes, *sending.added(store, ours, news, journal, progress)])
    proofs = tuple(_proved(store, ours, changes, journal, options, progress))
    outcome = Outcome(tuple(changes), proofs)
    if outcome.is_proved and not options.only_look:
        journal.finish()
    return outcome


def _planned(store: Store, ours: Ours, counts: Mapping[str, int], options: Options,
             proved: Mapping[str, str], news: Iterable[str], progress: Progress) -> Iterator[Change]:
    """Compare all graphs but those that are sent as news."""
    theirs = {name for name in counts if name.startswith(GRAPH) and plan.chosen(name, options.graphs)}
    names = sorted({*ours.names, *theirs}.difference(news))
    for number, name in enumerate(names):
        progress(number, len(names), say("comparing {graph}", "比较 {graph}", graph=shorten(name)))
        lines = ours.lines(name)
        if not lines and name not in theirs:
            continue
        is_proved = name in proved and bool(lines) and proved[name] == statements.digest(name, lines)
        yield plan.change(store, name, lines, counts.get(name, 0), is_proved)


def _is_ours(name: str) -> bool:
    return name.startswith(GRAPH)


def _clean(store: Store, counts: Mapping[str, int], journal: Journal) -> None:
    for shadow in journal.earlier.shadows:
        if shadow in counts and shadow.startswith(replacing.STAGING):
            replacing.remove(store, shadow)


def _proved(store: Store, ours: Ours, changes: list[Change], journal: Journal, options: Options,
            progress: Progress) -> Iterator[Proof]:
    """Count again, and read again what was written, what changed meanwhile, and what was not yet read in this run."""
    progress(0, len(changes), say("counting", "计数"))
    counts = {} if options.only_look else store.counts((GRAPH,))
    known = {each.graph for each in changes}
    news = [Change(name, KEEP, 0, 0, 0, comparing.SAME) for name, count in counts.items()
            if name not in known and plan.chosen(name, options.graphs)]
    proved: dict[str, str] = {}
    for number, each in enumerate([*changes, *news]):
        progress(number, len(changes), say("proving {graph}", "核验 {graph}", graph=shorten(each.graph)))
        lines = ours.lines(each.graph)
        digest = statements.digest(each.graph, lines)
        count = counts.get(each.graph, 0)
        found = each.comparison
        if not options.only_look and (each.action != KEEP or not each.is_read or count != each.held):
            found = comparing.compare(lines, store.lines(each.graph, count) if count else NONE)
            if found.verdict != comparing.DIFFERENT:
                proved[each.graph] = digest
        if len(proved) == TOGETHER or number == len(changes) + len(news) - 1:
            journal.note(PROVED, proved)
            proved.clear()
        yield Proof(each.graph, len(lines), digest, found)
