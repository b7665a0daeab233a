"""Turtle and SPARQL are laid out one way: the prefix table, the order, the indentation, the banners."""

from __future__ import annotations

import re
from itertools import chain
from pathlib import Path

import pytest

from kg.namespaces import PREFIXES

ROOT = Path(__file__).parents[1]
ALIGNMENTS = ROOT / "ontology/alignments.ttl"
ONTOLOGY = sorted(ROOT.glob("ontology/**/*.ttl"))
DATA = sorted(ROOT.glob("data/**/*.ttl"))
QUERIES = sorted(chain(ROOT.glob("ontology/**/*.rq"), ROOT.glob("queries/*.rq")))
LINKED = [*ONTOLOGY, *DATA, *QUERIES]
TEXT = [
    *LINKED,
    *ROOT.glob("kg/**/*.py"),
    *ROOT.glob("tests/**/*.py"),
    *ROOT.glob("*.md"),
    ROOT / "pyproject.toml",
    ROOT / ".ci/run",
]
PREFIX_LINE = re.compile(r"PREFIX (\w+): <(\S+)>")
BANNER = re.compile(r"# [A-Z][^\n]*[^-\s] -+")
KEYWORDS = "select|construct|ask|where|filter|optional|union|bind|values|order by|group by|having|minus|exists|prefix"
LITERALS_AND_IRIS = re.compile(r'"""(?:[^"\\]|\\.|"(?!""))*"""|"(?:[^"\\\n]|\\.)*"|<[^>\s]*>', re.DOTALL)


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def header(path: Path) -> list[tuple[str, str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [PREFIX_LINE.fullmatch(line).groups() for line in lines if line.startswith("PREFIX")]


def bare(text: str) -> str:
    """The text with literals and IRIs reduced to a mark and without comments: what is left is syntax and names."""
    text = LITERALS_AND_IRIS.sub('""', text)
    return re.sub(r"(?m)(?:^|(?<=\s))#.*$", "", text)


def prefixes_in(code: str) -> set[str]:
    return set(re.findall(r"(?<![\w:?$/-])([a-z]\w*):(?=[A-Za-z_*\s;/|)^+]|$)", code))


def linked(paths):
    return pytest.mark.parametrize("path", paths, ids=relative)


@linked(TEXT)
def test_a_file_is_utf_8_with_line_feeds_no_tabs_no_trailing_space_and_one_final_newline(path):
    content = path.read_bytes()
    text = content.decode("utf-8")
    assert not content.startswith(b"\xef\xbb\xbf")
    assert "\r" not in text
    assert "\t" not in text
    assert not re.search(r" +$", text, re.MULTILINE)
    assert not text or (text.endswith("\n") and not text.endswith("\n\n"))


@linked(LINKED)
def test_prefixes_come_from_the_one_table(path):
    table = PREFIXES
    if path == ALIGNMENTS:
        lists = [each.read_text().splitlines()[0] for each in ROOT.glob("tests/vocabularies/*.txt")]
        table = dict(PREFIX_LINE.fullmatch(line).groups() for line in lists) | PREFIXES
    assert {prefix: namespace for prefix, namespace in header(path) if table.get(prefix) != namespace} == {}


@linked(LINKED)
def test_prefixes_are_sorted(path):
    prefixes = [prefix for prefix, _ in header(path)]
    assert prefixes == sorted(set(prefixes))


@linked(LINKED)
def test_every_prefix_is_used_and_every_used_one_declared(path):
    lines = bare(path.read_text(encoding="utf-8")).splitlines()
    used = prefixes_in("\n".join(line for line in lines if not line.startswith("PREFIX")))
    declared = {prefix for prefix, _ in header(path)}
    assert declared - used == set()
    assert (used - declared) & PREFIXES.keys() == set()


@linked(sorted(ROOT.glob("ontology/shapes/*.ttl")))
def test_queries_in_shapes_use_the_prefixes_that_the_shapes_declare(path):
    declared = (ROOT / "ontology/shapes/prefixes.ttl").read_text(encoding="utf-8")
    queries = re.findall(r'"""(.*?)"""', path.read_text(encoding="utf-8"), re.DOTALL)
    for prefix in prefixes_in(bare("\n".join(queries))):
        assert f'sh:prefix "{prefix}"' in declared
        assert f'"{PREFIXES[prefix]}"^^xsd:anyURI' in declared


def test_every_prefix_of_the_table_is_used_somewhere():
    used = {prefix for path in LINKED for prefix, _ in header(path)}
    names_of_graphs = {"graph"}
    assert PREFIXES.keys() - used <= names_of_graphs


def test_no_namespace_has_two_prefixes():
    assert len(set(PREFIXES.values())) == len(PREFIXES)


@linked(LINKED)
def test_prefixes_are_written_without_at_sign_and_full_stop(path):
    assert not re.search(r"(?m)^\s*@(prefix|base)", path.read_text(encoding="utf-8"))


@linked(LINKED)
def test_indentation_is_by_four_spaces(path):
    text = LITERALS_AND_IRIS.sub(lambda match: match[0].replace("\n", "\n    "), path.read_text(encoding="utf-8"))
    odd = [line for line in text.splitlines() if (len(line) - len(line.lstrip(" "))) % 4 and line.strip()]
    inside_literals = path.is_relative_to(ROOT / "ontology/shapes")
    assert odd == [] or inside_literals


@linked([path for path in ONTOLOGY if "shapes" not in path.parts])
def test_comments_in_the_ontology_are_banners(path):
    comments = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    assert [line for line in comments if not BANNER.fullmatch(line)] == []


@linked(DATA)
def test_data_have_no_comments(path):
    assert not re.search(r"(?m)^\s*#", path.read_text(encoding="utf-8"))


@linked(ONTOLOGY)
def test_a_block_closes_with_a_full_stop_of_its_own(path):
    lines = bare(path.read_text(encoding="utf-8")).splitlines()
    starts = [line for line in lines if re.match(r"[^\s.]", line) and not line.startswith("PREFIX")]
    assert [line for line in lines if re.search(r"\S\s*\.\s*$", line)] == []
    assert len(starts) == lines.count(".")


@linked(QUERIES)
def test_a_query_has_no_vendor_function_no_star_no_service_and_no_limit(path):
    code = bare(path.read_text(encoding="utf-8"))
    assert not re.search(r"\b(SERVICE|FROM|LIMIT|OFFSET)\b", code)
    assert not re.search(r"SELECT\s+(DISTINCT\s+)?\*", code)


@linked(QUERIES)
def test_sparql_keywords_are_upper_case(path):
    code = bare(path.read_text(encoding="utf-8"))
    assert re.findall(rf"(?<![\w?$:-])(?:{KEYWORDS})(?![\w:-])", code) == []


@linked(sorted(ROOT.glob("queries/*.rq")))
def test_a_question_ends_in_an_order(path):
    assert re.search(r"\bORDER BY\b", bare(path.read_text(encoding="utf-8")))
