"""The terms of an installation in the order in which its ontology and shapes state them.

The index has no order: triples are a set. So it is read from the files, once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode, Triple

from smartregions import namespaces as ns
from smartregions.corpus import Corpus
from smartregions.things.labels import Names, names
from smartregions.turtle.read import read
from smartregions.validation.graph import TYPE, Graph
from smartregions.validation.ordering import orders

CLASS = ns.OWL + "Class"
OBJECT_PROPERTY = ns.OWL + "ObjectProperty"
DATATYPE_PROPERTY = ns.OWL + "DatatypeProperty"
PROPERTY = ns.RDF + "Property"
PROPERTIES = (OBJECT_PROPERTY, DATATYPE_PROPERTY, PROPERTY)
_OF_OTHERS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        ns.RDFS: {
            "label": "name", "comment": "comment", "seeAlso": "see also",
            "isDefinedBy": "defined by", "subClassOf": "kind of",
            "subPropertyOf": "special case of", "domain": "domain", "range": "range",
        },
        ns.SKOS: {
            "prefLabel": "name", "altLabel": "other name", "definition": "definition",
            "note": "note", "scopeNote": "scope", "changeNote": "change",
            "notation": "notation", "example": "example", "broader": "broader",
            "narrower": "narrower", "related": "related", "inScheme": "scheme",
            "topConceptOf": "top concept of", "hasTopConcept": "top concept",
            "exactMatch": "same as", "closeMatch": "nearly the same as",
            "broadMatch": "broader elsewhere", "narrowMatch": "narrower elsewhere",
            "relatedMatch": "related elsewhere", "Concept": "concept",
            "ConceptScheme": "scheme of concepts",
        },
        ns.DCTERMS: {
            "title": "title", "description": "description", "source": "source",
            "issued": "issued", "modified": "last changed", "created": "made",
            "license": "licence", "publisher": "publisher", "creator": "author",
            "hasPart": "part", "isPartOf": "part of", "spatial": "area covered",
            "language": "language", "rights": "rights", "identifier": "identifier",
            "references": "refers to", "subject": "subject", "accrualPeriodicity": "frequency",
        },
        ns.DCAT: {"Dataset": "dataset", "keyword": "keyword", "theme": "theme"},
        ns.FOAF: {"homepage": "home page", "name": "name"},
        ns.OWL: {
            "Class": "class", "ObjectProperty": "property between things",
            "DatatypeProperty": "property with a value", "Ontology": "ontology",
            "versionInfo": "version", "versionIRI": "this version", "sameAs": "same as",
            "equivalentClass": "same class as", "equivalentProperty": "same property as",
        },
        ns.PROV: {
            "Activity": "activity", "Agent": "agent", "Entity": "entity", "used": "used",
            "generated": "made", "endedAtTime": "ended", "wasAssociatedWith": "done by",
            "wasDerivedFrom": "derived from", "wasRevisionOf": "revision of",
            "specializationOf": "state of", "invalidated": "ended the state",
        },
        "http://www.w3.org/2003/01/geo/wgs84_pos#": {"lat": "latitude", "long": "longitude"},
    }
)  # fmt: skip
"""Words for people; the vocabularies' own labels are for those who model."""


@dataclass(frozen=True, slots=True)
class Module:
    """A file of the ontology or of the shapes: its name, and what it describes, in order."""

    name: str
    terms: Sequence[str]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The modules of ontology and shapes, and all that they state."""

    ontology: Sequence[Module]
    shapes: Sequence[Module]
    stated: Graph
    """Of ontology and schemes."""
    judging: Graph
    """Of the shapes."""
    order: Mapping[str, float]
    """The place of each property that a shape is about."""
    names: Names
    """What its terms are called, and those of others that the properties here are taken from."""

    def of_type(self, *kinds: str) -> Iterable[NamedNode]:
        """The terms of the ontology that are of one of these classes, in order."""
        wanted = set(map(NamedNode, kinds))
        for module in self.ontology:
            for term in map(NamedNode, module.terms):
                if wanted & set(self.stated.objects(term, TYPE)):
                    yield term


def vocabulary(corpus: Corpus) -> Vocabulary:
    """What the files of an installation state. Raises TurtleSyntaxError and OSError."""
    stated, judging = Graph(), Graph()
    found: dict[str, list[Module]] = {"ontology": [], "shapes": []}
    for source in corpus.sources():
        if source.kind == "data":
            continue
        triples = _triples(source.path)
        (judging if source.kind == "shapes" else stated).add(triples)
        if source.kind in found:
            found[source.kind].append(Module(source.path.stem, _terms(triples)))
    ontology, shapes = _first(found["ontology"], ns.SR), _first(found["shapes"], ns.SHAPE)
    terms = dict.fromkeys(term for module in ontology for term in module.terms)
    known = {
        **_borrowed(),
        **names(t for term in terms for t in stated.statements(NamedNode(term))),
    }
    return Vocabulary(ontology, shapes, stated, judging, orders(judging), known)


def _triples(path: Path) -> Sequence[Triple]:
    return read(path.read_bytes(), str(path)).triples


def _terms(triples: Iterable[Triple]) -> tuple[str, ...]:
    """The subjects in the order in which they come."""
    named = (t.subject.value for t in triples if isinstance(t.subject, NamedNode))
    return tuple(dict.fromkeys(named))


def _borrowed() -> Names:
    """Names of the terms of others that our own files use, which say none."""
    label = NamedNode(ns.RDFS + "label")
    return {
        NamedNode(space + local): {label: [Literal(text, language="en")]}
        for space, known in _OF_OTHERS.items()
        for local, text in known.items()
    }


def _first(modules: Iterable[Module], namespace: str) -> tuple[Module, ...]:
    """The modules by name, the one first that describes the whole."""
    whole = namespace.rstrip("#")
    return tuple(sorted(modules, key=lambda m: (whole not in m.terms, m.name)))
