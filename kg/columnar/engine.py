"""Shapes graph in, data in, standard report out."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import pyoxigraph as ox

from .report import Report, results
from .shapes import Shapes, compiled
from .sparql_checks import Fallback
from .statements import Node
from .triples import Triples


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

    def validate(self, data: Triples, fallback: Fallback | None = None,
                 among: Collection[Node] | None = None) -> Report:  # fmt: skip
        """Judge a data graph, or only some of its nodes, whatever else results tell of.

        Queries outside the compiled subset are run by the fallback, by default rdflib.

        Source: SHACL, section 3.4.
        """
        taken = tuple(self.shapes.queries())
        if fallback is None and any(reason for _, reason in taken):
            from .fallback import PerFocus  # rdflib, which is heavy, is needed only here

            fallback = PerFocus(data, self.shapes.statements)
        found = tuple(results(data.terms, self.shapes.batches(data, fallback, among)))
        return Report(found, taken, self.shapes.statements)
