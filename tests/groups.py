"""Processes that were started in a session of their own."""

from __future__ import annotations

import os
import time


def has_ended(group: int, seconds: float = 10) -> bool:
    """Whether no process of a group is left, or will be soon."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False
