"""Amazon Neptune: nodes.csv and edges.csv in the openCypher load format.

Source: Neptune User Guide, "Load format for openCypher data": `;` parts lists and labels; a backslash escapes it.
"""

from __future__ import annotations

from pathlib import Path

from .content import Content
from .neo4j import columns, head, node_rows, table
from .network import Network


def write(content: Content, folder: Path) -> int:
    """Write both files; give the number of nodes and relationships.

    Raises: UsageError or LimitError if a file cannot be written.
    """
    network = Network(content)
    heads = [":ID", *(head(each, "dateTime").replace(":string", ":String") for each in columns(network.properties))]
    count = table(folder / "nodes.csv", [*heads, ":LABEL"], node_rows(network, ";", ";"))
    edges = ([f"e{number}", edge.start, edge.end, edge.type] for number, edge in enumerate(network.edges()))
    return count + table(folder / "edges.csv", [":ID", ":START_ID", ":END_ID", ":TYPE"], edges)
