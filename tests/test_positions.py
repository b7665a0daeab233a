"""Every triple of a Turtle text is found where it stands."""

from __future__ import annotations

import time

import pytest
import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode

from kg.layout import Layout
from kg.text import positions, turtle

E = "http://e/"
SHIPPED = Layout.shipped()
TEXT = r'''# a comment with "quotes" and <iri>
@prefix a: <http://a/> . @prefix : <http://e/> . PREFIX q:<http://q#>
@base <http://base/x/> .
<s> a a:C , <../r> ; a:p "x"@zh-CN , "y"^^a:dt , 'z' , """long "q" ""
 two \u0041 \n""" , 1 , -1.5 , .5 , 1e3 , 1.e-3 , true , false ;; .
:x\~y a:b.c.d q:%41 . # comment "x
a:x a:p [ a:q 1 ; a:r [ a:t "u" ] ] , ( 1 a:c ( 3 ) () ) ; a:z "end"^^ # c
 <http://a/zz> .
_:b1 a:p _:b2 . a:s.t a:p a:o.
[] a:p 3 . [ a:p 4 ] a:p 5 . (1) a:p 6 .
a:😀 a:中文 "中文" , "😀" ; a:last "l" .
'''


def triples(text: str):
    return [quad.triple for quad in turtle.parse(text.encode(), "text")]


def is_anonymous(term) -> bool:
    return isinstance(term, BlankNode) and term.value not in ("b1", "b2")


def test_every_named_triple_of_a_tangled_text_is_found_and_its_token_is_the_object():
    index = positions.index(TEXT)
    found = 0
    for triple in triples(TEXT):
        if is_anonymous(triple.subject) or is_anonymous(triple.object):
            continue
        place = index.of(triple.subject, triple.predicate, triple.object)
        token = index.source(place.line)[place.column - 1:place.end_column - 1]
        if isinstance(triple.object, Literal) and "\n" not in triple.object.value:
            assert triple.object.value in token
        elif isinstance(triple.object, NamedNode) and token != "()":
            assert token.strip("<>").split(":")[-1].split("/")[-1] in triple.object.value
        found += 1
    assert found == 20


@pytest.mark.parametrize(("terms", "place"), [
    ((":x~y", "a:b.c.d", "q:%41"), (6, 15, 20)),
    ((":x~y", "a:b.c.d"), (6, 7, 14)),
    ((":x~y",), (6, 1, 6)),
    (("a:s.t", "a:p", "a:o"), (9, 27, 30)),
    (("a:x", "a:nothing", "a:o"), (7, 1, 4)),
    (("a:x", "a:z", "a:other"), (7, 60, 63)),
    (("a:x", None, "a:other"), (7, 1, 4)),
    (("a:😀", "a:中文"), (11, 5, 9)),
])
def test_an_object_falls_back_to_its_predicate_and_that_to_its_subject(terms, place):
    spelt = {"a": "http://a/", "q": "http://q#", "": E}

    def term(name):
        prefix, _, local = name.partition(":")
        return NamedNode(spelt[prefix] + local)

    assert positions.index(TEXT).of(*(name and term(name) for name in terms)) == place


def test_columns_count_characters_not_bytes_and_a_long_string_ends_with_its_line():
    index = positions.index(TEXT)
    face, chinese = NamedNode("http://a/😀"), NamedNode("http://a/中文")
    assert index.of(face, chinese, Literal("😀")) == (11, 17, 20)
    long = Literal('long "q" ""\n two A \n')
    assert index.of(NamedNode("http://base/x/s"), NamedNode("http://a/p"), long) == (4, 56, 70)


def test_terms_of_rdflib_and_n_triples_strings_are_understood():
    index = positions.index('<http://a/s> <http://a/p> "8.8"^^<http://a/d> , "x"@zh , "q\\"" .')
    subject, predicate = rdflib.URIRef("http://a/s"), rdflib.URIRef("http://a/p")
    assert index.of(subject, predicate, rdflib.Literal("8.8", datatype=rdflib.URIRef("http://a/d"))).column == 27
    assert index.of(subject, predicate, rdflib.Literal("x", lang="zh")).column == 49
    assert index.of(subject, predicate, rdflib.Literal('q"')).column == 58
    assert index.of("<http://a/s>", "<http://a/p>", '"x"@zh').column == 49


def test_what_is_not_in_the_text_stands_nowhere():
    assert positions.index(TEXT).of(NamedNode("http://nowhere/")) is None
    assert positions.index("").of(NamedNode("http://nowhere/")) is None


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_in_any_of_three_ways(end):
    index = positions.index(f"<http://a/s>{end}  <http://a/p>{end}  1 .{end}")
    assert index.of(NamedNode("http://a/s"), NamedNode("http://a/p")) == (2, 3, 15)
    assert index.source(3) == "  1 ."


def test_comments_and_nameless_nodes_are_found_but_not_inside_strings_and_names():
    text = '<http://a/#s> <http://a/p> "# [ _:" , <http://a/o> ; <http://a/q> () .\n'
    assert positions.first_comment(text) is None
    assert positions.first_nameless(text) is None
    assert positions.first_comment(text + "  # here") == (2, 3, 9)
    assert positions.first_nameless(text + "# [\n [] a <http://a/c> .") == (3, 2, 3)


@pytest.mark.parametrize("path", [*SHIPPED.registers(), *SHIPPED.bulletins(), *SHIPPED.vocabulary(), *SHIPPED.shapes()],
                         ids=lambda path: path.stem)
def test_every_triple_of_the_shipped_files_has_a_place(path):
    text = path.read_text(encoding="utf-8")
    index = positions.index(text)
    for triple in turtle.read(path):
        if isinstance(triple.subject, NamedNode) and not isinstance(triple.object, BlankNode):
            place = index.of(triple.subject, triple.predicate, triple.object)
            line = index.source(place.line)
            assert place.end_column <= len(line) + 1
            if isinstance(triple.object, NamedNode) and line[place.column - 1:] != "a":
                local = line[place.column - 1:place.end_column - 1].split(":")[-1].strip("<>")
                assert local == "a" or triple.object.value.endswith(local)


def test_a_hundred_thousand_triples_take_less_than_three_seconds():
    rows = (f'a:s{n}\n    a a:T ;\n    a:p "{n}"^^a:dt ;\n    a:q a:o{n} , "中文{n}"@zh ;\n.\n' for n in range(25_000))
    text = "PREFIX a: <http://a/>\n" + "".join(rows)
    start = time.process_time()
    index = positions.index(text)
    assert time.process_time() - start < 3
    assert index.of("<http://a/s24999>", "<http://a/q>", "<http://a/o24999>") == (125_000, 9, 17)
