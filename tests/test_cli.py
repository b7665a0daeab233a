"""The command line as people meet it: processes, pipes, locales, folders, slips."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.cli.commands import COMMANDS
from kg.layout import Layout

ROOT = Path(__file__).parents[1]
KG = [sys.executable, "-m", "kg"]
PLAIN = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "KG_", "COLUMNS"))}
TARGET = "target-xinxiang-2023-boarding-schools"


def kg(*words: str, cwd: Path = ROOT, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([*KG, *words], cwd=cwd, input=stdin, capture_output=True,
                          env=PLAIN | {"PYTHONPATH": str(ROOT)} | environment)
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def on_terminal(*words: str, columns: int = 100) -> str:
    """Run a command on a pseudo-terminal; give all that it shows."""
    main, side = pty.openpty()
    process = subprocess.Popen([*KG, *words], stdin=side, stdout=side, stderr=side, cwd=ROOT,
                               env=PLAIN | {"COLUMNS": str(columns)})
    os.close(side)
    shown = b""
    try:
        while piece := os.read(main, 65536):
            shown += piece
    except OSError:
        pass  # the other side is closed
    os.close(main)
    process.wait()
    return shown.decode().replace("\r\n", "\n")


@pytest.fixture
def typed(capfdbinary, monkeypatch) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run a command in this process, which is quicker than a process of its own."""
    from kg.cli import main

    for name in ("KG_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(ROOT)

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        code = main(words)
        said = capfdbinary.readouterr()
        return subprocess.CompletedProcess(words, code, said.out.decode(), said.err.decode())

    return run


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of one's own, in a folder with spaces and Chinese in its name."""
    root = tmp_path / "新乡 承诺"
    shutil.copytree(Layout.shipped().data, root / "data")
    return root


# Answers --------------------------------------------------------------------------------------------------------------


def test_a_piped_answer_is_csv_and_nothing_else():
    done = kg("query", "exceeded-targets")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert (done.returncode, done.stderr, len(rows)) == (0, "", 10)
    assert rows[0]["target"].startswith("https://")


def test_json_has_the_figures_of_the_bulletins():
    found = json.loads(kg("query", "exceeded-targets", "-f", "json").stdout)["results"]["bindings"]
    ratios = {row["target"]["value"].rpartition("2023-")[2]: row["ratio"]["value"] for row in found}
    assert len(ratios) == 10
    assert (ratios["boarding-schools"], ratios["returnee-startups"]) == ("1.375", "3.486")


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "jsonl", "md", "table"])
def test_every_format_writes_what_its_extension_names(form, tmp_path, typed):
    path = tmp_path / f"答案.{'txt' if form == 'table' else form}"
    assert typed("query", "places", "-o", str(path)).returncode == 0
    assert path.read_text(encoding="utf-8") == typed("query", "places", "-f", form).stdout


def test_a_terminal_gets_a_table_with_labels_that_fits():
    shown = on_terminal("query", "exceeded-targets", columns=110)
    assert "Which targets were exceeded" in shown
    assert "137.5 %" in shown
    assert "https://" not in shown
    assert "10 row(s)" in shown
    assert "not shown, for want of room" in shown


def test_a_terminal_in_chinese_has_no_english_sentence():
    shown = on_terminal("query", "exceeded-targets", "--lang", "zh", columns=160)
    assert "超额完成" in shown
    assert not re.findall(r"[a-z]+ [a-z]+ [a-z]+", shown)


def test_show_prints_the_query_and_runs_nothing():
    done = kg("query", "places", "lang=zh", "--limit", "2", "--show", "--endpoint", "http://127.0.0.1:1/")
    assert 'VALUES $lang { "zh" }' in done.stdout
    assert done.stdout.endswith("LIMIT 2\n")


def test_a_question_explains_its_parameters():
    done = kg("query", "evidence", "--help")
    assert done.returncode == 0
    assert "thing" in done.stdout


def test_free_queries_come_as_words_file_or_input(tmp_path):
    text = "SELECT (COUNT(*) AS ?n) { ?t a pc:Target }"
    (tmp_path / "问题.rq").write_text(text, encoding="utf-8")
    outputs = {kg("sparql", text).stdout, kg("sparql", str(tmp_path / "问题.rq")).stdout,
               kg("sparql", "-", stdin=text.encode()).stdout}
    assert outputs == {"n\n10\n"}
    assert kg("sparql", "CONSTRUCT WHERE { id:place-410700 ?p ?o }").stdout.startswith("PREFIX")
    assert json.loads(kg("sparql", "ASK { ?t a pc:Target }", "-f", "json").stdout) == {"head": {}, "boolean": True}
    window = kg("sparql", "SELECT ?t { ?t a pc:Target } ORDER BY ?t", "--limit", "2", "--offset", "9")
    assert window.stdout.count("\n") == 2


