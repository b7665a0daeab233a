"""`kg generate` and `kg build`: from a made-up nation to a store on disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.cli import main
from kg.generation import generate


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_command_generates_what_the_function_does(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    generate(3, 7, tmp_path / "a", planted=60, processes=1)
    words = ["generate", "--bulletins", "3", "--seed", "7", "--planted", "60", "--processes", "1"]

    assert main([*words, "-o", str(tmp_path / "b")]) == 0
    assert "3 bulletins" in capsys.readouterr().err
    assert files(tmp_path / "a") == files(tmp_path / "b")


@pytest.mark.parametrize("words", [["--bulletins", "3"], ["-o", "x"], ["--bulletins", "3", "--triples", "9", "-o", "x"]])
def test_generating_needs_a_folder_and_one_size(words: list[str]) -> None:
    assert main(["generate", *words]) == 2
