"""Shapes graph in, data in, standard report out."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from .report import Report, results
from .shapes import Shapes, compiled
from .sparql_checks import Fallback
from .triples import Triples


class Validator:
    """A shapes graph, compiled once and asked for as many data graphs as one likes; it can be pickled."""

    __slots__ = ("shapes",)

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        """Compile a shapes graph.

        Raises: ShapesError if it is ill-formed or holds a forbidden query.
        """
        self.shapes: Shapes = compiled(triples)

    def validate(self, data: Triples, fallback: Fallback | None = None) -> Report:
        """Judge a data graph; queries outside the compiled subset are run by the fallback, by default rdflib.

        Source: SHACL, section 3.4.
        """
        taken = tuple(self.shapes.queries())
        if fallback is None and any(reason for _, reason in taken):
            from .fallback import PerFocus  # rdflib, which is heavy, is needed only here

            fallback = PerFocus(data, self.shapes.statements)
        found = tuple(results(data.terms, self.shapes.batches(data, fallback)))
        return Report(found, taken, self.shapes.statements)
