"""Two engines behind one interface: the same findings, an account of how they came about, and shapes kept compiled."""

from __future__ import annotations

import subprocess
import sys
from functools import cache

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg import columnar
from kg.checking import examples
from kg.checking.gates import Fault
from kg.checking.rulebook import Rulebook
from kg.checking.validation import Checked, Validation
from kg.cli import main
from kg.columnar import reference
from kg.errors import InputError, KgError, UsageError
from kg.layout import Layout
from kg.namespaces import PC, QUDT, RDF, SH, XSD
from kg.shacl import kept
from kg.shacl.engines import ENGINES, Means, engine

LAYOUT = Layout.shipped()
FAILING = sorted((examples.folder(LAYOUT) / "fail").glob("*.ttl"))
VALUE = NamedNode(QUDT + "value")


def shapes(*constraint: Triple) -> tuple[Triple, ...]:
    """A shape that asks of each claim what is given."""
    shape = NamedNode("http://x/shape")
    return (Triple(shape, NamedNode(RDF + "type"), NamedNode(SH + "NodeShape")),
            Triple(shape, NamedNode(SH + "targetClass"), NamedNode(PC + "Claim")), *constraint)  # fmt: skip


def of_values(name: str, value: NamedNode | Literal) -> tuple[Triple, ...]:
    shape, inner = NamedNode("http://x/shape"), NamedNode("http://x/values")
    return shapes(Triple(shape, NamedNode(SH + "property"), inner), Triple(inner, NamedNode(SH + "path"), VALUE),
                  Triple(inner, NamedNode(SH + name), value))  # fmt: skip


def claim(value: str) -> list[Triple]:
    thing = NamedNode("http://x/claim")
    return [Triple(thing, NamedNode(RDF + "type"), NamedNode(PC + "Claim")),
            Triple(thing, VALUE, Literal(value, datatype=NamedNode(XSD + "decimal")))]  # fmt: skip


AT_LEAST_TEN = of_values("minInclusive", Literal("10", datatype=NamedNode(XSD + "integer")))


@pytest.mark.parametrize("name", ENGINES)
def test_every_engine_gives_results_of_one_kind(name):
    found = engine(Means(name), AT_LEAST_TEN, "a").validate(claim("9.9"))

    assert [(each.rule, each.component.removeprefix(SH), each.path, each.value.value) for each in found] == [
        ("http://x/values", "MinInclusiveConstraintComponent", VALUE, "9.9")]
    assert engine(Means(name), AT_LEAST_TEN, "a").validate(claim("10.0")) == []


def test_an_unknown_engine_is_told_with_the_nearest():
    with pytest.raises(UsageError, match='no engine "colunmar"') as told:
        engine(Means("colunmar"), AT_LEAST_TEN, "a")
    assert "columnar" in str(told.value.hint)


def test_ill_formed_shapes_are_told():
    with pytest.raises(InputError, match="shapes are ill-formed"):
        engine(Means(), of_values("minCount", Literal("many")), "ill")


def test_the_account_tells_what_was_compiled_left_and_proved():
    made = engine(Means(verify=True), AT_LEAST_TEN, "a")
    made.validate(claim("9"))
    assert made.account() == ("columnar", 0, (), 1)

    select = Literal("SELECT $this { $this <http://x/p> ?v . FILTER (?v = RAND()) }")
    constraint = NamedNode("http://x/constraint")
    left = engine(Means(), shapes(Triple(NamedNode("http://x/shape"), NamedNode(SH + "sparql"), constraint),
                                  Triple(constraint, NamedNode(SH + "select"), select)), "b")  # fmt: skip
    left.validate(claim("9"))
    assert left.account().queries == 1
    assert [(node, "RAND" in reason) for node, reason in left.account().left] == [("<http://x/constraint>", True)]


@pytest.mark.parametrize("name", ["missing", "further"])
def test_where_pyshacl_finds_otherwise_the_run_ends(monkeypatch, name):
    row = ("<http://x/claim>", None, None, None, None, None, None)
    answer = {"missing": (reference.Rows({row: 1}), reference.Rows()),
              "further": (reference.Rows(), reference.Rows({row: 1}))}[name]  # fmt: skip
    monkeypatch.setattr(reference, "checked", lambda *_: answer)
    with pytest.raises(KgError, match="<http://x/claim>") as told:
        engine(Means(verify=True), AT_LEAST_TEN, "a").validate(claim("9"))
    assert "--engine pyshacl" in str(told.value.hint)


