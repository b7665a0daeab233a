"""One broken file in every form of report, each held against its standard.

`python tests/test_reports.py` writes the files in `tests/examples/reports` anew: read the difference before you commit.
SARIF is held against a closed schema of what kg writes (`tests/schemas/sarif.json`) and read by sarif-pydantic.
"""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pyshacl
import pytest
import rdflib
import sarif_pydantic
from rdflib.namespace import RDF, SH

from kg.asking.typesetting import cells
from kg.checking import reports
from kg.checking.findings import SEVERITIES, Finding, Report
from kg.checking.validation import validate
from kg.dataset.graph import Graph
from kg.layout import Layout
from kg.messages import Sentence

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "tests/examples/reports"
SCHEMAS = ROOT / "tests/schemas"
FILES = {
    "report.txt": ("text", "en"), "report.zh.txt": ("text", "zh"), "report.json": ("json", "en"),
    "report.ttl": ("turtle", "en"), "report.sarif": ("sarif", "en"), "report.github": ("github", "en"),
    "report.zh.md": ("md", "zh"), "report.xml": ("junit", "en"),
}  # fmt: skip
FAULTS = (
    ('qudt:value "12000"^^xsd:decimal', 'qudt:value "11000"^^xsd:decimal'),
    ('qudt:value "200"^^xsd:decimal', 'qudt:value "200.0"^^xsd:decimal'),
    ('pc:asWritten "9所" ;', 'pc:asWritten "9座" ;'),
    ('oa:end "76"^^xsd:integer', 'oa:end "79"^^xsd:integer'),
    ("pc:jurisdiction id:place-990100", "pc:jurisdicton id:place-990100"),
)  # fmt: skip


def broken() -> str:
    """The valid example with one fault of several kinds, and many of one kind."""
    text = (ROOT / "ontology/examples/valid.ttl").read_text(encoding="utf-8")
    for old, new in FAULTS:
        assert old in text
        text = text.replace(old, new, 1)
    units, things = text.split("id:agency", 1)
    things = re.sub(r'(    rdfs:label\n        "[^"]*"@en) ,\n        "[^"]*"@zh ;', r"\1 ;", things, count=3)
    return f"{units}id:agency{things}" + "PREFIX id: <https://w3id.org/public-commitments/code/>\n"


def judged(folder: Path) -> Report:
    """The report on the broken file, as seen from its project."""
    path = folder / "data/bulletins/broken.ttl"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(broken(), encoding="utf-8")
    before = Path.cwd()
    os.chdir(folder)
    try:
        return validate(Graph.unjudged(Layout.at(folder)), [Path("data/bulletins/broken.ttl")])
    finally:
        os.chdir(before)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return judged(tmp_path_factory.mktemp("project"))


@pytest.fixture
def one(report: Report) -> Finding:
    return next(finding for finding in report.findings if finding.code == "N01")


@pytest.mark.parametrize("name", FILES)
def test_the_reports_on_the_broken_file_are_as_shown(name: str, report: Report) -> None:
    assert reports.render(report, *FILES[name]) == (EXAMPLES / name).read_text(encoding="utf-8")


def test_the_broken_file_is_as_shown() -> None:
    assert broken() == (EXAMPLES / "broken.ttl").read_text(encoding="utf-8")


def test_what_was_found_and_what_would_be_right_are_told(report: Report) -> None:
    hints = {finding.code: finding.hint for finding in reversed(report.findings)}

    assert hints["N01"] == "found 11000, the words 1.2万人 say 12000"
    assert hints["N01"].zh == "现为 11000，原文 1.2万人 为 12000"
    assert hints["V004"] == "found 200.0, write 200"
    assert hints["N02"] == "found 9座, the indicator is counted in 所"
    assert hints["E06"] == "found 79, start 63 and 13 characters give 76"
    assert hints["K01"] == "zh is missing"


def test_things_are_called_by_what_people_call_them(one: Finding) -> None:
    assert one.label
    assert one.label != one.focus
    assert one.label.zh != str(one.label)
    assert f"= thing: {one.label} · {one.focus}" in reports.render(Report((one,), (one.path,)))


