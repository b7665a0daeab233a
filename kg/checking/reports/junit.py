"""A report as JUnit's XML: a test case a file, failed by the errors in it; what is milder is its output.

Source: the schema that Apache Ant and the xUnit plugin of Jenkins share (testsuites, testsuite, testcase, failure).
"""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree as Xml

from ..findings import Finding, Report
from .words import SEVERITY, thing, told

_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def written(report: Report, lang: str) -> str:
    """Write a report as XML."""
    files: dict[str, list[Finding]] = {path: [] for path in report.files}
    for finding in report.worst_first:
        files.setdefault(finding.path, []).append(finding)
    failed = sum(any(finding.severity == "error" for finding in findings) for findings in files.values())
    counts: dict[str, Any] = {"tests": str(len(files)), "failures": str(failed), "errors": "0", "time": "0"}
    root = Xml.Element("testsuites", name="kg validate", **counts)
    suite = Xml.SubElement(root, "testsuite", name="kg validate", **counts, skipped="0")
    for path, findings in files.items():
        _case(suite, path, findings, lang)
    Xml.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{Xml.tostring(root, encoding="unicode")}\n'


def _case(suite: Xml.Element, path: str, findings: list[Finding], lang: str) -> None:
    case = Xml.SubElement(suite, "testcase", name=_writable(path), classname="kg.validate", time="0")
    errors = [finding for finding in findings if finding.severity == "error"]
    milder = [finding for finding in findings if finding.severity != "error"]
    if errors:
        first = f"{errors[0].code} {told(errors[0], lang)}"
        more = f" (+{len(errors) - 1})" if len(errors) > 1 else ""
        failure = Xml.SubElement(case, "failure", type=errors[0].code, message=_writable(first + more))
        failure.text = _listed(errors, lang)
    if milder:
        Xml.SubElement(case, "system-out").text = _listed(milder, lang)


def _listed(findings: list[Finding], lang: str) -> str:
    return _writable("\n".join(
        " ".join(filter(None, (finding.place, SEVERITY[finding.severity], finding.code, told(finding, lang, fix=True),
                               f"({thing(finding, lang)})" if finding.focus else ""))) for finding in findings))


def _writable(text: str) -> str:
    """Escape the characters that XML cannot hold at all."""
    return _UNWRITABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
