"""`kg` alone: what the graph holds, and what to type next."""

from __future__ import annotations

from collections import Counter

from pyoxigraph import Literal, NamedNode, QuerySolutions

from ..asking.typesetting import grid
from ..knowledge_graph import KnowledgeGraph
from ..messages import Sentence, in_language, say
from ..namespaces import CODE, PC
from .session import Session

_COUNTS = f"""PREFIX pc: <{PC}> PREFIX code: <{CODE}>
SELECT ?what (COUNT(DISTINCT ?thing) AS ?count) WHERE {{
    {{ ?thing a ?what VALUES ?what {{ pc:Agency pc:Bulletin pc:Commitment pc:Target pc:OutcomeClaim }} }}
    UNION {{ ?claim pc:aboutTarget ?thing ; a pc:TargetClaim ; pc:basis ?what }}
    UNION {{ ?judgement pc:assesses ?thing ; pc:verdict ?what }}
}} GROUP BY ?what"""


def status(session: Session) -> int:
    """Say what the graph holds and what to type next."""
    session.no_words()
    graph, lang = session.local, session.lang
    counts = _counted(graph)
    title = say("Public commitments · {bulletins} bulletins, {agencies} agencies · {statements} statements",
                "公共承诺 · {bulletins} 篇公报，{agencies} 个机构 · {statements} 条陈述",
                bulletins=counts["Bulletin"], agencies=counts["Agency"], statements=len(graph.source.store))
    steps = "kg queries  ·  kg query exceeded-targets  ·  kg find 8.8万  ·  kg validate"
    rows = [("  " + in_language(name, lang), str(count), in_language(text, lang))
            for name, count, text in _rows(counts, graph)]
    session.write(in_language(title, lang) + "\n" + grid(rows)
                  + in_language(say("Next:  {steps}", "下一步：{steps}", steps=steps), lang) + "\n")
    return 0


def _counted(graph: KnowledgeGraph) -> Counter[str]:
    results = graph.source.query(_COUNTS)
    assert isinstance(results, QuerySolutions)
    counts: Counter[str] = Counter()
    for row in results:
        what, count = row["what"], row["count"]
        if isinstance(what, NamedNode) and isinstance(count, Literal):
            counts[what.value.removeprefix(PC).removeprefix(CODE)] = int(count.value)
    return counts


def _rows(counts: Counter[str], graph: KnowledgeGraph) -> list[tuple[Sentence, int | str, str]]:
    verdicts = {name: counts[f"verdict-{name}"] for name in ("exceeded", "met", "missed", "undetermined")}
    place = str(graph.layout.root)
    if graph.layout.is_shipped:
        place = say("the graph that comes with kg", "随 kg 附带的图谱")
    return [
        (say("targets", "目标"), counts["Target"],
         say("{stated} stated, {derived} known only from a percentage",
             "{stated} 个已公布，{derived} 个只能由百分比推算",
             stated=counts["basis-stated"], derived=counts["basis-derived"])),
        (say("verdicts", "评定"), sum(verdicts.values()),
         say("{exceeded} exceeded, {met} met, {missed} missed, {undetermined} undetermined",
             "{exceeded} 个超额完成，{met} 个完成，{missed} 个未完成，{undetermined} 个无法判定", **verdicts)),
        (say("results", "结果"), counts["OutcomeClaim"],
         say("figures of the bulletins, each with its sentence", "公报中的数字，均附原文")),
        (say("from", "来自"), "", place),
    ]
