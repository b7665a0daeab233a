"""What `--fix` mends, and what it leaves alone: values and readings are never touched."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.checking import repairs
from kg.checking.expectations import plain_number
from kg.layout import Layout
from kg.namespaces import OA, PC, QUDT, XSD
from kg.text import nearest, turtle

ROOT = Path(__file__).parents[1]
VALID = (ROOT / "ontology/examples/valid.ttl").read_text(encoding="utf-8")
BULLETIN = Path("data/bulletins/bulletin.ttl")
TEXT = "青溪市新增城镇就业1.2万人\n处理劳动争议案件200件,其中\n调解结案150件。现有幼儿园120所,现有幼儿园130所。"


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("新增城镇就业1.2万人", "新增城镇就业1.2万人"),
        ("新增城镇就业 1.2万人", "新增城镇就业1.2万人"),
        ("200件,其中调解结案150件", "200件,其中\n调解结案150件"),
        ("新增了城镇就业1.2万人", "新增城镇就业1.2万人"),
        ("处理劳动争议案200件", "处理劳动争议案件200件"),
        ("处理劳务争议案件200件", "处理劳动争议案件200件"),
        ("处理劳务争义案件200件", "处理劳动争议案件200件"),
        ("青西市新增城镇就业", "青溪市新增城镇就业"),
    ],
    ids=["same", "a space more", "a line break less", "one more", "one less", "another", "two others", "at the start"],
)
def test_the_nearest_quotation(quote: str, found: str) -> None:
    span = nearest.find(quote, TEXT)

    assert span is not None
    assert TEXT[slice(*span)] == found


@pytest.mark.parametrize(
    "quote",
    ["新增城镇就业1.3万人", "处理劳动争议案件2000件", "现有幼儿园1", "现有幼儿园140所", "完全没有说过的话", "", " ",
     "案。"],
    ids=["another digit", "one digit more", "twice", "between two", "nowhere", "empty", "blank", "short"],
)
def test_no_quotation_is_guessed(quote: str) -> None:
    assert nearest.find(quote, TEXT) is None


def test_a_quotation_is_sought_in_its_article_only() -> None:
    assert nearest.find("青溪市", TEXT, 3) is None
    assert nearest.find("130所", TEXT, 0, len(TEXT) - 4) is None


@pytest.mark.parametrize(
    ("written", "plain"),
    [("19000.0", "19000"), ("0.50", "0.5"), ("007", "7"), ("+7", "7"), ("-0", "0"), ("-1.10", "-1.1"), (".5", "0.5"),
     ("5.", "5"), ("000", "0"), ("88000", None), ("0", None), ("348.6", None), ("-3", None), ("", None), ("1e3", None),
     ("8 8", None), (".", None), ("１", None), ("1,0", None)],
)  # fmt: skip
def test_needless_zeros(written: str, plain: str | None) -> None:
    assert plain_number(ox.Literal(written, datatype=ox.NamedNode(XSD + "decimal"))) == plain
    assert plain_number(ox.Literal(written, datatype=ox.NamedNode(XSD + "string"))) is None


class Texts(dict):
    """Texts by digest."""


def article() -> str:
    """A text in which every quotation of the valid example stands where the example says."""
    triples = turtle.read(ROOT / "ontology/examples/valid.ttl")
    said = {(t.subject, t.predicate.value): t.object.value for t in triples if isinstance(t.object, ox.Literal)}
    end = next(int(value) for (_, predicate), value in said.items() if predicate == PC + "textEnd")
    text = ["、"] * end
    for (subject, predicate), words in said.items():
        if predicate == OA + "exact":
            start = int(said[subject, OA + "start"])
            text[start : start + len(words)] = words
    assert len(text) == end
    return "".join(text)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The valid example as a project, with the text it quotes beside it."""
    source = tmp_path.parent / f"{tmp_path.name}-texts"
    source.mkdir()
    (source / "article.txt").write_text(article(), encoding="utf-8")
    (tmp_path / BULLETIN).parent.mkdir(parents=True)
    digest = hashlib.sha256(article().encode()).hexdigest()
    text = re.sub(r'pc:textDigest "[0-9a-f]+"', f'pc:textDigest "{digest}"', VALID)
    (tmp_path / BULLETIN).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def texts() -> Texts:
    return Texts({hashlib.sha256(article().encode()).hexdigest(): article()})


