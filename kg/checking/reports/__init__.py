"""Reports for eyes and for programs: each finding with its line, a caret under the literal, and what to do.

    text     for people: worst first, the same rule a few times in full and then counted, one line that sums up
    json     for programs; see `data`
    turtle   the report of SHACL, section 3.6
    sarif    SARIF 2.1.0, for code scanning
    github   annotations for the log of a CI run
    md       a summary in Markdown, for the page of a CI run or a pull request
    junit    JUnit's XML, one test case a file
"""

from __future__ import annotations

from importlib import import_module

from ...errors import UsageError
from ...messages import did_you_mean, say
from ..findings import Report
from .words import summary

__all__ = ["EXTENSIONS", "FORMS", "render", "summary"]

EXTENSIONS = {".txt": "text", ".json": "json", ".ttl": "turtle", ".sarif": "sarif", ".md": "md", ".xml": "junit"}
"""What the extension of an output file says about the form."""

_WRITERS = {"json": "data", "turtle": "graph", "sarif": "sarif", "github": "notices", "md": "markdown",
            "junit": "junit"}
"""The form of a report and the module that writes it, which is loaded when it is asked for."""

FORMS = ("text", *_WRITERS)
"""How a report can be written."""


def render(report: Report, form: str = "text", lang: str = "en", *, every: bool = False, colour: bool = False) -> str:
    """Write a report; the text shows a rule that is broken often only a few times, unless `every` finding is wanted.

    Raises: UsageError for an unknown form.
    """
    if form == "text":
        from . import text

        return text.written(report, lang, every=every, colour=colour)
    if form not in _WRITERS:
        raise UsageError(say('a report cannot be written as "{form}"', "报告不能写作 “{form}”", form=form),
                         hint=did_you_mean(form, FORMS) or say("forms are {forms}", "可用格式：{forms}",
                                                               forms=", ".join(FORMS)))
    written: str = import_module(f".{_WRITERS[form]}", __package__).written(report, lang)
    return written
