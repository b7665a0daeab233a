"""RDF files are read strictly, with a word about every slip; canonical Turtle is one text for one set of triples."""

from __future__ import annotations

import random
from contextlib import suppress
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.errors import EncodingError, InputError, TurtleError
from kg.messages import in_language
from kg.namespaces import ID, PC, RDF, XSD
from kg.text import turtle

BAD = Path(__file__).parent / "examples/bad"
LITERALS = Path(__file__).parent / "examples/literals.ttl"

SLIPS = {
    "a-as-subject": ("4:1", "the subject is missing"),
    "bad-escape": ("4:21", "known escapes are"),
    "bare-name": ("4:6", "a prefix and a colon"),
    "bare-percent": ("4:16", "no percent sign"),
    "blank-node-as-predicate": ("4:6", "a predicate is an IRI"),
    "capital-true": ("4:14", "lower case"),
    "curly-quotes": ("4:19", "quotation marks are straight"),
    "double-sign": ("4:14", "a number is written"),
    "full-width-digits": ("4:14", "digits are ASCII"),
    "full-width-semicolon": ("4:16", "punctuation is ASCII"),
    "full-width-space": ("4:5", "U+3000"),
    "full-width-stop": ("4:16", "punctuation is ASCII"),
    "invisible-character": ("4:18", "invisible"),
    "line-break-in-string": ("4:23", "write \\n"),
    "literal-as-predicate": ("4:6", "a predicate is an IRI"),
    "literal-as-subject": ("4:1", "only be an object"),
    "merge-conflict": ("5:1", "keep one side"),
    "missing-full-stop": ("4:15", "needs a full stop"),
    "missing-semicolon": ("6:5", "the line before needs ;"),
    "misspelt-prefix-keyword": ("4:1", "spelt @prefix"),
    "named-graph": ("4:6", ".trig"),
    "no-break-space": ("4:5", "U+00A0"),
    "notation3-rule": ("4:1", "N3"),
    "number-without-exponent": ("4:14", "a number is written"),
    "prefix-without-stop": ("5:1", "the line before needs"),
    "relative-iri": ("4:18", "there is no base"),
    "space-in-iri": ("4:18", "perhaps > is missing"),
    "stop-after-prefix": ("4:39", "after PREFIX and BASE there is no full stop"),
    "surrogate-escape": ("4:20", "surrogate"),
    "tag-and-datatype": ("4:25", "not both"),
    "trailing-comma": ("4:18", "a comma too many"),
    "unclosed-bracket": ("4:26", "not closed with ]"),
    "unclosed-iri": ("4:18", "never closed with >"),
    "unclosed-list": ("4:18", "or no )"),
    "unclosed-long-string": ("4:19", "long string that begins here"),
    "unclosed-string": ("4:19", "the string that begins here"),
    "undeclared-prefix": ("4:6", "PREFIX oa: <http://www.w3.org/ns/oa#>"),
    "underscore-in-tag": ("4:25", "zh-CN"),
    "unknown-prefix": ("4:1", "declare it"),
    "unquoted-date": ("4:18", '"2026-01-31"^^xsd:date'),
    "windows-path-as-iri": ("4:21", "file:///"),
}
"""Bad example → where the error stands and what the hint says."""

OTHER_FILES = {
    "empty": "the file is empty",
    "no-statements": "no statements",
    "page": "HTML",
    "json": "JSON",
    "table": "CSV",
    "rdf-xml": "RDF/XML",
}
"""Bad example → what the message names."""

TEXT = '<https://example.org/a> <https://example.org/b> "新增城镇就业" .\n'
OTHER_BYTES = {
    "UTF-16 text": TEXT.encode("utf-16"),
    "without a byte order mark": TEXT.encode("utf-16-le"),
    "GBK": TEXT.encode("gbk"),
    "Latin-1": TEXT.replace("新增城镇就业", "café à la carte").encode("latin-1"),
    "cut short": TEXT.encode()[:-6],
    "overlong": TEXT.encode().replace("新".encode(), b"\xc0\xaf"),
    "gzip": b"\x1f\x8b\x08\x00rest",
    "zip": b"PK\x03\x04rest",
    "PDF": b"%PDF-1.7\n%rest",
}
"""What the message names → bytes that are not UTF-8 Turtle."""


def triple(subject: str, predicate: str, value: object) -> Triple:
    return Triple(NamedNode(ID + subject), NamedNode(PC + predicate), value)


def parsed(text: str) -> list[Triple]:
    return [quad.triple for quad in turtle.parse(text.encode(), "text")]


def test_every_bad_example_is_expected():
    assert {path.stem for path in BAD.iterdir()} == {*SLIPS, *OTHER_FILES}


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_is_told_with_its_place_and_a_hint_in_both_languages(name):
    path = BAD / f"{name}.ttl"
    place, hint = SLIPS[name]
    with pytest.raises(TurtleError) as caught:
        turtle.read(path)
    assert caught.value.place == f"{path}:{place}"
    assert hint in caught.value.hint
    assert in_language(caught.value.hint, "zh") != caught.value.hint


@pytest.mark.parametrize("name", OTHER_FILES)
def test_a_file_of_another_kind_is_named(name):
    with pytest.raises(InputError, match=OTHER_FILES[name]):
        turtle.read(BAD / f"{name}.ttl")


@pytest.mark.parametrize("kind", OTHER_BYTES)
def test_bytes_of_another_kind_are_named(kind):
    with pytest.raises(EncodingError) as caught:
        turtle.parse(OTHER_BYTES[kind], "a.ttl")
    assert kind in str(caught.value)
    assert caught.value.hint


