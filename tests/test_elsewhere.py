"""What lies in a store is checked there: the same findings as in the files that it was made of."""

from __future__ import annotations

import shutil
import urllib.parse
import urllib.request
from pathlib import Path

import pytest
import stores
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from kg.cli import main
from kg.errors import InputError
from kg.layout import Layout
from kg.namespaces import GRAPH, ID, QUDT, XSD
from kg.rechecking import elsewhere
from kg.text import turtle

SHIPPED = Layout.shipped()
GRAPH_NAME = NamedNode(GRAPH + "bulletin-xinxiang-2024-01-22-employment")
CLAIM = NamedNode(ID + "claim-xinxiang-2024-01-22-employment-new-urban-jobs")
WRONG = "89000"


def checked(capsys, *words: str) -> tuple[int, str]:
    code = main(["validate", "-q", *words])
    return code, capsys.readouterr().out


@pytest.fixture
def project(tmp_path, monkeypatch) -> Path:
    """A project of its own in which one digit is wrong."""
    shutil.copytree(SHIPPED.data, tmp_path / "project" / "data")
    path = tmp_path / "project" / "data" / "bulletins" / "xinxiang" / "2024-01-22-employment.ttl"
    text = path.read_text(encoding="utf-8")
    start = text.index(f"id:{CLAIM.value.removeprefix(ID)}\n")
    path.write_text(text[:start] + text[start:].replace('"88000"', f'"{WRONG}"', 1), encoding="utf-8")
    monkeypatch.chdir(tmp_path / "project")
    return tmp_path / "project"


def stated(folder: Path) -> list[Quad]:
    layout = Layout.at(folder)
    files = {GRAPH + "register-" + path.stem: path for path in layout.registers()}
    files |= {GRAPH + "bulletin-" + "-".join(path.relative_to(layout.data / "bulletins").with_suffix("").parts): path
              for path in layout.bulletins()}  # fmt: skip
    return [Quad(*triple, NamedNode(name)) for name, path in files.items() for triple in turtle.read(path)]


def test_a_store_on_disk_gives_the_findings_of_the_files(project, tmp_path, capsys):
    store = Store(str(tmp_path / "store"))
    store.extend(stated(project))
    store.flush()
    del store
    shutil.rmtree(project / "data" / "derived")
    here = checked(capsys)

    assert here[0] == 1
    assert " N01 " in here[1]
    assert checked(capsys, "--store", str(tmp_path / "store")) == here


def test_a_store_that_was_built_gives_them_too(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(Path(__file__).parents[1])
    assert main(["build", "-q", "--store", str(tmp_path / "built")]) == 0
    capsys.readouterr()
    assert checked(capsys, "--store", str(tmp_path / "built")) == checked(capsys)


def test_a_server_gives_them_and_what_changed_there_is_found(project, capsys):
    with stores.oxigraph() as server:
        shutil.copytree(SHIPPED.data, project / "data", dirs_exist_ok=True)
        assert main(["push", "-q", "--no-questions", server.url]) == 0
        capsys.readouterr()
        assert checked(capsys, "--endpoint", server.url) == checked(capsys)
        update = f"""DELETE {{ GRAPH ?g {{ <{CLAIM.value}> <{QUDT}value> ?v }} }}
                     INSERT {{ GRAPH ?g {{ <{CLAIM.value}> <{QUDT}value> "{WRONG}"^^<{XSD}decimal> }} }}
                     WHERE {{ GRAPH ?g {{ <{CLAIM.value}> <{QUDT}value> ?v }} }}"""
        urllib.request.urlopen(f"{server.url}/update", urllib.parse.urlencode({"update": update}).encode()).close()
        code, told = checked(capsys, "--endpoint", server.url)

    assert code == 1
    assert f'qudt:value "{WRONG}"^^xsd:decimal' in told
    assert "data/bulletins/xinxiang/2024-01-22-employment.ttl:" in told


@pytest.mark.parametrize("words", [["--fix"], ["--against", "main"], ["--data", "data"], ["data"],
                                   ["--endpoint", "http://localhost:1"]])
def test_what_is_about_files_is_refused(words, tmp_path, capsys):
    assert main(["validate", "--store", str(tmp_path), *words]) == 2


def test_a_store_without_data_is_told(tmp_path, capsys):
    store = Store(str(tmp_path / "store"))
    store.add(Quad(CLAIM, NamedNode(QUDT + "value"), Literal("1"), DefaultGraph()))
    store.flush()
    del store
    assert main(["validate", "--store", str(tmp_path / "store")]) == 3
    assert "register" in capsys.readouterr().err


def test_a_graph_of_another_name_gets_a_file_after_it_and_no_other_place(tmp_path):
    triple = next(iter(turtle.read(SHIPPED.registers()[0])))
    graphs = [(GRAPH + "bulletin-../../x", [triple]), (GRAPH + "derived-../y", [triple]), ("http://x/y", [triple])]
    layout = elsewhere.written(graphs, tmp_path / "new", SHIPPED)

    assert [path.relative_to(tmp_path).as_posix() for path in sorted(tmp_path.rglob("*.ttl"))] == [
        "new/data/bulletins/%2E%2E%2F%2E%2E%2Fx.ttl", "new/data/derived/%2E%2E%2Fy.ttl"]
    assert len(layout.bulletins()) == 1
    with pytest.raises(InputError, match="no register"):
        elsewhere.written([], tmp_path / "empty", SHIPPED)
