"""Tables laid out for people's eyes: widths counted in cells, labels for IRIs, percentages, thin grouping."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence

import pyoxigraph as ox

from ..namespaces import shorten
from .tables import Table
from .values import DECIMAL, INTEGERS, Term, is_number

THIN_SPACE = "\u2009"
LEAST_TEXT = 8
"""No column of text is shortened to fewer cells than these; sooner than that, columns are left out."""

READABLE_TEXT = 24
"""Details are left out before columns of text are shortened to fewer cells than these."""

QUOTE = "quote"
"""The format of a column whose text stands below its row where the row is too narrow for it."""

Cell = tuple[str, bool]
"""A cell's text, and whether it is a number (kept whole, set right)."""


def aligned(table: Table, lang: str, labels: Mapping[str, str], width: int | None = None, *, thin: bool = False) -> str:
    """Lay a table out in aligned columns, no wider than `width` cells."""
    names, body = _cells(table, lang, labels, thin=thin)
    heads = [_heading(table, name, lang) for name in names]
    shown, widths, below = _fit(table, names, heads, body, width)
    lines = ["  ".join(_set(heads[i], widths[i], _is_numeric(body, i)) for i in shown).rstrip()]
    for row in body:
        lines.append("  ".join(_set(row[i][0], widths[i], row[i][1]) for i in shown).rstrip())
        lines += [shortened(f"    “{row[i][0]}”", width or 0) for i in below if row[i][0]]
    return "\n".join(lines) + "\n"


def left_out(table: Table, lang: str, labels: Mapping[str, str], width: int) -> tuple[str, ...]:
    """Name the columns for which a terminal is too narrow."""
    names, body = _cells(table, lang, labels, thin=True)
    shown, _, below = _fit(table, names, [_heading(table, name, lang) for name in names], body, width)
    return tuple(name for i, name in enumerate(names) if i not in {*shown, *below})


def markdown(table: Table, lang: str, labels: Mapping[str, str]) -> str:
    """Lay a table out in Markdown."""
    names, body = _cells(table, lang, labels, thin=False)
    lines = ["| " + " | ".join(_escaped(_heading(table, name, lang)) for name in names) + " |"]
    lines.append("|" + "|".join(" ---: " if _is_numeric(body, i) else " --- " for i in range(len(names))) + "|")
    lines += ["| " + " | ".join(_escaped(cell) for cell, _ in row) + " |" for row in body]
    return "\n".join(lines) + "\n"


def cells(text: str) -> int:
    """Count the terminal cells of a text: two for Chinese characters, none for combining marks."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def shortened(text: str, width: int) -> str:
    """Cut a text to a number of cells, with an ellipsis for what is gone."""
    if cells(text) <= width:
        return text
    kept = ""
    for character in text:
        if cells(kept + character) > width - 1:
            break
        kept += character
    return kept.rstrip() + "…"


def visible(text: str) -> str:
    """Write control and direction characters as escapes, so that data cannot steer a terminal."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(c if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp")
                   else f"\\u{ord(c):04x}" for c in text)


def percent(term: ox.Literal) -> str:
    """Write a ratio as a percentage with two decimals, or with more where it would wrongly look like 100 %."""
    from decimal import Decimal

    value = Decimal(term.value) * 100
    for digits in (2, 4, 8):
        rounded = round(value, digits)
        if rounded != 100 or value == 100:
            break
    return f"{rounded.normalize():f} %"


def number(term: ox.Literal, *, thin: bool) -> str:
    """Write a number, with thin spaces between thousands from five digits on if so wished."""
    text = term.value
    whole, dot, fraction = text.partition(".")
    if not thin or term.datatype.value not in INTEGERS | {DECIMAL} or len(whole.lstrip("+-")) < 5:
        return text
    return f"{int(whole):,}".replace(",", THIN_SPACE) + dot + fraction


