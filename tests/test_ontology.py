"""The ontology is complete, bilingual and used, and borrows only terms that exist."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from itertools import chain
from pathlib import Path

import pytest
from rdflib import DCTERMS, FOAF, ORG, OWL, PROV, RDF, RDFS, SH, SKOS, TIME, VANN, XSD, BNode, Graph, Literal, URIRef
from rdflib.namespace import DCAT, DefinedNamespace, Namespace
from rdflib.term import Node

from kg import namespaces

Triple = tuple[Node, Node, Node]

ROOT = Path(__file__).parents[1]
ONTOLOGY = URIRef(namespaces.BASE + "ontology")
PC = Namespace(namespaces.PC)
CODE = Namespace(namespaces.CODE)
LANGUAGES = {"en", "zh"}
CC_BY = URIRef("https://creativecommons.org/licenses/by/4.0/")
CLOSED: tuple[type[DefinedNamespace], ...] = (
    DCAT, DCTERMS, FOAF, ORG, OWL, PROV, RDF, RDFS, SH, SKOS, TIME, VANN, XSD,
)  # fmt: skip
OWN_TERM = re.compile(r"(?<![\w/-])pc:([A-Za-z]\w*)|" + re.escape(namespaces.PC) + r"([A-Za-z]\w*)")
CODE_NAME = re.compile(r"(?<![\w/-])code:([a-z0-9][a-z0-9-]*)")

TURTLE = sorted(path for path in chain(ROOT.glob("ontology/**/*.ttl"), ROOT.glob("data/**/*.ttl"))
                if "fail" not in path.parts)  # an example that breaks a rule may break one of these too
QUERIES = sorted(chain(ROOT.glob("ontology/**/*.rq"), ROOT.glob("queries/*.rq")))


@cache
def read(path: Path) -> Graph:
    return Graph(bind_namespaces="none").parse(path, format="turtle")


TERMS = read(ROOT / "ontology/commitments.ttl")
CODES = read(ROOT / "ontology/codes.ttl") if (ROOT / "ontology/codes.ttl").exists() else Graph()
CLASSES = sorted(term for term in TERMS.subjects(RDF.type, OWL.Class) if term in PC)
PROPERTIES = sorted(
    term for kind in (OWL.ObjectProperty, OWL.DatatypeProperty) for term in TERMS.subjects(RDF.type, kind) if term in PC
)
SCHEMES = sorted(CODES.subjects(RDF.type, SKOS.ConceptScheme))
CONCEPTS = sorted(CODES.subjects(RDF.type, SKOS.Concept))


def name(term: URIRef) -> str:
    return namespaces.shorten(str(term))


def languages(graph: Graph, subject: URIRef, predicate: URIRef) -> list[str | None]:
    return sorted(text.language for text in graph.objects(subject, predicate) if isinstance(text, Literal))


def iris(triples: Iterable[Triple]) -> set[str]:
    return {str(node) for triple in triples for node in triple if isinstance(node, URIRef)}


def each_term(*more: list[URIRef]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("term", [*CLASSES, *PROPERTIES, *chain(*more)], ids=name)


# The header --------------------------------------------------------------------------------------


def test_there_is_exactly_one_ontology_and_its_name_has_no_version_and_no_extension():
    assert list(TERMS.subjects(RDF.type, OWL.Ontology)) == [ONTOLOGY]


def test_the_version_is_that_of_the_package():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert TERMS.value(ONTOLOGY, OWL.versionInfo) == Literal(version)
    assert TERMS.value(ONTOLOGY, OWL.versionIRI) == URIRef(f"{ONTOLOGY}/{version}")


def test_a_version_after_the_first_names_the_one_before():
    is_first = str(TERMS.value(ONTOLOGY, OWL.versionInfo)) == "1.0.0"
    assert is_first == (TERMS.value(ONTOLOGY, OWL.priorVersion) is None)


@pytest.mark.parametrize("predicate", [DCTERMS.title, DCTERMS.description], ids=["title", "description"])
def test_the_header_speaks_both_languages(predicate):
    assert languages(TERMS, ONTOLOGY, predicate) == sorted(LANGUAGES)


@pytest.mark.parametrize(
    "predicate",
    [
        DCTERMS.creator,
        DCTERMS.publisher,
        DCTERMS.created,
        DCTERMS.modified,
        DCTERMS.bibliographicCitation,
        RDFS.seeAlso,
    ],
    ids=str,
)
def test_the_header_says_who_when_and_where(predicate):
    assert TERMS.value(ONTOLOGY, predicate) is not None


def test_the_header_dates_are_days_in_order():
    created, modified = (TERMS.value(ONTOLOGY, each) for each in (DCTERMS.created, DCTERMS.modified))
    assert created.datatype == modified.datatype == XSD.date
    assert created.value <= modified.value


def test_the_preferred_prefix_is_the_one_of_the_table():
    assert TERMS.value(ONTOLOGY, VANN.preferredNamespacePrefix) == Literal("pc")
    assert TERMS.value(ONTOLOGY, VANN.preferredNamespaceUri) == Literal(namespaces.PREFIXES["pc"])


def test_the_licence_is_the_same_in_header_readme_and_licence_file():
    assert list(TERMS.objects(ONTOLOGY, DCTERMS.license)) == [CC_BY]
    for path in ("README.md", "LICENSE"):
        text = (ROOT / path).read_text()
        assert str(CC_BY) in text, path
        assert "Apache License, Version 2.0" in text, path


def test_every_header_in_the_ontology_folder_names_the_same_licence():
    headers = [read(path) for path in sorted(ROOT.glob("ontology/*.ttl"))]
    licences = {licence for graph in headers for licence in graph.objects(None, DCTERMS.license)}
    assert licences == {CC_BY}


# Every term --------------------------------------------------------------------------------------


def test_there_are_at_most_20_classes_and_40_properties():
    assert 0 < len(CLASSES) <= 20
    assert 0 < len(PROPERTIES) <= 40


def test_every_own_term_is_a_class_or_a_typed_property():
    assert {term for term in TERMS.subjects() if term in PC} == {*CLASSES, *PROPERTIES}


def test_no_property_is_both_object_and_datatype_property():
    assert len(PROPERTIES) == len(set(PROPERTIES))


@each_term()
def test_a_term_has_one_label_per_language(term):
    assert languages(TERMS, term, RDFS.label) == sorted(LANGUAGES)


@each_term()
def test_a_term_has_one_definition_per_language(term):
    assert languages(TERMS, term, SKOS.definition) == sorted(LANGUAGES)


@each_term()
def test_a_term_has_an_example(term):
    assert TERMS.value(term, SKOS.example) is not None


@each_term()
def test_a_term_says_where_it_is_defined(term):
    assert list(TERMS.objects(term, RDFS.isDefinedBy)) == [ONTOLOGY]


@each_term()
def test_a_note_speaks_both_languages(term):
    assert languages(TERMS, term, SKOS.scopeNote) in ([], sorted(LANGUAGES))


@each_term()
def test_labels_are_trimmed_and_a_definition_does_not_repeat_its_label(term):
    for label in TERMS.objects(term, RDFS.label):
        assert str(label) == str(label).strip()
        assert label.language == "zh" or str(label) == str(label).lower()
        assert all(str(label) != str(text).rstrip(".。") for text in TERMS.objects(term, SKOS.definition))


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_no_two_classes_and_no_two_properties_share_a_label(language):
    for kind in (CLASSES, PROPERTIES):
        labels = [text for term in kind for text in TERMS.objects(term, RDFS.label) if text.language == language]
        assert sorted(labels) == sorted(set(labels))


@pytest.mark.parametrize("term", CLASSES, ids=name)
def test_a_class_is_a_singular_noun_in_upper_camel_case(term):
    local = str(term).removeprefix(namespaces.PC)
    assert re.fullmatch(r"([A-Z][a-z]+)+", local)
    assert not local.endswith("s")
    assert not re.search(r"And|Or[A-Z]", local)


@pytest.mark.parametrize("term", PROPERTIES, ids=name)
def test_a_property_is_in_lower_camel_case_without_has(term):
    local = str(term).removeprefix(namespaces.PC)
    assert re.fullmatch(r"[a-z]+([A-Z][a-z]+)*", local)
    assert not re.match(r"has[A-Z]", local)


@pytest.mark.parametrize("term", PROPERTIES, ids=name)
def test_a_property_has_one_domain_or_a_note_and_one_range(term):
    domains = list(TERMS.objects(term, RDFS.domain))
    assert len(domains) == 1 or (not domains and TERMS.value(term, SKOS.scopeNote) is not None)
    assert len(list(TERMS.objects(term, RDFS.range))) == 1


@pytest.mark.parametrize("term", PROPERTIES, ids=name)
def test_a_datatype_property_ranges_over_a_datatype_and_an_object_property_over_a_class(term):
    is_datatype = TERMS.value(term, RDFS.range) in {XSD.string, XSD.decimal, XSD.integer, XSD.date, RDF.langString}
    assert is_datatype == ((term, RDF.type, OWL.DatatypeProperty) in TERMS)


# Logic and hygiene -------------------------------------------------------------------------------


def test_there_are_disjointness_axioms_and_they_cover_the_layers():
    disjoint = {
        member
        for axiom in TERMS.subjects(RDF.type, OWL.AllDisjointClasses)
        for member in TERMS.items(TERMS.value(axiom, OWL.members))
    }
    assert {PC.Agency, PC.Programme, PC.Commitment, PC.Claim, PC.Assessment, PC.Excerpt, PC.Bulletin} <= disjoint


def test_no_class_is_its_own_ancestor():
    for term in CLASSES:
        parents = set(chain.from_iterable(TERMS.transitive_objects(each, RDFS.subClassOf)
                                          for each in TERMS.objects(term, RDFS.subClassOf)))  # fmt: skip
        assert term not in parents


def test_there_are_no_inverse_properties_and_no_imports():
    for path in TURTLE:
        graph = read(path)
        assert not list(graph.subject_objects(OWL.inverseOf)), path
        assert not list(graph.subject_objects(OWL.imports)), path


def test_blank_nodes_are_only_lists_and_axioms():
    allowed = {OWL.Restriction, OWL.AllDisjointClasses, OWL.Class}
    for node in (each for each in TERMS.subjects() if isinstance(each, BNode)):
        assert TERMS.value(node, RDF.first) is not None or TERMS.value(node, RDF.type) in allowed


def test_data_and_codes_have_no_blank_nodes():
    for path in [ROOT / "ontology/codes.ttl", *ROOT.glob("data/**/*.ttl")]:
        assert not any(isinstance(node, BNode) for triple in read(path) for node in triple), path


def test_no_iri_has_a_file_extension():
    own = {iri for path in TURTLE for iri in iris(read(path)) if iri.startswith(namespaces.BASE)}
    assert not [iri for iri in own if re.search(r"\.(ttl|rdf|owl|html|jsonld|rq)$", iri)]


def test_no_foreign_term_is_described_except_in_the_alignments():
    axioms = {RDF.type, RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range, OWL.equivalentClass}
    declarations = {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, RDFS.Datatype}
    for path in sorted(ROOT.glob("ontology/*.ttl")):
        for subject, predicate, value in read(path):
            if isinstance(subject, URIRef) and not subject.startswith(namespaces.BASE):
                assert predicate in axioms, (path, subject)
                assert predicate == RDF.type, (path, subject)
                assert value in declarations, (path, subject)


def test_no_property_of_prov_is_used_outside_its_domain():
    activities_only = {PROV.startedAtTime, PROV.endedAtTime, PROV.wasAssociatedWith, PROV.used}
    for path in ROOT.glob("data/**/*.ttl"):
        graph = read(path)
        for subject, predicate, _ in graph:
            if predicate in activities_only:
                assert (subject, RDF.type, PC.Briefing) in graph, (path, subject)


# Every use ---------------------------------------------------------------------------------------


@cache
def used_in_text() -> dict[str, set[str]]:
    """Own terms as they stand in rules, shapes and questions, with the files that name them."""
    used: dict[str, set[str]] = {}
    for path in [*QUERIES, *ROOT.glob("ontology/shapes/**/*.ttl")]:
        code = re.sub(r"^#.*$", "", path.read_text(), flags=re.MULTILINE)
        for match in OWN_TERM.finditer(code):
            used.setdefault(match[1] or match[2], set()).add(path.name)
    return used


@cache
def used_in_data() -> set[str]:
    return set().union(*(iris(read(path)) for path in ROOT.glob("data/**/*.ttl")))


@pytest.mark.parametrize("path", TURTLE, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_uses_only_declared_own_terms(path):
    own = {iri for iri in iris(read(path)) if iri.startswith(namespaces.PC) and iri != namespaces.PC}
    assert own <= {str(term) for term in (*CLASSES, *PROPERTIES)}


def test_rules_shapes_and_questions_use_only_declared_own_terms():
    declared = {str(term).removeprefix(namespaces.PC) for term in (*CLASSES, *PROPERTIES)}
    assert {term: files for term, files in used_in_text().items() if term not in declared} == {}


@each_term()
def test_a_term_is_used_in_data_a_shape_or_a_question(term):
    assert str(term) in used_in_data() or str(term).removeprefix(namespaces.PC) in used_in_text()


def test_the_alignments_speak_of_every_class():
    aligned = set(read(ROOT / "ontology/alignments.ttl").subjects())
    assert set(CLASSES) <= aligned


# Borrowed terms ----------------------------------------------------------------------------------


@cache
def vocabularies() -> dict[str, tuple[str, frozenset[str]]]:
    """Prefix → namespace and known names, from the small lists in tests/vocabularies."""
    found = {}
    for path in sorted((ROOT / "tests/vocabularies").glob("*.txt")):
        header, *names = path.read_text().splitlines()
        prefix, namespace = re.fullmatch(r"PREFIX (\w+): <(\S+)>", header).groups()
        found[prefix] = (namespace, frozenset(names))
    return found


def is_known(iri: str) -> bool:
    for closed in CLOSED:
        if iri.startswith(str(closed._NS)):
            return iri.removeprefix(str(closed._NS)) in {"", *dir(closed)} or URIRef(iri) in closed
    return any(iri.removeprefix(namespace) in {"", *names} for namespace, names in vocabularies().values()
               if iri.startswith(namespace))  # fmt: skip


@pytest.mark.parametrize("path", TURTLE, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_borrows_only_terms_that_exist(path):
    documents = {DCTERMS.license, DCTERMS.source, RDFS.seeAlso}
    terms = iris(triple for triple in read(path) if triple[1] not in documents)
    assert {iri for iri in terms if not iri.startswith(namespaces.BASE) and not is_known(iri)} == set()


@pytest.mark.parametrize("prefix", sorted(vocabularies()))
def test_a_list_of_borrowed_names_is_sorted_and_used(prefix):
    namespace, names = vocabularies()[prefix]
    listed = (ROOT / f"tests/vocabularies/{prefix}.txt").read_text().splitlines()[1:]
    assert listed == sorted(names)
    everywhere = set().union(*(iris(read(path)) for path in TURTLE))
    in_queries = "\n".join(path.read_text() for path in QUERIES)
    assert {n for n in names if namespace + n not in everywhere and f"{prefix}:{n}" not in in_queries} == set()


@pytest.mark.parametrize("prefix", sorted(set(vocabularies()) & set(namespaces.PREFIXES)))
def test_a_list_of_borrowed_names_has_the_namespace_of_the_table(prefix):
    assert vocabularies()[prefix][0] == namespaces.PREFIXES[prefix]


# Codes -------------------------------------------------------------------------------------------


def test_there_are_codes():
    assert SCHEMES
    assert CONCEPTS


@pytest.mark.parametrize("term", [*SCHEMES, *CONCEPTS], ids=name)
def test_a_code_has_one_label_and_one_definition_per_language(term):
    assert languages(CODES, term, SKOS.prefLabel) == sorted(LANGUAGES)
    assert languages(CODES, term, SKOS.definition) == sorted(LANGUAGES)


@pytest.mark.parametrize("term", CONCEPTS, ids=name)
def test_a_concept_is_a_top_concept_of_exactly_one_scheme_and_named_after_it(term):
    schemes = list(CODES.objects(term, SKOS.inScheme))
    assert len(schemes) == 1
    assert schemes[0] in SCHEMES
    assert (term, SKOS.topConceptOf, schemes[0]) in CODES or (schemes[0], SKOS.hasTopConcept, term) in CODES
    assert term.startswith(f"{schemes[0]}-")


@pytest.mark.parametrize("scheme", SCHEMES, ids=name)
def test_a_scheme_has_concepts_with_different_labels(scheme):
    concepts = list(CODES.subjects(SKOS.inScheme, scheme))
    labels = [text for concept in concepts for text in CODES.objects(concept, SKOS.prefLabel)]
    assert concepts
    assert len(labels) == len(set(labels))


def test_every_code_used_anywhere_is_declared():
    used = set().union(*(iris(read(path)) for path in TURTLE))
    for path in QUERIES:
        used |= {namespaces.CODE + match[1] for match in CODE_NAME.finditer(path.read_text())}
    codes = {iri for iri in used if iri.startswith(namespaces.CODE)} - {namespaces.CODE}
    assert codes <= {str(term) for term in (*CODES.subjects(),)}