def test_the_worst_comes_first_then_the_place(report: Report) -> None:
    text = reports.render(report, every=True)

    told = re.findall(r"^(\S+):(\d+):(\d+) (error|warning|info) ", text, re.MULTILINE)
    order = [(("error", "warning", "info").index(word), path, int(line), int(column))
             for path, line, column, word in told]
    assert len(told) == len(report.findings)
    assert order == sorted(order)


def test_a_rule_broken_often_is_told_a_few_times_and_counted(report: Report) -> None:
    often = tuple(finding for finding in report.findings if finding.code == "K01") * 3
    report = Report(tuple(each._replace(line=each.line + shift) for shift, each in enumerate(often)), report.files)
    many, times = next(iter(report.counts.items()))
    assert times > reports.text.IN_FULL

    few, every = reports.render(report), reports.render(report, every=True)

    assert len(re.findall(rf"^\S+ error {many} ", few, re.MULTILINE)) == reports.text.IN_FULL
    assert f"… {times - reports.text.IN_FULL} more of {many} " in few
    assert len(re.findall(rf"^\S+ error {many} ", every, re.MULTILINE)) == times
    assert every.splitlines()[-1] == few.splitlines()[-1]


@pytest.mark.parametrize(
    ("source", "column", "end", "before", "caret"),
    [
        ('    pc:asWritten "8.8万人" ;', 18, 25, 17, 9),
        ('中文 "值" ;', 4, 7, 5, 4),
        ("超额完成", 5, 5, 8, 1),
        ("", 1, 1, 0, 1),
        ('\t"x"', 2, 5, 1, 3),
        ('e\u0301 "x"', 4, 7, 2, 3),
        ('"a\x1b[31mb"', 1, 10, 0, 14),
    ],
    ids=["words", "after Chinese", "end column", "empty line", "tab", "combining mark", "control character"],
)
def test_the_caret_stands_under_what_is_meant(source, column, end, before, caret, one: Finding) -> None:
    finding = one._replace(source=source, column=column, end_column=end, hint=None)

    line = reports.render(Report((finding,), ())).splitlines()[3]

    marks = line.partition("| ")[2]
    assert cells(marks) - marks.count("^") == before
    assert marks.count("^") == caret


def test_a_very_long_line_is_cut_around_the_caret(one: Finding) -> None:
    finding = one._replace(source="前" * 500 + "XYZ" + "后" * 500, column=501, end_column=504, hint=None)

    lines = reports.render(Report((finding,), ())).splitlines()

    assert len(lines[2]) < 200
    before = lines[3].partition("| ")[2].partition("^")[0]
    assert cells(lines[2].partition("| ")[2].partition("XYZ")[0]) == len(before)


def test_colour_is_asked_for(report: Report) -> None:
    assert "\x1b" not in reports.render(report)
    coloured = reports.render(report, colour=True)
    assert "\x1b[1;31merror N01\x1b[0m" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == reports.render(report)


def test_json_keeps_its_schema(report: Report) -> None:
    told = json.loads(reports.render(report, "json", "zh"))

    jsonschema.validate(told, json.loads((SCHEMAS / "report.json").read_text(encoding="utf-8")))
    assert [each["fingerprint"] for each in told["findings"]] == [each.fingerprint for each in report.findings]


