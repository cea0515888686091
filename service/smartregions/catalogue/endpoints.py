"""The services by which the datasets are had: SPARQL, and the two feeds of changes.

They are linked from the catalogue only: from a distribution, one dataset would lead to all others.
A client that reads the catalogue finds the feeds by the standards that they conform to.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from smartregions import namespaces as ns
from smartregions.catalogue.dataset import CONTACT
from smartregions.catalogue.offered import Deployment
from smartregions.catalogue.terms import AUTHORITY, TYPE, dcat, dct
from smartregions.catalogue.worded import worded
from smartregions.messages import Message, plain
from smartregions.validation.graph import Term

OAI_PMH = "http://www.openarchives.org/OAI/2.0/"
LDES = "https://w3id.org/ldes/specification"

_THEME = NamedNode(AUTHORITY + "data-theme/REGI")
_PUBLIC = NamedNode(AUTHORITY + "access-right/PUBLIC")


@dataclass(frozen=True, slots=True)
class _Service:
    name: str
    """Of its IRI, of its address, and of the address where it describes itself."""
    described: str
    title: Message
    description: Message
    keyword: str
    standard: str
    standard_title: str

    @property
    def node(self) -> NamedNode:
        return NamedNode(f"{ns.BASE}service/{self.name}")


_OFFERED = (
    _Service(
        "sparql",
        "sparql",
        Message("SPARQL endpoint"),
        Message("Answers SPARQL 1.1 over all graphs."),
        "SPARQL",
        "https://www.w3.org/TR/sparql11-protocol/",
        "SPARQL 1.1 Protocol",
    ),
    _Service(
        "oai",
        "oai?verb=Identify",
        plain("OAI-PMH"),
        Message(
            "Each dataset as a record, in DCAT-AP and in Dublin Core; deleted ones stay known."
        ),
        "OAI-PMH",
        OAI_PMH,
        "Open Archives Initiative Protocol for Metadata Harvesting 2.0",
    ),
    _Service(
        "feed",
        "feed",
        Message("Feed of changes"),
        Message("What became of each dataset last, as a Linked Data Event Stream."),
        "LDES",
        LDES,
        "Linked Data Event Streams",
    ),
)
SERVICES = tuple(one.node for one in _OFFERED)


def services(deployment: Deployment, licence: NamedNode) -> Iterator[Triple]:
    """What the catalogue says of its services, less which datasets they serve."""
    for one in _OFFERED:
        for predicate, value in _said(one, deployment, licence):
            yield Triple(one.node, predicate, value)
        standard = NamedNode(one.standard)
        yield Triple(standard, TYPE, dct("Standard"))
        yield Triple(standard, dct("title"), Literal(one.standard_title, language="en"))


def _said(
    one: _Service, deployment: Deployment, licence: NamedNode
) -> Iterator[tuple[NamedNode, Term]]:
    yield TYPE, dcat("DataService")
    yield dct("identifier"), Literal(one.node.value)
    title = Message("{service} of {whole}", service=one.title, whole=deployment.title)
    yield from ((dct("title"), text) for text in worded(title))
    yield from ((dct("description"), text) for text in worded(one.description))
    yield dcat("endpointURL"), NamedNode(deployment.address + one.name)
    yield dcat("endpointDescription"), NamedNode(deployment.address + one.described)
    yield dct("conformsTo"), NamedNode(one.standard)
    yield dct("publisher"), NamedNode(deployment.publisher)
    yield dcat("contactPoint"), CONTACT
    yield dcat("keyword"), Literal(one.keyword, language="en")
    yield dcat("theme"), _THEME
    yield dct("license"), licence
    yield dct("accessRights"), _PUBLIC
