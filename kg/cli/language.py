"""The language of the interface."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..messages import LANGUAGES


def choose(typed: Sequence[str], environment: Mapping[str, str]) -> str:
    """Give the language that is asked for: `--lang`, else KG_LANG, else the locale; else English."""
    for index, word in enumerate(typed):
        value = typed[index + 1] if word == "--lang" and index + 1 < len(typed) else word.removeprefix("--lang=")
        if word.startswith("--lang") and value in LANGUAGES:
            return value
    if environment.get("KG_LANG") in LANGUAGES:
        return environment["KG_LANG"]
    locale = next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "")
    return "zh" if locale.startswith("zh") else "en"