def test_a_comment_that_is_not_utf_8_is_told_too():
    with pytest.raises(EncodingError, match="GBK") as caught:
        turtle.parse(b"# " + "新乡市".encode("gbk") + b"\n" + b"<http://e/a> <http://e/b> 1 .", "a.ttl")
    assert caught.value.place == "a.ttl:1:3"


def test_a_damaged_file_never_gives_another_error():
    chance = random.Random(3)
    sources = [path.read_bytes() for path in (LITERALS, *sorted(BAD.iterdir())) if path.stat().st_size]
    pieces = [b'"', b"<", b">", b"\\", b"[", b"(", b";", b".", b",", b"\0", b'"""', b"^^", b"@", b"{", "；".encode()]
    for _ in range(2000):
        data = bytearray(chance.choice(sources))
        for _ in range(chance.randint(1, 4)):
            place = chance.randrange(len(data) + 1)
            data[place:place + chance.choice((0, 0, 1, 9))] = chance.choice([*pieces, bytes([chance.randrange(256)])])
        with suppress(TurtleError, EncodingError):
            turtle.parse(bytes(data), "a.ttl")


def test_a_missing_file_a_folder_and_an_unknown_extension_are_refused(tmp_path):
    (tmp_path / "folder.ttl").mkdir()
    for name in ("missing.ttl", "folder.ttl", "a.docx"):
        with pytest.raises(InputError):
            turtle.read(tmp_path / name)


def test_a_byte_order_mark_and_all_line_ends_are_let_pass():
    plain = turtle.parse(TEXT.encode(), "a")
    assert turtle.parse(b"\xef\xbb\xbf" + TEXT.encode(), "a") == plain
    assert turtle.parse(TEXT.replace(" ", "\r\n", 1).encode(), "a") == plain
    assert turtle.parse(TEXT.replace(" ", "\r", 1).encode(), "a") == plain


def test_the_four_formats_are_told_by_extension(tmp_path):
    texts = {"a.ttl": TEXT, "a.nt": TEXT, "a.trig": f"<https://example.org/g> {{ {TEXT} }}",
             "a.nq": TEXT.replace(" .", " <https://example.org/g> .")}
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert turtle.read(tmp_path / name) == parsed(TEXT)
    assert str(turtle.read_quads(tmp_path / "a.nq")[0].graph_name) == "<https://example.org/g>"


def test_canonical_turtle_looks_as_agreed():
    decimal = NamedNode(XSD + "decimal")
    triples = [
        triple("b", "asWritten", Literal("8.8万人")),
        triple("b", "lowerBound", Literal("0.30", datatype=decimal)),
        triple("b", "statedIn", NamedNode(ID + "z")),
        triple("b", "statedIn", NamedNode(ID + "y")),
        Triple(NamedNode(ID + "b"), NamedNode(RDF + "type"), NamedNode(PC + "OutcomeClaim")),
        triple("a", "rank", NamedNode("https://example.org/")),
    ]
    assert turtle.canonical(triples) == """\
PREFIX id: <https://w3id.org/public-commitments/id/>
PREFIX pc: <https://w3id.org/public-commitments/ontology#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

id:a
    pc:rank <https://example.org/> ;
.

id:b
    a pc:OutcomeClaim ;
    pc:asWritten "8.8万人" ;
    pc:lowerBound "0.30"^^xsd:decimal ;
    pc:statedIn
        id:y ,
        id:z ;
.
"""


def test_canonical_turtle_keeps_every_literal_in_any_order_and_is_its_own_canon():
    triples = turtle.read(LITERALS)
    text = turtle.canonical(triples)
    chance = random.Random(7)
    for _ in range(20):
        shuffled = triples + chance.sample(triples, 5)
        chance.shuffle(shuffled)
        assert turtle.canonical(shuffled) == text
    assert set(parsed(text)) == set(triples)
    assert turtle.canonical(parsed(text)) == text


def test_canonical_turtle_keeps_random_strings_and_names():
    chance = random.Random(11)
    characters = [chr(code) for code in (*range(1, 0x250), 0x2028, 0x200B, 0x202E, 0xFEFF, 0xFFFE, 0x4E07, 0x1F600)]
    triples = set()
    for _ in range(500):
        text = "".join(chance.choices(characters, k=8))
        name = "".join(chance.choices("aZ09_-.:~%41/é万·\u0301'(),;", k=5))
        triples.add(triple(name.replace("%", "%25"), "asWritten", Literal(text)))
    text = turtle.canonical(triples)
    assert set(parsed(text)) == triples
    assert all(character.isprintable() or character in "\n\u200b\xa0\xad" for character in text)


def test_one_more_subject_adds_one_block_and_moves_nothing():
    triples = [triple(name, "rank", NamedNode(ID + "x")) for name in "ace"]
    before = turtle.canonical(triples)
    after = turtle.canonical([*triples, triple("b", "rank", NamedNode(ID + "x"))])
    assert after.replace("id:b\n    pc:rank id:x ;\n.\n\n", "") == before


def test_the_canonical_text_of_nothing_is_nothing():
    assert turtle.canonical([]) == ""


@pytest.mark.parametrize("nameless", [
    triple("a", "rank", BlankNode()),
    Triple(BlankNode(), NamedNode(PC + "rank"), Literal("4")),
    triple("a", "rank", triple("a", "rank", Literal("4"))),
])
def test_what_has_no_name_is_refused(nameless):
    with pytest.raises(InputError, match="cannot be written canonically"):
        turtle.canonical([nameless])
