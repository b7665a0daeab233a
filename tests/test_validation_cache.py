"""Checked again after a change: the same findings as a full run, without looking at what did not change."""

from __future__ import annotations

import random
import re
import shutil

import pytest

from kg.checking import validation
from kg.dataset.graph import Graph, store_derived
from kg.generation import generate
from kg.layout import Layout
from kg.rechecking import ledger, revalidation

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def nation(tmp_path_factory):
    folder = tmp_path_factory.mktemp("generated") / "nation"
    generate(6, 11, folder, planted=30, processes=1)
    return folder


@pytest.fixture
def project(nation, tmp_path):
    shutil.copytree(nation / "data", tmp_path / "data")
    indicators = tmp_path / "data/registers/indicators.ttl"
    bulletins = "".join(texts(Layout.at(tmp_path)).values())
    indicators.write_text(named_once(indicators.read_text(encoding="utf-8"), bulletins), encoding="utf-8")
    return Layout.at(tmp_path)


def named_once(registers, bulletins):
    """Give each indicator a printed name that stands in one excerpt alone: the whole of what states it first."""
    quoted = dict(re.findall(r'^(id:excerpt-\S+)\n(?:    .*\n)*?    oa:exact "(.*)" ;$', bulletins, re.M))
    for block in re.findall(r"^id:claim-\S+\n    a pc:OutcomeClaim ;\n(?:    .*\n)+", bulletins, re.M):
        indicator, excerpt = re.search(r"pc:onIndicator (\S+) ;(?s:.*)pc:statedIn (\S+) ;", block).groups()
        if "\\n" not in quoted[excerpt]:
            registers = re.sub(rf'^({indicator}\n(?:    .*\n)*?    skos:hiddenLabel)( "[^"]*"@zh) ;$',
                               lambda found, exact=quoted[excerpt]: f'{found[1]}{found[2]} , "{exact}"@zh ;', registers,
                               count=1, flags=re.M)
    return registers


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


def relabelled(dice, files):
    """Give a thing the labels of another thing of its kind, of this bulletin or of another."""
    path, text = dice.choice(sorted(files.items()))
    kind = dice.choice(["pc:Target", "pc:Commitment", "pc:Programme"])
    labels = rf"^    a {kind} ;\n(?:    .*\n)*?(    rdfs:label\n.*\n.*\n)"
    others = [found for other in sorted(files.values()) for found in re.findall(labels, other, re.M)]
    found = dice.choice(list(re.finditer(labels, text, re.M)))
    return path, text[:found.start(1)] + dice.choice(others) + text[found.end(1):]


def requoted(dice, files):
    """Change a word of an excerpt, so that a name may no longer be printed anywhere."""
    path, text = dice.choice(sorted(files.items()))
    found = dice.choice(list(re.finditer(r'oa:exact "(.)', text)))
    return path, text[:found.start(1)] + "某" + text[found.end(1):]


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


CHANGES = (number, printed, line, reference, relabelled, requoted, restated, moved_in_time, misspelt, renamed,
           computed, copied, removed, prefixed)  # fmt: skip


@pytest.fixture
def never_anew(monkeypatch):
    """From its call on, checking all anew is a failure."""
    def forbidden(*_):
        raise AssertionError("all was checked anew")

    return lambda: monkeypatch.setattr(revalidation, "_check_all", forbidden)


def test_a_name_that_is_printed_no_more_is_told_without_checking_all_anew(project, never_anew):
    again(project)
    never_anew()
    told = 0
    for path, text in sorted(texts(project).items()):
        path.write_text(re.sub(r'oa:exact "...', 'oa:exact "某某某', text), encoding="utf-8")
        report = again(project)
        told += "A40" in {finding.code for finding in report.findings}
        assert difference(report, full(project)) == ([], [])
        path.write_text(text, encoding="utf-8")
        assert "A40" not in {finding.code for finding in again(project).findings}
    assert told >= 3  # of six; the others print nothing that is printed nowhere else


