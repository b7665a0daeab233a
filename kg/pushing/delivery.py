"""A push: compare, send what changed, read it back, compare again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from ..messages import Sentence, say
from ..namespaces import GRAPH, shorten
from ..text.lines import NamedGraph
from ..text.sorting import NONE
from . import comparing, plan, replacing, statements
from .journal import BEGUN, PROVED, SHADOW, Journal
from .ours import Ours
from .plan import ADD, KEEP, REMOVE, REPLACE, Change
from .store import Store

Progress = Callable[[int, int, Sentence], None]
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

    Raises: EndpointError if the store fails; LimitError if too much would go, or a limit of the store was hit.
    """
    ours = Ours(each for each in graphs if plan.chosen(each.graph.value, options.graphs))
    counts = store.counts((GRAPH, replacing.STAGING))
    changes = list(_planned(store, ours, counts, options, journal.earlier.proved if options.resume else {}, progress))
    if not options.only_look:
        if not options.allow_removal:
            plan.guard(changes, str(store.client.address))
        _clean(store, counts, journal)
        _write(store, ours, changes, journal, progress)
    proofs = tuple(_proved(store, ours, changes, journal, options, progress))
    outcome = Outcome(tuple(changes), proofs)
    if outcome.is_proved and not options.only_look:
        journal.finish()
    return outcome


def _planned(store: Store, ours: Ours, counts: Mapping[str, int], options: Options,
             proved: Mapping[str, str], progress: Progress) -> Iterator[Change]:
    theirs = {name for name in counts if name.startswith(GRAPH) and plan.chosen(name, options.graphs)}
    names = sorted({*ours.names, *theirs})
    for number, name in enumerate(names):
        progress(number, len(names), say("comparing {graph}", "比较 {graph}", graph=shorten(name)))
        lines = ours.lines(name)
        if not lines and name not in theirs:
            continue
        is_proved = bool(lines) and proved.get(name) == statements.digest(name, lines) if name in proved else False
        yield plan.change(store, name, lines, counts.get(name, 0), is_proved)


def _clean(store: Store, counts: Mapping[str, int], journal: Journal) -> None:
    for shadow in journal.earlier.shadows:
        if shadow in counts and shadow.startswith(replacing.STAGING):
            replacing.remove(store, shadow)


def _write(store: Store, ours: Ours, changes: list[Change], journal: Journal,
           progress: Progress) -> None:
    """Add new graphs together where the store takes N-Quads, then replace and remove one after the other."""
    most = store.profile.bytes_per_request if store.profile.quads is not None else 0
    together = [each for each in changes if each.action == ADD and each.size <= most]
    single = [each for each in changes if each.action in (REPLACE, REMOVE) or (each.action == ADD and each.size > most)]
    total = len(together) + len(single)
    for number, batch in _batches(together, ours, most):
        progress(number, total, say("sending", "发送"))
        journal.note(BEGUN, dict.fromkeys(batch, ""))
        store.add(b"".join(batch.values()))
    for number, each in enumerate(single, len(together)):
        progress(number, total, say("sending {graph}", "发送 {graph}", graph=shorten(each.graph)))
        if each.action == REMOVE:
            replacing.remove(store, each.graph)
            continue
        lines = ours.lines(each.graph)
        digest = statements.digest(each.graph, lines)
        journal.note(BEGUN, {each.graph: digest})
        replacing.replace(store, each.graph, lines, digest,
                          lambda shadow, digest=digest: journal.note(SHADOW, {shadow: digest}))  # type: ignore[misc]


def _batches(changes: list[Change], ours: Ours, most: int) -> Iterator[tuple[int, dict[str, bytes]]]:
    """Gather graphs into requests; give how many went before, and the N-Quads by the names of the graphs."""
    batch: dict[str, bytes] = {}
    size = number = 0
    for each in changes:
        quads = statements.quads(each.graph, ours.lines(each.graph))
        if batch and size + len(quads) > most:
            yield number, batch
            number, batch, size = number + len(batch), {}, 0
        batch[each.graph] = quads
        size += len(quads)
    if batch:
        yield number, batch


def _proved(store: Store, ours: Ours, changes: list[Change], journal: Journal, options: Options,
            progress: Progress) -> Iterator[Proof]:
    """Count again, and read again what was written, what changed meanwhile, and what was not yet read in this run."""
    counts = {} if options.only_look else store.counts((GRAPH,))
    news = [Change(name, KEEP, 0, 0, 0, comparing.SAME) for name, count in counts.items()
            if name not in {each.graph for each in changes} and plan.chosen(name, options.graphs)]
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
