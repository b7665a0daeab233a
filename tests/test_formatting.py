"""Formatting writes the canonical text, or nothing at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg import files
from kg.errors import InputError, TurtleError, UsageError
from kg.layout import Layout
from kg.text.formatting import format_files

UNTIDY = """@prefix c: <https://w3id.org/public-commitments/ontology#> .
<https://w3id.org/public-commitments/id/b> c:rank 4 ; a c:RankClaim .
<https://w3id.org/public-commitments/id/a> c:rank "04"^^<http://www.w3.org/2001/XMLSchema#integer> .
"""
TIDY = """PREFIX id: <https://w3id.org/public-commitments/id/>
PREFIX pc: <https://w3id.org/public-commitments/ontology#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

id:a
    pc:rank "04"^^xsd:integer ;
.

id:b
    a pc:RankClaim ;
    pc:rank "4"^^xsd:integer ;
.
"""


@pytest.fixture
def untidy(tmp_path: Path) -> Path:
    path = tmp_path / "新乡 bulletin.ttl"
    path.write_text(UNTIDY, encoding="utf-8")
    return path


def test_a_file_is_written_once_and_then_stays(untidy):
    untidy.chmod(0o640)
    assert format_files([untidy]) == ((untidy, True),)
    assert untidy.read_text(encoding="utf-8") == TIDY
    assert untidy.stat().st_mode & 0o777 == 0o640
    assert format_files([untidy]) == ((untidy, False),)
    assert [path.name for path in untidy.parent.iterdir()] == [untidy.name]


def test_checking_writes_nothing(untidy):
    assert format_files([untidy], check=True) == ((untidy, True),)
    assert untidy.read_text(encoding="utf-8") == UNTIDY


@pytest.mark.parametrize(("line", "place"), [
    ('<http://e/a> <http://e/b> "# no" . # a comment', ":4:36"),
    ("<http://e/a> <http://e/b> [] .", ":4:27"),
    ("_:a <http://e/b> 1 .", ":4:1"),
])
def test_comments_and_blank_nodes_are_refused_with_their_place(untidy, line, place):
    text = UNTIDY + line + "\n"
    untidy.write_text(text, encoding="utf-8")
    with pytest.raises(TurtleError) as caught:
        format_files([untidy])
    assert caught.value.place == f"{untidy}{place}"
    assert untidy.read_text(encoding="utf-8") == text


def test_one_bad_file_keeps_all_files_as_they_are(untidy):
    bad = untidy.with_name("z.ttl")
    for text in ("not turtle", "", "<http://e/a> <http://e/b> 'a'"):
        bad.write_text(text, encoding="utf-8")
        with pytest.raises(InputError):
            format_files([untidy, bad])
        assert untidy.read_text(encoding="utf-8") == UNTIDY


def test_only_turtle_is_formatted(untidy):
    other = untidy.rename(untidy.with_suffix(".nt"))
    with pytest.raises(InputError, match="not a Turtle file"):
        format_files([other])


def test_the_shipped_data_are_canonical():
    layout = Layout.shipped()
    formatted = format_files(layout.registers() + layout.bulletins(), check=True)
    untidy = [file.path.name for file in formatted if file.changed]
    assert not untidy, f"run: kg format ({untidy})"


def test_a_failure_while_writing_leaves_the_old_file(untidy):
    def fail_half_way():
        with files.replacing(untidy) as stream:
            stream.write(b"half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_half_way()
    assert untidy.read_text(encoding="utf-8") == UNTIDY
    assert [path.name for path in untidy.parent.iterdir()] == [untidy.name]


def test_a_file_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "a file").touch()
    for path in (tmp_path / "missing/a.ttl", tmp_path / "a file/a.ttl"):
        with pytest.raises(UsageError, match="cannot be written"), files.replacing(path):
            pass


def test_writing_follows_a_link(tmp_path):
    target, link = tmp_path / "target", tmp_path / "link"
    target.touch()
    link.symlink_to(target)
    files.write(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
