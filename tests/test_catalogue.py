"""The catalogue of bad inputs: each has its exit code, one clear message in two languages, a place and a next step.

`examples/catalogue/runs.tsv` lists command lines with what they print, `findings.tsv` what validation finds in changed
data, `others.tsv` the entries that another test looks after and those that belong to what is not there yet.
"""

from __future__ import annotations

import csv
import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from bad_inputs import QUERIES, prepare
from faulty_server import serving

from kg.cli import main

ROOT = Path(__file__).parents[1]
CATALOGUE = Path(__file__).parent / "examples/catalogue"


def table(name: str) -> list[dict[str, str]]:
    with (CATALOGUE / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


RUNS, FINDINGS, OTHERS = table("runs.tsv"), table("findings.tsv"), table("others.tsv")
SAMPLE = {"1", "6", "33", "39", "60", "63", "119", "124", "125", "141"}
PROCESSES = [row for row in RUNS if row["number"] in SAMPLE and row["words"] != "sparql @long-query"]

Ran = tuple[int, str, str]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of an endpoint that misbehaves."""
    with serving() as url:
        yield url


@pytest.fixture
def typed(capfdbinary, monkeypatch, tmp_path: Path, server: str) -> Callable[..., Ran]:
    """Run a command line of the table in a folder that holds what it names."""
    for name in ("KG_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)

    def run(line: str, *more: str) -> Ran:
        words = split(line, server)
        if not list(folder.iterdir()):
            prepare(folder, words)
        before = listing(folder)
        code = main([*(QUERIES.get(word, word) for word in words), *more])
        said = capfdbinary.readouterr()
        assert listing(folder) == before
        return code, said.out.decode(), said.err.decode()

    return run


def split(line: str, server: str) -> list[str]:
    filled = line.replace("{url}", server).replace("{https}", server.replace("http:", "https:"))
    return shlex.split(filled)


def listing(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder)): path.lstat().st_size for path in folder.rglob("*")}


def name(row: dict[str, str]) -> str:
    return f"{row['number']}-{row['what'].replace(' ', '-')}"


def check(row: dict[str, str], ran: Ran, server: str) -> None:
    code, out, err = ran
    lines = err.replace(server.replace("http:", "https:"), "{https}").replace(server, "{url}").splitlines()
    assert (code, lines[0] if lines else "") == (int(row["exit"]), row["message"])
    assert "Traceback" not in err
    if code:
        assert out == ""
        assert not row["place"] or f"  {row['place']}" in lines
        assert lines[-1].startswith("hint: ")


@pytest.mark.parametrize("row", RUNS, ids=name)
def test_an_entry_is_told_as_the_table_says(row, typed, server):
    check(row, typed(row["words"]), server)


@pytest.mark.parametrize("row", [row for row in RUNS if row["exit"] != "0"], ids=name)
def test_an_entry_is_told_in_chinese(row, typed):
    code, _, err = typed(row["words"], "--lang", "zh")
    first = err.splitlines()[0]
    assert code == int(row["exit"])
    assert first.startswith("错误：")
    assert any("\u4e00" <= character <= "\u9fff" for character in first.removeprefix("错误："))
    assert err.splitlines()[-1].startswith("提示：")


@pytest.mark.parametrize("row", PROCESSES, ids=name)
def test_a_sample_is_told_the_same_by_a_process_of_its_own(row, tmp_path, server):
    words = split(row["words"], server)
    prepare(tmp_path, words)
    plain = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG", "KG_"))}
    done = subprocess.run([sys.executable, "-m", "kg", *(QUERIES.get(word, word) for word in words)], cwd=tmp_path,
                          capture_output=True, env=plain | {"PYTHONPATH": str(ROOT)})
    check(row, (done.returncode, done.stdout.decode(), done.stderr.decode()), server)


# Findings -------------------------------------------------------------------------------------------------------------

PREFIXES = """\
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX id: <https://w3id.org/public-commitments/id/>
PREFIX pc: <https://w3id.org/public-commitments/ontology#>
PREFIX qudt: <http://qudt.org/schema/qudt/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX unit: <http://qudt.org/vocab/unit/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, object]]]:
    """What validation finds in a file of all statements of the table, one a line, in each language."""
    path = tmp_path_factory.mktemp("findings") / "entries.ttl"
    statements = [row["statement"].replace("1{5000}", "1" * 5000) + "\n" for row in FINDINGS]
    path.write_text(PREFIXES + "".join(statements), encoding="utf-8")
    told = {}
    for lang in ("en", "zh"):
        output = path.with_suffix(f".{lang}.json")
        assert main(["validate", str(path), "-o", str(output), "-f", "json", "--lang", lang]) == 1
        told[lang] = json.loads(output.read_text(encoding="utf-8"))["findings"]
    return told


@pytest.mark.parametrize("index", range(len(FINDINGS)), ids=lambda index: name(FINDINGS[index]))
def test_an_entry_is_found_in_data_at_its_place(index, found):
    row = FINDINGS[index]
    line = PREFIXES.count("\n") + 1 + index

    def here(lang: str) -> dict[str, object]:
        (finding,) = (each for each in found[lang] if (each["line"], each["code"]) == (line, row["code"]))
        return finding

    assert here("en")["column"] == int(row["column"])
    assert str(here("en")["message"]).startswith(row["message"])
    assert here("zh")["message"] != here("en")["message"]
    assert here("en")["fix"]
    assert here("zh")["fix"]


def test_a_thing_without_a_name_is_found(tmp_path, capsys):
    path = tmp_path / "a.ttl"
    path.write_text(PREFIXES + '[] rdfs:label "x"@en .\n', encoding="utf-8")
    assert main(["validate", str(path)]) == 1
    assert "V003 a thing without a name" in capsys.readouterr().out


# The whole catalogue --------------------------------------------------------------------------------------------------

NOTHING = {110, 155, 168}
"""What cannot go wrong here, since no command does the like; `others.tsv` says why."""


def test_every_entry_is_there_or_has_a_reason():
    numbers = {int(row["number"]) for rows in (RUNS, FINDINGS, OTHERS) for row in rows}
    assert numbers == set(range(1, 171))
    nothing = {int(row["number"]) for row in OTHERS if not row["test"]}
    assert nothing == NOTHING
    assert not nothing & {int(row["number"]) for rows in (RUNS, FINDINGS) for row in rows}
    assert all(row["test"] or row["note"] for row in OTHERS)


@pytest.mark.parametrize("row", [row for row in OTHERS if row["test"]], ids=name)
def test_an_entry_that_another_test_looks_after_has_that_test(row):
    path, _, function = row["test"].partition("::")
    assert f"def {function}(" in (ROOT / path).read_text(encoding="utf-8")
    if row["note"]:
        assert (ROOT / f"ontology/examples/fail/{row['note']}.ttl").exists()


SURROUNDINGS: dict[str, dict[str, str | None]] = {
    "no home": {"HOME": None},
    "a home that is not there": {"HOME": "/nowhere/at/all"},
    "odd time zone": {"TZ": "Nowhere/Nothing"},
    "no time zone": {"TZ": None},
    "no colour": {"NO_COLOR": "1"},
    "dumb terminal": {"TERM": "dumb", "COLUMNS": "40"},
}
ANSWER = ["query", "places", "-f", "csv"]


@pytest.mark.parametrize("what", [*SURROUNDINGS, "few open files"])
def test_odd_surroundings_change_nothing(what, tmp_path, capfd):
    import resource

    environment = {**os.environ, "PYTHONPATH": str(ROOT), **SURROUNDINGS.get(what, {})}
    few = (lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (16, 16))) if what == "few open files" else None
    done = subprocess.run([sys.executable, "-m", "kg", *ANSWER], cwd=tmp_path, capture_output=True, preexec_fn=few,
                          env={name: value for name, value in environment.items() if value is not None})
    assert main(ANSWER) == 0
    assert (done.returncode, done.stderr, done.stdout.decode()) == (0, b"", capfd.readouterr().out)
    assert b"\x1b" not in done.stdout


def test_shapes_of_a_project_that_would_check_nothing_are_refused(tmp_path, monkeypatch, capsys):
    shutil.copytree(ROOT / "ontology", tmp_path / "ontology")
    (tmp_path / "data/registers").mkdir(parents=True)
    (tmp_path / "data/registers/a.ttl").write_text(PREFIXES + 'id:a rdfs:label "a"@en .\n', encoding="utf-8")
    path = tmp_path / "ontology/shapes/claim.ttl"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("sh:datatype", "sh:datatpye", 1), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(["validate"]) == 3
    line = text[:text.index("sh:datatype")].count("\n") + 1
    error = capsys.readouterr().err.splitlines()
    assert error[0] == "error: sh:datatpye is no term of SHACL, so it would check nothing"
    assert error[1].startswith(f"  {path}:{line}:")
    assert error[2].startswith("hint: did you mean datatype")


def test_a_question_that_takes_too_long_is_ended():
    done = subprocess.run([sys.executable, "-m", "kg", "sparql", QUERIES["@product"], "--timeout", "1"], cwd=ROOT,
                          capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (5, "")
    assert done.stderr.splitlines()[0] == "error: no answer within 1 s"
    assert done.stderr.splitlines()[-1].startswith("hint: ")
