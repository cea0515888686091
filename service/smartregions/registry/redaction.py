"""Erasure that law demands: what a change added leaves every state of its graph, for good.

The triples go from all deltas of the graph, whoever added or removed them, before or since; the
source texts go of every change after which the graph held one of them. What stays are digests,
counts and sums (docs/decisions/0010-registry.md says what that means).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from smartregions.errors import InputError, UnknownThing
from smartregions.messages import Message
from smartregions.registry import commit, contents, touches
from smartregions.registry.change import OPERATOR, Change, Proposal, Received, Rules
from smartregions.registry.erasure import Emptied, Record, Side
from smartregions.registry.rows import DELTA, delta_of, newest, streamed
from smartregions.registry.schema import changes
from smartregions.registry.triples import Delta, joined, lines, packed, sha256, sum_of

SIDES: tuple[Side, Side] = ("added", "removed")
_COLUMNS = dict(zip(SIDES, DELTA, strict=True))


@dataclass(frozen=True, slots=True)
class _Left:
    """What is left of one side of a change, and what has to go."""

    sequence: int
    side: Side
    kept: bytes
    gone: frozenset[bytes]

    def entry(self) -> Emptied:
        return Emptied(
            self.sequence, self.side, len(self.gone), str(sum_of(self.gone)), sha256(self.kept)
        )


def redact(connection: Connection, sequence: int, reason: str) -> tuple[Change, Record]:
    """Take out what the change added, within the transaction of the connection.

    Raises UnknownThing for a change that does not exist, InputError for one that is a redaction.
    """
    redacted = newest(connection, changes.c.sequence == sequence)
    if redacted is None:
        raise UnknownThing(Message("There is no change {n}.", n=sequence))
    if redacted.kind == "redact":
        raise InputError(
            Message(
                "Change {sequence} is a redaction; there is nothing in it to redact.",
                sequence=sequence,
            )
        )
    gone = frozenset(lines(_delta(connection, sequence).added))
    left, sources, still = _affected(connection, redacted, gone)
    before = newest(connection, changes.c.graph == redacted.graph)
    last = newest(connection)
    assert before is not None and last is not None
    entries = [one.entry() for one in left]
    number = last.sequence + 1
    if still:
        entries.append(_Left(number, "removed", b"", frozenset(still)).entry())
    record = Record(sequence, reason, tuple(entries), tuple(sources))
    change = _change(before, last, record, still)
    commit.insert(connection, change, _proposal(change, record))
    _empty(connection, left, sources)
    contents.drop(connection, redacted.graph)
    return change, record


def _delta(connection: Connection, sequence: int) -> Delta:
    wanted = select(*DELTA).where(changes.c.sequence == sequence)
    return delta_of(connection.execute(wanted).one())


def _affected(
    connection: Connection, redacted: Change, gone: frozenset[bytes]
) -> tuple[list[_Left], list[int], frozenset[bytes]]:
    """The sides that name one of the triples, the changes whose text may, and what stands now."""
    left: list[_Left] = []
    sources: list[int] = []
    held: set[bytes] = set()
    wanted = (
        select(changes.c.sequence, changes.c.kind, *DELTA)
        .where(changes.c.graph == redacted.graph)
        .order_by(changes.c.sequence)
    )
    for row in streamed(connection, wanted):
        delta = delta_of(row)
        found = list(_split(row.sequence, delta, gone))
        held -= set(lines(delta.removed))
        held |= gone & set(lines(delta.added))
        left += found
        if row.kind != "redact" and (found or held or row.sequence == redacted.sequence):
            sources.append(row.sequence)
    return left, sources, frozenset(held)


def _split(sequence: int, delta: Delta, gone: frozenset[bytes]) -> Iterator[_Left]:
    for side in SIDES:
        there = lines(getattr(delta, side))
        named = gone.intersection(there)
        if named:
            yield _Left(sequence, side, joined(set(there) - named), named)


def _change(before: Change, last: Change, record: Record, still: frozenset[bytes]) -> Change:
    nothing = sha256(b"")
    return replace(
        before,
        sequence=last.sequence + 1,
        time=commit.now(last),
        kind="redact",
        agent=OPERATOR,
        title=f"Redaction of change {record.change}",
        media_type="application/json",
        source_sha256=sha256(record.text()),
        added_sha256=nothing,
        removed_sha256=nothing,
        state=str(commit.state_of(before) - sum_of(still)),
        triples=before.triples - len(still),
        added=0,
        removed=len(still),
        turnover=before.turnover + len(still),
        base=before.sequence,
        batch=last.sequence + 1,
        verdict="unjudged",
        previous=last.hash,
    )


def _proposal(change: Change, record: Record) -> Proposal:
    received = Received(record.text(), change.media_type, change.title)
    rules = Rules("", "", "", "")
    return Proposal(change.graph, change.base, OPERATOR, received, Delta(b"", b""), rules)


def _empty(connection: Connection, left: Iterable[_Left], sources: Iterable[int]) -> None:
    numbers = sorted({one.sequence for one in left})
    for sequence in numbers:
        touches.drop(connection, sequence, _delta(connection, sequence))
    for one in left:
        connection.execute(
            changes.update()
            .where(changes.c.sequence == one.sequence)
            .values({_COLUMNS[one.side]: packed(one.kept)})
        )
    for sequence in numbers:
        touches.keep(connection, sequence, _delta(connection, sequence))
    for sequence in sources:
        connection.execute(
            changes.update().where(changes.c.sequence == sequence).values(source=None)
        )
