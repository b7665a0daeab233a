"""What only the text of a file shows: prefixes bound twice, `1,000` that is read as two numbers.

Once parsed, a prefix is gone and `1,000` is the list of the numbers 1 and 0, so these rules look at the text itself.

Source: RDF 1.1 Turtle, sections 2.4 (IRIs), 2.2 (object lists).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple

from ..messages import Sentence, say
from ..namespaces import PREFIXES
from ..text.positions import IRI, STRING
from . import places
from .findings import Finding, Terms
from .rulebook import Rule, Rulebook

_PIECES = re.compile(
    rf"{STRING}|(?P<binding>(?:@prefix|\bPREFIX)[ \t\r\n]+(?P<prefix>[^\s:]*):[ \t\r\n]*(?P<iri>{IRI}))|{IRI}|#[^\r\n]*"
    r"|(?P<number>(?<![\w.:\-])[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?![\w]))", re.DOTALL | re.IGNORECASE)
_HEAD = re.compile(r"prefix\s", re.IGNORECASE)
_MAY_BE_NUMBER = re.compile(r"[0-9],[0-9]{3}")


class Binding(NamedTuple):
    """A prefix bound to a namespace, and where."""

    prefix: str
    iri: str
    path: Path
    span: tuple[int, int]


class _Text(NamedTuple):
    path: Path
    text: str
    bindings: tuple[Binding, ...]
    numbers: tuple[re.Match[str], ...]


def findings(rulebook: Rulebook, paths: Iterable[Path], found: Iterable[Finding]) -> list[Finding]:
    """Add what the texts of files show to what else was found, and take out what only follows from it."""
    texts = [_read(path) for path in paths]
    own = [*_twice_in_a_file(rulebook, texts), *_differs(rulebook, texts), *_numbers(rulebook, texts)]
    numbers = [finding for finding in own if finding.code == "V008"]
    return [finding for finding in found if not any(_inside(finding, number) for number in numbers)] + own


def at(rule: Rule, path: Path, text: str, span: tuple[int, int], message: Sentence) -> Finding:
    """Make the finding that a rule is broken between two offsets of a text."""
    start = text.rfind("\n", 0, span[0]) + 1
    end = text.find("\n", span[0])
    source = text[start:end if end >= 0 else len(text)].rstrip("\r")
    last = min(span[1] - start, len(source)) + 1
    return Finding(places.name(path), text.count("\n", 0, span[0]) + 1, span[0] - start + 1, last, rule.severity,
                   rule.code, rule.name, message, rule.fix, "", Sentence("", ""), None, source, None, rule.message,
                   rule.why, Terms(None, None, None, rule.node))


def _inside(finding: Finding, number: Finding) -> bool:
    return (finding.path, finding.line) == (number.path, number.line) and (
        number.column <= finding.column < number.end_column)


def _read(path: Path) -> _Text:
    text = path.read_text(encoding="utf-8-sig")
    heads = [head.end() for head in _HEAD.finditer(text)]
    last = len(text) if _MAY_BE_NUMBER.search(text) else heads[-1] if heads else 0
    pieces = list(takewhile(lambda piece: piece.start() < last, _PIECES.finditer(text)))
    bindings = tuple(Binding(piece["prefix"], piece["iri"][1:-1], path, piece.span()) for piece in pieces
                     if piece["binding"])
    return _Text(path, text, bindings, tuple(piece for piece in pieces if piece["number"]))


def _twice_in_a_file(rulebook: Rulebook, texts: Iterable[_Text]) -> Iterator[Finding]:
    for text in texts:
        first: dict[str, Binding] = {}
        for binding in text.bindings:
            before = first.setdefault(binding.prefix, binding)
            if before.iri != binding.iri:
                yield at(rulebook.rules["V006"], text.path, text.text, binding.span, say(
                    "{prefix}: is <{iri}> here, and <{other}> on line {line}",
                    "{prefix}: 在此为 <{iri}>，而第 {line} 行为 <{other}>", prefix=binding.prefix, iri=binding.iri,
                    other=before.iri, line=text.text.count("\n", 0, before.span[0]) + 1))


def _differs(rulebook: Rulebook, texts: Iterable[_Text]) -> Iterator[Finding]:
    """Find prefixes that another file, or the table of the project, binds to something else."""
    first: dict[str, tuple[str, Sentence]] = {
        prefix: (iri, Sentence("in the prefix table", "前缀表中")) for prefix, iri in PREFIXES.items()}
    for text in texts:
        for binding in {binding.prefix: binding for binding in reversed(text.bindings)}.values():
            line = text.text.count("\n", 0, binding.span[0]) + 1
            here = f"{places.name(text.path)}:{line}"
            other, where = first.setdefault(binding.prefix, (binding.iri, Sentence(f"at {here}", f"{here} 处")))
            if other != binding.iri:
                yield at(rulebook.rules["V007"], text.path, text.text, binding.span, say(
                    "{prefix}: is <{iri}> here, and <{other}> {where}",
                    "{prefix}: 在此为 <{iri}>，而{where}为 <{other}>", prefix=binding.prefix, iri=binding.iri,
                    other=other, where=where))


def _numbers(rulebook: Rulebook, texts: Iterable[_Text]) -> Iterator[Finding]:
    for text in texts:
        for number in text.numbers:
            written = number["number"]
            yield at(rulebook.rules["V008"], text.path, text.text, number.span(), say(
                "{written} is read as {count} numbers; write {meant}", "{written} 会读作 {count} 个数；请写 {meant}",
                written=written, count=written.count(",") + 1, meant=written.replace(",", "")))
