"""Several texts of one request that are added to one graph: judged together, all or nothing.

SPARQL 1.1 Graph Store HTTP Protocol, section 5.5. Each text stays one by itself: its findings name
it and its lines, and its blank nodes are none of another text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from pyoxigraph import Store

from smartregions.contribution import MOST_TRIPLES, Received, receive
from smartregions.errors import RequestTooLarge, TurtleSyntaxError
from smartregions.messages import Message
from smartregions.publication.description import described
from smartregions.validation.change import Change, Rules, post
from smartregions.validation.change.state import Edit
from smartregions.validation.judge import Unread


@dataclass(frozen=True, slots=True)
class Part:
    """One of the texts that a body holds, one after the other."""

    name: str
    """Another one for each."""
    media_type: str
    length: int


def texts(parts: Sequence[Part], body: bytes) -> Iterator[tuple[Part, bytes]]:
    """Each part with its bytes."""
    start = 0
    for part in parts:
        yield part, body[start : start + part.length]
        start += part.length


def read(parts: Sequence[Part], body: bytes) -> tuple[list[Received], list[Unread]]:
    """The texts that are what they are sent as, and those that are not.

    Raises UnsupportedMediaType, and RequestTooLarge for too many triples together.
    """
    found: list[Received] = []
    unread: list[Unread] = []
    for part, text in texts(parts, body):
        try:
            found.append(receive(text, part.media_type, part.name))
        except TurtleSyntaxError as error:
            unread.append(Unread(part.name, text.decode("utf-8", "replace"), error))
    count = sum(len(received.contribution.triples) for received in found)
    if count > MOST_TRIPLES:
        raise RequestTooLarge(
            Message(
                "{count} triples in {n} files are more than the {most} of one "
                "contribution. Send the files in several requests.",
                count=count,
                n=len(found),
                most=MOST_TRIPLES,
            )
        )
    return found, unread


def posted(store: Store, graph: str, found: Iterable[Received], number: int) -> list[Change]:
    """The graph holds what the texts state besides: a change for each, to be made together.

    `number` is that of the last change that the store knows.
    """
    return [
        post(store, graph, received.contribution, number, f"{graph} {number} {place}")
        for place, received in enumerate(found)
    ]


def told(
    changes: Sequence[Change], store: Store, rules: Rules, known: Mapping[str, str]
) -> list[Change]:
    """The changes of one graph, in which it also states what only the token says of it."""
    (whole,) = together(changes)
    said = described(whole, store, rules, known).edit.added - whole.edit.added
    first, *others = changes
    edit = replace(first.edit, added=first.edit.added | said)
    return [replace(first, edit=edit), *others]


def together(changes: Iterable[Change]) -> Iterator[Change]:
    """What becomes of each graph: texts that follow one another for the same are one change."""
    for _, group in groupby(changes, key=lambda change: change.edit.graph):
        first, *others = group
        yield _joined([first, *others]) if others else first


def _joined(changes: Sequence[Change]) -> Change:
    added = frozenset().union(*(change.edit.added for change in changes))
    stated = tuple(triple for change in changes for triple in change.stated)
    return replace(changes[0], edit=Edit(changes[0].edit.graph, added), stated=stated)
