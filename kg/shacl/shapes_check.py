"""Shapes that would check nothing, or cannot be run, are refused with their place before anything is checked.

A validator says "conforms" to whatever no shape looks at: a misspelt `sh:datatpye`, a shape without focus nodes, a
target class that nobody declared. None of this is an error in SHACL, so it is looked for here. A shape that is meant
to have no focus nodes says so: `sh:deactivated true`, or `pcsh:mayHaveNoFocus true`.

Source: SHACL, sections 2.1.3 (targets), 3.1 (shapes graph), 3.4.3 (recursion).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pyoxigraph import Literal, NamedNode, Triple

from ..errors import InputError, LayoutError
from ..messages import Sentence, did_you_mean, say
from ..namespaces import RDF, SH, SHAPES, shorten
from ..text import positions, turtle
from . import constraint_queries, patterns
from . import vocabulary as shacl_terms

_FIRST, _REST, _NIL, _TYPE = (NamedNode(RDF + name) for name in ("first", "rest", "nil", "type"))
_REFERS = {SH + name for name in ("property", "node", "not", "qualifiedValueShape", "sparql")}
_LISTS = {SH + name for name in ("and", "or", "xone")}
_TARGETS = {SH + name: name for name in ("targetClass", "targetSubjectsOf", "targetObjectsOf", "targetNode")}
_MARKS = {SH + "deactivated", SHAPES + "mayHaveNoFocus"}
_PREDICATE = (0, 0)
_SHAPES = {SH + "NodeShape", SH + "PropertyShape"}


class Fault(NamedTuple):
    """What is wrong with a statement of the shapes; `inside` is a place within its object's text, or `_PREDICATE`."""

    triple: Triple
    message: Sentence
    hint: Sentence
    inside: tuple[int, int] | None = None


def check(paths: Sequence[Path], known: Iterable[Triple]) -> None:
    """Make sure that shapes can be run and that each has something to look at among what is known.

    Raises: InputError at the first statement that is at fault; LayoutError if there are no shapes at all.
    """
    read = {path: turtle.read(path) for path in paths}
    shapes = _Shapes([triple for triples in read.values() for triple in triples])
    if not shapes.targeted():
        raise LayoutError(say("no shape has a target, so nothing would be checked",
                              "没有任何约束设有目标，等于什么都不检查"),
                          place=str(paths[0].parent) if paths else None,
                          hint=say("write sh:targetClass into at least one shape of ontology/shapes",
                                   "请在 ontology/shapes 中至少为一个约束写上 sh:targetClass"))
    faults = [*shapes.misspelt(), *shapes.unread(), *shapes.lists(), *shapes.dangling(), *shapes.recursive(),
              *shapes.without_focus(list(known))]
    for path, triples in read.items():
        own = set(triples)
        for fault in faults:
            if fault.triple in own:
                raise InputError(fault.message, place=_place(path, fault), hint=fault.hint)


def hits(paths: Sequence[Path], known: Iterable[Triple]) -> bool:
    """Whether each shape has something to look at among what is known."""
    shapes = _Shapes([triple for path in paths for triple in turtle.read(path)])
    return next(shapes.without_focus(list(known)), None) is None


def _place(path: Path, fault: Fault) -> str:
    text = path.read_text(encoding="utf-8-sig")
    triple = fault.triple
    wanted = triple.object if fault.inside != _PREDICATE else None
    found = positions.index(text).of(triple.subject, triple.predicate, wanted)
    line, column = (found.line, found.column) if found else _searched(text, triple.object)
    if fault.inside and fault.inside[0] > 1:
        line, column = line + fault.inside[0] - 1, fault.inside[1]
    return f"{path}:{line}:{column}"


def _searched(text: str, value: Any) -> tuple[int, int]:
    """Give the place of what a node without a name says."""
    words = value.value if isinstance(value, Literal) else shorten(str(getattr(value, "value", value)))
    start = max(0, text.find(words))
    opening = start
    while opening > 0 and isinstance(value, Literal) and text[opening - 1] in "\"'":
        opening -= 1
    return text.count("\n", 0, opening) + 1, opening - text.rfind("\n", 0, opening)


