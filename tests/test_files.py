"""Files are written whole or not at all, also while parts of them are still made."""

from __future__ import annotations

import os
import resource
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg import files
from kg.errors import LimitError

PART = 100_000


@pytest.mark.parametrize("count", [0, 1, 4, 5, 50])
def test_parts_follow_each_other(tmp_path: Path, count: int):
    parts = [bytes([number]) * PART for number in range(count)]
    files.write_parts(tmp_path / "新乡" / "out", iter(parts))
    assert (tmp_path / "新乡/out").read_bytes() == b"".join(parts)
    assert [path.name for path in (tmp_path / "新乡").iterdir()] == ["out"]


def test_a_maker_that_fails_leaves_the_old_file(tmp_path: Path):
    def parts() -> Iterator[bytes]:
        yield from [b"new"] * 20
        raise ValueError("enough")

    out = tmp_path / "out"
    out.write_bytes(b"old")
    threads = threading.active_count()
    with pytest.raises(ValueError, match="enough"):
        files.write_parts(out, parts())
    assert out.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [out]
    assert threading.active_count() == threads


def test_a_full_disk_is_told_and_no_more_is_made(tmp_path: Path):
    """A limit on the size of files stands for the disk."""
    made = []

    def parts() -> Iterator[bytes]:
        for number in range(100_000):
            made.append(number)
            yield bytes(PART)

    before, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20 * PART, before[1]))
        with pytest.raises(LimitError, match="cannot be written"):
            files.write_parts(tmp_path / "out", parts())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert 20 <= len(made) < 100
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_file_is_written_to_directly(tmp_path: Path):
    """A pipe cannot be brought to a disk."""
    os.mkfifo(tmp_path / "pipe")
    found: list[bytes] = []
    reader = threading.Thread(target=lambda: found.append((tmp_path / "pipe").read_bytes()))
    reader.start()
    files.write_parts(tmp_path / "pipe", iter([b"a" * PART, b"b" * PART] * 10))
    reader.join(30)
    assert found == [(b"a" * PART + b"b" * PART) * 10]
