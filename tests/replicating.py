"""Replicas of the catalogue as three kinds of client keep them, each by its own protocol.

All hold the same: what a portal takes for each dataset, by the dataset's IRI.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pyoxigraph
from pyoxigraph import NamedNode, Quad, RdfFormat, Triple

from oaischema import OAI, RDF, document, errors, token
from smartregions.catalogue.harvest.closure import closure
from smartregions.catalogue.harvest.paging import by_piveau
from smartregions.catalogue.ldes.telling import ACTIVITY, OBJECT, PUBLISHED, tree
from smartregions.catalogue.statements import Statements
from smartregions.catalogue.terms import DATASET, TYPE

Get = Callable[[str], tuple[bytes, Mapping[str, str]]]
"""The body and the headers (their names in lower case) of a 200 at a path or an address."""
Replica = dict[str, frozenset[Triple]]


def full_harvest(get: Get) -> Replica:
    """Page by page, as the importer of data.europa.eu and CKAN do."""
    found: Replica = {}
    address: str | None = "/catalog"
    while address:
        body, _ = get(address)
        page = Statements(q.triple for q in pyoxigraph.parse(body, format=RdfFormat.TURTLE))
        for node in page.typed(DATASET):
            found[str(node.value)] = frozenset(closure(page, node))
        address = by_piveau(page).next
    return found


@dataclass
class OaiReplica:
    """What a harvester keeps that asks OAI-PMH for what changed since its last visit."""

    get: Get
    held: Replica = field(default_factory=dict)
    visited: str = ""

    def visit(self) -> int:
        """Take over what changed; gives the number of records that came."""
        count, stamp = 0, ""
        for root in self._answers():
            stamp = stamp or root.findtext(OAI + "responseDate") or ""
            for record in root.iter(OAI + "record"):
                self._take(record)
                count += 1
        self.visited = stamp
        return count

    def _answers(self) -> Iterator[Element]:
        asked = {"verb": "ListRecords", "metadataPrefix": "dcat_ap"}
        asked |= {"from": self.visited} if self.visited else {}
        while True:
            root = document(self.get(f"/oai?{urlencode(asked)}")[0])
            if errors(root) == ["noRecordsMatch"]:
                return
            assert not errors(root), ElementTree.tostring(root)
            yield root
            said = token(root)
            if said is None or not said.text:
                return
            asked["resumptionToken"] = said.text  # beside the others, as data.europa.eu does

    def _take(self, record: Element) -> None:
        identifier = record.findtext(f".//{OAI}identifier") or ""
        said = record.find(f".//{RDF}")
        if said is None:
            self.held.pop(identifier, None)
            return
        quads = pyoxigraph.parse(ElementTree.tostring(said), format=RdfFormat.RDF_XML)
        self.held[identifier] = frozenset(quad.triple for quad in quads)


Event = tuple[str, str, str, frozenset[Triple]]
"""When, about which dataset, of which kind, and what it says."""


def events(quads: Sequence[Quad]) -> Iterator[tuple[str, Event]]:
    """The activities in what a page, or a client, says, each by its name.

    A store is not used: it would write a number of one datatype as one of another.
    """
    said: dict[str, dict[NamedNode, str]] = {}
    payloads: dict[str, set[Triple]] = {}
    for quad in quads:
        if isinstance(quad.graph_name, NamedNode):
            payloads.setdefault(str(quad.graph_name.value), set()).add(quad.triple)
        elif isinstance(quad.subject, NamedNode) and quad.predicate in (OBJECT, PUBLISHED, TYPE):
            value = str(getattr(quad.object, "value", ""))
            said.setdefault(str(quad.subject.value), {})[quad.predicate] = value
    for name, told in said.items():
        if OBJECT in told:
            payload = frozenset(payloads.get(name, ()))
            yield name, (told[PUBLISHED], told[OBJECT], told[TYPE], payload)


def apply(found: Iterable[Event], replica: Replica) -> None:
    """Do what the events say, in the order of their times."""
    for _, dataset, kind, payload in sorted(found, key=lambda event: event[:2]):
        if kind == f"{ACTIVITY}Delete":
            replica.pop(dataset, None)
        else:
            replica[dataset] = payload


@dataclass
class FeedReplica:
    """What a client of the event stream keeps; it fetches no page twice that is immutable."""

    get: Get
    held: Replica = field(default_factory=dict)
    members: set[str] = field(default_factory=set)
    pages: dict[str, bytes] = field(default_factory=dict)
    """Those that are closed."""

    def follow(self) -> int:
        """Take over what is new; gives the number of events that were."""
        new: list[Event] = []
        root, _ = self._read("/feed")
        nodes = {str(q.object.value) for q in root if q.predicate == tree("node")}  # type: ignore[union-attr]
        for address in sorted(nodes - self.pages.keys()):
            quads, body = self._read(address)
            if body is not None:
                self.pages[address] = body
            for name, event in events(quads):
                if name not in self.members:
                    self.members.add(name)
                    new.append(event)
        apply(new, self.held)
        return len(new)

    def _read(self, address: str) -> tuple[list[Quad], bytes | None]:
        """What a page says, and its bytes if it is immutable."""
        body, headers = self.get(address)
        quads = list(pyoxigraph.parse(body, format=RdfFormat.TRIG))
        return quads, body if "immutable" in headers["cache-control"] else None
