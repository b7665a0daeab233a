"""Whether the rules notice a change: gates first, then the shapes near it, and what follows from it only if need be.

A full validation takes a second. What a rule looks at lies near what is changed, though: the thing itself, what it
names, what names it, and what shares an indicator, a target or an excerpt with it. So the graph is kept, the few
statements are put in and taken out again, and the shapes look at those nodes alone; a test compares the verdicts.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode, Quad, Store, Triple

from ..checking import evidence, gates, homes, hygiene
from ..checking.rulebook import Rulebook
from ..dataset import derivation
from ..dataset.graph import SourceFile
from ..errors import QueryError
from ..namespaces import PC, SH, expand
from ..shacl.shapes import Shapes
from .material import TYPE, Mutant
from .neighbours import Neighbours, at

_DERIVED = re.compile(
    r"lowerBound|upperBound|roundValue|basis-derived|pc:rule|ontology#(rule|verdict|assesses|against)\b")
_NAMES = re.compile(r"\b([a-z0-9]+:[A-Za-z][\w-]*)")


class Judge:
    """Valid data and all rules, asked what they say of one change at a time."""

    def __init__(self, rulebook: Rulebook, rules: Sequence[Path], vocabulary: Sequence[SourceFile],
                 data: Sequence[SourceFile], source: Path | None = None) -> None:
        self._gates = _Gates(rulebook, vocabulary, data)
        self._graphs = [file.graph for file in data]
        self._rules = rules
        self._asked = {iri for rule in rules for name in _NAMES.findall(rule.read_text(encoding="utf-8"))
                       if (iri := expand(name))}
        self._codes = rulebook.codes()
        self._free = _free(rulebook)
        self._bound = set(self._codes) - self._free
        self._store = Store()
        for file in (*vocabulary, *data):
            self._store.extend(Quad(t.subject, t.predicate, t.object, file.graph) for t in file.triples)
        self._derived = self._derive() or set()
        counted = Counter(t for file in data for t in file.triples)
        stated = set(counted)
        self._held = stated | self._derived
        self._twice = {t for t, times in counted.items() if times > 1}
        self._own = {t.subject for t in stated}
        self._near = Neighbours(stated | self._derived)
        bulletins = {t.subject for t in stated if t.predicate == TYPE and t.object == NamedNode(PC + "Bulletin")}
        self._articles = tuple(t for t in stated if t.subject in bulletins)
        self._judged = Shapes(rulebook.triples).graph(
            stated | self._derived | {t for file in vocabulary for t in file.triples})
        self._known = set(self._judged.results())
        self._texts = evidence.Texts(source) if source else None

    def verdict(self, mutant: Mutant) -> tuple[str, ...]:
        """Give the codes of the rules that notice a change, or nothing if it survives."""
        found = next((codes for codes in self._stages(mutant) if codes), ())
        return tuple(sorted(set(found)))

    def found_anywhere(self) -> list[str]:
        """Give the codes of what is found now and was not found in the valid data: nothing, between two changes."""
        return [self._codes[result.rule] for result in self._judged.results() if result not in self._known]

    def _stages(self, mutant: Mutant) -> Iterator[list[str]]:
        yield self._gates.codes(mutant)
        if mutant.into is not None:
            return
        changed = (*mutant.gone, *mutant.new)
        gone, new = self._difference(mutant)
        self._judged.change(gone, new)
        try:
            near = at(changed) & self._own
            yield self._seen(near, self._free)
            far = self._near.around(changed)
            yield self._seen((far - near) & self._own, self._free)
            yield from self._with_what_follows(mutant, far)
        finally:
            self._judged.change(new, gone)
        if self._texts is not None:
            told = {t for t in (*self._near.said(at(changed)), *self._articles) if t not in mutant.gone}
            yield [fault.code for fault in evidence.faults(told | set(mutant.new), self._texts)]

    def _difference(self, mutant: Mutant) -> tuple[tuple[Triple, ...], tuple[Triple, ...]]:
        """Tell what really goes and comes: not what another file states too, nor what was there before."""
        return (tuple(t for t in mutant.gone if t not in self._twice),
                tuple(t for t in mutant.new if t not in self._held or t in mutant.gone))

    def _seen(self, nodes: Iterable[Any], rules: set[str]) -> list[str]:
        found = (result for result in self._judged.results(nodes, rules) if result not in self._known)
        return [self._codes[result.rule] for result in found
                if result.rule in rules]

    def _with_what_follows(self, mutant: Mutant, near: set[Any]) -> Iterator[list[str]]:
        """Derive anew, if a rule asks for what is changed, and look at all that is near the difference too."""
        if not any(t.predicate.value in self._asked or t.predicate == TYPE for t in (*mutant.gone, *mutant.new)):
            yield self._seen(near, self._bound)
            return
        graph = self._graphs[mutant.file]
        gone, new = ([Quad(t.subject, t.predicate, t.object, graph) for t in side] for side in self._difference(mutant))
        self._patch(gone, new)
        derived = self._derive()
        self._patch(new, gone)
        if derived is None:
            yield ["D002"]
            return
        lost, made = self._derived - derived, derived - self._derived
        self._judged.change(lost, made)
        try:
            yield self._seen(near | self._near.around(lost | made) | at(made), self._bound)
            yield self._seen(self._near.around(lost | made) - self._own | at(made), self._free)
        finally:
            self._judged.change(made, lost)

    def _patch(self, gone: Iterable[Quad], new: Iterable[Quad]) -> None:
        for quad in gone:
            self._store.remove(quad)
        self._store.extend(new)

    def _derive(self) -> set[Triple] | None:
        """Run the rules and take what they make out of the store again; None if one fails."""
        before = set(self._store.named_graphs())
        try:
            made = derivation.derive(self._store, self._rules)
        except QueryError:
            return None
        finally:
            for graph in set(self._store.named_graphs()) - before:
                self._store.remove_graph(graph)
        return {t for triples in made.values() for t in triples}


class _Gates:
    """The gates, asked about the things of a change alone, among which all others keep their names and classes."""

    def __init__(self, rulebook: Rulebook, vocabulary: Sequence[SourceFile], data: Sequence[SourceFile]) -> None:
        first = {t.subject: t for file in vocabulary for t in file.triples}
        self._terms = [SourceFile(None, vocabulary[0].graph, tuple(first.values()))]
        self._classes = gates.classes(rulebook.triples, vocabulary)
        self._files = tuple(data)
        self._types = [[t for t in file.triples if t.predicate == TYPE] for file in data]
        self._of: list[dict[Any, list[Triple]]] = [defaultdict(list) for _ in data]
        for own, file in zip(self._of, data, strict=True):
            for triple in file.triples:
                own[triple.subject].append(triple)
                if isinstance(triple.object, NamedNode):
                    own[triple.object].append(triple)

    def codes(self, mutant: Mutant) -> list[str]:
        """Give the codes of the gates that notice a change."""
        things = {t.subject for t in (*mutant.gone, *mutant.new)}
        left = [self._left(number, mutant, things) for number in range(len(self._files))]
        found = gates.faults(self._terms, left, self._classes) + homes.faults(left)
        found += hygiene.faults([self._files[mutant.file]._replace(triples=mutant.new)])
        return [fault.code for fault in found]

    def _left(self, number: int, mutant: Mutant, things: set[Any]) -> SourceFile:
        """Give what is left of a file, as far as it is about the things in question."""
        gone = mutant.gone if number == mutant.file else ()
        new = mutant.new if number == (mutant.file if mutant.into is None else mutant.into) else ()
        kept = dict.fromkeys(t for thing in things for t in self._of[number].get(thing, ()))
        for triple in self._types[number]:
            kept.setdefault(triple)
        for triple in gone:
            kept.pop(triple, None)
        return self._files[number]._replace(triples=(*kept, *new))


def _free(rulebook: Rulebook) -> set[str]:
    """Name the rules that do not ask for what is derived."""
    bound = {str(getattr(t.subject, "value", t.subject)) for t in rulebook.triples if t.predicate.value.startswith(SH)
             and _DERIVED.search(str(getattr(t.object, "value", t.object)))}
    return set(rulebook.codes()) - bound
