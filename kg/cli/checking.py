"""`kg validate` and `kg explain`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..layout import Layout
from ..messages import in_language, say
from ..typesetting import grid
from .session import Session

if TYPE_CHECKING:
    from ..rulebook import Rule

_SEVERITIES = {"error": say("error", "错误"), "warning": say("warning", "警告"), "info": say("info", "提示")}


def validate(session: Session) -> int:
    """Check the graph, or some of its files; an error among the findings gives exit code 1."""
    from .. import reports

    form = session.form((*reports.FORMS, "table"), "text", "text").replace("table", "text")
    report = session.local.validate([Path(word) for word in session.words])
    session.write(reports.render(report, form, session.lang))
    return 0 if report.conforms else 1


def explain(session: Session) -> int:
    """Explain a finding's code; without one, list the codes."""
    from ..rulebook import Rulebook

    form = session.form(("json", "table"), "table", "table")
    book = Rulebook.read(Layout.find().shapes())
    rules = [book.named(word) for word in session.words] or list(book.rules.values())
    if form == "json":
        import json

        told = [{"code": rule.code, "severity": rule.severity, "path": str(rule.path)}
                | {key: {"en": str(text), "zh": in_language(text, "zh")} for key, text in _texts(rule).items()}
                for rule in rules]
        session.write(json.dumps(told, ensure_ascii=False, indent=2) + "\n")
    elif session.words:
        session.write("\n".join(_page(rule, session.lang) for rule in rules))
    else:
        session.write(grid([(rule.code, in_language(_SEVERITIES[rule.severity], session.lang),
                             in_language(rule.name, session.lang)) for rule in rules]))
        session.note(say("kg explain CODE tells more", "用 kg explain 代码 查看详情"))
    return 0


def _texts(rule: Rule) -> dict[str, str]:
    return {"name": rule.name, "message": rule.message, "why": rule.why, "fix": rule.fix}


def _page(rule: Rule, lang: str) -> str:
    heads = {"message": say("Rule", "要求"), "why": say("Why", "原因"), "fix": say("Fix", "改法")}
    rows = [(in_language(heads[key], lang), in_language(text, lang))
            for key, text in _texts(rule).items() if key in heads and text]
    rows.append((in_language(say("Shape", "出处"), lang), f"{rule.path}"))
    severity = in_language(_SEVERITIES[rule.severity], lang)
    return f"{rule.code}  {in_language(rule.name, lang)}  ·  {severity}\n" + grid(rows) + _contrast(rule, lang)


def _contrast(rule: Rule, lang: str) -> str:
    """Show the lines of the example that breaks the rule, and those of the one that does not."""
    from .. import examples

    found = examples.contrast(Layout.find(), rule.code)
    if found is None:
        return ""
    heads = (say("Bad", "错例"), say("Good", "正例"))
    return "".join(f"\n{in_language(head, lang)}\n" + "".join(f"    {line}\n" for line in text.splitlines())
                   for head, text in zip(heads, found, strict=True) if text)
