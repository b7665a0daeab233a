"""Neo4j: CSV files for `neo4j-admin database import`, and a Cypher script that loads the same files online.

Lists are parted by the unit separator U+001F, which no text of the graph holds.

Source: Neo4j Operations Manual, "Neo4j-admin import", CSV header format; Cypher Manual, LOAD CSV.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from .. import files
from .content import Content
from .network import Network, Node, Property

UNIT = "\x1f"
_LOAD = "LOAD CSV WITH HEADERS FROM 'file:///{file}' AS row\n{body};\n"
_PORTIONS = "CALL {{ WITH row {body} }} IN TRANSACTIONS OF 1000 ROWS"
_ADMIN = """\
#!/bin/sh
# Into an empty, stopped database; run where the CSV files are.
neo4j-admin database import full neo4j --overwrite-destination --multiline-fields=true \\
    --array-delimiter='U+001F' --nodes=nodes.csv --relationships=relationships.csv
"""


def write(content: Content, folder: Path) -> int:
    """Write nodes.csv, relationships.csv, import.sh and load.cypher; give the number of nodes and relationships.

    Raises: UsageError or LimitError if a file cannot be written.
    """
    network = Network(content)
    labels: set[str] = set()
    types: set[str] = set()
    heads = ["id:ID", *(head(each, "date") for each in columns(network.properties)), ":LABEL"]
    count = table(folder / "nodes.csv", heads, _noting(labels, node_rows(network, UNIT, UNIT)))
    edges = ([edge.start, edge.end, edge.type] for edge in network.edges())
    count += table(folder / "relationships.csv", [":START_ID", ":END_ID", ":TYPE"], _noting(types, edges))
    files.write(folder / "import.sh", _ADMIN.encode("ascii"))
    files.write(folder / "load.cypher", script(network.properties, sorted(labels), sorted(types)).encode("utf-8"))
    return count


def _noting(seen: set[str], lines: Iterable[list[str]]) -> Iterator[list[str]]:
    for line in lines:
        seen.update(line[-1].split(UNIT))
        yield line


def columns(properties: Sequence[Property]) -> list[Property]:
    """List the columns: a decimal is text as written, and a double."""
    return [column for each in properties for column in (
        [each._replace(kind="string"), Property(each.name + "_double", "double", each.many)]
        if each.kind == "decimal" else [each])]


def head(column: Property, date: str) -> str:
    """Give the header of a column, with the store's word for a date."""
    kind = date if column.kind == "date" else column.kind
    return f"{column.name}:{kind}{'[]' if column.many else ''}"


def node_rows(network: Network, unit: str, labels: str) -> Iterator[list[str]]:
    """Give the lines of nodes: IRI, properties, labels."""
    names = [column.name for column in columns(network.properties)]
    for node in network.nodes():
        yield [node.iri, *(unit.join(_of(node, name, unit)) for name in names), labels.join(node.labels)]


def _of(node: Node, name: str, unit: str) -> list[str]:
    values = node.values.get(name) or node.values.get(name.removesuffix("_double"), ())
    return [value.replace(unit, "\\" + unit) if unit != UNIT else value for value in values]


def table(path: Path, heads: list[str], lines: Iterable[list[str]]) -> int:
    """Write a CSV file, whole or not at all; give the number of lines."""
    files.make_folder(path.parent)
    with files.replacing(path) as stream:
        out = io.TextIOWrapper(stream, "utf-8", newline="")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(heads)
        count = 0
        for line in lines:
            writer.writerow(line)
            count += 1
        out.detach()
    return count


def script(properties: Sequence[Property], labels: Sequence[str], types: Sequence[str]) -> str:
    """Write the Cypher that loads both files; running it again changes nothing."""
    sets = ", ".join(f"n.`{each.name}` = {_read(each)}" for each in columns(properties))
    parts = ["CREATE CONSTRAINT resource_id IF NOT EXISTS FOR (n:Resource) REQUIRE n.id IS UNIQUE;\n",
             _LOAD.format(file="nodes.csv", body=_PORTIONS.format(
                 body=f"MERGE (n:Resource {{id: row['id:ID']}}) SET {sets}"))]
    for label in labels:
        chosen = f"WITH row WHERE '{label}' IN split(row[':LABEL'], '\\u001F')\n"
        one = _PORTIONS.format(body=f"MATCH (n:Resource {{id: row['id:ID']}}) SET n:`{label}`")
        parts.append(_LOAD.format(file="nodes.csv", body=chosen + one))
    for type in types:
        ends = "MATCH (a:Resource {id: row[':START_ID']}), (b:Resource {id: row[':END_ID']})"
        one = _PORTIONS.format(body=f"{ends} MERGE (a)-[:`{type}`]->(b)")
        parts.append(_LOAD.format(file="relationships.csv", body=f"WITH row WHERE row[':TYPE'] = '{type}'\n{one}"))
    return "\n".join(parts)


def _read(column: Property) -> str:
    cell = f"row['{head(column, 'date')}']"
    function = {"long": "toInteger", "double": "toFloat", "date": "date"}.get(column.kind)
    if column.many:
        listed = f"split({cell}, '\\u001F')"
        return f"[each IN {listed} | {function}(each)]" if function else listed
    return f"{function}({cell})" if function else cell
