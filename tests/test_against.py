"""What is new since a revision, and what changes while somebody watches."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BULLETIN = Path("data/bulletins/bulletin.ttl")
WRONG = ('qudt:value "12000"^^xsd:decimal', 'qudt:value "11000"^^xsd:decimal')
ALSO_WRONG = ('qudt:value "150"^^xsd:decimal', 'qudt:value "151"^^xsd:decimal')
ENVIRONMENT = {name: value for name, value in os.environ.items() if name not in {"KG_LANG", "LANG"}} | {
    "LC_ALL": "C.UTF-8", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "a",
    "GIT_COMMITTER_EMAIL": "a@example.org", "PYTHONUNBUFFERED": "1",
}  # fmt: skip


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True, env=ENVIRONMENT)


def kg(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "kg", *words], cwd=folder, capture_output=True, text=True,
                          encoding="utf-8", env=ENVIRONMENT | environment)


def codes(done: subprocess.CompletedProcess[str]) -> list[tuple[str, int]]:
    assert done.returncode in (0, 1), done.stderr
    return [(finding["code"], finding["line"]) for finding in json.loads(done.stdout)["findings"]]


def spoil(folder: Path, change: tuple[str, str]) -> int:
    text = (folder / BULLETIN).read_text(encoding="utf-8")
    assert change[0] in text
    (folder / BULLETIN).write_text(text.replace(*change, 1), encoding="utf-8")
    return text[: text.index(change[0])].count("\n") + 1


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose first revision has one fault already."""
    (tmp_path / BULLETIN).parent.mkdir(parents=True)
    shutil.copy(ROOT / "ontology/examples/valid.ttl", tmp_path / BULLETIN)
    spoil(tmp_path, WRONG)
    git(tmp_path, "init", "-b", "main")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-m", "first")
    return tmp_path


def test_nothing_changed_gives_nothing_new(project: Path) -> None:
    assert "N01" in [code for code, _ in codes(kg(project, "validate", "-f", "json"))]

    done = kg(project, "validate", "--against", "main")

    assert done.returncode == 0
    assert done.stdout == "Conforms: 0 errors, 0 warnings, 0 hints in {} files.\n".format(
        len(json.loads(kg(project, "validate", "-f", "json").stdout)["files"]))


def test_only_what_is_new_is_told_wherever_the_lines_have_moved(project: Path) -> None:
    text = (project / BULLETIN).read_text(encoding="utf-8")
    (project / BULLETIN).write_text(text.replace("\n\n", "\n\n\n\n"), encoding="utf-8")
    line = spoil(project, ALSO_WRONG)

    done = kg(project, "validate", "--against", "HEAD", "-f", "json")

    assert done.returncode == 1
    assert codes(done) == [("N01", line)]


def test_a_fault_in_a_new_file_is_new_and_the_revision_is_not_touched(project: Path) -> None:
    spoil(project, ALSO_WRONG)
    (project / BULLETIN).rename(project / BULLETIN.with_name("renamed.ttl"))

    told = codes(kg(project, "validate", "--against", "main", "-f", "json"))

    assert [code for code, _ in told] == ["N01"]
    assert not (project / BULLETIN).exists()


def test_a_file_of_the_project_can_be_named(project: Path) -> None:
    line = spoil(project, ALSO_WRONG)

    assert codes(kg(project, "validate", str(BULLETIN), "--against", "HEAD", "-f", "json")) == [("N01", line)]


def test_prefixes_and_files_are_compared_by_name(project: Path) -> None:
    text = (project / BULLETIN).read_text(encoding="utf-8")
    (project / BULLETIN).write_text(f"PREFIX id: <http://example.org/>\n{text}", encoding="utf-8")
    git(project, "commit", "-a", "-m", "second")

    assert codes(kg(project, "validate", "--against", "main", "-f", "json")) == []
    assert "V006" in [code for code, _ in codes(kg(project, "validate", "--against", "HEAD~1", "-f", "json"))]


