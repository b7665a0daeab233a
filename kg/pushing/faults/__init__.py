"""Pushes under fault: a store in memory that misbehaves on purpose, and what must hold whatever it does.

    python -m kg.pushing.faults --pushes 10000 --seed 1
"""

from __future__ import annotations

from .trials import KINDS, Result, Trials

__all__ = ["KINDS", "Result", "Trials"]
