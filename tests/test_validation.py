"""Findings stand on the right line, any changed digit is found, and doing less work finds no less."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from pathlib import Path

import pyshacl
import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, Triple
from rdflib.namespace import RDF, SH

from kg.checking import examples, reports
from kg.checking.findings import Report
from kg.checking.rulebook import Rulebook
from kg.checking.validation import Validation, validate
from kg.dataset.graph import Graph, SourceFile, store_derived
from kg.dataset.rdflib_graph import term
from kg.errors import InputError, TurtleError
from kg.layout import Layout
from kg.namespaces import QUDT
from kg.shacl.shapes import Shapes
from kg.text import turtle

SHIPPED = Layout.shipped()
VALUE = NamedNode(QUDT + "value")


@pytest.fixture
def project(tmp_path: Path) -> Layout:
    """A project of one's own: the registers and one bulletin of the shipped graph, its derived files up to date."""
    shutil.copytree(SHIPPED.data / "registers", tmp_path / "data" / "registers")
    bulletin = SHIPPED.bulletins()[0]
    copied = tmp_path / "data" / "bulletins" / bulletin.relative_to(SHIPPED.data / "bulletins")
    copied.parent.mkdir(parents=True)
    shutil.copy(bulletin, copied)
    layout = Layout.at(tmp_path)
    store_derived(layout)
    return layout


def report(layout: Layout, *paths: Path) -> Report:
    return validate(Graph.unjudged(layout), paths)


