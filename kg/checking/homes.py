"""What a bulletin says stands in the file of that bulletin: an excerpt with its bulletin, a claim with its excerpt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pyoxigraph import NamedNode

from ..dataset.graph import SourceFile
from ..namespaces import PC, PROV, RDF
from .gates import Fault

_TYPE = NamedNode(RDF + "type")
_TELLS = {PC + "statedIn", PROV + "wasQuotedFrom"}


def faults(data: Sequence[SourceFile]) -> list[Fault]:
    """Find what is said in one file to be stated in another."""
    homes = {t.subject: file.graph for file in data for t in file.triples if t.predicate == _TYPE}
    return list(_strayed(data, homes))


def _strayed(data: Sequence[SourceFile], homes: Mapping[Any, NamedNode]) -> Iterator[Fault]:
    for file in data:
        for triple in file.triples:
            if triple.predicate.value in _TELLS and homes.get(triple.object, file.graph) != file.graph:
                yield Fault("V012", triple.subject, triple.predicate, triple.object)
