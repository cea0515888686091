"""Whether the log is as it was written: quickly at every start, and by replaying it on demand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from zlib import error as Unpackable

from sqlalchemy import Connection, Row, select

from smartregions.errors import ServiceError
from smartregions.messages import Message
from smartregions.registry import touches
from smartregions.registry.change import FIRST, Change
from smartregions.registry.erasure import Erasures, Side, erasures
from smartregions.registry.head import Head
from smartregions.registry.journal import notes
from smartregions.registry.redaction import SIDES
from smartregions.registry.rows import DELTA, FIELDS, change_of, delta_of, streamed
from smartregions.registry.schema import changes, checkpoints
from smartregions.registry.tokens import kept
from smartregions.registry.triples import SetSum, lines, parsed_sum, sha256, sum_of, unpacked

_ALTERED: dict[Side, Message] = {
    "added": Message("the list of added triples is another one"),
    "removed": Message("the list of removed triples is another one"),
}


def verify(connection: Connection, head: Head | None) -> int:
    """The number of changes, after chain, digests of texts and triples, and counts were compared.

    Raises ServiceError that names the first change that is not as it was written, or says which
    acknowledged change is missing.
    """
    count = 0
    hashes: dict[int, str] = {}
    for change, _ in _changes(connection):
        count += 1
        if head and change.sequence == head.sequence:
            hashes[change.sequence] = change.hash
    if head and hashes.get(head.sequence) != head.hash:
        raise ServiceError(
            Message(
                "Change {sequence} was acknowledged, and the registry does not hold it: it "
                "ends with change {count}. Restore it from a backup; if what came after is to"
                " be given up, delete the file that ends in .head.",
                sequence=head.sequence,
                count=count,
            )
        )
    _refuse_bad_checkpoints(connection)
    for _ in notes(connection):
        pass
    for token in kept(connection):
        if token.damaged:
            raise ServiceError(
                Message(
                    "The token {id} is not as it was written, and grants nothing. `smartregions "
                    "token revoke {id}` ends it; then make another.",
                    id=token.id,
                )
            )
    return count


def replay(connection: Connection) -> int:
    """The number of states that were built anew and found to be those that the log names.

    Raises ServiceError that names the first change after which a graph is not what it should be.
    """
    gone = erasures(connection)
    graphs: dict[str, _Replayed] = {}
    count, touched = 0, SetSum()
    for change, row in _changes(connection):
        graph = graphs.setdefault(change.graph, _Replayed())
        graph.apply(change, row, gone)
        if not graph.is_as_stated(change):
            raise _altered(change, _otherwise(change.graph))
        count += 1
        touched += touches.expected(change.sequence, delta_of(row))
    if touches.found(connection) != touched:
        raise ServiceError(
            Message(
                "What the registry says of which change touched which thing is not what the "
                "log says. `smartregions registry check --repair` writes it anew."
            )
        )
    for checkpoint in streamed(connection, select(checkpoints)):
        if str(sum_of(lines(unpacked(checkpoint.content)))) != _visible(
            connection, checkpoint, gone
        ):
            raise ServiceError(
                Message(
                    "The checkpoint of <{graph}> at change {sequence} is not what the log says.",
                    graph=checkpoint.graph,
                    sequence=checkpoint.sequence,
                )
            )
    return count


@dataclass(slots=True)
class _Replayed:
    """A graph as it is built from its deltas."""

    triples: set[bytes] = field(default_factory=set)
    sum: SetSum = SetSum()
    hidden: int = 0
    turnover: int = 0
    last: int = 0
    fits: bool = True

    def apply(self, change: Change, row: Row[Any], gone: Erasures) -> None:
        delta = delta_of(row)
        come, left = lines(delta.added), lines(delta.removed)
        self.fits = self.triples.issuperset(left) and self.triples.isdisjoint(come)
        self.triples.difference_update(left)
        self.triples.update(come)
        more, plus = gone.hidden(change.sequence, "added")
        fewer, minus = gone.hidden(change.sequence, "removed")
        self.sum = self.sum + sum_of(come) + plus - sum_of(left) - minus
        self.hidden += more - fewer
        self.turnover += change.added + change.removed
        self.fits &= self.last == change.base
        self.last = change.sequence

    def is_as_stated(self, change: Change) -> bool:
        found = (str(self.sum), len(self.triples) + self.hidden, self.turnover)
        stated = (change.state, change.triples, change.turnover)
        return self.fits and found == stated and (change.stands or change.triples == 0)


def _changes(connection: Connection) -> Iterator[tuple[Change, Row[Any]]]:
    """Every change with its row, each found as it was written. Raises ServiceError."""
    gone = erasures(connection)
    previous = FIRST
    wanted = select(*FIELDS, changes.c.hash, changes.c.source, *DELTA).order_by(changes.c.sequence)
    for sequence, row in enumerate(streamed(connection, wanted), 1):
        change = change_of(row)
        if (change.sequence, change.previous, change.hash) != (sequence, previous, row.hash):
            raise _altered(change, Message("the chain is broken"))
        try:
            what = _altered_content(change, row, gone)
        except Unpackable:
            what = Message("a content is another one")
        if what:
            raise _altered(change, what)
        previous = change.hash
        yield change, row


def _altered_content(change: Change, row: Row[Any], gone: Erasures) -> Message | None:
    if row.source is None:
        if change.sequence not in gone.sources:
            return Message("its text is missing")
    elif sha256(unpacked(row.source)) != change.source_sha256:
        return Message("its text is another one")
    delta = delta_of(row)
    for side in SIDES:
        text = getattr(delta, side)
        emptied = gone.sides.get((change.sequence, side))
        wanted = emptied.sha256 if emptied else getattr(change, f"{side}_sha256")
        hidden, _ = gone.hidden(change.sequence, side)
        counted = text.count(b"\n") + hidden
        if sha256(text) != wanted or counted != getattr(change, side):
            return _ALTERED[side]
    return None


def _refuse_bad_checkpoints(connection: Connection) -> None:
    for row in streamed(connection, select(checkpoints)):
        try:
            holds = sha256(unpacked(row.content)) == row.sha256
        except Unpackable:
            holds = False
        if not holds:
            raise ServiceError(
                Message(
                    "The checkpoint of <{graph}> at change {sequence} is not as it was written. "
                    "`smartregions registry check --repair` writes it anew.",
                    graph=row.graph,
                    sequence=row.sequence,
                )
            )


def _visible(connection: Connection, checkpoint: Row[Any], gone: Erasures) -> str:
    """The sum that the log gives for a graph at a change, less what is redacted."""
    wanted = (
        select(changes.c.sequence, changes.c.state)
        .where(changes.c.graph == checkpoint.graph, changes.c.sequence <= checkpoint.sequence)
        .order_by(changes.c.sequence)
    )
    rows = connection.execute(wanted).all()
    hidden = SetSum()
    for row in rows:
        hidden += gone.hidden(row.sequence, "added")[1]
        hidden -= gone.hidden(row.sequence, "removed")[1]
    return str(parsed_sum(rows[-1].state) - hidden) if rows else ""


def damaged(how: str) -> ServiceError:
    """What is raised where the database finds its own file broken."""
    return ServiceError(
        Message("The registry is damaged ({damage}). Restore it from a backup.", damage=how)
    )


def _otherwise(graph: str) -> Message:
    return Message("<{graph}> is not what it should be after it", graph=graph)


def _altered(change: Change, how: Message) -> ServiceError:
    return ServiceError(
        Message(
            "Change {sequence} of the registry is not as it was written: {how}. Restore "
            "the state directory from a backup.",
            sequence=change.sequence,
            how=how,
        )
    )
