"""Columns of a graph made from those of an older one, by the statements that went and those that came.

Terms keep their order: new ones are put between the old, and those that no statement names any more are left out.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl

from .arranging import Arranged, arranged, ranks_of
from .arrays import Array, spread
from .graph import ColumnGraph
from .numbering import Numbered
from .writing import Writer


class Merged(NamedTuple):
    """Terms old and new in order; where each old one is now, and where each of those that were given."""

    terms: Arranged
    moved: Array
    placed: Array


def change(old: ColumnGraph, folder: Path, gone: Numbered, come: Numbered) -> None:
    """Write the columns of a graph to a new folder; as many statements go as are given, also of several equal ones.

    Raises: ValueError if statements are to go that are not there; OSError if the disk is full.
    """
    every = pl.concat([gone.terms, come.terms])
    unique = every.unique(maintain_order=True)
    found = _merged(old, arranged(unique))
    table = dict(zip(unique.to_list(), found.placed.tolist(), strict=True))
    lost, new = (np.array([table[term] for term in each.terms.to_list()] or [0], np.int32)[np.stack(each[1:])]
                 for each in (gone, come))
    whole = np.concatenate([_without(_statements(old, found.moved), lost), new], axis=1)
    used = np.zeros(len(found.terms.texts), np.bool_)
    used[whole.ravel()] = True
    terms = found.terms
    if not used.all():
        whole, terms = (np.cumsum(used, dtype=np.int32) - 1)[whole], _only(terms, used)
    folder.mkdir()
    with Writer(folder) as writer:
        writer.write_terms(_ranked(terms))
        writer.write_statements(terms, *whole)


def _merged(old: ColumnGraph, fresh: Arranged) -> Merged:
    """Put new terms between the old ones."""
    here = old.dictionary
    texts, (places, known) = fresh.texts.to_list(), _looked_up(old, fresh)
    new = np.flatnonzero(~known)
    moved = np.arange(here.size) + np.searchsorted(places[new], np.arange(here.size), "right")
    codes = np.zeros(len(places), np.int64)
    codes[known] = moved[places[known]]
    codes[new] = places[new] + np.arange(len(new))
    order = np.empty(here.size + len(new), np.int64)
    order[moved], order[codes[new]] = np.arange(here.size), here.size + np.arange(len(new))
    every = np.arange(here.size, dtype=np.int32)
    held = [text.decode("utf-8", "surrogatepass") for text in here.texts(every)] + [texts[row] for row in new.tolist()]
    names = [*here.kinds, *(name for name in fresh.names if name not in here.kinds)]
    kinds = np.array([names.index(name) for name in fresh.names] or [0], np.uint16)[fresh.kinds]
    starts = [start + int(np.count_nonzero(new < first))
              for start, first in zip(here.starts, fresh.starts, strict=True)]
    terms = Arranged(pl.Series(held, dtype=pl.String).gather(order),
                     np.concatenate([here.kinds_of(every), kinds[new]])[order],
                     np.concatenate([here.marks_of(every), fresh.marks[new]])[order], names, starts, None, moved)
    return Merged(terms, moved.astype(np.int32), codes.astype(np.int32)[fresh.places])


def _looked_up(old: ColumnGraph, fresh: Arranged) -> tuple[Array, Array]:
    """Give the place of each term in the old order, and whether it is there."""
    here = old.dictionary
    places, known = np.zeros(len(fresh.texts), np.int64), np.zeros(len(fresh.texts), np.bool_)
    kinds = fresh.kinds.tolist()
    for part, start in enumerate(fresh.starts[:-1]):
        for row in range(start, fresh.starts[part + 1]):
            form = (fresh.texts[row], *fresh.names[kinds[row]])
            places[row] = place = here.place(part, form)
            known[row] = place < here.starts[part + 1] and here.form(place) == form
    return places, known


def _statements(old: ColumnGraph, moved: Array) -> Array:
    """Give all statements of a graph: subjects, predicates and objects."""
    found = [np.zeros((3, 0), np.int32)]
    for predicate in old.predicates:
        relation = old.relation(predicate)
        assert relation is not None
        subjects, objects = relation.all()
        name = np.full(len(subjects), moved[old.code(predicate)])
        found.append(np.stack([moved[subjects], name, moved[objects]]))
    return np.concatenate(found, axis=1)


def _without(statements: Array, gone: Array) -> Array:
    """Take statements away, each as often as it is given."""
    if not gone.shape[1]:
        return statements
    bits = (int(max(statements.max(initial=0), gone.max())) + 1).bit_length()
    names = np.unique(np.concatenate([statements[1], gone[1]]))
    keys, lost = (_packed(each, names, bits) for each in (statements, gone))
    order = np.argsort(keys, kind="stable")
    lost.sort()
    starts = np.flatnonzero(np.concatenate([[True], lost[1:] != lost[:-1]]))
    again = spread(np.zeros(len(starts), np.int64), np.diff(np.append(starts, len(lost))))[1]
    places = np.minimum(np.searchsorted(keys[order], lost) + again, max(0, len(keys) - 1))
    if not len(keys) or not np.array_equal(keys[order[places]], lost):
        raise ValueError("statements are to go that are not there")
    kept = np.ones(statements.shape[1], np.bool_)
    kept[order[places]] = False
    return statements[:, kept]


def _packed(statements: Array, names: Array, bits: int) -> Array:
    subjects, predicates, objects = statements.astype(np.int64)
    return np.asarray((np.searchsorted(names, predicates) << (2 * bits)) | (subjects << bits) | objects)


def _ranked(terms: Arranged) -> Arranged:
    return terms._replace(ranks=ranks_of(terms.texts[terms.starts[2]:terms.starts[3]]))


def _only(terms: Arranged, used: Array) -> Arranged:
    """Leave out terms."""
    before = np.concatenate([[0], np.cumsum(used)])
    return terms._replace(texts=terms.texts.filter(used), kinds=terms.kinds[used], marks=terms.marks[used],
                          starts=[int(before[start]) for start in terms.starts])
