"""The tokens of a query, read one after the other; the terms among them.

What is not understood raises Outside, so that another engine says whether it is wrong.

Source: SPARQL 1.1 Query, sections 4.1 (syntax of terms) and 19.8 (grammar).
"""

from __future__ import annotations

import re

from ..namespaces import RDF
from ..text.sparql import Token, tokens
from .algebra import Aggregate, Constant, Variable
from .errors import Outside, unexpected
from .values import DECIMAL, INTEGER, LANGUAGE_STRING, STRING, Form, form_of, value_of

_END = Token("end", "", -1)
_ESCAPES = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}
_LONGEST = 200_000
"""Characters of a query at most: a list of values that is longer is for an engine that reads faster."""
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


class Reader:
    """A place among the tokens of a query, the prefixes declared so far, and the aggregates met."""

    def __init__(self, text: str) -> None:
        if len(text) > _LONGEST:
            raise Outside("a query of so many characters", "过长的查询")
        if re.search(r"\\[uU]", text):
            raise Outside("an escaped character", "转义字符")
        self._tokens = [*tokens(text), _END]
        self._place = 0
        self.prefixes: dict[str, str] = {}
        self.aggregates: list[Aggregate] | None = None
        self._fresh = 0

    @property
    def next(self) -> Token:
        """The token that is read next; at the end one of kind `end`."""
        return self._tokens[self._place]

    def take(self) -> Token:
        """Read a token."""
        found = self._tokens[self._place]
        self._place = min(self._place + 1, len(self._tokens) - 1)
        return found

    def word(self, *words: str) -> bool:
        """Read one of some keywords if it comes next."""
        if self.next.is_word(*words):
            self._place += 1
            return True
        return False

    def sign(self, *signs: str) -> bool:
        """Read one of some signs if it comes next."""
        if self.next.kind == "sign" and self.next.text in signs:
            self._place += 1
            return True
        return False

    def expect(self, text: str) -> None:
        """Read a sign or keyword that must come."""
        if not (self.sign(text) or self.word(text)):
            raise unexpected(self.next.text)

    def fresh(self, kind: str) -> str:
        """Give a name that no variable has."""
        self._fresh += 1
        return f"{kind}{self._fresh}"

    def variable(self) -> str:
        """Read the name of a variable."""
        if self.next.kind != "variable":
            raise unexpected(self.next.text)
        return self.take().text[1:]

    def at_iri(self) -> bool:
        """Whether an IRI comes next."""
        return self.next.kind in ("iri", "name")

    def iri(self) -> str:
        """Read an IRI, in full or by its prefix."""
        token = self.take()
        if token.kind == "iri":
            found = token.text[1:-1]
        else:
            prefix, colon, local = token.text.partition(":")
            if token.kind != "name" or not colon or prefix not in self.prefixes or "\\" in local:
                raise unexpected(token.text)
            found = self.prefixes[prefix] + local
        if not _ABSOLUTE.match(found):
            raise Outside("the relative IRI {iri}", "相对 IRI {iri}", iri=found)
        return found

    def term(self) -> Constant | None:
        """Read an IRI or a literal if one comes next."""
        token = self.next
        if self.at_iri():
            return constant(Form(self.iri(), "iri"))
        if token.kind == "string":
            return self._literal()
        if token.kind == "number":
            return self._number("")
        if token.kind == "sign" and token.text in "+-" and self._tokens[self._place + 1].kind == "number":
            return self._number(self.take().text)
        if token.kind == "word" and token.text in ("true", "false"):
            self.take()
            value = token.text == "true"
            return Constant(form_of(value), value)
        return None

    def _number(self, sign: str) -> Constant:
        text = self.take().text
        if text.endswith(".") or "e" in text.lower():
            raise unexpected(text)
        return constant(Form(sign + text, DECIMAL if "." in text else INTEGER))

    def _literal(self) -> Constant:
        text = _unescaped(self.take().text)
        if self.next.kind == "language":
            return constant(Form(text, LANGUAGE_STRING, self.take().text[1:].lower()))
        if self.sign("^^"):
            return constant(Form(text, self.iri()))
        return constant(Form(text, STRING))

    def node(self) -> Variable | Constant | None:
        """Read a term or variable of a pattern if one comes next; a blank node is a variable."""
        if self.next.kind == "variable":
            return Variable(self.variable())
        if self.sign("_"):
            return Variable("_" + self.take().text)
        if self.sign("["):
            self.expect("]")
            return Variable(self.fresh("_:#"))
        return self.term()

    def verb(self) -> str | None:
        """Read the IRI of a predicate, or `a`, if one comes next."""
        if self.next.kind == "word" and self.next.text == "a":
            self.take()
            return RDF + "type"
        return self.iri() if self.at_iri() else None


def constant(form: Form) -> Constant:
    """Give a term of a query in the form in which the store keeps it.

    Raises: Outside as `value_of`.
    """
    value = value_of(form)
    return Constant(form_of(value), value)


def _unescaped(token: str) -> str:
    quotes = 3 if token[:3] in ('"""', "'''") and len(token) >= 6 else 1
    body = token[quotes:-quotes]
    if "\\" not in body:
        return body
    return re.sub(r"\\(.)", lambda found: _ESCAPES[found[1]], body)