def spoil(project: Path, *changes: tuple[str, str]) -> str:
    """Change the bulletin; give what it was."""
    good = text = (project / BULLETIN).read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    (project / BULLETIN).write_text(text, encoding="utf-8")
    return good


def mended(project: Path, texts: Texts | None = None) -> str:
    repair = repairs.mended(project / BULLETIN, texts)
    assert repair.new is not None
    return repair.new.decode("utf-8")


def test_what_is_right_is_let_be(project: Path, texts: Texts) -> None:
    repair = repairs.mended(project / BULLETIN, texts)

    assert repair.old == repair.new
    assert repair.told == ()


def test_needless_zeros_go_and_the_form_comes(project: Path) -> None:
    good = spoil(project, ('"200"^^xsd:decimal', "200.0"), ('"150"^^xsd:decimal', '"150.00"^^xsd:decimal'),
                 ("    a pc:Bulletin ;\n", "  a pc:Bulletin ;  \n"))  # fmt: skip

    assert mended(project) == good


@pytest.mark.parametrize(
    "change",
    [
        ('oa:end "76"', 'oa:end "77"'),
        ('oa:start "63"', 'oa:start "3"'),
        ('oa:exact "全市新增城镇就业1.2万人"', 'oa:exact "全市新增城镇就业 1.2万人"'),
        ('oa:exact "全市新增城镇就业1.2万人"', 'oa:exact "全市新增了城镇就业1.2万人"'),
        ('oa:exact "全市新增城镇就业1.2万人"', 'oa:exact "全市新増城镇就业1.2万人"'),
    ],
    ids=["end", "start", "a space", "one character more", "another character"],
)
def test_a_quotation_is_brought_to_its_place(change: tuple[str, str], project: Path, texts: Texts) -> None:
    good = spoil(project, change)

    assert mended(project, texts) == good
    assert mended(project) != good


@pytest.mark.parametrize(
    "change",
    [
        ('oa:exact "全市新增城镇就业1.2万人"', 'oa:exact "全市新增城镇就业1.3万人"'),
        ('oa:exact "全市新增城镇就业1.2万人"', 'oa:exact "本市去年新增了许多工作岗位"'),
        ('qudt:value "12000"^^xsd:decimal', 'qudt:value "12001"^^xsd:decimal'),
        ('pc:asWritten "1.2万人"', 'pc:asWritten "1.3万人"'),
        ("code:precision-rounded", "code:precision-exact"),
        ('pc:textDigest "', 'pc:textDigest "0'),
    ],
    ids=["digit in a quotation", "other words", "value", "words", "reading", "digest"],
)
def test_no_value_and_no_reading_is_ever_changed(change: tuple[str, str], project: Path, texts: Texts) -> None:
    spoil(project, change)

    repair = repairs.mended(project / BULLETIN, texts)

    assert repair.old == repair.new


def test_the_statements_stay_the_same_but_for_what_is_told(project: Path, texts: Texts) -> None:
    spoil(project, ('"200"^^xsd:decimal', '"200.0"^^xsd:decimal'), ('oa:end "76"', 'oa:end "99"'))
    before = set(turtle.read(project / BULLETIN))

    repair = repairs.mended(project / BULLETIN, texts)

    after = {quad.triple for quad in turtle.parse(repair.new, "mended")}
    assert {triple.predicate.value for triple in before ^ after} == {QUDT + "value", OA + "end"}
    assert len(before ^ after) == 4
    told = ["200.0 written as 200", "“全市新增城镇就业1.2万人”: end 99 becomes 76"]
    assert list(repair.told) == told


def test_a_comment_is_kept_and_the_rest_is_mended(project: Path) -> None:
    spoil(project, ('"200"^^xsd:decimal ;', '"200.0"^^xsd:decimal ; # looked up'))

    repair = repairs.mended(project / BULLETIN)

    assert b'"200"^^xsd:decimal ; # looked up' in repair.new
    assert "form kept" in repair.told[-1]


def kg(project: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "KG_LANG"} | {"LC_ALL": "C.UTF-8"}
    return subprocess.run([sys.executable, "-m", "kg", *words], cwd=project, capture_output=True, text=True,
                          encoding="utf-8", env=environment)


