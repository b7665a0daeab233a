"""`python -m kg.benchmarks`."""

from __future__ import annotations

import sys

from . import main

main(sys.argv[1:])
