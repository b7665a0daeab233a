"""From the text of a query to a plan, by rdflib's parser and algebra; what SHACL forbids is refused.

Source: SPARQL 1.1 Query, sections 18.2 (algebra) and 19.8 (grammar); SHACL, sections 5.2.1 (prefixes) and appendix A
(pre-binding and what it rules out).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pyoxigraph as ox
import rdflib
from pyparsing import ParseBaseException
from rdflib.paths import AlternativePath, InvPath, MulPath, SequencePath
from rdflib.paths import Path as RdflibPath
from rdflib.plugins.sparql.algebra import translateGroupGraphPattern, translateQuery
from rdflib.plugins.sparql.parserutils import CompValue

from . import paths, plan
from .errors import NotCompiled, ShapesError
from .functions import FUNCTIONS
from .names import XSD
from .parsing import parsed
from .planning import improved
from .refusals import refuse, refuse_nested
from .terms import literal_text

_OPERATORS = {"ConditionalAndExpression": "&&", "ConditionalOrExpression": "||"}
_AGGREGATES = {"Count", "Sum", "Min", "Max", "Sample"}


def compiled(text: str, prefixes: Mapping[str, str], prebound: frozenset[str]) -> plan.Query:
    """Read a query.

    Raises: ShapesError if it does not parse or uses what is forbidden where variables are bound beforehand.
    """
    declared = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in sorted(prefixes.items()))
    try:
        ox.Store().query(declared + text)  # its messages name line and column, and it knows every syntax error
        with exact_literals():
            syntax = parsed(declared + text)
            refuse_nested(syntax, prebound & {"this"})
            query = translateQuery(syntax)
    except (SyntaxError, ParseBaseException) as error:
        raise ShapesError(f"a query does not parse: {error}\n{text.strip()}") from error
    refuse(query.algebra, prebound)
    try:
        return plan.Query(declared + text, improved(_pattern(query.algebra)), None)
    except NotCompiled as outside:
        return plan.Query(declared + text, None, str(outside))


@contextmanager
def exact_literals() -> Iterator[None]:
    """Keep rdflib from rewriting lexical forms, for as long as this lasts."""
    before = rdflib.NORMALIZE_LITERALS
    rdflib.NORMALIZE_LITERALS = False
    try:
        yield
    finally:
        rdflib.NORMALIZE_LITERALS = before


def _pattern(part: CompValue) -> plan.Pattern:
    match part.name:
        case "SelectQuery" | "AskQuery" | "ToMultiSet":
            return _pattern(part.p)
        case "Project":
            return plan.Project(_pattern(part.p), tuple(str(name) for name in part.PV))
        case "Distinct" | "Reduced":
            inner = _pattern(part.p)
            assert isinstance(inner, plan.Project)
            return plan.Project(inner.pattern, inner.names, True)
        case "BGP":
            return plan.Basic(tuple(_match(*triple) for triple in part.triples))
        case "Join":
            return plan.Join(_pattern(part.p1), _pattern(part.p2))
        case "LeftJoin":
            condition = None if getattr(part.expr, "name", "") == "TrueFilter" else _expression(part.expr)
            return plan.Optional(_pattern(part.p1), _pattern(part.p2), condition)
        case "Union":
            return plan.Union(_pattern(part.p1), _pattern(part.p2))
        case "Filter":
            return plan.Filter(_pattern(part.p), _expression(part.expr))
        case "Extend":
            return plan.Extend(_pattern(part.p), str(part.var), _expression(part.expr))
        case "AggregateJoin":
            return _group(part)
        case "OrderBy":
            return _pattern(part.p)
        case name:
            raise NotCompiled(f"{name} is not among the patterns that are compiled")


def _group(part: CompValue) -> plan.Pattern:
    by = part.p.expr or []
    if not all(isinstance(each, rdflib.Variable) for each in by):
        raise NotCompiled("GROUP BY an expression")
    found = []
    for each in part.A:
        function = each.name.removeprefix("Aggregate_")
        if function not in _AGGREGATES:
            raise NotCompiled(f"the aggregate {function}")
        inner = None if each.vars == "*" else _expression(each.vars)
        found.append(plan.Aggregate(str(each.res), function, inner, each.distinct == "DISTINCT"))
    return plan.Group(_pattern(part.p.p), tuple(str(each) for each in by), tuple(found))


def _match(subject: Any, predicate: Any, thing: Any) -> plan.Match:
    place: Any = plan.Variable(str(predicate)) if isinstance(predicate, rdflib.Variable) else _path(predicate)
    return plan.Match(_slot(subject), place, _slot(thing))


def _slot(node: Any) -> plan.Variable | plan.Constant:
    if isinstance(node, rdflib.Variable):
        return plan.Variable(str(node))
    return plan.Variable(f"_:{node}") if isinstance(node, rdflib.BNode) else plan.Constant(text_of(node))


def text_of(node: Any) -> str:
    """Write a term of rdflib in N-Triples form."""
    if isinstance(node, rdflib.URIRef):
        return f"<{node}>"
    if isinstance(node, rdflib.BNode):
        return f"_:{node}"
    if node.language:
        return literal_text(str(node), f"@{node.language}")
    return literal_text(str(node), f"^^<{node.datatype}>" if node.datatype else "")


def _path(path: Any) -> paths.Path:
    match path:
        case rdflib.URIRef():
            return paths.Step(f"<{path}>")
        case InvPath():
            return paths.Inverse(_path(path.arg))
        case SequencePath():
            return paths.Sequence(tuple(_path(each) for each in path.args))
        case AlternativePath():
            return paths.Alternative(tuple(_path(each) for each in path.args))
        case MulPath():
            return paths.Repeat(_path(path.path), 1 if path.mod == "+" else 0, path.mod != "?")
        case RdflibPath():
            raise NotCompiled("a negated property set")
        case _:
            raise NotCompiled(f"the path {path}")


def _expression(part: Any) -> plan.Expression:
    if isinstance(part, rdflib.Variable):
        return plan.Variable(str(part))
    if isinstance(part, rdflib.URIRef | rdflib.Literal):
        return plan.Constant(text_of(part))
    match part.name:
        case "ConditionalAndExpression" | "ConditionalOrExpression":
            return _chain(part, [_OPERATORS[part.name]] * len(part.other))
        case "AdditiveExpression" | "MultiplicativeExpression":
            return _chain(part, part.op)
        case "RelationalExpression":
            return _relation(part)
        case "UnaryNot" | "UnaryMinus" | "UnaryPlus":
            return plan.Call({"UnaryNot": "!", "UnaryMinus": "negate", "UnaryPlus": "plus"}[part.name],
                             (_expression(part.expr),))  # fmt: skip
        case "Builtin_EXISTS" | "Builtin_NOTEXISTS":
            graph = part.graph
            if graph.name == "GroupGraphPatternSub":
                graph = translateGroupGraphPattern(graph)
            return plan.Exists(_pattern(graph), part.name == "Builtin_NOTEXISTS")
        case "Function":
            return _call(f"<{part.iri}>" if str(part.iri).startswith(XSD) else str(part.iri), part.expr)
        case _:
            return _builtin(part)


def _chain(part: CompValue, operators: list[str]) -> plan.Expression:
    found = _expression(part.expr)
    for operator, other in zip(operators, part.other, strict=True):
        found = plan.Call(str(operator), (found, _expression(other)))
    return found


def _relation(part: CompValue) -> plan.Expression:
    if part.op not in ("IN", "NOT IN"):
        return plan.Call(str(part.op), (_expression(part.expr), _expression(part.other)))
    others = part.other if isinstance(part.other, list) else []
    found: plan.Expression = plan.Call("in", (_expression(part.expr), *(_expression(each) for each in others)))
    return found if part.op == "IN" else plan.Call("!", (found,))


def _builtin(part: CompValue) -> plan.Expression:
    name = part.name.removeprefix("Builtin_")
    arguments = [part[key] for key in ("arg", "arg1", "arg2", "arg3", "text", "start", "length", "pattern",
                                       "replacement", "flags") if key in part and part[key] is not None]  # fmt: skip
    if name == "REPLACE":
        arguments = [part.arg, part.pattern, part.replacement, *([part.flags] if part.flags else [])]
    if len(arguments) == 1 and isinstance(arguments[0], list):
        arguments = arguments[0]
    return _call(name, arguments)


def _call(name: str, arguments: Any) -> plan.Expression:
    if name not in FUNCTIONS:
        raise NotCompiled(f"the function {name}")
    given = arguments if isinstance(arguments, list) else [arguments]
    if name == "CONCAT" and not given:
        return plan.Constant('""')
    return plan.Call(name, tuple(_expression(each) for each in given))
