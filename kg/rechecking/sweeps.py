"""Shapes whose focus nodes all bulletins bear on, though each reads little of a bulletin.

Such a constraint looks at things of registers and says by `pcsh:looksOver` which properties of bulletins it reads. What
bulletins state by these is kept for each; when that changes, the constraint is judged again over what is kept, at the
things that the changed bulletins name. An example is that each printed name of an indicator stands in some excerpt.
"""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, Triple, parse

from ..checking.findings import Finding
from ..checking.gates import Fault
from ..errors import QueryError
from ..messages import say
from ..namespaces import RDF, SH, SHAPES
from ..shacl.constraint_queries import prefixes
from .neighbours import Ground, number

_TYPE = NamedNode(RDF + "type")
_TELLING = {NamedNode(iri) for iri in (SHAPES + "looksOver", SH + "targetClass", SH + "sparql", SH + "select",
                                       SH + "deactivated")}
_THIS = re.compile(r"[$?]this\b")
_CONSTRAINT = SH + "SPARQLConstraintComponent"


class Sweep(NamedTuple):
    """A constraint over all bulletins: its name, the classes it looks at, the properties it reads, its query."""

    node: str
    classes: frozenset[Any]
    predicates: frozenset[str]
    query: str


class Said(NamedTuple):
    """What a bulletin says that sweeping constraints read, packed, and the things of registers that it names there."""

    packed: bytes
    names: frozenset[int]


def sweeps(triples: Iterable[Triple]) -> tuple[Sweep, ...]:
    """Find the constraints that say what they look over."""
    told: dict[Any, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    statements = list(triples)
    for triple in (triple for triple in statements if triple.predicate in _TELLING):
        told[triple.subject][triple.predicate.value].append(triple.object)
    head = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in prefixes(statements).items())
    owners = {node: shape for shape, said in told.items() for node in said[SH + "sparql"]}
    found = []
    for node, said in list(told.items()):
        predicates = frozenset(value.value for value in said[SHAPES + "looksOver"])
        classes = frozenset(told[owners[node]][SH + "targetClass"]) if node in owners else frozenset()
        if predicates and classes and not any(value.value == "true" for value in said[SH + "deactivated"]):
            query = head + said[SH + "select"][0].value
            found.append(Sweep(str(node.value), classes, predicates, query))
    return tuple(found)


def said(found: Collection[Sweep], triples: Iterable[Triple], ground: Ground) -> Said:
    """Give what a bulletin says that sweeping constraints read."""
    predicates = {name for sweep in found for name in sweep.predicates}
    read = [triple for triple in triples if triple.predicate.value in predicates]
    named = {triple.object for triple in read if isinstance(triple.object, NamedNode)}
    text = "\n".join(sorted(f"{triple} ." for triple in read))
    return Said(zlib.compress(text.encode(), 1), frozenset(number(str(each)) for each in named if ground.states(each)))


def focus(found: Iterable[Sweep], ground: Ground) -> dict[int, Any]:
    """Give the things of registers that sweeping constraints look at, by their numbers."""
    return {number(str(quad.subject)): quad.subject for sweep in found for kind in sweep.classes
            for quad in ground.store.quads_for_pattern(None, _TYPE, kind, None) if quad.graph_name in ground.graphs}


def faults(sweep: Sweep, code: str, ground: Ground, packed: Iterable[bytes], things: Collection[Any]) -> list[Fault]:
    """Judge things of registers by a constraint, over what bulletins say.

    Raises: QueryError if the constraint cannot be evaluated.
    """
    seen = [node for node in things if any(True for kind in sweep.classes
                                           for _ in ground.store.quads_for_pattern(node, _TYPE, kind, None))]
    if not seen:
        return []
    index: dict[Any, list[Triple]] = defaultdict(list)
    for triple in (triple for text in packed for triple in parse(zlib.decompress(text), RdfFormat.N_TRIPLES)):
        index[triple.subject].append(triple)
        index[triple.object].append(triple)
    try:
        rows = [(node, row) for node in seen for row in _answers(sweep.query, node, index, ground)]
        return [Fault(code, node, row["path"], row["value"], component=_CONSTRAINT) for node, row in rows]
    except (SyntaxError, ValueError, RuntimeError, KeyError) as error:
        raise QueryError(say("a constraint cannot be evaluated: {error}", "约束无法求值：{error}",
                             error=error)) from error


def _answers(query: str, node: Any, index: Mapping[Any, list[Triple]], ground: Ground) -> Any:
    """Ask for one thing, over what registers say of it and all statements that hang together with it.

    What hangs together by another thing of registers is no nearer than all else. The thing stands in the text, so that
    the engine begins with it in every part.
    """
    store = Store()
    store.extend(Quad(quad.subject, quad.predicate, quad.object)
                 for quad in ground.store.quads_for_pattern(node, None, None, None) if quad.graph_name in ground.graphs)
    found, waiting = {node}, [node]
    while waiting:
        for triple in index.get(waiting.pop(), ()):
            store.add(Quad(triple.subject, triple.predicate, triple.object))
            for end in {triple.subject, triple.object} - found:
                found.add(end)
                if isinstance(end, NamedNode) and not ground.states(end):
                    waiting.append(end)
    head, where, rest = query.partition("WHERE {")
    return store.query(_THIS.sub("", head) + where + _THIS.sub(str(node), rest))


def untold(found: Iterable[Fault], told: Iterable[Finding]) -> list[Fault]:
    """Leave away what only follows from what is told of the same thing already, as `validation` does."""
    terms = [(finding.code, finding.terms) for finding in told if finding.terms]
    stated = {(each.subject, each.predicate) for code, each in terms
              if code in ("V001", "V004") or each.component not in (None, _CONSTRAINT)}
    nothing = {each.object for code, each in terms if code == "V002"} | {
        each.subject for code, each in terms if code in ("V003", "V005")}
    return [fault for fault in found
            if (fault.subject, fault.predicate) not in stated and not {fault.subject, fault.object} & nothing]
