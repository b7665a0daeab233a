"""RDF files: read strictly, write one way.

Reading keeps every lexical form as it stands in the file (`"0.30"` stays `"0.30"`): these triples, not those
of a store, are what is exported, digested and checked. Writing gives *canonical Turtle*: one text for one set
of triples, in which a small edit of the data is a small edit of the text.

Source: RDF 1.1 Turtle, sections 2.4 (escapes), 6.5 (grammar); RDF 1.1 Concepts, section 3.3 (literals).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple
from pyoxigraph import parse as _parse

from .. import limits
from ..errors import EncodingError, InputError, TurtleError
from ..layout import wrong_suffix
from ..messages import Sentence, say
from ..namespaces import PREFIXES, RDF, XSD

FORMATS: dict[str, RdfFormat] = {
    ".ttl": RdfFormat.TURTLE,
    ".trig": RdfFormat.TRIG,
    ".nt": RdfFormat.N_TRIPLES,
    ".nq": RdfFormat.N_QUADS,
}
"""Extension → format, for all files that are read."""

_EMPTY = Sentence("the file is empty", "文件是空的")
_NO_STATEMENTS = Sentence("the file holds no statements", "文件中没有陈述")
_FILL_OR_DELETE = Sentence("delete it, or write at least one statement into it", "请删除它，或至少写入一条陈述")
_NAMESPACES = {namespace: prefix for prefix, namespace in PREFIXES.items()}
_START = ("A-Za-z_0-9\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u2070-\u218f\u2c00-\u2fef"
          "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufefe\uff00-\ufffd\U00010000-\U000effff")
_LOCAL = rf"[{_START}:](?:[{_START}:.\-\u00b7\u0300-\u036f\u203f\u2040]*[{_START}:\-\u00b7\u0300-\u036f])?"
"""PN_LOCAL; compiled where it is first used, since that takes 10 ms which reading does not need."""
_INVISIBLE = [*range(0x20), *range(0x7F, 0xA0), *range(0x2028, 0x202F), *range(0x2066, 0x206A), 0xFEFF, 0xFFFE, 0xFFFF]
_ESCAPES = {code: f"\\u{code:04X}" for code in _INVISIBLE} | str.maketrans(
    {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\", '"': '\\"'})


def read(path: Path) -> list[Triple]:
    """Read the triples of a file, whatever graphs they stand in, in the order of the file.

    Raises: as `read_quads`.
    """
    return [quad.triple for quad in read_quads(path)]


def read_quads(path: Path) -> list[Quad]:
    """Read the statements of a Turtle, TriG, N-Triples or N-Quads file, told apart by extension.

    Raises: InputError if the file cannot be opened or says nothing; EncodingError if it is not UTF-8 or another
    kind of file; TurtleError with `path:line:column` if it does not parse; LimitError if it is too large.
    """
    data, format = contents(path)
    quads = parse(data, str(path), format)
    if not quads:
        raise silent(data, path)
    return quads


def contents(path: Path) -> tuple[bytes, RdfFormat]:
    """Give the bytes of a file and their format.

    Raises: InputError if it cannot be opened or has another extension; LimitError if it is too large.
    """
    format = FORMATS.get(path.suffix.lower())
    if format is None:
        raise wrong_suffix(path)
    limits.check_size(path)
    try:
        return path.read_bytes(), format
    except OSError as error:
        raise InputError(say("{path} cannot be read: {reason}", "无法读取 {path}：{reason}", path=path,
                             reason=error.strerror), place=str(path)) from error


def silent(data: bytes, path: Path) -> TurtleError:
    """Say that a file says nothing."""
    return TurtleError(_EMPTY if not data.strip() else _NO_STATEMENTS, place=str(path), hint=_FILL_OR_DELETE)


def parse(data: bytes, place: str, format: RdfFormat = RdfFormat.TURTLE) -> list[Quad]:
    """Parse UTF-8 bytes (a byte order mark is let pass) without a base IRI; no statements are no error.

    Raises: EncodingError, TurtleError with `place:line:column`, the source line and, where one is known, a hint;
    LimitError for brackets too deep and texts too long.
    """
    data = checked(data, place)
    try:
        quads = list(_parse(data, format=format))
    except SyntaxError as error:
        raise explained(data, place, error) from None
    limits.check_lengths(quads, len(data), place)
    return quads


def checked(data: bytes, place: str) -> bytes:
    """Give bytes without byte order mark, once it is known that they are UTF-8 and not nested too deep.

    Raises: EncodingError, LimitError.
    """
    data = data.removeprefix(b"\xef\xbb\xbf")
    limits.check_depth(data, place)
    try:
        _decode(data)  # the parser does not look into comments
    except UnicodeDecodeError:
        try:
            data.decode("utf-8")
        except UnicodeDecodeError as error:
            raise explained(data, place, error) from None
    return data


def _decode(data: bytes) -> None:
    """Make sure that bytes are UTF-8, a megabyte at a time.

    Raises: UnicodeDecodeError if they are not.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    for start in range(0, len(data), 1 << 20):
        decoder.decode(data[start:start + (1 << 20)])
    decoder.decode(b"", final=True)


