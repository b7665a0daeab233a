"""HermiT, an OWL 2 DL reasoner, finds no contradiction in the ontology, the codes and the data."""

from __future__ import annotations

import shutil
import warnings
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, Graph, URIRef

from kg import namespaces

ROOT = Path(__file__).parents[1]
FILES = (
    ROOT / "ontology/commitments.ttl",
    ROOT / "ontology/codes.ttl",
    *sorted(ROOT.glob("data/**/*.ttl")),
)
AGENCY_AND_CLAIM = (URIRef(namespaces.PC + "Agency"), URIRef(namespaces.PC + "Claim"))

pytestmark = pytest.mark.skipif(shutil.which("java") is None, reason="HermiT needs Java: no java on the PATH")


@pytest.fixture(scope="module")
def everything():
    graph = Graph(bind_namespaces="none")
    for path in FILES:
        graph.parse(path, format="turtle")
    return graph


def reasoned(triples, folder):
    """The names of all unsatisfiable classes; raises if the whole is inconsistent."""
    import owlready2

    path = folder / "everything.nt"
    graph = Graph(bind_namespaces="none")
    for triple in triples:
        graph.add(triple)
    graph.serialize(path, format="nt", encoding="utf-8")
    world = owlready2.World()
    world.get_ontology(path.as_uri()).load()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        owlready2.sync_reasoner_hermit(world, debug=0, ignore_unsupported_datatypes=True)
    return sorted(each.iri for each in world.inconsistent_classes() if each is not owlready2.Nothing)


def test_ontology_codes_and_data_are_consistent_and_every_class_can_have_members(everything, tmp_path):
    assert reasoned(everything, tmp_path) == []


def test_a_thing_that_is_both_an_agency_and_a_claim_is_a_contradiction(everything, tmp_path):
    import owlready2

    chimera = URIRef(namespaces.ID + "chimera")
    wrong = [(chimera, RDF.type, kind) for kind in AGENCY_AND_CLAIM]
    with pytest.raises(owlready2.OwlReadyInconsistentOntologyError):
        reasoned([*everything, *wrong], tmp_path)


def test_a_class_under_two_disjoint_ones_cannot_have_members(everything, tmp_path):
    chimera = URIRef(namespaces.PC + "Chimera")
    wrong = [(chimera, RDF.type, OWL.Class), *((chimera, RDFS.subClassOf, kind) for kind in AGENCY_AND_CLAIM)]
    assert reasoned([*everything, *wrong], tmp_path) == [str(chimera)]
