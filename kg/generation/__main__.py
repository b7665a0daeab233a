"""Generate a project of made-up bulletins: `python -m kg.generation --bulletins N --seed S --output DIR`."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..errors import KgError
from . import bulletins_for, generate


def main() -> None:
    """Read the arguments, generate, and say on stderr what came of it."""
    parser = argparse.ArgumentParser(prog="python -m kg.generation", description="Generate realistic bulletins.")
    size = parser.add_mutually_exclusive_group(required=True)
    size.add_argument("--bulletins", type=int, metavar="N", help="how many bulletins")
    size.add_argument("--triples", type=int, metavar="N", help="about how many triples instead")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="the same seed gives the same bytes")
    parser.add_argument("--planted", type=int, default=5, metavar="PERCENT", help="bulletins with a discrepancy (5)")
    parser.add_argument("--processes", type=int, default=0, metavar="N", help="how many at a time (all processors)")
    parser.add_argument("--output", type=Path, required=True, metavar="DIR", help="a new folder")
    given = parser.parse_args()
    try:
        made = generate(given.bulletins or bulletins_for(given.triples), given.seed, given.output,
                        planted=given.planted, processes=given.processes)
    except KgError as error:
        parser.exit(error.exit_code, f"error: {error}\n")
    parser.exit(0, f"{made.bulletins:,} bulletins, {made.triples + made.register_triples:,} triples, "
                   f"{made.planted} planted discrepancies in {given.output}\n")


if __name__ == "__main__":
    main()
