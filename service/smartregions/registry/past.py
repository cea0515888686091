"""What the log says of earlier states, newest first, and what happened since one of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from sqlalchemy import ColumnElement, func, select

from smartregions.errors import UnknownThing
from smartregions.messages import Message
from smartregions.registry.change import Change
from smartregions.registry.following import between
from smartregions.registry.log import Registry
from smartregions.registry.rows import DELTA, FIELDS, change_of, delta_of, newest, streamed
from smartregions.registry.schema import changes, touches
from smartregions.registry.touches import name_of
from smartregions.registry.triples import Delta, joined, lines


def last_by(registry: Registry, graph: str | None, at: int) -> Change | None:
    """The last change up to that number, of a graph or of all."""
    theirs = [changes.c.graph == graph] if graph is not None else []
    with registry.database.reading() as connection:
        return newest(connection, changes.c.sequence <= at, *theirs)


def refuse_absent(registry: Registry, graph: str, until: int) -> None:
    """Raise UnknownThing for a graph of which the log has no change by then."""
    if last_by(registry, graph, until) is None:
        raise UnknownThing(
            Message("<{graph}> was not here by then, so nothing of it differs.", graph=graph)
        )


def last_state(registry: Registry, graph: str, at: int) -> Change | None:
    """The last change up to that number after which a graph existed."""
    conditions = (changes.c.sequence <= at, changes.c.graph == graph, changes.c.stands)
    with registry.database.reading() as connection:
        return newest(connection, *conditions)


def first_of(registry: Registry, graph: str) -> Change | None:
    """The first change of a graph."""
    return next(registry.history(graph), None)


def known(registry: Registry, graphs: Collection[str], until: int) -> set[str]:
    """Those of the graphs of which the log has a change by then."""
    wanted = select(changes.c.graph).distinct()
    wanted = wanted.where(changes.c.graph.in_(graphs), changes.c.sequence <= until)
    with registry.database.reading() as connection:
        return set(connection.execute(wanted).scalars())


def last_redaction(registry: Registry, graph: str | None = None) -> int:
    """The number of the last redaction, of a graph or of any; 0 for none.

    Only a redaction alters what an earlier state is found to be.
    """
    theirs = [changes.c.graph == graph] if graph is not None else []
    with registry.database.reading() as connection:
        found = newest(connection, changes.c.kind == "redact", *theirs)
    return found.sequence if found else 0


def last_saying(registry: Registry, iri: str, until: int) -> Change | None:
    """The newest change up to `until` that took away something that a graph said of a thing."""
    return _touching(
        registry,
        iri,
        (touches.c.went > 0, touches.c.sequence <= until),
        touches.c.sequence.desc(),
    )


def first_saying(registry: Registry, iri: str, after: int) -> Change | None:
    """The first change behind `after` by which a graph came to say something of a thing."""
    conditions = (touches.c.came > 0, touches.c.sequence > after)
    return _touching(registry, iri, conditions, touches.c.sequence)


def _touching(
    registry: Registry,
    iri: str,
    conditions: Sequence[ColumnElement[bool]],
    order: ColumnElement[int],
) -> Change | None:
    """The first change in that order that touched a thing so."""
    wanted = (
        select(touches.c.sequence)
        .where(touches.c.thing == name_of(iri), *conditions)
        .order_by(order)
        .limit(1)
    )
    with registry.database.reading() as connection:
        number = connection.execute(wanted).scalar_one_or_none()
        return newest(connection, changes.c.sequence == number) if number is not None else None


def states(registry: Registry, iri: str, until: int) -> list[tuple[int, str]]:
    """Number and time of each change up to `until` that left a thing another than it was.

    Each brought or took a triple of the thing, or one that leads to it; of these, those after which
    something is said of it; oldest first.
    """
    wanted = (
        select(touches.c.sequence, touches.c.came, touches.c.went, changes.c.time)
        .join(changes, changes.c.sequence == touches.c.sequence)
        .where(touches.c.thing == name_of(iri), touches.c.sequence <= until)
        .order_by(touches.c.sequence)
    )
    said, found = 0, []
    with registry.database.reading() as connection:
        for row in connection.execute(wanted):
            said += row.came - row.went
            if said > 0:
                found.append((row.sequence, row.time))
    return found


def before(registry: Registry, graph: str | None, number: int | None, most: int) -> list[Change]:
    """Up to so many changes before that number, or the last ones; newest first."""
    wanted = select(*FIELDS).order_by(changes.c.sequence.desc()).limit(most)
    if graph is not None:
        wanted = wanted.where(changes.c.graph == graph)
    if number is not None:
        wanted = wanted.where(changes.c.sequence < number)
    with registry.database.reading() as connection:
        return [change_of(row) for row in connection.execute(wanted)]


def turnover(registry: Registry, after: int, until: int, graph: str | None = None) -> int:
    """Triples that came and went behind the one number and up to the other."""
    wanted = select(func.sum(changes.c.added + changes.c.removed)).where(*between(after, until))
    if graph is not None:
        wanted = wanted.where(changes.c.graph == graph)
    with registry.database.reading() as connection:
        return int(connection.execute(wanted).scalar_one() or 0)


def net(registry: Registry, after: int, until: int, graph: str | None = None) -> dict[str, Delta]:
    """What each graph gained and lost in between, by all changes together.

    What was redacted stands in no state any more, so it neither came nor went.
    """
    wanted = select(*FIELDS, *DELTA).where(*between(after, until)).order_by(changes.c.sequence)
    if graph is not None:
        wanted = wanted.where(changes.c.graph == graph)
    with registry.database.reading() as connection:
        return _net((change_of(row), delta_of(row)) for row in streamed(connection, wanted))


def _net(made: Iterable[tuple[Change, Delta]]) -> dict[str, Delta]:
    first: dict[str, dict[bytes, bool]] = {}
    last: dict[str, dict[bytes, bool]] = {}
    for change, delta in made:
        stood, stands = first.setdefault(change.graph, {}), last.setdefault(change.graph, {})
        for text, there in ((delta.removed, False), (delta.added, True)):
            for line in lines(text):
                stood.setdefault(line, not there)
                stands[line] = there
    found = {graph: _between(first[graph], last[graph]) for graph in last}
    return {graph: delta for graph, delta in sorted(found.items()) if delta.added or delta.removed}


def _between(stood: dict[bytes, bool], stands: dict[bytes, bool]) -> Delta:
    return Delta(
        added=joined(line for line, now in stands.items() if now and not stood[line]),
        removed=joined(line for line, now in stands.items() if not now and stood[line]),
    )


def saying_it_first(registry: Registry, at: int) -> Iterator[Change]:
    """Of the changes up to `at`, those whose agent, text or rules none before them had.

    All that the graph of provenance says of these comes from them.
    """
    seen: set[tuple[str, ...]] = set()
    for change in registry.history(until=at):
        parts = {
            ("agent", change.agent),
            ("file", change.source_sha256, change.title),
            ("rules", change.ontology_sha256, change.ontology_version),
            ("rules", change.shapes_sha256, change.shapes_version),
        }
        if not parts <= seen:
            seen |= parts
            yield change
