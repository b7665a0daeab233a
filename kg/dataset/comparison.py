"""What changed between two graphs, in the words of the subject: targets added, results revised.

Things are told apart by their IRIs. A claim is *revised* when what it says changes: its words, its value, its
unit, or any other of its statements. What has no sentence of its own here (excerpts, registers of places, codes,
judgements) is counted, triple by triple, so that nothing changes in silence.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, Triple

from ..layout import data_files
from ..messages import Sentence, in_language, say
from ..namespaces import DCTERMS, PC, QUDT, RDF, RDFS, shorten
from ..text import turtle


class Kind(NamedTuple):
    """A kind of thing that is told: its class, its name in a sentence, the paths to what it is about."""

    name: str
    title: Sentence
    about: tuple[tuple[str, ...], ...]


KINDS: tuple[Kind, ...] = (
    Kind("Bulletin", Sentence("bulletin", "公报"), ()),
    Kind("Target", Sentence("target", "目标"), ()),
    Kind("Commitment", Sentence("commitment", "承诺"), ()),
    Kind("OutcomeClaim", Sentence("result", "结果"), (("onIndicator",),)),
    Kind("TargetClaim", Sentence("promised value", "承诺值"), (("aboutTarget",),)),
    Kind("AttainmentClaim", Sentence("attainment", "完成情况"), (("aboutTarget",),)),
    Kind("ShareClaim", Sentence("share", "占比"), (("part", "onIndicator"), ("whole", "onIndicator"))),
    Kind("RankClaim", Sentence("rank", "位次"), (("aboutOutcome", "onIndicator"),)),
    Kind("AwardClaim", Sentence("award", "奖项"), ()),
    Kind("Claim", Sentence("claim", "陈述"), ()),
    Kind("Agency", Sentence("agency", "机构"), ()),
)
"""What is told, in this order; a thing of several classes is told as the first of them."""

_ACTIONS = {"added": Sentence("added",
                              "新增"), "removed": Sentence("removed", "删除"), "revised": Sentence("revised", "修改")}
_SAID = (PC + "asWritten", QUDT + "value", PC + "rank", RDFS + "label", DCTERMS + "title")
_TYPE, _LABEL, _TITLE = RDF + "type", RDFS + "label", DCTERMS + "title"

_Things = dict[str, dict[str, set[object]]]


class Change(NamedTuple):
    """One thing that was added, removed or revised, and the sentence that says so in both languages."""

    kind: str
    action: str
    thing: str
    sentence: Sentence


class Changes(NamedTuple):
    """All changes, in the order of `KINDS`, then the number of triples that no sentence speaks of."""

    told: tuple[Change, ...]
    added: int
    removed: int

    def __bool__(self) -> bool:
        """Whether anything changed at all."""
        return bool(self.told or self.added or self.removed)

    def lines(self, lang: str = "en") -> tuple[str, ...]:
        """Give one line a change, in English or Chinese; none if nothing changed."""
        lines = [in_language(change.sentence, lang) for change in self.told]
        if self.added or self.removed:
            rest = (say("other statements: {added} added, {removed} removed",
                        "其他陈述：新增 {added} 条，删除 {removed} 条",
                        added=self.added, removed=self.removed))
            lines.append(in_language(rest, lang))
        return tuple(lines)


def read(paths: Iterable[Path]) -> list[Triple]:
    """Read what is to be compared: data files, folders of them, or projects.

    Raises: InputError and its kinds, as `layout.data_files` and `turtle.read`.
    """
    return [triple for path in data_files(paths) for triple in turtle.read(path)]


def compare(old: Iterable[Triple], new: Iterable[Triple]) -> Changes:
    """Compare two sets of triples; equal sets give no change, whatever their order."""
    before, after = set(old), set(new)
    gone, come = before - after, after - before
    sides = _Sides(_things(before), _things(after))
    touched = sorted({triple.subject.value for triple in gone | come if isinstance(triple.subject, NamedNode)})
    told = [change for thing in touched if (change := sides.change(thing))]
    names = {change.thing for change in told}
    order = {kind.name: place for place, kind in enumerate(KINDS)}
    told.sort(key=lambda change: (order[change.kind], list(_ACTIONS).index(change.action), change.thing))
    return Changes(tuple(told), _untold(come, names), _untold(gone, names))


class _Sides(NamedTuple):
    """Both graphs, by subject and predicate."""

    old: _Things
    new: _Things

    def change(self, thing: str) -> Change | None:
        was, now = _kind(self.old.get(thing)), _kind(self.new.get(thing))
        kind = now or was
        if kind is None:
            return None
        action = "revised" if was and now else "added" if now else "removed"
        saying = self._saying(thing, action)
        parts = {"title": kind.title, "action": _ACTIONS[action], "name": self._name(thing, kind),
                 "saying": Sentence(f": {saying}", f"：{saying.zh}") if saying else "", "thing": shorten(thing)}
        return Change(kind.name, action, thing, say("{title} {action}: {name}{saying} ({thing})",
                                                    "{action}{title}：{name}{saying}（{thing}）", **parts))

    def _name(self, thing: str, kind: Kind) -> Sentence:
        about = [subject for path in kind.about for subject in self._follow(thing, path)] or [thing]
        labels = [self._label(subject) for subject in about]
        return Sentence(" / ".join(labels), " / ".join(label.zh for label in labels))

    def _follow(self, thing: str, path: tuple[str, ...]) -> list[str]:
        found = [thing]
        for step in path:
            found = sorted(value.value for subject in found for value in self._values(subject, PC + step)
                           if isinstance(value, NamedNode))
        return found

    def _values(self, thing: str, predicate: str) -> set[object]:
        newer = self.new.get(thing, {}).get(predicate)
        return newer or self.old.get(thing, {}).get(predicate) or set()

    def _label(self, thing: str) -> Sentence:
        labels = {value.language or "": value.value for predicate in (_TITLE, _LABEL)
                  for value in self._values(thing, predicate) if isinstance(value, Literal)}
        en = labels.get("en") or next(iter(sorted(labels.values())), shorten(thing))
        return Sentence(en, labels.get("zh", en))

    def _saying(self, thing: str, action: str) -> Sentence | None:
        """Say what it says, for a revision what it said and says; None where its name says it all."""
        old, new = self.old.get(thing, {}), self.new.get(thing, {})
        if action != "revised":
            said = next((predicate for predicate in _SAID[:3] if predicate in (new or old)), None)
            return _words((new or old)[said]) if said else None
        for predicate in _SAID:
            was, now = old.get(predicate, set()), new.get(predicate, set())
            if was != now:
                return say("{was} → {now}", "{was} → {now}", was=_words(was - now), now=_words(now - was))
        changed = sorted(shorten(name) for name in {*old, *new} if old.get(name) != new.get(name))
        return Sentence(", ".join(changed), "、".join(changed))


def _things(triples: Iterable[Triple]) -> _Things:
    things: _Things = {}
    for triple in triples:
        if isinstance(triple.subject, NamedNode):
            things.setdefault(triple.subject.value, {}).setdefault(triple.predicate.value, set()).add(triple.object)
    return things


def _kind(statements: dict[str, set[object]] | None) -> Kind | None:
    classes = {value.value for value in (statements or {}).get(_TYPE, ()) if isinstance(value, NamedNode)}
    return next((kind for kind in KINDS if PC + kind.name in classes), None)


def _words(terms: set[object]) -> Sentence:
    """Give the texts among some terms: in each language its own, where there are some of that language."""
    values = [term for term in terms if isinstance(term, Literal)]

    def of(lang: str) -> str:
        own = [value for value in values if value.language == lang] or values
        return " / ".join(sorted(value.value for value in own)) or "–"

    return Sentence(of("en"), of("zh"))


def _untold(triples: Iterable[Triple], told: set[str]) -> int:
    return sum(1 for triple in triples if not (isinstance(triple.subject, NamedNode) and triple.subject.value in told))
