"""What bulletins are about: places, topics with their agencies, indicators, and phrases; read from tables of ours.

`places.tsv` (GB/T 2260 code, Chinese name, English name) holds provinces, prefecture-level units and county-level
units; the codes and Chinese names are facts taken from the npm package china-division 2.7.0 (MIT licence), development
zones left out; the English names were made by us with pypinyin (MIT licence) and corrected by hand.
`indicators.tsv` uses the names of the shipped register where it has an indicator.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

_HERE = Path(__file__).parent
_UNITS = {"money": "unit:CCY_CNY", "area": "unit:M2", "proportion": "unit:PERCENT"}
_TEMPORAL = {"S": "stock", "C": "cumulative"}
_OFFICES = {"盟", "地区"}
_KINDS = ("Province", "Autonomous Region", "Prefecture", "League", "County", "District", "Banner")


class Place(NamedTuple):
    """A province, prefecture-level or county-level unit; `above` is the code of the unit that it is part of."""

    code: str
    zh: str
    en: str
    slug: str
    above: str

    @property
    def level(self) -> str:
        """The level of government."""
        return "provincial" if self.code[2:] == "0000" else "prefectural" if self.code[4:] == "00" else "county"

    @property
    def noun(self) -> str:
        """What people call it: 市, 县, 区, 旗, 州, 盟 or 省."""
        return "地区" if self.zh.endswith("地区") else self.zh[-1]

    @property
    def full(self) -> str:
        """The Chinese name, behind that of the larger place where several places have it."""
        return (places()[self.above].zh if self.zh in _several("zh") else "") + self.zh

    @property
    def full_en(self) -> str:
        """The English name, with that of the larger place where several places have it."""
        return f"{self.en}, {places()[self.above].en}" if self.en in _several("en") else self.en

    @property
    def government(self) -> str:
        """The Chinese name of its government."""
        return self.full + ("行政公署" if self.noun in _OFFICES else "人民政府")

    @property
    def is_called_by_level(self) -> bool:
        """Whether 我市 or 市定 says of which level a government is, as it does not in a district or a league."""
        return self.noun == {"provincial": "省", "prefectural": "市", "county": "县"}[self.level]

    @property
    def reports(self) -> bool:
        """Whether it has a people's government under another: leagues and what lies in them have an office."""
        return self.level != "provincial" and not {self.noun, places()[self.above].noun} & _OFFICES

    def agency(self, topic: Topic) -> tuple[str, str]:
        """Give the English and the Chinese name of the agency for a topic."""
        is_department = self.level == "provincial" and self.noun != "市"
        en, zh = (topic.department_en, topic.department) if is_department else (topic.bureau_en, topic.bureau)
        return f"{self.municipal} {en}", self.full + zh

    @property
    def municipal(self) -> str:
        """The English name as it stands before the name of an agency."""
        if self.level == "provincial":
            return self.en.replace(" Province", " Provincial") if " " in self.en else f"{self.en} Municipal"
        return f"{self.full_en} Municipal" if self.level == "prefectural" and self.noun == "市" else self.full_en


class Topic(NamedTuple):
    """A field of policy, the agency that reports on it, and how its bulletins begin."""

    slug: str
    agency: str
    bureau: str
    department: str
    bureau_en: str
    department_en: str
    theme: str
    theme_en: str
    slogan: str
    slogan_en: str
    opening: str
    instrument: str
    beneficiary: str


class Indicator(NamedTuple):
    """What is counted; `size` is the usual number for a million inhabitants, or a percentage for parts."""

    topic: str
    role: str
    slug: str
    size: int
    clause: str
    word: str
    counting: str
    direction: str
    instrument: str
    beneficiary: str
    zh: str
    en: str
    of: tuple[str, ...]

    @property
    def unit(self) -> str:
        """The unit of all its values."""
        return _UNITS.get(self.counting, "unit:NUM")

    @property
    def temporal(self) -> str:
        """Flow, stock or cumulative."""
        return _TEMPORAL.get(self.role, "flow")

    @property
    def name(self) -> str:
        """The name as it is printed beside the number."""
        return self.clause.replace("{}", "")

    @property
    def phrase(self) -> str:
        """The clause without its number: a name for a target."""
        return self.name.replace("控制在", "")


class Phrase(NamedTuple):
    """A mechanism (M) or a vague promise (P): how it is printed, and its names."""

    topic: str
    kind: str
    slug: str
    code: str
    words: str
    zh: str
    en: str


@cache
def places() -> dict[str, Place]:
    """Give all places by code; provinces first, so that of places with one name the larger gets the plain slug."""
    rows = sorted(_rows("places"), key=lambda row: (row[0][2:] != "0000", row[0][4:] != "00", row[0]))
    codes, taken, found = {row[0] for row in rows}, set[str](), dict[str, Place]()
    for code, zh, en in rows:
        slug = _slug(en)
        slug = f"{slug}-{code}" if slug in taken else slug
        taken.add(slug)
        near, far = code[:4] + "00", code[:2] + "0000"
        above = "" if code == far else near if near in codes and near != code else far
        found[code] = Place(code, zh, en, slug, above)
    return found


@cache
def _several(side: str) -> frozenset[str]:
    """Give the names that more than one place has."""
    counts = Counter(getattr(place, side) for place in places().values())
    return frozenset(name for name, number in counts.items() if number > 1)


@cache
def topics() -> tuple[Topic, ...]:
    """Give the ten topics."""
    return tuple(Topic(*row) for row in _rows("topics"))


@cache
def indicators(topic: str = "") -> tuple[Indicator, ...]:
    """Give the indicators of a topic, or all."""
    return tuple(_indicator(row) for row in _rows("indicators") if topic in ("", row[0]))


@cache
def phrases(topic: str, kind: str) -> tuple[Phrase, ...]:
    """Give the mechanisms (M) or promises (P) that a topic can use."""
    return tuple(Phrase(*row) for row in _rows("phrases") if row[0] in ("*", topic) and row[1] == kind)


def _indicator(row: list[str]) -> Indicator:
    topic, role, slug, size, clause, word, counting, direction, instrument, beneficiary, zh, en, of = row
    return Indicator(topic, role, slug, int(size), clause, word, counting, direction, instrument, beneficiary, zh, en,
                     tuple(filter(None, of.split(","))))


def _rows(name: str) -> list[list[str]]:
    return [line.split("\t") for line in (_HERE / f"{name}.tsv").read_text(encoding="utf-8").splitlines()]


def _slug(en: str) -> str:
    for kind in _KINDS:
        en = en.removesuffix(f" {kind}")
    return re.sub("[^a-z]+", "-", en.lower().replace("'", "")).strip("-")
