"""What is checked before the shapes, because they cannot see it: slips in names, and values that are not what they say.

A misspelt property is no error in RDF but another property, a reference to nothing is a perfectly good IRI, and an
ill-typed value makes comparisons fail in silence. The words of these rules stand with the shapes, in `gates.ttl`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from pyoxigraph import Literal, NamedNode, Triple

from ..dataset.graph import SourceFile
from ..messages import LANGUAGES, Sentence, did_you_mean, say
from ..namespaces import CODE, GRAPH, ID, OWL, PC, RDF, RDFS, SH, UNIT, XSD, shorten
from ..text import literals

_BUILT_IN = (RDF, RDFS, OWL)
_TYPE = NamedNode(RDF + "type")
_DERIVED_ONLY = {PC + name for name in ("lowerBound", "upperBound", "roundValue", "rule")}
_DERIVED_CLASSES = {PC + "Assessment", PC + "Discrepancy"}
_PLAIN = {XSD + "decimal": r"-?(0|[1-9][0-9]*)([.][0-9]*[1-9])?", XSD + "integer": r"0|-?[1-9][0-9]*"}


class Fault(NamedTuple):
    """A rule broken by a statement; predicate and object are None where no single statement is to blame.

    `component` is the kind of SHACL constraint that is broken, None for what SHACL does not look at.
    """

    code: str
    subject: Any
    predicate: Any = None
    object: Any = None
    message: Sentence | None = None
    component: str | None = None


class Elsewhere(NamedTuple):
    """What is described outside the files at hand: whether a thing is, and the names in the registers."""

    is_known: Callable[[Any], bool]
    names: Callable[[], set[str]]


def faults(vocabulary: Sequence[SourceFile], data: Sequence[SourceFile], classes: set[str],
           elsewhere: Elsewhere | None = None) -> list[Fault]:
    """Find all that stands at the gates; `classes` are those that some shape looks at."""
    terms = {triple.subject.value for file in vocabulary for triple in file.triples
             if isinstance(triple.subject, NamedNode)}
    triples = [triple for file in data for triple in file.triples]
    types: dict[Any, set[str]] = defaultdict(set)
    for triple in triples:
        named = triple.object.value if isinstance(triple.object, NamedNode) else ""
        types[triple.subject] |= {named} if triple.predicate == _TYPE else set()
    return [*_undeclared(triples, terms), *_dangling(data, types, elsewhere), *_classless(types, classes),
            *_ill_formed(triples), *_derived(triples)]


def unsound(triples: Iterable[Triple]) -> list[Fault]:
    """Find what is no value, or is not to be stated: what no rule may derive from."""
    told = list(triples)
    return [*_ill_formed(told), *_derived(told)]


def _undeclared(triples: Iterable[Triple], terms: set[str]) -> Iterator[Fault]:
    for triple in triples:
        predicate = triple.predicate.value
        if predicate not in terms and not predicate.startswith(_BUILT_IN):
            yield Fault("V001", triple.subject, triple.predicate, None, unknown(predicate, terms))
        value = triple.object
        if isinstance(value, NamedNode) and value.value.startswith((PC, CODE)) and value.value not in terms:
            yield Fault("V001", triple.subject, triple.predicate, value, unknown(value.value, terms))


def classes(shapes: Iterable[Triple], vocabulary: Iterable[SourceFile]) -> set[str]:
    """Name the classes that some shape looks at, and their subclasses."""
    known = {triple.object.value for triple in shapes
             if triple.predicate.value == SH + "targetClass" and isinstance(triple.object, NamedNode)}
    return known | {triple.subject.value for file in vocabulary for triple in file.triples
                    if triple.predicate.value == RDFS + "subClassOf" and isinstance(triple.object, NamedNode)
                    and isinstance(triple.subject, NamedNode) and triple.object.value in known}


def unknown(iri: str, terms: set[str]) -> Sentence:
    """Say that a term is not declared, and what is nearest to it."""
    name = shorten(iri)
    near = did_you_mean(name, map(shorten, terms)) or say("it is not in the ontology", "本体中没有该术语")
    return say("unknown term {name}; {near}", "未知术语 {name}；{near}", name=name, near=near)


def _dangling(data: Sequence[SourceFile], types: dict[Any, set[str]], elsewhere: Elsewhere | None) -> Iterator[Fault]:
    """Find references to nothing; near names are looked for in the same bulletin and the registers."""
    known = {subject.value for subject in types if isinstance(subject, NamedNode)}
    common: set[str] | None = None
    for file in data:
        for triple in file.triples:
            value = triple.object
            if not isinstance(value, NamedNode) or not value.value.startswith((ID, GRAPH)):
                continue
            if value.value not in known and not (elsewhere and elsewhere.is_known(value)):
                if common is None:
                    common = elsewhere.names() if elsewhere else _names(
                        each for each in data if each.graph.value.startswith(GRAPH + "register-"))
                yield Fault("V002", triple.subject, triple.predicate, value,
                            _missing(value.value, common | _names([file])))


def _names(files: Iterable[SourceFile]) -> set[str]:
    return {triple.subject.value for file in files for triple in file.triples if isinstance(triple.subject, NamedNode)}


def _missing(iri: str, known: set[str]) -> Sentence:
    name = shorten(iri)
    near = did_you_mean(name, map(shorten, known)) or say("describe it in a register or bulletin",
                                                          "请在登记册或通报中补上描述")
    return say("nothing is said about {name}; {near}", "没有关于 {name} 的任何描述；{near}", name=name, near=near)


def _classless(types: dict[Any, set[str]], classes: set[str]) -> Iterator[Fault]:
    for subject, found in types.items():
        if not isinstance(subject, NamedNode):
            yield Fault("V003", subject, message=say("a thing without a name", "没有名称的事物"))
        elif not found and not subject.value.startswith(UNIT):
            yield Fault("V003", subject, None, None,
                        say("{name} has no class", "{name} 没有类", name=shorten(subject.value)))
        elif found and (not found & classes or len([name for name in found if name.startswith(PC)]) > 1):
            listed = ", ".join(sorted(map(shorten, found)))
            yield Fault("V003", subject, _TYPE, message=say(
                "{name} is of the class {listed}; a thing has exactly one class that the shapes know",
                "{name} 的类为 {listed}；每个事物恰有一个约束所知的类", name=shorten(subject.value), listed=listed))


def _ill_formed(triples: Iterable[Triple]) -> Iterator[Fault]:
    for triple in triples:
        if isinstance(triple.object, Literal):
            wrong = _wrong(triple.object)
            if wrong is not None:
                yield Fault("V004", triple.subject, triple.predicate, triple.object, wrong)


def _wrong(literal: Literal) -> Sentence | None:
    if literal.language and literal.language not in LANGUAGES:
        return say('the language tag "{tag}" is neither "en" nor "zh"', '语言标记 "{tag}" 既非 "en" 亦非 "zh"',
                   tag=literal.language)
    wrong = literals.fault(literal)
    pattern = _PLAIN.get(literal.datatype.value)
    if wrong is not None or pattern is None or re.fullmatch(pattern, literal.value):
        return wrong
    return say('"{value}" is not in the form that every store keeps: no plus sign, no needless zeros, no final point',
               '"{value}" 不是各存储都能保留的写法：不写正号、多余的零和末尾的点', value=literal.value)


def _derived(triples: Iterable[Triple]) -> Iterator[Fault]:
    for triple in triples:
        value = triple.object
        named = value.value if isinstance(value, NamedNode) else ""
        if triple.predicate.value in _DERIVED_ONLY or named == CODE + "basis-derived" or (
                triple.predicate == _TYPE and named in _DERIVED_CLASSES):
            yield Fault("V005", triple.subject, triple.predicate, value)
