"""A small graph that breaks no rule, and for each rule what has to be changed in it to break that rule alone.

`ontology/examples/valid.ttl` is a whole bulletin with its registers. In `fail/CODE.ttl` each block takes the place of
the block of the same subject: in the ontology, in the example, or, if it names a rule, among what is derived from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import NamedNode, Triple

from ..dataset.graph import SourceFile
from ..layout import Layout
from ..namespaces import GRAPH, PC
from ..text import turtle

_RULE = NamedNode(PC + "rule")

_OF_TEXTS = {
    "D001": ("data/bulletins/xinxiang/2024-01-22-education.ttl    qudt:value \"11\"^^xsd:decimal ;\n"
             "data/derived/xinxiang/2024-01-22-education.ttl      pc:upperBound \"8\"^^xsd:decimal ;",
             "data/derived/xinxiang/2024-01-22-education.ttl      pc:upperBound \"11\"^^xsd:decimal ;"),
    "D002": ("BIND (?value * ?words AS ?high)", "BIND (?value * ?unit AS ?high)"),
    "E40": ("pc:textDigest \"d41d8cd98f00b204e9800998ecf8427e\" ;",
            "pc:textDigest \"385d787c10791141cba5ff99451be306d81d9950fc4a523e9d6be5da4671702a\" ;"),
    "E41": ("oa:exact \"实现新增城镇就业 8.8万人\" ;", "oa:exact \"实现新增城镇就业8.8万人\" ;"),
    "E42": ("pc:textStart \"5\"^^xsd:integer ;", "pc:textStart \"2\"^^xsd:integer ;"),
    "E43": ("dcterms:title \"新增城镇就业8.8万\"@zh ;", "dcterms:title \"我市新增城镇就业8.8万人\"@zh ;"),
    "V006": ("PREFIX id: <https://w3id.org/public-commitments/id/>\nPREFIX id: <https://w3id.org/public-commitments/code/>",
             "PREFIX code: <https://w3id.org/public-commitments/code/>\nPREFIX id: <https://w3id.org/public-commitments/id/>"),
    "V007": ("PREFIX unit: <http://qudt.org/schema/qudt/>", "PREFIX unit: <http://qudt.org/vocab/unit/>"),
    "V008": ("qudt:value 88,000 ;", "qudt:value \"88000\"^^xsd:decimal ;"),
    "V009": ("rdfs:label \"Xin\\u200Bxiang\"@en ;", "rdfs:label \"Xinxiang\"@en ;"),
    "V010": ("rdfs:label \"Cafe\\u0301\"@en ;", "rdfs:label \"Caf\\u00E9\"@en ;"),
    "V012": ("in 2024-01-22-education.ttl   pc:statedIn id:excerpt-xinxiang-2024-01-22-employment-training ;",
             "in 2024-01-22-employment.ttl  pc:statedIn id:excerpt-xinxiang-2024-01-22-employment-training ;"),
    "V011": ("dcterms:source <file:///tmp/article.html> ;", "dcterms:source <https://www.xinxiang.gov.cn/> ;"),
}
"""What breaks a rule about texts, where no statement of a graph would show it, and what does not."""


class Example(NamedTuple):
    """A graph for one rule: vocabulary, data, and what is derived if the example changes that."""

    vocabulary: tuple[SourceFile, ...]
    data: tuple[SourceFile, ...]
    derived: tuple[SourceFile, ...] | None


def folder(layout: Layout) -> Path:
    """Name the folder of the examples."""
    return layout.ontology / "examples"


def valid(layout: Layout) -> Example:
    """Read the example that breaks no rule."""
    path = folder(layout) / "valid.ttl"
    vocabulary = tuple(_file(each) for each in layout.vocabulary())
    return Example(vocabulary, (_file(path),), None)


def changed(example: Example, derived: Sequence[SourceFile], path: Path) -> Example:
    """Put the blocks of a failing example in place of those of a valid one, from which `derived` follows."""
    triples = turtle.read(path)
    computed = {triple.subject for triple in triples if triple.predicate == _RULE}
    blocks = [triple for triple in triples if triple.subject not in computed]
    terms = {triple.subject for file in example.vocabulary for triple in file.triples}
    vocabulary = tuple(_overlaid(file, [t for t in blocks if t.subject in terms]) for file in example.vocabulary)
    data = tuple(_overlaid(file, [t for t in blocks if t.subject not in terms]) for file in example.data)
    if not computed:
        return Example(vocabulary, data, None)
    made = [_overlaid(file, [t for t in triples if t.subject in computed]) for file in derived]
    return Example(vocabulary, data, tuple(made))


def contrast(layout: Layout, code: str) -> tuple[str, str] | None:
    """Give the lines in which the example that breaks a rule differs from the valid one, and what stands there instead.

    None if the rule has no example of its own.
    """
    path = folder(layout) / "fail" / f"{code}.ttl"
    if not path.is_file():
        return _OF_TEXTS.get(code)
    good = [folder(layout) / "valid.ttl", *layout.vocabulary()]
    blocks = {block.split("\n", 1)[0]: block for each in good for block in _blocks(each)}
    bad_lines: list[str] = []
    good_lines: list[str] = []
    for block in _blocks(path):
        subject = block.split("\n", 1)[0]
        there, here = block.splitlines(), blocks.get(subject, "").splitlines()
        bad_lines += [subject, *(line for line in there if line not in here and line != subject)]
        good_lines += [line for line in here if line not in there]
    return "\n".join(bad_lines), "\n".join(good_lines)


def _blocks(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    return [block for block in text.split("\n\n") if not block.startswith("PREFIX ") and block.strip()]


def _file(path: Path) -> SourceFile:
    return SourceFile(path, NamedNode(GRAPH + ("bulletin-" if path.stem == "valid" else "") + path.stem),
                      tuple(turtle.read(path)))


def _overlaid(file: SourceFile, triples: Sequence[Triple]) -> SourceFile:
    subjects = {triple.subject for triple in triples}
    kept = [triple for triple in file.triples if triple.subject not in subjects]
    return SourceFile(file.path, file.graph, (*kept, *triples))
