"""Lines are sorted in little memory as they are in much; graphs become the same lines whichever way they are read."""

from __future__ import annotations

import tempfile

import pytest
from pyoxigraph import BlankNode, RdfFormat, Triple, parse, serialize

from kg.errors import KgError, LimitError
from kg.layout import Layout
from kg.text import lines, sorting, streaming, turtle

NUMBERED = [f"<{number * 7919 % 1000:05}> \\u000A é {number % 2}".encode() for number in range(3000)]


def sorter(given: list[bytes], memory: int) -> sorting.Sorter:
    made = sorting.Sorter(memory)
    for start in range(0, len(given), 30):
        made.add(given[start:start + 30])
    return made


@pytest.mark.parametrize("memory", [100, 2000, 40_000, 10**9])
@pytest.mark.parametrize("most_runs", [2, 100])
def test_sorting_on_the_disk_gives_what_sorting_in_memory_gives(memory, most_runs, monkeypatch):
    monkeypatch.setattr(sorting, "MOST_RUNS", most_runs)
    batches = list(sorter(NUMBERED, memory).batches(400))
    assert max(map(len, batches)) <= 400
    assert [line for batch in batches for line in batch] == sorted(set(NUMBERED))


@pytest.mark.parametrize("memory", [2000, 10**9])
def test_sorted_lines_are_read_again_and_again_and_side_by_side(memory):
    found = sorter(NUMBERED, memory).lines()
    assert (found.held is None) == (memory == 2000)
    assert len(found) == len(set(NUMBERED))
    assert list(zip(found, found, strict=True)) == [(line, line) for line in sorted(set(NUMBERED))]
    assert list(sorting.NONE) == []


def test_a_line_longer_than_what_is_read_at_a_time_comes_whole():
    given = [b"a" * 5000, b"b", b"c" * 9000]
    assert list(sorter(given[::-1], 40).lines()) == given


@pytest.mark.parametrize("memory", [1000, 10**9])
def test_two_lists_are_cut_at_the_same_lines(memory):
    ours, theirs = sorter(NUMBERED, memory).lines(), sorter([*NUMBERED[::2], b"x", b"z"], memory).lines()
    stretches = list(sorting.aligned(ours, theirs))
    assert [line for own, _ in stretches for line in own] == list(ours)
    assert [line for _, other in stretches for line in other] == list(theirs)
    ends = [max(own + other) for own, other in stretches]
    assert ends == sorted(ends)
    for end, (own, other) in zip(ends, stretches[1:], strict=False):
        assert min(own + other) > end


def test_no_room_on_the_disk_is_said_with_what_to_do(monkeypatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    with pytest.raises(LimitError) as caught:
        sorter(NUMBERED, 100)
    assert "TMPDIR" in caught.value.hint


@pytest.mark.parametrize("path", [*Layout.shipped().vocabulary(), *Layout.shipped().bulletins()], ids=lambda p: p.stem)
def test_a_file_becomes_the_lines_of_its_triples(path, monkeypatch):
    ground = [triple for triple in turtle.read(path) if BlankNode not in {type(triple.subject), type(triple.object)}]
    whole = b"".join(streaming.ntriples(path))
    text, blank = lines.parted(whole)
    assert set(lines.cut(text)) == {str(triple).encode() for triple in ground}
    assert len(blank) == len(turtle.read(path)) - len(ground)
    monkeypatch.setattr(streaming, "PIECE", 100)
    pieces = list(streaming.ntriples(path))
    assert len(pieces) > 1
    assert lines.parted(b"".join(pieces))[0] == text


@pytest.mark.parametrize("suffix", sorted(turtle.FORMATS))
def test_every_format_that_is_read_becomes_lines(suffix, tmp_path):
    triples = turtle.read(Layout.shipped().bulletins()[0])
    path = tmp_path / f"a{suffix}"
    serialize(triples, str(path), turtle.FORMATS[suffix])
    assert lines.parse(b"".join(streaming.ntriples(path))) == turtle.read(path)


def test_blank_nodes_of_two_files_are_not_the_same(tmp_path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.ttl").write_text("_:x <https://example.org/p> 1 .")
    found = {triple.subject for name in ("a", "b")
             for text in streaming.ntriples(tmp_path / f"{name}.ttl") for triple in lines.parse(text)}
    assert len(found) == 2


@pytest.mark.parametrize("data", [
    b"", b"# nothing\n", b"<a> <b> <c> .", b"<http://a> <http://b> \"\xff\" .", b"<http://a> <http://b> 1",
    b"<http://a> <http://b> " + b"[ <http://c> " * 101 + b"1" + b" ]" * 101 + b" .",
    b'<http://a> <http://b> "' + b"x" * 1_048_577 + b'" .'])
def test_what_cannot_be_read_is_refused_in_the_same_words(data, tmp_path):
    path = tmp_path / "a.ttl"
    path.write_bytes(data)
    with pytest.raises(KgError) as expected:
        turtle.read(path)
    with pytest.raises(type(expected.value)) as caught:
        list(streaming.ntriples(path))
    assert (caught.value.message, caught.value.place, caught.value.hint) == (
        expected.value.message, expected.value.place, expected.value.hint)


def test_a_long_text_of_wide_characters_is_not_too_long(tmp_path):
    path = tmp_path / "a.ttl"
    path.write_text(f'<http://a> <http://b> "{"乡" * 1_000_000}" .', encoding="utf-8")
    assert sum(map(len, streaming.ntriples(path))) > 3_000_000


def test_lines_are_read_as_what_was_written():
    triple = next(iter(parse('<http://a> <http://b> "_:\\n\\t\\u0001"@en .', RdfFormat.TURTLE))).triple
    assert lines.triples(lines.cut(lines.written([triple]))) == [Triple(*triple)]
    assert lines.parted(lines.written([triple])) == (lines.written([triple]), [])
