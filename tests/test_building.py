"""`kg generate` and `kg build`: from a made-up nation to a store on disk, whole or not at all."""

from __future__ import annotations

import fcntl
import json
import random
import re
import shutil
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

import pytest
from columns import of_store, statements
from groups import has_ended
from pyoxigraph import Store

import kg
from kg import building
from kg.building import planning
from kg.cli import main
from kg.columnstore.graph import ColumnGraph
from kg.dataset import stored
from kg.dataset.graph import Graph
from kg.errors import InputError, UsageError
from kg.generation import generate
from kg.layout import Layout

pytestmark = pytest.mark.long

COUNT = 24


@pytest.fixture(scope="module")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("generated") / "nation"
    generate(COUNT, 7, folder, planted=60, processes=1)
    shutil.rmtree(folder / "source")
    shutil.copytree(Layout.shipped().ontology, folder / "ontology")
    return folder


@pytest.fixture
def project(nation: Path, tmp_path: Path) -> Layout:
    shutil.copytree(nation, tmp_path / "nation")
    return Layout.at(tmp_path / "nation")


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches of a neighbourhood or two, so that there are many."""
    monkeypatch.setattr(planning, "BATCH", 3000)


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def quads(store: Store) -> set[str]:
    """All statements; blank nodes, of which only lists of the ontology are made, look alike."""
    return {re.sub("_:[0-9a-f]+", "_:b", str(quad)) for quad in store}


def held(folder: Path) -> set[str]:
    """What the store holds; the columns hold the same."""
    opened = stored.open_store(folder)
    assert statements(ColumnGraph(opened.manifest.columnar(folder))) == of_store(opened.store)
    return quads(opened.store)


def test_the_command_generates_what_the_function_does(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    generate(3, 7, tmp_path / "a", planted=60, processes=1)
    words = ["generate", "--bulletins", "3", "--seed", "7", "--planted", "60", "--processes", "1"]

    assert main([*words, "-o", str(tmp_path / "b")]) == 0
    assert "3 bulletins" in capsys.readouterr().err
    assert files(tmp_path / "a") == files(tmp_path / "b")


@pytest.mark.parametrize("words", [["--bulletins", "3"], ["-o", "x"],
                                   ["--bulletins", "3", "--triples", "9", "-o", "x"]])
def test_generating_needs_a_folder_and_one_size(words: list[str]) -> None:
    assert main(["generate", *words]) == 2


@pytest.mark.parametrize(("words", "said"), [
    (["--bulletins", "2", "--planted", "101", "-o", "new"], "of a hundred bulletins 101 cannot hold"),
    (["--bulletins", "2", "-o", "file"], "file cannot be written"),
    (["--bulletins", "2", "-o", "file/below"], "cannot be written"),
    (["--bulletins", "2", "-o", "full"], "full is not empty"),
    (["--bulletins", "2", "-o", "left"], "an interrupted run left it"),
    (["--bulletins", "309201", "-o", "new"], "take 1 to 309200"),
    (["--triples", "1000000000", "-o", "new"], "1000000000 triples cannot be made")])
def test_what_cannot_be_generated_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                          capsys: pytest.CaptureFixture[str], words: list[str], said: str) -> None:
    monkeypatch.chdir(tmp_path)
    Path("file").touch()
    Path("full/mine").mkdir(parents=True)
    Path("left/source").mkdir(parents=True)
    assert main(["generate", *words]) == 2
    assert said in capsys.readouterr().err
    assert not Path("new").exists()


def test_a_full_disk_is_told_while_generating(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                              capsys: pytest.CaptureFixture[str]) -> None:
    def full(*rest: object, **more: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("kg.generation.registers.write", full)
    assert main(["generate", "--bulletins", "2", "-o", str(tmp_path / "new")]) == 5
    assert "new cannot be written: No space left" in capsys.readouterr().err


def test_those_who_generate_end_with_the_one_who_began(tmp_path: Path) -> None:
    code = "from kg.cli import main; main(['generate', '--bulletins', '4000', '--processes', '2', '-o', 'nation'])"
    maker = subprocess.Popen([sys.executable, "-c", code], cwd=tmp_path, start_new_session=True)
    for _ in range(600):
        if len(list((tmp_path / "nation").rglob("*.ttl"))) > 20:
            break
        time.sleep(0.05)
    maker.kill()
    maker.wait()
    assert has_ended(maker.pid)


@pytest.mark.parametrize("option", [["--fix"], ["--dry-run"], ["--watch"], ["--timeout", "1"]])
def test_a_store_is_not_mended_or_watched(project: Layout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                          capsys: pytest.CaptureFixture[str], option: list[str]) -> None:
    monkeypatch.chdir(project.root)
    building.build(project, tmp_path / "store")
    path = project.bulletins()[0]
    path.write_text(path.read_text(encoding="utf-8") + "\n\n", encoding="utf-8")
    before = path.read_bytes()

    assert main(["validate", "--store", str(tmp_path / "store"), *option]) == 2
    assert f"{option[0]} is about" in capsys.readouterr().err
    assert path.read_bytes() == before


@pytest.mark.usefixtures("small")
def test_batch_by_batch_the_store_holds_what_the_whole_gives(project: Layout, tmp_path: Path) -> None:
    made = building.build(project, tmp_path / "store")
    whole = quads(Graph.load(project).store)

    assert made.manifest.counts["bulletins"] == COUNT
    assert held(tmp_path / "store") == whole
    assert sum(made.manifest.counts[name] for name in ("stated", "derived", "ground")) == len(Graph.load(project).store)


def test_the_shipped_graph_can_be_built_and_asked(tmp_path: Path) -> None:
    building.build(Layout.shipped(), tmp_path / "store")
    there, here = kg.load(store=tmp_path / "store"), kg.load(Layout.shipped().root)

    assert list(there.query("exceeded-targets")) == list(here.query("exceeded-targets"))
    assert str(there.show("place-410700")) == str(here.show("place-410700"))
    assert len(there.find("寄宿制")) == len(here.find("寄宿制")) > 0
    assert len(there.graph) == len(here.graph)


def test_another_rounding_gives_other_bounds(project: Layout, tmp_path: Path) -> None:
    building.build(project, tmp_path / "store")
    made = building.build(project, tmp_path / "store", rounding="cut")

    assert made.is_new
    assert held(tmp_path / "store") == quads(Graph.load(project, rounding="cut").store)
    with pytest.raises(UsageError, match="no rounding"):
        building.build(project, tmp_path / "store", rounding="up")


def test_what_registers_promise_is_judged_too(project: Layout, tmp_path: Path) -> None:
    register = project.registers()[0]
    promise = "<https://w3id.org/public-commitments/id/commitment-standing> a pc:Commitment .\n"
    header = "PREFIX pc: <https://w3id.org/public-commitments/ontology#>\n"
    register.write_text(header + register.read_text(encoding="utf-8") + promise, encoding="utf-8")
    building.build(project, tmp_path / "store")

    assert held(tmp_path / "store") == quads(Graph.load(project).store)
    assert any("assessment-commitment-standing" in quad for quad in held(tmp_path / "store"))


def change(project: Layout, dice: random.Random) -> None:
    """Change a figure, a reference or a day, remove a bulletin, or add a copy of one under another name."""
    path = dice.choice(project.bulletins())
    text = path.read_text(encoding="utf-8")
    kind = dice.randrange(6)
    if kind == 0:
        path.unlink()
    elif kind == 1:
        slug = path.stem
        new = path.with_name(slug[:10] + "-extra" + slug[10:] + ".ttl")
        new.write_text(text.replace(slug, new.stem), encoding="utf-8")
    elif kind == 2:
        text = text.replace('dcterms:issued "20', f'dcterms:issued "2{dice.randrange(10)}', 1)
        path.write_text(text, encoding="utf-8")
    else:
        old = dice.choice([line for line in text.splitlines(keepends=True) if line.startswith("    ")
                           and line.endswith(" ;\n") and ('"' not in line or "qudt:value" in line)
                           and " a pc:" not in line and not line.startswith("        ")])
        new = old.replace('value "', 'value "9') if "qudt:value" in old else ""
        path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("turns", [3, pytest.param(40, marks=pytest.mark.long)])
def test_a_change_gives_the_store_that_a_fresh_build_gives(project: Layout, tmp_path: Path,
                                                           monkeypatch: pytest.MonkeyPatch, turns: int) -> None:
    monkeypatch.setattr(planning, "FEW", 1)
    dice = random.Random(5)
    building.build(project, tmp_path / "store")
    changed = 0
    for _ in range(turns):
        change(project, dice)
        made = building.build(project, tmp_path / "store")
        changed += 0 < made.derived_from < COUNT and not made.is_new
        assert held(tmp_path / "store") == quads(Graph.load(project).store)
    assert changed > turns // 2


def test_only_the_neighbourhood_of_a_change_is_derived_from_again(project: Layout, tmp_path: Path) -> None:
    building.build(project, tmp_path / "store")
    path = project.bulletins()[3]
    path.write_text(path.read_text(encoding="utf-8").replace('qudt:value "', 'qudt:value "9', 1), encoding="utf-8")
    made = building.build(project, tmp_path / "store")

    assert (made.read, made.is_new) == (1, False)
    assert 1 <= made.derived_from <= COUNT // 4
    again = building.build(project, tmp_path / "store")
    assert (again.read, again.derived_from, again.manifest) == (0, 0, made.manifest)
    assert len(list((tmp_path / "store").glob("store-*"))) == 1


def test_checking_says_what_changed_since(project: Layout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                          capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(project.root)
    store = str(tmp_path / "store")
    assert main(["build", "--store", store]) == 0
    assert main(["build", "--store", store, "--check"]) == 0
    path = project.bulletins()[0]
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    capsys.readouterr()

    assert main(["build", "--store", store, "--check"]) == 1
    assert capsys.readouterr().out == path.relative_to(project.data).as_posix() + "\n"


def test_a_second_builder_is_told_who_builds(project: Layout, tmp_path: Path) -> None:
    folder = tmp_path / "store"
    folder.mkdir()
    with (folder / "lock").open("w") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        stream.write("4711\n")
        stream.flush()
        with pytest.raises(UsageError, match="process 4711"):
            building.build(project, folder)
    assert building.build(project, folder).is_new


def test_whoever_asks_too_early_is_told_who_builds(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    folder.mkdir()
    with pytest.raises(UsageError) as caught:
        stored.read(folder)
    assert "kg build --store" in caught.value.hint
    with (folder / "lock").open("w") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        stream.write("4711\n")
        stream.flush()
        with pytest.raises(UsageError, match="no graph yet: process 4711 is building it"):
            stored.read(folder)


def test_a_folder_of_something_else_is_not_to_be_built_in(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(UsageError) as caught:
        stored.read(tmp_path)
    assert "a new one" in caught.value.hint


def test_a_store_that_may_not_be_read_is_not_missing(project: Layout, tmp_path: Path,
                                                     monkeypatch: pytest.MonkeyPatch) -> None:
    building.build(project, tmp_path / "store")
    monkeypatch.setattr(stored, "_hold", lambda path: (_ for _ in ()).throw(PermissionError(13, "no", str(path))))
    with pytest.raises(InputError, match="permission denied"):
        stored.open_store(tmp_path / "store")


def test_a_lock_that_cannot_be_written_is_told(project: Layout, tmp_path: Path) -> None:
    (tmp_path / "store/lock").mkdir(parents=True)
    with pytest.raises(UsageError, match="lock cannot be written"):
        building.build(project, tmp_path / "store")


def test_a_folder_of_somebody_else_is_left_alone(project: Layout, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(UsageError, match=r"notes.txt|nation"):
        building.build(project, tmp_path)
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_a_reader_keeps_its_store_while_another_is_built(project: Layout, tmp_path: Path) -> None:
    building.build(project, tmp_path / "store")
    reader = stored.open_store(tmp_path / "store")
    before = quads(reader.store)
    project.bulletins()[0].unlink()
    building.build(project, tmp_path / "store")

    assert quads(reader.store) == before != held(tmp_path / "store")


def flipped(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1:]


@pytest.mark.parametrize("what", ["manifest.json", "store-1/CURRENT", "store-1/*.sst", "store-1/MANIFEST-*",
                                  "columns-1/index.json", "columns-1/arrays", "columns-1/terms"])
@pytest.mark.parametrize("how", ["cut", "gone", "flipped"])
def test_damage_is_told_and_one_command_mends_it(nation: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                                 capsys: pytest.CaptureFixture[str], what: str, how: str) -> None:
    monkeypatch.chdir(nation)
    store = tmp_path / "store"
    building.build(Layout.at(nation), store)
    whole = held(store)
    for path in store.glob(what):
        data = path.read_bytes()
        path.unlink()
        if how != "gone":
            path.write_bytes(data[:len(data) // 2] if how == "cut" else flipped(data))
    asked = "?s ?p ?o" if what.startswith("columns") else "GRAPH ?g { ?s ?p ?o }"
    code = main(["sparql", f"SELECT * {{ {asked} }}", "--store", str(store)])
    told = capsys.readouterr().err

    assert code == (2 if (what, how) == ("manifest.json", "gone") else 3)
    assert f"kg build --store {store}" in told
    if (what, how) == ("store-1/*.sst", "flipped"):
        assert main(["build", "--store", str(store), "--check"]) == 3
    assert main(["build", "--store", str(store)]) == 0
    assert held(store) == whole


@pytest.mark.parametrize("how", ["gone", "longer"])
def test_the_list_of_what_went_in_is_checked_too(project: Layout, tmp_path: Path, how: str) -> None:
    store = tmp_path / "store"
    building.build(project, store)
    lines = store / "files-1.jsonl"
    if how == "gone":
        lines.unlink()
    else:
        lines.write_bytes(lines.read_bytes() + b"x\n")

    with pytest.raises(InputError, match=r"files-1\.jsonl is not as it was made"):
        building.stale(project, store)
    assert building.build(project, store).is_new
    assert building.stale(project, store) == ()


def test_missing_columns_are_told_and_oxigraph_answers_without_them(
        project: Layout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(project.root)
    store, words = tmp_path / "store", ["query", "places", "--store", str(tmp_path / "store")]
    building.build(project, store)
    assert main(words) == 0
    told = capsys.readouterr().out
    shutil.rmtree(store / "columns-1")

    assert main(words) == 3
    damage = capsys.readouterr().err
    assert "columns-1 is missing" in damage
    assert f"kg build --store {store} makes it anew" in damage
    assert main([*words, "--lang", "zh"]) == 3
    assert "缺少 columns-1" in capsys.readouterr().err
    assert main([*words, "--by", "oxigraph"]) == 0
    assert capsys.readouterr().out == told
    assert main(["build", "--store", str(store)]) == 0
    assert main([*words, "--by", "columns"]) == 0
    assert capsys.readouterr().out == told


def test_a_store_of_an_older_version_is_asked_and_gets_its_columns(
        project: Layout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(project.root)
    store, words = tmp_path / "store", ["query", "places", "--store", str(tmp_path / "store"), "-v"]
    building.build(project, store)
    assert main(words) == 0
    told = capsys.readouterr()
    assert "answered from columns" in told.err
    said = {name: value for name, value in json.loads((store / "manifest.json").read_bytes()).items()
            if name not in ("columns", "sha256")} | {"format": 1}
    digest = sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
    (store / "manifest.json").write_text(json.dumps(said | {"sha256": digest}))
    shutil.rmtree(store / "columns-1")

    assert main(words) == 0
    older = capsys.readouterr()
    assert older.out == told.out
    assert "answered by Oxigraph; not for columns: a graph of an older version" in older.err
    assert main([*words, "--by", "columns"]) == 4
    assert f"kg build --store {store} adds the columns" in capsys.readouterr().err
    assert main(["build", "--store", str(store)]) == 0
    assert main([*words, "--by", "columns"]) == 0
    assert capsys.readouterr().out == told.out


def test_an_interrupted_run_is_taken_up_again(project: Layout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "BATCH", 3000)
    monkeypatch.setattr(building.loading, "load", lambda *rest: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        building.build(project, tmp_path / "store")
    monkeypatch.undo()
    monkeypatch.setattr(planning, "BATCH", 3000)
    monkeypatch.setattr(building.deriving.derivation, "derive", lambda *rest: pytest.fail("derived again"))
    monkeypatch.setattr(building.inputs, "ties", lambda *rest: pytest.fail("read again"))
    building.build(project, tmp_path / "store")
    monkeypatch.undo()

    assert held(tmp_path / "store") == quads(Graph.load(project).store)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("fresh", [False, True])
@pytest.mark.parametrize("how", ["cut at a line", "changed", "emptied"])
def test_work_that_was_damaged_is_done_again(project: Layout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str,
                                             fresh: bool) -> None:
    """A file of N-Quads that ends early is no less valid, so it has to be known by its digest."""
    with monkeypatch.context() as patched:
        patched.setattr(building.loading, "load", lambda *rest: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            building.build(project, tmp_path / "store")
    for path in (tmp_path / "store/work").glob("*.nq"):
        lines = path.read_bytes().splitlines(keepends=True)
        path.write_bytes({"cut at a line": b"".join(lines[:len(lines) // 2]), "emptied": b"",
                          "changed": b"".join(lines).replace(b"2020", b"2021")}[how])
    building.build(project, tmp_path / "store", fresh=fresh)

    assert held(tmp_path / "store") == quads(Graph.load(project).store)


def test_what_was_read_stays_read_through_a_second_interrupt(project: Layout, tmp_path: Path) -> None:
    def stop(at: int, word: str):
        def show(done: int, total: int, what: str) -> None:
            if what == word and done == at:
                raise KeyboardInterrupt
        return show

    for show in (stop(COUNT - 1, "reading bulletins"), stop(2, "reading bulletins")):
        with pytest.raises(KeyboardInterrupt):
            building.build(project, tmp_path / "store", progress=show)
    ledger, = (tmp_path / "store/work").glob("*.jsonl")
    assert len(ledger.read_text(encoding="utf-8").splitlines()) >= COUNT - 1
    assert building.build(project, tmp_path / "store").read <= 1


def test_the_rounding_stays_as_it_was(project: Layout, tmp_path: Path) -> None:
    made = building.build(project, tmp_path / "store", rounding="cut")
    again = building.build(project, tmp_path / "store")
    assert (again.manifest, again.read, again.derived_from) == (made.manifest, 0, 0)
    assert building.build(project, tmp_path / "store", rounding="half-unit").manifest.rounding == "half-unit"


def test_what_was_removed_is_told(project: Layout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                  capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(project.root)
    words = ["build", "--store", str(tmp_path / "store")]
    assert main(words) == 0
    assert ", 1 removed" not in capsys.readouterr().err
    project.bulletins()[0].unlink()
    assert main(words) == 0
    assert "0 read" in (told := capsys.readouterr().err)
    assert ", 1 removed" in told


def test_those_who_help_end_with_the_builder(project: Layout, tmp_path: Path) -> None:
    code = f"""
