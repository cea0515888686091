"""What a graph may be called, and graphs that no contribution may fill.

A graph that is made must open afterwards: by its own IRI, with its past, and without standing where
another one is read. What was named before these rules may be changed and deleted as ever.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from urllib.parse import quote

from smartregions import namespaces as ns
from smartregions.errors import Conflict
from smartregions.formats import GRAPHS
from smartregions.messages import Message, amount
from smartregions.registry.change import Change
from smartregions.registry.log import Registry

OWN_GRAPHS = frozenset({ns.ONTOLOGY_GRAPH, ns.SCHEMES_GRAPH, ns.SHAPES_GRAPH, ns.PROVENANCE_GRAPH})
"""Graphs of the project, which come with the installation or follow from the log."""
LONGEST = 2_048
"""Characters of the IRI of a graph."""
SUFFIXES = ("html", *(known.suffix for known in GRAPHS), "json")
"""The ends that ask for a format; `json` is JSON-LD, as in `format=`."""
DERIVED = frozenset({ns.DEFAULT_GRAPH, ns.PROVENANCE_GRAPH})
"""What is there and not in the log."""

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
_PAST = re.compile(r".+/(history|timemap|diff|history/[^/]+/restore)")
_NOT_IN_A_PATH = re.compile(r"[?#]+")
_NO_STEP = ("", ".", "..")


def refuse_name(
    graph: str, last: Change | None, registry: Registry, beside: Collection[str] = ()
) -> None:
    """Raise Conflict for what a graph may not be called that is to be made.

    `last` is its last change: a graph that stands keeps its name. `beside` are others that are
    made with it.
    """
    if last is not None and last.stands:
        return
    if why := unopenable(graph):
        raise Conflict(why)
    parted = without_suffix(graph) if last is None else None
    if parted and _is_known(parted[0], registry, beside):
        raise Conflict(_hiding(*parted))


def unopenable(graph: str) -> Message | None:
    """Why a graph of this name would not open, and what to write; None where it does."""
    if len(graph) > LONGEST:
        return Message("The IRI of a graph may have {most} characters.", most=amount(LONGEST))
    if not is_absolute(graph):
        return Message(
            "{text} is not an absolute IRI, so it names no graph.", text=repr(graph[:80])
        )
    if not graph.startswith(ns.GRAPH):
        return None
    return next(_faults(graph, graph.removeprefix(ns.GRAPH)), None)


def is_absolute(text: str) -> bool:
    """Whether a text looks like an absolute IRI as far as a request can hold one."""
    return bool(_ABSOLUTE.fullmatch(text))


def is_past(graph: str) -> bool:
    """Whether the address of the graph is that of another one's past."""
    return graph.startswith(ns.GRAPH) and bool(_PAST.fullmatch(graph.removeprefix(ns.GRAPH)))


def without_suffix(graph: str) -> tuple[str, str] | None:
    """A graph of ours without the end that asks for a format, and that end; None without one."""
    stem, dot, suffix = graph.rpartition(".")
    is_name = len(stem) > len(ns.GRAPH) and graph.startswith(ns.GRAPH) and not stem.endswith("/")
    return (stem, suffix.lower()) if dot and is_name and suffix.lower() in SUFFIXES else None


def hidden_by(graph: str, others: Collection[str]) -> str | None:
    """Which of the others a graph keeps from being read in the format that its name ends in."""
    parted = without_suffix(graph)
    return parted[0] if parted and parted[0] in others else None


def _faults(graph: str, name: str) -> Iterator[Message]:
    """What is wrong with the name of a graph of ours."""
    better = ns.GRAPH + _better(name)
    if found := _NOT_IN_A_PATH.search(name):
        yield Message(
            "<{graph}> would not open: an address does not hold {character} as it is written. "
            "Name the graph <{better}>, say.",
            graph=graph,
            character=found[0][0],
            better=better,
        )
    if not set(name.split("/")).isdisjoint(_NO_STEP):
        yield Message(
            "<{graph}> would not open: what stands between slashes in the name of a graph may not "
            "be nothing, one dot or two. Name the graph <{better}>, say.",
            graph=graph,
            better=better,
        )
    if found := _PAST.fullmatch(name):
        yield Message(
            "/graph/{name} is where the past of a graph is found; the name of a graph may not end "
            "in /{ending}. Name it <{better}>, say.",
            name=name,
            ending=found[1],
            better=better,
        )


def _better(name: str) -> str:
    """A name that is free of these faults, and like the one that was meant."""
    steps = [step for step in _NOT_IN_A_PATH.sub("-", name).split("/") if step not in _NO_STEP]
    better = "/".join(steps) or "name"
    if found := _PAST.fullmatch(better):
        better = better[: found.start(1) - 1] + "-" + found[1].replace("/", "-")
    return better


def _is_known(graph: str, registry: Registry, beside: Collection[str]) -> bool:
    return graph in DERIVED or graph in beside or registry.last_of(graph) is not None


def _hiding(graph: str, suffix: str) -> Message:
    """Whoever reads there and writes there would make a graph beside the one that was read."""
    now = "/graph/" + quote(graph.removeprefix(ns.GRAPH), safe="/")
    return Message(
        "{address} is <{graph}> in one format, and only read. Write to {now}; a new graph "
        "may not have the name of a format of another one.",
        address=f"{now}.{suffix}",
        graph=graph,
        now=now,
    )
