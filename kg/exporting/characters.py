"""Characters that XML cannot carry.

Source: XML 1.0, section 2.2.
"""

from __future__ import annotations

import re

NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Matches what no document of XML may hold, escaped or not."""


def legible(text: str) -> str:
    """Put U+FFFD, the replacement character, in the place of what XML cannot carry."""
    return NOT_XML.sub("\ufffd", text)