def test_an_unknown_term_is_a_warning_with_the_nearest_name():
    done = kg("sparql", "SELECT ?t { ?t a pc:Targt }")
    assert done.returncode == 0
    assert "unknown term pc:Targt; did you mean pc:Target" in done.stderr


def test_cards_and_searches():
    assert "137.5 %" in kg("show", TARGET).stdout
    assert json.loads(kg("show", TARGET, "-f", "json").stdout)["kind"] == "target"
    assert kg("show", TARGET, "-f", "ttl").stdout.startswith("PREFIX")
    assert "claim-xinxiang" in kg("find", "8.8万").stdout
    nothing = kg("find", "no such words")
    assert (nothing.returncode, nothing.stdout) == (0, "thing,kind,text\n")
    assert "nothing found" in nothing.stderr


def test_alone_it_says_where_one_is_and_what_to_do_next():
    assert "kg query exceeded-targets" in kg().stdout
    assert kg("--version").stdout.startswith("kg ")
    overview = kg("--help").stdout
    assert all(f"kg {name}" in overview for name in COMMANDS)


def test_the_list_of_questions():
    assert "exceeded-targets" in kg("queries").stdout
    assert {row["name"] for row in json.loads(kg("queries", "-f", "json").stdout)} >= {"places", "evidence"}
    assert "哪些目标超额完成" in kg("queries", "--lang", "zh").stdout


# Language -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("environment", [
    {"LC_ALL": "C"}, {"LC_ALL": "POSIX", "PYTHONIOENCODING": "ascii"}, {"PYTHONIOENCODING": "latin-1"},
    {"LC_ALL": "C.UTF-8"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, {"LANG": "en_US.ISO-8859-1"},
])
def test_output_is_utf_8_in_any_locale(environment):
    done = kg("query", "places", "lang=zh", **environment)
    assert "新乡市" in done.stdout
    assert "新乡市教育局" in kg("show", "agency-xinxiang-education", "--lang", "zh", **environment).stdout


