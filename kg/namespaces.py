"""The prefix table: each namespace of the project is spelt here and nowhere else."""

from __future__ import annotations

BASE = "https://w3id.org/public-commitments/"
PC = BASE + "ontology#"
CODE = BASE + "code/"
ID = BASE + "id/"
GRAPH = BASE + "graph/"
SHAPES = BASE + "shapes#"
DCAT = "http://www.w3.org/ns/dcat#"
DCTERMS = "http://purl.org/dc/terms/"
FOAF = "http://xmlns.com/foaf/0.1/"
M8G = "http://data.europa.eu/m8g/"
OA = "http://www.w3.org/ns/oa#"
ORG = "http://www.w3.org/ns/org#"
OWL = "http://www.w3.org/2002/07/owl#"
PROV = "http://www.w3.org/ns/prov#"
QUDT = "http://qudt.org/schema/qudt/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SH = "http://www.w3.org/ns/shacl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
TIME = "http://www.w3.org/2006/time#"
UNIT = "http://qudt.org/vocab/unit/"
VANN = "http://purl.org/vocab/vann/"
XSD = "http://www.w3.org/2001/XMLSchema#"

PREFIXES: dict[str, str] = {
    "code": CODE,
    "dcat": DCAT,
    "dcterms": DCTERMS,
    "foaf": FOAF,
    "graph": GRAPH,
    "id": ID,
    "m8g": M8G,
    "oa": OA,
    "org": ORG,
    "owl": OWL,
    "pc": PC,
    "pcsh": SHAPES,
    "prov": PROV,
    "qudt": QUDT,
    "rdf": RDF,
    "rdfs": RDFS,
    "sh": SH,
    "skos": SKOS,
    "time": TIME,
    "unit": UNIT,
    "vann": VANN,
    "xsd": XSD,
}
"""Prefix → namespace IRI, the same in Turtle, SPARQL and Python."""


def shorten(iri: str) -> str:
    """Give an IRI as a prefixed name (`id:target-…`) where the table has its namespace, else as `<IRI>`."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            local = iri[len(namespace):]
            if local and all(c.isalnum() or c in "-_." for c in local) and not local.endswith("."):
                return f"{prefix}:{local}"
    return f"<{iri}>"


def expand(name: str) -> str | None:
    """Give the IRI of a prefixed name, or None if its prefix is not in the table."""
    prefix, colon, local = name.partition(":")
    namespace = PREFIXES.get(prefix)
    return namespace + local if colon and namespace else None
