"""`kg push` and `kg pull`: the graph in another store."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import EndpointError, UsageError
from ..messages import Sentence, in_language, say
from .progress import Bar
from .session import Session

if TYPE_CHECKING:
    from ..pushing import Outcome
    from ..pushing.replaying import Answered
    from ..pushing.store import Store
    from ..text.lines import NamedGraph

SHOWN = 10
"""Triples and questions that are listed where something differs."""
ACTIONS = {"add": say("new", "新增"), "replace": say("replaced", "替换"), "remove": say("removed", "删除"),
           "keep": say("as it was", "未变")}
VERDICTS = {"identical": say("identical", "完全相同"), "equal by value": say("equal by value", "值相同"),
            "different": say("different", "不同")}


def push(session: Session) -> int:
    """Make a store hold the graph, prove it, and say how; a difference is a failure."""
    from ..pushing import Options, journal
    from ..pushing import push as run

    options = session.arguments
    only_look = options.has("dry-run") or options.has("verify-only")
    form = session.form(("json", "table"), "table", "table")
    asked = Options(options.all("graphs"), options.has("allow-removal"), only_look, options.has("resume"))
    with _store(session) as store, Bar(session) as bar, journal.Journal(
            None if only_look else journal.place(str(store.client.address))) as book:
        is_silent = options.has("dry-run") or options.has("no-questions") or bool(asked.graphs)
        outcome = run(_graphs(session, not is_silent), store, book, asked, bar.show)
        answered = () if is_silent else tuple(_replay(session, store, bar))
    session.write(_json(outcome, answered) if form == "json" else _page(session, outcome, answered, only_look))
    _notes(session, store)
    if options.has("dry-run") or (outcome.is_proved and not any(each.difference for each in answered)):
        return 0
    raise EndpointError(say("the store does not hold the same graph, or does not give the same answers",
                            "该存储中的图或回答与此处不同"), place=str(store.client.address),
                        hint=say("push again, or look up what its kind gets wrong in the documentation",
                                 "请再次推送，或在文档中查看此类存储的已知问题"))


def pull(session: Session) -> int:
    """Write the graphs of a store to a folder."""
    from ..pushing import pulling

    folder = session.arguments.get("output")
    if folder in (None, "-"):
        raise UsageError(say("kg pull needs -o FOLDER", "kg pull 需要 -o 文件夹"))
    with _store(session) as store:
        written = pulling.pull(store, Path(str(folder)), session.arguments.all("graphs"))
    session.note(say("{count} files written to {path}", "{count} 个文件已写入 {path}", count=len(written), path=folder))
    return 0


def _graphs(session: Session, is_loaded: bool) -> Sequence[NamedGraph]:
    """Give the graphs of the project; files are read when their turn comes."""
    if is_loaded:
        from ..exporting import sources

        return sources.of(session.local.source)
    from .harvesting import graphs

    return graphs(session)


def _store(session: Session) -> Store:
    from ..pushing import open_store

    if len(session.words) != 1:
        raise UsageError(say("kg {name} needs the address of one store", "kg {name} 需要一个存储地址",
                             name=session.command.name),
                         hint=say("it looks like http://localhost:7878", "例如 http://localhost:7878"))
    log = session.note if session.arguments.has("verbose") else lambda sentence: None
    return open_store(session.words[0], session.arguments.get("store-kind"),
                      session.arguments.positive("timeout") or 60, log)


def _replay(session: Session, store: Store, bar: Bar) -> Sequence[Answered]:
    from ..asking.remote import Endpoint
    from ..pushing import replaying

    there = Endpoint(str(store.client.address), store.client.seconds, store.ask)
    questions = session.local.questions
    found = []
    for number, each in enumerate(replaying.replay(questions.values(), session.local.source, there)):
        bar.show(number, len(questions), say("asking {name}", "提问 {name}", name=each.question))
        found.append(each)
    return found


def _page(session: Session, outcome: Outcome, answered: Sequence[Answered], only_look: bool) -> str:
    from ..asking.typesetting import grid
    from ..namespaces import shorten

    lang = session.lang
    verdicts = {proof.graph: in_language(VERDICTS[proof.comparison.verdict], lang) for proof in outcome.proofs}
    head = tuple(in_language(word, lang) for word in (
        say("graph", "图"), say("what", "动作"), say("triples", "三元组"), say("added", "新增"),
        say("removed", "删除"), say("there", "存储中")))
    rows = [(shorten(each.graph), in_language(ACTIONS[each.action], lang), str(each.triples), str(each.added),
             str(each.removed), verdicts[each.graph]) for each in outcome.changes]
    lines = [grid([head, *rows]).rstrip("\n"), *_differences(outcome, answered, lang)]
    counted = say("{graphs} graphs, {changed} to change" if only_look else "{graphs} graphs, {changed} sent",
                  "{graphs} 个图，{changed} 个需要改动" if only_look else "{graphs} 个图，发送 {changed} 个",
                  graphs=len(outcome.changes), changed=len(outcome.written))
    same = sum(each.difference is None for each in answered)
    asked = say("; {same} of {all} questions give the same rows there", "；{all} 个问题中 {same} 个在存储中结果相同",
                same=same, all=len(answered)) if answered else Sentence("", "")
    lines.append(in_language(say("{counted}{asked}", "{counted}{asked}", counted=counted, asked=asked), lang))
    return "\n".join(lines) + "\n"


def _differences(outcome: Outcome, answered: Sequence[Answered], lang: str) -> list[str]:
    """Name the triples that are not the same, and the questions."""
    found = []
    for proof in outcome.proofs:
        made = proof.comparison
        for what, lines, count in ((say("missing there", "存储中缺少"), made.missing, made.missing_count),
                                   (say("only there", "仅存储中有"), made.extra, made.extra_count)):
            found += [f"{in_language(what, lang)}: {line.decode()}" for line in lines[:SHOWN]]
            if count > SHOWN:
                rest = say("… and {count} more", "……另有 {count} 条", count=count - SHOWN)
                found.append(in_language(rest, lang))
    wrong = [each for each in answered if each.difference]
    return found + [f"{each.question}: {in_language(each.difference or '', lang)}" for each in wrong]


def _notes(session: Session, store: Store) -> None:
    profile = store.profile
    if not profile.atomic:
        session.note(say("note: nothing is known of this store that keeps readers from seeing half a graph",
                         "说明：不能保证此存储的读者不会看到不完整的图"))
    if not profile.tested:
        session.note(say("note: the profile of {title} follows its documentation and was not tried on a real one",
                         "说明：{title} 的配置依据其文档，未在真实存储上试过", title=profile.title))


def _json(outcome: Outcome, answered: Sequence[Answered]) -> str:
    import json

    proofs = {proof.graph: proof for proof in outcome.proofs}
    graphs = [{"graph": each.graph, "action": each.action, "triples": each.triples, "added": each.added,
               "removed": each.removed, "sha256": proofs[each.graph].digest,
               "verdict": proofs[each.graph].comparison.verdict,
               "missing": [line.decode() for line in proofs[each.graph].comparison.missing[:SHOWN]],
               "extra": [line.decode() for line in proofs[each.graph].comparison.extra[:SHOWN]]}
              for each in outcome.changes]
    questions = [{"question": each.question, "rows": each.rows, "difference": each.difference} for each in answered]
    return json.dumps({"graphs": graphs, "questions": questions}, ensure_ascii=False, indent=2) + "\n"
