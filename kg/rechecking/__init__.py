"""Validation again: only what changed and what depends on it, in batches that several processes share."""
