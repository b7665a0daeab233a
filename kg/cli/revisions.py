"""`kg validate --against REVISION`: what was not wrong yet at a git revision.

The files of that revision, rules included, are laid into a folder that is thrown away, and judged there. Findings are
compared by fingerprint, so a fault that only moved is not new.
"""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable
from pathlib import Path

from ..checking.findings import Finding, Report
from ..checking.places import name
from ..errors import KgError, UsageError
from ..knowledge_graph import KnowledgeGraph
from ..layout import Layout
from ..messages import say
from .session import Session

_PARTS = ("data", "ontology", "queries")


def new(session: Session, report: Report, revision: str) -> Report:
    """Keep of a report what is new since a revision.

    Raises: UsageError if there is no git, no repository or no such revision.
    """
    if session.arguments.has("data"):
        raise UsageError(say("--data and --against exclude each other", "--data 与 --against 不能同时使用"),
                         hint=say("name the files as words: kg validate FILE --against REVISION",
                                  "请直接给出文件：kg validate 文件 --against 版本"))
    root = Layout.find().root
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made).resolve()
        _check_out(root, revision, folder)
        if not (folder / "data").is_dir():
            return report
        try:
            known = KnowledgeGraph(Layout.at(folder)).validate().findings
        except KgError as error:
            place = (error.place or "").replace(str(folder), revision + ":", 1).replace(":/", ":")
            raise UsageError(say("{revision} cannot be checked: {why}", "无法检查 {revision}：{why}", revision=revision,
                                 why=error.message), place=place,
                             hint=say("name a later revision", "请指定较新的版本")) from error
    return report.without(_as_here(known, folder, root))


def _as_here(findings: Iterable[Finding], folder: Path, root: Path) -> list[Finding]:
    """Name files as they are named now, so that what is told of a file and not of a thing is known again."""
    return [finding._replace(path=name(root / Path(finding.path).relative_to(folder)))
            if Path(finding.path).is_relative_to(folder) else finding for finding in findings]


def _check_out(root: Path, revision: str, folder: Path) -> None:
    """Lay the files of a revision into a folder."""
    _git(root, "rev-parse", "--git-dir", otherwise=UsageError(
        say("{root} is not in a git repository", "{root} 不在 git 仓库中", root=root), place=str(root),
        hint=say("--against needs the history of the project", "--against 需要项目的历史")))
    unknown = UsageError(say('there is no git revision "{revision}" here', "此处没有 git 版本“{revision}”",
                             revision=revision), place=str(root),
                         hint=say("name a branch, tag or commit, such as main or HEAD~1; a shallow clone lacks the old "
                                  "ones", "请给出分支、标签或提交，如 main 或 HEAD~1；浅克隆没有旧提交"))
    commit = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}",
                  otherwise=unknown).decode().strip()
    parts = _git(root, "ls-tree", "--name-only", commit, "--", *_PARTS, otherwise=unknown).decode().split()
    if parts:
        archive = _git(root, "archive", "--format=tar", commit, "--", *parts, otherwise=unknown)
        with tarfile.open(fileobj=io.BytesIO(archive)) as files:
            files.extractall(folder, filter="data")


def _git(root: Path, *words: str, otherwise: UsageError) -> bytes:
    try:
        return subprocess.run(["git", "-C", str(root), *words], capture_output=True, check=True).stdout
    except FileNotFoundError as error:
        raise UsageError(say("git is not installed", "未安装 git"),
                         hint=say("--against asks git for old files", "--against 通过 git 取得旧文件")) from error
    except subprocess.CalledProcessError as error:
        raise otherwise from error
