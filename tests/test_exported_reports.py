"""StratML reports keep the published structure, and say what was stated, what was computed and by whom it was said.

`examples/stratml/structure.rng` describes the structure in our words; libxml2 checks it.
"""

from __future__ import annotations

import copy
from pathlib import Path
from typing import NamedTuple

import pytest
from lxml import etree
from pyoxigraph import Literal, NamedNode, Triple

from kg import cli
from kg.errors import UsageError
from kg.exporting import sources, stratml
from kg.exporting.content import Content
from kg.exporting.stratml.documents import NAMESPACE
from kg.layout import Layout
from kg.namespaces import GRAPH, ID, PC, RDF, RDFS
from kg.text import turtle

EXAMPLES = Path(__file__).parent / "examples"
STRUCTURE = EXAMPLES / "stratml/structure.rng"
GOVERNMENT = "agency-xinxiang-government-year-2023.xml"


class Graph(NamedTuple):
    graph: NamedNode
    triples: tuple[Triple, ...]


@pytest.fixture(scope="module")
def structure() -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(STRUCTURE))


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("报告")
    assert stratml.write(Content(sources.graphs(Layout.shipped())), folder) == len(list(folder.iterdir())) == 4
    return folder


@pytest.fixture(scope="module")
def report(folder) -> etree._ElementTree:
    return etree.parse(folder / GOVERNMENT)


def found(element, path: str) -> list:
    return element.xpath(path.replace("/", "/s:").replace("/s:/s:", "//s:"), namespaces={"s": NAMESPACE})


def text(element, name: str) -> str | None:
    return element.findtext(f"{{{NAMESPACE}}}{name}")


def objective(report, name: str):
    return next(each for each in found(report, "//Objective") if text(each, "Name").startswith(name))


def test_every_report_keeps_the_structure_and_its_identifiers_are_unique(folder, structure):
    for path in folder.iterdir():
        document = etree.parse(path)
        assert structure.validate(document), structure.error_log
        identifiers = [each.text for each in found(document, "//Identifier")]
        assert len(set(identifiers)) == len(identifiers) > 2


@pytest.mark.parametrize("spoil", [
    lambda root: root.attrib.pop("Type"),
    lambda root: root.set("Type", "Report"),
    lambda root: root.insert(3, root[0]),
    lambda root: found(root, "//Goal")[0].remove(found(root, "//Goal/Description")[0]),
    lambda root: found(root, "//PerformanceIndicator")[0].remove(found(root, "//UnitOfMeasurement")[0]),
    lambda root: found(root, "//MeasurementInstance")[0].insert(0, found(root, "//ActualResult")[0]),
    lambda root: setattr(found(root, "//NumberOfUnits")[0], "text", "about 8"),
    lambda root: setattr(found(root, "//EndDate")[0], "text", "2023"),
    lambda root: setattr(found(root, "//Identifier")[0], "text", "8 9"),
    lambda root: setattr(found(root, "//RoleType")[0], "text", "Leader"),
])
def test_the_structure_finds_what_is_out_of_place(spoil, report, structure):
    root = copy.deepcopy(report.getroot())
    assert structure.validate(root)
    spoil(root)
    assert not structure.validate(root)


def test_each_promise_stands_in_the_report_of_each_agency_that_it_binds_or_else_set_it(folder, shipped):
    rows = shipped.sparql("""SELECT ?label ?agency ?period {
        ?promise a ?kind ; rdfs:label ?label . FILTER (?kind IN (pc:Target, pc:Commitment))
        { ?promise pc:binds ?agency } UNION { ?promise pc:setBy ?agency MINUS { ?promise pc:binds ?bound } }
        FILTER (LANG(?label) = "en") OPTIONAL { ?promise dcterms:temporal ?period } }""").rows
    expected = {(label.value, "-".join((agency.value.rpartition("/")[2], period.value.rpartition("/")[2] if period
                                        else "undated")) + ".xml") for label, agency, period in rows}
    assert {(text(each, "Name").partition(" / ")[0], path.name) for path in folder.iterdir()
            for each in found(etree.parse(path), "//Objective")} == expected
    kinds = {path.name: etree.parse(path).getroot().get("Type") for path in folder.iterdir()}
    assert kinds[GOVERNMENT] == "Performance_Report"
    assert kinds["agency-xinxiang-education-undated.xml"] == "Strategic_Plan"