def everything(project: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in sorted(project.rglob("*")) if path.is_file()}


def test_a_dry_run_shows_a_diff_that_patch_applies_and_writes_nothing(project: Path) -> None:
    kg(project, "derive")
    good = everything(project)
    spoil(project, ('"200"^^xsd:decimal', '"200.0"^^xsd:decimal'))
    kg(project, "derive")
    before = everything(project)

    done = kg(project, "validate", "--fix", "--dry-run", "-q")

    assert done.returncode == 1
    assert everything(project) == before
    assert '-    qudt:value "200.0"^^xsd:decimal ;\n+    qudt:value "200"^^xsd:decimal ;' in done.stdout
    subprocess.run(["git", "init", "-q"], cwd=project, check=True)
    diff = done.stdout[done.stdout.index("--- a/") :].partition("\n\n")[0]
    assert diff
    if shutil.which("patch"):
        patch = re.split(r"^(?=\S+:\d+:\d+ |Conforms|Does not)", done.stdout, maxsplit=1, flags=re.MULTILINE)[0]
        subprocess.run(["patch", "-p1", "-s"], cwd=project, input=patch, text=True, encoding="utf-8", check=True)
        shutil.rmtree(project / ".git")
        assert everything(project) == good


def test_fixing_mends_what_it_can_says_so_and_reports_the_rest(project: Path) -> None:
    kg(project, "derive")
    good = everything(project)
    spoil(project, ('"200"^^xsd:decimal', '"200.0"^^xsd:decimal'))

    done = kg(project, "validate", "--fix")

    assert done.returncode == 0, done.stdout + done.stderr
    assert everything(project) == good
    assert f"{BULLETIN}: 200.0 written as 200" in done.stderr
    assert done.stdout.startswith("Conforms")
    assert "nothing to mend" in kg(project, "validate", "--fix").stderr


def test_bounds_that_were_edited_are_derived_anew(project: Path) -> None:
    kg(project, "derive")
    good = everything(project)
    (path,) = (path for path in (project / "data/derived").rglob("*.ttl") if path.name == BULLETIN.name)
    path.write_text(path.read_text(encoding="utf-8").replace('"12500"', '"12600"'), encoding="utf-8")
    assert everything(project) != good
    assert "D001" in kg(project, "validate").stdout

    assert kg(project, "validate", "--fix").returncode == 0

    assert everything(project) == good


def test_fixing_with_the_texts_at_hand(project: Path) -> None:
    good = spoil(project, ('oa:end "76"', 'oa:end "79"'))

    done = kg(project, "validate", "--fix", "--source", str(project.parent / f"{project.name}-texts"))

    assert (project / BULLETIN).read_text(encoding="utf-8") == good
    assert "end 79 becomes 76" in done.stderr


def test_a_report_with_the_texts_at_hand_names_the_edits(project: Path) -> None:
    line = VALID[: VALID.index('oa:end "76"')].count("\n") + 1
    spoil(project, ('oa:end "76"', 'oa:end "79"'))
    source = str(project.parent / f"{project.name}-texts")

    told = json.loads(kg(project, "validate", "--source", source, "-f", "json").stdout)["findings"]

    (edits,) = (finding["edits"] for finding in told if finding["code"] == "E06")
    assert [(edit["line"], edit["text"]) for edit in edits] == [(line, '"76"')]
    sarif = json.loads(kg(project, "validate", "--source", source, "-f", "sarif").stdout)
    assert any("fixes" in result for result in sarif["runs"][0]["results"] if result["ruleId"] == "E06")


def test_a_folder_of_texts_that_is_missing_is_told(project: Path) -> None:
    done = kg(project, "validate", "--fix", "--source", "nowhere")

    assert done.returncode == 2
    assert "nowhere" in done.stderr


def test_a_project_without_derived_files_gets_none(project: Path) -> None:
    spoil(project, ('"200"^^xsd:decimal', '"200.0"^^xsd:decimal'))

    with_folder = repairs.plan(Layout.at(project), [project / BULLETIN], None, project / "trial")

    assert [repair.path for repair in with_folder] == [project / BULLETIN]
