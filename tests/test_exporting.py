"""Exports by parts and packed, with manifests and descriptions that count and digest truly; bounded memory."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

import pytest
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Store,
    Triple,
    parse,
)

from kg import cli, generation
from kg.benchmarks import exporting as writing
from kg.building import deriving, harvest, planning
from kg.dataset.graph import store_derived
from kg.errors import UsageError
from kg.exporting import content, description, exports, naming, packing, sources
from kg.exporting import sorting as exporting_sorting
from kg.exporting.content import Content
from kg.exporting.manifest import manifest
from kg.exporting.recipes import STORES
from kg.layout import Layout
from kg.namespaces import GRAPH, ID, PC
from kg.text import lines
from kg.text.sorting import Sorter, by_subject

PEAK = """
import os, subprocess, sys
with subprocess.Popen(sys.argv[1:]) as process:
    status, used = os.wait4(process.pid, 0)[1:]
    process.returncode = os.waitstatus_to_exitcode(status)
print(used.ru_maxrss if process.returncode == 0 else "failed")
"""
WITH_LITTLE = """
import sys
from kg import cli
from kg.exporting import content, sorting
from kg.text import writing
content.MEMORY = sorting.MEMORY = writing.MEMORY = 2_000_000
sys.exit(cli.main(sys.argv[1:]))
"""
"""Started by a process of little memory, since what a process has used counts for those it starts."""


class Graph(NamedTuple):
    graph: NamedNode
    triples: tuple[Triple, ...]


@pytest.fixture(scope="module")
def graphs():
    return sources.graphs(Layout.shipped())


@pytest.fixture(scope="module")
def quads(graphs) -> set[Quad]:
    return set(parse(exported(graphs, "nquads"), format=RdfFormat.N_QUADS))


def loaded(turtle: bytes) -> Store:
    store = Store()
    store.load(turtle, format=RdfFormat.TURTLE)
    return store


def exported(graphs, format: str) -> bytes:
    out = io.BytesIO()
    exports.export(graphs, format, out)
    return out.getvalue()


def canonical_digest(quads) -> str:
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    lines = sorted(f"{quad} .\n".encode() for quad in dataset)
    return hashlib.sha256(b"".join(lines)).hexdigest()


def cyclic(name: str) -> Graph:
    first, second = BlankNode(), BlankNode()
    near = NamedNode(PC + "near")
    return Graph(NamedNode(GRAPH + name), (
        Triple(first, near, second), Triple(second, near, first),
        Triple(first, NamedNode(PC + "of"), NamedNode(ID + name)),
        Triple(NamedNode(ID + name), NamedNode(PC + "asWritten"), Literal("_:"))))


def test_graphs_read_file_by_file_are_those_of_the_loaded_graph(graphs, shipped):
    assert exported(graphs, "nquads") == exported(shipped.source.files, "nquads")


def test_the_digests_are_those_of_rdfc_1_0(graphs, quads):
    made = manifest(Content(graphs))
    assert (made.dataset.triples, made.dataset.sha256) == (len(quads), canonical_digest(quads))
    for entry in made.graphs:
        own = {quad for quad in quads if quad.graph_name.value == entry.graph}
        assert (entry.triples, entry.sha256) == (len(own), canonical_digest(own))
    assert [entry.graph for entry in made.graphs] == sorted(graph.graph.value for graph in graphs)


def test_the_digests_are_those_of_rdfc_1_0_with_blank_nodes_too():
    given = [cyclic("b"), cyclic("a")]
    quads = {Quad(*triple, graph.graph) for graph in given for triple in graph.triples}
    made = manifest(Content(given))
    assert made.dataset.sha256 == canonical_digest(quads)
    assert made.graphs[0].sha256 == canonical_digest(quad for quad in quads if quad.graph_name == given[1].graph)
    assert canonical_digest(parse(exported(given, "nquads"), format=RdfFormat.N_QUADS)) == made.dataset.sha256
    stated = sorted(exported(given, "nquads").splitlines(keepends=True))
    assert hashlib.sha256(b"".join(stated)).hexdigest() == made.dataset.sha256


def test_a_manifest_says_the_same_in_json_and_turtle(graphs):
    made = manifest(Content(graphs))
    table = json.loads(made.to_json())
    store = loaded(made.to_turtle())
    rows = store.query("""PREFIX spdx: <http://spdx.org/rdf/terms#> PREFIX void: <http://rdfs.org/ns/void#>
        SELECT ?graph ?count ?digest { ?graph void:triples ?count ; spdx:checksum/spdx:checksumValue ?digest }""")
    found = {row["graph"].value: (int(row["count"].value), row["digest"].value) for row in rows}
    assert found.pop(description.DATASET) == (table["dataset"]["quads"], table["dataset"]["sha256"])
    assert found == {entry["graph"]: (entry["triples"], entry["sha256"]) for entry in table["graphs"]}


def test_the_description_counts_truly(graphs, quads):
    text = description.describe(Content(graphs), ["text/turtle"])
    assert text == description.describe(Content(reversed(graphs)), ["text/turtle"])
    store = loaded(text)

    def number(pattern: str) -> int:
        (row,) = store.query(f"PREFIX void: <http://rdfs.org/ns/void#> SELECT ?n {{ {pattern} }}")
        return int(row["n"].value)

    triples = {quad.triple for quad in quads}
    whole = f"<{description.DATASET}>"
    assert number(f"{whole} void:triples ?n") == len(triples)
    assert number(f"{whole} void:distinctSubjects ?n") == len({each.subject for each in triples})
    assert number(f"{whole} void:distinctObjects ?n") == len({each.object for each in triples})
    assert number(f"{whole} void:properties ?n") == len({each.predicate for each in triples})
    assert number(f"?part void:class <{PC}Target> ; void:entities ?n") == 10
    assert number(f"<{GRAPH}codes> void:triples ?n") == sum(q.graph_name.value == GRAPH + "codes" for q in quads)


@pytest.fixture(scope="module")
def nation(tmp_path_factory) -> Path:
    """A project without stored derived statements, whose bulletins bear on each other from year to year."""
    folder = tmp_path_factory.mktemp("nation")
    generation.generate(24, 3, folder, processes=1)
    return folder


@pytest.mark.parametrize("rounding", ["half-unit", "cut"])
def test_what_is_derived_beside_is_what_is_derived_in_memory(rounding, nation, tmp_path, monkeypatch):
    layout = Layout.at(nation)
    loaded = exported(sources.graphs(layout, rounding=rounding), "nquads")
    monkeypatch.setattr(sources, "MANY", 3)
    monkeypatch.setattr(planning, "BATCH", 5000)
    beside = sources.graphs(layout, (), rounding, lambda: harvest.derived(layout, rounding, tmp_path))
    assert exported(beside, "nquads") == loaded
    assert len(list(tmp_path.iterdir())) > 1
    assert all(set(each.triples) == set(lines.parse(b"".join(each.ntriples()))) for each in beside if "derived" in str(
        each.graph))


def test_bulletins_that_bear_on_each_other_stay_together(nation, monkeypatch):
    project, layout = deriving.Project(Layout.at(nation), "half-unit"), Layout.at(nation)
    paths = [path.relative_to(layout.data).as_posix() for path in layout.bulletins()]
    entries = {entry.path: entry for entry in deriving.indexed(project, paths, {}, map)}
    monkeypatch.setattr(Sorter.__init__, "__defaults__", (1000,))
    ties = Sorter()
    for number, entry in enumerate(entries.values()):
        ties.add(b"%x %d" % (node, number) for node in entry.nodes)
    groups = harvest.neighbourhoods(list(entries), ties)
    assert groups == list(planning.neighbourhoods(entries))
    assert 1 < len(groups) < len(paths)


def test_the_command_derives_beside_and_leaves_nothing_behind(nation, tmp_path, monkeypatch):
    expected = exported(sources.graphs(Layout.at(nation)), "nquads")
    (tmp_path / "aside").mkdir()
    monkeypatch.setattr(sources, "MANY", 3)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "aside"))
    monkeypatch.chdir(nation)
    assert kg("export", "-o", tmp_path / "g.nq") == 0
    assert (tmp_path / "g.nq").read_bytes() == expected
    assert list((tmp_path / "aside").iterdir()) == []


@pytest.mark.long
@pytest.mark.parametrize("format", ["nquads", "ntriples", "turtle"])
def test_memory_does_not_grow_with_the_graph(format, tmp_path):
    peaks = []
    for bulletins in (60, 240):
        folder = tmp_path / str(bulletins)
        generation.generate(bulletins, 1, folder)
        store_derived(Layout.at(folder))
        command = [sys.executable, "-c", PEAK, sys.executable, "-c", WITH_LITTLE, "export", format, "-q", "-o",
                   str(tmp_path / "out")]
        peaks.append(int(subprocess.run(command, cwd=folder, capture_output=True, check=True).stdout) / 1024)
    assert (tmp_path / "out").stat().st_size > 14e6
    assert peaks[1] - peaks[0] < 8


@pytest.mark.parametrize("packing", [".gz", ".zst"])
def test_what_is_packed_is_what_would_be_written(packing, graphs, tmp_path):
    if packing == ".zst":
        zstandard = pytest.importorskip("zstandard")
    paths = [tmp_path / f"{name}.nq{packing}" for name in ("a", "b")]
    for path in paths:
        exports.export_file(graphs, "nquads", path)
    data = paths[0].read_bytes()
    assert data == paths[1].read_bytes()
    unpacked = gzip.decompress(data) if packing == ".gz" else zstandard.ZstdDecompressor().stream_reader(data).read()
    assert unpacked == exported(graphs, "nquads")


def test_a_missing_library_is_named_with_the_command_that_brings_it():
    with pytest.raises(UsageError, match="no_such_library") as caught:
        packing.need("no_such_library", "zstd")
    assert caught.value.hint == 'pip install "public-commitments[zstd]"'


@pytest.mark.parametrize(("format", "read"), [("nquads", RdfFormat.N_QUADS), ("trig.gz", RdfFormat.TRIG)])
def test_parts_hold_so_many_statements_each_and_everything_together(format, read, graphs, quads, tmp_path):
    assert len(exports.export_parts(graphs, format, tmp_path, 500)) > 5
    paths = exports.export_parts(graphs, format, tmp_path, 1000)
    assert sorted(tmp_path.iterdir()) == list(paths)
    texts = [gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes() for path in paths]
    parts = [list(parse(text, format=read)) for text in texts]
    assert {len(part) for part in parts[:-1]} == {1000}
    assert {quad for part in parts for quad in part} == quads


def test_a_bulletin_gets_one_file_with_what_was_derived_from_it(graphs, tmp_path):
    paths = exports.export_folder(graphs, "trig", tmp_path, by_bulletin=True)
    assert len(paths) == len(graphs) - len(Layout.shipped().bulletins())
    text = (tmp_path / "bulletin-xinxiang-2024-01-22-education.trig").read_bytes()
    assert {quad.graph_name.value.removeprefix(GRAPH) for quad in parse(text, format=RdfFormat.TRIG)} == {
        "bulletin-xinxiang-2024-01-22-education", "derived-xinxiang-2024-01-22-education"}


@pytest.mark.parametrize("format", exports.FORMATS)
def test_a_small_memory_gives_the_same_bytes(format, graphs, monkeypatch):
    whole = exported(graphs, format)
    for module in (content, exporting_sorting):
        monkeypatch.setattr(module, "MEMORY", 50_000)
    monkeypatch.setattr(by_subject, "__defaults__", (100, 50_000))
    assert exported(graphs, format) == whole


@pytest.mark.parametrize("format", exports.FORMATS)
def test_content_that_is_kept_gives_the_same_bytes_again_and_again(format, graphs):
    whole, kept = exported(graphs, format), content.Content(graphs, keeps=True)
    assert exported(kept, format) == exported(kept, format) == whole


@pytest.mark.parametrize("format", ["turtle", "rdfxml"])
def test_batches_leave_no_trace(format, graphs, monkeypatch):
    whole = exported(graphs, format)
    monkeypatch.setattr(exporting_sorting.by_subject, "__defaults__", (100,))
    assert exported(graphs, format) == whole


def kg(*words: object) -> int:
    return cli.main([str(word) for word in words])


def test_the_command_writes_packed_files_parts_manifests_and_descriptions(tmp_path, capfdbinary, quads):
    assert kg("export", "-o", tmp_path / "图" / "g.nq.gz", "--manifest") == 0
    table = json.loads((tmp_path / "图" / "g.nq.gz.manifest.json").read_bytes())
    assert table["dataset"]["quads"] == len(quads)
    assert (tmp_path / "图" / "g.nq.gz.manifest.ttl").is_file()
    assert kg("export", "nt.gz", "--split", 2000, "-o", tmp_path / "parts", "--manifest") == 0
    assert {path.name for path in (tmp_path / "parts").iterdir()} == {
        "part-00001.nt.gz", "part-00002.nt.gz", "part-00003.nt.gz", "manifest.json", "manifest.ttl"}
    assert kg("export", "--split", "bulletin", "trig", "-o", tmp_path / "b", "-q") == 0
    capfdbinary.readouterr()
    assert kg("export", "void") == 0
    assert b"void:triples" in capfdbinary.readouterr().out


@pytest.mark.parametrize("words", [["nquads", "--manifest"], ["nquads", "--split", "5"], ["nquads", "trig"],
                                   ["nquads", "--split=half", "-o", "x"], ["nquads", "--split=0", "-o", "x"]])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_wrong_use_says_so(words, lang, tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    assert kg("export", *words, "--lang", lang) == 2
    assert capfd.readouterr().err.startswith("error: " if lang == "en" else "错误：")


@pytest.mark.parametrize(("format", "name", "said"), [
    ("nquads", "g.nq.bz2", "not packed as .bz2"), ("nquads", "g.nq.XZ", "not packed as .xz"),
    ("hdt", "g.hdt.gz", "not packed as .gz"), ("sqlite", "t.db.zst", "not packed as .zst"),
    ("void", "v.ttl.gz", "not packed as .gz"), ("nquads", "g.ttl", "nquads goes by .n-quads, .nq"),
    ("turtle", "g.nq.gz", ".nq stands for"), ("hdt", "g.nt", "hdt goes by .hdt"), ("nq", "g.hdt", ".hdt stands for"),
    ("csvw", "tables.db", "csvw goes by .csv"), ("neo4j", "nodes.csv", "into a folder"),
    ("nquads.gz", "g.nq", "does not end in .gz"), ("nquads.gz", "g.nq.zst", "does not end in .gz")])
def test_a_name_that_promises_something_else_is_refused(format, name, said, tmp_path, capfd):
    assert kg("export", format, "-o", tmp_path / name) == 2
    assert said in capfd.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_names_that_promise_nothing_else_are_taken(tmp_path):
    for named, name in (("nquads", "g.txt"), ("jsonld", "g.json"), ("rdfxml", "g.xml"), ("nq.gz", "g.nq.gz"),
                        ("ttl", "g.TTL.zst"), ("cube", "c.ttl.gz"), ("sqlite", "t.sqlite3"), ("hdt", "graph"),
                        ("parquet", "tables.parquet"), ("void", "void.ttl")):
        naming.check(named, tmp_path / name)


def test_commands_for_a_store_take_no_format(capfd):
    assert kg("export", "turtle", "--for", "virtuoso") == 2
    assert "--for takes no format" in capfd.readouterr().err


def test_the_goals_of_writing_compare_with_pyoxigraph_and_rdflib():
    goals = writing.goals("files", {"nquads": {"kg": 900.0, "pyoxigraph": 1000.0, "rdflib": 100.0}})
    assert [(round(goal.value, 1), goal.met) for goal in goals] == [(0.9, True), (9.0, False)]


@pytest.mark.long
def test_every_way_of_the_benchmark_writes_the_same_statements(tmp_path):
    writing.make(2000, tmp_path / "nation")
    runs, rates = writing.whole(tmp_path / "nation", 1), writing.written(tmp_path / "nation", 1)
    for format in writing.TASKS:
        assert runs[format].keys() == {"kg", "pyoxigraph", "rdflib"}
        lines = {name: each.lines for name, each in runs[format].items()}
        assert lines["kg"] == lines["pyoxigraph"] > 2000
        assert lines["rdflib"] - lines["kg"] in (0, 1)  # rdflib ends N-Quads with an empty line
        assert all(rate > 0 for rate in rates[format].values())


@pytest.mark.parametrize("store", STORES)
def test_a_recipe_is_shell_that_parses_and_exports_what_exists(store, capfd, tmp_path, monkeypatch):
    assert kg("export", "--for", store) == 0
    text = capfd.readouterr().out
    assert subprocess.run(["sh", "-n"], input=text, text=True, check=False).returncode == 0
    assert "# Source: " in text
    monkeypatch.chdir(tmp_path)
    (command,) = (line for line in text.splitlines() if line.startswith("kg export"))
    assert kg(*command.split()[1:]) == 0
    assert list(tmp_path.iterdir())


def test_there_are_recipes_of_stores_and_of_engines_of_tables():
    assert STORES == ("blazegraph", "duckdb", "fuseki", "graphdb", "neo4j", "neptune", "oxigraph", "qlever", "rdf4j",
                      "spark", "stardog", "virtuoso")


def test_a_store_without_recipe_gets_the_nearest(capfd):
    assert kg("export", "--for", "fusekki") == 2
    assert "did you mean fuseki?" in capfd.readouterr().err


@pytest.mark.parametrize("words", [["nq"], ["nq", "--split"], ["csvw"], ["neo4j"], ["parquet"]])
def test_a_place_that_cannot_be_is_said_to_be_so(words, tmp_path, capfd):
    (tmp_path / "file").write_text("")
    assert kg("export", *words, "-o", tmp_path / "file" / "below") == 2
    assert "cannot be written" in capfd.readouterr().err
