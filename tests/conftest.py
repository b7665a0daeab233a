"""Options and fixtures that several test modules share."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from kg.columnar import reading
from kg.knowledge_graph import KnowledgeGraph
from kg.layout import Layout


@pytest.fixture(scope="session", autouse=True)
def cache_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what commands keep for the next run out of the home of whoever runs the tests."""
    folder = tmp_path_factory.mktemp("cache")
    folder.chmod(0o700)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KG_CACHE", str(folder))
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    report = yield
    if report.skipped and item.config.getoption("--forbid-skips"):
        report.outcome = "failed"
        report.longrepr = f"skipped although --forbid-skips is given: {report.longrepr[2]}"
    return report


class Texts(Mapping[str, str]):
    """The texts of a folder by the SHA-256 digest of their files."""

    def __init__(self, folder: Path) -> None:
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        self._files = {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in files}

    def __getitem__(self, digest: str) -> str:
        assert digest in self._files, f"no file under --source has the digest {digest}"
        return self._files[digest].read_bytes().decode("utf-8")

    def __iter__(self):
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


@pytest.fixture(scope="session")
def texts(request: pytest.FixtureRequest) -> Texts:
    """The texts of the bulletins, which are not part of the repository."""
    folder = request.config.getoption("--source")
    if folder is None:
        pytest.skip("needs the texts of the bulletins: pytest --source DIR")
    assert folder.is_dir(), f"--source {folder} is not a folder"
    return Texts(folder)


@pytest.fixture(params=["few", "many"])
def numbered(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let terms of small graphs be numbered as those of small graphs are, and as those of large ones."""
    if request.param == "many":
        monkeypatch.setattr(reading, "FEW", -1)


@pytest.fixture(scope="session")
def shipped() -> KnowledgeGraph:
    """The graph that ships with the package."""
    return KnowledgeGraph(Layout.shipped())
