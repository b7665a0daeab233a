"""Checked again after a change: the same findings as a full run, without looking at what did not change."""

from __future__ import annotations

import random
import re
import shutil

import pytest

from kg.checking import validation
from kg.dataset.graph import Graph
from kg.generation import generate
from kg.layout import Layout
from kg.rechecking import ledger, revalidation

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def nation(tmp_path_factory):
    folder = tmp_path_factory.mktemp("generated") / "nation"
    generate(6, 11, folder, planted=60, processes=1)
    return folder


@pytest.fixture
def project(nation, tmp_path):
    shutil.copytree(nation / "data", tmp_path / "data")
    shutil.copytree(Layout.shipped().ontology, tmp_path / "ontology")
    for path in tmp_path.glob("ontology/shapes/*.ttl"):  # with these, nothing can be told apart
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("pcsh:looksEverywhere true", "sh:deactivated true"), encoding="utf-8")
    return Layout.at(tmp_path)


def full(layout):
    """A full run over all bulletins at once."""
    return validation.validate(Graph.unjudged(layout))


def again(layout):
    return revalidation.validate(layout, processes=1)


def texts(layout):
    return {path: path.read_text(encoding="utf-8") for path in layout.bulletins()}


def difference(one, other):
    """What only one of two reports says, as plain text."""
    assert one.files == other.files
    first, second = [{f"{finding.place} {finding.code} {finding!r}" for finding in report.findings}
                     for report in (one, other)]  # fmt: skip
    return sorted(first - second), sorted(second - first)


def is_apart(layout):
    return ledger.Ledger.open(layout.root).facts()["apart"] == "yes"


# Changes that people make ------------------------------------------------------


def number(dice, files):
    path, text = dice.choice(sorted(files.items()))
    found = dice.choice(list(re.finditer(r'qudt:value "(\d+)', text)))
    return path, text[:found.start(1)] + dice.choice("123456789") + text[found.start(1) + 1:]


def printed(dice, files):
    path, text = dice.choice(sorted(files.items()))
    found = dice.choice(list(re.finditer(r'pc:asWritten "(\d)', text)))
    return path, text[:found.start(1)] + dice.choice("123456789") + text[found.start(1) + 1:]


def line(dice, files):
    path, text = dice.choice(sorted(files.items()))
    lines = text.split("\n")
    where = dice.choice([i for i, each in enumerate(lines) if each.startswith("    ") and each.endswith(" ;")
                         and not lines[i - 1].endswith(" ,") and not each.startswith("    a ")
                         and not each.startswith("        ")])  # fmt: skip
    return path, "\n".join(lines[:where] + lines[where + 1:])


def reference(dice, files):
    """Let a statement name a thing of the same kind in another bulletin."""
    path, text = dice.choice(sorted(files.items()))
    kind = dice.choice(["target", "claim"])
    found = dice.choice([*re.finditer(rf" (id:{kind}-[\w-]+) ;", text)] or [*re.finditer(r" (id:[\w-]+) ;", text)])
    others = sorted({name for other in files.values() for name in re.findall(rf"^(id:{kind}-[\w-]+)$", other, re.M)})
    return path, text[:found.start(1)] + dice.choice(others) + text[found.end(1):]


def restated(dice, files):
    """Let a claim restate one of another bulletin."""
    path, text = dice.choice(sorted(files.items()))
    found = dice.choice(list(re.finditer(r"^    a pc:OutcomeClaim ;\n", text, re.M)))
    others = sorted({name for other in files.values() for name in re.findall(r"^(id:claim-[\w-]+)$", other, re.M)})
    return path, text[:found.end()] + f"    pc:restates {dice.choice(others)} ;\n" + text[found.end():]


def moved_in_time(dice, files):
    path, text = dice.choice(sorted(files.items()))
    found = dice.choice(list(re.finditer(r"id:year-(\d{4}) ;", text)))
    years = sorted(set(re.findall(r"id:year-(\d{4})", "".join(files.values()))))
    return path, text[:found.start(1)] + dice.choice(years) + text[found.end(1):]


def misspelt(dice, files):
    path, text = dice.choice(sorted(files.items()))
    found = dice.choice(list(re.finditer(r" (?:id|pc|code):[\w-]*\w(?= ;)", text)))
    return path, text[:found.end() - 1] + text[found.end():]


def renamed(dice, files):
    path, text = dice.choice(sorted(files.items()))
    found = dice.choice(list(re.finditer(r"^id:[\w-]+$", text, re.M)))
    return path, text[:found.end()] + "x" + text[found.end():]


def computed(dice, files):
    path, text = dice.choice(sorted(files.items()))
    found = dice.choice(list(re.finditer(r"^    pc:precision ", text, re.M)))
    return path, text[:found.start()] + '    pc:lowerBound "1.0"^^xsd:decimal ;\n' + text[found.start():]


def copied(dice, files):
    """Say a thing of one bulletin in another as well."""
    path, text = dice.choice(sorted(files.items()))
    block = dice.choice(re.findall(r"^id:[\w-]+\n(?:    .*\n)+\.\n", dice.choice(sorted(files.values())), re.M))
    return path, text + "\n" + block


def removed(dice, files):
    return dice.choice(sorted(files)), None


def prefixed(dice, files):
    path, text = dice.choice(sorted(files.items()))
    return path, f"PREFIX zz: <urn:{dice.randint(1, 3)}>\n" + text


CHANGES = (number, printed, line, reference, restated, moved_in_time, misspelt, renamed, computed, copied, removed,
           prefixed)  # fmt: skip


@pytest.mark.parametrize("seed", range(1))
def test_after_random_changes_the_findings_are_those_of_a_full_run(project, seed):
    dice = random.Random(seed)
    assert difference(again(project), full(project)) == ([], [])
    original, apart = texts(project), 0
    for change in CHANGES[4 * seed:4 * seed + 4]:
        path, text = change(dice, texts(project))
        if text is None:
            path.unlink()
        else:
            path.write_text(text, encoding="utf-8")
        assert difference(again(project), full(project)) == ([], []), (change.__name__, path.name)
        apart += is_apart(project)
        if dice.random() < 0.6:
            path.write_text(original[path], encoding="utf-8")
            assert difference(again(project), full(project)) == ([], []), ("back", change.__name__, path.name)
    assert apart >= 3
