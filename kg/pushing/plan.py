"""What a push would change: graph by graph, from what the store returns."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import NamedTuple

from ..errors import LimitError, UsageError
from ..messages import did_you_mean, say
from ..namespaces import GRAPH, shorten
from ..text.sorting import NONE, Lines
from .comparing import DIFFERENT, SAME, Comparison, compare
from .store import Store

ADD, REPLACE, REMOVE, KEEP = "add", "replace", "remove", "keep"
MOST_REMOVED = 0.2
"""Share of a graph's triples that a push removes without being told to."""


class Change(NamedTuple):
    """What happens to one graph: how many triples come and go, and how what is there compares with ours."""

    graph: str
    action: str
    triples: int
    added: int
    removed: int
    comparison: Comparison
    held: int = 0
    """Triples that the store counted there."""
    is_read: bool = True
    """Whether what the store holds was read in this run."""


def chosen(name: str, patterns: tuple[str, ...]) -> bool:
    """Tell whether a graph is one of those asked for, by its IRI, short name or last part."""
    names = (name, shorten(name), name.removeprefix(GRAPH))
    return not patterns or any(fnmatchcase(each, pattern) for pattern in patterns for each in names)


def known(patterns: tuple[str, ...], names: Iterable[str]) -> None:
    """Make sure that each pattern chooses a graph.

    Raises: UsageError that names one that does not, with the nearest names.
    """
    everything = list(names)
    for pattern in patterns:
        if not any(chosen(name, (pattern,)) for name in everything):
            local = [name.removeprefix(GRAPH) for name in everything]
            raise UsageError(say('there is no graph "{pattern}", neither here nor there',
                                 "此处与存储中都没有图“{pattern}”", pattern=pattern), place="--graphs",
                             hint=did_you_mean(pattern.removeprefix(GRAPH).removeprefix("graph:").rstrip("*"), local)
                             or say("graphs are named {names}…", "图名如 {names}……", names=", ".join(local[:3])))


def change(store: Store, name: str, ours: Lines, count: int, is_proved: bool = False) -> Change:
    """Compare one graph here with what the store counts and returns.

    Raises: EndpointError, LimitError.
    """
    if is_proved and count == len(ours):
        return Change(name, KEEP, len(ours), 0, 0, SAME, count, is_read=False)
    theirs = store.lines(name, count) if count else NONE
    found = compare(ours, theirs)
    if found.verdict != DIFFERENT:
        return Change(name, KEEP, len(ours), 0, 0, found, count)
    action = ADD if not theirs else REPLACE if ours else REMOVE
    return Change(name, action, len(ours), found.missing_count, found.extra_count, found, count)


def guard(changes: list[Change], address: str) -> None:
    """Make sure that not too much of any graph goes.

    Raises: LimitError that names the graph.
    """
    for each in changes:
        if each.removed > MOST_REMOVED * each.held:
            raise LimitError(say("{removed} of the {count} triples in {graph} would be removed",
                                 "{graph} 的 {count} 条三元组中将删除 {removed} 条", removed=each.removed,
                                 count=each.held, graph=shorten(each.graph)), place=address,
                             hint=say("look with --dry-run; if that is meant, add --allow-removal",
                                      "请先用 --dry-run 查看；如确有此意，请加 --allow-removal"))
