"""Differences between engines that are known, with their reason: what `differences.toml` beside this file lists.

An engine is excused only for versions that begin as the table says; a new version is judged anew.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any


def reason(engine: str, version: str, shows: str) -> str:
    """Say why an engine differs so, or nothing if that is not known; `shows` is the difference as it is told."""
    for each in _known():
        if each["engine"] == engine and version.startswith(each["version"]) and each["shows"] in shows:
            return str(each["reason"])
    return ""


@cache
def _known() -> list[dict[str, Any]]:
    text = Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
    return list(tomllib.loads(text)["difference"])