def test_a_number_of_units_is_a_number_that_a_bulletin_states(report, shipped):
    rows = shipped.sparql("""SELECT ?value { ?claim pc:basis code:basis-stated ; qudt:value ?value ; a ?kind
        FILTER (?kind IN (pc:TargetClaim, pc:OutcomeClaim)) }""").rows
    stated = {value.value for (value,) in rows}
    assert {each.text for each in found(report, "//NumberOfUnits")} <= stated
    results = found(report, "//TargetResult")
    assert len(results) == 10
    hidden = [each for each in results if text(each, "NumberOfUnits") is None]
    assert len(hidden) == 6
    assert all("never disclosed" in found(each, "./Descriptor/DescriptorName")[0].text for each in hidden)
    assert all("非官方数字" in text(each, "Description") for each in hidden)


def test_a_target_has_its_setter_interval_result_and_verdict(report):
    returnees = objective(report, "Returned migrant workers")
    assert found(returnees, ".//DescriptorValue")[0].text == (
        "8748.02 – 9037.45; the one round number inside / 其中唯一整数: 9000")
    assert [each.text for each in found(returnees, ".//ActualResult/NumberOfUnits")] == ["31000"]
    assert found(returnees, ".//UnitOfMeasurement")[0].text == "number / 个数"
    assert "348.6%" in text(returnees, "OtherInformation")
    assert "exceeded / 超额完成, 3.486" in text(returnees, "OtherInformation")
    roles = {(text(each, "Name"), each.get("StakeholderTypeType"), found(each, "./Role/Name")[0].text)
             for each in found(returnees, "./Stakeholder")}
    assert ("Henan Provincial People's Government / 河南省人民政府", "Organization", "Set by / 制定者") in roles
    assert {kind for _, kind, _ in roles} == {"Organization", "Generic_Group"}
    places = objective(report, "School places added")
    assert [each.text for each in found(places, ".//NumberOfUnits")] == ["35000", "36000"]
    assert found(places, ".//DescriptorValue")[1].text == "rounded / 经舍入: 35500 – 36500"


def test_period_sources_and_date_are_those_of_the_bulletins(report):
    administration = found(report, "//AdministrativeInformation")[0]
    assert [text(administration, name) for name in ("StartDate", "EndDate", "PublicationDate")] == [
        "2023-01-01", "2023-12-31", "2024-01-22"]
    assert text(administration, "Source") == ID + "bulletin-xinxiang-2024-01-22-education"
    about = text(report.getroot(), "OtherInformation")
    assert about.count(ID + "bulletin-") == 2


def test_results_that_disagree_stand_side_by_side(structure, tmp_path):
    more = Graph(NamedNode(GRAPH + "bulletin-invented"), tuple(turtle.read(EXAMPLES / "cube/disagreeing.ttl")))
    stratml.write(Content([*sources.graphs(Layout.shipped()), more]), tmp_path)
    report = etree.parse(tmp_path / GOVERNMENT)
    assert structure.validate(report)
    schools = objective(report, "Boarding primary schools")
    assert [each.text for each in found(schools, ".//ActualResult/NumberOfUnits")] == ["11", "12", "13"]
    assert len(found(schools, ".//ActualResult")) == 4
    assert text(found(report, "//AdministrativeInformation")[0], "PublicationDate") == "2024-03-01"


def test_two_reports_never_share_a_file_and_no_character_breaks_the_document(structure, tmp_path):
    def promise(agency: str) -> tuple[Triple, ...]:
        target = NamedNode(agency + "-commitment")
        return (Triple(target, NamedNode(RDF + "type"), NamedNode(PC + "Commitment")),
                Triple(target, NamedNode(PC + "binds"), NamedNode(agency)),
                Triple(target, NamedNode(RDFS + "label"), Literal("a\x0bb & <c>", language="en")))

    one = Graph(NamedNode(GRAPH + "one"), promise("https://one.example/agency"))
    other = Graph(NamedNode(GRAPH + "other"), promise("https://other.example/agency"))
    stratml.write(Content([one]), tmp_path)
    document = etree.parse(tmp_path / "agency-undated.xml")
    assert structure.validate(document)
    assert text(found(document, "//Objective")[0], "Name") == "a\ufffdb & <c>"
    with pytest.raises(UsageError, match="two reports would be written to"):
        stratml.write(Content([one, other]), tmp_path)


def test_the_command_writes_the_same_bytes_each_time(folder, tmp_path):
    assert cli.main(["export", "stratml", "-o", str(tmp_path / "新"), "-q"]) == 0
    assert {path.name: path.read_bytes() for path in (tmp_path / "新").iterdir()} == {
        path.name: path.read_bytes() for path in folder.iterdir()}
