"""The catalogue by DCAT-AP 3.0.1: self-contained, and the same bytes while the data is the same.

https://semiceu.github.io/DCAT-AP/releases/3.0.1/ ; what harvesters make of it is in `harvest`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode, Triple

from smartregions import namespaces as ns
from smartregions.catalogue.coverage import Period
from smartregions.catalogue.dataset import CONTACT, Known, dataset
from smartregions.catalogue.dating import Dates, dates, moment
from smartregions.catalogue.endpoints import SERVICES, services
from smartregions.catalogue.locating import Located
from smartregions.catalogue.offered import Deployment, Source, record
from smartregions.catalogue.said import Facts, Said, Within
from smartregions.catalogue.statements import About
from smartregions.catalogue.stubs import KINDS, stubs
from smartregions.catalogue.terms import (
    AUTHORITY,
    CATALOGUE,
    LABEL,
    TYPE,
    VCARD,
    dcat,
    dct,
    foaf,
)
from smartregions.catalogue.worded import worded
from smartregions.errors import ServiceError
from smartregions.messages import Message
from smartregions.validation.graph import Term, object_of, subject_of

CATALOG = NamedNode(ns.BASE + "catalog")
THEMES = NamedNode(AUTHORITY + "data-theme")
LANGUAGES = tuple(NamedNode(f"{AUTHORITY}language/{code}") for code in ("ENG", "FRA"))
"""In which the catalogue has its own words, and those of the packaged data."""
EUROPE = NamedNode(AUTHORITY + "continent/EUROPE")
LICENCE = NamedNode(AUTHORITY + "licence/CC_BY_4_0")
SPATIAL = dct("spatial")

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

Statement = tuple[NamedNode, Term]


@dataclass(frozen=True, slots=True)
class Description:
    """All that is said of one dataset."""

    text: bytes
    """N-Triples, sorted."""
    subjects: frozenset[bytes]
    """The IRIs that it says something of, in N-Triples."""
    spatial: frozenset[NamedNode]
    """The places that it names."""
    states_places: bool
    """Whether these are stated of the dataset, and not found in the graph."""


class Descriptions:
    """Describes one dataset after the other from what the graphs say.

    What is said of a dataset stands in the graph of the catalogue, else in its own graph.
    """

    def __init__(
        self,
        deployment: Deployment,
        said: Said,
        located: Located,
        whole: Period | None,
        catalogue: Sequence[int],
    ) -> None:
        """`whole` is the time of all graphs; `catalogue` the number of its graph, or nothing."""
        self._deployment, self._said, self._catalogue = deployment, said, catalogue
        self._located, self._whole = located, whole
        self._facts = Facts(said)
        self._stubs: dict[Statement, frozenset[Triple]] = {}
        self._contact = frozenset(_contact(deployment))

    def head(self, of_datasets: Sequence[Dates]) -> tuple[Triple, ...]:
        """What is said of the catalogue and its services, less which datasets they have; sorted.

        It was issued with the first of its datasets, and modified with the last.
        """
        said = [
            *_catalogue(self._deployment, of_datasets),
            *services(self._deployment, LICENCE),
            *self._contact,
        ]
        return tuple(sorted(self._completed(said), key=str))

    def description(self, source: Source, number: int) -> Description:
        """The dataset of a graph, which `said` knows by this number."""
        node = NamedNode(source.dataset)
        described = self._described(node, number)
        known = Known(described, self._facts, self._located, self._whole)
        said = self._completed([*dataset(source, known, self._deployment), *self._contact])
        spatial = {t.object for t in said if t.predicate == SPATIAL and t.subject == node}
        return Description(
            "".join(f"{line} .\n" for line in sorted(map(str, said))).encode(),
            frozenset(str(s).encode() for s in set(map(subject_of, said)) if _is_iri(s)),
            frozenset(place for place in spatial if isinstance(place, NamedNode)),
            bool(described.objects(node, SPATIAL)),
        )

    def dates(self, source: Source, number: int) -> Dates:
        """Those of the dataset of a graph, which `said` knows by this number."""
        return dates(source, self._described(NamedNode(source.dataset), number))

    def sources(self, dataset: str) -> list[Term]:
        """What any graph says that a dataset was made from: it is told in words."""
        told = self._said.about(NamedNode(dataset))
        return [object_of(triple) for triple in told if triple.predicate == dct("source")]

    def units(self, code: NamedNode) -> Sequence[Term]:
        """The NUTS units that bear a code, which is called as they are."""
        return self._said.bearing(code)

    def _described(self, node: NamedNode, number: int) -> About:
        """The catalogue's word goes first: a graph describes itself only where that is silent."""
        told = Within(self._said, self._catalogue)
        return told if told.about(node) else Within(self._said, [*self._catalogue, number])

    def _completed(self, said: list[Triple]) -> set[Triple]:
        """With what is said of all that they name."""
        said.extend(_documents(said))
        said.extend(_publishers(said, self._facts))
        found = set(said)
        for triple in said:
            if triple.predicate in KINDS:
                found |= self._stub(triple.predicate, object_of(triple))
        return found

    def _stub(self, predicate: NamedNode, value: Term) -> frozenset[Triple]:
        found = self._stubs.get((predicate, value))
        if found is None:
            named = [Triple(CATALOG, predicate, value)]
            found = self._stubs[predicate, value] = frozenset(stubs(named, self._facts))
        return found


