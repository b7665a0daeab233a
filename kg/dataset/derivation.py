"""Rules make derived statements: bounds, hidden targets, assessments, discrepancies.

A rule is one CONSTRUCT query in `ontology/rules/`, run in the order of the file names over all that is stated and all
that earlier rules derived. What it constructs lives in the derived graph of a bulletin: of the latest among its inputs,
since that is when it could first be known. Nothing derived is ever written by hand.

Source: SPARQL 1.1 Query, section 16.2 (CONSTRUCT).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, QueryTriples, Store, Triple

from ..errors import InputError, QueryError, UsageError
from ..messages import say
from ..namespaces import DCTERMS, GRAPH, PC, PROV, expand, shorten
from ..text.literals import fault_of

ROUNDINGS = ("half-unit", "cut")
"""How a printed number is taken to have been shortened: to the nearest last digit, or by cutting the rest off."""

REGISTERS = NamedNode(GRAPH + "derived-registers")
"""Where a statement lives that rests on no bulletin."""

_SWITCH = 'VALUES $rounding { "half-unit" }'
_INPUT = NamedNode(PROV + "wasDerivedFrom")
_HOMES = f"""
SELECT ?node ?graph ?issued
WHERE {{
    GRAPH ?graph {{ ?bulletin a <{PC}Bulletin> ; <{DCTERMS}issued> ?issued . ?node a ?class . }}
}}
"""


class Rule(NamedTuple):
    """One CONSTRUCT query and the predicates that each node it makes must have."""

    path: Path
    text: str
    complete: tuple[str, ...]

    @classmethod
    def read(cls, path: Path) -> Rule:
        """Read a rule.

        Raises: InputError if its head does not say what a complete result is.
        """
        text = path.read_text(encoding="utf-8")
        heads = [line.removeprefix("#+ complete: [") for line in text.splitlines() if line.startswith("#+ complete: [")]
        if len(heads) != 1:
            raise InputError(f"{path.name} has no line '#+ complete: [prefix:name, …]'", place=str(path),
                             hint="name the predicates that every node of the rule must get")
        names = [name.strip() for name in heads[0].rstrip("] ").split(",")]
        return cls(path, text, tuple(iri for name in names if (iri := expand(name)) is not None))

    def bound(self, rounding: str) -> str:
        """Give the query with the chosen convention of rounding in place."""
        return self.text.replace(_SWITCH, f'VALUES $rounding {{ "{rounding}" }}')


def derive(store: Store, rules: Sequence[Path], rounding: str = "half-unit") -> dict[NamedNode, set[Triple]]:
    """Run the rules over a store, add what they make to it, and give it by derived graph.

    Raises: UsageError for an unknown rounding; QueryError if a rule fails or its arithmetic gives no value.
    """
    if rounding not in ROUNDINGS:
        raise UsageError(f'there is no rounding "{rounding}"', hint="choose one of: " + ", ".join(ROUNDINGS))
    homes = _homes(store)
    derived: dict[NamedNode, set[Triple]] = defaultdict(set)
    for rule in map(Rule.read, rules):
        for graph, triples in _by_home(_construct(store, rule, rounding), homes).items():
            derived[graph] |= triples
            store.extend(Quad(t.subject, t.predicate, t.object, graph) for t in triples)
    return dict(derived)


def _construct(store: Store, rule: Rule, rounding: str) -> dict[NamedNode, set[Triple]]:
    try:
        made = store.query(rule.bound(rounding), use_default_graph_as_union=True)
    except (SyntaxError, RuntimeError, ValueError, OSError) as error:
        raise QueryError(f"the rule {rule.path.name} failed: {error}", place=str(rule.path)) from error
    if not isinstance(made, QueryTriples):
        raise QueryError(f"the rule {rule.path.name} is not a CONSTRUCT query", place=str(rule.path))
    nodes: dict[NamedNode, set[Triple]] = defaultdict(set)
    for triple in made:
        if not isinstance(triple.subject, NamedNode):
            raise QueryError(f"the rule {rule.path.name} makes a node without a name", place=str(rule.path))
        nodes[triple.subject].add(triple)
    for node, triples in nodes.items():
        missing = set(rule.complete) - {triple.predicate.value for triple in triples}
        if missing:
            raise _incomplete(store, rule, node, missing)
    return nodes


def _incomplete(store: Store, rule: Rule, node: NamedNode, missing: Iterable[str]) -> InputError | QueryError:
    """Say why a rule has no value for a node: what the node says is no value, or the arithmetic has no room for it."""
    for _, predicate, value, _ in store.quads_for_pattern(node, None, None):
        if isinstance(value, Literal) and (fault := fault_of(value.value, value.datatype.value)):
            return InputError(fault, place=f"{shorten(node.value)} {shorten(predicate.value)}",
                              hint=say("kg validate names file and line", "kg validate 会指出文件与行号"))
    return QueryError(
        say("the arithmetic of {rule} gives {node} no {missing}", "规则 {rule} 的运算未能给出 {node} 的 {missing}",
            rule=rule.path.name, node=shorten(node.value), missing=", ".join(sorted(map(shorten, missing)))),
        place=str(rule.path),
        hint=say("a product or quotient is beyond 18 digits; see the values of its inputs",
                 "乘积或商超出 18 位；请查看其输入的数值"))


def _homes(store: Store) -> dict[NamedNode, tuple[str, NamedNode]]:
    """Give the derived graph of each node of a bulletin, behind the day of issue by which homes are compared."""
    found = store.query(_HOMES)
    assert isinstance(found, QuerySolutions)
    homes: dict[NamedNode, tuple[str, NamedNode]] = {}
    for node, graph, issued in found:
        if isinstance(node, NamedNode) and isinstance(graph, NamedNode):
            home = (issued.value, derived_graph(graph))
            homes[node] = max(homes.get(node, home), home, key=_order)
    return homes


def _order(home: tuple[str, NamedNode]) -> tuple[str, str]:
    return home[0], home[1].value


def derived_graph(bulletin_graph: NamedNode) -> NamedNode:
    """Name the graph of what is derived from the bulletin of a graph: `graph:bulletin-X` gives `graph:derived-X`."""
    return NamedNode(GRAPH + "derived-" + bulletin_graph.value.removeprefix(GRAPH).removeprefix("bulletin-"))


def _by_home(nodes: dict[NamedNode, set[Triple]],
             homes: dict[NamedNode, tuple[str, NamedNode]]) -> dict[NamedNode, set[Triple]]:
    placed: dict[NamedNode, set[Triple]] = defaultdict(set)
    for node, triples in nodes.items():
        if node not in homes:
            homes[node] = max((homes[source] for source in _inputs(triples) if source in homes),
                              default=("", REGISTERS), key=_order)
        placed[homes[node][1]] |= triples
    return placed


def _inputs(triples: Iterable[Triple]) -> list[NamedNode]:
    return [triple.object for triple in triples if triple.predicate == _INPUT and isinstance(triple.object, NamedNode)]