def test_results_are_really_asked_of_pyshacl(monkeypatch):
    """An engine that says what is not so is caught."""
    made = engine(Means(verify=True), AT_LEAST_TEN, "a")
    monkeypatch.setattr(made, "_triples", of_values("minInclusive", Literal("1", datatype=NamedNode(XSD + "integer"))))
    with pytest.raises(KgError, match="does not find"):
        made.validate(claim("9"))


def test_compiled_shapes_are_kept(monkeypatch, tmp_path):
    monkeypatch.setenv("KG_CACHE", str(tmp_path / "cache"))
    kept.validator(AT_LEAST_TEN, "a")
    file, = (tmp_path / "cache").iterdir()
    monkeypatch.setattr(columnar.Validator, "__init__", lambda *_: pytest.fail("compiled again"))

    assert len(kept.validator(AT_LEAST_TEN, "a").validate(columnar.gather(claim("9"))).results) == 1
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("content", [b"", b"no pickle", b"\x80\x05N."])
def test_what_cannot_be_read_is_made_anew(monkeypatch, tmp_path, content):
    monkeypatch.setenv("KG_CACHE", str(tmp_path / "cache"))
    kept.validator(AT_LEAST_TEN, "a")
    file, = (tmp_path / "cache").iterdir()
    file.write_bytes(content)

    assert kept.validator(AT_LEAST_TEN, "a").validate(columnar.gather(claim("10"))).conforms
    assert len(file.read_bytes()) > len(content)


def test_what_others_may_write_is_not_read(monkeypatch, tmp_path):
    monkeypatch.setenv("KG_CACHE", str(tmp_path / "cache"))
    kept.validator(AT_LEAST_TEN, "a")
    file, = (tmp_path / "cache").iterdir()
    file.chmod(0o666)
    made = []
    compile_ = columnar.Validator.__init__
    monkeypatch.setattr(columnar.Validator, "__init__",
                        lambda self, triples: made.append(triples) or compile_(self, triples))
    kept.validator(AT_LEAST_TEN, "a")
    assert made


def test_without_a_folder_to_keep_it_in_all_goes_on(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("KG_CACHE", str(tmp_path / "file" / "cache"))
    assert kept.validator(AT_LEAST_TEN, "a").validate(columnar.gather(claim("10"))).conforms


def test_only_the_latest_files_are_kept(monkeypatch, tmp_path):
    monkeypatch.setenv("KG_CACHE", str(tmp_path / "cache"))
    for number in range(12):
        kept.validator(AT_LEAST_TEN, str(number))
    assert len(list((tmp_path / "cache").iterdir())) <= 9


def test_validation_loads_neither_pyshacl_nor_rdflib(tmp_path):
    program = """
import sys
from kg.cli import main
assert main(["validate", "-q", "-o", sys.argv[1]]) == 0
print(sorted({"pyshacl", "rdflib"} & sys.modules.keys()))
"""
    for _ in range(2):  # the first run compiles the shapes, unless they are kept already
        done = subprocess.run([sys.executable, "-c", program, tmp_path / "report.txt"], capture_output=True, text=True,
                              cwd=tmp_path)  # fmt: skip
    assert (done.stdout, done.stderr) == ("[]\n", "")


@pytest.mark.parametrize("words", [["--engine", "pyshacl"], ["--verify"]])
def test_the_command_says_how_it_checked(capsys, words):
    assert main(["validate", "-v", *words]) == 0
    told = capsys.readouterr().err
    assert ("Checked by pySHACL." in told) if "pyshacl" in words else ("0 left to rdflib" in told and "same 1" in told)


@cache
def validation(name: str) -> Validation:
    return Validation(Rulebook.read(LAYOUT.shapes()), LAYOUT.rules(), Means(name))


@cache
def valid() -> tuple[examples.Example, Checked]:
    example = examples.valid(LAYOUT)
    return example, validation("columnar").check(*example)


@pytest.mark.long
@pytest.mark.parametrize("path", FAILING, ids=lambda path: path.stem)
def test_both_engines_find_the_same_faults_in_every_example(path):
    example, checked = valid()
    changed = examples.changed(example, checked.derived, path)
    found = [{plain(fault) for fault in validation(name).check(*changed).faults} for name in ENGINES]
    assert found[0] == found[1]


def plain(fault: Fault) -> Fault:
    """A fault whose path, if it is no single property, is not told by the name of a blank node."""
    return fault._replace(predicate=None) if isinstance(fault.predicate, BlankNode) else fault
