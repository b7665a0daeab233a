"""What the engine says when a question is not for it."""

from __future__ import annotations

from ..messages import say


class Outside(Exception):  # noqa: N818 - nothing is wrong: another engine answers
    """A query, or what it meets in the data, is outside of what is answered here; what of it, in both languages."""

    def __init__(self, en: str, zh: str, **values: object) -> None:
        self.reason = say(en, zh, **values)
        super().__init__(self.reason)


def unexpected(text: str) -> Outside:
    """Say that the reader of queries does not know what it reads, or not in that place."""
    return Outside('"{text}" where it stands', "此处的“{text}”", text=text)
