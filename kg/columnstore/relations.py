"""The statements of one predicate, looked up from one end: by subject, or by object.

    direct    each key has one value at most, and keys are close together: values in the order of keys, with gaps
    dense     keys are close together: where the values of each begin
    sparse    keys are far apart: the keys, and where the values of each begin

A statement that several graphs make is there several times, as Oxigraph counts it in the union of graphs.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .arrays import NONE, Array, Codes, Rows, spread
from .shelf import Shelf


class Relation:
    """Pairs of a key and a value, ordered by key, then value."""

    def __init__(self, shelf: Shelf, name: str, about: dict[str, Any]) -> None:
        self.form: str = about["form"]
        self._base: int = about["base"]
        self._values: Array = shelf.array(f"{name}.values")
        self._starts: Array = shelf.array(f"{name}.starts") if self.form != "direct" else self._values
        self._named: Array = shelf.array(f"{name}.keys") if self.form == "sparse" else self._values

    def follow(self, codes: Codes) -> tuple[Rows, Codes]:
        """Give each value of each key: the rows of the keys, and the values."""
        if self.form == "direct":
            return self._followed(codes)
        starts, counts = self._runs(codes)
        if bool((counts == 1).all()):
            return None, self._values[starts]
        rows, places = spread(starts, counts)
        return rows, self._values[places]

    def counts(self, codes: Codes) -> Array:
        """Say how many values each key has."""
        if self.form == "direct":
            rows, _ = self._followed(codes)
            if rows is None:
                return np.ones(len(codes), np.int64)
            return np.bincount(rows, minlength=len(codes))
        return self._runs(codes)[1]

    def all(self) -> tuple[Codes, Codes]:
        """Give all pairs."""
        if self.form == "direct":
            places = np.flatnonzero(self._values != NONE)
            return (places + self._base).astype(np.int32), self._values[places]
        counts = np.diff(self._starts)
        keys = self._named if self.form == "sparse" else np.arange(
            self._base, self._base + len(counts), dtype=np.int32)
        return np.repeat(keys, counts), self._values

    def holders(self) -> Codes:
        """Give all keys that have a value, each once."""
        if self.form == "sparse":
            return self._named
        there = self._values != NONE if self.form == "direct" else np.diff(self._starts) > 0
        return (np.flatnonzero(there) + self._base).astype(np.int32)

    def _followed(self, codes: Codes) -> tuple[Rows, Codes]:
        places = codes - self._base
        inside = places.view(np.uint32) < len(self._values)
        found = self._values[np.where(inside, places, 0)] if not inside.all() else self._values[places]
        there = inside & (found != NONE)
        if there.all():
            return None, found
        rows = np.flatnonzero(there)
        return rows, found[rows]

    def _runs(self, codes: Codes) -> tuple[Array, Array]:
        """Give where the values of each key begin, and how many there are."""
        if self.form == "sparse":
            places = np.minimum(np.searchsorted(self._named, codes), len(self._named) - 1)
            inside = self._named[places] == codes
        else:
            places = codes - self._base
            inside = places.view(np.uint32) < len(self._starts) - 1
            places = np.where(inside, places, 0)
        starts = self._starts[places].astype(np.int64)
        return starts, np.where(inside, self._starts[places + 1] - starts, 0)
