"""Turtle, SPARQL and numbers as text: read strictly, written one way, placed at line and column."""
