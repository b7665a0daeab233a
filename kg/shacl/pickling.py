"""Compiled shapes as a pickle that loads quickly: equal parts are one part, and records are made as they were first."""

from __future__ import annotations

import io
import pickle
from collections.abc import Hashable
from dataclasses import fields, is_dataclass
from typing import Any


def pickled(whole: object) -> bytes:
    """Write frozen records of records, tuples and whatever else can be pickled."""
    stream = io.BytesIO()
    _Pickler(stream, protocol=5).dump(shared(whole, {}))
    return stream.getvalue()


def shared(part: Any, known: dict[Hashable, Any]) -> Any:
    """Give a part in which equal parts are the same object, as those that are known."""
    if type(part) is tuple:
        parts = tuple(shared(each, known) for each in part)
        return known.setdefault((tuple, *map(id, parts)), parts)
    if type(part) is dict:
        return {shared(key, known): shared(value, known) for key, value in part.items()}
    if is_dataclass(part) and not isinstance(part, type):
        parts = tuple(shared(getattr(part, each.name), known) for each in fields(part))
        return known.setdefault((type(part), *map(id, parts)), type(part)(*parts))
    try:
        return known.setdefault((type(part), part), part)
    except TypeError:  # it cannot be told from others by its value
        return known.setdefault((type(part), id(part)), part)


class _Pickler(pickle.Pickler):
    """Records are made by their class from all their fields, which is faster than to fill them one field at a time."""

    def reducer_override(self, part: Any) -> Any:
        if is_dataclass(part) and not isinstance(part, type):
            return type(part), tuple(getattr(part, each.name) for each in fields(part))
        return NotImplemented
