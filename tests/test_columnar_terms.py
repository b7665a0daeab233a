"""Terms of small graphs are kept in a list, those of large ones in a column: what is known of them is the same."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from dataclasses import fields

import numpy as np
import pyoxigraph as ox
import pytest
from test_literal_forms import ROWS, form

from kg.columnar import Triples, gather, parse, reading
from kg.columnar.few import FewTerms
from kg.columnar.terms import Terms
from kg.columnar.values import legal, worth
from kg.namespaces import XSD
from kg.text.literals import fault_of

EX = "http://example.org/"
PLAIN = ["", "8.8万人", 'a "quoted" word', "a\\b\tc\nd", "\ufffe", "\u0001", "１２"]
TEXTS = [ox.Literal(text) for text in PLAIN] + [
    ox.Literal(text, language=tag) for text in PLAIN for tag in ("zh", "en-GB")]


def statements() -> list[ox.Triple]:
    """Give every literal form of the list and every kind of term."""
    forms = (ox.Literal(form(row["form"]), datatype=ox.NamedNode(XSD + row["datatype"])) for row in ROWS)
    things = [*forms, *TEXTS, ox.NamedNode(EX + "é"), ox.BlankNode("b1")]
    return [ox.Triple(ox.NamedNode(f"{EX}{place % 7}"), ox.NamedNode(EX + "p"), thing)
            for place, thing in enumerate(things)]


def both(monkeypatch: pytest.MonkeyPatch, triples: Iterable[ox.Triple]) -> tuple[Triples, Triples]:
    told = list(triples)
    few = gather(told, lambda text, datatype: fault_of(text, datatype) is None)
    monkeypatch.setattr(reading, "FEW", -1)
    many = gather(told, lambda text, datatype: fault_of(text, datatype) is None)
    assert [type(each.terms) for each in (few, many)] == [FewTerms, Terms]
    return few, many


def facts(triples: Triples, texts: list[str]) -> dict[str, tuple[object, ...]]:
    """Give all that is known of each term, by its text."""
    terms = triples.terms
    codes, known, good = terms.codes(texts), worth(terms), legal(terms)
    kinds, places = terms.kinds(), terms.suffix_codes()
    suffixes = [*terms.suffixes, ""]
    columns = [getattr(known, each.name) for each in fields(known)]
    return {text: (lexical, bool(good[code]), int(kinds[code]), suffixes[places[code]],
                   *(plain(each.get(code)) if isinstance(each, dict) else int(each[code]) for each in columns))
            for text, code, lexical in zip(texts, codes.tolist(), terms.lexicals(codes), strict=True)}  # fmt: skip


def plain(value: object) -> object:
    """A value that equals itself, which NaN does not."""
    return repr(value) if isinstance(value, float) else value


def test_both_know_the_same_of_every_term(monkeypatch):
    triples = statements()
    few, many = both(monkeypatch, triples)
    texts = sorted({str(triple.object) for triple in triples})
    found = facts(few, texts)
    assert found == facts(many, texts)
    assert sum(known[1] for known in found.values()) > 100


def test_both_take_up_terms_that_the_data_do_not_hold(monkeypatch):
    triples = statements()
    new = [f'"{number}"^^<{XSD}decimal>' for number in ("7.50", "-0", "99999999999999999999.9")]
    texts = [*new, *sorted({str(triple.object) for triple in triples})]
    for each in (few_and_many := both(monkeypatch, triples)):
        worth(each.terms)
        size = len(each.terms)
        assert sorted(each.terms.codes([*new, *new])[:3].tolist()) == [size, size + 1, size + 2]
    assert facts(few_and_many[0], texts) == facts(few_and_many[1], texts)


def test_both_hold_the_same_statements(monkeypatch):
    for each in both(monkeypatch, statements()):
        columns = zip(*(each.terms.texts(column) for column in (each.subjects, each.predicates, each.objects)),
                      strict=True)
        assert sorted(columns) == sorted({(str(t.subject), str(t.predicate), str(t.object)) for t in statements()})


def test_a_dataset_is_read_as_the_union_of_its_graphs(monkeypatch):
    text = f'''<{EX}a> <{EX}p> "x y . <z>"@en <{EX}g> .
<{EX}a> <{EX}p> <{EX}b> .
_:c <{EX}p> "1"^^<{XSD}integer> _:g .'''
    found = []
    for few in (20_000, -1):
        monkeypatch.setattr(reading, "FEW", few)
        read = parse(text, ox.RdfFormat.N_QUADS)
        found.append(read.terms.texts(np.concatenate([read.subjects, read.objects])))
    assert found[0] == found[1]
    assert f"<{EX}b>" in found[0]
    assert '"x y . <z>"@en' in found[0]


def test_a_small_graph_is_judged_without_polars(tmp_path):
    program = """
import sys
from kg.cli import main
assert main(["validate", "-q", "-o", sys.argv[1]]) == 0
print("numpy" in sys.modules, "polars" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", program, tmp_path / "report.txt"], capture_output=True, text=True,
                          cwd=tmp_path)  # fmt: skip
    assert (done.stdout, done.stderr) == ("True False\n", "")