@pytest.mark.parametrize(("environment", "lang"), [
    ({}, "en"), ({"LANG": "zh_CN.UTF-8"}, "zh"), ({"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, "en"),
    ({"KG_LANG": "zh"}, "zh"), ({"KG_LANG": "en", "LANG": "zh_CN.UTF-8"}, "en"), ({"KG_LANG": "fr"}, "en"),
])
def test_the_language_follows_option_environment_and_locale(environment, lang):
    done = kg("query", "nothing", **environment)
    assert ("错误：" in done.stderr) == (lang == "zh")
    assert "错误：" in kg("query", "nothing", "--lang", "zh", **environment).stderr


@pytest.mark.parametrize("words", [
    ["--help"], [], ["queries"], ["explain"], ["show", TARGET], ["query", "exceeded-targets", "--help"], ["nothing"],
    ["query", "plcaes"], ["query", "places", "lang=fr"], ["query", "places", "x"], ["sparql", "DROP ALL"],
    ["sparql", "SELECT ?t { ?t a pc:Targt }"], ["show", "nothing at all"], ["format", "--check"], ["diff"],
    ["query", "places", "--frmat", "csv"], ["export"], *[[name, "--help"] for name in COMMANDS],
])
def test_the_chinese_interface_has_no_english_sentence(words, typed):
    done = typed(*words, "--lang", "zh")
    said = re.sub(r"“[^”]*”|\bkg [a-z-]+( [a-z-]+)*", "", done.stdout + done.stderr)
    assert not re.findall(r"\b[a-z]{2,} [a-z]{2,} [a-z]{2,}\b", said)


# Slips ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("words", "code", "said"), [
    (["qurey"], 2, "did you mean query"),
    (["query"], 2, "which question"),
    (["query", "plcaes"], 2, "did you mean places"),
    (["query", "places", "lagn=zh"], 2, "did you mean lang"),
    (["query", "places", "lang=fr"], 2, "must be en or zh"),
    (["query", "places", "zh"], 2, "not of the form parameter=value"),
    (["query", "places", "lang=zh", "lang=en"], 2, "one value"),
    (["query", "evidence", "thing=\\u0022"], 2, "backslashes"),
    (["query", "evidence", 'thing=x> . ?s ?p ?o #'], 2, "nothing is called"),
    (["query", "places", "--frmat", "csv"], 2, "did you mean --format"),
    (["query", "places", "-f"], 2, "needs a value"),
    (["query", "places", "-f", "cvs"], 2, "did you mean csv"),
    (["query", "places", "-o", "x.docx"], 2, 'no format "docx"'),
    (["query", "places", "--limit", "two"], 2, "whole number"),
    (["query", "places", "--timeout", "0"], 2, "--timeout must be at least 1"),
    (["find", "x", "--max-memory", "0"], 2, "--max-memory must be at least 1"),
    (["query", "places", "--endpoint", "http://127.0.0.1:1/", "--timeout", "0"], 2, "at least 1"),
    (["push", "http://127.0.0.1:1/", "--timeout", "0"], 2, "at least 1"),
    (["mutate", "--sample", "0"], 2, "--sample must be at least 1"),
    (["mutate", "--jobs", "0"], 2, "--jobs must be at least 1"),
    (["build", "--store", "x", "--processes", "0"], 2, "--processes must be at least 1"),
    (["query", "places", "--store", "README.md"], 2, "README.md is a file"),
    (["build", "--store", "README.md"], 2, "name another folder with --store"),
    (["build", "--store", "README.md/below"], 2, "name another folder with --store"),
    (["validate", "--store", "README.md"], 2, "README.md is a file"),
    (["query", "places", "--rounding", "up"], 2, "must be one of half-unit, cut"),
    (["query", "places", "--data", "no/such/place"], 3, "no such file"),
    (["query", "places", "-o", "/dev/null/x.csv"], 3, "cannot be"),
    (["push", "localhost:7993"], 2, "did you mean http://localhost:7993?"),
    (["pull", "example.org/sparql", "-o", "x"], 2, "did you mean http://example.org/sparql?"),
    (["query", "places", "--endpoint", "nonsense"], 2, "not the address"),
    (["query", "places", "--endpoint", "http://127.0.0.1:1/"], 4, "cannot be reached"),
    (["sparql", "SELECT ?a { ?a ?? }"], 4, "query:1:"),
    (["sparql", "DROP ALL"], 4, "updates are refused"),
    (["sparql", "SELECT ?a { SERVICE <http://x/> { ?a ?b ?c } }"], 4, "SERVICE is refused"),
    (["sparql", "missing.rq"], 3, "cannot be read"),
    (["sparql"], 2, "a query, a file or -"),
    (["show"], 2, "a label, short id or IRI"),
    (["show", "nothing at all"], 2, "nothing is called"),
    (["find", " "], 2, "find what"),
    (["explain", "NOPE99"], 2, "NOPE99"),
    (["export", "docx"], 2, "docx"),
    (["diff", "no-such-revision"], 2, "neither a file, nor a folder, nor a git revision"),
    (["queries", "extra"], 2, 'takes no "extra"'),
])
def test_a_slip_is_one_clear_message_with_its_exit_code(words, code, said, typed):
    done = typed(*words)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr
    assert done.stderr.startswith("error: ")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("content", [
    b"\xef\xbb\xbfPREFIX", "新乡".encode("gbk"), "新乡".encode("utf-16"), b"<a> <b", b"\x00",
])
def test_a_file_that_cannot_be_read_is_named(content, tmp_path, typed):
    path = tmp_path / "坏 文件.ttl"
    path.write_bytes(content)
    done = typed("query", "places", "--data", str(path))
    assert done.returncode == 3
    assert "坏 文件.ttl" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_fault_of_ours_is_one_line_and_asks_for_a_report(monkeypatch, capsys):
    from kg.cli import main, questions

    monkeypatch.setattr(questions, "queries", lambda session: 1 / 0)
    assert main(["queries"]) == 70
    said = capsys.readouterr().err
    assert "internal error: ZeroDivisionError" in said
    assert "Traceback" not in said
    assert main(["queries", "-v"]) == 70
    assert "Traceback" in capsys.readouterr().err


# Pipes, disks, signals ------------------------------------------------------------------------------------------------


