"""A text looked for in the texts of a column, in the bytes in which they lie on disk.

Source: SPARQL 1.1 Query, sections 17.4.3.5 to 17.4.3.7; UTF-8, in which no text begins within a character.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .algebra import Call, Expression
from .arrays import NONE, Array, Codes, distinct
from .errors import Outside
from .terms import Terms
from .values import LANGUAGE_STRING, STRING

TESTS: dict[str, Callable[[bytes, bytes], bool]] = {
    "CONTAINS": bytes.__contains__, "STRSTARTS": bytes.startswith, "STRENDS": bytes.endswith}
_ODD_LETTERS = ("\u212a".encode(), "\u0130".encode())
"""The letters beyond ASCII whose small ones hold letters of ASCII."""


def source(expression: Expression, sought: str) -> tuple[Expression, bool, bool] | None:
    """Say of what an expression takes the texts: whether in small letters, and whether of all terms that have a text.

    None if it takes them otherwise, or if small letters of what is sought are for somebody else to judge.
    """
    is_small = is_any = False
    if isinstance(expression, Call) and expression.function == "LCASE":
        is_small, (expression,) = True, expression.arguments
        if any(ord(letter) > 127 and letter.lower() != letter.upper() for letter in sought):
            return None
    if isinstance(expression, Call) and expression.function == "STR":
        is_any, (expression,) = True, expression.arguments
    return None if isinstance(expression, Call) else (expression, is_small, is_any)


def tested(terms: Terms, name: str, column: Codes, sought: str, is_small: bool, is_any: bool) -> Array:
    """Test each text of a column; what has none is an error.

    Raises: Outside if a text has letters whose small ones are two.
    """
    once, places = distinct(column)
    found = np.full(len(once), NONE, np.int8)
    bound = once >= 0
    if bound.any():
        kinds = terms.kinds_of(once[bound])  # which may be kinds that no term had before
        wanted = [place for place, (datatype, _) in enumerate(terms.kinds)
                  if datatype in (STRING, LANGUAGE_STRING) or (is_any and datatype != "blank")]
        bound[bound] = np.isin(kinds, wanted)
        found[bound] = _each(terms.texts(once[bound]), TESTS[name], sought.encode(), is_small)
    return found[places] if len(places) else found


def _each(texts: list[bytes], test: Callable[[bytes, bytes], bool], sought: bytes, is_small: bool) -> list[bool]:
    if not is_small:
        return [test(text, sought) for text in texts]
    if any(letter in text for text in texts if not text.isascii() for letter in _ODD_LETTERS):
        raise Outside("upper and lower case beyond ASCII", "ASCII 以外字母的大小写")
    return [test(text.lower(), sought) for text in texts]