def refuse_alike(graphs: Iterable[str]) -> None:
    """Raises ServiceError when the datasets of two graphs would be one record in a portal."""
    seen: dict[str, str] = {}
    for graph in graphs:
        other = seen.setdefault(record(graph), graph)
        if other != graph:
            raise ServiceError(
                Message(
                    "<{graph}> and <{other}> are one record to a portal, which tells names apart "
                    "by letters and digits only: rename one.",
                    graph=graph,
                    other=other,
                )
            )


def _is_iri(node: Term) -> bool:
    return isinstance(node, NamedNode)


def _catalogue(deployment: Deployment, of_datasets: Sequence[Dates]) -> Iterator[Triple]:
    home = NamedNode(deployment.address)
    issued = sorted((each.issued for each in of_datasets), key=moment)
    modified = sorted((each.modified for each in of_datasets), key=moment)
    said: list[Statement] = [
        (TYPE, CATALOGUE),
        (dct("identifier"), Literal(CATALOG.value)),
        (dct("title"), Literal(deployment.title, language="en")),
        *((dct("description"), text) for text in worded(deployment.description)),
        (dct("publisher"), NamedNode(deployment.publisher)),
        *((dct("language"), language) for language in LANGUAGES),
        (dct("license"), LICENCE),
        (dct("spatial"), EUROPE),
        (dcat("themeTaxonomy"), THEMES),
        (foaf("homepage"), home),
        *((dcat("service"), service) for service in SERVICES),
        *((dct("issued"), time) for time in issued[:1]),
        *((dct("modified"), time) for time in modified[-1:]),
    ]
    yield from (Triple(CATALOG, predicate, value) for predicate, value in said)


def _contact(deployment: Deployment) -> Iterator[Triple]:
    yield Triple(CONTACT, TYPE, NamedNode(VCARD + "Kind"))
    yield Triple(CONTACT, TYPE, NamedNode(VCARD + "Organization"))
    yield Triple(CONTACT, NamedNode(VCARD + "fn"), Literal(deployment.title))
    home = NamedNode(deployment.address)
    yield Triple(CONTACT, NamedNode(VCARD + "hasURL"), home)
    yield Triple(home, TYPE, foaf("Document"))
    if deployment.email:
        email = NamedNode(f"mailto:{deployment.email}")
        yield Triple(CONTACT, NamedNode(VCARD + "hasEmail"), email)


def _documents(said: Sequence[Triple]) -> Iterator[Triple]:
    for triple in said:
        kind, page = _DOCUMENTS.get(triple.predicate), triple.object
        if kind is not None and isinstance(page, NamedNode):
            yield Triple(page, TYPE, kind)


def _publishers(said: Sequence[Triple], facts: About) -> Iterator[Triple]:
    for agent in {t.object for t in said if t.predicate == dct("publisher")}:
        if isinstance(agent, NamedNode):
            labels = facts.objects(agent, foaf("name")) or facts.objects(agent, LABEL)
            yield Triple(agent, TYPE, foaf("Agent"))
            yield from (Triple(agent, foaf("name"), label) for label in labels)
            kinds = facts.objects(agent, dct("type"))
            yield from (Triple(agent, dct("type"), kind) for kind in kinds)