import os, signal
from pathlib import Path
from kg import building
from kg.layout import Layout
def die(done, total, what):
    if done > 3: os.kill(os.getpid(), signal.SIGKILL)
if __name__ == "__main__":
    building.build(Layout.at(Path({str(project.root)!r})), Path({str(tmp_path / "store")!r}), processes=2, progress=die)
"""
    builder = subprocess.Popen([sys.executable, "-c", code], start_new_session=True)
    assert builder.wait(60) == -9
    assert has_ended(builder.pid)


def test_a_bulletin_that_cannot_be_read_leaves_the_old_store(project: Layout, tmp_path: Path) -> None:
    building.build(project, tmp_path / "store", processes=2)
    before = held(tmp_path / "store")
    project.bulletins()[5].write_text("id:nothing a", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        building.build(project, tmp_path / "store", processes=2)

    assert caught.value.place == f"{project.bulletins()[5]}:1:1"
    assert held(tmp_path / "store") == before


def test_a_store_and_files_exclude_each_other(tmp_path: Path) -> None:
    assert main(["query", "places", "--store", str(tmp_path), "--rounding", "cut"]) == 2
    assert main(["query", "places", "--store", str(tmp_path), "--endpoint", "http://localhost:1"]) == 2
    assert main(["query", "places", "--store", str(tmp_path)]) == 2


def test_killed_at_any_moment_the_old_store_or_the_new_one_counts(project: Layout, tmp_path: Path) -> None:
    store = tmp_path / "store"
    building.build(project, store)
    dice = random.Random(3)
    code = (f"from pathlib import Path; from kg import building; from kg.layout import Layout; "
            f"building.build(Layout.at(Path({str(project.root)!r})), Path({str(store)!r}), fresh={{fresh}})")
    killed, seconds = 0, {False: 3.0, True: 3.0}  # how long a build takes here, anew or not
    for turn in range(30):
        old, fresh = held(store), turn % 2 == 1
        change(project, dice)
        new = quads(Graph.load(project).store)
        start = time.monotonic()
        child = subprocess.Popen([sys.executable, "-c", code.format(fresh=fresh)])
        try:
            child.wait(None if turn < 2 else dice.uniform(0.1, 1.0) * seconds[fresh])
            seconds[fresh] = time.monotonic() - start
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
            killed += 1
        assert held(store) in (old, new)
        building.build(project, store)
        assert held(store) == new
    assert killed > 8
