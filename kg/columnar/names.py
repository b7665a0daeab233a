"""The names of the vocabularies that validation itself speaks: SHACL, RDF, RDF Schema, XSD."""

from __future__ import annotations

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
SH = "http://www.w3.org/ns/shacl#"
XSD = "http://www.w3.org/2001/XMLSchema#"

TYPE = f"<{RDF}type>"
SUBCLASS = f"<{RDFS}subClassOf>"
STRING = XSD + "string"
LANGUAGE_STRING = RDF + "langString"
