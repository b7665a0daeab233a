"""Every distinct string that a run meets, numbered, so that strings too are columns of numbers.

What a function makes of a string is worked out once, and remembered for the functions that were asked latest.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable

import numpy as np

from .arrays import Array, unique

EMPTY = 0
"""The place of the empty string."""

_ERROR, _UNASKED = -1, -1000
_REMEMBERED = 16
"""Functions that are remembered, in a table over all strings each."""


class Pool:
    """Strings by place; `texts` may be read, but is written here only."""

    __slots__ = ("_places", "_tables", "texts")

    def __init__(self) -> None:
        self.texts: list[str] = [""]
        self._places: dict[str, int] = {"": EMPTY}
        self._tables: dict[Hashable, Array] = {}

    def place(self, text: str) -> int:
        """Give the place of a string, which is taken up if it is new."""
        found = self._places.setdefault(text, len(self.texts))
        if found == len(self.texts):
            self.texts.append(text)
        return found

    def read(self, places: Array) -> list[str]:
        """Give the strings at places; all must be there."""
        return [*map(self.texts.__getitem__, places.tolist())]

    def numbers(self, name: Hashable, places: Array, function: Callable[[str], int]) -> Array:
        """Give the number, from -9 upwards, that a function makes of each string; places that are -1 stay so.

        By `name` what the function made before is found again.
        """
        return self._made_of(name, places, lambda texts: [*map(function, texts)])

    def strings(self, name: Hashable, places: Array, function: Callable[[str], str | int]) -> Array:
        """Give the places of the strings that a function makes; a number from -1 to -9 may stand for none."""
        return self._made_of(name, places, lambda texts: self.taken_up(map(function, texts)))

    def _made_of(self, name: Hashable, places: Array, make: Callable[[list[str]], list[int]]) -> Array:
        table = self._tables.pop(name, np.zeros(0, np.int32))
        table = np.concatenate([table, np.full(len(self.texts) - len(table), _UNASKED, np.int32)])
        bound = places >= 0
        wanted = unique(places if bound.all() else places[bound])
        fresh = wanted[table[wanted] == _UNASKED]
        table[fresh] = make(self.read(fresh))
        self._tables[name] = table
        while len(self._tables) > _REMEMBERED:
            del self._tables[next(iter(self._tables))]
        return np.where(bound, table[places], _ERROR)

    def taken_up(self, found: Iterable[str | int]) -> list[int]:
        """Give the places of strings, which are taken up if they are new; a number stands for itself."""
        known, texts, places = self._places, self.texts, []
        for text in found:
            place = known.get(text)  # type: ignore[arg-type]  # a number is no key
            if place is None:
                if isinstance(text, int):
                    place = text
                else:
                    place = known[text] = len(texts)
                    texts.append(text)
            places.append(place)
        return places
