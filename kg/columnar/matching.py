"""Basic graph patterns: triple patterns taken in the order in which they are expected to add the fewest rows.

Source: SPARQL 1.1 Query, section 18.3 (basic graph patterns) and 9 (property paths).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .arrays import Array, Codes, unique
from .columns import codes
from .expressions import Asker, holds
from .linking import linked
from .paths import Inverse, Path, Step, follow
from .plan import Constant, Expression, Match, Variable, has_exists, names
from .tables import UNIT, Table, join
from .triples import Triples

_FAR, _MANY = 1e9, 10000


def matched(triples: Triples, matches: tuple[Match, ...], table: Table, ask: Asker,
            conditions: Sequence[Expression] = ()) -> Table:  # fmt: skip
    """Extend a table by a basic graph pattern, under conditions that all have to hold."""
    left, waiting = list(matches), list(conditions)
    while left or waiting:
        if left:
            best = min(left, key=lambda match: (not names(match) & table.columns.keys(),
                                                _expected(triples, match, table)))  # fmt: skip
            star, apart = _star(triples, best, left, table), _apart(best, left, table)
            if star:
                table = join(triples.terms, table, matched(triples, star, UNIT, ask))[0]
            elif apart:
                inner = [each for each in waiting if names(each) <= names(apart)]
                waiting = [each for each in waiting if each not in inner]
                part = matched(triples, apart, UNIT, ask, inner)
                table, waiting = linked(triples.terms, table, part, waiting, ask)
            else:
                table = _match(triples, best, table)
            left = [each for each in left if each != best and each not in star and each not in apart]
        bound = table.columns.keys()
        ready = [each for each in waiting if not left or names(each) & names(tuple(left)) <= bound]
        waiting = [each for each in waiting if each not in ready]
        for condition in sorted(ready, key=has_exists):
            table = table.take(holds(triples.terms, condition, table, ask))
    return table


def _star(triples: Triples, best: Match, left: list[Match], table: Table) -> tuple[Match, ...]:
    """Give the triple patterns that lead to the same new variable, if one of them alone would give too many rows.

    They are matched by themselves and joined at once, on all their known ends together.
    """
    ends = [slot for slot in (best.subject, best.object) if isinstance(slot, Variable) and not _known(slot, table)]
    if len(ends) != 1 or _expected(triples, best, table) * table.size < _MANY + len(triples) / 10:
        return ()
    found = [each for each in left if isinstance(each.predicate, Step) and (
        (each.subject == ends[0] and _known(each.object, table))
        or (each.object == ends[0] and _known(each.subject, table)))]  # fmt: skip
    return tuple(found) if len(found) > 1 else ()


def _apart(best: Match, left: list[Match], table: Table) -> tuple[Match, ...]:
    """Give the triple patterns around one that have no variable in common with the table, if it has many rows."""
    free = [each for each in left if not names(each) & table.columns.keys()]
    if table.size < 2 or best not in free:
        return ()
    found = [best]
    for each in found:
        found += [other for other in free if other not in found and names(other) & names(each)]
    return tuple(found)


def _known(slot: object, table: Table) -> bool:
    return isinstance(slot, Constant) or (isinstance(slot, Variable) and slot.name in table.columns)


def _expected(triples: Triples, match: Match, table: Table) -> float:
    """Guess how many rows a row becomes."""
    subject, thing = _known(match.subject, table), _known(match.object, table)
    if isinstance(match.predicate, Variable):
        return 20.0 if subject else 1000.0 if thing else _FAR
    if subject and thing:
        return 0.5
    if not subject and not thing:
        return _FAR + len(triples)
    return _fan(triples, match.predicate, back=thing)


def _fan(triples: Triples, path: Path, back: bool) -> float:
    match path:
        case Step(predicate):
            return (triples.backward if back else triples.forward)(triples.terms.code(predicate)).fan
        case Inverse(inner):
            return _fan(triples, inner, not back)
        case _:
            return 10.0


def _codes(triples: Triples, slot: Variable | Constant, table: Table) -> Codes | None:
    if isinstance(slot, Constant):
        return np.full(table.size, triples.terms.code(slot.text), np.int64)
    return codes(triples.terms, table.columns[slot.name]) if slot.name in table.columns else None


def _match(triples: Triples, match: Match, table: Table) -> Table:
    subjects, objects = _codes(triples, match.subject, table), _codes(triples, match.object, table)
    if isinstance(match.predicate, Variable):
        return _any_predicate(triples, match, table, subjects, objects)
    path = match.predicate
    if subjects is not None and objects is not None and isinstance(path, Step):
        there = triples.forward(triples.terms.code(path.predicate)).holds(subjects, objects)
        return table.take(np.flatnonzero(there))
    if subjects is not None:
        rows, found = follow(path, triples, subjects)
        return _bound(match.object, found, table, rows, objects)
    if objects is not None:
        rows, found = follow(path, triples, objects, back=True)
        return _bound(match.subject, found, table, rows, None)
    return _scan(triples, match, path, table)


def _bound(slot: Variable | Constant, found: Codes, table: Table, rows: Array, wanted: Codes | None) -> Table:
    """Bind a variable to what was found, or keep the rows where it is what it should be."""
    if wanted is not None:
        return table.take(rows[found == wanted[rows]])
    assert isinstance(slot, Variable)
    return table.take(rows).extended(slot.name, found)


def _scan(triples: Triples, match: Match, path: Path, table: Table) -> Table:
    if isinstance(path, Step):
        subjects, objects = triples.forward(triples.terms.code(path.predicate)).pairs()
    else:
        nodes = unique(np.concatenate([triples.subjects, triples.objects]).astype(np.int64))
        places, objects = follow(path, triples, nodes)
        subjects = nodes[places]
    assert isinstance(match.subject, Variable)
    assert isinstance(match.object, Variable)
    if match.subject == match.object:
        subjects = objects = subjects[subjects == objects]
    rows = np.repeat(np.arange(table.size), len(subjects))
    found = table.take(rows).extended(match.subject.name, np.tile(subjects, table.size))
    return found.extended(match.object.name, np.tile(objects, table.size))


def _any_predicate(triples: Triples, match: Match, table: Table, subjects: Codes | None,
                   objects: Codes | None) -> Table:  # fmt: skip
    back = subjects is None and objects is not None
    pairs, predicates = triples.whole(back)
    s, o = (pairs.far, pairs.near) if back else (pairs.near, pairs.far)
    known = objects if subjects is None else subjects
    if known is not None:
        rows, places = pairs.find(known)
    else:
        rows, places = np.repeat(np.arange(table.size), len(s)), np.tile(np.arange(len(s)), table.size)
    found = table.take(rows)
    for slot, column in ((match.subject, s), (match.predicate, predicates), (match.object, o)):
        assert isinstance(slot, Variable | Constant)
        wanted = _codes(triples, slot, found)
        if wanted is None:
            assert isinstance(slot, Variable)
            found = found.extended(slot.name, column[places].astype(np.int64))
        else:
            kept = np.flatnonzero(wanted == column[places])
            found, places = found.take(kept), places[kept]
    return found