def shown(term: Term | None, labels: Mapping[str, str], form: str | None, *, thin: bool) -> Cell:
    """Give a cell as people read it."""
    if term is None:
        return "", False
    if isinstance(term, ox.NamedNode):
        return visible(labels.get(term.value) or shorten(term.value)).replace("\n", " "), False
    if isinstance(term, ox.Literal) and is_number(term):
        return (percent(term) if form == "percent" else number(term, thin=thin)), True
    return visible(term.value if isinstance(term, ox.Literal) else str(term)).replace("\n", " "), False


def _cells(table: Table, lang: str, labels: Mapping[str, str], *, thin: bool) -> tuple[list[str], list[list[Cell]]]:
    """Give the columns worth showing and their cells: a column that only repeats another one is left out."""
    forms = [table.column(name).format for name in table.columns]
    body = [[shown(term, labels, form, thin=thin) for term, form in zip(row, forms, strict=True)] for row in table.rows]
    columns = list(zip(*body, strict=True)) if body else []
    kept = [i for i in range(len(table.columns)) if not (columns and columns[i] in columns[i + 1:])]
    return [table.columns[i] for i in kept], [[row[i] for i in kept] for row in body]


def _heading(table: Table, name: str, lang: str) -> str:
    unit = table.unit(name)
    label = visible(table.label(name, lang))
    return f"{label} ({unit})" if unit and unit not in table.columns else label


def _fit(table: Table, names: Sequence[str], heads: Sequence[str], body: Sequence[Sequence[Cell]],
         width: int | None) -> tuple[list[int], list[int], list[int]]:
    """Choose columns, their widths, and what stands below each row.

    First quotations go below, then details go while texts would become unreadable, then texts are shortened, and
    at last what stands furthest right goes.
    """
    shown = list(range(len(names)))
    widths = [max([cells(heads[i]), *(cells(row[i][0]) for row in body)]) for i in shown]
    if width is None or _total(widths, shown) <= width:
        return shown, widths, []
    below = [i for i in shown if table.column(names[i]).format == QUOTE]
    shown = [i for i in shown if i not in below]
    readable, least = (_least(heads, body, bound) for bound in (READABLE_TEXT, LEAST_TEXT))
    details = [i for i in shown if table.column(names[i]).detail]
    while details and _total(readable, shown) > width:
        shown.remove(details.pop())
    while len(shown) > 1 and _total(least, shown) > width:
        shown.pop()
    while _total(widths, shown) > width:
        widest = max(shown, key=lambda i: widths[i] - least[i])
        if widths[widest] <= least[widest]:
            break
        widths[widest] -= 1
    return shown, widths, below


def _least(heads: Sequence[str], body: Sequence[Sequence[Cell]], bound: int) -> list[int]:
    """Give the widths of columns whose texts are shortened to a bound; numbers are kept whole."""
    return [max([min(cells(heads[i]), bound), *(cells(row[i][0]) if row[i][1] else min(cells(row[i][0]), bound)
                                                for row in body)]) for i in range(len(heads))]


def _total(widths: Sequence[int], shown: Sequence[int]) -> int:
    return sum(widths[i] + 2 for i in shown) - 2


def _set(text: str, width: int, right: bool) -> str:
    text = shortened(text, width)
    padding = " " * (width - cells(text))
    return padding + text if right else text + padding


def _is_numeric(body: Sequence[Sequence[Cell]], index: int) -> bool:
    filled = [row[index] for row in body if row[index][0]]
    return bool(filled) and all(is_figure for _, is_figure in filled)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ")


def grid(rows: Sequence[Sequence[str]]) -> str:
    """Set short texts in columns; the last column is as wide as it is."""
    widths = [max((cells(row[i]) for row in rows), default=0) for i in range(max(map(len, rows), default=0))]
    lines = ("  ".join(_set(text, widths[i], right=False) for i, text in enumerate(row)).rstrip() for row in rows)
    return "".join(line + "\n" for line in lines)
