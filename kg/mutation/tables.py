"""What came of the mutants, as text, Markdown or JSON.

First the score of each operator, then each class of survivors with the reason why they may survive and one of them,
then every survivor that has no reason, with its place.
"""

from __future__ import annotations

import json

from pyoxigraph import NamedNode

from ..asking.typesetting import grid
from ..checking import places
from ..messages import in_language, say
from ..namespaces import shorten
from ..text import positions, turtle
from .equivalent import REASONS
from .material import Mutant
from .scores import Outcome, Score, count

_HEAD = (say("operator", "变异方式"), say("mutants", "变异"), say("killed", "发现"), say("excepted", "例外"),
         say("score", "得分"))
_CLASS = (say("survivors", "未被发现"), say("mutants", "变异"), say("share", "占比"), say("reason", "理由"),
          say("one of them", "举例"))


def render(score: Score, form: str, lang: str) -> str:
    """Write a score."""
    if form == "json":
        return json.dumps(_told(score), ensure_ascii=False, indent=2) + "\n"
    rows = [tuple(in_language(word, lang) for word in _HEAD)]
    rows += [(name, *map(str, counts), _share(*counts)) for name, counts in score.by_operator().items()]
    total = count(score.outcomes)
    rows.append((in_language(say("all", "合计"), lang), *map(str, total), _share(*total)))
    classes = _classes(score, lang)
    lines = [_line(score, outcome) for outcome in score.survivors()]
    if form == "md":
        return "\n".join([*_page(rows), *_page(classes), *(f"- {line}" for line in lines)]) + "\n"
    return grid(rows) + ("\n" + grid(classes) if len(classes) > 1 else "") + "".join(f"{line}\n" for line in lines)


def _classes(score: Score, lang: str) -> list[tuple[str, ...]]:
    """Give a row for each class of survivors: its name, how many there are, why they may survive, and one of them."""
    head = tuple(in_language(word, lang) for word in _CLASS)
    return [head, *((name, str(len(found)), f"{100 * len(found) / len(score.outcomes):.2f} %",
                     in_language(REASONS[name], lang), change(found[0].mutant))
                    for name, found in score.by_reason().items())]


def _page(rows: list[tuple[str, ...]]) -> list[str]:
    table = ["| " + " | ".join(row) + " |" for row in rows]
    return [table[0], "|---" * len(rows[0]) + "|", *table[1:], ""]


def _share(mutants: int, killed: int, excepted: int) -> str:
    wanted = mutants - excepted
    return f"{100 * killed / wanted:.1f} %" if wanted else "-"


def _line(score: Score, outcome: Outcome) -> str:
    return f"{place(score, outcome.mutant)} {outcome.mutant.operator}: {change(outcome.mutant)}"


def change(mutant: Mutant) -> str:
    """Write a change: what was there, and what is there now."""
    names = turtle.Names()
    subject = mutant.triple.subject
    words = [shorten(subject.value) if isinstance(subject, NamedNode) else str(subject)]
    if len(mutant.gone) < 3:
        words += [f"- {shorten(t.predicate.value)} {names.term(t.object)}" for t in mutant.gone]
        words += [f"+ {shorten(t.predicate.value)} {names.term(t.object)}" for t in mutant.new]
    return " ".join(words)


def place(score: Score, mutant: Mutant) -> str:
    """Give file and line of the statement that is changed."""
    path = score.files[mutant.file].path
    assert path is not None
    triple = mutant.triple
    found = positions.index(path.read_text(encoding="utf-8-sig")).of(
        triple.subject, triple.predicate, triple.object if mutant.gone else None)
    return f"{places.name(path)}:{found.line if found else 1}"


def _told(score: Score) -> dict[str, object]:
    total = count(score.outcomes)
    return {
        "mutants": total[0], "killed": total[1], "excepted": total[2],
        "operators": {name: dict(zip(("mutants", "killed", "excepted"), counts, strict=True))
                      for name, counts in score.by_operator().items()},
        "classes": {name: {"mutants": len(outcomes), "reason": REASONS[name]}
                    for name, outcomes in score.by_reason().items()},
        "rules": dict(score.codes().most_common()),
        "survivors": [{"place": place(score, outcome.mutant), "operator": outcome.mutant.operator,
                       "change": change(outcome.mutant), "reason": outcome.reason}
                      for outcome in score.outcomes if not outcome.killed],
    }  # fmt: skip
