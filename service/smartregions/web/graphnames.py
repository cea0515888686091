"""The names of graphs in requests, and which graph an address means whose end may ask for a format.

A graph may have any name, one that ends like a format too. So an address is that of the graph of
exactly that name, if there ever was one; a reader finds there the same graph for good. Else, to a
reader, it is the graph without the end. A writer always names a graph in full.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode

from smartregions import namespaces as ns
from smartregions.errors import BadRequest, Conflict, UnknownThing
from smartregions.formats import GRAPHS
from smartregions.messages import Message, amount
from smartregions.registry import past as log
from smartregions.web.history.addresses import Addresses
from smartregions.web.operations import Parameter
from smartregions.web.service import service

LONGEST = 2_048
"""Characters of the IRI of a graph."""
SUFFIXES = ("html", *(known.suffix for known in GRAPHS), "json")
"""The ends that ask for a format; `json` is JSON-LD, as in `format=`."""
SUFFIX = Parameter(
    "suffix", "The format, as a file name ends.", {"type": "string", "enum": SUFFIXES}, "path"
)

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
_DERIVED = frozenset({ns.DEFAULT_GRAPH, ns.PROVENANCE_GRAPH})
"""What is there and not in the log."""


@dataclass(frozen=True, slots=True)
class Meant:
    """A graph, and the format that the end of its address asks for."""

    graph: str
    suffix: str | None = None


def named_by(text: str) -> str:
    """The IRI of a graph. Raises BadRequest for a text that is none."""
    if len(text) > LONGEST:
        raise BadRequest(
            Message("The IRI of a graph may have {most} characters.", most=amount(LONGEST))
        )
    try:
        if _ABSOLUTE.fullmatch(text):
            return NamedNode(text).value
    except ValueError:
        pass
    raise BadRequest(
        Message("{text} is not an absolute IRI, so it names no graph.", text=repr(text[:80]))
    )


def meant(name: str) -> Meant:
    """What `/graph/<name>` is to a reader. Raises BadRequest."""
    whole = named_by(ns.GRAPH + name)
    parted = _parted(whole)
    if parted is None:
        return Meant(whole)
    known = _known([whole, parted.graph])
    return parted if parted.graph in known and whole not in known else Meant(whole)


def refuse_hiding(graph: str) -> None:
    """Raise Conflict for a new name under which another graph is read in one of its formats.

    Whoever reads there and writes there would make a graph beside the one that was read.
    """
    parted = _parted(graph)
    if parted is None:
        return
    known = _known([graph, parted.graph])
    if parted.graph in known and graph not in known:
        now = Addresses(parted.graph)
        raise Conflict(
            Message(
                "{address} is <{graph}> in one format, and only read. Write to {now}; a new graph "
                "may not have the name of a format of another one.",
                address=now.now_as(parted.suffix or ""),
                graph=parted.graph,
                now=now.now,
            )
        )


def refuse_other_suffix(suffix: str | None) -> None:
    """Raise UnknownThing for an end of an address that asks for no format of a graph."""
    if suffix is not None and suffix.lower() not in SUFFIXES:
        known = ", ".join(f".{each}" for each in SUFFIXES)
        raise UnknownThing(
            Message(
                "No address of graphs ends in .{suffix}. There are {known}.",
                suffix=suffix,
                known=known,
            )
        )


def free_suffixes(graph: str) -> frozenset[str]:
    """The formats by whose ends the graph is read; others are names of graphs."""
    whole = {f"{graph}.{suffix}": suffix for suffix in SUFFIXES}
    taken = _known(whole) if graph.startswith(ns.GRAPH) else ()
    return frozenset(suffix for name, suffix in whole.items() if name not in taken)


def _parted(graph: str) -> Meant | None:
    """The graph without the end that asks for a format; None where it has no such end."""
    stem, dot, suffix = graph.rpartition(".")
    is_name = len(stem) > len(ns.GRAPH) and graph.startswith(ns.GRAPH) and not stem.endswith("/")
    if dot and is_name and suffix.lower() in SUFFIXES:
        return Meant(stem, suffix.lower())
    return None


def _known(graphs: Iterable[str]) -> set[str]:
    """Those of the graphs that are there, or ever were."""
    wanted, registry = set(graphs), service().registry
    until = service().index.revision.change
    logged = log.known(registry, wanted, until) if registry else set()
    return logged | (wanted & _DERIVED)
