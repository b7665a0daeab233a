"""`kg generate`: a nation of bulletins, made up."""

from __future__ import annotations

from pathlib import Path

from ..errors import UsageError
from ..messages import say
from .session import Session


def generate(session: Session) -> int:
    """Write a project of made-up bulletins into a new folder.

    Raises: UsageError unless a folder and either a number of bulletins or of triples are given.
    """
    session.no_words()
    from .. import generation

    options = session.arguments
    folder = options.get("output")
    if folder in (None, "-"):
        raise UsageError(say("kg generate needs -o FOLDER", "kg generate 需要 -o 文件夹"))
    bulletins, triples = options.number("bulletins"), options.number("triples")
    if (bulletins is None) == (triples is None):
        raise UsageError(say("kg generate needs either --bulletins N or --triples N",
                             "kg generate 需要 --bulletins N 或 --triples N 之一"))
    count = bulletins if bulletins is not None else generation.bulletins_for(triples or 0)
    if triples is not None and count > generation.most():
        raise UsageError(say("{triples} triples cannot be made", "无法生成 {triples} 个三元组", triples=triples),
                         hint=say("take at most {limit}", "最多 {limit}",
                                  limit=generation.most() * generation.TRIPLES_PER_BULLETIN))
    planted, seed = options.number("planted"), options.number("seed")
    made = generation.generate(count, 1 if seed is None else seed, Path(str(folder)),
                               planted=5 if planted is None else planted, processes=options.positive("processes") or 0)
    session.note(say("{bulletins} bulletins, {triples} triples, {planted} planted discrepancies in {folder}",
                     "{bulletins} 份公报，{triples} 个三元组，其中 {planted} 处矛盾，写入 {folder}",
                     bulletins=made.bulletins, triples=made.triples + made.register_triples, planted=made.planted,
                     folder=folder))
    return 0
