"""Where each triple of a Turtle text stands: line and column of its subject, predicate and object.

The text has been parsed before (`turtle.parse`), so this walker trusts its syntax and only follows the tokens:
it knows directives, `a`, `;`, `,`, long strings, bare numbers and booleans, escapes, `[ ]` and `( )`. N-Triples
are Turtle. Nodes without a name cannot be asked for; what stands inside them is found by its subject's fallback.

Source: RDF 1.1 Turtle, section 6.5 (grammar).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode

from ..namespaces import RDF, XSD

_WS = r"(?:[ \t\r\n]++|#[^\r\n]*+)*+"
IRI = r"<[^<>\"{}|^`\x00-\x20]*+>"
_CHARACTER = r"[^\s<>\"'()\[\]{};,.#\\^@|`]"
_NAME = rf"(?:{_CHARACTER}|\\.|\.+(?={_CHARACTER}|\\))++"
STRING = (r"\"\"\"(?:[^\"\\]|\\.|\"{1,2}(?!\"))*+\"\"\"" r"|'''(?:[^'\\]|\\.|'{1,2}(?!'))*+'''"
           r"|\"(?:[^\"\\\n\r]|\\.)*+\"" r"|'(?:[^'\\\n\r]|\\.)*+'")
_TOKEN = re.compile(
    rf"(?P<blank>[ \t\r\n]+|\#[^\r\n]*)"
    rf"|(?P<iri>{IRI})"
    rf"|(?P<directive>(?:@prefix|(?i:PREFIX)(?=[\s#])){_WS}(?P<prefix>[^\s:]*):{_WS}(?P<namespace>{IRI}))"
    rf"|(?P<based>(?:@base|(?i:BASE)(?=[\s#<])){_WS}(?P<base>{IRI}))"
    rf"|(?P<literal>(?P<string>{STRING})"
    rf"(?:{_WS}@(?P<language>[A-Za-z][A-Za-z0-9-]*+)|{_WS}\^\^{_WS}(?P<datatype>{IRI}|{_NAME}))?)"
    r"|(?P<double>[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)[eE][+-]?[0-9]+)"
    r"|(?P<decimal>[+-]?[0-9]*\.[0-9]+)"
    r"|(?P<integer>[+-]?[0-9]+)"
    rf"|(?P<nil>\({_WS}\))"
    r"|(?P<mark>[.;,\[\]()])"
    rf"|(?P<name>{_NAME})",
    re.DOTALL,
)
_COMMENT = re.compile(rf"{STRING}|{IRI}|\\.|(?P<found>#[^\r\n]*)", re.DOTALL)
_NAMELESS = re.compile(rf"{STRING}|{IRI}|\\.|#[^\r\n]*|(?P<found>\[|\({_WS}(?!\))|_:)", re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_ESCAPED = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")

_Span = tuple[int, int]


class Position(NamedTuple):
    """A place in a text: line and column counted from 1, in code points; `end_column` is the one after the last."""

    line: int
    column: int
    end_column: int


class Positions:
    """The places of all triples of one text; a triple that is stated twice stands where it is stated first."""

    def __init__(self, text: str, subjects: dict[str, _Span], predicates: dict[tuple[str, str], _Span],
                 objects: dict[tuple[str, str, str], _Span]) -> None:
        self._text = text
        self._subjects = subjects
        self._predicates = predicates
        self._objects = objects
        self._starts = [0, *(found.end() for found in re.finditer(r"\r\n|\r|\n", text))]

    def of(self, subject: object, predicate: object = None, object: object = None) -> Position | None:
        """Say where a triple stands: at its object, else at its predicate, else at its subject, else None.

        Terms are those of pyoxigraph or rdflib, or strings in N-Triples form (`<http://…>`).
        """
        subject_key = key(subject)
        predicate_key = key(predicate) if predicate is not None else None
        object_key = key(object) if object is not None else None
        span = (self._object(subject_key, predicate_key, object_key)
                or (self._predicates.get((subject_key, predicate_key)) if predicate_key else None)
                or self._subjects.get(subject_key))
        return self._position(span) if span else None

    def source(self, line: int) -> str:
        """Give the text of a line, counted from 1, without its end."""
        end = self._starts[line] if line < len(self._starts) else len(self._text)
        return self._text[self._starts[line - 1]:end].rstrip("\r\n")

    def _object(self, subject: str, predicate: str | None, object: str | None) -> _Span | None:
        if object is None:
            return None
        if predicate is not None:
            return self._objects.get((subject, predicate, object))
        return next((span for (s, _, o), span in self._objects.items() if s == subject and o == object), None)

    def _position(self, span: _Span) -> Position:
        line = bisect_right(self._starts, span[0])
        start = self._starts[line - 1]
        end = min(span[1] - start, len(self.source(line)))
        return Position(line, span[0] - start + 1, end + 1)


def index(text: str) -> Positions:
    """Find the places of all triples of a Turtle or N-Triples text that is known to parse."""
    walker = _Walker()
    for token in _TOKEN.finditer(text):
        kind = token.lastgroup or ""
        if kind != "blank":
            walker.take(kind, token)
    return Positions(text, walker.subjects, walker.predicates, walker.objects)


def first_comment(text: str) -> Position | None:
    """Find the first comment of a Turtle text."""
    return _first(_COMMENT, text)


def first_nameless(text: str) -> Position | None:
    """Find the first blank node of a Turtle text: `_:x`, `[` or `(`."""
    return _first(_NAMELESS, text)


def _first(pattern: re.Pattern[str], text: str) -> Position | None:
    found = next((match for match in pattern.finditer(text) if match["found"]), None)
    return Positions(text, {"": found.span("found")}, {}, {}).of("") if found else None


def key(term: object) -> str:
    """Give the N-Triples form of a term of pyoxigraph or rdflib, told apart without importing rdflib."""
    if isinstance(term, NamedNode | Literal | BlankNode):
        return str(term)
    datatype, language = getattr(term, "datatype", None), getattr(term, "language", None)
    if type(term).__name__ == "Literal":
        return _literal(str(term), language, str(datatype) if datatype else XSD + "string")
    if type(term).__name__ == "URIRef":
        return f"<{term}>"
    return f"_:{term}" if type(term).__name__ == "BNode" else str(term)


class _Frame:
    """The statement, `[ ]` or `( )` that is being read."""

    __slots__ = ("predicate", "subject")

    def __init__(self, subject: str | None = None, predicate: str | None = None) -> None:
        self.subject = subject
        self.predicate = predicate


class _Walker:
    """Follows the tokens of one text and notes the first place of each subject, predicate and object."""

    def __init__(self) -> None:
        self.subjects: dict[str, _Span] = {}
        self.predicates: dict[tuple[str, str], _Span] = {}
        self.objects: dict[tuple[str, str, str], _Span] = {}
        self._prefixes: dict[str, str] = {}
        self._base = ""
        self._frames = [_Frame()]
        self._names: dict[str, str] = {}
        self._nameless = 0

    def take(self, kind: str, token: re.Match[str]) -> None:
        if kind == "mark":
            self._mark(token[0], token.span())
        elif kind == "directive":
            self._prefixes[token["prefix"]] = self._iri(token["namespace"])
            self._names.clear()
        elif kind == "based":
            self._base = self._iri(token["base"])
        else:
            self._term(self._key(kind, token), token.span())

    def _mark(self, mark: str, span: _Span) -> None:
        frame = self._frames[-1]
        if mark == ".":
            self._frames = [_Frame()]
        elif mark == ";":
            frame.predicate = None
        elif mark in "[(":
            self._nameless += 1
            node = f"_:[{self._nameless}]"
            self._term(node, span)
            self._frames.append(_Frame(node, f"<{RDF}first>" if mark == "(" else None))
        elif mark in "])" and len(self._frames) > 1:
            self._frames.pop()

    def _term(self, term: str, span: _Span) -> None:
        frame = self._frames[-1]
        if frame.subject is None:
            frame.subject = term
            self.subjects.setdefault(term, span)
        elif frame.predicate is None:
            frame.predicate = term
            self.predicates.setdefault((frame.subject, term), span)
        else:
            self.objects.setdefault((frame.subject, frame.predicate, term), span)

    def _key(self, kind: str, token: re.Match[str]) -> str:
        if kind == "literal":
            return self._quoted(token)
        if kind in ("integer", "decimal", "double"):
            return f'"{token[0]}"^^<{XSD}{kind}>'
        if kind == "nil":
            return f"<{RDF}nil>"
        known = self._names.get(token[0])
        if known is None:
            known = self._names[token[0]] = f"<{self._iri(token[0])}>" if kind == "iri" else self._name(token[0])
        return known

    def _quoted(self, token: re.Match[str]) -> str:
        written, datatype = token["string"], token["datatype"]
        quotes = 3 if written[:3] in ('"""', "'''") else 1
        value = _unescape(written[quotes:-quotes])
        type_iri = XSD + "string" if datatype is None else self._iri(datatype) if datatype[0] == "<" else (
            self._name(datatype)[1:-1])
        return _literal(value, token["language"], type_iri)

    def _name(self, written: str) -> str:
        if written == "a" and self._frames[-1].predicate is None:
            return f"<{RDF}type>"
        if written in ("true", "false"):
            return f'"{written}"^^<{XSD}boolean>'
        prefix, _, local = written.partition(":")
        if prefix == "_":
            return written
        return f"<{self._prefixes.get(prefix, '')}{_ESCAPE.sub(_unescaped, local) if chr(92) in local else local}>"

    def _iri(self, written: str) -> str:
        iri = _unescape(written[1:-1])
        if not self._base or _SCHEME.match(iri):
            return iri
        from urllib.parse import urljoin

        return urljoin(self._base, iri)


def _literal(value: str, language: str | None, datatype: str) -> str:
    if language:
        tag, _, direction = language.partition("--")
        return f"{Literal(value)}@{tag.lower()}" + (f"--{direction}" if direction else "")
    return str(Literal(value, datatype=NamedNode(datatype)))


def _unescape(written: str) -> str:
    return _ESCAPE.sub(_unescaped, written) if "\\" in written else written


def _unescaped(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    return chr(int(code, 16)) if code else _ESCAPED.get(found[3], found[3])
