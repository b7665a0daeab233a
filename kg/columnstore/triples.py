"""Triple patterns and property paths of a query, read from its tokens.

A sequence of steps becomes several triple patterns with blank nodes between, so that they can be taken in any order.

Source: SPARQL 1.1 Query, sections 4.2 (syntax of triple patterns), 9.1 and 18.2.2.4 (translation of paths).
"""

from __future__ import annotations

from collections.abc import Iterator

from .algebra import Constant, Match, Variable
from .errors import unexpected
from .paths import Alternative, Chain, Inverse, Path, Repeat, Step
from .reader import Reader

_REPEATS = {"*": (0, True), "+": (1, True), "?": (0, False)}


def triples(reader: Reader) -> tuple[Match, ...]:
    """Read triple patterns with one subject, up to the full stop or whatever else ends them."""
    subject = reader.node()
    if subject is None:
        raise unexpected(reader.next.text)
    found: list[Match] = []
    while True:
        predicate: Path | Variable = Variable(reader.variable()) if reader.next.kind == "variable" else _path(reader)
        while True:
            thing = reader.node()
            if thing is None:
                raise unexpected(reader.next.text)
            found += _spread(reader, Match(subject, predicate, thing))
            if not reader.sign(","):
                break
        while reader.sign(";"):
            pass
        if reader.next.text in (".", "}", "{") or (reader.next.kind in ("word", "end") and reader.next.text != "a"):
            return tuple(found)
        if reader.next.kind not in ("variable", "iri", "name", "word") and reader.next.text not in ("^", "(", "!"):
            raise unexpected(reader.next.text)


def _path(reader: Reader) -> Path:
    parts = [_sequence(reader)]
    while reader.sign("|"):
        parts.append(_sequence(reader))
    return parts[0] if len(parts) == 1 else Alternative(tuple(parts))


def _sequence(reader: Reader) -> Path:
    parts = [_element(reader)]
    while reader.sign("/"):
        parts.append(_element(reader))
    return parts[0] if len(parts) == 1 else Chain(tuple(parts))


def _element(reader: Reader) -> Path:
    if reader.sign("^"):
        return Inverse(_element(reader))
    if reader.sign("("):
        found = _path(reader)
        reader.expect(")")
    else:
        predicate = reader.verb()
        if predicate is None:
            raise unexpected(reader.next.text)
        found = Step(predicate)
    sign = reader.next.text
    if reader.sign(*_REPEATS):
        least, endless = _REPEATS[sign]
        return Repeat(found, least, endless)
    return found


def _spread(reader: Reader, match: Match) -> Iterator[Match]:
    """Cut a sequence into its parts, and turn round what is inverse."""
    subject, path, thing = match
    if isinstance(path, Inverse):
        yield from _spread(reader, Match(thing, path.path, subject))
    elif isinstance(path, Chain):
        start: Variable | Constant = subject
        for place, part in enumerate(path.paths):
            end = thing if place == len(path.paths) - 1 else Variable(reader.fresh("_:#"))
            yield from _spread(reader, Match(start, part, end))
            start = end
    else:
        yield match
