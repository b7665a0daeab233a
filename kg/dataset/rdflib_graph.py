"""The same statements as an rdflib dataset; imported only where somebody asks for one."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox
import rdflib
from rdflib.term import Identifier

from ..asking.values import STRING
from ..namespaces import PREFIXES
from .graph import SourceFile


def dataset(files: Iterable[SourceFile]) -> rdflib.Dataset:
    """Make a dataset whose default graph is the union of its named graphs; lexical forms stay as they are."""
    made = rdflib.Dataset(default_union=True)
    for prefix, namespace in PREFIXES.items():
        made.bind(prefix, namespace, override=True, replace=True)
    for file in files:
        graph = made.graph(rdflib.URIRef(file.graph.value))
        for triple in file.triples:
            graph.add((term(triple.subject), term(triple.predicate), term(triple.object)))
    return made


def term(given: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Identifier:
    """Give an rdflib term, without touching a literal's lexical form."""
    if isinstance(given, ox.NamedNode):
        return rdflib.URIRef(given.value)
    if isinstance(given, ox.BlankNode):
        return rdflib.BNode(given.value)
    if isinstance(given, ox.Triple):
        raise TypeError("rdflib has no quoted triples")
    datatype = None if given.language or given.datatype.value == STRING else rdflib.URIRef(given.datatype.value)
    return rdflib.Literal(given.value, lang=given.language, datatype=datatype, normalize=False)
