"""Which shapes look no further than bulletins that name the same thing, so that bulletins can be checked apart.

A query leads from its focus node to what this names, and back to whatever names a thing of bulletins (a target, a
claim). Back from what is common to many (an indicator, a place, a text) it would lead to everything. Where a
constraint means to do that, it says so: `pcsh:joinsBy` lists the properties of which both sides have the same values,
and by which bulletins then count as neighbours, or names several that count together, as in ( rdf:type rdfs:label );
things of the classes of `pcsh:joinsNot` are left out. `pcsh:looksOver` lists the properties that a constraint on things
of registers reads of all bulletins (see `sweeps`). `pcsh:looksEverywhere true` makes all bulletins be checked at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from ..namespaces import DCTERMS, PC, PROV, RDF, SH, SHAPES
from ..shacl.constraint_queries import prefixes
from .neighbours import GROUND_ONLY, Join
from .sweeps import sweeps

_MATTER = {PC + "onIndicator", DCTERMS + "spatial", DCTERMS + "temporal"}
"""What a result speaks of; bulletins that speak of the same are neighbours in any case."""

_NEAR = GROUND_ONLY | {PROV + name for name in ("wasDerivedFrom", "wasQuotedFrom")} | {PC + name for name in (
    "aboutTarget", "aboutOutcome", "part", "whole", "restates", "statedIn", "assesses", "against", "reportsOn")}
"""Properties whose values are things of bulletins, or whose subjects are things of registers."""

_Step = tuple[Any, str, Any]
_Told = dict[Any, dict[str, list[Any]]]
_JOINING = {NamedNode(iri) for iri in (SHAPES + "joinsBy", SHAPES + "joinsNot", RDF + "first", RDF + "rest")}
_INVERSE, _SELECT = SH + "inversePath", SH + "select"


def joins(triples: Iterable[Triple]) -> tuple[Join, ...]:
    """Give the properties by whose values bulletins count as neighbours, besides what their results speak of."""
    told = _told(triple for triple in triples if triple.predicate in _JOINING)
    found = {Join(predicates, frozenset(value.value for value in said[SHAPES + "joinsNot"]))
             for said in list(told.values()) for value in said[SHAPES + "joinsBy"]
             for predicates in (_listed(told, value),) if not _MATTER.issuperset(predicates)}
    return tuple(sorted(found, key=repr))


def _listed(told: _Told, value: Any) -> tuple[str, ...]:
    """Give the members of a list, or the one thing that is no list."""
    if isinstance(value, NamedNode):
        return () if value.value == RDF + "nil" else (value.value,)
    (first,), (rest,) = told[value][RDF + "first"], told[value][RDF + "rest"]
    return (first.value, *_listed(told, rest))


def _told(triples: Iterable[Triple]) -> _Told:
    told: _Told = defaultdict(lambda: defaultdict(list))
    for triple in triples:
        told[triple.subject][triple.predicate.value].append(triple.object)
    return told


def far(triples: Iterable[Triple]) -> dict[str, str]:
    """Name the shapes and constraints that look everywhere, with the property by which they do."""
    statements = list(triples)
    told = _told(statements)
    declared = prefixes(statements)
    found = {}
    swept = {sweep.node: sweep.predicates for sweep in sweeps(statements)}
    for node, said in list(told.items()):
        if any(isinstance(value, Literal) and value.value == "true" for value in said[SH + "deactivated"]):
            continue
        joined = {predicate for value in said[SHAPES + "joinsBy"] for predicate in _listed(told, value)}
        over = swept.get(getattr(node, "value", ""), frozenset())
        for query in said[_SELECT]:
            used = (f"PREFIX {name}: <{iri}>\n" for name, iri in declared.items() if f"{name}:" in query.value)
            by = _strays("".join(used) + query.value, joined, over)
            if by is not None:
                found[str(getattr(node, "value", node))] = by
        for value in said[_INVERSE]:
            if getattr(value, "value", "") not in _NEAR | joined:
                found[str(getattr(node, "value", node))] = str(getattr(value, "value", value))
        if any(isinstance(value, Literal) and value.value == "true" for value in said[SHAPES + "looksEverywhere"]):
            found[str(getattr(node, "value", node))] = SHAPES + "looksEverywhere"
    return found


def _strays(text: str, joined: set[str], over: frozenset[str]) -> str | None:
    """Give the property by which a query goes astray, or None if it stays near or reads what it says it looks over."""
    from rdflib.plugins.sparql.processor import prepareQuery

    steps = [step for pattern in _patterns(prepareQuery(text.replace("$PATH", "<urn:path>")).algebra)
             for step in _steps(*pattern)]
    if over:
        return next((predicate for subject, predicate, _ in steps if predicate not in over and subject != "this"), None)
    reached, before = {"this"}, 0
    while len(reached) != before:
        before = len(reached)
        for subject, predicate, value in steps:
            if subject in reached or subject.startswith("<"):
                reached.add(value)
            elif value in reached and predicate in _NEAR | joined:
                reached.add(subject)
    return next((predicate for subject, predicate, _ in steps if subject not in reached
                 and not subject.startswith("<")), None)


def _patterns(part: Any) -> Iterator[tuple[Any, Any, Any]]:
    """Find all triple patterns of a query, those in its filters included."""
    if isinstance(part, dict):
        if "triples" in part:
            for told in part["triples"]:
                yield from (tuple(told[start:start + 3]) for start in range(0, len(told), 3))
        for name, value in part.items():
            if name not in ("triples", "_vars"):
                yield from _patterns(value)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from _patterns(value)


def _steps(subject: Any, path: Any, value: Any) -> Iterator[_Step]:
    """Take a property path apart into steps, with things in between where it has more than one."""
    from rdflib.paths import AlternativePath, InvPath, MulPath, SequencePath

    if isinstance(path, InvPath):
        yield from _steps(value, path.arg, subject)
    elif isinstance(path, SequencePath):
        names = [subject, *(f"between {id(path)} {index}" for index in range(len(path.args) - 1)), value]
        for index, part in enumerate(path.args):
            yield from _steps(names[index], part, names[index + 1])
    elif isinstance(path, AlternativePath):
        for part in path.args:
            yield from _steps(subject, part, value)
    elif isinstance(path, MulPath):
        yield from _steps(subject, path.path, value)
    else:
        yield _name(subject), str(path), _name(value)


def _name(term: Any) -> str:
    from rdflib import Literal as Value
    from rdflib import URIRef

    return f"<{term}>" if isinstance(term, URIRef | Value) else str(term)
