"""The words of a command of the tests: names out of a list, a page of help, and one line where a name is unknown."""

from __future__ import annotations

import argparse
import difflib
from collections.abc import Iterable, Sequence


def chosen(prog: str, page: str | None, known: Iterable[str], words: Sequence[str] | None = None,
           switches: Iterable[str] = ()) -> tuple[list[str], frozenset[str]]:
    """Give the names and the switches that were typed; end with exit code 0 after --help, with 2 for wrong use."""
    names = list(known)
    parser = argparse.ArgumentParser(prog=f"python tests/{prog}", description=page,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="any of " + ", ".join(names))
    for switch in switches:
        parser.add_argument(f"--{switch}", action="store_true")
    given = parser.parse_args(words)
    for name in given.names:
        if name not in names:
            near = difflib.get_close_matches(name, names, 1)
            hint = f"did you mean {near[0]}?" if near else "there are " + ", ".join(names)
            parser.exit(2, f"{parser.prog}: there is no {name}; {hint}\n")
    return given.names, frozenset(switch for switch in switches if getattr(given, switch))