def spoil(path: Path, old: str, new: str) -> int:
    """Replace the first occurrence of a text in a file; give its line."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_the_shipped_graph_conforms() -> None:
    found = report(SHIPPED)

    assert found.conforms
    assert set(found.counts) <= {"J13"}  # schools built since 2012 against schools that exist: a fact of the source


def test_a_changed_digit_is_found_where_it_stands(project: Layout) -> None:
    line = spoil(project.bulletins()[0], '"2253"^^xsd:decimal', '"2258"^^xsd:decimal')

    found = [each for each in report(project).findings if each.code == "N01"]

    assert [each.line for each in found] == [line]
    assert found[0].source[found[0].column - 1 : found[0].end_column - 1] == '"2258"^^xsd:decimal'
    assert found[0].value == '"2258"^^xsd:decimal'


@pytest.mark.parametrize("digit", [0, -1], ids=["first", "last"])
def test_every_changed_digit_is_found(digit: int) -> None:
    """All values are changed at once: the printed words of a claim judge its own value and no other."""
    vocabulary = set(SHIPPED.vocabulary())
    stated = Graph.unjudged(SHIPPED).stated
    spoilt = [_spoilt(file, digit) for file in stated if file.path not in vocabulary]
    changed = {triple.subject for file in spoilt for triple in file.triples if triple.predicate == VALUE}
    validation = Validation(Rulebook.read(SHIPPED.shapes()), SHIPPED.rules())

    checked = validation.check([file for file in stated if file.path in vocabulary], spoilt)

    assert len(changed) >= 60
    assert {fault.subject for fault in checked.faults if fault.predicate == VALUE} >= changed


def _spoilt(file: SourceFile, digit: int) -> SourceFile:
    triples = (Triple(t.subject, t.predicate, _other(t.object.value, digit)) if t.predicate == VALUE else t
               for t in file.triples)
    return SourceFile(file.path, file.graph, tuple(triples))


def _other(value: str, digit: int) -> Literal:
    place = [index for index, character in enumerate(value) if character.isdigit()][digit]
    return Literal(f"{value[:place]}{int(value[place]) % 9 + 1}{value[place + 1:]}",
                   datatype=NamedNode("http://www.w3.org/2001/XMLSchema#decimal"))


def test_a_missing_statement_is_told_at_its_subject(project: Layout) -> None:
    line = spoil(project.bulletins()[0], "    pc:setBy id:agency-henan-education ;\n", "")

    (found,) = [each for each in report(project).findings if each.code == "T02"]

    assert found.line < line
    assert found.source.startswith(found.focus)


def test_an_unknown_term_says_what_was_meant(project: Layout) -> None:
    line = spoil(project.bulletins()[0], "pc:asWritten", "pc:asWriten")

    (found,) = [each for each in report(project).findings if each.code == "V001"]

    assert (found.line, found.source[found.column - 1 : found.end_column - 1]) == (line, "pc:asWriten")
    assert "did you mean pc:asWritten" in found.message


def test_an_ill_formed_value_is_told_once(project: Layout) -> None:
    line = spoil(project.bulletins()[0], '"2253"^^xsd:decimal', '"2,253"^^xsd:decimal')

    found = [each for each in report(project).findings if each.line == line]

    assert [each.code for each in found] == ["V004"]
    assert "2253" in found[0].message


def test_an_edited_derived_file_is_told(project: Layout) -> None:
    (path,) = [path for path in (project.data / "derived").rglob("*.ttl") if path.stem != "registers"]
    line = spoil(path, "pc:lowerBound \"2253\"", "pc:lowerBound \"2250\"")

    found = report(project)

    assert [(each.code, each.line) for each in found.findings if each.severity == "error"] == [("D001", line)]
    assert "kg derive" in found.findings[0].fix or any("kg derive" in each.fix for each in found.findings)


def test_a_rule_that_cannot_be_evaluated_is_a_finding(project: Layout) -> None:
    vocabulary = set(project.vocabulary())
    stated = Graph.unjudged(project).stated
    rule = project.root / "broken.rq"
    rule.write_text("#+ complete: [pc:lowerBound]\n#\nPREFIX pc: <https://w3id.org/public-commitments/ontology#>\n"
                    "CONSTRUCT { ?claim pc:rule ?claim } WHERE { ?claim a pc:OutcomeClaim }", encoding="utf-8")
    validation = Validation(Rulebook.read(project.shapes()), [rule])

    checked = validation.check([file for file in stated if file.path in vocabulary],
                               [file for file in stated if file.path not in vocabulary])

    assert "D002" in {fault.code for fault in checked.faults}


def test_only_the_files_asked_for_are_told_of(project: Layout) -> None:
    spoil(project.bulletins()[0], '"2253"^^xsd:decimal', '"2258"^^xsd:decimal')

    assert report(project, project.registers()[0]).findings == ()
    assert not report(project, project.bulletins()[0]).conforms


def test_a_file_of_elsewhere_is_checked_with_the_project(project: Layout, tmp_path: Path) -> None:
    moved = tmp_path / "elsewhere" / "bulletin.ttl"
    moved.parent.mkdir()
    shutil.move(project.bulletins()[0], moved)

    assert report(project, moved).conforms

    line = spoil(moved, '"2253"^^xsd:decimal', '"2258"^^xsd:decimal')
    assert [each.line for each in report(project, moved).findings if each.severity == "error"] == [line]


@pytest.mark.parametrize("change", [
    lambda path: path.write_text(re.sub(r"^id:claim-\S+\n(    .*\n)+\.\n", "", path.read_text("utf-8"), flags=re.M),
                                 encoding="utf-8"),
    lambda path: path.unlink(),
    lambda path: path.write_bytes("新".encode("gbk"))])
def test_a_file_that_changes_while_it_is_checked_is_told(project: Layout, change) -> None:
    path = project.bulletins()[0]
    spoil(path, '"2253"^^xsd:decimal', '"2258"^^xsd:decimal')
    graph = Graph.unjudged(project)
    assert any(file.path == path for file in graph.stated)  # it is read
    change(path)

    with pytest.raises(InputError, match="was changed while it was checked") as told:
        validate(graph)
    assert (told.value.exit_code, told.value.place) == (3, str(path))


def test_what_does_not_parse_is_not_half_checked(project: Layout) -> None:
    spoil(project.bulletins()[0], " ;\n", "\n")

    with pytest.raises(TurtleError):
        report(project)


def test_a_report_shows_the_line_with_a_caret_as_wide_as_the_characters(project: Layout) -> None:
    spoil(project.bulletins()[0], 'pc:asWritten "2253所"', 'pc:asWritten "2253座"')

    lines = reports.render(report(project)).splitlines()

    source = next(index for index, line in enumerate(lines) if line.endswith('pc:asWritten "2253座" ;'))
    assert lines[source + 1].partition(" found ")[0].endswith(" " + "^" * len('"2253座"') + "^")
    assert lines[-1].startswith("Does not conform: ")


def test_a_report_speaks_chinese_and_json(project: Layout) -> None:
    spoil(project.bulletins()[0], '"2253"^^xsd:decimal', '"2258"^^xsd:decimal')
    found = report(project)

    told = json.loads(reports.render(found, "json", "zh"))

    assert told["conforms"] is False
    assert "原文" in next(each["message"] for each in told["findings"] if each["code"] == "N01")
    assert "错误 N01" in reports.render(found, lang="zh")
    assert "title=N01 value of the printed words::" in reports.render(found, "github")


@pytest.mark.long
def test_less_work_gives_the_same_results_as_plain_pyshacl() -> None:
    """Several failing examples in one graph, judged both ways."""
    paths = [path for path in SHIPPED.shapes() if path.stem not in ("codes", "vocabulary")]
    shapes = Rulebook.read(paths).triples
    example = examples.valid(SHIPPED)
    derived = Validation(Rulebook.read(SHIPPED.shapes()), SHIPPED.rules()).check(*example).derived
    for code in ("E06", "N01", "N05", "T11"):
        example = examples.changed(example, derived, examples.folder(SHIPPED) / "fail" / f"{code}.ttl")
        derived = example.derived or derived
    triples = {triple for file in (*example.vocabulary, *example.data, *derived) for triple in file.triples}

    ours = Counter((str(r.focus), str(r.path), r.rule) for r in Shapes(shapes).validate(triples))

    assert len(ours) >= 4
    assert ours == _plainly(shapes, triples)


def _plainly(shapes: tuple[Triple, ...], triples: set[Triple]) -> Counter[tuple[str, str, str]]:
    _, told, _ = pyshacl.validate(_rdflib(triples), shacl_graph=_rdflib(shapes), inference="none", advanced=False)
    found: Counter[tuple[str, str, str]] = Counter()
    for result in told.subjects(RDF.type, SH.ValidationResult):
        path = told.value(result, SH.resultPath)
        rule = told.value(result, SH.sourceConstraint) or told.value(result, SH.sourceShape)
        found[f"<{told.value(result, SH.focusNode)}>", f"<{path}>" if path else "None", str(rule)] += 1
    return found


def _rdflib(triples: set[Triple] | tuple[Triple, ...]) -> rdflib.Graph:
    graph = rdflib.Graph()
    for triple in triples:
        graph.add((term(triple.subject), term(triple.predicate), term(triple.object)))
    return graph


def test_examples_are_canonical() -> None:
    path = examples.folder(SHIPPED) / "valid.ttl"

    assert turtle.canonical(turtle.read(path)) == path.read_text(encoding="utf-8")