def test_a_project_inside_a_repository(project: Path) -> None:
    for name in ("data",):
        (project / "inner").mkdir()
        git(project, "mv", name, f"inner/{name}")
    git(project, "commit", "-m", "moved")
    line = spoil(project / "inner", ALSO_WRONG)

    assert codes(kg(project / "inner", "validate", "--against", "HEAD", "-f", "json")) == [("N01", line)]


@pytest.mark.parametrize("revision", ["nope", "--all", "", "HEAD:data", "main..main"])
def test_an_unknown_revision_is_told(project: Path, revision: str) -> None:
    done = kg(project, "validate", f"--against={revision}")

    assert done.returncode == 2
    assert "there is no git revision" in done.stderr
    assert "hint:" in done.stderr


def test_without_a_repository_or_without_git_it_is_told(project: Path, tmp_path_factory) -> None:
    shutil.rmtree(project / ".git")
    done = kg(project, "validate", "--against", "main", GIT_CEILING_DIRECTORIES=str(project.parent))
    assert (done.returncode, "is not in a git repository" in done.stderr) == (2, True)

    done = kg(project, "validate", "--against", "main", PATH=str(tmp_path_factory.mktemp("empty")))
    assert (done.returncode, "git is not installed" in done.stderr) == (2, True)

    done = kg(project, "validate", "--against", "main", "--lang", "zh", PATH=str(tmp_path_factory.mktemp("empty")))
    assert "未安装 git" in done.stderr


def test_a_revision_that_cannot_be_read_is_told(project: Path) -> None:
    good = (project / BULLETIN).read_text(encoding="utf-8")
    (project / BULLETIN).write_text(good + "id:x", encoding="utf-8")
    git(project, "commit", "-a", "-m", "broken")
    (project / BULLETIN).write_text(good, encoding="utf-8")

    done = kg(project, "validate", "--against", "HEAD")

    assert done.returncode == 2
    assert "HEAD cannot be checked" in done.stderr
    assert "HEAD:data/bulletins/bulletin.ttl:" in done.stderr


class Watch:
    """`kg validate --watch`, and what it has printed so far."""

    def __init__(self, project: Path) -> None:
        self._path = project.parent / f"{project.name}.log"
        with self._path.open("wb") as log:
            self.process = subprocess.Popen([sys.executable, "-m", "kg", "validate", "--watch"], cwd=project,
                                            stdout=log, stderr=subprocess.STDOUT, env=ENVIRONMENT)  # fmt: skip
        self._read = 0

    def next(self) -> str:
        """Wait for the next report, and give it."""
        for _ in range(300):
            text = self._path.read_text(encoding="utf-8")[self._read :]
            if "watching" in text:
                self._read += len(text)
                return text
            assert self.process.poll() is None, text
            time.sleep(0.1)
        raise TimeoutError(text)


@pytest.mark.parametrize("words", [["--watch", "--against", "nosuch"], ["--timeout", "1"]])
def test_what_cannot_be_checked_is_not_watched(project: Path, words: list[str]) -> None:
    done = subprocess.run([sys.executable, "-m", "kg", "validate", *words], cwd=project, capture_output=True, text=True,
                          timeout=60, check=False)
    assert done.returncode == 2
    assert "nosuch" in done.stderr or "--timeout is about an endpoint" in done.stderr
    assert "watching" not in done.stderr


def test_watching_tells_what_changed_and_ends_with_an_interrupt(project: Path) -> None:
    watch = Watch(project)
    try:
        assert "N01" in watch.next()

        line = spoil(project, ALSO_WRONG)
        told = watch.next()
        assert f"{BULLETIN}:{line}:" in told
        assert told.count(" error N01 ") == 1

        spoil(project, ALSO_WRONG[::-1])
        told = watch.next()
        assert f"mended: {BULLETIN}:{line}:" in told
        assert " error N01 " not in told
        assert "Does not conform" in told

        good = (project / BULLETIN).read_text(encoding="utf-8")
        (project / BULLETIN).write_text(good + "id:x", encoding="utf-8")
        assert "error:" in watch.next()
        (project / BULLETIN).write_text(good, encoding="utf-8")
        assert "Does not conform" in watch.next()
    finally:
        watch.process.send_signal(signal.SIGINT)
        assert watch.process.wait(10) == 130