def test_sarif_is_valid_and_names_places_that_exist(report: Report) -> None:
    told = json.loads(reports.render(report, "sarif"))

    jsonschema.Draft7Validator(json.loads((SCHEMAS / "sarif.json").read_text(encoding="utf-8"))).validate(told)
    assert len(sarif_pydantic.Sarif.model_validate(told).runs) == 1
    (run,) = told["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == sorted(set(report.counts))
    assert run["columnKind"] == "unicodeCodePoints"
    lines = broken().splitlines()
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"] == {"uri": "data/bulletins/broken.ttl", "uriBaseId": "%SRCROOT%"}
        region = place["region"]
        assert region["endColumn"] - 1 <= len(lines[region["startLine"] - 1])
    prints = [result["partialFingerprints"]["finding/v1"] for result in run["results"]]
    assert len(set(prints)) == len(prints)
    (fixed,) = [result for result in run["results"] if "fixes" in result]
    (change,) = fixed["fixes"][0]["artifactChanges"]
    assert change["replacements"][0]["insertedContent"]["text"] == '"200"'


def test_sarif_names_a_file_with_any_name(one: Finding) -> None:
    told = json.loads(reports.render(Report((one._replace(path="数据/a b#1.ttl"),), ()), "sarif"))

    place = told["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place["uri"] == "%E6%95%B0%E6%8D%AE/a%20b%231.ttl"


def test_sarif_names_no_folder_of_the_machine(one: Finding, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = tmp_path / "project"
    (project / "data" / "bulletins").mkdir(parents=True)
    monkeypatch.chdir(project / "data")
    shipped = str(Layout.shipped().ontology / "commitments.ttl")
    names = {"bulletins/a.ttl": ("bulletins/a.ttl", "%SRCROOT%"), shipped: ("ontology/commitments.ttl", "%KGROOT%"),
             str(project / "ontology" / "b.ttl"): ("ontology/b.ttl", "%PROJECTROOT%"),
             str(tmp_path / "x" / "c.ttl"): ("c.ttl", "%FOLDER1%"),
             str(tmp_path / "y" / "c.ttl"): ("c.ttl", "%FOLDER2%")}
    text = reports.render(Report(tuple(one._replace(path=path) for path in names), tuple(names)), "sarif")
    (run,) = json.loads(text)["runs"]

    schema = json.loads((SCHEMAS / "sarif.json").read_text(encoding="utf-8"))
    jsonschema.Draft7Validator(schema).validate(json.loads(text))
    wanted = [{"uri": uri, "uriBaseId": base} for uri, base in names.values()]
    assert [each["locations"][0]["physicalLocation"]["artifactLocation"] for each in run["results"]] == wanted
    assert [each["location"] for each in run["artifacts"]] == wanted
    assert run["originalUriBaseIds"].keys() == {base for _, base in names.values()}
    assert "file:" not in text
    assert str(tmp_path) not in text


def test_the_shacl_report_is_one_by_the_shapes_of_such_reports(report: Report) -> None:
    graph = rdflib.Graph().parse(data=reports.render(report, "turtle"), format="turtle")
    shapes = """
        @prefix sh: <http://www.w3.org/ns/shacl#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        [] a sh:NodeShape ; sh:targetClass sh:ValidationReport ;
            sh:property [ sh:path sh:conforms ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:boolean ] ,
                [ sh:path sh:result ; sh:class sh:ValidationResult ] .
        [] a sh:NodeShape ; sh:targetClass sh:ValidationResult ;
            sh:property [ sh:path sh:focusNode ; sh:minCount 1 ; sh:maxCount 1 ] ,
                [ sh:path sh:resultPath ; sh:maxCount 1 ] , [ sh:path sh:value ; sh:maxCount 1 ] ,
                [ sh:path sh:sourceShape ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ,
                [ sh:path sh:sourceConstraintComponent ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ,
                [ sh:path sh:resultSeverity ; sh:minCount 1 ; sh:maxCount 1 ; sh:in ( sh:Violation sh:Warning sh:Info ) ] ,
                [ sh:path sh:resultMessage ; sh:minCount 2 ; sh:maxCount 2 ; sh:uniqueLang true ] ."""  # noqa: E501
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        conforms, _, text = pyshacl.validate(graph, shacl_graph=shapes, shacl_graph_format="turtle")

    assert conforms, text
    (node,) = graph.subjects(RDF.type, SH.ValidationReport)
    assert graph.value(node, SH.conforms).toPython() is False
    assert len(list(graph.objects(node, SH.result))) == len(report.findings)


def test_an_empty_report_conforms_in_every_form() -> None:
    empty = Report((), ("data/a.ttl",))
    told = {form: reports.render(empty, form) for form in reports.FORMS}

    assert told["text"] == "Conforms: 0 errors, 0 warnings, 0 hints in 1 file.\n"
    assert told["github"] == ""
    assert 'sh:conforms "true"' in told["turtle"]
    assert json.loads(told["json"])["conforms"] is True
    assert json.loads(told["sarif"])["runs"][0]["results"] == []
    assert ElementTree.fromstring(told["junit"]).get("failures") == "0"


def test_annotations_are_one_line_each_and_escaped(one: Finding) -> None:
    odd = one._replace(path="a,b:c%.ttl", message=Sentence("100%\nof it", "…"), name=Sentence("x, y: z", "…"))

    (line,) = reports.render(Report((odd,), ()), "github").splitlines()

    found = re.fullmatch(r"::error file=(.*),line=(\d+),col=(\d+),endColumn=(\d+),title=([^:,]*)::(.*)", line)
    assert found[1] == "a%2Cb%3Ac%25.ttl"
    assert found[5] == "N01 x%2C y%3A z"
    assert found[6].startswith("100%25%0Aof it")


def test_junit_has_the_elements_and_attributes_of_its_schema(report: Report) -> None:
    """The schema that Jenkins publishes, in Python: what may stand where, and what must."""
    allowed = {
        "testsuites": ({"name", "time", "tests", "failures", "errors", "disabled"}, {"testsuite"}),
        "testsuite": ({"name", "tests", "failures", "errors", "time", "skipped", "timestamp"},
                      {"properties", "testcase", "system-out", "system-err"}),
        "testcase": ({"name", "classname", "time", "status", "assertions"},
                     {"skipped", "error", "failure", "system-out", "system-err"}),
        "failure": ({"type", "message"}, set()),
        "system-out": (set(), set()),
    }  # fmt: skip
    odd = report.findings[0]._replace(message=Sentence("\x00 <&> \ud800 \x1b", "…"))
    root = ElementTree.fromstring(reports.render(Report((*report.findings, odd), report.files), "junit"))
    for element in root.iter():
        attributes, children = allowed[element.tag]
        assert set(element.attrib) <= attributes
        assert {child.tag for child in element} <= children
    cases = root.findall("testsuite/testcase")
    assert [case.get("name") for case in cases] == list(report.files)
    assert root.get("tests") == str(len(cases))
    assert len(root.findall(".//failure")) == int(root.get("failures")) == 1


def test_markdown_keeps_its_tables_whole(one: Finding) -> None:
    odd = one._replace(message=Sentence("a | b\nc <script>", "…"), hint=None)

    rows = [line for line in reports.render(Report((odd,), ()), "md").splitlines() if line.startswith("|")]

    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {4}
    assert "<script>" not in "".join(rows)


def test_fingerprints_stay_when_lines_move_and_differ_when_the_fault_does(report: Report, one: Finding) -> None:
    assert one._replace(line=999, column=1, source="x").fingerprint == one.fingerprint
    assert one._replace(terms=one.terms._replace(object=None)).fingerprint != one.fingerprint
    assert one._replace(code="N02").fingerprint != one.fingerprint


@pytest.mark.parametrize("severity", SEVERITIES)
def test_a_report_fails_from_a_severity_on(severity: str, one: Finding) -> None:
    found = Report((one._replace(severity="warning"),), ())

    assert found.conforms
    assert found.fails(severity) == (severity != "error")


def kg(*words: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name != "KG_LANG"}
    return subprocess.run([sys.executable, "-m", "kg", *words], cwd=cwd, capture_output=True, text=True,
                          encoding="utf-8", env={**kept, "LC_ALL": "C.UTF-8", **environment})


def on_terminal(*words: str, cwd: Path, **environment: str) -> str:
    """What is printed on a terminal."""
    ours, theirs = pty.openpty()
    kept = {name: value for name, value in os.environ.items() if name not in {"KG_LANG", "NO_COLOR", "TERM"}}
    process = subprocess.Popen([sys.executable, "-m", "kg", *words], cwd=cwd, stdin=subprocess.DEVNULL, stdout=theirs,
                               stderr=theirs, env={**kept, "LC_ALL": "C.UTF-8", **environment})  # fmt: skip
    os.close(theirs)
    printed = bytearray()
    try:
        while chunk := os.read(ours, 65536):
            printed += chunk
    except OSError:  # how Linux says that the other side has closed
        pass
    finally:
        os.close(ours)
        process.wait()
    return printed.decode("utf-8").replace("\r\n", "\n")


@pytest.mark.long
def test_colour_is_for_terminals_whose_owners_want_it(tmp_path: Path) -> None:
    judged(tmp_path)
    plain = kg("validate", cwd=tmp_path).stdout

    coloured = on_terminal("validate", cwd=tmp_path, TERM="xterm-256color")
    assert "\x1b[1;31merror N01" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain
    assert on_terminal("validate", cwd=tmp_path, TERM="xterm-256color", NO_COLOR="1") == plain
    assert on_terminal("validate", cwd=tmp_path, TERM="dumb") == plain
    assert kg("validate", cwd=tmp_path, TERM="xterm-256color").stdout == plain


@pytest.mark.long
def test_the_extension_names_the_form_and_the_exit_code_stays(tmp_path: Path) -> None:
    judged(tmp_path)
    starts = {"json": '{\n  "version"', "ttl": "PREFIX", "sarif": '{\n  "$schema"', "md": "## ✗", "xml": "<?xml",
              "txt": "data/"}  # fmt: skip
    for extension, start in starts.items():
        done = kg("validate", "-o", f"out.{extension}", cwd=tmp_path)
        assert (done.returncode, done.stdout) == (1, ""), done.stderr
        assert (tmp_path / f"out.{extension}").read_text(encoding="utf-8").startswith(start)


def test_exit_codes(tmp_path: Path) -> None:
    path = tmp_path / "data/bulletins/a.ttl"
    path.parent.mkdir(parents=True)
    text = (ROOT / "ontology/examples/valid.ttl").read_text(encoding="utf-8")
    path.write_text(text.replace("PREFIX id:", "PREFIX other: <http://example.org/>\nPREFIX id:", 1), encoding="utf-8")

    assert kg("validate", cwd=tmp_path).returncode == 0
    path.write_text(text.replace("PREFIX unit: <http://qudt.org/vocab/unit/>", "PREFIX units: <http://qudt.org/vocab/"
                                 "unit/>\nPREFIX unit: <http://qudt.org/vocab/unit/>\nPREFIX sh: <http://example.org/>"),
                    encoding="utf-8")  # fmt: skip
    assert kg("validate", cwd=tmp_path).returncode == 0
    assert kg("validate", "--fail-on", "warning", cwd=tmp_path).returncode == 1
    path.write_text(text + "id:x", encoding="utf-8")
    assert kg("validate", cwd=tmp_path).returncode == 3
    assert kg("validate", "-f", "pdf", cwd=tmp_path).returncode == 2


def test_every_rule_is_explained_in_both_languages_without_a_path_of_this_machine(tmp_path: Path) -> None:
    codes = [line.split()[0] for line in kg("explain", cwd=tmp_path).stdout.splitlines()]
    for lang, heads in (("en", "Rule Why Fix Shape Bad Good"), ("zh", "要求 原因 改法 出处 错例 正例")):
        done = kg("explain", *codes, "--lang", lang, cwd=tmp_path)
        assert done.returncode == 0
        assert str(ROOT) not in done.stdout
        pages = re.split(r"^(?=[A-Z]\d+  )", done.stdout, flags=re.MULTILINE)[1:]
        assert len(pages) == len(codes)
        for page in pages:
            assert [head for head in heads.split() if not re.search(rf"^{head}\b", page, re.MULTILINE)] == [], page


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        made = judged(Path(place).resolve())
    EXAMPLES.mkdir(parents=True, exist_ok=True)
    (EXAMPLES / "broken.ttl").write_text(broken(), encoding="utf-8")
    for name, how in FILES.items():
        (EXAMPLES / name).write_text(reports.render(made, *how), encoding="utf-8")
