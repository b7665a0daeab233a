"""`kg explain`: what a code of a finding means, why the rule is there, and how it looks when it is kept."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..asking.typesetting import grid
from ..checking.reports.words import SEVERITY
from ..layout import Layout
from ..messages import in_language, say
from .session import Session

if TYPE_CHECKING:
    from ..checking.rulebook import Rule


def explain(session: Session) -> int:
    """Explain a finding's code; without one, list the codes."""
    from ..checking.rulebook import Rulebook

    form = session.form(("json", "table"), "table", "table")
    layout = Layout.find()
    book = Rulebook.read(layout.shapes())
    rules = [book.named(word) for word in session.words] or list(book.rules.values())
    if form == "json":
        session.write(_json(layout, rules))
    elif session.words:
        session.write("\n".join(_page(layout, rule, session.lang) for rule in rules))
    else:
        session.write(grid([(rule.code, in_language(SEVERITY[rule.severity], session.lang),
                             in_language(rule.name, session.lang)) for rule in rules]))
        session.note(say("kg explain CODE tells more", "用 kg explain 代码 查看详情"))
    return 0


def _json(layout: Layout, rules: list[Rule]) -> str:
    import json

    told = [{"code": rule.code, "severity": rule.severity, "path": _home(layout, rule)}
            | {key: {"en": str(text), "zh": in_language(text, "zh")} for key, text in _texts(rule).items()}
            for rule in rules]
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _texts(rule: Rule) -> dict[str, str]:
    return {"name": rule.name, "message": rule.message, "why": rule.why, "fix": rule.fix}


def _page(layout: Layout, rule: Rule, lang: str) -> str:
    heads = {"message": say("Rule", "要求"), "why": say("Why", "原因"), "fix": say("Fix", "改法")}
    rows = [(in_language(heads[key], lang), in_language(text, lang))
            for key, text in _texts(rule).items() if key in heads and text]
    rows.append((in_language(say("Shape", "出处"), lang), _home(layout, rule)))
    severity = in_language(SEVERITY[rule.severity], lang)
    return f"{rule.code}  {in_language(rule.name, lang)}  ·  {severity}\n" + grid(rows) + _contrast(layout, rule, lang)


def _home(layout: Layout, rule: Rule) -> str:
    """Say where a rule stands, as `path:line` from the folder that holds the ontology."""
    lines = rule.path.read_text(encoding="utf-8").splitlines()
    code = next((i for i, line in enumerate(lines) if f'notation "{rule.code}"' in line), 0)
    subject = next((i for i in range(code, -1, -1) if lines[i][:1].strip() not in ("", "#")), 0)
    return f"{_relative(rule.path, layout.ontology.parent)}:{subject + 1}"


def _relative(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.name


def _contrast(layout: Layout, rule: Rule, lang: str) -> str:
    """Show the lines of the example that breaks the rule, and those of the one that does not."""
    from ..checking import examples

    found = examples.contrast(layout, rule.code)
    if found is None:
        return ""
    found = found[0], found[1] or in_language(say("without these lines", "去掉以上各行"), lang)
    heads = (say("Bad", "错例"), say("Good", "正例"))
    return "".join(f"\n{in_language(head, lang)}\n" + "".join(f"    {line}\n" for line in text.splitlines())
                   for head, text in zip(heads, found, strict=True) if text)
