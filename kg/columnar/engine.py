"""Shapes graph in, data in, standard report out."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from .few import FewTerms
from .lexical import Grammar
from .report import Report, Result, results
from .shapes import Shapes, Share, compiled
from .sparql_checks import Fallback
from .statements import Node
from .triples import Triples

if TYPE_CHECKING:
    from .workers import Workers


class Validator:
    """A shapes graph, compiled once and asked for as many data graphs as one likes; it can be pickled."""

    __slots__ = ("shapes",)

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        """Compile a shapes graph.

        Raises: ShapesError if it is ill-formed or holds a forbidden query.
        """
        self.shapes: Shapes = compiled(triples)

    @classmethod
    def of(cls, shapes: Shapes) -> Validator:
        """Give a validator of shapes that are compiled already."""
        validator = cls.__new__(cls)
        validator.shapes = shapes
        return validator

    def validate(self, data: Triples, fallback: Fallback | None = None, among: Collection[Node] | None = None,
                 workers: Workers | None = None) -> Report:  # fmt: skip
        """Judge a data graph, or only some of its nodes, whatever else results tell of.

        Queries outside the compiled subset are run by the fallback, by default rdflib.

        With workers, each judges a share of the focus nodes; a small graph is judged here, which is sooner done.

        Source: SHACL, section 3.4.
        """
        part = Share(among=among)
        if workers is None or isinstance(data.terms, FewTerms):
            found = _found(self.shapes, data, fallback, part)
        else:
            from .sharing import save  # polars, which is heavy, is needed only here

            save(data, workers.folder)
            shares = [replace(part, number=number, of=workers.number) for number in range(workers.number)]
            tasks = [_Task(self.shapes, workers.folder, data.terms.grammar, fallback, share) for share in shares]
            found = [result for each in workers.run(_judged, tasks) for result in each]
        return Report(tuple(found), tuple(self.shapes.queries()), self.shapes.statements)


class _Task(NamedTuple):
    """What a worker needs to judge its share."""

    shapes: Shapes
    folder: Path
    grammar: Grammar
    fallback: Fallback | None
    share: Share


def _judged(task: _Task) -> list[Result]:
    from .sharing import opened

    return _found(task.shapes, opened(task.folder, task.grammar), task.fallback, task.share)


def _found(shapes: Shapes, data: Triples, fallback: Fallback | None, share: Share) -> list[Result]:
    if fallback is None and any(reason for _, reason in shapes.queries()):
        from .fallback import PerFocus  # rdflib, which is heavy, is needed only here

        fallback = PerFocus(data, shapes.statements)
    return list(results(data.terms, shapes.batches(data, fallback, share)))