class _Shapes:
    """The statements of all shapes, asked for what is wrong with them."""

    def __init__(self, triples: Sequence[Triple]) -> None:
        self._triples = triples
        self._of: dict[Any, list[Triple]] = defaultdict(list)
        for triple in triples:
            self._of[triple.subject].append(triple)

    def targeted(self) -> list[Triple]:
        """List the statements that give a shape a target."""
        off = {triple.subject for triple in self._triples if _is_mark(triple, SH + "deactivated")}
        return [t for t in self._triples if t.predicate.value in _TARGETS and t.subject not in off]

    def misspelt(self) -> Iterator[Fault]:
        """Find terms that begin with `sh:` and are none."""
        for triple in self._triples:
            predicate = triple.predicate
            for term in (predicate, triple.object):
                name = term.value.removeprefix(SH) if isinstance(term, NamedNode) else ""
                if isinstance(term, NamedNode) and term.value.startswith(SH) and name not in shacl_terms.ALL:
                    near = did_you_mean(name[:1].lower() + name[1:], shacl_terms.ALL) or say(
                        "see the SHACL vocabulary", "参见 SHACL 词汇表")
                    yield Fault(triple, say("sh:{name} is no term of SHACL, so it would check nothing",
                                            "sh:{name} 不是 SHACL 的术语，等于什么都不检查", name=name), near,
                                _PREDICATE if term is predicate else None)

    def unread(self) -> Iterator[Fault]:
        """Find regular expressions and queries that cannot be run, or must not be."""
        declared = constraint_queries.prefixes(self._triples)
        for triple in self._triples:
            if not isinstance(triple.object, Literal):
                continue
            if triple.predicate.value == SH + "pattern":
                wrong = patterns.fault(triple.object.value)
                if wrong:
                    yield Fault(triple, *wrong)
            elif triple.predicate.value in (SH + "select", SH + "ask"):
                found = constraint_queries.fault(triple.object.value, declared)
                if found:
                    yield Fault(triple, found.message, found.hint, found.place)

    def lists(self) -> Iterator[Fault]:
        """Find lists that run in a circle or are not closed."""
        rest: dict[Any, Any] = {triple.subject: triple.object for triple in self._triples if triple.predicate == _REST}
        for triple in self._triples:
            node: Any = triple.object
            seen: set[Any] = set()
            if triple.predicate == _REST or node not in rest:
                continue
            while node in rest and node not in seen:
                seen.add(node)
                node = rest[node]
            if node != _NIL:
                yield Fault(triple, say("this list never ends", "此列表没有结尾") if node in seen else
                            say("this list is not closed with rdf:nil", "此列表没有以 rdf:nil 结束"),
                            say("write lists in brackets: ( a b )", "列表请用括号书写：( a b )"))

    def dangling(self) -> Iterator[Fault]:
        """Find shapes that are named and not there."""
        names = [shorten(subject.value) for subject in self._of if isinstance(subject, NamedNode)]
        for triple in self._triples:
            value = triple.object
            if triple.predicate.value in _REFERS and isinstance(value, NamedNode) and value not in self._of:
                near = did_you_mean(shorten(value.value), names) or say("write this shape", "请写出此约束")
                yield Fault(triple, say("there is no shape {name}", "没有约束 {name}", name=shorten(value.value)), near)

    def _parts(self, shape: Any) -> Iterator[tuple[Any, Triple]]:
        for triple in self._of.get(shape, ()):
            if triple.predicate.value in _REFERS:
                yield triple.object, triple
            elif triple.predicate.value in _LISTS:
                yield from ((member, triple) for member in self._members(triple.object))

    def _members(self, node: Any) -> Iterator[Any]:
        seen = set()
        while node in self._of and node not in seen:
            seen.add(node)
            told = {triple.predicate: triple.object for triple in self._of[node]}
            yield told.get(_FIRST)
            node = told.get(_REST)

    def recursive(self) -> Iterator[Fault]:
        """Find shapes that refer to themselves, which SHACL leaves undefined."""
        for start in [shape for shape in self._of if any(self._parts(shape))]:
            waiting, seen = list(self._parts(start)), set()
            while waiting:
                shape, triple = waiting.pop()
                if shape == start:
                    name = shorten(start.value) if isinstance(start, NamedNode) else str(start)
                    yield Fault(triple, say("the shape {name} refers to itself", "约束 {name} 引用了自身", name=name),
                                say("end the circle: what a recursive shape means is not defined",
                                    "请断开循环：递归约束的含义没有定义"))
                elif shape not in seen:
                    seen.add(shape)
                    waiting += self._parts(shape)

    def without_focus(self, known: Sequence[Triple]) -> Iterator[Fault]:
        """Find shapes that nothing leads to, and targets that nothing known could hit."""
        marked = {triple.subject for triple in self._triples for mark in _MARKS if _is_mark(triple, mark)}
        used = {part for shape in list(self._of) for part, _ in self._parts(shape)}
        targeted = {triple.subject for triple in self._triples if triple.predicate.value in _TARGETS}
        for triple in self._triples:
            if triple.subject in marked:
                continue
            if triple.predicate == _TYPE and getattr(triple.object, "value", "") in _SHAPES and (
                    triple.subject not in used | targeted):
                yield Fault(triple, say("the shape {name} has no target and no shape names it, so it checks nothing",
                                        "约束 {name} 没有目标，也没有约束引用它，等于什么都不检查",
                                        name=shorten(str(getattr(triple.subject, "value", triple.subject)))), _TARGET)
        yield from self._missed({t for t in self.targeted() if t.subject not in marked}, known)

    def _missed(self, targets: set[Triple], known: Sequence[Triple]) -> Iterator[Fault]:
        named = {triple.subject for triple in known}
        hit = {"targetClass": named | {t.object for t in known if t.predicate == _TYPE},
               "targetNode": named | {t.object for t in known}}
        properties = named | {triple.predicate for triple in known}
        for triple in sorted(targets, key=str):
            there = hit.get(_TARGETS[triple.predicate.value], properties)
            if triple.object not in there:
                name = shorten(str(getattr(triple.object, "value", triple.object)))
                near = did_you_mean(name, [shorten(term.value) for term in there if isinstance(term, NamedNode)])
                yield Fault(triple, say("the target {name} hits nothing: neither ontology nor data know it",
                                        "目标 {name} 落空：本体和数据中都没有它", name=name), near or _TARGET)


_TARGET = Sentence("give it a target, or mark it with pcsh:mayHaveNoFocus true",
                   "请为它设定目标，或标注 pcsh:mayHaveNoFocus true")


def _is_mark(triple: Triple, mark: str) -> bool:
    value = triple.object
    return triple.predicate.value == mark and isinstance(value, Literal) and value.value in ("true", "1")
