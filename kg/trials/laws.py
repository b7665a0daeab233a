"""Laws that answers keep whatever the statements are: what a condition parts must come together again.

A condition is true, false or an error in each row. So the rows of a query are those with `FILTER (p)`, those with
`FILTER (!(p))`, and those where p is an error; the same holds for distinct rows as sets, for groups by HAVING, and for
COUNT, SUM, MIN and MAX, taken together over the parts. And `FILTER (p)` keeps just the rows in which p, computed as a
column, is true.

Source: Rigger and Su, Finding Bugs in Database Systems via Query Partitioning, OOPSLA 2020 (ternary logic
partitioning); the last law: the same, Detecting Optimization Bugs in Database Engines via Non-optimizing Reference
Engine Construction, ESEC/FSE 2020.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from ..peers.answers import BLANK, Row, Rows, unlike

PARTS = ("true", "false", "error")
WHOLE = "whole"
TRUE = '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>'


class Law(NamedTuple):
    """Several queries by name, and what their answers must keep: a sentence where they do not, else nothing."""

    name: str
    queries: Mapping[str, str]
    broken: Callable[[Mapping[str, Rows]], str]


def parted(condition: str) -> dict[str, str]:
    """Give what stands between FILTER's brackets for the rows where a condition is true, false and an error."""
    return {"true": condition, "false": f"!({condition})", "error": f"COALESCE(IF({condition}, false, false), true)"}


def _filtered(head: str, group: str, condition: str, tail: str = "") -> dict[str, str]:
    parts = {part: f"{head} {{ {group} FILTER ({test}) }}{tail}" for part, test in parted(condition).items()}
    return {WHOLE: f"{head} {{ {group} }}{tail}", **parts}


def rows(group: str, names: Sequence[str], condition: str) -> Law:
    """Say that the rows are those of the three parts."""
    return Law("rows", _filtered(f"SELECT {' '.join(names)}", group, condition), _sum_is_whole)


def distinct(group: str, names: Sequence[str], condition: str) -> Law:
    """Say that the distinct rows are those of the three parts, each once.

    Rows with blank nodes are left out, since these are spelt alike.
    """

    def broken(found: Mapping[str, Rows]) -> str:
        union: Rows = Counter({row for part in PARTS for row in found[part]})
        return unlike(_without_blanks(found[WHOLE]), _without_blanks(union))

    return Law("distinct", _filtered(f"SELECT DISTINCT {' '.join(names)}", group, condition), broken)


def having(group: str, key: str, condition: str) -> Law:
    """Say that the groups are those that a condition on them parts."""
    query = f"SELECT {key} (COUNT(*) AS ?rows) {{ {group} }} GROUP BY {key}"
    parts = {part: f"{query} HAVING ({test})" for part, test in parted(condition).items()}
    return Law("having", {WHOLE: query, **parts}, _sum_is_whole)


def aggregates(group: str, key: str, number: str, condition: str) -> Law:
    """Say that counts, sums and extremes of the groups are those of the parts taken together.

    `key` may be nothing: then there is one group. `number` must be a number in every row. Groups of blank nodes are
    left out, since these are spelt alike.
    """
    head = f"SELECT {key} (COUNT(*) AS ?rows)"
    if number:
        head += f" (SUM({number}) AS ?sum) (MIN({number}) AS ?least) (MAX({number}) AS ?most)"
    tail = f" GROUP BY {key}" if key else ""

    def broken(found: Mapping[str, Rows]) -> str:
        together = _together([found[part] for part in PARTS], key.removeprefix("?"))
        return unlike(_without_blanks(found[WHOLE]), _without_blanks(together))

    return Law("aggregates", _filtered(head, group, condition, tail), broken)


def computed(group: str, names: Sequence[str], condition: str) -> Law:
    """Say that a filter keeps just the rows in which its condition, computed, is true."""
    columns = " ".join(names)
    queries = {WHOLE: f"SELECT {columns} (IF({condition}, true, false) AS ?kept) {{ {group} }}",
               "true": f"SELECT {columns} {{ {group} FILTER ({condition}) }}"}

    def broken(found: Mapping[str, Rows]) -> str:
        kept: Rows = Counter()
        for row, count in found[WHOLE].items():
            if ("kept", TRUE) in row:
                kept[tuple(cell for cell in row if cell[0] != "kept")] += count
        return unlike(kept, found["true"])

    return Law("computed", queries, broken)


def _sum_is_whole(found: Mapping[str, Rows]) -> str:
    return unlike(found[WHOLE], sum((found[part] for part in PARTS), Counter()))


def _without_blanks(found: Rows) -> Rows:
    return Counter({row: count for row, count in found.items() if all(cell != BLANK for _, cell in row)})


def _together(parts: Sequence[Rows], key: str) -> Rows:
    """Give the rows of groups that were counted in parts."""
    groups: dict[tuple[tuple[str, str], ...], dict[str, str]] = {}
    for part in parts:
        for row in part:
            cells = dict(row)
            group = tuple((name, cells.pop(name)) for name in (key,) if name in cells)
            known = groups.setdefault(group, {})
            for name, value in cells.items():
                known[name] = _combined(name, known[name], value) if name in known else value
    return Counter(_row(group, cells) for group, cells in groups.items())


def _row(group: tuple[tuple[str, str], ...], cells: Mapping[str, str]) -> Row:
    return tuple(sorted((*group, *cells.items())))


def _combined(name: str, one: str, other: str) -> str:
    """Take two numbers together, spelt as terms; a sum with a decimal in it is a decimal."""
    numbers = [Decimal(term.split('"')[1]) for term in (one, other)]
    if name == "least":
        return one if numbers[0] <= numbers[1] else other
    if name == "most":
        return one if numbers[0] >= numbers[1] else other
    kind = next((term for term in (one, other) if "#decimal" in term), one).split('"')[2]
    total = format(sum(numbers, Decimal(0)), "f")
    return f'"{total.rstrip("0").rstrip(".") if "." in total else total}"{kind}'
