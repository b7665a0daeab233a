"""Words that the forms of a report share."""

from __future__ import annotations

from ...messages import Sentence, in_language, say
from ..findings import SEVERITIES, Finding, Report

SEVERITY = {"error": say("error", "错误"), "warning": say("warning", "警告"), "info": say("info", "提示")}
_COUNTED = {"error": ("error", "个错误"), "warning": ("warning", "个警告"), "info": ("hint", "个提示")}
_STALE = "D001"


def summary(report: Report) -> Sentence:
    """Sum a report up in one line."""
    verdict = say("Conforms", "符合") if report.conforms else say("Does not conform", "不符合")
    told = [counted(report.count(severity), *_COUNTED[severity]) for severity in SEVERITIES]
    counts = Sentence(", ".join(told), "、".join(each.zh for each in told))
    files = counted(len(report.files), "file", "个文件")
    mended = say("; kg validate --fix mends {count}", "；kg validate --fix 可修正 {count} 个",
                 count=mendable(report)) if mendable(report) else Sentence("", "")
    return say("{verdict}: {counts} in {files}{mended}.", "{verdict}：{files}中有 {counts}{mended}。", verdict=verdict,
               counts=counts, files=files, mended=mended)


def mendable(report: Report) -> int:
    """Count the findings that `--fix` mends: those with an edit, and derived files that are out of date."""
    return sum(bool(finding.edits) or finding.code == _STALE for finding in report.findings)


def thing(finding: Finding, lang: str) -> str:
    """Name the thing of a finding by label and short name."""
    label = in_language(finding.label, lang)
    return f"{label} · {finding.focus}" if label and label != finding.focus else finding.focus


def told(finding: Finding, lang: str, *, fix: bool = False) -> str:
    """Tell a finding in one paragraph: what the rule asks, what was found, and what to do."""
    parts = [finding.message, *([finding.hint] if finding.hint else ()), *([finding.fix] if fix else ())]
    return ("" if lang == "zh" else " ").join(_whole(in_language(part, lang), lang) for part in parts if part)


def _whole(sentence: str, lang: str) -> str:
    """Give a sentence a capital letter and a full stop."""
    ended = sentence[-1] in ".!?。！？"
    if lang == "zh":
        return sentence if ended else sentence + "。"
    starts = sentence[:1].islower() and sentence.partition(" ")[0].isalpha()
    return (sentence[0].upper() + sentence[1:] if starts else sentence) + ("" if ended else ".")


def counted(count: int, en: str, zh: str) -> Sentence:
    """Count things in both languages."""
    return Sentence(f"{count} {en}" + ("" if count == 1 else "s"), f"{count} {zh}")
