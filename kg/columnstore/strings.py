"""The functions of strings, each of one row's values.

Source: SPARQL 1.1 Query, section 17.4.3; XPath functions 3.1, section 5; where they leave room, as Oxigraph.
"""

from __future__ import annotations

from collections.abc import Callable

from .errors import Outside
from .values import Tagged, Value


def string_of(value: Value) -> str | None:
    """Give the string of a simple literal or one with a language."""
    return value if type(value) is str else value.string if type(value) is Tagged else None


def _like(model: Value, string: str) -> Value:
    """Give a string in the language of another."""
    return Tagged(string, model.language) if isinstance(model, Tagged) else string


def _pair(left: Value, right: Value) -> tuple[str, str] | None:
    """Give two strings whose languages allow to look for one in the other (section 17.4.3.1.2)."""
    first, second = string_of(left), string_of(right)
    if first is None or second is None:
        return None
    if isinstance(right, Tagged) and not (isinstance(left, Tagged) and left.language == right.language):
        return None
    return first, second


def tested(function: Callable[[str, str], bool]) -> Callable[[Value, Value], bool | None]:
    """Make a test of two strings one of two values."""

    def run(left: Value, right: Value) -> bool | None:
        if type(left) is str and type(right) is str:
            return function(left, right)
        pair = _pair(left, right)
        return None if pair is None else function(*pair)

    return run


def cut(where: Callable[[str, str], str | None]) -> Callable[[Value, Value], Value | None]:
    """Make what cuts one string at another a function of two values."""

    def run(left: Value, right: Value) -> Value | None:
        pair = _pair(left, right)
        if pair is None:
            return None
        found = where(*pair)
        return "" if found is None else _like(left, found)

    return run


def before(text: str, mark: str) -> str | None:
    """Give what stands before a mark."""
    place = text.find(mark)
    return None if place < 0 else text[:place]


def after(text: str, mark: str) -> str | None:
    """Give what stands behind a mark."""
    place = text.find(mark)
    return None if place < 0 else text[place + len(mark):]


def substring(text: Value, start: Value, length: Value | None = None) -> Value | None:
    """Give a part of a string; its first character is number 1."""
    whole = string_of(text)
    if whole is None or type(start) is not int or (length is not None and type(length) is not int):
        return None
    first = max(start - 1, 0)
    if length is None:
        return _like(text, whole[first:])
    return _like(text, whole[first:max(start - 1 + length, first)])


def concatenated(*values: Value) -> Value | None:
    """Join strings; the language stays if it is that of all."""
    strings = [string_of(value) for value in values]
    if None in strings:
        return None
    if strings == list(values):
        return "".join(strings)  # type: ignore[arg-type]
    languages = {value.language if isinstance(value, Tagged) else "" for value in values}
    language = languages.pop() if len(languages) == 1 else ""
    joined = "".join(strings)  # type: ignore[arg-type]
    return Tagged(joined, language) if language else joined


def cased(function: Callable[[str], str]) -> Callable[[Value], Value | None]:
    """Make a change of case a function of a value, for letters about which all versions of Unicode agree."""

    def run(value: Value) -> Value | None:
        text = string_of(value)
        if text is None:
            return None
        if not text.isascii() and any(ord(c) > 127 and c.lower() != c.upper() for c in text):
            raise Outside("upper and lower case beyond ASCII", "ASCII 以外字母的大小写")
        return _like(value, function(text))

    return run


def length(value: Value) -> int | None:
    """Count characters."""
    text = string_of(value)
    return None if text is None else len(text)
