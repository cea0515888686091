"""Every format in which a catalogue answers, by negotiation and by suffix: do they all say one?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from smartregions.catalogue.harvest.closure import Extraction, Payload
from smartregions.catalogue.harvest.digest import digest
from smartregions.catalogue.harvest.fetching import Answer, Client
from smartregions.catalogue.harvest.pages import with_ending
from smartregions.catalogue.harvest.reading import ENDINGS, RDF_TYPES, Unreadable, media_type, read
from smartregions.catalogue.harvest.report import Finding, Representation
from smartregions.catalogue.statements import Statements, called
from smartregions.catalogue.terms import DATASET
from smartregions.messages import Message

SUFFIXES = ("ttl", "rdf", "jsonld", "nt")

Digests = Mapping[str, str]

MOST_FOLLOWED = 500
"""Datasets on a page up to which each is followed into the others."""


def payloads(statements: Statements) -> list[Payload]:
    """What a portal takes for each dataset of a page."""
    nodes = statements.typed(DATASET)
    extraction = Extraction(statements, len(nodes) <= MOST_FOLLOWED)
    return [extraction.payload(node) for node in nodes]


def digests(statements: Statements) -> Digests:
    """Each dataset of a page with the hash of its payload; paging is no part of that."""
    return {called(taken.dataset): digest(taken.triples) for taken in payloads(statements)}


def representations(client: Client, address: str, expected: Digests) -> Iterator[Representation]:
    """The first page in each format; `expected` is what the first answer said."""
    for suffix in SUFFIXES:
        kind = ENDINGS[suffix]
        yield _representation(kind, client.get(address, kind), address, expected)
    for suffix in SUFFIXES:
        place = with_ending(address, suffix)
        yield _representation(f".{suffix}", client.get(place), place, expected)


def _representation(asked: str, answer: Answer, address: str, expected: Digests) -> Representation:
    kind = media_type(answer.content_type)
    same: bool | None = None
    if answer.ok and kind in RDF_TYPES:
        text = read(answer.body, kind, address, address)
        if not isinstance(text, Unreadable):
            same = digests(text.statements) == expected
        elif not text.elsewhere:
            same = False
    return Representation(asked, address, answer.status, kind, same)


def findings(found: Representation) -> Iterator[Finding]:
    """What is to be mended in one representation; one that does not exist is only told."""
    wanted = ENDINGS.get(found.asked.removeprefix("."), found.asked)
    ok = 200 <= found.status < 300
    if found.same is False:
        message = Message(
            "As {asked} the page says something else of its datasets, or is no {wanted}.",
            asked=found.asked,
            wanted=wanted,
        )
        help_ = Message("Write every format from the same statements.")
        yield Finding("violation", "format-differs", message, help_, found.address)
    elif ok and found.media_type != wanted:
        message = Message(
            "Asked for {asked}, the answer is {type}.",
            asked=found.asked,
            type=found.media_type or Message("of no type"),
        )
        help_ = Message("Answer with {wanted}, or with 406 (404 behind a suffix).", wanted=wanted)
        yield Finding("warning", "format-type", message, help_, found.address)
    elif not ok:
        message = Message("There is no {asked}: status {n}.", asked=found.asked, n=found.status)
        help_ = Message("Nothing has to be done; some harvesters choose by suffix.")
        yield Finding("info", "format-missing", message, help_, found.address)
