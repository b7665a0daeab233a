"""The stored questions as several engines answer them, with defaults and with the values that their tests name.

A value that names a thing of the shipped graph is replaced, where the graph at hand has no such thing, by the first
one of its kind (names carry their kind, as in `id:agency-…`), or by any.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple, cast

from pyoxigraph import NamedNode, QuerySolutions

from ..asking.questions import Question, load
from ..dataset.graph import Graph
from ..knowledge_graph import KnowledgeGraph
from ..layout import Layout
from ..namespaces import ID, expand
from ..peers.answers import unlike
from ..peers.conversation import Answer, Conversation
from ..peers.material import Material
from . import differences


class Case(NamedTuple):
    """A question as it is put: its name, with the number of a test after a plus sign, and its text."""

    name: str
    text: str


class Verdict(NamedTuple):
    """What an engine answered to a case, how that differs from the first engine's answer, and why, if that is known."""

    case: str
    engine: str
    answer: Answer
    difference: str = ""
    reason: str = ""

    @property
    def is_wrong(self) -> bool:
        """Whether it differs, and nobody knows why."""
        return bool(self.difference) and not self.reason


def cases(material: Material, names: Sequence[str] = ()) -> Iterator[Case]:
    """Give each question with its defaults and as its tests ask it, all questions or some.

    Raises: UsageError if a value fits no parameter.
    """
    graph = KnowledgeGraph(Layout.shipped(), store=material.form("store"))
    for path in Layout.shipped().questions():
        question = load(path)
        if names and question.name not in names:
            continue
        yield Case(question.name, question.bind({}))
        for number, test in enumerate(question.head.tests, 1):
            if values := test.get("with"):
                fitting = _fitting(question, values, graph.source)
                yield Case(f"{question.name}+{number}", graph.bound(question.name, fitting))


def _fitting(question: Question, values: Mapping[str, object], graph: Graph) -> dict[str, object]:
    return {name: _at_hand(str(value), graph) if question.parameters[name].type == "iri" else value
            for name, value in values.items()}


def _at_hand(name: str, graph: Graph) -> str:
    """Give a thing that the graph has: the one of this name, else the first of its kind."""
    iri = expand(name) or name
    if any(True for _ in graph.store.quads_for_pattern(NamedNode(iri), None, None, None)):
        return name
    kind = iri.removeprefix(ID).partition("-")[0]
    return _first(f"{ID}{kind}-", graph) or _first(ID, graph) or name


def _first(start: str, graph: Graph) -> str:
    text = f'SELECT (MIN(STR(?thing)) AS ?first) {{ ?thing a ?class FILTER (STRSTARTS(STR(?thing), "{start}")) }}'
    return "".join(str(found[0].value) for found in cast(QuerySolutions, graph.query(text)) if found[0])


def compared(case: Case, engines: Sequence[Conversation], seconds: float) -> list[Verdict]:
    """Ask all engines at once; compare each with the first."""
    with ThreadPoolExecutor(len(engines)) as pool:
        answers = list(pool.map(lambda engine: engine.ask(case.text, seconds), engines))
    return [_verdict(case.name, engine, answers[0], answer) for engine, answer in zip(engines, answers, strict=True)]


def _verdict(case: str, engine: Conversation, expected: Answer, found: Answer) -> Verdict:
    told = _difference(expected, found)
    known = differences.reason(engine.peer.name, engine.version, told) if told else ""
    return Verdict(case, engine.peer.name, found, told, known)


def _difference(expected: Answer, found: Answer) -> str:
    if found.rows is None:
        return found.error
    return "" if expected.rows is None else unlike(expected.rows, found.rows)
