"""An article in the making: its text grows sentence by sentence, and with it the blocks of Turtle about it.

Blocks are written at once in the canonical form of `kg.text.turtle`: predicates and objects sorted by what is written.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from ..namespaces import PREFIXES
from .catalogue import Place, Topic, places, topics
from .numbers import Dice

Pairs = list[tuple[str, str]]
"""Predicate and object, as they are written."""

_USED = ("code", "dcterms", "id", "oa", "pc", "prov", "qudt", "rdfs", "skos", "unit", "xsd")
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙马朱胡林郭何高罗郑梁宋唐邓冯韩"
_SURNAMES_EN = ("Wang Li Zhang Liu Chen Yang Zhao Huang Zhou Wu Xu Sun Ma Zhu Hu Lin Guo He Gao Luo Zheng Liang Song "
                "Tang Deng Feng Han")
_NAMES = "伟芳娜敏静丽强磊军洋勇艳杰涛明超霞平刚桂文建国志海红玉春"
_NAMES_EN = ("wei fang na min jing li qiang lei jun yang yong yan jie tao ming chao xia ping gang gui wen jian guo zhi "
             "hai hong yu chun")


class Person(NamedTuple):
    """Somebody who speaks or writes."""

    node: str
    zh: str
    en: str


class Scene(NamedTuple):
    """Where and when a briefing is held, what about, who speaks and who reports; `year` is the year reported on."""

    place: Place
    topic: Topic
    year: int
    day: int
    speaker: Person
    reporter: Person

    @property
    def date(self) -> str:
        """The day of the briefing and of the bulletin."""
        return f"{self.year + 1}-01-{self.day:02d}"

    @property
    def name(self) -> str:
        """What the names of all nodes of the bulletin contain."""
        return f"{self.place.slug}-{self.date}-{self.topic.slug}"

    @property
    def bureau(self) -> str:
        """The agency that reports."""
        return f"id:agency-{self.place.slug}-{self.topic.agency}"

    @property
    def government(self) -> str:
        """The government of the place."""
        return f"id:agency-{self.place.slug}-government"

    @property
    def programme(self) -> str:
        """The programme of the year and topic."""
        return f"id:programme-{self.place.slug}-{self.year}-{self.topic.slug}"


class Article:
    """Text and statements of one bulletin."""

    def __init__(self, scene: Scene, dice: Dice) -> None:
        self.scene = scene
        self.dice = dice
        self.triples = 0
        self._text: list[str] = []
        self._length = 0
        self._blocks: dict[str, str] = {}

    def write(self, words: str) -> None:
        """Add words that no statement quotes."""
        self._text.append(words)
        self._length += len(words)

    def quote(self, slug: str, words: str, *held: str) -> str:
        """Add words that statements quote, and give the name of their excerpt.

        Some are broken across two columns, but not within a year or what is to be held together.
        """
        if len(words) > 14 and self.dice.chance(6):
            cut = self.dice.between(4, len(words) - 4)
            words = words if _is_within(cut, words, held) else words[:cut] + "\n\n" + words[cut:]
        start, node = self._length, f"id:excerpt-{self.scene.name}-{slug}"
        self.write(words)
        self.add(node, [
            ("a", "pc:Excerpt"),
            ("oa:end", f'"{self._length}"^^xsd:integer'),
            ("oa:exact", text(words)),
            ("oa:start", f'"{start}"^^xsd:integer'),
            ("prov:wasQuotedFrom", f"id:bulletin-{self.scene.name}"),
        ])
        return node

    def add(self, node: str, pairs: Pairs) -> None:
        """Add the statements about a node."""
        self._blocks[node] = block(node, pairs)
        self.triples += len(pairs)

    def text(self) -> str:
        """Give what has been written so far."""
        return "".join(self._text)

    def digest(self) -> str:
        """Give the SHA-256 of the text as a file."""
        return hashlib.sha256(self.text().encode()).hexdigest()

    def turtle(self) -> str:
        """Give all statements as canonical Turtle."""
        return document(self._blocks, _USED)


def _is_within(cut: int, words: str, held: tuple[str, ...]) -> bool:
    """Whether a break would part a year or one of the phrases."""
    pattern = "|".join((r"\d{4}年", *map(re.escape, held)))
    return any(match.start() < cut < match.end() for match in re.finditer(pattern, words))


def document(blocks: dict[str, str], prefixes: Iterable[str]) -> str:
    """Give blocks behind their `PREFIX` lines, in the order of their subjects."""
    header = "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in sorted(prefixes))
    return header + "\n" + "\n".join(blocks[node] for node in sorted(blocks))


def block(node: str, pairs: Pairs) -> str:
    """Write the statements about one subject."""
    pairs.sort()
    lines, index = [node], 0
    while index < len(pairs):
        predicate, value = pairs[index]
        end = index + 1
        while end < len(pairs) and pairs[end][0] == predicate:
            end += 1
        if end - index == 1:
            lines.append(f"    {predicate} {value} ;")
        else:
            lines.append(f"    {predicate}")
            lines += [f"        {other} ," for _, other in pairs[index : end - 1]] + [f"        {pairs[end - 1][1]} ;"]
        index = end
    return "\n".join(lines) + "\n.\n"


def text(words: str, language: str = "") -> str:
    """Write a literal; ours hold no backslash and no straight quotation marks."""
    escaped = words.replace("\n", "\\n")
    return f'"{escaped}"@{language}' if language else f'"{escaped}"'


def both(predicate: str, en: str, zh: str) -> Pairs:
    """Give one predicate in both languages."""
    return [(predicate, text(en, "en")), (predicate, text(zh, "zh"))]


def scene_of(seed: int, place: Place, topic: Topic, year: int) -> Scene:
    """Give the scene of a bulletin; speakers change every four years."""
    order = [each.slug for each in topics()].index(topic.slug)
    day = 5 + (int(place.code) * 7 + year * 3 + order * 2) % 23
    speakers, reporters = people(seed, place.code, topic.slug), people(seed, place.code, "")
    return Scene(place, topic, year, day, speakers[(year // 4) % 3], reporters[(order + year) % 3])


@cache
def people(seed: int, code: str, topic: str) -> tuple[Person, ...]:
    """Give the three speakers of a place's agency, or its three reporters where no topic is named."""
    dice = Dice(f"{seed}/people/{code}/{topic}")
    ending = "-".join(filter(None, ("", places()[code].slug, topic)))
    surnames, names = _SURNAMES_EN.split(), _NAMES_EN.split()
    found: dict[str, Person] = {}
    while len(found) < 3:
        surname, first, second = dice.below(len(surnames)), dice.below(len(names)), dice.below(len(names))
        given = names[first] + names[second]
        node = f"id:person-{surnames[surname].lower()}-{given}{ending}"
        zh = _SURNAMES[surname] + _NAMES[first] + _NAMES[second]
        found.setdefault(node, Person(node, zh, f"{surnames[surname]} {given.capitalize()}"))
    return tuple(found.values())
