"""Many bulletins in batches and processes: the same findings as in one run, nothing opened that is not its own."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from test_reports import kg, on_terminal

from kg.checking.rulebook import Rulebook
from kg.cli.judging import FEW
from kg.generation import generate
from kg.layout import Layout
from kg.rechecking import batches, locality, portions, records
from kg.rechecking.neighbours import Join
from kg.shacl.engines import ENGINES
from kg.text import turtle

pytestmark = pytest.mark.long

SHIPPED = Layout.shipped()


@pytest.fixture(scope="module")
def nation(tmp_path_factory):
    folder = tmp_path_factory.mktemp("generated") / "nation"
    generate(6, 11, folder, planted=60, processes=1)
    return Layout.at(folder)


def kept(found, setting):
    """What was found of each, but for what all bulletins bear on, which is judged after all batches."""
    codes = setting.rulebook.codes()
    swept = {codes[sweep.node] for sweep in setting.sweeps}
    assert swept
    return sorted((str(each.path), sorted(repr(told) for told in records.read(each.findings) if told.code not in swept))
                  for each in found)


def test_batches_find_what_one_run_finds(nation, monkeypatch):
    setting = portions.Setting(nation)
    whole = kept(batches.check_whole(setting), setting)
    monkeypatch.setattr(batches, "BATCH", 1)  # each neighbourhood by itself
    shown = []
    apart = kept(batches.check_all(setting, lambda done, total: shown.append((done, total)), processes=1),
                 setting)
    assert apart == whole
    assert shown[-1] == (6, 6)
    assert len(shown) > 2


def test_bulletins_that_describe_one_thing_are_not_told_apart(nation, tmp_path):
    shutil.copytree(nation.data, tmp_path / "data")
    layout = Layout.at(tmp_path)
    first, second = layout.bulletins()[:2]
    block = re.findall(r"^id:[\w-]+\n(?:    .*\n)+\.\n", first.read_text(encoding="utf-8"), re.M)[0]
    second.write_text(second.read_text(encoding="utf-8") + "\n" + block, encoding="utf-8")
    with pytest.raises(portions.Entangled):
        list(batches.check_all(portions.Setting(layout), lambda done, total: None, processes=1))


# Shapes look at what is near, or say that they do not ----------------------------


def shape(query, annotation=""):
    return turtle.parse(f"""
        PREFIX sh: <http://www.w3.org/ns/shacl#> PREFIX pcsh: <https://w3id.org/public-commitments/shapes#>
        PREFIX pc: <https://w3id.org/public-commitments/ontology#>
        pcsh:x {annotation} sh:select '''{query}''' .""".encode(), "shape.ttl")


PC = "<https://w3id.org/public-commitments/ontology#{}>".format


@pytest.mark.parametrize(("query", "annotation", "is_far"), [
    (f"SELECT $this {{ $this {PC('aboutTarget')} ?t . ?other {PC('aboutTarget')} ?t }}", "", False),
    (f"SELECT $this {{ $this {PC('onIndicator')} ?i . ?other {PC('onIndicator')} ?i }}", "", True),
    (f"SELECT $this {{ $this {PC('onIndicator')} ?i . ?other {PC('onIndicator')} ?i }}",
     "pcsh:joinsBy pc:onIndicator ;", False),
    (f"SELECT $this {{ $this a ?c ; {PC('rank')} ?r . ?other a ?c ; {PC('rank')} ?r }}",
     "pcsh:joinsBy ( pc:rank <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> ) ;", False),
    (f"SELECT $this {{ $this ^{PC('onIndicator')} / {PC('rank')} ?r }}",
     "pcsh:looksOver pc:onIndicator , pc:rank . pcsh:y sh:targetClass pc:Indicator ; sh:sparql pcsh:x . pcsh:x", False),
    (f"SELECT $this {{ $this ^{PC('onIndicator')} / {PC('rank')} ?r }}",
     "pcsh:looksOver pc:onIndicator . pcsh:y sh:targetClass pc:Indicator ; sh:sparql pcsh:x . pcsh:x", True),
    (f"SELECT $this {{ $this ^{PC('setBy')} ?commitment }}", "", True),
    (f"SELECT $this {{ $this a ?c FILTER NOT EXISTS {{ ?other {PC('rank')} 1 }} }}", "", True),
    (f"SELECT $this {{ $this {PC('rank')} ?r }}", "pcsh:looksEverywhere true ;", True),
])  # fmt: skip
def test_a_query_that_leads_to_everything_is_named(query, annotation, is_far):
    assert bool(locality.far(shape(query, annotation))) is is_far


def test_no_shape_looks_everywhere():
    assert locality.far(Rulebook.read(SHIPPED.shapes()).triples) == {}


def test_what_counts_together_joins_together():
    triples = shape("SELECT $this {}", "pcsh:joinsBy ( pc:rank pc:part ) , pc:whole ; pcsh:joinsNot pc:AwardClaim ;")
    iri = "https://w3id.org/public-commitments/ontology#{}".format
    without = frozenset({iri("AwardClaim")})
    assert set(locality.joins(triples)) == {Join((iri("rank"), iri("part")), without), Join((iri("whole"),), without)}


def test_a_terminal_shows_how_far_it_is_and_a_pipe_does_not(tmp_path):
    generate(FEW + 2, 5, tmp_path / "nation", processes=1)
    words = ("validate", "--no-cache", "-f", "json")
    shown = on_terminal(*words, cwd=tmp_path / "nation", TERM="xterm")
    done = FEW + 2
    assert f"{done}/{done} bulletins" in shown
    drawn, _, rest = shown.rpartition("\r\x1b[K")
    assert "█" in drawn
    assert rest.startswith("{")
    assert kg(*words, cwd=tmp_path / "nation").stderr == ""
    assert "█" not in on_terminal(*words, "-q", cwd=tmp_path / "nation", TERM="xterm")


# Nothing outside -----------------------------------------------------------------


IMPORTS = """
<urn:x-tempting> <http://www.w3.org/2002/07/owl#imports> <http://127.0.0.1:9/more> , <file:///etc/hostname> .
"""


@pytest.fixture
def tempting(nation, tmp_path):
    """A project whose bulletins, vocabulary and shapes all say that they import something from elsewhere."""
    for part in (nation.data, SHIPPED.ontology):
        shutil.copytree(part, tmp_path / "project" / part.name)
    layout = Layout.at(tmp_path / "project")
    for path in (layout.bulletins()[0], layout.vocabulary()[0], layout.shapes()[0]):
        path.write_text(path.read_text(encoding="utf-8") + IMPORTS, encoding="utf-8")
    return layout


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
@pytest.mark.parametrize("engine", ENGINES)
def test_validation_connects_to_nothing_and_opens_only_its_own(tempting, tmp_path, engine):
    trace = tmp_path / "trace"
    command = ["strace", "-f", "-qq", "-e", "trace=connect,open,openat", "-o", str(trace),
               sys.executable, "-m", "kg", "validate", "--no-cache", "-q", "--engine", engine]  # fmt: skip
    run = subprocess.run(command, cwd=tempting.root, capture_output=True, text=True, check=False)
    assert run.returncode == 1, run.stderr
    assert "urn:x-tempting" in run.stdout
    calls = trace.read_text(errors="replace").splitlines()
    assert [call for call in calls if "connect(" in call] == []
    own = (tempting.root, tmp_path, SHIPPED.root, Path(sys.prefix), Path(sys.base_prefix), Path("/tmp"),
           *map(Path, ("/usr", "/lib", "/lib64", "/etc", "/proc", "/sys", "/dev")), *map(Path, filter(None, sys.path)))
    opened = {found[1] for call in calls if (found := re.search(r'open(?:at)?\([^"]*"(/[^"]*)".*= \d+$', call))}
    assert {path for path in opened if not any(Path(path).is_relative_to(folder) for folder in own)} == set()
    private = re.compile(r"^/etc/(passwd|shadow|hosts|hostname|resolv\.conf|ssl/|netrc)|/\.(ssh|netrc|aws|config/)")
    assert {path for path in opened if private.search(path)} == set()
