"""Basic graph patterns: triple patterns taken in the order in which they are expected to add the fewest rows.

Source: SPARQL 1.1 Query, section 18.3 (basic graph patterns) and 9 (property paths).
"""

from __future__ import annotations

import numpy as np

from .arrays import expand, pair_member
from .columns import codes
from .paths import Inverse, Path, Step, follow
from .plan import Constant, Match, Variable
from .tables import Table
from .terms import Array, Codes
from .triples import Triples

_FAR = 1e9


def matched(triples: Triples, matches: tuple[Match, ...], table: Table) -> Table:
    """Extend a table by a basic graph pattern."""
    left = list(matches)
    while left:
        best = min(left, key=lambda match: _expected(triples, match, table))
        left.remove(best)
        table = _match(triples, best, table)
    return table


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
            near, _ = (triples.backward if back else triples.forward)(triples.terms.code(predicate))
            return len(near) / max(1, int(np.count_nonzero(near[1:] != near[:-1])) + 1)
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
        there = pair_member(subjects, objects, triples.forward(triples.terms.code(path.predicate)))
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
    nodes = np.union1d(triples.subjects, triples.objects)
    if isinstance(path, Step):
        subjects, objects = triples.forward(triples.terms.code(path.predicate))
    else:
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
    s, p, o = triples.whole()
    if subjects is not None:
        rows, places = expand(subjects, s)
    elif objects is not None:
        order = np.argsort(o, kind="stable")
        rows, places = expand(objects, o[order])
        places = order[places]
    else:
        rows, places = np.repeat(np.arange(table.size), len(s)), np.tile(np.arange(len(s)), table.size)
    found = table.take(rows)
    for slot, column in ((match.subject, s), (match.predicate, p), (match.object, o)):
        assert isinstance(slot, Variable | Constant)
        known = _codes(triples, slot, found)
        if known is None:
            assert isinstance(slot, Variable)
            found = found.extended(slot.name, column[places])
        else:
            kept = np.flatnonzero(known == column[places])
            found, places = found.take(kept), places[kept]
    return found
