"""What can go wrong before a report exists."""

from __future__ import annotations


class ShapesError(ValueError):
    """The shapes graph is ill-formed (SHACL, section 3.1), or holds a query that SHACL forbids (appendix A)."""


class NotCompiled(Exception):  # noqa: N818  # a decision, not a fault: the constraint takes the other path
    """A query lies outside the subset that is turned into array steps; the text says what lies outside."""
