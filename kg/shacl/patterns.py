"""Regular expressions of shapes: those that do not compile, and those that may run for ever, are refused.

A repetition inside a repetition, as in `(a+)+`, takes twice as long for every character more.
"""

from __future__ import annotations

import re

from ..messages import Sentence, say

_PIECE = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|(?P<open>\()|(?P<close>\))|(?P<many>[*+]|\{\d+,\})|.", re.DOTALL)
_FLAT = Sentence("write it without a repetition inside a repetition: (a+)+ is a+",
                 "请去掉重复中的重复：(a+)+ 即 a+")
_ANY = Sentence("try it on a text first; a good one looks like ^[0-9]{6}$", "请先用文本试验；正确的写法如 ^[0-9]{6}$")


def fault(pattern: str) -> tuple[Sentence, Sentence] | None:
    """Say what is wrong with a regular expression and what to do, or None if it can be used."""
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        return say("the regular expression does not compile: {error}", "正则表达式无法编译：{error}", error=error), _ANY
    if _repeats_a_repetition(pattern):
        return say("the regular expression repeats a repetition, which may take for ever: {pattern}",
                   "正则表达式在重复中再重复，可能永远运行不完：{pattern}", pattern=pattern), _FLAT
    return None


def _repeats_a_repetition(pattern: str) -> bool:
    """Whether an open-ended repetition stands behind a group that holds one."""
    holds = [False]
    closed = False
    for piece in _PIECE.finditer(pattern):
        if piece["open"]:
            holds.append(False)
        elif piece["close"] and len(holds) > 1:
            closed = holds.pop()
            holds[-1] |= closed
            continue
        elif piece["many"]:
            if closed:
                return True
            holds[-1] = True
        closed = False
    return False
