"""A graph in columns: its terms, and the statements of each predicate from either end."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path

import numpy as np

from .arrays import Array
from .dictionary import Dictionary
from .relations import Relation
from .shelf import Damaged, Shelf
from .values import Form

FORWARD, BACKWARD = "forward", "backward"


class ColumnGraph:
    """A graph on disk, open for reading; what is asked of it is opened once and kept.

    Raises: OSError or ValueError if a file is missing or is none of ours; later, where one was changed, what `damaged`
    makes of its name.
    """

    def __init__(self, folder: Path, damaged: Callable[[str], Exception] = Damaged) -> None:
        self._shelf = Shelf(folder, damaged)
        self.dictionary = Dictionary(self._shelf)
        self._predicates = self._shelf.index["predicates"]
        self._open: dict[tuple[str, str], Relation] = {}

    @property
    def predicates(self) -> tuple[str, ...]:
        """The IRIs of all predicates."""
        return tuple(self._predicates)

    @cached_property
    def predicate_codes(self) -> Array:
        """The codes of all predicates, in order."""
        return np.sort(np.array([self.code(each) for each in self._predicates], np.int32))

    def relation(self, predicate: str, back: bool = False) -> Relation | None:
        """Give the statements of a predicate by subject, or back by object; None if there are none."""
        about = self._predicates.get(predicate)
        if about is None:
            return None
        way = BACKWARD if back else FORWARD
        if (predicate, way) not in self._open:
            self._open[predicate, way] = Relation(self._shelf, f"{about['number']}.{way}", about[way])
        return self._open[predicate, way]

    def fan(self, predicate: str, back: bool = False) -> tuple[int, int]:
        """Give the number of statements of a predicate, and of different subjects, or back of objects."""
        about = self._predicates.get(predicate)
        return (0, 0) if about is None else (about[BACKWARD if back else FORWARD]["pairs"],
                                             about[BACKWARD if back else FORWARD]["keys"])

    def code(self, iri: str) -> int:
        """Give the code of an IRI; NONE if the graph does not have it."""
        return self.dictionary.find(Form(iri, "iri"))

    def is_node(self, code: int) -> bool:
        """Whether a term is subject or object of a statement."""
        place = np.array([code], np.int32)
        return any((relation := self.relation(each, back)) is not None and relation.counts(place)[0] > 0
                   for each in self._predicates for back in (False, True))
