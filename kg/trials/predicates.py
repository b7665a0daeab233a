"""Made-up conditions: comparisons of what variables are with values that occur, put together by logic.

Some cannot be evaluated in some rows, by an unbound variable or by a comparison of unlike terms: these are errors in
SPARQL, and a third case beside true and false.

Source: SPARQL 1.1 Query, section 17 (operators, and the logic of errors in 17.2).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from pyoxigraph import Literal, NamedNode

from ..generation.numbers import Dice
from .samples import Node, kind


class Scope(Protocol):
    """What a condition can speak of."""

    dice: Dice

    def variable(self) -> tuple[str, Node]:
        """Pick a variable, and a term that it matches."""

    def exists(self) -> str:
        """Ask whether something leads on from a thing."""


def predicate(scope: Scope, depth: int) -> str:
    """Make up a condition of at most so many levels of logic."""
    dice = scope.dice
    if depth and dice.chance(45):
        one = predicate(scope, depth - 1)
        if dice.chance(25):
            return f"!({one})"
        return f"({one}) {dice.pick(('&&', '||'))} ({predicate(scope, depth - 1)})"
    if dice.chance(12):
        return _odd(scope)
    name, example = scope.variable()
    return _BY_KIND[kind(example)](scope, name, example)


def _comparison(dice: Dice) -> str:
    return dice.pick(("=", "!=", "<", "<=", ">", ">="))


def _of_numbers(scope: Scope, name: str, example: Node) -> str:
    sign = _comparison(scope.dice)
    limit = scope.dice.pick((example.value, "0", "1", "100", "99.5", "10000"))
    number = f'"{limit}"^^xsd:decimal' if scope.dice.chance(50) else limit
    return scope.dice.pick((
        f"{name} {sign} {number}", f"{name} {sign} {scope.variable()[0]}", f"{name} * 2 {sign} {number}",
        f"{name} - {number} {sign} 0", f"ABS({name} - {number}) {sign} 10", f"{name} IN ({number}, 2, 30)",
        f"ROUND({name}) {sign} {name}", f"{name} NOT IN ({number}, {scope.variable()[0]})"))


def _of_dates(scope: Scope, name: str, example: Node) -> str:
    sign = _comparison(scope.dice)
    return scope.dice.pick((f"{name} {sign} {example}", f'SUBSTR(STR({name}), 1, 4) {sign} "{example.value[:4]}"',
                            f"{name} {sign} {scope.variable()[0]}", f'xsd:integer(SUBSTR(STR({name}), 6, 2)) {sign} 6'))


def _of_text(scope: Scope, name: str, example: Node) -> str:
    dice, text = scope.dice, example.value
    start = dice.below(max(1, len(text) - 2))
    piece = str(Literal(text[start:start + dice.between(1, 3)]))
    return dice.pick((
        f"CONTAINS({name}, {piece})", f"STRSTARTS({name}, {Literal(text[:2])})", f"STRENDS(STR({name}), {piece})",
        f"STRLEN({name}) {_comparison(dice)} {len(text)}", f"REGEX({name}, \"[0-9]{{2}}\")", f"{name} = {example}",
        f"{name} != {example}", f"STR({name}) {_comparison(dice)} {Literal(text)}",
        f"STRBEFORE({name}, {piece}) = \"\"", f"{name} {_comparison(dice)} {scope.variable()[0]}"))


def _of_words(scope: Scope, name: str, example: Node) -> str:
    if scope.dice.chance(40):
        return scope.dice.pick((f'LANG({name}) = "zh"', f'LANGMATCHES(LANG({name}), "en")',
                                f'LANG({name}) != LANG({scope.variable()[0]})', f'STRLANG(STR({name}), "en") = {name}'))
    return _of_text(scope, name, example)


def _of_things(scope: Scope, name: str, example: Node) -> str:
    dice, other = scope.dice, scope.variable()
    term, piece = str(example), scope.dice.pick(("2", "school", "claim", "place"))
    return dice.pick((
        f"{name} = {term}", f"{name} != {term}", f"{name} IN ({term}, pc:Target)", f"{name} = {other[0]}",
        f"{name} NOT IN ({term}, {other[0]})", f'CONTAINS(STR({name}), "{piece}")',
        f"STR({name}) {_comparison(dice)} STR({other[0]})", f"SAMETERM({name}, {other[0]})",
        f"{name} {_comparison(dice)} 5", f"ISIRI({other[0]})"))


def _odd(scope: Scope) -> str:
    (one, _), (other, example) = scope.variable(), scope.variable()
    value = str(example) if isinstance(example, NamedNode) else '"1"'
    return scope.dice.pick((
        f"BOUND({one})", f"!BOUND({one})", f"COALESCE({one} > 3, false)", f"IF(BOUND({one}), {other} = {value}, false)",
        f"DATATYPE({one}) = xsd:decimal", f"ISLITERAL({one})", f"ISNUMERIC({one})", f"xsd:integer({one}) > 3",
        f"xsd:decimal(STR({other})) < 50", f"{one} = {other}", f"COALESCE({one}, {other}) = {value}", one,
        scope.exists(), scope.exists()))


_BY_KIND: Mapping[str, Callable[[Scope, str, Node], str]] = {
    "number": _of_numbers, "date": _of_dates, "text": _of_text, "words": _of_words, "thing": _of_things}
