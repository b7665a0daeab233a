"""The constraint components of SHACL Core: from parameters in the shapes graph to array steps.

Source: SHACL, section 4 (Core constraint components) and appendix B.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from .errors import ShapesError
from .evaluation import Check, Demand
from .names import RDF, SH
from .set_checks import Closed, Count, Disjoint, Equals, HasValue, LessThan, UniqueLanguage
from .shape_checks import NodeCheck, Not, Property, Qualified, Some
from .statements import Node, Statements
from .value_checks import ClassCheck, Datatype, In, LanguageIn, Length, NodeKind, Pattern, Range

SHAPES = ("node", "property", "not", "qualifiedValueShape")
LISTS_OF_SHAPES = ("and", "or", "xone")

_Builder = Callable[[Statements, Node, Node], Check | None]


def _whole(node: Node) -> int:
    try:
        return int(node.value)
    except ValueError as error:
        raise ShapesError(f"{node} should be an integer") from error


def _texts(statements: Statements, head: Node) -> tuple[str, ...]:
    return tuple(str(member) for member in statements.members(head))


def pattern(expression: str, flags: str) -> re.Pattern[str]:
    """Read a regular expression as SPARQL's REGEX means it.

    Raises: ShapesError if it is none.

    Source: XPath functions 3.1, section 5.6.1.1 (flags).
    """
    known = {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL, "x": re.VERBOSE}
    if "q" in flags:
        expression = re.escape(expression)
    try:
        found = re.compile(expression, sum((known[flag] for flag in set(flags) - {"q"}), re.RegexFlag(0)))
    except (re.error, KeyError) as error:
        raise ShapesError(f"cannot read the pattern {expression!r} with flags {flags!r}: {error}") from error
    return found


def _pattern(statements: Statements, shape: Node, value: Node) -> Check:
    return Pattern(pattern(value.value, statements.text(shape, SH + "flags") or ""))


def _closed(statements: Statements, shape: Node, value: Node) -> Check | None:
    if value.value not in ("true", "1"):
        return None
    allowed = [path for each in statements.objects(shape, SH + "property")
               if (path := statements.one(each, SH + "path")) is not None]  # fmt: skip
    if (ignored := statements.one(shape, SH + "ignoredProperties")) is not None:
        allowed += statements.members(ignored)
    return Closed(tuple(str(each) for each in allowed))


def _qualified(statements: Statements, shape: Node, value: Node, least: bool) -> Check | None:
    bound = statements.one(shape, SH + ("qualifiedMinCount" if least else "qualifiedMaxCount"))
    if bound is None:
        return None
    siblings: set[Node] = set()
    if statements.truth(shape, SH + "qualifiedValueShapesDisjoint"):
        for parent in statements.subjects(SH + "property", shape):
            for sibling in statements.objects(parent, SH + "property"):
                siblings |= set(statements.objects(sibling, SH + "qualifiedValueShape"))
    others = tuple(sorted(siblings - {value}, key=str))
    if least:
        return Qualified(value, others, least=_whole(bound))
    return Qualified(value, others, most=_whole(bound))


def _some(least: int | None, most: int | None) -> _Builder:
    def build(statements: Statements, _: Node, value: Node) -> Check:
        shapes = tuple(statements.members(value))
        return Some(shapes, len(shapes) if least is None else least, len(shapes) if most is None else most)

    return build


_BUILDERS: dict[str, tuple[tuple[str, _Builder], ...]] = {
    "class": (("Class", lambda _, __, value: ClassCheck(str(value))),),
    "datatype": (("Datatype", lambda _, __, value: Datatype(value.value)),),
    "nodeKind": (("NodeKind", lambda _, __, value: NodeKind(value.value.removeprefix(SH))),),
    "minCount": (("MinCount", lambda _, __, value: Count(least=_whole(value))),),
    "maxCount": (("MaxCount", lambda _, __, value: Count(most=_whole(value))),),
    "minInclusive": (("MinInclusive", lambda _, __, value: Range(str(value), (0, 1))),),
    "minExclusive": (("MinExclusive", lambda _, __, value: Range(str(value), (1,))),),
    "maxInclusive": (("MaxInclusive", lambda _, __, value: Range(str(value), (-1, 0))),),
    "maxExclusive": (("MaxExclusive", lambda _, __, value: Range(str(value), (-1,))),),
    "minLength": (("MinLength", lambda _, __, value: Length(least=_whole(value))),),
    "maxLength": (("MaxLength", lambda _, __, value: Length(most=_whole(value))),),
    "pattern": (("Pattern", _pattern),),
    "languageIn": (("LanguageIn", lambda graph, _, value: LanguageIn(
        tuple(member.value for member in graph.members(value)))),),
    "uniqueLang": (("UniqueLang", lambda _, __, value: UniqueLanguage() if value.value == "true" else None),),
    "equals": (("Equals", lambda _, __, value: Equals(str(value))),),
    "disjoint": (("Disjoint", lambda _, __, value: Disjoint(str(value))),),
    "lessThan": (("LessThan", lambda _, __, value: LessThan(str(value), (-1,))),),
    "lessThanOrEquals": (("LessThanOrEquals", lambda _, __, value: LessThan(str(value), (-1, 0))),),
    "not": (("Not", lambda _, __, value: Not(value)),),
    "and": (("And", _some(None, None)),),
    "or": (("Or", _some(1, None)),),
    "xone": (("Xone", _some(1, 1)),),
    "node": (("Node", lambda _, __, value: NodeCheck(value)),),
    "property": (("Property", lambda _, __, value: Property(value)),),
    "qualifiedValueShape": (
        ("QualifiedMinCount", lambda graph, shape, value: _qualified(graph, shape, value, True)),
        ("QualifiedMaxCount", lambda graph, shape, value: _qualified(graph, shape, value, False)),
    ),
    "closed": (("Closed", _closed),),
    "hasValue": (("HasValue", lambda _, __, value: HasValue(str(value))),),
    "in": (("In", lambda graph, _, value: In(_texts(graph, value))),),
}  # fmt: skip
"""Parameter (local name) → the components that it sets up, each with what builds its check."""

PARAMETERS = tuple(_BUILDERS)


def demands(statements: Statements, shape: Node) -> Iterator[Demand]:
    """Read every Core constraint of a shape."""
    for parameter, builders in _BUILDERS.items():
        for value in statements.objects(shape, SH + parameter):
            for name, build in builders:
                check = build(statements, shape, value)
                if check is not None:
                    yield Demand(f"{SH}{name}ConstraintComponent", check, ((parameter, _shown(statements, value)),))


def _shown(statements: Statements, value: Node) -> str:
    if value.value == RDF + "nil" or statements.is_list(value):
        return ", ".join(member.value for member in statements.members(value))
    return value.value
