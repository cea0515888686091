"""The ontology says what we mean: it is complete, and what follows from it is no contradiction.

Two reasoners for OWL 2 RL: `owlrl` tells contradictions itself and is slow; `reasonable` derives
everything from all the data in seconds, and contradictions are then asked for with SPARQL.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import owlrl
import pyoxigraph
import pytest
import rdflib
import reasonable
from pyoxigraph import NamedNode, RdfFormat, Triple

import smartregions
from smartregions import corpus
from smartregions.namespaces import DCTERMS, FOAF, OWL, PREFIXES, RDFS, SCHEME, SKOS, SR
from smartregions.validation.graph import TYPE, Graph, ntriples
from smartregions.validation.judge import results
from smartregions.validation.shapes import Shapes

SOURCES = corpus.find().sources()
EXAMPLES = Path(__file__).parent.parent / "examples"
ERROR = rdflib.URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")
PREFIX_BLOCK = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
HOMEPAGE = NamedNode(FOAF + "homepage")
LABEL, PREF_LABEL = NamedNode(RDFS + "label"), NamedNode(SKOS + "prefLabel")
DEFINITION = NamedNode(SKOS + "definition")
TITLE, DESCRIPTION = NamedNode(DCTERMS + "title"), NamedNode(DCTERMS + "description")
IN_SCHEME, CONCEPT_SCHEME = NamedNode(SKOS + "inScheme"), NamedNode(SKOS + "ConceptScheme")
OF_OTHERS = {"eu-authority", "jrc-cybersecurity", "nist-csf"}
"""Schemes whose concepts and names are those of others."""
TERM_KINDS = [NamedNode(OWL + k) for k in ("Class", "ObjectProperty", "DatatypeProperty")]

AXIOMS = """
# What the aligned vocabularies say of the terms to which ours are related, as far as a
# contradiction could come of it.
# ORG, https://www.w3.org/TR/vocab-org/
org:Organization rdfs:subClassOf foaf:Agent .
org:OrganizationalCollaboration rdfs:subClassOf org:Organization .
org:member rdfs:domain org:Membership ; rdfs:range foaf:Agent .
org:organization rdfs:domain org:Membership ; rdfs:range org:Organization .
org:role rdfs:domain org:Membership ; rdfs:range org:Role .
org:Role rdfs:subClassOf skos:Concept .
org:classification rdfs:domain org:Organization ; rdfs:range skos:Concept .
org:ChangeEvent rdfs:subClassOf prov:Activity .
org:originalOrganization rdfs:domain org:ChangeEvent ; rdfs:range org:Organization .
org:resultingOrganization rdfs:domain org:ChangeEvent ; rdfs:range org:Organization .
# PROV-O, https://www.w3.org/TR/prov-o/
prov:Entity owl:disjointWith prov:Activity .
# SKOS, https://www.w3.org/TR/skos-reference/ (S9, S19, S39, S42, S44, S45, S46)
skos:Concept owl:disjointWith skos:ConceptScheme .
skos:inScheme rdfs:range skos:ConceptScheme .
skos:semanticRelation rdfs:domain skos:Concept ; rdfs:range skos:Concept .
skos:broader rdfs:subPropertyOf skos:semanticRelation .
skos:mappingRelation rdfs:subPropertyOf skos:semanticRelation .
skos:closeMatch rdfs:subPropertyOf skos:mappingRelation .
skos:broadMatch rdfs:subPropertyOf skos:mappingRelation ; owl:inverseOf skos:narrowMatch .
skos:relatedMatch rdfs:subPropertyOf skos:mappingRelation .
skos:exactMatch rdfs:subPropertyOf skos:closeMatch ; a owl:TransitiveProperty ;
  owl:propertyDisjointWith skos:broadMatch , skos:relatedMatch .
