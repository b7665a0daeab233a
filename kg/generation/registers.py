"""Registers of a generated project: the shipped ones, and what the generated bulletins name besides.

Of indicators, places, periods and units stands what the shipped registers say, with the printed names of the generated
texts; of all else what the generated texts bear out. What the shipped registers take from the shipped bulletins is left
out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from ..layout import Layout
from .article import Pairs, Scene, block, both, document, people, text
from .catalogue import Indicator, Place, Topic, indicators, places
from .codes import coded

Blocks = dict[str, str]
"""Subject → its block of canonical Turtle."""

_SUBJECT = re.compile(r"^(\S+)\n(?:    .*\n)+\.\n", re.M)
_ELSEWHERE = re.compile(r"^    prov:wasDerivedFrom id:commitment-.*\n", re.M)
_PREFIX = re.compile(r'(?<![\w"-])(\w+):[\w-]')
_HIDDEN = re.compile(r"^    skos:hiddenLabel(?: .* ;|(?:\n        .*)+)\n", re.M)
_SHIPPED = {"indicators", "places", "periods", "units"}
_BUREAU_OF = re.compile(r'pc:jurisdiction (\S+) ;(?=(?s:.*)[局厅]"@zh)')
_LITERAL = re.compile(r'"[^"]*"')


def write(folder: Path, seed: int, scenes: Iterable[Scene]) -> int:
    """Write the seven registers, and give the number of their triples."""
    found: dict[str, Blocks] = {name: {} for name in
                                ("agencies", "indicators", "people", "periods", "places", "programmes", "units")}
    for scene in scenes:
        _of_scene(found, seed, scene)
    for indicator in indicators():
        _put(found["indicators"], f"id:indicator-{indicator.slug}", _indicator(indicator))
    folder.mkdir(parents=True, exist_ok=True)
    for name, blocks in found.items():
        shipped = (Layout.shipped().data / f"registers/{name}.ttl").read_text(encoding="utf-8")
        for match in _SUBJECT.finditer(_ELSEWHERE.sub("", shipped)):
            if name in _SHIPPED:
                blocks[match[1]] = _HIDDEN.sub(_hidden(blocks.get(match[1], match[0])), match[0])
            else:
                blocks.setdefault(match[1], _under_government(match[0], found))
        (folder / f"{name}.ttl").write_text(document(blocks, _prefixes(blocks.values())), encoding="utf-8")
    return sum(_triples(written) for blocks in found.values() for written in blocks.values())


def _hidden(written: str) -> str:
    """Give the lines with the printed names of a thing, as they stand."""
    found = _HIDDEN.search(written)
    return found[0] if found else ""


def _under_government(written: str, found: dict[str, Blocks]) -> str:
    """Let a shipped bureau name the government of its place, if this is new here."""
    place = _BUREAU_OF.search(written)
    known = next((node for node, said in found["agencies"].items() if node.endswith("-government") and place
                  and f" {place[1]} ;" in said), "")
    return written if not known or "org:" in written else written.replace(
        "    a pc:Agency ;\n", f"    a pc:Agency ;\n    org:subOrganizationOf {known} ;\n", 1)


def _prefixes(blocks: Iterable[str]) -> set[str]:
    return {prefix for written in blocks
            for prefix in _PREFIX.findall(_LITERAL.sub('""', re.sub("<[^>]*>", "", written)))}


def _triples(written: str) -> int:
    return sum(line.endswith((" ;", " ,")) for line in written.splitlines())


def _put(blocks: Blocks, node: str, pairs: Pairs) -> None:
    if node not in blocks:
        blocks[node] = block(node, pairs)


def _of_scene(found: dict[str, Blocks], seed: int, scene: Scene) -> None:
    place: Place | None = scene.place
    while place:
        if f"id:place-{place.code}" not in found["places"]:
            _place(found["places"], place)
            _government(found["agencies"], place)
        _agency(found["agencies"], place, scene.topic)
        place = places().get(place.above)
    _periods(found["periods"], scene)
    _programmes(found["programmes"], scene)
    post = f"id:post-{scene.place.slug}-{scene.topic.slug}-deputy-director"
    if post not in found["people"]:
        _people(found["people"], seed, scene, post)


def _place(blocks: Blocks, place: Place) -> None:
    above = [("dcterms:isPartOf", f"id:place-{place.above}")] if place.above else []
    _put(blocks, f"id:place-{place.code}", [
        ("a", "m8g:AdminUnit"), *above, ("m8g:level", f"code:level-{place.level}"),
        *both("rdfs:label", place.en, place.zh), ("skos:notation", text(place.code))])


def _government(blocks: Blocks, place: Place) -> None:
    office = place.noun in ("盟", "地区")
    en = "Administrative Office" if office else "People's Government"
    _put(blocks, f"id:agency-{place.slug}-government", [
        ("a", "pc:Agency"), ("pc:jurisdiction", f"id:place-{place.code}"),
        *both("rdfs:label", f"{place.municipal} {en}", place.government)])


def _agency(blocks: Blocks, place: Place, topic: Topic) -> None:
    en, zh = place.agency(topic)
    government = [("org:subOrganizationOf", f"id:agency-{place.slug}-government")] if zh.endswith(("局", "厅")) else []
    _put(blocks, f"id:agency-{place.slug}-{topic.agency}", [
        ("a", "pc:Agency"), *government, ("pc:jurisdiction", f"id:place-{place.code}"), *both("rdfs:label", en, zh)])


def _people(blocks: Blocks, seed: int, scene: Scene, post: str) -> None:
    speakers = people(seed, scene.place.code, scene.topic.slug)
    for person in (*speakers, *people(seed, scene.place.code, "")):
        bureau = [("prov:actedOnBehalfOf", scene.bureau)] if person in speakers else []
        en, zh = scene.place.agency(scene.topic) if bureau else (scene.place.full_en, scene.place.full)
        _put(blocks, person.node, [("a", "foaf:Person"), ("foaf:name", text(person.zh, "zh")), *bureau,
                                   *both("rdfs:label", f"{person.en} ({en})", f"{person.zh}({zh})")])
    en, zh = scene.place.agency(scene.topic)
    deputy = ("Deputy head", "副主任") if zh.endswith("会") else ("Deputy director", "副局长")
    _put(blocks, post, [
        ("a", "org:Post"), *(("org:heldBy", person.node) for person in speakers), ("org:postIn", scene.bureau),
        *both("rdfs:label", f"{deputy[0]}, {en}", zh + deputy[1])])


def _periods(blocks: Blocks, scene: Scene) -> None:
    day, day_en = scene.date, f"{scene.day} January {scene.year + 1}"
    day_zh = f"{scene.year + 1}年1月{scene.day}日"
    for node, start, end, en, zh in (
        *((f"id:year-{year}", f"{year}-01-01", f"{year}-12-31", str(year), f"{year}年")
          for year in (scene.year, scene.year + 1)),
        (f"id:day-{day}", day, day, day_en, day_zh),
        (f"id:from-2012-to-{day}", "2012-01-01", day, f"from 2012 to {day_en}", f"2012年至{day_zh}"),
    ):
        if node not in blocks:
            _put(blocks, node, [
                ("a", "dcterms:PeriodOfTime"), ("a", "time:ProperInterval"), ("dcat:startDate", f'"{start}"^^xsd:date'),
                ("dcat:endDate", f'"{end}"^^xsd:date'), *both("rdfs:label", en, zh)])


def _programmes(blocks: Blocks, scene: Scene) -> None:
    place, topic, year = scene.place, scene.topic, scene.year
    whole = f"id:programme-{place.slug}-{year}-livelihood"
    common: Pairs = [("a", "pc:Programme"), ("dcterms:temporal", f"id:year-{year}")]
    _put(blocks, whole, [
        *common, ("dcterms:spatial", f"id:place-{place.code}"), ("pc:beneficiary", "code:beneficiary-residents"),
        ("pc:ledBy", scene.government),
        *both("rdfs:label", f"Key livelihood projects of {place.full_en}, {year}",
              f"{place.full}{year}年重点民生实事")])
    _put(blocks, scene.programme, [
        *common, ("dcterms:isPartOf", whole), ("pc:ledBy", scene.bureau),
        *coded("pc:beneficiary", f"beneficiary-{topic.beneficiary}", topic.theme),
        *coded("pc:instrument", f"instrument-{topic.instrument}", topic.theme),
        *both("rdfs:label", f"{topic.theme_en[0].upper()}{topic.theme_en[1:]}, {place.full_en} {year}",
              f"{topic.theme}({place.full}{year}年)")])


def _indicator(row: Indicator) -> Pairs:
    wider = [("pc:subsetOf", f"id:indicator-{slug}") for slug in row.of]
    texts = (row.zh, row.name)
    means = coded("pc:instrument", f"instrument-{row.instrument}", *texts) if row.instrument else []
    return [("a", "pc:Indicator"), *coded("pc:beneficiary", f"beneficiary-{row.beneficiary}", *texts),
            ("pc:countingBasis", f"code:counting-{row.counting}"), ("pc:direction", f"code:direction-{row.direction}"),
            *means, ("pc:measureWord", text(row.word)), *wider, ("pc:temporalBasis", f"code:temporal-{row.temporal}"),
            ("qudt:hasUnit", row.unit), *both("rdfs:label", row.en, row.zh), ("skos:hiddenLabel", text(row.name, "zh"))]
