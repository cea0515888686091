"""The statements of the feed: of its entry, which leads to all pages, and of each page.

A member is an activity; what it says of its dataset lies in the graph that has the member's name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from urllib.parse import quote

import pyoxigraph
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple

from smartregions import namespaces as ns
from smartregions.catalogue.ldes.pages import Page
from smartregions.catalogue.records import Record
from smartregions.catalogue.terms import TYPE, dct
from smartregions.catalogue.writing import FORMS, PREFIXES
from smartregions.validation.graph import Node, Term, object_of, subject_of

ACTIVITY = "https://www.w3.org/ns/activitystreams#"
LDES = "https://w3id.org/ldes#"
TREE = "https://w3id.org/tree#"
SHAPE = NamedNode("https://semiceu.github.io/LDES-DCAT-AP-feeds/shape.ttl#ActivityShape")
STREAM = NamedNode(ns.BASE + "feed#stream")
RETENTION = NamedNode(ns.BASE + "feed#retention")

KINDS: Mapping[str, NamedNode] = MappingProxyType(
    {
        "create": NamedNode(ACTIVITY + "Create"),
        "update": NamedNode(ACTIVITY + "Update"),
        "delete": NamedNode(ACTIVITY + "Delete"),
    }
)
PUBLISHED, OBJECT = NamedNode(ACTIVITY + "published"), NamedNode(ACTIVITY + "object")

_DATE_TIME = NamedNode(ns.XSD + "dateTime")
_TRUE = Literal(True)
_INSTANT = timedelta(microseconds=1)

Said = Iterator[tuple[NamedNode, NamedNode, Term]]


def tree(name: str) -> NamedNode:
    """A term of the TREE hypermedia vocabulary."""
    return NamedNode(TREE + name)


def ldes(name: str) -> NamedNode:
    """A term of LDES."""
    return NamedNode(LDES + name)


def member(record: Record) -> NamedNode:
    """The name of an event, which is never another event's."""
    local = quote(record.dataset.removeprefix(ns.DATASET), safe="/-._~")
    return NamedNode(f"{ns.BASE}feed#{record.change}/{local}")


def entry(address: str, title: str, pages: Iterable[Page]) -> Iterator[Quad]:
    """What the feed is, and which pages it has; `address` is that of the feed."""
    view = NamedNode(address)
    for subject, predicate, value in (*_stream(view, title), *_retention(view)):
        yield Quad(subject, predicate, value, DefaultGraph())
    for page in pages:
        yield from (Quad(*each, DefaultGraph()) for each in _relations(address, view, page))


def content(address: str, page: Page, records: Sequence[Record]) -> Iterator[Quad]:
    """The events of a page."""
    node = NamedNode(f"{address}/{page.name}")
    yield Quad(STREAM, TYPE, ldes("EventStream"), DefaultGraph())
    yield Quad(node, TYPE, tree("Node"), DefaultGraph())
    if page.is_closed:
        yield Quad(node, ldes("immutable"), _TRUE, DefaultGraph())
    for record in records:
        yield from _activity(record)
    for record in records:
        yield from (Quad(*said, member(record)) for said in map(_parts, record.triples))


def written(quads: Iterable[Quad], form: str) -> bytes:
    """The statements in a format that holds named graphs; the same ones give the same bytes."""
    prefixes = {**PREFIXES, "as": ACTIVITY, "ldes": LDES, "tree": TREE}
    known = FORMS[form]
    text = pyoxigraph.serialize(
        quads, format=known, prefixes=prefixes if known == RdfFormat.TRIG else None
    )
    assert text is not None
    return text


def _stream(view: NamedNode, title: str) -> Said:
    yield STREAM, TYPE, ldes("EventStream")
    yield STREAM, dct("title"), Literal(title, language="en")
    yield STREAM, tree("shape"), SHAPE
    yield STREAM, tree("view"), view
    yield STREAM, ldes("timestampPath"), PUBLISHED
    yield STREAM, ldes("versionOfPath"), OBJECT
    for kind, activity in KINDS.items():
        yield STREAM, ldes(f"version{kind.capitalize()}Object"), activity
    yield view, TYPE, tree("Node")


def _retention(view: NamedNode) -> Said:
    """The last event of each dataset is kept, that of a deletion too; told in both vocabularies."""
    description = NamedNode(ns.BASE + "feed#view")
    yield view, tree("viewDescription"), description
    yield description, TYPE, tree("ViewDescription")
    for holder in (view, description):
        yield holder, ldes("retentionPolicy"), RETENTION
    yield RETENTION, TYPE, ldes("LatestVersionSubset")
    yield RETENTION, TYPE, ldes("RetentionPolicy")
    yield RETENTION, ldes("amount"), Literal(1)
    yield RETENTION, ldes("versionAmount"), Literal(1)


def _relations(address: str, view: NamedNode, page: Page) -> Said:
    """Two for a closed page, between whose bounds it has its events; one for what is open."""
    node = NamedNode(f"{address}/{page.name}")
    bounds = {"GreaterThanOrEqualTo": page.start}
    if page.is_closed:
        bounds["LessThan"] = _behind(page.end)
    for kind, time in bounds.items():
        relation = NamedNode(f"{address}#{page.name}-{kind}")
        yield view, tree("relation"), relation
        yield relation, TYPE, tree(f"{kind}Relation")
        yield relation, tree("node"), node
        yield relation, tree("path"), PUBLISHED
        yield relation, tree("value"), Literal(time, datatype=_DATE_TIME)


def _activity(record: Record) -> Iterator[Quad]:
    node = member(record)
    said: tuple[tuple[NamedNode, Term], ...] = (
        (TYPE, KINDS[record.kind]),
        (OBJECT, NamedNode(record.dataset)),
        (PUBLISHED, Literal(record.time, datatype=_DATE_TIME)),
    )
    yield Quad(STREAM, tree("member"), node, DefaultGraph())
    yield from (Quad(node, predicate, value, DefaultGraph()) for predicate, value in said)


def _parts(triple: Triple) -> tuple[Node, NamedNode, Term]:
    return subject_of(triple), triple.predicate, object_of(triple)


def _behind(time: str) -> str:
    """The first moment behind this one."""
    later = datetime.fromisoformat(time) + _INSTANT
    return later.isoformat(timespec="microseconds").replace("+00:00", "Z")
