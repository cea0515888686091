"""What the catalogue alone describes: distributions, checksums, services, datasets without a graph.

It is not in the index: it follows from what is there, and is made after each change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from pyoxigraph import NamedNode, Triple

from smartregions.catalogue.dcatap import CATALOG
from smartregions.catalogue.edition import Edition
from smartregions.catalogue.recordfile import Records
from smartregions.things.description import Description
from smartregions.things.document import Document
from smartregions.things.statements import Statement
from smartregions.validation.graph import Node, subject_of
from smartregions.web import edition
from smartregions.web.service import service
from smartregions.web.things.page import of_thing


@dataclass(frozen=True, slots=True)
class Offered:
    """What an edition of the catalogue says of one of its things."""

    description: Description
    passing_page: Callable[[Description, Document], str] | None = None
    """Makes the page, where a newer edition is being made: it says so."""


def offered(iris: Sequence[str], for_people: bool) -> Offered | None:
    """What the catalogue says of the first of these that it describes; None for none.

    A person is shown what stands, if that describes it; all others wait for the edition of now.
    Raises Busy and ServiceError.
    """
    if service().registry is None:
        return None
    if for_people:
        standing, is_now = edition.newest()
        if standing is not None and (found := _described(standing, iris)) is not None:
            return Offered(found, None if is_now else partial(of_thing, behind=standing.change))
    found = _described(edition.current(), iris)
    return Offered(found) if found is not None else None


def _described(current: Edition, iris: Sequence[str]) -> Description | None:
    head = edition.triples(current.catalogue)
    with edition.records(current) as records:
        for node in map(NamedNode, iris):
            triples = _around(node, records) or head
            said = [Statement(triple, (CATALOG.value,)) for triple in _closed(node, triples)]
            if said:
                return Description(node.value, said, (), (), len(said))
    return None


def _around(node: NamedNode, records: Records) -> Sequence[Triple]:
    """The description of the dataset that the node is, or of which it is a file; else nothing."""
    name = node.value.partition("#")[0]
    for dataset in (name, name.rpartition("/")[0]):
        if (found := records.get(dataset)) is not None:
            return found.triples
    return ()


def _closed(node: NamedNode, triples: Sequence[Triple]) -> Iterator[Triple]:
    """What is said of a node and of its parts."""
    part = node.value + "#"
    return (t for t in triples if subject_of(t) == node or _is_part(subject_of(t), part))


def _is_part(subject: Node, part: str) -> bool:
    return isinstance(subject, NamedNode) and subject.value.startswith(part)
