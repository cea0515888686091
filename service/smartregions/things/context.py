"""The JSON-LD context: a short key for each class and property, the same in every document.

The keys are the local names of the installation's own terms, then those of a few vocabularies that
everybody uses; who comes first has the name, and whatever has none is written in full.
How a value is written follows from the shapes, so that the same key always has the same form.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from pyoxigraph import NamedNode

from smartregions import namespaces as ns
from smartregions.things import constraints
from smartregions.things.constraints import Constraints
from smartregions.things.document import HYDRA, IS_TOPIC_OF
from smartregions.things.vocabulary import (
    CLASS,
    DATATYPE_PROPERTY,
    OBJECT_PROPERTY,
    PROPERTY,
    Vocabulary,
)

KEYWORDS: Mapping[str, str] = MappingProxyType(
    {
        "id": "@id",
        "type": "@type",
        "text": "@value",
        "language": "@language",
        "none": "@none",
        "reverse": "@reverse",
        "included": "@included",
        "graph": "@graph",
    }
)
DOCUMENT = "document"
"""The key of the document about a thing."""

_TEXTS = {
    ns.RDFS: ("label", "comment"),
    ns.SKOS: (
        "prefLabel", "altLabel", "hiddenLabel", "definition", "note", "scopeNote", "changeNote",
        "editorialNote", "historyNote",
    ),
    ns.DCTERMS: ("title", "description", "rights"),
    ns.DCAT: ("keyword",),
}  # fmt: skip
_LINKS = {
    ns.RDFS: ("seeAlso", "isDefinedBy", "subClassOf", "subPropertyOf", "domain", "range"),
    ns.SKOS: (
        "broader", "narrower", "related", "inScheme", "topConceptOf", "hasTopConcept",
        "exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch",
    ),
    ns.DCTERMS: (
        "license", "publisher", "source", "hasPart", "isPartOf", "spatial", "references",
        "replaces", "isReplacedBy", "subject", "rightsHolder", "conformsTo",
    ),
    ns.DCAT: ("theme", "distribution", "landingPage"),
    ns.FOAF: ("homepage", "primaryTopic"),
    ns.OWL: ("sameAs", "equivalentClass", "equivalentProperty", "inverseOf", "versionIRI"),
    ns.PROV: (
        "used", "generated", "invalidated", "wasDerivedFrom", "wasRevisionOf",
        "specializationOf", "wasAssociatedWith",
    ),
    HYDRA: ("view", "first", "previous", "next", "last"),
}  # fmt: skip
_VALUES = {
    ns.DCTERMS: ("issued", "modified", "created", "creator", "identifier"),
    ns.SKOS: ("notation", "example"),
    ns.FOAF: ("name",),
    ns.PROV: ("endedAtTime",),
    ns.OWL: ("versionInfo", "deprecated"),
    "http://www.w3.org/2003/01/geo/wgs84_pos#": ("lat", "long"),
    HYDRA: ("totalItems",),
}
_CLASSES = {
    ns.SKOS: ("Concept", "ConceptScheme"),
    ns.OWL: ("Class", "ObjectProperty", "DatatypeProperty", "Ontology"),
    ns.DCAT: ("Dataset",),
    ns.PROV: ("Activity", "Agent", "Entity"),
    ns.SH: ("NodeShape", "PropertyShape"),
}
_DATATYPES = (
    "anyURI", "boolean", "date", "dateTime", "decimal", "double", "duration", "float", "gYear",
    "gYearMonth", "hexBinary", "integer", "string",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Term:
    """A key: what it stands for, and how its values are written."""

    name: str
    iri: str
    kind: str = ""
    """IRI of the datatype of its values, `@id` for links, `@language` for texts by language;
    empty where each value says what it is."""
    is_single: bool = False
    """Whether a thing has one value at most."""


@dataclass(frozen=True, slots=True)
class Context:
    """The keys by what they stand for."""

    properties: Mapping[str, Term]
    types: Mapping[str, str]
    """Classes and datatypes: IRI to key."""

    def key(self, iri: str) -> str:
        """The key of a class or datatype; the IRI itself where there is none."""
        return self.types.get(iri, iri)


def context(vocabulary: Vocabulary) -> Context:
    """The context of an installation."""
    judged = constraints.of_properties(vocabulary)
    taken = set(KEYWORDS) | {DOCUMENT}
    terms: dict[str, Term] = {}
    types: dict[str, str] = {}
    for iri in _classes(vocabulary):
        _take(types, taken, iri)
    for iri, kind in _properties(vocabulary):
        name = _local(iri)
        if iri not in terms and name not in taken:
            taken.add(name)
            terms[iri] = _term(name, iri, kind, judged.get(iri))
    return Context(terms, types)


def document(found: Context) -> dict[str, Any]:
    """The context as JSON-LD."""
    told: dict[str, Any] = {"@version": 1.1, **KEYWORDS}
    told[DOCUMENT] = {"@id": IS_TOPIC_OF, "@type": "@id"}
    told |= {key: iri for iri, key in found.types.items()}
    for term in found.properties.values():
        told[term.name] = _definition(term)
    return {"@context": told}


def _definition(term: Term) -> dict[str, str]:
    told = {"@id": term.iri}
    if term.kind == "@language":
        return told | {"@container": "@language"}
    return told | ({"@type": term.kind} if term.kind else {})


def _term(name: str, iri: str, kind: str, judged: Constraints | None) -> Term:
    if judged is None:
        return Term(name, iri, kind)
    return Term(name, iri, kind or judged.kind, judged.is_single)


def _classes(vocabulary: Vocabulary) -> Iterator[str]:
    yield from (node.value for node in vocabulary.of_type(CLASS))
    yield from _listed(_CLASSES)
    yield from (ns.XSD + name for name in _DATATYPES)


def _properties(vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """Each property, and the kind that it has whatever the shapes say."""
    for node in vocabulary.of_type(OBJECT_PROPERTY):
        yield node.value, "@id"
    for node in vocabulary.of_type(DATATYPE_PROPERTY, PROPERTY):
        yield node.value, ""
    yield from ((iri, "@language") for iri in _listed(_TEXTS))
    yield from ((iri, "@id") for iri in _listed(_LINKS))
    yield from ((iri, "") for iri in _listed(_VALUES))


def _listed(names: Mapping[str, Iterable[str]]) -> Iterator[str]:
    return (space + name for space, local in names.items() for name in local)


def _take(types: dict[str, str], taken: set[str], iri: str) -> None:
    name = _local(iri)
    if iri not in types and name not in taken:
        taken.add(name)
        types[iri] = name


def _local(iri: str) -> str:
    return NamedNode(iri).value.rpartition("#")[2].rpartition("/")[2]
