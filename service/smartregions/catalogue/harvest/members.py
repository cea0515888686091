"""The members of a stream: of which dataset each tells, when, and what.

What a member says of its dataset lies in a graph that has the member's name (DCAT-AP feeds), or is
said of the member itself (versions of objects).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import pyoxigraph
from pyoxigraph import Literal, NamedNode, Triple

from smartregions.catalogue.harvest.closure import payload
from smartregions.catalogue.harvest.digest import digest
from smartregions.catalogue.harvest.kept import Found
from smartregions.catalogue.harvest.pages import Page
from smartregions.catalogue.harvest.reading import RDF_TYPES
from smartregions.catalogue.harvest.report import Finding
from smartregions.catalogue.harvest.tree import Bound, time, tree
from smartregions.catalogue.statements import Statements, called
from smartregions.catalogue.terms import TYPE
from smartregions.messages import Message
from smartregions.validation.graph import Term, object_of

LDES = "https://w3id.org/ldes#"
STREAM = NamedNode(LDES + "EventStream")
_DELETE = NamedNode("https://www.w3.org/ns/activitystreams#Delete")


@dataclass(frozen=True, slots=True)
class Stream:
    """How the members of a stream are read."""

    time: NamedNode | None
    """The property with the time of a member; None where none is stated."""
    version_of: NamedNode | None
    """The property with the dataset; None where each member is one."""
    deleted: frozenset[Term]
    """Classes of members by which a dataset goes."""


def stream(entry: Statements) -> Stream | None:
    """How the stream that the entry describes is read; None when it describes none."""
    for node in entry.typed(STREAM):
        given = entry.objects(node, NamedNode(LDES + "versionDeleteObject"))
        return Stream(
            _property(entry, node, "timestampPath"),
            _property(entry, node, "versionOfPath"),
            frozenset([*given, _DELETE]),
        )
    return None


def members(
    page: Page, how: Stream, bounds: Sequence[Bound]
) -> Iterator[tuple[Found | None, tuple[Finding, ...]]]:
    """Each member of a page, and what is wrong with it; `bounds` are those that led there."""
    said = page.statements
    assert said is not None
    graphs = _graphs(page)
    for triple in said:
        if triple.predicate == tree("member"):
            yield _member(page.address, said, object_of(triple), how, bounds, graphs)


def _member(
    address: str,
    said: Statements,
    member: Term,
    how: Stream,
    bounds: Sequence[Bound],
    graphs: Mapping[Term, list[Triple]],
) -> tuple[Found | None, tuple[Finding, ...]]:
    name = called(member)
    about = member if how.version_of is None else said.value(member, how.version_of)
    if about is None or isinstance(about, Literal):
        message = Message(
            "The member does not say of what it tells, by what ldes:versionOfPath names."
        )
        return None, (_bad(address, name, message),)
    stated = said.value(member, how.time) if how.time else None
    moment = time(stated.value) if stated else None
    stands = how.deleted.isdisjoint(said.objects(member, TYPE))
    triples = graphs.get(member, []) if stands else []
    hashed = digest(payload(Statements(triples), about).triples) if triples else ""
    found = Found(called(about), moment.isoformat() if moment else "", stands, hashed)
    return found, tuple(_wrong(address, name, how, bounds, moment))


def _wrong(
    address: str, name: str, how: Stream, bounds: Sequence[Bound], moment: datetime | None
) -> Iterator[Finding]:
    if how.time is None:
        return
    if moment is None:
        message = Message(
            "The member has no time by <{path}>: what came last is chance.", path=how.time.value
        )
        yield _bad(address, name, message)
        return
    for bound in bounds:
        if not bound.holds(how.time.value, moment):
            yield Finding(
                "violation",
                "feed-bounds",
                Message(
                    "The member is of {time}, and the tree:{kind} that leads to this page promises "
                    "{value}: who asks for some times only never sees it.",
                    time=moment.isoformat(),
                    kind=bound.kind,
                    value=bound.value,
                ),
                Message("Let each relation hold for all members behind it."),
                address,
                name,
                "tree:value",
            )


def _graphs(page: Page) -> Mapping[Term, list[Triple]]:
    """What the named graphs of a page say; the default graph has been read."""
    found: dict[Term, list[Triple]] = {}
    quads = pyoxigraph.parse(page.body, format=RDF_TYPES[page.kind], base_iri=page.address)
    for quad in quads:
        if isinstance(quad.graph_name, NamedNode):
            found.setdefault(quad.graph_name, []).append(quad.triple)
    return found


def _property(entry: Statements, node: Term, name: str) -> NamedNode | None:
    value = entry.value(node, NamedNode(LDES + name))
    return value if isinstance(value, NamedNode) else None


def _bad(address: str, name: str, message: Message) -> Finding:
    help_ = Message(
        "Say of each member what the stream's ldes:versionOfPath and ldes:timestampPath name."
    )
    return Finding("violation", "feed-member", message, help_, address, name)
