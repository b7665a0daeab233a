"""A nation of bulletins, made up: realistic in model, style and size, and the same for the same seed.

A generated project has registers, bulletins in canonical Turtle, the text of each bulletin (`source/<sha-256>.txt`)
and `expected.json`: which discrepancies were planted. What is assumed, next to the two bulletins of Xinxiang of
January 2024 (each on average 27 outcome claims, 36 claims in all, 5 targets, 6 promises, 7 mechanisms, 866 triples):

- A bulletin has 23 results, 32 claims in all, 5 targets, 6 vague promises, 7 mechanisms, 33 excerpts, 825 triples.
- Of ten targets six are hidden behind a rate, four disclosed; of those two in five stand already in the bulletin of
  the year before, and six in a hundred get no result.
- Of a hundred results 5 just meet their target, 5 miss it, 40 exceed it by up to 8 %, 45 by up to 45 %, 5 by 50 to
  250 %. The next target lies between the last target and the last result, rounded to two digits.
- Numbers below 10,000 are printed in full; larger ones in 万, with one decimal, in a quarter of cases two; sums of
  money from 100 million on in 亿. Of the large counts 8 in 100 stand behind 约 or 超过 (none does in the first two).
- 45 of 100 results carry over their subject, as many leave their period open; half the bulletins have a number in the
  headline; 6 of 100 longer excerpts are broken across two columns; a third repeat a result of the year before.
- Sizes follow the population (drawn from 11 sizes of city, 10 of county) and what the first two report an inhabitant.
- Of a hundred bulletins 5 (`planted`) hold one discrepancy.

A series is one place and topic over up to ten years (results of 2014 to 2023). 3,092 places, ten topics and ten years
give 309,200 bulletins, some 260 million triples. For a billion one needs 1.18 million (`bulletins_for`): 38 instead
of ten a place and year, which is more than there are topics here. Leagues, which have an office instead of a people's
government, and what lies in them do not report.

The words bear out what is stated, as the shapes ask: 我市 and 省定 leave a setter to a reading decision; where they do
not say which government it is (in a district, for an autonomous region) it is named. A group or a means is only stated
where the label has a word for it (`codes`). So the planted discrepancies are all that `kg validate` finds: errors N14
(part above whole) and N15 (rate), warnings N11 (contradiction, at each of the two claims) and J13 (flow above stock).
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from .. import files
from ..errors import UsageError
from ..messages import say
from ..processes import pool
from . import registers
from .article import Scene, scene_of
from .bulletins import compose
from .catalogue import Place, Topic, places, topics
from .history import history
from .numbers import Dice

TRIPLES_PER_BULLETIN = 850
"""Triples of an average bulletin and what it adds to the registers, as measured; what is derived comes on top."""

LAST_YEAR = 2023
"""The last year that is reported on."""


class Series(NamedTuple):
    """One place and topic over consecutive years."""

    code: str
    topic: int
    first: int
    number: int


class Summary(NamedTuple):
    """What was generated."""

    bulletins: int
    triples: int
    register_triples: int
    planted: int


def bulletins_for(triples: int) -> int:
    """Say how many bulletins make about so many triples (100,000: 118; 10 million: 11,765; a billion: 1,176,471)."""
    return -(-triples // TRIPLES_PER_BULLETIN)


def most() -> int:
    """Say how many bulletins there are places, topics and years for."""
    return len(_places(1)) * len(topics()) * 10


def plan(count: int, seed: int) -> list[Series]:
    """Spread so many bulletins over places, topics and years: few bulletins over few years, so that all topics occur.

    Raises: UsageError if there are not so many places, topics and years.
    """
    if not 0 < count <= most():
        raise UsageError(say("{count} bulletins cannot be made", "无法生成 {count} 份公报", count=count),
                         hint=say("take 1 to {limit}", "请取 1 至 {limit}", limit=most()))
    length = next((years for limit, years in ((30, 2), (100, 3), (300, 5)) if count <= limit), 10)
    number = -(-count // length)
    chosen = _places(seed)
    used = min(len(chosen), max(2, number // 4))
    series = []
    for index in range(number):
        turn, place = divmod(index, used)
        topic = (place * 3 + turn) % len(topics())
        years = min(length, count - index * length)
        series.append(Series(chosen[place].code, topic, LAST_YEAR + 1 - length, years))
    return series


def generate(count: int, seed: int, folder: Path, *, planted: int = 5, processes: int = 0) -> Summary:
    """Write a project of so many bulletins; of a hundred, `planted` hold a discrepancy.

    Raises: UsageError if the folder cannot be written or has something in it, there are too few places for the number,
    or `planted` is no share; LimitError if the disk is full.
    """
    if not 0 <= planted <= 100:
        raise UsageError(say("of a hundred bulletins {planted} cannot hold a discrepancy",
                             "每百份公报中不可能有 {planted} 份含矛盾", planted=planted),
                         hint=say("take 0 to 100", "请取 0 至 100"))
    series = plan(count, seed)
    triples, found = 0, []
    with files.telling(folder):
        _begin(folder)
        work = partial(_write, seed=seed, folder=folder, planted=planted)
        with pool(processes or (os.cpu_count() or 1 if len(series) > 30 else 1), chunk=8) as run:
            for number, discrepancies in run(work, series):
                triples += number
                found += discrepancies
        scenes = (scene for each in series for scene in _scenes(seed, each))
        in_registers = registers.write(folder / "data/registers", seed, scenes)
        expected = {"seed": seed, "bulletins": count, "triples": triples, "discrepancies": found}
        (folder / "expected.json").write_text(json.dumps(expected, indent=1) + "\n", encoding="utf-8")
    return Summary(count, triples, in_registers, len(found))


def _begin(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise _taken(folder)
    for name in ("data/bulletins", "source"):
        (folder / name).mkdir(parents=True)


def _taken(folder: Path) -> UsageError:
    hint = say("name a new folder", "请指定一个新文件夹")
    if (folder / "source").is_dir() and not (folder / "data/registers").exists():  # these are written last
        hint = say("name a new folder, or remove this one if an interrupted run left it",
                   "请指定一个新文件夹；若此为中断的运行所遗留，请先删除")
    return UsageError(say("{folder} is not empty", "{folder} 不是空文件夹", folder=folder), place=str(folder),
                      hint=hint)


def _write(series: Series, *, seed: int, folder: Path, planted: int) -> tuple[int, list[dict[str, str]]]:
    """Write the bulletins of a series; what one says of the year before is what that one said."""
    place, topic = _of(series)
    dice = Dice(f"{seed}/{series.code}/{topic.slug}")
    years = history(place, topic.slug, series.first, series.number, dice)
    home = folder / "data/bulletins" / place.slug
    home.mkdir(exist_ok=True)
    triples, found = 0, []
    before = None
    for index, scene in enumerate(_scenes(seed, series)):
        made = compose(scene, years[index], before, years[index + 1], dice.chance(planted), dice)
        (home / f"{scene.date}-{topic.slug}.ttl").write_text(made.turtle, encoding="utf-8")
        (folder / f"source/{made.digest}.txt").write_text(made.text, encoding="utf-8")
        triples += made.triples
        if made.planted:
            found.append({"bulletin": scene.name, "kind": made.planted[0], "discrepancy": made.planted[1]})
        before = (scene, years[index])
    return triples, found


def _of(series: Series) -> tuple[Place, Topic]:
    return places()[series.code], topics()[series.topic]


def _scenes(seed: int, series: Series) -> Iterator[Scene]:
    place, topic = _of(series)
    return (scene_of(seed, place, topic, series.first + index) for index in range(series.number))


def _places(seed: int) -> list[Place]:
    """Give cities and counties in an order that chance decides, one city among each three as long as they last."""
    dice = Dice(f"{seed}/places")
    order = {place.code: dice.below(10**9) for place in places().values()}
    cities, counties = ([place for place in sorted(places().values(), key=lambda each: order[each.code])
                         if place.level == level and place.reports] for level in ("prefectural", "county"))
    mixed = []
    for index, city in enumerate(cities):
        mixed += [city, *counties[2 * index : 2 * index + 2]]
    return mixed + counties[2 * len(cities):]
