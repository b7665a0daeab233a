"""What all bulletins bear on, kept up to date in the ledger: findings about things of registers (see `sweeps`)."""

from __future__ import annotations

from collections.abc import Iterable

from ..checking.validation import Checked
from . import portions, records, sweeps
from .ledger import GROUND, Ledger
from .portions import Setting


def near(book: Ledger, units: Iterable[int], steps: int) -> set[int]:
    """Give files with those that lie some steps away, each step by something that two have in common."""
    found = set(units)
    for _ in range(steps):
        wider = book.among(book.ties(found)) | found
        if wider == found:
            break
        found = wider
    return found


def named(book: Ledger, units: set[int]) -> set[int]:
    """Give the things of registers that files and their neighbours name where constraints over all files read."""
    return book.named(near(book, units, 1)) if units else set()


def sweep(setting: Setting, book: Ledger, names: set[int] | None = None) -> None:
    """Judge the things of registers that all bulletins bear on, or those with some numbers, by what is kept of all.

    Raises: QueryError if a constraint cannot be evaluated.
    """
    looked = {number: thing for number, thing in sweeps.focus(setting.sweeps, setting.ground).items()
              if names is None or number in names}
    units = near(book, book.naming(looked), 1)
    (ground,) = book.units([book.states()[GROUND][0]]).values()
    codes = {each.node: setting.rulebook.codes()[each.node] for each in setting.sweeps}
    about = set(looked.values())
    told = [finding for finding in records.read(ground.findings) if finding.code not in codes.values()
            or finding.terms is None or finding.terms.subject not in about]
    packed = book.said(units)
    faults = [fault for each in setting.sweeps
              for fault in sweeps.faults(each, codes[each.node], setting.ground, packed, about)]
    faults = sweeps.untold(faults, told)
    if faults:
        checked = Checked(tuple(setting.vocabulary), tuple(setting.registers), (), tuple(faults))
        told += portions.told(setting, checked, faults)
    book.tell_findings(ground.path, records.written(told))
