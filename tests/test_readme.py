"""Every command shown to users works and prints what is shown; so does every line of Python."""

from __future__ import annotations

import doctest
import re
import tomllib

import pytest
from sessions import INSTALL, PAGES, ROOT, Outcome, blocks, copy_for, matches, run, session


def told(outcome: Outcome) -> str:
    command = outcome.command
    return f"{command.page}:{command.number}: $ {command.line}\nexit status {outcome.status}\n{outcome.printed}"


@pytest.mark.parametrize("page", PAGES)
def test_every_shown_command_works_and_prints_what_is_shown(page, tmp_path):
    wrong = [told(outcome) for outcome in run(page, copy_for(page, tmp_path / "project")) if not outcome.as_shown]
    assert not wrong, "\n\n".join([*wrong, "python tests/sessions.py writes the shown outputs anew"])


def test_a_wildcard_stands_for_any_text_or_any_lines():
    assert matches("a…c\n…\nz\n", "abbc\none\ntwo\nz\n")
    assert matches("…\n", "")
    assert not matches("a…c\n", "abd\n")
    assert not matches("", "something\n")


def test_the_readme_has_exactly_two_commands_of_set_up():
    assert tuple(command.line for command in session("README.md") if "pip" in command.line) == INSTALL
    assert session("README.md")[0].line == INSTALL[0]


def test_the_first_answer_is_within_one_screen():
    body, first = blocks("README.md", "console")[0]
    assert first + body.count("\n") < 40


def test_shown_python_works(tmp_path, monkeypatch):
    monkeypatch.chdir(copy_for("README.md", tmp_path / "project"))
    body = "\n".join(text for text, _ in blocks("README.md", "python"))
    example = doctest.DocTestParser().get_doctest(body, {}, "README.md", "README.md", 0)
    assert example.examples
    report: list[str] = []
    doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE).run(example, out=report.append)
    assert not report, "".join(report)


def test_links_between_pages_lead_somewhere():
    for page in (*PAGES, "CHANGELOG.md"):
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", (ROOT / page).read_text(encoding="utf-8")):
            assert (ROOT / target).exists(), f"{page}: {target}"


def test_the_shown_numbers_of_terms_are_true():
    from test_ontology import CLASSES, PROPERTIES

    for page in ("README.md", "CHANGELOG.md"):
        text = (ROOT / page).read_text(encoding="utf-8")
        assert f"{len(CLASSES)} classes and {len(PROPERTIES)} properties" in text, page


def test_the_changelog_has_the_version_of_the_package():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    newest = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)[1]
    assert newest in {version, "Unreleased"}
