"""Whether Oxigraph sees, wherever a query uses it, what is bound beforehand.

Oxigraph binds a variable beforehand like one more pattern: groups within do not see it unless a pattern of their own
binds it. By SHACL it stands there as if it had been written into the text.

Source: SHACL, appendix A (pre-binding of variables in SPARQL queries).
"""

from __future__ import annotations

from ..text.sparql import Token, tokens


class _Group:
    """What stands between two braces: which variables its patterns bind, which its expressions use."""

    __slots__ = ("inherits", "patterns", "uses")

    def __init__(self, inherits: bool) -> None:
        self.inherits = inherits
        self.patterns: set[str] = set()
        self.uses: set[str] = set()


def is_seen(text: str, bound: frozenset[str]) -> bool:
    """Whether a query is a SELECT that hands on all that is bound beforehand and binds it where it is used."""
    pieces = list(tokens(text))
    start = next((i for i, piece in enumerate(pieces) if piece.is_word("SELECT")), None)
    if start is None:
        return False
    opening = next((i for i in range(start, len(pieces)) if pieces[i].text == "{"), len(pieces))
    if bound - {piece.text[1:] for piece in pieces[start:opening] if piece.kind == "variable"}:
        return False
    return _is_bound(pieces[opening:], bound)


def _is_bound(pieces: list[Token], bound: frozenset[str]) -> bool:
    open_groups: list[_Group] = []
    depth, before = [0], Token("sign", "", 0)
    for piece in pieces:
        if piece.text == "{":
            open_groups.append(_Group(before.is_word("OPTIONAL", "EXISTS") and bool(open_groups)))
            depth.append(0)
        elif piece.text == "}":
            depth.pop()
            group = open_groups.pop()
            missing = group.uses - group.patterns
            if missing and not group.inherits:
                return False
            if missing:
                open_groups[-1].uses |= missing
        elif piece.text in "()":
            depth[-1] += 1 if piece.text == "(" else -1
        elif piece.kind == "variable" and piece.text[1:] in bound and open_groups:
            group = open_groups[-1]
            (group.uses if depth[-1] else group.patterns).add(piece.text[1:])
        before = piece
    return True