# FOAF, http://xmlns.com/foaf/spec/
foaf:Document owl:disjointWith foaf:Organization , foaf:Project .
foaf:Person owl:disjointWith foaf:Organization , foaf:Project .
foaf:page rdfs:range foaf:Document .
foaf:homepage rdfs:subPropertyOf foaf:page .
# DCMI Terms, https://www.dublincore.org/specifications/dublin-core/dcmi-terms/
dcterms:PeriodOfTime rdfs:subClassOf dcterms:LocationPeriodOrJurisdiction .
dcterms:Location rdfs:subClassOf dcterms:LocationPeriodOrJurisdiction .
"""

WRONG = {
    "a region as a member": (
        "participation:p a sr:RegionParticipation ; org:member region:r . region:r a sr:Region ."
    ),
    "a region as an organisation that takes part": (
        "participation:p sr:participatingOrganisation region:r . region:r a sr:Region ."
    ),
    "a region as a participant in a project": (
        "taking-part:t sr:participant region:r . region:r a sr:Region ."
    ),
    "an organisation as the region in which another is located": (
        "actor:a sr:locatedIn actor:b . actor:b a sr:Actor ."
    ),
    "a town as an organiser": "event:e sr:organiser place:p . place:p a sr:Place .",
    "a NUTS unit as a place": ("region:r sr:seat nuts2024:FRH0 . nuts2024:FRH0 a sr:NutsUnit ."),
    "a NUTS unit as a region": (
        "region:r sr:withinRegion nuts2024:FRH0 . nuts2024:FRH0 a sr:NutsUnit ."
    ),
    "a region as its own NUTS unit": (
        "region:r sr:nutsUnit region:r . region:r sr:country country:FRA ."
    ),
    "a concept scheme as a segment": (
        "partnership:p sr:valueChainScheme scheme:x . capability:c sr:segment scheme:x ."
    ),
    "a change as a source": "change:c a sr:OrganisationChange , sr:Source .",
}


def triples_of(paths: Iterable[Path]) -> list[Triple]:
    return [
        quad.triple
        for path in paths
        for quad in pyoxigraph.parse(
            path=str(path), format=RdfFormat.TURTLE, rename_blank_nodes=True
        )
    ]


def of_kind(*kinds: str) -> list[Triple]:
    return triples_of(source.path for source in SOURCES if source.kind in kinds)


def parsed(turtle: str) -> list[Triple]:
    quads = pyoxigraph.parse(PREFIX_BLOCK + turtle, format=RdfFormat.TURTLE)
    return [quad.triple for quad in quads]


@cache
def ontology() -> tuple[Triple, ...]:
    return (*of_kind("ontology"), *parsed(AXIOMS))


@cache
def terms() -> dict[str, NamedNode]:
    """The classes and properties of the ontology, and which of the two they are."""
    graph = Graph(ontology())
    return {
        term.value: kind
        for kind in TERM_KINDS
        for term in graph.subjects(TYPE, kind)
        if term.value.startswith(SR)
    }


def told_by_owlrl(triples: Iterable[Triple]) -> list[str]:
    """The contradictions that `owlrl` meets in the closure."""
    graph = rdflib.Graph().parse(data=ntriples(triples), format="nt")
    semantics = owlrl.DeductiveClosure(
        owlrl.OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False
    )
    semantics.expand(graph)
    return [str(message) for message in graph.objects(None, ERROR)]


CONTRADICTIONS = f"""
PREFIX owl: <{OWL}>
SELECT ?thing ?one ?other WHERE {{
  {{ ?one owl:disjointWith ?other . ?thing a ?one , ?other }} UNION
  {{ ?thing a owl:Nothing . BIND (owl:Nothing AS ?one) }} UNION
  {{ ?one owl:propertyDisjointWith ?other . ?thing ?one ?o ; ?other ?o }} UNION
  {{ ?thing owl:sameAs ?one . FILTER (?thing != ?one) BIND (owl:sameAs AS ?other) }}
}}"""


def closure_of(triples: Iterable[Triple]) -> pyoxigraph.Store:
    """Everything that follows in OWL 2 RL, by `reasonable`."""
    reasoner = reasonable.PyReasoner()
    reasoner.from_graph(rdflib.Graph().parse(data=ntriples(triples), format="nt"))
    graph = rdflib.Graph()
    for triple in reasoner.reason():
        graph.add(triple)
    store = pyoxigraph.Store()
    store.bulk_load(graph.serialize(format="nt").encode(), RdfFormat.N_TRIPLES)
    return store


def contradictions(store: pyoxigraph.Store) -> list[str]:
    """Members of disjoint classes, pairs of disjoint properties, different things made one."""
    return [" ".join(map(str, row)) for row in store.query(CONTRADICTIONS)]  # type: ignore[union-attr]


@cache
def all_data() -> pyoxigraph.Store:
    return closure_of([*ontology(), *of_kind("schemes", "data")])


def test_all_that_is_published_follows_without_contradiction() -> None:
    assert contradictions(all_data()) == []


def test_the_closure_holds_what_the_alignments_promise() -> None:
    """Else the test above would pass for want of a reasoner."""
    asked = """
    PREFIX org: <http://www.w3.org/ns/org#> PREFIX foaf: <http://xmlns.com/foaf/0.1/>
    PREFIX id: <https://w3id.org/smart-regions/id/>
    ASK { <https://w3id.org/smart-regions/id/actor/bretagne-next> a foaf:Agent .
          <https://w3id.org/smart-regions/id/partnership/cybersecurity> a org:Organization .
          ?participation org:role ?role . ?role a org:Role }"""
    assert all_data().query(asked)


@pytest.mark.parametrize(
    ("cls", "never"),
    [
        ("Region", FOAF + "Agent"),
        ("Place", FOAF + "Agent"),
        ("NutsUnit", "http://purl.org/dc/terms/Location"),
        ("Actor", "http://purl.org/dc/terms/Location"),
    ],
)
def test_a_territory_is_no_agent_and_a_code_is_no_place(cls: str, never: str) -> None:
    assert not all_data().query(f"ASK {{ ?thing a <{SR}{cls}> , <{never}> }}")
    assert all_data().query(f"ASK {{ ?thing a <{SR}{cls}> }}")


def test_the_examples_follow_without_contradiction_by_a_second_reasoner() -> None:
    valid = triples_of(sorted(EXAMPLES.glob("[A-E]*/valid.ttl")))
    data = [triple for triple in valid if str(triple.subject).startswith("<https://w3id.org/")]
    assert told_by_owlrl([*ontology(), *data]) == []


@pytest.mark.parametrize("statement", WRONG.values(), ids=WRONG)
def test_what_confuses_territory_organisation_and_code_is_a_contradiction(statement: str) -> None:
    wrong = [*ontology(), *parsed(statement)]
    assert told_by_owlrl(wrong)
    assert contradictions(closure_of(wrong))


def test_every_class_can_have_a_member_and_every_property_a_value() -> None:
    one_of_each = [
        f"<urn:x:{n}> <{iri}> <urn:y:{n}> ."
        if kind.value == OWL + "ObjectProperty"
        else f"<urn:x:{n}> a <{iri}> ."
        if kind.value == OWL + "Class"
        else f'<urn:x:{n}> <{iri}> "1" .'
        for n, (iri, kind) in enumerate(terms().items())
    ]
    assert contradictions(closure_of([*ontology(), *parsed("\n".join(one_of_each))])) == []


def test_ontology_schemes_and_shapes_keep_the_house_rules() -> None:
    own = of_kind("ontology", "schemes", "shapes")
    shapes = Shapes(tuple(of_kind("shapes")))
    for engine in ("fast", "reference"):
        assert results([own], shapes, engine) == []


def test_what_we_coin_is_named_and_defined_in_english_and_in_french() -> None:
    """Of terms a house rule says it; a scheme of a partner may be in one language."""
    coined = [source.path for source in SOURCES if source.kind == "schemes"]
    stated = Graph(triples_of(path for path in coined if path.stem not in OF_OTHERS))
    concepts = {node for node, _ in stated.pairs(IN_SCHEME)}
    schemes = set(stated.subjects(TYPE, CONCEPT_SCHEME))
    assert len(concepts) > 60 and len(schemes) > 10
    texts = (
        *((node, predicate) for node in concepts for predicate in (PREF_LABEL, DEFINITION)),
        *((node, predicate) for node in schemes for predicate in (LABEL, TITLE, DESCRIPTION)),
    )
    lacking = [
        (node.value, predicate.value)
        for node, predicate in texts
        if set(stated.texts(node, predicate)) != {"en", "fr"}
    ]
    assert not lacking


def test_every_term_is_defined_in_english_and_in_french() -> None:
    stated = Graph(of_kind("ontology"))
    lacking = [
        iri for iri in terms() if set(stated.texts(NamedNode(iri), DEFINITION)) != {"en", "fr"}
    ]
    assert not lacking


def test_every_module_defines_terms_and_no_term_is_defined_twice() -> None:
    defining: Counter[str] = Counter()
    for source in SOURCES:
        if source.kind == "ontology" and source.path.stem != "alignments":
            graph = Graph(triples_of([source.path]))
            found = [t.value for kind in TERM_KINDS for t in graph.subjects(TYPE, kind)]
            assert found, source.path.name
            defining.update(found)
    assert set(defining) == set(terms())
    assert max(defining.values()) == 1


def test_every_term_of_ours_that_a_file_names_is_defined() -> None:
    named = {
        term.value
        for triple in (*of_kind("ontology", "schemes", "shapes", "data"), *ontology())
        for term in triple
        if isinstance(term, NamedNode) and term.value.startswith(SR)
    }
    assert named == set(terms())


def test_domains_and_ranges_are_classes() -> None:
    graph = Graph(ontology())
    foreign = {"skos/core#Concept", "skos/core#ConceptScheme", "XMLSchema#"}
    for predicate in (NamedNode(RDFS + "domain"), NamedNode(RDFS + "range")):
        for term, cls in graph.pairs(predicate):
            if term.value.startswith(SR):
                known = terms().get(cls.value) == NamedNode(OWL + "Class")
                assert known or any(part in cls.value for part in foreign), term


def test_the_version_is_that_of_the_package() -> None:
    info = NamedNode(OWL + "versionInfo")
    stated = {value.value for _, value in Graph(of_kind("ontology", "shapes")).pairs(info)}
    assert stated == {smartregions.__version__}


def test_the_schemes_hold_as_many_concepts_as_their_sources_say() -> None:
    """JRC (EUR 29868): 203 in all; 165, 15, 17 and 6 by dimension. NIST CSF 2.0: 6 and 22."""
    in_scheme = NamedNode(PREFIXES["skos"] + "inScheme")
    schemes = Graph(of_kind("schemes"))
    count = Counter(scheme.value for _, scheme in _pairs(schemes, in_scheme))
    jrc = PREFIXES["jrc"]
    expected = {"cybersecurity-taxonomy": 203, "knowledge_domain": 165, "sector": 15}
    expected |= {"technology": 17, "use_case": 6}
    assert {name: count[jrc + name] for name in expected} == expected
    assert count[SCHEME + "nist-csf"] == 6 + 22


def _pairs(graph: Graph, predicate: NamedNode) -> list[tuple[NamedNode, NamedNode]]:
    """Every subject with every one of its values."""
    subjects = {subject for subject, _ in graph.pairs(predicate)}
    return [(s, o) for s in subjects for o in graph.objects(s, predicate)]  # type: ignore[misc]


def test_a_notation_stands_for_one_concept_of_its_scheme() -> None:
    graph = Graph(of_kind("schemes"))
    notation, in_scheme = (NamedNode(PREFIXES["skos"] + n) for n in ("notation", "inScheme"))
    codes = Counter(
        (scheme.value, value.value)
        for concept, value in graph.pairs(notation)
        for scheme in graph.objects(concept, in_scheme)
    )
    assert [code for code, n in codes.items() if n > 1] == []


def test_no_two_actors_have_one_home_page() -> None:
    """FOAF makes them one: foaf:homepage is inverse functional.

    Counted here: given that axiom, `reasonable` 0.4 makes one of all that have any home page.
    """
    pages = Counter(page.value for _, page in _pairs(Graph(of_kind("data")), HOMEPAGE))
    assert [page for page, n in pages.items() if n > 1] == []


def test_labels_and_definitions_are_those_of_one_term_only() -> None:
    """Two terms of one kind with one label cannot be told apart in a form or a table."""
    graph = Graph(ontology())
    definition = NamedNode(PREFIXES["skos"] + "definition")
    texts = Counter(str(value) for term, value in graph.pairs(definition))
    assert [text for text, n in texts.items() if n > 1] == []
    assert not [text for text in texts if re.search(r"\b(TODO|TBD|FIXME)\b", text)]
