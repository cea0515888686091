"""What would a change bring about? Things, links, likely duplicates, and answers that differ."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass
from itertools import islice

from pyoxigraph import NamedNode, Store, Triple

from smartregions.library.question import Question
from smartregions.messages import Message
from smartregions.preview.answers import Asked, differing
from smartregions.preview.duplicates import Duplicate, TooMany, duplicates
from smartregions.preview.things import Link, Things, dead_links, things
from smartregions.validation.change.change import Change
from smartregions.validation.change.rules import Rules
from smartregions.validation.change.state import Edit, State, difference

MOST_LINKS = 1_000
"""Links to nothing that are listed."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What would change."""

    triples_added: int
    triples_removed: int
    """In the merge of all graphs: what another graph states as well neither comes nor goes."""
    things: Things
    dead_links: tuple[Link, ...]
    duplicates: tuple[Duplicate, ...]
    answers: Asked
    unknown: tuple[Message, ...]
    """A sentence for each part that could not be found out in time, or whole."""


def what_would_change(
    changes: Sequence[Change],
    store: Store,
    rules: Rules,
    questions: Iterable[Question],
    seconds: float,
    clock: Callable[[], float] = time.monotonic,
) -> Preview:
    """What the changes, made together, would bring about; about that many seconds are taken.

    The store is changed for a moment and put back: it must be the caller's own.
    """
    until = clock() + seconds
    edits = [change.edit for change in changes]
    before, after = State(store, rules.vocabulary), State(store, rules.vocabulary, edits)
    delta = difference(before, after, edits)
    gained = sum(after.holds(triple) for triple in delta)
    told = things(delta, before, after)
    unknown: list[Message] = []
    return Preview(
        triples_added=gained,
        triples_removed=len(delta) - gained,
        things=told,
        dead_links=_links(delta, told, after, unknown),
        duplicates=_duplicates(told, before, after, lambda: clock() > until, unknown),
        answers=_answers(questions, store, edits, lambda: clock() > until, unknown),
        unknown=tuple(unknown),
    )


def _links(
    delta: Set[Triple], told: Things, after: State, unknown: list[Message]
) -> tuple[Link, ...]:
    gone = {NamedNode(one.iri) for one in told.removed}
    found = tuple(islice(dead_links(delta, gone, after), MOST_LINKS + 1))
    if len(found) > MOST_LINKS:
        unknown.append(
            Message(
                "There are more than {most} links to nothing; the first are listed.",
                most=MOST_LINKS,
            )
        )
    return found[:MOST_LINKS]


def _answers(
    questions: Iterable[Question],
    store: Store,
    edits: Sequence[Edit],
    late: Callable[[], bool],
    unknown: list[Message],
) -> Asked:
    answers = differing(questions, store, edits, late)
    if answers.unknown:
        unknown.append(Message("{n} questions could not be compared.", n=len(answers.unknown)))
    return answers


def _duplicates(
    told: Things, before: State, after: State, late: Callable[[], bool], unknown: list[Message]
) -> tuple[Duplicate, ...]:
    found: list[Duplicate] = []
    for number, one in enumerate(told.added):
        if late():
            rest = len(told.added) - number
            unknown.append(
                Message("There was no time to look for duplicates of {n} added things.", n=rest)
            )
            break
        try:
            found.extend(duplicates([one], {other.iri for other in told.added}, before, after))
        except TooMany:
            unknown.append(
                Message("There is too much beside {iri} to look for duplicates of it.", iri=one.iri)
            )
    return tuple(found)
