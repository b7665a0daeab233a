"""Terms of our namespaces that a query names and the graph does not know."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import NamedNode, QuerySolutions

from ..messages import Sentence, did_you_mean, say
from ..namespaces import CODE, ID, PC, shorten
from .tables import Source


def unknown(source: Source, names: Iterable[str]) -> list[Sentence]:
    """Warn of each IRI of our namespaces that occurs nowhere in the graph, with what is nearest to it."""
    warnings = []
    for iri in names:
        namespace = next((each for each in (PC, CODE, ID) if iri.startswith(each) and iri != each), None)
        if namespace is None:
            continue
        term = NamedNode(iri)
        if source.query(f"ASK {{ {{ {term} ?p ?o }} UNION {{ ?s {term} ?o }} UNION {{ ?s ?q {term} }} }}"):
            continue
        near = did_you_mean(shorten(iri), _known(source, namespace))
        sentence = say("warning: unknown term {term}", "警告：未知的词项 {term}", term=shorten(iri))
        if near:
            sentence = say("{sentence}; {near}", "{sentence}；{near}", sentence=sentence, near=near)
        warnings.append(sentence)
    return warnings


def _known(source: Source, namespace: str) -> list[str]:
    results = source.query(f"""SELECT DISTINCT ?term {{ {{ ?term ?p ?o }} UNION {{ ?s ?term ?o }}
        FILTER (STRSTARTS(STR(?term), "{namespace}")) }}""")
    assert isinstance(results, QuerySolutions)
    return sorted(shorten(row["term"].value) for row in results if isinstance(row["term"], NamedNode))
