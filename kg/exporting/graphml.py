"""GraphML, for Gephi, yEd, networkx, igraph: attributes are single and typed, so that a list is a JSON array as text.

Source: GraphML 1.0, GraphML attributes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from .. import files
from .characters import legible
from .content import Content
from .neo4j import columns
from .network import Network, Node

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'


def write(content: Content, path: Path) -> int:
    """Write one file; give the number of nodes and relationships.

    Raises: UsageError or LimitError if the file cannot be written.
    """
    count = 0
    network = Network(content)
    with files.replacing(path) as out:
        out.write(_HEAD.encode("ascii"))
        for piece in (*_keys(network), '  <graph edgedefault="directed">\n'):
            out.write(piece.encode("utf-8"))
        for piece in _elements(network):
            out.write(piece.encode("utf-8"))
            count += 1
        out.write(b"  </graph>\n</graphml>\n")
    return count


def _keys(network: Network) -> Iterator[str]:
    for column in columns(network.properties):
        kind = column.kind if column.kind in ("long", "double") and not column.many else "string"
        yield f'  <key id="{column.name}" for="node" attr.name="{column.name}" attr.type="{kind}"/>\n'
    for name, what in (("labels", "node"), ("type", "edge")):
        yield f'  <key id="{name}" for="{what}" attr.name="{name}" attr.type="string"/>\n'


def _elements(network: Network) -> Iterator[str]:
    properties = columns(network.properties)
    for node in network.nodes():
        values = [(each.name, _text(node, each.name, each.many)) for each in properties]
        data = "".join(f'<data key="{name}">{text}</data>' for name, text in values if text is not None)
        yield f"    <node id={quoteattr(node.iri)}><data key=\"labels\">{' '.join(node.labels)}</data>{data}</node>\n"
    for edge in network.edges():
        yield (f"    <edge source={quoteattr(edge.start)} target={quoteattr(edge.end)}>"
               f'<data key="type">{edge.type}</data></edge>\n')


def _text(node: Node, name: str, many: bool) -> str | None:
    values = node.values.get(name) or node.values.get(name.removesuffix("_double"))
    if not values:
        return None
    text = json.dumps(values, ensure_ascii=False) if many else values[0]
    return escape(legible(text), {"\r": "&#13;"})
