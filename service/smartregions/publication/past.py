"""Earlier states of the data: what leads back to one, and what a worker does with it.

A worker undoes on its own copy of the index what has happened since, answers, and goes: the copy is
thrown away with it. The triples to undo are read from the registry by who asks, so that a worker
opens no file. A single graph comes whole from the registry and is only written by a worker.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import asdict, replace
from typing import Any

import pyoxigraph
from pyoxigraph import RdfFormat, Store

from smartregions.errors import TooFarBack
from smartregions.index import Delta, Done, Following, Query, Revision, Task
from smartregions.index.evaluation import Limits, evaluate
from smartregions.index.forked import Doing
from smartregions.index.graphs import write_graph
from smartregions.index.holding import Holding
from smartregions.messages import Message, amount
from smartregions.namespaces import PROVENANCE_GRAPH
from smartregions.registry import past, provenance
from smartregions.registry.change import Change
from smartregions.registry.log import Registry
from smartregions.registry.triples import Delta as RegistryDelta
from smartregions.registry.triples import joined, lines

QUERY = "query-past"
DESCRIBE = "describe-past"
UNDOING = frozenset({QUERY, DESCRIBE})
"""What is done on an earlier state; `led_back` completes each."""

STATE = "write-state"
MOVED = "moved"
"""Said of a task whose worker holds another state than the one that was to be undone."""


def question(query: Query, at: int) -> Task:
    """The task that is this query on the state after that change; `led_back` completes it."""
    return Task(QUERY, {"asked": {"query": asdict(query)}, "at": at}, seconds=query.seconds)


def description(asked: Task, at: int) -> Task:
    """The task to describe a thing as it was after that change; `led_back` completes it."""
    return Task(DESCRIBE, {"asked": dict(asked.values), "at": at}, seconds=asked.seconds)


def led_back(task: Task, registry: Registry, now: int, most: int) -> Task:
    """The task with what leads from the state `now` back to the one that it names.

    Raises TooFarBack when that is more than so many triples.
    """
    deltas = list(undoing(registry, task.values["at"], now, most))
    sizes = [(delta.graph, len(delta.added), len(delta.removed)) for delta in deltas]
    body = b"".join(part for delta in deltas for part in (delta.added, delta.removed))
    return replace(task, values={**task.values, "base": now, "sizes": sizes}, body=body)


def undoing(registry: Registry, at: int, now: int, most: int) -> Iterator[Delta]:
    """What makes the state after the change `at` of that after the change `now`.

    Raises TooFarBack when more than so many triples came and went in between.
    """
    _refuse_long_way(registry, at, now, most)
    for graph, delta in past.net(registry, at, now).items():
        yield Delta(graph, added=delta.removed, removed=delta.added)
    said = _said(registry.history(after=at, until=now))
    unsaid = said - _said(past.saying_it_first(registry, at)) if said else said
    if unsaid:
        yield Delta(PROVENANCE_GRAPH, removed=joined(unsaid))


def between(registry: Registry, graph: str, one: int, other: int, most: int) -> RegistryDelta:
    """What a graph gained and lost between two changes, the earlier first.

    Raises TooFarBack when more than so many triples came and went in between.
    """
    _refuse_long_way(registry, one, other, most, graph)
    found = past.net(registry, one, other, graph)
    return found.get(graph, RegistryDelta(b"", b""))


def is_far(registry: Registry, at: int, now: int, most: int) -> bool:
    """Whether more came and went between two changes than is gone through for one request."""
    return past.turnover(registry, at, now) > most


def _refuse_long_way(
    registry: Registry, at: int, now: int, most: int, graph: str | None = None
) -> None:
    found = past.turnover(registry, at, now, graph)
    if found > most:
        raise TooFarBack(
            Message(
                "{found} triples came and went between change {at} and change {now}, and at "
                "most {most} are gone through for one request. Ask for states that are nearer "
                "to one another, or take single graphs: GET /graph/<source>?at= has no such "
                "limit.",
                found=amount(found),
                at=at,
                now=now,
                most=amount(most),
            )
        )


def earlier(doing: Doing, merges: bool) -> Doing:
    """How a worker does a task on an earlier state, which its copy is brought back to."""

    def undo_and_do(store: Store, revision: Revision, task: Task) -> Done:
        if revision.change != task.values["base"]:
            return Done({MOVED: True})
        then = Revision(task.values["at"], "")
        _undo(store, merges, revision, then, _unpacked(task))
        return replace(doing(store, then, Task(task.name, task.values["asked"])), spoils=True)

    return undo_and_do


def answering(limits: Limits, merges: bool) -> Doing:
    """How a worker answers a query on an earlier state; it asks no other endpoint."""
    own = replace(limits, endpoints=())

    def answer(store: Store, _revision: Revision, task: Task) -> Done:
        answer = evaluate(store, _query(task.values["query"]), own)
        return Done({"format": answer.format, "form": answer.form}, answer.body)

    return earlier(answer, merges)


def writing(limits: Limits) -> Doing:
    """How a worker writes a graph in N-Triples, the body, in the best format that can hold it."""

    def write(_store: Store, _revision: Revision, task: Task) -> Done:
        quads = pyoxigraph.parse(task.body, format=RdfFormat.N_TRIPLES)
        form, body = write_graph((quad.triple for quad in quads), task.values["formats"], limits)
        return Done({"format": form}, body)

    return write


def _undo(
    store: Store, merges: bool, now: Revision, then: Revision, deltas: Iterable[Delta]
) -> None:
    holding = Holding(lambda _: nullcontext(Following(then, deltas, 0)), merges)
    holding.store, holding.revision = store, now
    holding.catch_up()


def _unpacked(task: Task) -> Iterator[Delta]:
    start = 0
    for graph, added, removed in task.values["sizes"]:
        middle, end = start + added, start + added + removed
        yield Delta(graph, task.body[start:middle], task.body[middle:end])
        start = end


def _query(values: Mapping[str, Any]) -> Query:
    default, named = tuple(values["default_graphs"]), tuple(values["named_graphs"])
    return Query(values["text"], tuple(values["formats"]), default, named)


def _said(changes: Iterable[Change]) -> set[bytes]:
    return {line for change in changes for line in lines(provenance.ntriples(change))}
