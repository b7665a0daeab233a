"""Shapes held against data by pySHACL, and what is wrong with shapes themselves."""
