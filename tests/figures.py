"""Numbers in a text: where they stand, and which claims stand behind them.

The walker knows nothing of any one bulletin. A *number* is a run of Arabic digits with its decimals and the
scale that follows it (`8.8万`), or a run of Chinese numerals (`五`). It is accounted for if it lies within the
words of a claim, at the place where the excerpt of the claim has them, or if it is listed as no figure at all.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import NamedNode, Triple

from kg.namespaces import OA, PC, PROV

SCALES = "十百千万亿"
NUMERALS = "〇零一二两三四五六七八九" + SCALES + "半廿卅壹贰叁肆伍陆柒捌玖拾佰仟萬億"
NUMBER = re.compile(rf"\d+(?:[.．]\d+)?[{SCALES}]*|[{NUMERALS}]+")
REASONS = ("date", "enumeration", "idiom", "name", "ordinal", "period", "word")
LISTED = Path(__file__).parent / "coverage" / "not-figures.csv"


class Span(NamedTuple):
    """A stretch of a text in code points, its end exclusive."""

    start: int
    end: int
    text: str

    def holds(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end


class Listed(NamedTuple):
    """A stretch of a text whose numbers are no figures, and why."""

    digest: str
    span: Span
    reason: str
    note: str


class Excerpt(NamedTuple):
    """An excerpt with the span it quotes and the bulletin it is from."""

    iri: str
    span: Span
    bulletin: str


class Wording(NamedTuple):
    """The words of a claim and the excerpt that is said to hold them."""

    claim: str
    words: str
    excerpt: Excerpt

    def places(self) -> list[Span]:
        """Find the words in the excerpt; line breaks within them do not count, a longer number is another number."""
        pattern = re.compile(r"(?<![\d.])" + r"\s*".join(re.escape(char) for char in self.words if not char.isspace()))
        start, text = self.excerpt.span.start, self.excerpt.span.text
        return [Span(start + match.start(), start + match.end(), match[0]) for match in pattern.finditer(text)]


class Bulletin(NamedTuple):
    """Where the text of a bulletin lies."""

    iri: str
    digest: str
    start: int
    end: int


def numbers(text: str, offset: int = 0) -> list[Span]:
    """List the numbers of a text that begins at an offset."""
    return [Span(offset + match.start(), offset + match.end(), match[0]) for match in NUMBER.finditer(text)]


def values(triples: Iterable[Triple], predicate: str) -> Iterator[tuple[str, str]]:
    """Give the subject and the value of each triple with a predicate."""
    wanted = NamedNode(predicate)
    return ((triple.subject.value, triple.object.value) for triple in triples if triple.predicate == wanted)


def bulletins(triples: list[Triple]) -> dict[str, Bulletin]:
    """Give the bulletins of some triples by name."""
    starts, ends = dict(values(triples, PC + "textStart")), dict(values(triples, PC + "textEnd"))
    return {iri: Bulletin(iri, digest, int(starts[iri]), int(ends[iri]))
            for iri, digest in values(triples, PC + "textDigest")}


def excerpts(triples: list[Triple]) -> dict[str, Excerpt]:
    """Give the excerpts of some triples by name."""
    starts, ends = dict(values(triples, OA + "start")), dict(values(triples, OA + "end"))
    sources = dict(values(triples, PROV + "wasQuotedFrom"))
    return {iri: Excerpt(iri, Span(int(starts[iri]), int(ends[iri]), exact), sources[iri])
            for iri, exact in values(triples, OA + "exact")}


def wordings(triples: list[Triple]) -> list[Wording]:
    """Give the words of all claims that print some, with the excerpts they are stated in."""
    known, stated = excerpts(triples), dict(values(triples, PC + "statedIn"))
    return [Wording(claim, words, known[stated[claim]]) for claim, words in values(triples, PC + "asWritten")]


def claimed(triples: list[Triple], digest: str) -> list[Span]:
    """List the spans of one text that are the words of a claim."""
    own = {bulletin.iri for bulletin in bulletins(triples).values() if bulletin.digest == digest}
    return [place for wording in wordings(triples) if wording.excerpt.bulletin in own for place in wording.places()]


def listed(path: Path = LISTED) -> list[Listed]:
    """Read the list of numbers that are no figures."""
    with path.open(encoding="utf-8", newline="") as file:
        return [Listed(row["digest"], Span(int(row["start"]), int(row["end"]), row["text"]), row["reason"], row["note"])
                for row in csv.DictReader(file)]


def unaccounted(found: Iterable[Span], claimed: list[Span], listed: list[Span]) -> list[Span]:
    """List the numbers that no claim and no entry of the list accounts for."""
    known = [*claimed, *listed]
    return [number for number in found if not any(span.holds(number) for span in known)]
