"""Validation of a graph: gates, rules and shapes give findings at file and line, with what to do."""
