"""Terms in the order in which they are numbered on disk: `dictionary` says which one that is, and why.

Source: SPARQL 1.1 Query, section 15.1; XSD 1.1 part 2, sections 3.3.3 and 3.3.9; N-Triples, section 7 (escapes).
"""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
import polars as pl

from .arrays import Array
from .dictionary import NUMBER, ODD, SHORT_NUMBER, TEXT
from .layouts import EVERY, PATTERNS
from .values import BOOLEAN, DATE, DECIMAL, INTEGER, LANGUAGE_STRING, ORDERED, STRING, is_day

_SUFFIX = r'"(\^\^<[^"]*>|@[A-Za-z0-9-]+)?$'
_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_LETTERS = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_COLUMNS = ("given", "text", "datatype", "language")
_KEYS = {NUMBER: ("whole", "rest", "text", "datatype"), TEXT: _COLUMNS[1:], ODD: _COLUMNS[1:]}
"""By what the literals of each part are ordered."""


class Arranged(NamedTuple):
    """Terms in order: texts, the kind of each, its marks, all kinds, where parts start, ranks of numbers if two are
    equal, and the place of each term as it was given."""

    texts: pl.Series
    kinds: Array
    marks: Array
    names: list[tuple[str, str]]
    starts: list[int]
    ranks: Array | None
    places: Array


def arranged(terms: pl.Series) -> Arranged:
    """Put distinct terms, given in N-Triples form, in order."""
    first = terms.str.head(1)
    literals = _parted(_literals(terms, (first == '"').arg_true()))
    parts = [_named(terms, (first == "_").arg_true(), "blank"), _named(terms, (first == "<").arg_true(), "iri"),
             *(literals.filter(part=part).sort(*keys).select(_COLUMNS) for part, keys in _KEYS.items())]
    table = pl.concat(parts)
    kinds = table.select("datatype", "language").unique(maintain_order=True).with_row_index("kind")
    table = table.join(kinds, on=["datatype", "language"], how="left", maintain_order="left")
    places = np.empty(len(table), np.int32)
    places[table["given"].to_numpy()] = np.arange(len(table), dtype=np.int32)
    starts = [0, *np.cumsum([len(part) for part in parts]).tolist()]
    marks = _marks(table["text"])
    marks[starts[ODD]:] = EVERY
    return Arranged(table["text"], table["kind"].to_numpy().astype(np.uint16), marks,
                    kinds.select("datatype", "language").rows(), starts, ranks_of(parts[NUMBER]["text"]), places)


def _named(terms: pl.Series, given: pl.Series, kind: str) -> pl.DataFrame:
    """Order IRIs or blank nodes."""
    texts = terms.gather(given).str.slice(1 if kind == "iri" else 2).str.strip_suffix(">")
    table = pl.DataFrame({"given": given, "text": texts}).sort("text")
    return table.with_columns(datatype=pl.lit(kind), language=pl.lit("")).select(_COLUMNS)


def _marks(texts: pl.Series) -> Array:
    found = np.zeros(len(texts), np.uint8)
    for mark, pattern in PATTERNS.items():
        found |= texts.str.contains(pattern).to_numpy().astype(np.uint8) * np.uint8(mark)
    return found


def _literals(terms: pl.Series, given: pl.Series) -> pl.DataFrame:
    """Cut literals into text, datatype and language."""
    table = pl.DataFrame({"given": given, "term": terms.gather(given)}).with_columns(
        suffix=pl.col("term").str.extract(_SUFFIX, 1).fill_null(""))
    suffix, is_tagged = pl.col("suffix"), pl.col("suffix").str.starts_with("@")
    table = table.select(
        "given", text=pl.col("term").str.slice(1).str.strip_suffix(suffix).str.strip_suffix('"'),
        datatype=pl.when(suffix == "").then(pl.lit(STRING)).when(is_tagged).then(pl.lit(LANGUAGE_STRING))
        .otherwise(suffix.str.slice(3).str.strip_suffix(">")),
        language=pl.when(is_tagged).then(suffix.str.slice(1)).otherwise(pl.lit("")))
    escaped = table["text"].str.contains("\\", literal=True).arg_true()
    plain = [unescaped(text) for text in table["text"].gather(escaped).to_list()]
    return table.with_columns(table["text"].scatter(escaped, plain)) if plain else table


def _parted(table: pl.DataFrame) -> pl.DataFrame:
    """Say of each literal to which part it belongs, and split numbers into a whole and a rest."""
    text, datatype = pl.col("text"), pl.col("datatype")
    is_number = datatype.is_in([INTEGER, DECIMAL]) & text.str.contains(f"^{SHORT_NUMBER.pattern}$")
    days = table.filter((datatype == DATE) & text.str.contains(_DATE))["text"].unique().to_list()
    is_text = ((datatype == BOOLEAN) & text.is_in(["true", "false"])
               | (datatype == DATE) & text.is_in([day for day in days if is_day(day)])
               | ~datatype.is_in([*ORDERED, BOOLEAN, DATE, INTEGER, DECIMAL]))
    point = text.str.strip_prefix("-").str.splitn(".", 2)
    whole = point.struct.field("field_0").cast(pl.Int64, strict=False)
    rest = point.struct.field("field_1").fill_null("").str.pad_end(18, "0").cast(pl.Int64, strict=False)
    below = text.str.starts_with("-")
    return table.with_columns(
        part=pl.when(is_number).then(NUMBER).when(is_text).then(TEXT).otherwise(ODD),
        whole=pl.when(is_number).then(pl.when(below).then(-whole - (rest > 0)).otherwise(whole)).otherwise(0),
        rest=pl.when(is_number).then(pl.when(below & (rest > 0)).then(10**18 - rest).otherwise(rest)).otherwise(0))


def ranks_of(numbers: pl.Series) -> Array | None:
    """Give the place of each number, in order, among all values; None if all differ. Equal ones are written alike."""
    texts = numbers.to_list()
    steps = np.array([text != before for before, text in zip([None, *texts], texts, strict=False)], np.int32)
    return None if steps.all() else (np.cumsum(steps) - 1).astype(np.int32)


def unescaped(text: str) -> str:
    """Undo the escapes of N-Triples."""
    return _ESCAPE.sub(
        lambda found: _LETTERS.get(found[3], found[3]) if found[3] else chr(int(found[1] or found[2], 16)), text)
