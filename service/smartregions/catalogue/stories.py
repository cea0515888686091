"""What the log says of each graph, without its contents: when it came, last changed, and went."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from smartregions.registry.change import REPOSITORY
from smartregions.registry.schema import changes

_AT_ONCE = 1_000
_COLUMNS = [changes.c[n] for n in ("graph", "sequence", "time", "batch", "stands", "agent")]


@dataclass(frozen=True, slots=True)
class Moment:
    """A change, as far as it tells when something happened."""

    number: int
    time: str
    batch: int
    """The first change of its transaction."""


@dataclass(frozen=True, slots=True)
class Story:
    """Of one graph."""

    issued: str
    """When it first came."""
    agent: str
    """Who brought it then."""
    created: int
    """The transaction (`Moment.batch`) by which it came, for the last time if more than once."""
    last: Moment
    """Its last change."""
    before: str
    """When the change before that was made; empty when there was none."""
    installed: bool
    """Whether the last change came with an installation."""
    stands: bool
    """Whether it exists."""


def stories(connection: Connection, until: int) -> dict[str, Story]:
    """That of every graph that there is or was, by name, up to a change."""
    columns = (
        changes.c[name] for name in ("graph", "sequence", "time", "batch", "stands", "agent")
    )
    wanted = select(*columns).where(changes.c.sequence <= until).order_by(changes.c.sequence)
    found: dict[str, Story] = {}
    for row in connection.execute(wanted, execution_options={"yield_per": _AT_ONCE}):
        graph, number, time, batch, stands, agent = row
        last = Moment(number, time, batch)
        before = found.get(graph) or Story(time, agent, batch, last, "", False, False)
        created = before.created if before.stands else batch
        earlier = before.last.time if graph in found else ""
        told = (before.issued, before.agent, created, last, earlier, agent == REPOSITORY, stands)
        found[graph] = Story(*told)
    return {graph: found[graph] for graph in sorted(found)}
