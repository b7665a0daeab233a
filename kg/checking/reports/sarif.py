"""A report as SARIF, which code scanning and editors read.

Places are relative to bases that have no address (`bases`), columns count code points. A fingerprint stays the same
when lines are moved; a fix is given only where it changes nothing that is said.

Source: OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0.
"""

from __future__ import annotations

import json
from collections import Counter
from importlib.metadata import version
from typing import Any

from ...messages import in_language, say
from ..findings import Edit, Finding, Report
from .bases import Bases
from .words import told

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def written(report: Report, lang: str) -> str:
    """Write a report as SARIF 2.1.0."""
    rules = {finding.code: finding for finding in reversed(report.findings)}
    codes = sorted(rules)
    seen: Counter[str] = Counter()
    bases = Bases([*report.files, *(finding.path for finding in report.findings)])
    run = {
        "tool": {"driver": {"name": "kg", "version": version("public-commitments"),
                            "rules": [_rule(rules[code], lang) for code in codes]}},
        "language": "zh-CN" if lang == "zh" else "en-US",
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": bases.described(),
        "artifacts": [{"location": bases.location(path)} for path in report.files],
        "results": [_result(finding, bases.location(finding.path), codes, seen, lang) for finding in report.findings],
    }
    whole = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _rule(finding: Finding, lang: str) -> dict[str, Any]:
    name, rule, why, fix = (in_language(text, lang) for text in (finding.name, finding.rule, finding.why, finding.fix))
    heads = [in_language(head, lang) for head in (say("Why", "原因"), say("Fix", "改法"))]
    rule = rule or name
    plain = "\n\n".join([rule, *(f"{head}: {text}" for head, text in zip(heads, (why, fix), strict=True) if text)])
    marked = "\n\n".join([rule, *(f"**{head}** {text}" for head, text in zip(heads, (why, fix), strict=True) if text)])
    return {
        "id": finding.code, "name": "".join(word.capitalize() for word in str(finding.name).split()),
        "shortDescription": _message(name), "fullDescription": _message(rule),
        "help": {"text": plain, "markdown": marked},
        "defaultConfiguration": {"level": _LEVELS[finding.severity]},
    }


def _result(finding: Finding, file: dict[str, str], codes: list[str], seen: Counter[str],
            lang: str) -> dict[str, Any]:
    seen[finding.fingerprint] += 1
    region = {"startLine": finding.line, "startColumn": finding.column,
              "endColumn": max(finding.column, finding.end_column), "snippet": {"text": finding.source}}
    location: dict[str, Any] = {"physicalLocation": {"artifactLocation": file, "region": region}}
    if finding.focus:
        location["logicalLocations"] = [{"name": in_language(finding.label, lang) or finding.focus,
                                         "fullyQualifiedName": finding.focus, "kind": "object"}]
    made = {
        "ruleId": finding.code, "ruleIndex": codes.index(finding.code), "level": _LEVELS[finding.severity],
        "message": _message(told(finding, lang)), "locations": [location],
        "partialFingerprints": {"finding/v1": f"{finding.fingerprint}:{seen[finding.fingerprint]}"},
    }
    return made | ({"fixes": [_fix(finding, file, lang)]} if finding.edits else {})


def _fix(finding: Finding, file: dict[str, str], lang: str) -> dict[str, Any]:
    change = {"artifactLocation": file, "replacements": list(map(_replacement, finding.edits))}
    return {"description": _message(in_language(finding.fix, lang)), "artifactChanges": [change]}


def _replacement(edit: Edit) -> dict[str, Any]:
    region = {"startLine": edit.line, "startColumn": edit.column, "endColumn": edit.end_column}
    return {"deletedRegion": region, "insertedContent": {"text": edit.text}}


def _message(text: str) -> dict[str, str]:
    return {"text": text}
