"""Sentences in two languages: an English string that carries its Chinese.

`say("no question {name}", "没有问题 {name}", name="x")` is an ordinary string, so errors, logs and
tests see English; a door that speaks Chinese asks `in_language(sentence, "zh")`.
"""

from __future__ import annotations

from collections.abc import Iterable

LANGUAGES = ("en", "zh")
"""The languages of the interface, and of every human text in the graph."""


class Sentence(str):
    """An English sentence with its Chinese."""

    __slots__ = ("zh",)

    zh: str

    def __new__(cls, en: str, zh: str) -> Sentence:
        """Join both versions; the string itself is the English one."""
        self = super().__new__(cls, en)
        self.zh = zh
        return self

    def __reduce__(self) -> tuple[type[Sentence], tuple[str, str]]:
        """Keep both versions on the way to another process."""
        return Sentence, (str(self), self.zh)


def say(en: str, zh: str, **values: object) -> Sentence:
    """Fill the same values into both versions; a value that is itself a sentence keeps its language."""
    chinese = {name: in_language(value, "zh") if isinstance(value, str) else value for name, value in values.items()}
    return Sentence(en.format(**values), zh.format(**chinese))


def in_language(sentence: str, lang: str) -> str:
    """Give a sentence in a language, or as it is where it has no Chinese."""
    return sentence.zh if lang == "zh" and isinstance(sentence, Sentence) else str(sentence)


def did_you_mean(slip: str, names: Iterable[str]) -> Sentence | None:
    """Name what is nearest to a slip of the keyboard, or None if nothing is near."""
    import difflib

    near = difflib.get_close_matches(slip, list(names), n=3, cutoff=0.55)
    if not near:
        return None
    return say("did you mean {near}?", "您是否想用 {near}？", near=Sentence(" or ".join(near), " 或 ".join(near)))
