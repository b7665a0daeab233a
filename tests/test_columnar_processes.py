"""A document that several processes read and judge part by part gives what one process gives."""

from __future__ import annotations

from collections import Counter

import pyoxigraph as ox
import pytest

from kg.columnar import Validator, Workers, gather, parse, reading
from kg.columnar.parting import _LAST_LINE, parted
from kg.columnar.rows import rows

TURTLE = ox.RdfFormat.TURTLE
HEAD = "@base <http://example.org/base/> .\nPREFIX ex: <http://example.org/>\n"
LINES = """ex:n{0} a ex:C ; ex:p "full stop .", "stop # no comment ." ;
    ex:q _:b{1} , [ ex:r <r> ] . # a comment .
ex:n{0} ex:v {0}.5 , 'it''s'@en-GB , "quote \\" . " . ex:n{0} ex:w {0} .
# ex:no ex:statement ex:here .
<n{0}#x> ex:p <#y> .
""".replace("it''s", "its")
SHAPES = """PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX ex: <http://example.org/>
ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:property [ sh:path ex:w ; sh:maxExclusive 30 ] ;
    sh:property [ sh:path ex:q ; sh:nodeKind sh:IRI ] ; sh:sparql ex:constraint .
ex:constraint sh:message "{?value} is more" ; sh:select
    "SELECT $this ?value { $this <http://example.org/v> ?value FILTER (?value > 50) }" ."""


@pytest.fixture(scope="module")
def workers():
    with Workers(2) as pair:
        yield pair


@pytest.fixture(autouse=True)
def small_parts(monkeypatch):
    """Take short texts and small graphs for large ones, which are given to processes."""
    monkeypatch.setattr(reading, "_PART", 2000)
    monkeypatch.setattr(reading, "FEW", -1)


def written(folder, text: str):
    path = folder / "data.ttl"
    path.write_text(text, encoding="utf-8")
    return path


def document() -> str:
    return HEAD + "".join(LINES.format(number, number % 7) for number in range(100))


def told(triples) -> Counter:
    """All statements, anonymous nodes alike."""
    texts = triples.terms.texts
    named = [[text if not text.startswith("_:") or len(text) < 5 else "_:" for text in texts(column)]
             for column in (triples.subjects, triples.predicates, triples.objects)]  # fmt: skip
    return Counter(zip(*named, strict=True))


def test_parts_are_put_together_to_the_same_graph(tmp_path, workers, monkeypatch):
    path = written(tmp_path, document())
    assert len(parted(path, None, 2000)) > 5
    taken = []
    in_parts = reading._in_parts
    monkeypatch.setattr(reading, "_in_parts", lambda *given: taken.append(in_parts(*given)) or taken[-1])
    apart, whole = parse(path, workers=workers), parse(path)
    assert len(taken[0]) > 5
    assert len(apart) == len(whole) > 800
    assert told(apart) == told(whole)


def test_shares_are_put_together_to_the_same_report(tmp_path, workers):
    path = written(tmp_path, document())
    validator = Validator(quad.triple for quad in ox.parse(SHAPES, format=TURTLE))
    apart = validator.validate(parse(path, workers=workers), workers=workers)
    whole = validator.validate(parse(path))
    assert rows(apart.results) == rows(whole.results)
    assert len(whole.results) > 300
    assert {message.value for each in apart.results for message in each.messages if each.constraint} == {
        f"{number}.5 is more" for number in range(50, 100)}  # fmt: skip


def test_some_nodes_are_shared_out_like_all(tmp_path, workers):
    validator = Validator(quad.triple for quad in ox.parse(SHAPES, format=TURTLE))
    triples = parse(written(tmp_path, document()))
    asked = [ox.NamedNode(f"http://example.org/n{number}") for number in (10, 60, 90)]
    apart = validator.validate(triples, among=asked, workers=workers)
    assert rows(apart.results) == rows(validator.validate(triples, among=asked).results)
    assert {each.focus for each in apart.results} == set(asked)
    assert len(apart.results) < len(validator.validate(triples).results)


def test_a_small_graph_is_not_given_to_processes(workers, monkeypatch):
    monkeypatch.setattr(reading, "FEW", 20_000)
    monkeypatch.setattr(Workers, "run", None)
    validator = Validator(quad.triple for quad in ox.parse(SHAPES, format=TURTLE))
    small = "".join(LINES.format(number, 1) for number in (60, 61))
    report = validator.validate(parse(HEAD + small), workers=workers)
    assert {each.focus.value for each in report.results} == {f"http://example.org/n{number}" for number in (60, 61)}


def test_a_query_outside_the_subset_runs_in_each_process(workers):
    shapes = SHAPES.replace("FILTER (?value > 50)", "FILTER (HOURS(?value) > 20)")
    validator = Validator(quad.triple for quad in ox.parse(shapes, format=TURTLE))
    data = "PREFIX ex: <http://example.org/>\nPREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n" + "".join(
        f"ex:n{hour} a ex:C ; ex:v '2024-01-22T{hour:02}:00:00'^^xsd:dateTime .\n" for hour in range(24))
    triples = gather(quad.triple for quad in ox.parse(data, format=TURTLE))
    report = validator.validate(triples, workers=workers)
    assert [reason for _, reason in report.taken] == ["the function HOURS"]
    assert {each.focus.value for each in report.results} == {f"http://example.org/n{hour}" for hour in (21, 22, 23)}


@pytest.mark.parametrize("change", [
    lambda text: text + "PREFIX new: <http://example.org/new/>\n" + text[len(HEAD):],
    lambda text: text + "PREFIX ex: <http://example.org/other/>\n" + text[len(HEAD):],
    lambda text: text.replace('"full stop ."', '"""full\nstop .\nex:a ex:b ex:c .\n"""'),
    lambda text: text.replace("\n", " ").replace("# a comment .", "").replace("# ex:no ex:statement ex:here .", ""),
], ids=["a prefix later on", "a prefix again", "long strings", "one line"])  # fmt: skip
def test_what_cannot_be_cut_is_read_whole(tmp_path, workers, change):
    path = written(tmp_path, change(document()))
    assert reading._in_parts(path, None, workers) is None
    assert told(parse(path, workers=workers)) == told(parse(path))


def test_an_error_is_told_with_its_place(tmp_path, workers):
    text = document()
    path = written(tmp_path, text + "ex:a ex:b nonsense:c .\n" + text[len(HEAD):])
    with pytest.raises(SyntaxError) as apart:
        parse(path, workers=workers)
    assert apart.value.lineno == text.count("\n") + 1


@pytest.mark.parametrize("line", [
    b'ex:a ex:b "c" .\n', b"<http://x/a#b> ex:p 'it .' .\n", b".\n", b"    ex:b 5.\r\n", b'ex:a ex:b "\\"#" .\n',
])
def test_a_statement_ends_with_the_line(line):
    assert _LAST_LINE.fullmatch(line)


@pytest.mark.parametrize("line", [
    b"ex:a ex:b ex:c ; # .\n", b'ex:a ex:b "c ; .\n', b"ex:a ex:b ex:c ;\n", b"ex:a ex:b ex:c\\# .\n",
    b"# a comment .\n", b"ex:it\\'s ex:p ex:o . # '.\n", b"ex:a ex:b ex:c",
])
def test_a_statement_may_go_on(line):
    assert not _LAST_LINE.fullmatch(line)
