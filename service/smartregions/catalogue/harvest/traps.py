"""What in a dataset's description costs it something with some harvester.

Each finding names the harvester that loses, and what to write. `docs/harvest-check.md` lists them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from pyoxigraph import BlankNode, Triple

from smartregions.catalogue.harvest.closure import Payload
from smartregions.catalogue.harvest.dates import dates
from smartregions.catalogue.harvest.identifiers import identifier, stated
from smartregions.catalogue.harvest.report import Finding, Trap
from smartregions.catalogue.harvest.showing import shown
from smartregions.catalogue.statements import Statements, called
from smartregions.catalogue.terms import dcat, dct
from smartregions.messages import Message, joined
from smartregions.validation.graph import Node, Term, object_of, subject_of

KEYWORD = re.compile(r"[\w \-.]{2,100}")
"""A tag that CKAN takes as it is; at a comma it divides."""
SHOWN = 3


def of_dataset(page: str, taken: Payload, whole: Statements, now: datetime) -> Iterator[Finding]:
    """Every trap in the description of one dataset; `whole` is all that its page says."""
    for severity, code, message, help_, property_ in _traps(taken, whole, now):
        yield Finding(severity, code, message, help_, page, called(taken.dataset), property_)


def _traps(taken: Payload, whole: Statements, now: datetime) -> Iterator[Trap]:
    yield from _reach(taken)
    yield from _name(whole, taken.dataset)
    yield from _title(whole, taken.dataset)
    for node in (taken.dataset, *whole.objects(taken.dataset, dcat("distribution"))):
        yield from dates(whole, node, now)
    yield from _keywords(whole, taken.dataset)
    nameless = [
        node
        for node in whole.objects(taken.dataset, dcat("distribution"))
        if isinstance(node, BlankNode) and identifier(whole, node) is None
    ]
    yield from _blank_nodes(taken, nameless)


def _reach(taken: Payload) -> Iterator[Trap]:
    for catalogue in taken.catalogues:
        way = taken.way(catalogue)
        yield (
            "violation",
            "reaches-catalogue" if taken.triples else "empty-payload",
            _taken_away(catalogue, way, not taken.triples),
            _cut(way),
            shown(way[0].predicate) if way else "",
        )
    for other in taken.foreign[:SHOWN]:
        way = taken.way(other)
        yield (
            "violation",
            "foreign-dataset",
            Message(
                "A path leads to another dataset: {way}. piveau makes one record of the two.",
                way=_way(way),
            ),
            _cut(way),
            shown(way[0].predicate) if way else "",
        )


def _taken_away(catalogue: Term, way: Sequence[Triple], is_all: bool) -> Message:
    """What piveau does where a path leads from a dataset to the catalogue."""
    leads = Message(
        "A path leads to the catalogue {catalogue}: {way}.",
        catalogue=shown(catalogue),
        way=_way(way),
    )
    takes = Message("piveau takes the catalogue and all that it reaches away from the dataset.")
    left = Message("Nothing is left: it is not published.")
    return joined((leads, takes, left) if is_all else (leads, takes), " ")


def _cut(way: Sequence[Triple]) -> Message:
    if not way:
        return Message(
            "Leave out the link in what is harvested, or link from the catalogue instead."
        )
    return Message(
        "Leave out {property} of {node} in what is harvested, or link from the catalogue instead.",
        property=shown(way[-1].predicate),
        node=shown(subject_of(way[-1])),
    )


def _way(way: Sequence[Triple]) -> str:
    steps = "; ".join(f"{shown(t.predicate)} {shown(object_of(t))}" for t in way)
    return steps or Message("itself")


_BLANK = Message("dct:identifier is blank: piveau and uData skip the dataset.")
_NAMELESS = Message(
    "dct:identifier is missing, and so is an IRI: piveau and uData skip the dataset."
)


def _name(whole: Statements, dataset: Node) -> Iterator[Trap]:
    given = stated(whole, dataset)
    if identifier(whole, dataset) is None:
        yield (
            "violation",
            "identifier-blank" if given else "identifier-missing",
            _BLANK if given else _NAMELESS,
            Message("Give it an IRI, and a dct:identifier that stays."),
            "dct:identifier",
        )
    elif not given:
        yield (
            "warning",
            "identifier-missing",
            Message("dct:identifier is missing: uData skips the dataset; others take its IRI."),
            Message('Add dct:identifier "{iri}".', iri=dataset.value),
            "dct:identifier",
        )
    elif len(given) > 1:
        yield (
            "warning",
            "identifier-several",
            Message(
                "There are {n} values of dct:identifier; which one counts is chance.", n=len(given)
            ),
            Message("Keep one; put the others into adms:identifier."),
            "dct:identifier",
        )


def _title(whole: Statements, dataset: Node) -> Iterator[Trap]:
    if not any(text.strip() for text in whole.texts(dataset, dct("title"))):
        yield (
            "violation",
            "title-missing",
            Message("A dcat:Dataset without dct:title ends CKAN's whole harvest; uData skips it."),
            Message(
                'Add dct:title "..."@en; type nothing as dcat:Dataset that you do not describe.'
            ),
            "dct:title",
        )


def _keywords(whole: Statements, dataset: Node) -> Iterator[Trap]:
    words = whole.texts(dataset, dcat("keyword"))
    if bad := [word for word in words if not KEYWORD.fullmatch(word)]:
        listed = ", ".join(f'"{word}"' for word in bad[:SHOWN])
        yield (
            "warning",
            "keyword-refused",
            Message(
                "CKAN refuses a dataset with such keywords, "
                "unless it is set to clean them: {words}.",
                words=listed,
            ),
            Message(
                "Use letters, digits, space, hyphen, underscore and full stop; 2 to 100 of them."
            ),
            "dcat:keyword",
        )


def _blank_nodes(taken: Payload, nameless: Sequence[BlankNode]) -> Iterator[Trap]:
    if nameless:
        yield (
            "warning",
            "distribution-nameless",
            Message(
                "{n} of its distributions have neither IRI nor dct:identifier: portals give them "
                "new identifiers at each change.",
                n=len(nameless),
            ),
            Message("Give each distribution an IRI."),
            "dcat:distribution",
        )
    count = len({node for node in taken.nodes if isinstance(node, BlankNode)} - {*nameless})
    if count:
        yield (
            "info",
            "blank-node",
            Message(
                "{n} blank nodes are in its description; piveau's hash folds them only partly, "
                "so it may write the record anew without a change.",
                n=count,
            ),
            Message("Give them IRIs, for example the dataset's own with a fragment."),
            "",
        )
