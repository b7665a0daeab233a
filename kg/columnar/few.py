"""Terms of a small graph, in a list: numbered and looked up one by one, sooner than polars is loaded."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from .arrays import Array, Codes, Mask
from .lexical import Grammar, anything
from .terms import BLANK, IRI, LITERAL, NONE, SUFFIX, Terms

_SUFFIX = re.compile(SUFFIX)
_KINDS = {'"': LITERAL, "_": BLANK}


class FewTerms(Terms):
    """Every distinct term of a run, by code."""

    __slots__ = ("_listed",)

    def __init__(self, numbers: dict[str, int], grammar: Grammar = anything) -> None:
        super().__init__(None, grammar)
        self._known = numbers
        self._listed = list(numbers)

    def __len__(self) -> int:
        return len(self._listed)

    def texts(self, codes: Codes) -> list[str]:
        """Give the N-Triples forms of codes."""
        return [self._listed[place] for place in codes.tolist()]

    def holding(self, pattern: str, codes: Codes) -> Mask:
        """Say of each code whether a pattern occurs in its N-Triples form."""
        search = re.compile(pattern).search
        return np.array([search(text) is not None for text in self.texts(codes)], np.bool_)

    def codes(self, texts: Sequence[str]) -> Codes:
        """Give the codes of N-Triples forms; those not met before are added."""
        for text in texts:
            if text not in self._known:
                self._known[text] = len(self._listed)
                self._listed.append(text)
        return np.array([self._known[text] for text in texts], np.int64)

    def _extend(self) -> None:
        start = len(self._kinds)
        if start == len(self):
            return
        fresh = self._listed[start:]
        suffixes = [found[1] or "" if text[0] == '"' and (found := _SUFFIX.search(text)) else None for text in fresh]
        known = {text: place for place, text in enumerate(self.suffixes)}
        for suffix in dict.fromkeys(suffixes):
            if suffix is not None and suffix not in known:
                known[suffix] = len(self.suffixes)
                self._add_suffix(suffix)
        places: Array = np.array([NONE if each is None else known[each] for each in suffixes], np.int32)
        self._suffix_codes = np.concatenate([self._suffix_codes, places])
        kinds = np.array([_KINDS.get(text[0], IRI) for text in fresh], np.uint8)
        self._kinds = np.concatenate([self._kinds, kinds])
