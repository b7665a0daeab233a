"""Quotations held against the texts they were taken from, where somebody has the texts.

An article is not redistributed, so a bulletin names its text by a digest, and an excerpt by the place where it stands.
With the folder of texts at hand, all of it can be looked up. The words of these rules stand with the shapes.

Source: Web Annotation Data Model, section 4.2.5 (text position selector).
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode, Triple

from ..errors import UsageError
from ..messages import say
from ..namespaces import DCTERMS, OA, PC, PROV
from .gates import Fault

_DIGEST, _START, _END = (NamedNode(PC + name) for name in ("textDigest", "textStart", "textEnd"))
_FROM, _TITLE = NamedNode(PROV + "wasQuotedFrom"), NamedNode(DCTERMS + "title")
_EXACT, _FIRST, _LAST = (NamedNode(OA + name) for name in ("exact", "start", "end"))
_Said = dict[Any, list[Any]]


class Texts:
    """The texts of a folder, found by the digest of their files."""

    def __init__(self, folder: Path) -> None:
        """Read a folder.

        Raises: UsageError if there is no such folder.
        """
        if not folder.is_dir():
            raise UsageError(say("{folder} is no folder of texts", "{folder} 不是文本文件夹", folder=folder))
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        self._texts = {hashlib.sha256(data).hexdigest(): data for data in (path.read_bytes() for path in files)}

    def get(self, digest: str) -> str | None:
        """Give the text of a digest, or None if nobody has it."""
        data = self._texts.get(digest)
        return None if data is None else data.decode("utf-8", errors="replace")


def faults(triples: Iterable[Triple], texts: Texts) -> list[Fault]:
    """Find bulletins whose text is not there or ends elsewhere, and excerpts that do not stand where they say."""
    said: dict[Any, _Said] = defaultdict(lambda: defaultdict(list))
    for triple in triples:
        said[triple.subject][triple.predicate].append(triple.object)
    found: list[Fault] = []
    known: dict[Any, str] = {}
    for node, told in list(said.items()):
        if told[_DIGEST]:
            text = texts.get(told[_DIGEST][0].value)
            if text is None:
                found.append(Fault("E40", node, _DIGEST, told[_DIGEST][0]))
            else:
                known[node] = text
                found += _article(node, told, text)
    for node, told in list(said.items()):
        text = known.get(told[_FROM][0]) if told[_FROM] else None
        if text is not None:
            found += _excerpt(node, told, text)
    return found


def _article(node: Any, told: _Said, text: str) -> Iterator[Fault]:
    """An article begins and ends with a line, and its title stands in it."""
    start, end = _number(told[_START]), _number(told[_END])
    if start is None or end is None:
        return
    if not (_breaks(text, start - 1) and text[start:start + 1].strip()):
        yield Fault("E42", node, _START, told[_START][0])
    elif not (_breaks(text, end) and text[end - 1:end].strip()):
        yield Fault("E42", node, _END, told[_END][0])
    article = "".join(text[start:end].split())
    for title in told[_TITLE]:
        if title.language == "zh" and "".join(title.value.split()) not in article:
            yield Fault("E43", node, _TITLE, title)


def _breaks(text: str, at: int) -> bool:
    return at in (-1, len(text)) or text[at:at + 1] == "\n"


def _excerpt(node: Any, told: _Said, text: str) -> Iterator[Fault]:
    start, end = _number(told[_FIRST]), _number(told[_LAST])
    for exact in told[_EXACT]:
        if start is not None and end is not None and text[start:end] != exact.value:
            at = text.find(exact.value)
            there = say("{words} stands at {at}", "“{words}”位于 {at}", words=exact.value[:20], at=at) if at >= 0 else (
                say("found there: {words}", "该处原文为：{words}", words=text[start:end][:60]))
            yield Fault("E41", node, _EXACT, exact, say("the text does not say this at {start} to {end}; {there}",
                                                        "原文 {start} 至 {end} 处并非此文；{there}",
                                                        start=start, end=end, there=there))


def _number(values: list[Any]) -> int | None:
    text = values[0].value if values else ""
    return int(text) if text.isdecimal() else None
