"""What in a dataset's description costs it something with some harvester.

Each finding names the harvester that loses, and what to write. `docs/harvest-check.md` lists them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from smartregions import namespaces as ns
from smartregions.catalogue.harvest.closure import Payload
from smartregions.catalogue.harvest.identifiers import identifier, stated
from smartregions.catalogue.harvest.report import Finding, Severity
from smartregions.catalogue.statements import Statements, called
from smartregions.catalogue.terms import dcat, dct
from smartregions.validation.graph import Node, Term, object_of, subject_of

KEYWORD = re.compile(r"[\w \-.]{2,100}")
"""A tag that CKAN takes as it is; at a comma it divides."""
ISO_DATE = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?)?)?)?(Z|[+-]\d\d:\d\d)?")
"""As data.europa.eu demands dates."""
SHOWN = 3


_SHORT = {"dcat": ns.DCAT, "dct": ns.DCTERMS, "foaf": ns.FOAF, "owl": ns.OWL, "prov": ns.PROV}


def shown(term: Term | None) -> str:
    """The node or predicate for a person: an IRI in angle brackets, prefixed where we know it."""
    if isinstance(term, NamedNode):
        for prefix, space in _SHORT.items():
            if term.value.startswith(space) and term.value != space:
                return f"{prefix}:{term.value.removeprefix(space)}"
    return "" if term is None else str(term)


def of_dataset(page: str, taken: Payload, whole: Statements, now: datetime) -> Iterator[Finding]:
    """Every trap in the description of one dataset; `whole` is all that its page says."""
    for severity, code, message, help_, property_ in _traps(taken, whole, now):
        yield Finding(severity, code, message, help_, page, called(taken.dataset), property_)


_Trap = tuple[Severity, str, str, str, str]


def _traps(taken: Payload, whole: Statements, now: datetime) -> Iterator[_Trap]:
    yield from _reach(taken)
    yield from _name(whole, taken.dataset)
    yield from _title(whole, taken.dataset)
    for node in (taken.dataset, *whole.objects(taken.dataset, dcat("distribution"))):
        yield from _dates(whole, node, now)
    yield from _keywords(whole, taken.dataset)
    yield from _blank_nodes(taken, whole)


def _reach(taken: Payload) -> Iterator[_Trap]:
    for catalogue in taken.catalogues:
        way = taken.way(catalogue)
        empty = not taken.triples
        yield (
            "violation",
            "empty-payload" if empty else "reaches-catalogue",
            f"A path leads to the catalogue {shown(catalogue)}: {_way(way)}. piveau takes the "
            "catalogue and all that it reaches away from the dataset"
            + (", and nothing is left: it is not published." if empty else "."),
            _cut(way),
            shown(way[0].predicate) if way else "",
        )
    for other in taken.foreign[:SHOWN]:
        way = taken.way(other)
        yield (
            "violation",
            "foreign-dataset",
            f"A path leads to another dataset: {_way(way)}. piveau makes one record of the two.",
            _cut(way),
            shown(way[0].predicate) if way else "",
        )


def _cut(way: Sequence[Triple]) -> str:
    link = f"{shown(way[-1].predicate)} of {shown(subject_of(way[-1]))}" if way else "the link"
    return f"Leave out {link} in what is harvested, or link from the catalogue instead."


def _way(way: Sequence[Triple]) -> str:
    return "; ".join(f"{shown(t.predicate)} {shown(object_of(t))}" for t in way) or "itself"


def _name(whole: Statements, dataset: Node) -> Iterator[_Trap]:
    given = stated(whole, dataset)
    if identifier(whole, dataset) is None:
        blank = "is blank" if given else "is missing, and so is an IRI"
        yield (
            "violation",
            "identifier-blank" if given else "identifier-missing",
            f"dct:identifier {blank}: piveau and uData skip the dataset.",
            "Give it an IRI, and a dct:identifier that stays.",
            "dct:identifier",
        )
    elif not given:
        yield (
            "warning",
            "identifier-missing",
            "dct:identifier is missing: uData skips the dataset; others take its IRI.",
            f'Add dct:identifier "{dataset.value}".',
            "dct:identifier",
        )
    elif len(given) > 1:
        yield (
            "warning",
            "identifier-several",
            f"There are {len(given)} values of dct:identifier; which one counts is chance.",
            "Keep one; put the others into adms:identifier.",
            "dct:identifier",
        )


def _title(whole: Statements, dataset: Node) -> Iterator[_Trap]:
    if not any(text.strip() for text in whole.texts(dataset, dct("title"))):
        yield (
            "violation",
            "title-missing",
            "A dcat:Dataset without dct:title ends CKAN's whole harvest; uData skips it.",
            'Add dct:title "..."@en; type nothing as dcat:Dataset that you do not describe.',
            "dct:title",
        )


def _dates(whole: Statements, node: Term, now: datetime) -> Iterator[_Trap]:
    for name in ("issued", "modified"):
        for value in whole.objects(node, dct(name)):
            if not isinstance(value, Literal) or not ISO_DATE.fullmatch(value.value):
                yield (
                    "warning",
                    "date-unreadable",
                    f"dct:{name} of {shown(node)} is no date of ISO 8601: {shown(value)}.",
                    'Write "2026-01-31"^^xsd:date or "2026-01-31T12:00:00Z"^^xsd:dateTime.',
                    f"dct:{name}",
                )
            elif _is_after(value.value, now):
                yield (
                    "violation" if name == "modified" else "warning",
                    "future-date",
                    f"dct:{name} of {shown(node)} is in the future: {value.value}. "
                    "uData refuses a dataset that changed in the future.",
                    "State when it happened, with the zone: 2026-01-31T12:00:00Z.",
                    f"dct:{name}",
                )


def _is_after(text: str, now: datetime) -> bool:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return False
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) > now


def _keywords(whole: Statements, dataset: Node) -> Iterator[_Trap]:
    words = whole.texts(dataset, dcat("keyword"))
    if bad := [word for word in words if not KEYWORD.fullmatch(word)]:
        listed = ", ".join(f'"{word}"' for word in bad[:SHOWN])
        yield (
            "warning",
            "keyword-refused",
            f"CKAN refuses a dataset with such keywords, unless it is set to clean them: {listed}.",
            "Use letters, digits, space, hyphen, underscore and full stop; 2 to 100 of them.",
            "dcat:keyword",
        )


def _blank_nodes(taken: Payload, whole: Statements) -> Iterator[_Trap]:
    nameless = [
        node
        for node in whole.objects(taken.dataset, dcat("distribution"))
        if isinstance(node, BlankNode) and identifier(whole, node) is None
    ]
    if nameless:
        yield (
            "warning",
            "distribution-nameless",
            f"{len(nameless)} of its distributions have neither IRI nor dct:identifier: portals "
            "give them new identifiers at each change.",
            "Give each distribution an IRI.",
            "dcat:distribution",
        )
    count = len({node for node in taken.nodes if isinstance(node, BlankNode)} - {*nameless})
    if count:
        yield (
            "info",
            "blank-node",
            f"{count} blank nodes are in its description; piveau's hash folds them only partly, "
            "so it may write the record anew without a change.",
            "Give them IRIs, for example the dataset's own with a fragment.",
            "",
        )
