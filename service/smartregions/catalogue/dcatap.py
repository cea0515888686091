"""The catalogue by DCAT-AP 3.0.1: self-contained, and the same bytes while the data is the same.

https://semiceu.github.io/DCAT-AP/releases/3.0.1/ ; what harvesters make of it is in `harvest`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode, Triple

from smartregions import namespaces as ns
from smartregions.catalogue.coverage import (
    COUNTRY,
    EXACT_MATCH,
    NUTS_UNIT,
    NUTS_VERSION,
    codes,
    period,
    whole,
)
from smartregions.catalogue.dataset import CONTACT, Known, dataset
from smartregions.catalogue.endpoints import SERVICES, services
from smartregions.catalogue.offered import CATALOGUE_GRAPH, Deployment, Source, record
from smartregions.catalogue.statements import Statements
from smartregions.catalogue.stubs import IN_SCHEME, KEPT, PREF_LABEL, stubs
from smartregions.catalogue.terms import (
    AUTHORITY,
    CATALOGUE,
    DATASET,
    LABEL,
    TYPE,
    VCARD,
    dcat,
    dct,
    foaf,
)
from smartregions.errors import ServiceError
from smartregions.validation.graph import Term

CATALOG = NamedNode(ns.BASE + "catalog")
THEMES = NamedNode(AUTHORITY + "data-theme")
ENGLISH = NamedNode(AUTHORITY + "language/ENG")
EUROPE = NamedNode(AUTHORITY + "continent/EUROPE")
LICENCE = NamedNode(AUTHORITY + "licence/CC_BY_4_0")

_RESOURCE = NamedNode(ns.RDFS + "Resource")
_DOCUMENTS: Mapping[NamedNode, NamedNode] = MappingProxyType(
    {
        foaf("homepage"): foaf("Document"),
        dcat("landingPage"): foaf("Document"),
        dcat("endpointURL"): _RESOURCE,
        dcat("endpointDescription"): _RESOURCE,
    }
)
"""Classes that the shapes ask for at addresses (3.0.1, range.ttl, shacl/ranges.ttl)."""

_FACTS = frozenset(
    {
        *(COUNTRY, NUTS_UNIT, NUTS_VERSION, EXACT_MATCH, LABEL, foaf("name")),
        *(PREF_LABEL, IN_SCHEME, *KEPT),
    }
)
"""By which a publisher, a place, a code and a concept are told; see `coverage` and `stubs`."""

Said = list[tuple[NamedNode, Term]]


def catalogue(deployment: Deployment, sources: Sequence[Source]) -> tuple[Triple, ...]:
    """Every triple of the catalogue, sorted.

    What is said of a dataset stands in the graph of the catalogue, else in its own graph.
    Raises ServiceError when two datasets would be one record in a portal.
    """
    _refuse_alike(sources)
    facts = _facts(sources)
    span = whole(period(source.triples) for source in sources)
    own = [t for source in sources if source.graph == CATALOGUE_GRAPH for t in source.triples]
    said = [
        *_catalogue(deployment, sources),
        *services(deployment, LICENCE, [NamedNode(source.dataset) for source in sources]),
        *_contact(deployment),
    ]
    for source in sources:
        known = Known(_described(own, source), facts, span)
        said.extend(dataset(source, known, deployment))
    said.extend(_documents(said))
    said.extend(_publishers(said, facts))
    said.extend(stubs(said, facts))
    return tuple(sorted(set(said), key=str))


def _facts(sources: Sequence[Source]) -> Statements:
    """What the graphs say of things that a description names; nothing else is held for it."""
    triples = [t for source in sources for t in source.triples if t.predicate in _FACTS]
    facts = Statements(triples)
    return Statements([*triples, *codes(facts, triples)])


def _refuse_alike(sources: Sequence[Source]) -> None:
    seen: dict[str, str] = {}
    for source in sources:
        other = seen.setdefault(record(source.graph), source.graph)
        if other != source.graph:
            raise ServiceError(
                f"<{source.graph}> and <{other}> are one record to a portal, which tells names "
                "apart by letters and digits only: rename one."
            )


def _described(own: Sequence[Triple], source: Source) -> Statements:
    """The catalogue's word goes first: a graph describes itself only where that is silent."""
    node = NamedNode(source.dataset)
    told = Statements(own)
    return told if node in told else Statements([*own, *source.triples])


def _catalogue(deployment: Deployment, sources: Sequence[Source]) -> Iterator[Triple]:
    home, moment = NamedNode(deployment.address), NamedNode(ns.XSD + "dateTime")
    said: Said = [
        (TYPE, CATALOGUE),
        (dct("identifier"), Literal(CATALOG.value)),
        (dct("title"), Literal(deployment.title, language="en")),
        (dct("description"), Literal(deployment.description, language="en")),
        (dct("publisher"), NamedNode(deployment.publisher)),
        (dct("language"), ENGLISH),
        (dct("license"), LICENCE),
        (dct("spatial"), EUROPE),
        (dcat("themeTaxonomy"), THEMES),
        (foaf("homepage"), home),
        *((dcat("service"), service) for service in SERVICES),
        *((dcat("dataset"), NamedNode(source.dataset)) for source in sources),
    ]
    if sources:
        first = min(source.issued for source in sources)
        last = max(source.modified for source in sources)
        said.append((dct("issued"), Literal(first, datatype=moment)))
        said.append((dct("modified"), Literal(last, datatype=moment)))
    yield from (Triple(CATALOG, predicate, value) for predicate, value in said)


def _contact(deployment: Deployment) -> Iterator[Triple]:
    yield Triple(CONTACT, TYPE, NamedNode(VCARD + "Kind"))
    yield Triple(CONTACT, TYPE, NamedNode(VCARD + "Organization"))
    yield Triple(CONTACT, NamedNode(VCARD + "fn"), Literal(deployment.title))
    yield Triple(CONTACT, NamedNode(VCARD + "hasURL"), NamedNode(deployment.address))
    if deployment.email:
        email = NamedNode(f"mailto:{deployment.email}")
        yield Triple(CONTACT, NamedNode(VCARD + "hasEmail"), email)


def _documents(said: Sequence[Triple]) -> Iterator[Triple]:
    for triple in said:
        kind, page = _DOCUMENTS.get(triple.predicate), triple.object
        if kind is not None and isinstance(page, NamedNode):
            yield Triple(page, TYPE, kind)


def _publishers(said: Sequence[Triple], facts: Statements) -> Iterator[Triple]:
    for agent in {t.object for t in said if t.predicate == dct("publisher")}:
        if isinstance(agent, NamedNode):
            labels = facts.objects(agent, foaf("name")) or facts.objects(agent, LABEL)
            yield Triple(agent, TYPE, foaf("Agent"))
            yield from (Triple(agent, foaf("name"), label) for label in labels)
            kinds = facts.objects(agent, dct("type"))
            yield from (Triple(agent, dct("type"), kind) for kind in kinds)


def datasets(triples: Sequence[Triple]) -> list[str]:
    """The IRIs of the datasets of a catalogue."""
    found = {t.subject for t in triples if t.predicate == TYPE and t.object == DATASET}
    return sorted(node.value for node in found if isinstance(node, NamedNode))
