"""From proposals to changes: all of them or none, each against the state that it was made for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime

from sqlalchemy import Connection

from smartregions.errors import ServiceError, StaleProposal
from smartregions.messages import Message
from smartregions.registry import contents, touches
from smartregions.registry.change import FIRST, Change, Kind, Proposal
from smartregions.registry.rows import newest, values_of
from smartregions.registry.schema import changes
from smartregions.registry.triples import (
    SetSum,
    is_canonical,
    lines,
    packed,
    parsed_sum,
    sha256,
    sum_of,
)


def append(
    connection: Connection, proposals: Sequence[Proposal], known: int | None = None
) -> Iterator[Change]:
    """Write the changes and give each; the transaction of the connection is to end with the last.

    Raises StaleProposal when a graph has changed since the proposal was worked out, or anything
    since the change `known`; ServiceError when a proposal contradicts itself or the state that it
    names.
    """
    last = newest(connection)
    if known is not None:
        _refuse_later(last, known)
    batch, time = (last.sequence + 1 if last else 1), now(last)
    for proposal in proposals:
        before = newest(connection, changes.c.graph == proposal.graph)
        _refuse(proposal, before)
        last = replace(_change(proposal, before, last), time=time, batch=batch)
        insert(connection, last, proposal)
        yield last


def insert(connection: Connection, change: Change, proposal: Proposal) -> None:
    """Write one change, what it touched, and the checkpoint of a small graph when it is due."""
    connection.execute(
        changes.insert().values(
            **values_of(change),
            hash=change.hash,
            source=packed(proposal.received.source),
            added_triples=packed(proposal.delta.added),
            removed_triples=packed(proposal.delta.removed),
        )
    )
    touches.keep(connection, change.sequence, proposal.delta)
    if change.triples <= contents.SMALL and contents.is_due(connection, change):
        contents.keep(connection, change)


def state_of(change: Change | None) -> SetSum:
    """The sum of a graph as its last change left it."""
    return parsed_sum(change.state) if change else SetSum()


def now(last: Change | None) -> str:
    """The time of a change that follows the last: clocks may go back, the log does not."""
    time = datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    return max(time, last.time) if last else time


def _refuse_later(last: Change | None, known: int) -> None:
    if last is not None and last.sequence != known:
        raise StaleProposal(
            Message(
                "Change {n} was made in the meantime, after change {base} for which this was "
                "worked out. Nothing was written; try again.",
                n=last.sequence,
                base=known,
            )
        )


def _refuse(proposal: Proposal, before: Change | None) -> None:
    found = before.sequence if before else 0
    if proposal.base != found:
        raise StaleProposal(
            Message(
                "<{graph}> was changed in the meantime: by change {n}, after change {base} for "
                "which this was worked out. Nothing was written; try again.",
                graph=proposal.graph,
                n=found,
                base=proposal.base,
            )
        )
    if proposal.deletes and not (before and before.stands):
        raise ServiceError(
            Message("<{graph}> does not exist, so it cannot be deleted.", graph=proposal.graph)
        )
    _refuse_misfit(proposal, before.triples if before else 0)


def _refuse_misfit(proposal: Proposal, held: int) -> None:
    delta = proposal.delta
    gone, come = lines(delta.removed), lines(delta.added)
    if not (is_canonical(delta.added) and is_canonical(delta.removed)):
        raise ServiceError(Message("A delta is not in the form in which triples are kept."))
    if (
        set(gone) & set(come)
        or len(gone) > held
        or (proposal.deletes and (held, 0) != (len(gone), len(come)))
    ):
        raise ServiceError(
            Message(
                "The delta does not fit <{graph}>, which holds {held} triples.",
                graph=proposal.graph,
                held=held,
            )
        )


def _change(proposal: Proposal, before: Change | None, last: Change | None) -> Change:
    """The change as the first of its transaction."""
    delta = proposal.delta
    come, gone = lines(delta.added), lines(delta.removed)
    exists = before is not None and before.stands
    kind: Kind = "delete" if proposal.deletes else "update" if exists else "create"
    return Change(
        sequence=last.sequence + 1 if last else 1,
        time=now(last),
        graph=proposal.graph,
        kind=kind,
        stands=not proposal.deletes,
        agent=proposal.agent,
        title=proposal.received.title,
        media_type=proposal.received.media_type,
        source_sha256=sha256(proposal.received.source),
        added_sha256=sha256(delta.added),
        removed_sha256=sha256(delta.removed),
        state=str(state_of(before) + sum_of(come) - sum_of(gone)),
        triples=(before.triples if before else 0) + len(come) - len(gone),
        added=len(come),
        removed=len(gone),
        turnover=(before.turnover if before else 0) + len(come) + len(gone),
        base=proposal.base,
        batch=last.sequence + 1 if last else 1,
        verdict=proposal.verdict,
        **asdict(proposal.rules),
        previous=last.hash if last else FIRST,
    )
