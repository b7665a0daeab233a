"""The engines that hold shapes against data: arrays by default, pySHACL on demand; both give the same results.

Source: SHACL, section 3.4 (validation).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from pyoxigraph import Triple

from ..errors import InputError, KgError, QueryError, UsageError
from ..messages import did_you_mean, say
from ..text.literals import fault_of
from . import kept
from .results import Account, Engine, Result

if TYPE_CHECKING:
    from ..columnar import Report

ENGINES = ("columnar", "pyshacl")
"""Arrays for whole graphs at once; pySHACL."""


class Means(NamedTuple):
    """By which engine shapes are held against data, and whether pySHACL must agree where it finds something."""

    engine: str = ENGINES[0]
    verify: bool = False


USUAL = Means()


def engine(means: Means, triples: Sequence[Triple], digest: str) -> Engine:
    """Make an engine ready; where it is to be verified, pySHACL must find the same at the nodes of its results.

    `digest` is that of the text of the shapes, by which what was compiled is found again.

    Raises: UsageError for an unknown name; InputError if the shapes are ill-formed.
    """
    name = means.engine
    if name == "columnar":
        return Arrays(triples, digest, verify=means.verify)
    if name == "pyshacl":
        from .shapes import Shapes  # pySHACL and rdflib take half a second

        return Shapes(triples)
    raise UsageError(say('there is no engine "{name}"', "没有引擎“{name}”", name=name),
                     hint=did_you_mean(name, ENGINES) or say("engines are {names}", "可用引擎：{names}",
                                                             names=", ".join(ENGINES)))


class Arrays:
    """Shapes compiled to array steps."""

    def __init__(self, triples: Sequence[Triple], digest: str, *, verify: bool = False) -> None:
        from ..columnar import ShapesError

        self._triples = triples
        try:
            self._validator = kept.validator(triples, digest)
        except ShapesError as error:
            raise InputError(say("the shapes are ill-formed: {error}", "约束图有误：{error}", error=error)) from error
        self._verify = verify
        self._account = Account("columnar")

    def validate(self, triples: Iterable[Triple], among: Collection[Any] | None = None) -> list[Result]:
        """Judge a set of triples by every shape, or only some of the nodes in them.

        Raises: QueryError if a constraint cannot be evaluated; KgError if pySHACL was asked too and finds otherwise.
        """
        from ..columnar import ShapesError, gather

        judged = list(triples)
        try:
            report = self._validator.validate(gather(judged, _is_legal), among=among)
        except ShapesError as error:
            raise QueryError(say("a constraint cannot be evaluated: {error}", "约束无法求值：{error}",
                                 error=error)) from error
        left = tuple((str(node), reason) for node, reason in report.taken if reason)
        proved = self._proved(report, judged) if self._verify else None
        self._account = Account("columnar", len(report.taken), left, proved)
        return [Result(_named(each.constraint or each.shape), each.component.value, each.focus, each.path, each.value,
                       each.shape, each.severity, each.constraint)
                for each in report.results if among is None or each.focus in among]

    def account(self) -> Account:
        """Tell how the latest results came about."""
        return self._account

    def _proved(self, report: Report, triples: list[Triple]) -> int:
        from ..columnar.reference import checked

        missing, further = checked(report.results, self._triples, triples)
        if missing or further:
            row = next(iter(missing or further))
            raise KgError(
                say("pySHACL does not find what was found: {row}" if missing else "pySHACL finds besides: {row}",
                    "pySHACL 未得出此结果：{row}" if missing else "pySHACL 还得出：{row}",
                    row=" ".join(part or "-" for part in row)),
                hint=say("this is a fault of the program; --engine pyshacl goes on without it",
                         "这是程序的错误；可改用 --engine pyshacl"))
        return len(report.results)


def _named(node: object) -> str:
    return str(getattr(node, "value", node))


def _is_legal(text: str, datatype: str) -> bool:
    return fault_of(text, datatype) is None
