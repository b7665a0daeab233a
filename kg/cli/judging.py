"""How a project is checked: by which engine, anew or only what changed, and what is told of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..checking.findings import Report
from ..knowledge_graph import KnowledgeGraph
from ..layout import Layout
from ..messages import say
from ..shacl.engines import ENGINES, Means
from ..shacl.results import Account
from .session import Session

FEW = 16
"""Bulletins that are checked anew sooner than they are looked up."""


def check(session: Session, layout: Layout, words: Sequence[Path] = (), *, keep: bool) -> Report:
    """Check a project anew, or, if it has many bulletins, only what changed since the last time."""
    if not layout.has_more_bulletins(FEW):
        return KnowledgeGraph(layout, lang=session.lang).validate(words, means=means(session))
    from ..rechecking import revalidation
    from .progress import Bar

    with Bar(session) as bar:
        return revalidation.validate(layout, tuple(words), keep=keep, means=means(session), progress=(
            lambda done, total: bar.show(done, total, say("bulletins", "份公报"))))


def means(session: Session) -> Means:
    """Read by which engine to check."""
    return Means(session.arguments.get("engine") or ENGINES[0], session.arguments.has("verify"))


def tell(session: Session, account: Account) -> None:
    """Say how the shapes were held against the data."""
    if account.engine == "pyshacl":
        session.note(say("Checked by pySHACL.", "由 pySHACL 检验。"))
        return
    session.note(say("Checked as arrays: {compiled} of {queries} queries compiled, {left} left to rdflib.",
                     "以数组检验：{queries} 条查询中 {compiled} 条已编译，{left} 条交由 rdflib。",
                     compiled=account.queries - len(account.left), queries=account.queries, left=len(account.left)))
    for shape, reason in account.left:
        session.note(say("{shape}: {reason}", "{shape}：{reason}", shape=shape, reason=reason))
    if account.proved is not None:
        session.note(say("pySHACL gives the same {count} result(s) where something was found.",
                         "在有发现之处，pySHACL 给出同样的 {count} 条结果。", count=account.proved))