def test_a_label_that_another_bulletin_has_is_told_at_both_without_checking_all_anew(project, never_anew):
    again(project)
    never_anew()
    sound = {path: text for path, text in sorted(texts(project).items())
             if not any(finding.path.endswith(path.name) for finding in again(project).findings)}
    first, *_, last = sound.items()
    labels = r"^    a pc:Target ;\n(?:    .*\n)*?(    rdfs:label\n.*\n.*\n)"
    taken, given = re.search(labels, first[1], re.M)[1], re.search(labels, last[1], re.M)[1]
    last[0].write_text(last[1].replace(given, taken), encoding="utf-8")
    report = again(project)
    assert {first[0].name, last[0].name} <= {
        finding.path.rpartition("/")[2] for finding in report.findings if finding.code == "K21"}
    assert difference(report, full(project)) == ([], [])
    last[0].write_text(last[1], encoding="utf-8")
    assert not any(finding.code == "K21" for finding in again(project).findings)


def codes_in(report, path):
    return {finding.code for finding in report.findings if finding.path.endswith(path)}


def test_what_is_wrong_in_a_register_hides_its_wording_and_that_of_no_other(project):
    agencies, programmes = (project.root / f"data/registers/{name}.ttl" for name in ("agencies", "programmes"))
    first, second = re.findall(r"    rdfs:label\n.*\n.*\n", programmes.read_text(encoding="utf-8"))[:2]
    programmes.write_text(programmes.read_text(encoding="utf-8").replace(second, first, 1), encoding="utf-8")
    for wrong, other in ((agencies, programmes), (programmes, agencies)):
        sound = wrong.read_text(encoding="utf-8")
        wrong.write_text(sound + "\nid:nothing-of-the-sort a pc:Agncy .\n", encoding="utf-8")
        report = again(project)
        assert difference(report, full(project)) == ([], [])
        assert "V001" in codes_in(report, wrong.name)
        assert ("K21" in codes_in(report, programmes.name)) == (wrong == agencies)
        assert "V001" not in codes_in(report, other.name)
        wrong.write_text(sound, encoding="utf-8")


def test_a_thing_that_two_bulletins_state_makes_the_first_of_them_wrong(project):
    first, *_, last = project.bulletins()
    sound = {path: path.read_text(encoding="utf-8") for path in (first, last)}
    labels = r"^    a pc:Target ;\n(?:    .*\n)*?(    rdfs:label\n.*\n.*\n)"
    taken, given = (re.search(labels, sound[path], re.M)[1] for path in (first, last))
    block = re.search(r"^id:excerpt-[\w-]+\n(?:    .*\n)+\.\n", sound[last], re.M)[0]
    last.write_text(sound[last].replace(given, taken), encoding="utf-8")
    assert "K21" in codes_in(again(project), first.name) & codes_in(again(project), last.name)
    first.write_text(sound[first] + "\n" + block, encoding="utf-8")
    report = again(project)
    assert difference(report, full(project)) == ([], [])
    assert "K21" not in codes_in(report, first.name)
    assert "K21" in codes_in(report, last.name)


def test_derived_files_are_told_as_in_a_full_run(project, never_anew):
    store_derived(project)
    assert difference(again(project), full(project)) == ([], [])
    never_anew()
    first, second, third = [path for path in project.derived() if path.stem != "registers"][:3]
    first.write_text(first.read_text(encoding="utf-8").replace("pc:rule", "pc:basis", 1), encoding="utf-8")
    second.unlink()
    (third.parent / "alien.ttl").write_text("PREFIX x: <urn:x>\n", encoding="utf-8")
    report = again(project)
    assert difference(report, full(project)) == ([], [])
    assert {finding.path.rpartition("/")[2] for finding in report.findings if finding.code == "D001"} == {
        first.name, second.name, "alien.ttl"}
    bulletin = next(path for path in project.bulletins() if project.derived_of(path) == third)
    text = bulletin.read_text(encoding="utf-8")
    found = next(re.finditer(r'pc:precision code:precision-rounded', text))
    bulletin.write_text(text[:found.start()] + "pc:precision code:precision-about" + text[found.end():],
                        encoding="utf-8")
    report = again(project)
    assert difference(report, full(project)) == ([], [])
    assert third.name in {finding.path.rpartition("/")[2] for finding in report.findings if finding.code == "D001"}


@pytest.mark.parametrize("seed", range(4))
def test_after_random_changes_the_findings_are_those_of_a_full_run(project, seed):
    dice = random.Random(seed)
    assert difference(again(project), full(project)) == ([], [])
    original, apart = texts(project), 0
    for change in (2 * CHANGES)[4 * seed:4 * seed + 4]:
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