def explained(data: bytes, place: str, error: SyntaxError | UnicodeDecodeError) -> EncodingError | TurtleError:
    """Say what is wrong with bytes that do not parse, where, and what to do."""
    from . import diagnosis

    if isinstance(error, UnicodeDecodeError):
        return diagnosis.not_utf8(data, place, error)
    return diagnosis.syntax(data.decode("utf-8"), place, error)


def canonical(triples: Iterable[Triple | Quad]) -> str:
    """Give the one text of a set of triples; its order and repeats do not matter, no triples give no text.

    Prefixes are sorted and only those used; subjects are sorted by IRI, `a` comes first, then predicates and
    objects by what is written; each literal keeps its lexical form and shows its datatype.

    Raises: InputError for blank nodes and triple terms, which have no stable name.
    """
    names = Names()
    blocks = "\n".join(names.blocks(triples))
    return names.header() + blocks


class Names:
    """Writes terms and blocks, and remembers which prefixes it used; blank nodes are refused unless allowed."""

    def __init__(self, blank_nodes: bool = False) -> None:
        self.used: set[str] = set()
        self._blank_nodes = blank_nodes
        self._written: dict[str, str] = {}

    def header(self) -> str:
        """Give the `PREFIX` lines of what was written so far, and an empty line."""
        lines = [f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in sorted(self.used)]
        return "".join(lines) + "\n" if lines else ""

    def blocks(self, triples: Iterable[Triple | Quad], indent: str = "") -> list[str]:
        """Give one block of text a subject, in the order of their IRIs."""
        subjects: dict[str, dict[str, set[str]]] = {}
        for triple in triples:
            predicates = subjects.setdefault(self._subject(triple.subject), {})
            predicates.setdefault(self.predicate(triple.predicate), set()).add(self.term(triple.object))
        return [self._block(subject, subjects[subject], indent) for subject in sorted(subjects)]

    def _subject(self, subject: object) -> str:
        if isinstance(subject, NamedNode):
            return subject.value
        return self.term(subject)

    def _block(self, subject: str, predicates: dict[str, set[str]], indent: str) -> str:
        lines = [f"{indent}{subject if subject.startswith('_:') else self.iri(subject)}\n"]
        for predicate in sorted(predicates, key=lambda name: (name != "a", name)):
            objects = sorted(predicates[predicate])
            if len(objects) == 1:
                lines.append(f"{indent}    {predicate} {objects[0]} ;\n")
            else:
                listed = f" ,\n{indent}        ".join(objects)
                lines.append(f"{indent}    {predicate}\n{indent}        {listed} ;\n")
        return "".join(lines) + f"{indent}.\n"

    def predicate(self, predicate: NamedNode) -> str:
        """Write a predicate: `a`, a prefixed name, or `<IRI>`."""
        return "a" if predicate.value == RDF + "type" else self.iri(predicate.value)

    def term(self, term: object) -> str:
        """Write an IRI or a literal, or a blank node where they are allowed.

        Raises: InputError for any other term.
        """
        if isinstance(term, NamedNode):
            return self.iri(term.value)
        if isinstance(term, Literal):
            return self._literal(term)
        if isinstance(term, BlankNode) and self._blank_nodes:
            return str(term)
        raise _nameless(term)

    def iri(self, iri: str) -> str:
        """Write an IRI as a prefixed name if the table has its namespace and the rest is a legal PN_LOCAL."""
        known = self._written.get(iri)
        if known is None:
            known = self._written[iri] = self._name(iri)
        return known

    def _name(self, iri: str) -> str:
        cut = max(iri.rfind("#"), iri.rfind("/")) + 1
        prefix = _NAMESPACES.get(iri[:cut])
        if prefix is None or not re.compile(_LOCAL).fullmatch(iri, cut):
            return f"<{iri}>"
        self.used.add(prefix)
        return f"{prefix}:{iri[cut:]}"

    def _literal(self, literal: Literal) -> str:
        text = f'"{literal.value.translate(_ESCAPES)}"'
        if literal.language:
            direction = f"--{literal.direction}" if literal.direction else ""
            return f"{text}@{literal.language}{direction}"
        datatype = literal.datatype.value
        return text if datatype == XSD + "string" else f"{text}^^{self.iri(datatype)}"


def _nameless(term: object) -> InputError:
    what = (Sentence("a blank node",
                     "空白节点") if isinstance(term, BlankNode) else Sentence("a triple term", "三元组项"))
    return InputError(say("{what} cannot be written canonically: {term}",
                          "{what}没有规范写法：{term}", what=what, term=term),
                      hint=Sentence("give it an IRI of its own, such as id:claim-…, so that it can be compared",
                                    "请给它一个自己的 IRI，例如 id:claim-…，以便引用和比较"))
