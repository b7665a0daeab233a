"""The nodes of a query: classes of a few fields each, made in no time.

Dataclasses would cost the start of the program more than a query does.

Source: PEP 681 (dataclass_transform), by which checkers of types know such classes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, dataclass_transform


@dataclass_transform(frozen_default=True)
class Node:
    """What has the fields that its class declares, in their order; nodes are compared by identity."""

    __match_args__: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        cls.__match_args__ = tuple(cls.__annotations__)  # type: ignore[misc]

    def __init__(self, *values: Any) -> None:
        if len(values) != len(self.__match_args__):
            raise TypeError(f"{type(self).__name__} has {len(self.__match_args__)} fields")
        self.__dict__.update(zip(self.__match_args__, values, strict=True))

    def __iter__(self) -> Iterator[Any]:
        return iter(self.__dict__.values())

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(map(repr, self))})"