def test_head_is_met_with_silence():
    command = f"{' '.join(KG)} sparql 'SELECT ?s ?p ?o {{ ?s ?p ?o }}' | head -1"
    done = subprocess.run(["bash", "-c", f"set -o pipefail; {command}"], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "s,p,o\n", "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("words", [["query", "places"], ["--help"], ["export", "nquads"]])
def test_a_full_disk_is_told(words):
    with open("/dev/full", "wb") as full:  # noqa: PTH123
        done = subprocess.run([*KG, *words], cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 3
    assert "no space left" in done.stderr
    assert "Traceback" not in done.stderr


def test_nothing_is_half_written(tmp_path):
    path = tmp_path / "answer.csv"
    path.write_text("old", encoding="utf-8")
    assert kg("query", "places", "lang=fr", "-o", str(path)).returncode == 2
    assert kg("query", "places", "-o", str(tmp_path)).returncode in (2, 3)
    assert path.read_text(encoding="utf-8") == "old"
    assert kg("query", "places", "-o", str(path)).returncode == 0
    assert path.read_text(encoding="utf-8").startswith("place,")
    assert [each.name for each in tmp_path.iterdir()] == ["answer.csv"]


def test_an_interrupt_ends_even_a_long_query():
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER (STR(?c) > STR(?f) && ?i != ?c) }"
    process = subprocess.Popen([*KG, "sparql", endless], cwd=ROOT, stderr=subprocess.PIPE)
    time.sleep(1.5)
    process.send_signal(signal.SIGINT)
    assert process.wait(5) == 130
    assert process.stderr is not None
    assert process.stderr.read() == b""
    process.stderr.close()


# Projects -------------------------------------------------------------------------------------------------------------


def test_it_answers_from_any_folder(tmp_path):
    assert kg("query", "places", cwd=tmp_path).stdout == kg("query", "places").stdout


def test_a_project_is_found_upward_through_spaces_and_chinese(project):
    below = project / "data" / "bulletins"
    (below / "xinxiang" / "2024-01-22-education.ttl").unlink()
    answer = kg("query", "exceeded-targets", cwd=below)
    assert 0 < answer.stdout.count("\nhttps:") < 10
    assert str(project) in kg(cwd=below).stdout


def test_format_and_derive_write_only_what_changed(project):
    path = project / "data" / "bulletins" / "xinxiang" / "2024-01-22-education.ttl"
    good = path.read_bytes()
    assert kg("format", "--check", cwd=project).returncode == 0
    path.write_bytes(good.replace(b" ;\n", b";\n"))
    check = kg("format", "--check", cwd=project)
    assert (check.returncode, path.name in check.stdout) == (1, True)
    assert kg("format", cwd=project).returncode == 0
    assert path.read_bytes() == good
    path.write_bytes(good.replace(b'"8"^^xsd:decimal', b'"9"^^xsd:decimal'))
    assert kg("derive", "--check", cwd=project).returncode == 1
    assert kg("derive", cwd=project).returncode == 0
    assert kg("derive", "--check", cwd=project).returncode == 0


def test_validate_answers_with_line_and_exit_code(project):
    path = project / "data" / "bulletins" / "xinxiang" / "2024-01-22-education.ttl"
    path.write_bytes(path.read_bytes().replace(b'qudt:value "11"', b'qudt:value "12"'))
    done = kg("validate", str(path), cwd=project)
    assert done.returncode == 1
    assert re.search(r"2024-01-22-education\.ttl:\d+:\d+ error [A-Z]\d+ ", done.stdout)


def test_diff_tells_in_words(project):
    old = project / "old"
    shutil.copytree(project / "data", old / "data")
    path = project / "data" / "bulletins" / "xinxiang" / "2024-01-22-education.ttl"
    path.write_bytes(path.read_bytes().replace("11所".encode(), "12所".encode()).replace(b'"11"^^', b'"12"^^'))
    done = kg("diff", str(old), cwd=project)
    assert done.returncode == 0
    assert "result revised" in done.stdout
    assert "12所" in done.stdout
    assert json.loads(kg("diff", str(old), "-f", "json", cwd=project).stdout)["changes"]
    assert kg("diff", str(old), str(old), cwd=project).stdout == ""


def test_diff_knows_git_revisions(project):
    def git(*words: str) -> None:
        subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b", *words], cwd=project, check=True,
                       capture_output=True)

    git("init")
    git("add", ".")
    git("commit", "-m", "first")
    (project / "data" / "bulletins" / "xinxiang" / "2024-01-22-education.ttl").unlink()
    assert "bulletin removed" in kg("diff", "HEAD", cwd=project).stdout


def test_export_writes_one_file_or_one_a_graph(tmp_path):
    assert kg("export", "turtle", "-o", str(tmp_path / "图.ttl")).returncode == 0
    assert (tmp_path / "图.ttl").read_bytes().startswith(b"PREFIX")
    assert kg("export", "-o", str(tmp_path / "图.nq")).returncode == 0
    assert kg("export", "trig", "--split", "-o", str(tmp_path / "folder")).returncode == 0
    assert len(list((tmp_path / "folder").glob("*.trig"))) >= 10
