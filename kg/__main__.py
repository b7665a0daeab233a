"""`python -m kg` is `kg`."""

from __future__ import annotations

import sys

from .cli import main

sys.exit(main())
