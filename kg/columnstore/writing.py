"""Columns written to a folder; `shelf` says in which form, `relations` in which forms statements are kept."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import polars as pl

from .arranging import Arranged, arranged
from .arrays import NONE, Array, distinct
from .graph import BACKWARD, FORWARD
from .numbering import Numbered
from .shelf import ARRAYS, BLOCK, EDGE, INDEX, TERMS

_CLOSE = 8
"""Keys are close together if there are no more than so many codes for each."""
_PORTION = 100_000


def write(folder: Path, numbered: Numbered) -> None:
    """Write a graph to a new folder.

    Raises: OSError if the disk is full.
    """
    terms = arranged(numbered.terms)
    codes = [terms.places[each] for each in (numbered.subjects, numbered.predicates, numbered.objects)]
    del numbered
    folder.mkdir()
    with Writer(folder) as writer:
        writer.write_terms(terms)
        writer.write_statements(terms, *codes)


class Writer:
    """What writes the files of a folder; the index comes last."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._arrays: BinaryIO = (folder / ARRAYS).open("wb")
        self._places: dict[str, tuple[str, int, int, int]] = {}
        self._about: dict[str, Any] = {}

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *error: object) -> None:
        self._arrays.close()
        if error[0] is None:
            index = json.dumps(self._about | {"arrays": self._places}, ensure_ascii=False, separators=(",", ":"))
            (self._folder / INDEX).write_text(index, encoding="utf-8")

    def write_terms(self, terms: Arranged) -> None:
        """Write all terms."""
        self._about |= {"starts": terms.starts, "kinds": terms.names}
        lengths = terms.texts.str.len_bytes().to_numpy()
        offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths, dtype=np.int64)])
        self._put("offsets", offsets.astype(np.uint32) if offsets[-1] < 2**32 else offsets)
        self._put("kinds", terms.kinds.astype(np.uint8 if len(terms.names) < 256 else np.uint16))
        self._put("marks", terms.marks)
        if terms.ranks is not None:
            self._put("ranks", terms.ranks)
        with (self._folder / TERMS).open("wb") as stream:
            self._about["blocks"] = [_written(stream, block) for block in _blocks(terms.texts)]

    def write_statements(self, terms: Arranged, subjects: Array, predicates: Array, objects: Array) -> None:
        """Write all statements, predicate by predicate, from both ends."""
        names, numbers = distinct(predicates)
        numbers = numbers.astype(np.uint16 if len(names) < 1 << 16 else np.int64)
        relations: dict[str, dict[str, Any]] = {}
        for way, keys, values in ((FORWARD, subjects, objects), (BACKWARD, objects, subjects)):
            ordered, ends = _ordered((numbers, keys, values), len(names), len(terms.texts))
            for number, name in enumerate(names.tolist()):
                part = slice(ends[number], ends[number + 1])
                about = relations.setdefault(terms.texts[name], {"number": number})
                about[way] = self._relation(f"{number}.{way}", ordered[0][part], ordered[1][part])
        self._about["predicates"] = relations

    def _relation(self, name: str, keys: Array, values: Array) -> Mapping[str, Any]:
        """Write pairs, ordered by key; say in which form."""
        base, last = int(keys[0]), int(keys[-1])
        changes = np.flatnonzero(keys[1:] != keys[:-1]) + 1
        count = len(changes) + 1
        about = {"base": base, "keys": count, "pairs": len(keys)}
        if last - base + 1 > _CLOSE * count:
            starts = np.concatenate([[0], changes, [len(keys)]])
            self._put(f"{name}.keys", keys[starts[:-1]])
            self._put(f"{name}.starts", starts.astype(np.int32))
            self._put(f"{name}.values", values)
            return about | {"form": "sparse"}
        if count == len(keys):
            spread = np.full(last - base + 1, NONE, np.int32)
            spread[keys - base] = values
            self._put(f"{name}.values", spread)
            return about | {"form": "direct"}
        counts = np.bincount(keys - base, minlength=last - base + 1)
        self._put(f"{name}.starts", np.concatenate([[0], np.cumsum(counts)]).astype(np.int32))
        self._put(f"{name}.values", values)
        return about | {"form": "dense"}

    def _put(self, name: str, array: Array) -> None:
        place = self._arrays.tell()
        if place % EDGE:
            place += self._arrays.write(b"\0" * (EDGE - place % EDGE))
        data = np.ascontiguousarray(array).data
        self._arrays.write(data)
        self._places[name] = (array.dtype.str, place, len(array), zlib.crc32(data))


def _ordered(statements: tuple[Array, Array, Array], count: int, size: int) -> tuple[tuple[Array, Array], list[int]]:
    """Order statements by predicate (a number below `count`), key and value; give also where each predicate begins.

    All is done in one array, since there may be many statements.
    """
    bits = max(1, size.bit_length())
    packed = statements[0].astype(np.int64)
    for part in statements[1:]:
        packed <<= bits
        packed |= part
    packed.sort()
    ends = np.searchsorted(packed, np.arange(count + 1) << (2 * bits)).tolist()
    mask = np.int64((1 << bits) - 1)
    second = (packed & mask).astype(np.int32)
    packed >>= bits
    packed &= mask
    return (packed.astype(np.int32), second), ends


def _blocks(texts: pl.Series) -> Iterator[bytes]:
    """Give the texts one behind the other, a block at a time."""
    held = bytearray()
    for start in range(0, len(texts), _PORTION):
        held += "".join(texts[start:start + _PORTION].to_list()).encode("utf-8", "surrogatepass")
        while len(held) >= BLOCK:
            yield bytes(held[:BLOCK])
            del held[:BLOCK]
    if held:
        yield bytes(held)


def _written(stream: BinaryIO, block: bytes) -> int:
    stream.write(block)
    return zlib.crc32(block)
