"""Expressions over all rows of a table at once.

Comparisons of terms are comparisons of codes wherever the order of codes is that of values. Whatever else there is to
calculate is calculated once for each distinct combination of what it depends on.

Source: SPARQL 1.1 Query, sections 17.2 (errors, three-valued logic), 17.3 (operators) and 17.4.1 (functional forms).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from . import contents, ordering
from .algebra import Call, Constant, Exists, Expression, Variable, names
from .arrays import NONE, Array, Codes, distinct, nothing, packed
from .comparing import truth as truth_of
from .scalars import scalar
from .tables import Table
from .terms import Terms
from .values import DECIMAL, INTEGER, STRING, Iri, Value

Asker = Callable[[Exists, Table], Array]
"""What answers EXISTS for every row of a table."""

_LOGICAL = ("=", "<", "<=", ">", ">=", "!", "&&", "||", "BOUND", "IN", "CONTAINS", "STRSTARTS", "STRENDS",
            "LANGMATCHES", "SAMETERM", "ISIRI", "ISURI", "ISBLANK", "ISLITERAL", "ISNUMERIC")
_SIGNS = {"<": (-1,), "<=": (-1, 0), ">": (1,), ">=": (0, 1)}
_TEXT = "#text of "
_UNCHANGED = {f"<{DECIMAL}>": DECIMAL, f"<{INTEGER}>": INTEGER, "STR": STRING, f"<{STRING}>": STRING}
"""Functions that leave literals of a datatype as they are."""


class Evaluator:
    """What evaluates expressions over tables."""

    def __init__(self, terms: Terms, ask: Asker) -> None:
        self._terms = terms
        self._ask = ask

    def value(self, expression: Expression, table: Table) -> Codes:
        """Give the value of an expression in every row."""
        match expression:
            case Variable(name):
                return table.column(name)
            case Constant(_, value):
                return np.full(table.size, self._terms.code(value), np.int32)
            case Call("IF", (condition, yes, no)):
                known = self.truth(condition, table)
                found = np.where(known == 1, self.value(yes, table), self.value(no, table))
                return np.where(known < 0, NONE, found).astype(np.int32)
            case Call("COALESCE", parts):
                return self._first(parts, table)
            case Call("LANG" | "DATATYPE" as name, (inner,)):
                return self._of_kind(name, self.value(inner, table))
            case Call(name, (inner,)) if name in _UNCHANGED:
                return self._changed(expression, self.value(inner, table), table)
            case Call(name, _) if name not in _LOGICAL:
                return self._each(expression, table)
        codes = np.array([self._terms.code(False), self._terms.code(True), NONE], np.int32)
        return codes[self.truth(expression, table)]

    def truth(self, expression: Expression, table: Table) -> Array:
        """Give 1, 0 or -1 (an error) for every row."""
        match expression:
            case Exists():
                return self._ask(expression, table)
            case Call("&&" | "||" as name, (left, right)):
                return self._both(name == "||", left, right, table)
            case Call("!", (inner,)):
                known = self.truth(inner, table)
                return np.where(known < 0, -1, 1 - known).astype(np.int8)
            case Call("BOUND", (inner,)):
                return np.asarray(self.value(inner, table) != NONE).astype(np.int8)
            case Call("=", (left, right)):
                return ordering.equal(self._terms, self.value(left, table), self.value(right, table))
            case Call("IN", (first, *others)):
                return self._among(first, others, table)
            case Call("<" | "<=" | ">" | ">=" as name, (left, right)):
                return self._ordered(name, left, right, table)
            case Call(name, (text, part)) if name in contents.TESTS:
                sought = self._single(self.value(part, table))
                where = contents.source(text, sought) if type(sought) is str else None
                if where is not None and type(sought) is str:
                    return contents.tested(self._terms, name, self.value(where[0], table), sought, *where[1:])
        if isinstance(expression, Call) and expression.function in _LOGICAL:
            values = self._each_value(expression, table)
            return np.array([-1 if each is None else each for each in values[0]] or [0], np.int8)[values[1]]
        return self._truths(self.value(expression, table))

    def holds(self, condition: Expression, table: Table) -> Array:
        """Say of each row whether a condition is true."""
        return np.asarray(self.truth(condition, table) == 1)

    def _single(self, column: Codes) -> Value | None:
        """Give the value of a column that is the same in every row."""
        if not len(column) or not (column == column[0]).all():
            return None
        return self._terms.values(column[:1])[0]

    def _truths(self, column: Codes) -> Array:
        once, inverse = distinct(column)
        found = [truth_of(value) for value in self._terms.values(once)]
        return np.array([-1 if each is None else each for each in found] or [0], np.int8)[inverse]

    def _both(self, decisive: bool, left: Expression, right: Expression, table: Table) -> Array:
        """Give the outcome of `&&` or `||`; the right side is asked about the rows that the left leaves open."""
        found = self.truth(left, table)
        rows = np.flatnonzero(found != decisive)
        if not len(rows):
            return found
        part = table if len(rows) == table.size else table.only(names(right)).take(rows)
        other = self.truth(right, part)
        found = found.copy()
        found[rows] = np.where(other == decisive, other, np.where((other < 0) | (found[rows] < 0), -1, 1 - decisive))
        return found

    def _among(self, first: Expression, others: list[Expression], table: Table) -> Array:
        given = self.value(first, table)
        found = np.zeros(table.size, np.int8)
        for other in others:
            same = ordering.equal(self._terms, given, self.value(other, table))
            found = np.where((found == 1) | (same == 1), 1, np.where(same < 0, -1, found)).astype(np.int8)
        return found

    def _ordered(self, name: str, left: Expression, right: Expression, table: Table) -> Array:
        match left, right:
            case Call("STR", (a,)), Call("STR", (b,)):
                first, second = self.value(a, table), self.value(b, table)
                if bool(self._terms.is_iri(first).all() and self._terms.is_iri(second).all()):
                    return np.isin(np.sign(first - second), _SIGNS[name]).astype(np.int8)
        sign, known = ordering.signs(self._terms, self.value(left, table), self.value(right, table))
        return np.where(known, np.isin(sign, _SIGNS[name]), -1).astype(np.int8)

    def _first(self, parts: tuple[Expression, ...], table: Table) -> Codes:
        found = nothing(table.size)
        for part in parts:
            found = np.where(found == NONE, self.value(part, table), found).astype(np.int32)
        return found

    def _of_kind(self, name: str, column: Codes) -> Codes:
        """Give language or datatype of literals."""
        terms = self._terms
        kinds = terms.kinds_of(np.where(column < 0, 0, column)) if len(column) else column
        answers: list[Value | None] = []
        for datatype, language in terms.kinds:
            is_literal = datatype not in ("iri", "blank")
            answers.append(None if not is_literal else language if name == "LANG" else Iri(datatype))
        found = np.array([terms.code(each) for each in answers], np.int32)[kinds]
        return np.where(column < 0, NONE, found).astype(np.int32)

    def _changed(self, call: Call, column: Codes, table: Table) -> Codes:
        """Evaluate a function where it changes its argument; elsewhere leave that as it is."""
        terms = self._terms
        bound = column >= 0
        same = np.zeros(len(column), np.bool_)
        if len(column):
            same = bound & (terms.kinds_of(np.where(bound, column, 0)) == terms.kind(_UNCHANGED[call.function]))
        if same.all():
            return column
        rows = np.flatnonzero(~same)
        found = column.copy()
        found[rows] = self._each(call, table.take(rows))
        return found

    def _each(self, expression: Expression, table: Table) -> Codes:
        values, places = self._each_value(expression, table)
        return self._terms.column(values)[places] if len(places) else nothing(0)

    def _each_value(self, expression: Expression, table: Table) -> tuple[list[Value | None], Array]:
        """Evaluate an expression for each distinct row of its variables; give also the place of each row."""
        expression, table = self._asked(expression, table)
        expression = _spelt(expression)
        sources = {name: name.removeprefix(_TEXT) for name in sorted(names(expression))}
        sources = {name: source for name, source in sources.items() if source in table.columns}
        run = scalar(expression, {name: place for place, name in enumerate(sources)})
        if not sources:
            return [run(())], np.zeros(table.size, np.int64)
        columns = {source: table.columns[source] for source in dict.fromkeys(sources.values())}
        rows, places = _different(list(columns.values()))
        given = [self._decoded(columns[source][rows], name != source) for name, source in sources.items()]
        return [run(row) for row in zip(*given, strict=True)], places

    def _decoded(self, column: Codes, is_text: bool) -> list[Value | None]:
        """Give the values of a column, or what STR gives of each."""
        once, places = distinct(column)
        values = self._terms.strings(once) if is_text else self._terms.values(once)
        return [values[place] for place in places.tolist()]

    def _asked(self, expression: Expression, table: Table) -> tuple[Expression, Table]:
        """Answer each EXISTS within an expression, and put a variable in its place."""
        if isinstance(expression, Exists):
            name = f"#exists{len(table.columns)}"
            return Variable(name), table.extended({name: self.value(expression, table)})
        if not isinstance(expression, Call):
            return expression, table
        parts = []
        for part in expression.arguments:
            changed, table = self._asked(part, table)
            parts.append(changed)
        return Call(expression.function, tuple(parts)), table


def _spelt(expression: Expression) -> Expression:
    """Put a variable of its own in place of each STR of a variable, whose values need not be made."""
    match expression:
        case Call("STR", (Variable(name),)):
            return Variable(_TEXT + name)
        case Call(name, parts):
            return Call(name, tuple(map(_spelt, parts)))
    return expression


def _different(columns: list[Codes]) -> tuple[Array, Array]:
    """Give a row of each kind that there is, and the place of each row's kind."""
    keys, = packed([[column] for column in columns])
    if len(keys) > 1 and bool((keys[1:] > keys[:-1]).all()):
        return np.arange(len(keys)), np.arange(len(keys))
    _, rows, places = np.unique(keys, return_index=True, return_inverse=True)
    return rows, places
