"""Where a variable of a query can be seen: groups, the walls between them, columns, order, divisions.

Source: SPARQL 1.1 Query, section 18.2.1 (variable scope).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ..text.sparql import Token, tokens

_TRANSPARENT = ("WHERE", "OPTIONAL", "EXISTS")


class Group(NamedTuple):
    """A pair of braces; a wall hides outer values from what stands inside (MINUS, UNION, sub-select, bare group)."""

    start: int
    is_wall: bool


class Use(NamedTuple):
    """One place where a variable stands; a line is `VALUES $name {`."""

    name: str
    start: int
    is_line: bool
    groups: tuple[Group, ...]


def uses(text: str) -> tuple[Use, ...]:
    """Find every use of a variable inside the braces of a query, with the groups round it."""
    found: list[Use] = []
    groups: list[Group] = []
    pieces = list(tokens(text))
    values = False
    for index, token in enumerate(pieces):
        if token.text == "{":
            values = _opens_values(pieces, index)
            groups.append(Group(token.start, bool(groups) and not values and _is_wall(pieces, index)))
        elif token.text == "}" and groups:
            groups.pop()
        elif token.kind == "variable" and groups:
            is_line = index > 0 and pieces[index - 1].is_word("VALUES")
            found.append(Use(token.text[1:], token.start, is_line, tuple(groups)))
    return tuple(found)


def _opens_values(pieces: list[Token], index: int) -> bool:
    return index > 1 and pieces[index - 1].kind == "variable" and pieces[index - 2].is_word("VALUES")


def _is_wall(pieces: list[Token], index: int) -> bool:
    if index + 1 < len(pieces) and pieces[index + 1].is_word("SELECT"):
        return True
    return not pieces[index - 1].is_word(*_TRANSPARENT)


def projection(text: str) -> tuple[str, ...]:
    """Give the columns of a SELECT query in order, `*` where it names none; nothing for other forms."""
    names: list[str] = []
    depth, selecting, before = 0, False, None
    for token in tokens(text):
        if token.is_word("SELECT") and not selecting:
            selecting = True
        elif selecting:
            if token.is_word("WHERE") or token.text == "{":
                break
            if token.text == "*" and depth == 0:
                return ("*",)
            depth += {"(": 1, ")": -1}.get(token.text, 0)
            named = depth == 0 or (depth == 1 and before is not None and before.is_word("AS"))
            if token.kind == "variable" and named:
                names.append(token.text[1:])
        elif token.text == "{":
            break
        before = token
    return tuple(names)


def sort_keys(text: str) -> tuple[str, ...]:
    """Give the keys of the outermost ORDER BY: the variable where a key is one, else an empty name."""
    pieces = list(tokens(text))
    last = max((index for index, token in enumerate(pieces) if token.is_word("ORDER")), default=None)
    if last is None or any(token.text == "}" for token in pieces[last:]):
        return ()
    keys: list[str] = []
    depth = 0
    for token in pieces[last + 2:]:
        if token.is_word("LIMIT", "OFFSET", "VALUES"):
            break
        if depth == 0 and token.text == "(":
            keys.append("")
        depth += {"(": 1, ")": -1}.get(token.text, 0)
        if token.kind == "variable":
            keys = [*keys, token.text[1:]] if depth == 0 else [*keys[:-1], token.text[1:]]
    return tuple(keys)


def divisions(text: str) -> Iterator[int]:
    """Find divisions that neither stand inside a rounding nor divide by a power of ten."""
    pieces = list(tokens(text))
    brackets: list[str] = []
    for index, token in enumerate(pieces):
        if token.text == "(":
            brackets.append(_bracket(pieces, index, brackets))
        elif token.text == ")" and brackets:
            brackets.pop()
        elif token.text == "/" and "expression" in brackets and "rounding" not in brackets:
            after = pieces[index + 1].text if index + 1 < len(pieces) else ""
            if not (after.startswith("1") and set(after[1:]) <= {"0", "."}):
                yield token.start


def _bracket(pieces: list[Token], index: int, outer: list[str]) -> str:
    """Tell what a bracket opens: a rounding, an expression, or a property path."""
    before = pieces[index - 1] if index else None
    if before is None or before.kind != "word":
        in_select = any(token.is_word("SELECT") for token in pieces[:index]) and not any(
            token.text == "{" for token in pieces[:index])
        return "expression" if in_select or "expression" in outer or "rounding" in outer else "path"
    return "rounding" if before.is_word("ROUND", "FLOOR", "CEIL") else "expression"
