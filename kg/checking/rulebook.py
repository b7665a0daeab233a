"""The rules about data and their words: what the shapes say of themselves, without running them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, Triple

from ..errors import LayoutError, UsageError
from ..messages import Sentence, did_you_mean, say
from ..namespaces import RDFS, SH, SKOS
from ..text import turtle

_SEVERITIES = {SH + "Violation": "error", SH + "Warning": "warning", SH + "Info": "info"}
_WORDING = "wording"
_TELLING = {NamedNode(iri) for iri in (SKOS + "notation", SKOS + "editorialNote", SH + "severity", SH + "name",
                                       SH + "message", RDFS + "comment")}


class Rule(NamedTuple):
    """One rule: the node that states it, its code, and its words in both languages."""

    node: str
    code: str
    severity: str
    name: Sentence
    message: Sentence
    why: Sentence
    fix: Sentence
    path: Path


class Rulebook(NamedTuple):
    """All rules of the shapes, the statements of which the shapes consist, and the SHA-256 of their files."""

    rules: dict[str, Rule]
    triples: tuple[Triple, ...]
    digest: str

    @classmethod
    def read(cls, paths: Iterable[Path]) -> Rulebook:
        """Read shapes graphs.

        Raises: LayoutError if two rules have the same code, or there is no rule at all; as `turtle.read`.
        """
        rules: dict[str, Rule] = {}
        triples: list[Triple] = []
        digest = sha256()
        for path in paths:
            read = turtle.read(path)
            digest.update(path.read_bytes())
            triples += read
            for rule in _rules(read, path):
                if rule.code in rules:
                    raise LayoutError(say("two rules have the code {code}", "两条规则的代码均为 {code}",
                                          code=rule.code), place=str(path))
                rules[rule.code] = rule
        if not rules:
            raise LayoutError(say("there are no shapes, so nothing would be checked", "没有任何约束，等于什么都不检查"),
                              hint=say("shapes lie in ontology/shapes", "约束位于 ontology/shapes"))
        return cls(dict(sorted(rules.items())), tuple(triples), digest.hexdigest())

    def named(self, code: str) -> Rule:
        """Give the rule of a code, in whichever case it is written.

        Raises: UsageError with the nearest codes if there is none.
        """
        rule = self.rules.get(code.strip().upper())
        if rule is None:
            raise UsageError(say('there is no rule "{code}"', "没有规则“{code}”", code=code),
                             hint=did_you_mean(code.upper(), self.rules) or say("kg explain lists them",
                                                                                "用 kg explain 列出全部"))
        return rule

    def late(self) -> set[str]:
        """Give the codes of rules that are heard only where a file is right in itself: what its words bear out."""
        return {rule.code for rule in self.rules.values() if rule.path.stem == _WORDING}

    def codes(self) -> dict[str, str]:
        """Give the code of each node that states a rule."""
        return {rule.node: rule.code for rule in self.rules.values()}


def _rules(triples: Iterable[Triple], path: Path) -> list[Rule]:
    texts: dict[str, dict[tuple[str, str], str]] = defaultdict(dict)
    for triple in (triple for triple in triples if triple.predicate in _TELLING):
        value = triple.object
        said = value.language or "" if isinstance(value, Literal) else ""
        texts[str(getattr(triple.subject, "value", triple.subject))][triple.predicate.value, said] = (
            str(getattr(value, "value", value)))
    return [_rule(node, told, path) for node, told in texts.items() if (SKOS + "notation", "") in told]


def _rule(node: str, told: dict[tuple[str, str], str], path: Path) -> Rule:
    def words(predicate: str) -> Sentence:
        english = told.get((predicate, "en"), "")
        return Sentence(english, told.get((predicate, "zh"), english))

    severity = _SEVERITIES.get(told.get((SH + "severity", ""), ""), "error")
    return Rule(node, told[SKOS + "notation", ""], severity, words(SH + "name"), words(SH + "message"),
                words(RDFS + "comment"), words(SKOS + "editorialNote"), path)
