"""A worker's part: find the thing that an address means, and describe it from its copy of the data.

Like any task it is bounded by time and memory; how much it tells is bounded by pages.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode, Store, Triple

from smartregions import namespaces as ns
from smartregions.index import Done, Revision, Task
from smartregions.index.evaluation import Limits
from smartregions.index.forked import Doing
from smartregions.index.graphs import write_graph
from smartregions.things import parcel
from smartregions.things.datasets import dataset
from smartregions.things.defining import defined
from smartregions.things.description import INCOMING, OUTGOING, Description, pages
from smartregions.things.document import Document, graph_of
from smartregions.things.labels import LABELS
from smartregions.things.near import near
from smartregions.things.statements import Statement, View
from smartregions.things.within import closed, is_within
from smartregions.validation.graph import TYPE, Term, object_of, subject_of

DESCRIBE = "describe-thing"


@dataclass(frozen=True, slots=True)
class Asked:
    """The first of these IRIs that is described, or what a graph states of its terms."""

    iris: tuple[str, ...]
    document: Document
    page: int = 1
    graph: str = ""
    terms: tuple[str, ...] = ()
    """Those of the graph that are wanted; all of them, if none is named."""


_SOURCE = NamedNode(ns.DCTERMS + "source")
_OF_SOURCES = tuple(
    NamedNode(iri)
    for iri in (ns.SR + "page", ns.DCTERMS + "issued", ns.SR + "estimatedDate", ns.SR + "dateNote")
)


def task(asked: Asked, formats: Sequence[str] = ()) -> Task:
    """The task to describe what is asked for.

    With formats, it comes written in one of them, with what is said of the document.
    """
    values = {"iris": asked.iris, "page": asked.page, "graph": asked.graph, "terms": asked.terms}
    return Task(DESCRIBE, {**values, "formats": list(formats), "document": asked.document.told})


def describing(merges: bool, limits: Limits) -> Doing:
    """How a worker describes a thing; a pure function of its store and the task."""

    def describe(store: Store, _revision: Revision, asked: Task) -> Done:
        view = View(store, merges)
        found = _described(view, asked)
        if found is None:
            return Done({"near": near(view, asked.values["iris"][0])})
        if found.page > found.pages:
            return Done({"pages": found.pages})
        if not asked.values["formats"]:
            return parcel.packed(found)
        document = Document(**asked.values["document"])
        triples = graph_of(found, document)
        form, body = write_graph(triples, asked.values["formats"], limits)
        return Done({"format": form, **parcel.outline(found)}, body)

    return describe


def _described(view: View, asked: Task) -> Description | None:
    if graph := asked.values["graph"]:
        return defined(view, graph, asked.values["iris"][0], asked.values["terms"])
    known = (NamedNode(iri) for iri in asked.values["iris"])
    node = next((node for node in known if view.knows(node)), None)
    return _description(view, node, asked.values["page"]) if node else None


def _description(view: View, node: NamedNode, page: int) -> Description:
    said = view.of(node)
    arriving, incoming = _incoming(view, node, page)
    if page > pages(len(said), arriving.total()):
        return Description(node.value, (), (), (), len(said), arriving, (), page)
    outgoing = list(closed(view, node, said[(page - 1) * OUTGOING : page * OUTGOING]))
    mentioned = list(_mentioned(view, node, (*outgoing, *incoming)))
    names = sorted({name for each in (*outgoing, *incoming) for name in each.graphs})
    datasets = [dataset(view, name) for name in names]
    return Description(
        node.value, outgoing, incoming, mentioned, len(said), dict(arriving), datasets, page
    )


def _incoming(view: View, node: NamedNode, page: int) -> tuple[Counter[str], list[Statement]]:
    """How many statements lead to the node, by property, and those of the page."""
    counts: Counter[str] = Counter()

    def counted() -> Iterator[Triple]:
        for triple in view.to(node):
            counts[triple.predicate.value] += 1
            yield triple

    first = heapq.nsmallest(page * INCOMING, counted(), key=_place)
    return counts, [view.statement(triple) for triple in first[(page - 1) * INCOMING :]]


def _place(triple: Triple) -> tuple[str, str]:
    return triple.predicate.value, str(triple.subject)


def _mentioned(view: View, node: NamedNode, said: Iterable[Statement]) -> Iterator[Triple]:
    """Names and classes of what is mentioned, and the page and date of each source."""
    triples = [each.triple for each in said]
    sources = {t.object for t in triples if t.predicate == _SOURCE}
    ends: set[Term] = set(map(subject_of, triples))
    ends |= {object_of(t) for t in triples if t.predicate != TYPE}
    nodes = [e for e in ends if isinstance(e, NamedNode) and not is_within(e, node) and e != node]
    for each in sorted(nodes, key=str):
        wanted = (TYPE, *LABELS, *(_OF_SOURCES if each in sources else ()))
        for predicate in wanted:
            yield from view.triples(each, predicate)
