"""The queries of SPARQL-based constraints: what does not parse, or what SHACL forbids in them, with its place.

Source: SHACL, sections 5.2.1 (prefix declarations) and 5.3.1 and appendix A (pre-binding of variables).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from pyoxigraph import Store, Triple

from ..messages import Sentence, say
from ..namespaces import SH
from ..text.sparql import Token, misread, place, tokens, undeclared

_FORBIDDEN = ("MINUS", "VALUES", "SERVICE", "FROM")
_CORRECT = Sentence("correct the query of this shape", "请改正此约束的查询")
_OTHERWISE = {
    "MINUS": Sentence("write FILTER NOT EXISTS {…}", "请写 FILTER NOT EXISTS {…}"),
    "VALUES": Sentence("write FILTER (?x IN (…))", "请写 FILTER (?x IN (…))"),
    "SERVICE": Sentence("a shape looks at the data and nothing else", "约束只查看数据本身"),
    "FROM": Sentence("a shape looks at the data and nothing else", "约束只查看数据本身"),
}


class Fault(NamedTuple):
    """What is wrong with a query, what to do, and its line and column in the text."""

    message: Sentence
    hint: Sentence
    place: tuple[int, int]


def prefixes(triples: Iterable[Triple]) -> dict[str, str]:
    """Give the prefixes that shapes declare for their queries."""
    told: dict[object, dict[str, str]] = {}
    for triple in triples:
        name = triple.predicate.value.removeprefix(SH)
        if name in ("prefix", "namespace"):
            told.setdefault(triple.subject, {})[name] = str(getattr(triple.object, "value", ""))
    return {pair["prefix"]: pair["namespace"] for pair in told.values() if len(pair) == 2}


def fault(text: str, declared: Mapping[str, str]) -> Fault | None:
    """Find the first fault of a query."""
    pieces = list(tokens(text))
    for index, piece in enumerate(pieces):
        wrong = _forbidden(pieces, index)
        if wrong:
            return Fault(*wrong, _line_and_column(text, piece.start))
    return _syntax(text, declared)


def _forbidden(pieces: list[Token], index: int) -> tuple[Sentence, Sentence] | None:
    piece, before = pieces[index], pieces[index - 1] if index else None
    if piece.is_word(*_FORBIDDEN):
        word = piece.text.upper()
        return say("{word} is forbidden in a constraint", "约束中禁用 {word}", word=word), _OTHERWISE[word]
    if piece.text in ("$this", "?this") and before is not None and before.is_word("AS"):
        return (say("$this is given from outside and cannot be bound again", "$this 由外部给定，不能重新绑定"),
                say("use another variable", "请换一个变量"))
    if piece.is_word("SELECT") and before is not None and before.text == "{":
        projected = [token.text for token in _until_where(pieces, index)]
        if not {"$this", "?this", "*"} & set(projected):
            return (say("this sub-select does not hand $this on", "此子查询没有传出 $this"),
                    say("add $this to its SELECT", "请在其 SELECT 中加上 $this"))
    return None


def _until_where(pieces: list[Token], index: int) -> list[Token]:
    end = next((i for i in range(index, len(pieces)) if pieces[i].is_word("WHERE") or pieces[i].text == "{"), index)
    return pieces[index:end]


def _syntax(text: str, declared: Mapping[str, str]) -> Fault | None:
    unknown = undeclared(text, declared)
    if unknown is not None:
        prefix = unknown.text.partition(":")[0]
        return Fault(say("the prefix {prefix}: of the query is not declared", "查询的前缀 {prefix}: 没有声明",
                         prefix=prefix),
                     say("declare it with sh:declare", "请用 sh:declare 声明"), _line_and_column(text, unknown.start))
    head = "".join(f"PREFIX {prefix}: <{namespace}> " for prefix, namespace in declared.items())
    try:
        Store().query(head + text.replace("$PATH", "<urn:path>"))
    except SyntaxError as error:
        wrong = misread(error)
        _, line, column = (wrong.place or "query:1:1").split(":")
        return Fault(say("in a constraint: {message}", "约束中：{message}", message=wrong.message), _CORRECT,
                     (int(line), int(column) - len(head) if line == "1" else int(column)))
    except (ValueError, RuntimeError) as error:
        return Fault(say("the query of the constraint cannot be run: {error}", "约束的查询无法运行：{error}",
                         error=error), _CORRECT, (1, 1))
    return None


def _line_and_column(text: str, start: int) -> tuple[int, int]:
    _, line, column = place(text, start).split(":")
    return int(line), int(column)
