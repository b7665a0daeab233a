"""The commands `python -m kg.trials questions` and `python -m kg.trials queries`."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path

from ..errors import KgError
from ..layout import Layout
from ..peers.conversation import Conversation
from ..peers.engines import PEERS, named
from ..peers.material import Material
from . import queries, questions, summary
from .samples import Samples

SHIPPED = "shipped"


def main(words: Sequence[str] | None = None) -> int:
    """Run what is asked for; the exit status is 1 where something does not hold, 2 for wrong use."""
    given = _arguments(words)
    try:
        with tempfile.TemporaryDirectory() as temporary, ExitStack() as stack:
            material = _material(given.data, given.folder or Path(temporary))
            engines = [stack.enter_context(Conversation(named(name), material)) for name in given.engines]
            return int(given.work(given, material, engines))
    except KgError as error:
        print(f"error: {error.message}" + (f"\n{error.hint}" if error.hint else ""), file=sys.stderr)
        return error.exit_code


def _arguments(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m kg.trials", description=__doc__)
    kinds = parser.add_subparsers(required=True)
    asked = kinds.add_parser("questions", help="the stored questions, the same rows in all engines")
    asked.set_defaults(work=_questions, engines=["store", "oxigraph", "rdflib"], data="100000", seconds=600.0)
    asked.add_argument("names", nargs="*", metavar="NAME", help="these questions only")
    asked.add_argument("-v", "--verbose", action="store_true", help="also what each engine took for each question")
    made = kinds.add_parser("queries", help="made-up queries, the partition law and the same rows in all engines")
    made.set_defaults(work=_queries, engines=["oxigraph", "oxigraph-disk", "store"], data="5000", seconds=10.0)
    made.add_argument("--count", type=int, default=10_000, metavar="N", help="how many (default: 10000)")
    made.add_argument("--seed", type=int, default=1, help="which ones (default: 1)")
    made.add_argument("--first", type=int, default=0, metavar="N", help="begin with this one, to see it again")
    for each in (asked, made):
        each.add_argument("--engines", nargs="+", metavar="NAME", help=", ".join(PEERS))
        each.add_argument("--data", metavar="WHICH", help=f"about how many triples to generate, or {SHIPPED}")
        each.add_argument("--folder", type=Path, metavar="DIR", help="where the data are kept for another time")
        each.add_argument("--seconds", type=float, metavar="S", help="in which an answer must be there")
    return parser.parse_args(words)


def _material(data: str, folder: Path) -> Material:
    return Material.of(Layout.shipped(), folder) if data == SHIPPED else Material.generated(int(data), folder)


def _questions(given: argparse.Namespace, material: Material, engines: Sequence[Conversation]) -> int:
    """Print each difference, then a line for each engine."""
    found = []
    for case in questions.cases(material, given.names):
        verdicts = questions.compared(case, engines, given.seconds)
        found += verdicts
        _print(summary.of_verdicts(verdicts, is_whole=given.verbose))
    _print(summary.of_engines(found, engines))
    return int(any(each.is_wrong for each in found))


def _queries(given: argparse.Namespace, material: Material, engines: Sequence[Conversation]) -> int:
    """Print each fault with its queries, made as small as it can be, then what held how often."""
    samples = Samples(material.form("statements"))
    found = []
    for number in range(given.first, given.first + given.count):
        made = queries.trial(samples, given.seed, number)
        outcome = queries.outcome(made, engines, given.seconds)
        if outcome.faults:
            _print(summary.of_faults(queries.smallest(made, outcome, engines, given.seconds)[1].faults))
        found.append(outcome._replace(faults=outcome.faults[:1]))
    _print(summary.of_outcomes(found, given.seed, engines))
    return int(any(each.faults for each in found))


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
