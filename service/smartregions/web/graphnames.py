"""The names of graphs in requests, and which graph an address means whose end may ask for a format.

A graph may have any name, one that ends like a format too. So an address is that of the graph of
exactly that name, if there ever was one; a reader finds there the same graph for good. Else, to a
reader, it is the graph without the end. A writer always names a graph in full.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode

from smartregions import namespaces as ns
from smartregions.errors import BadRequest, UnknownThing
from smartregions.messages import Message, amount
from smartregions.publication.reserved import (
    DERIVED,
    LONGEST,
    SUFFIXES,
    is_absolute,
    without_suffix,
)
from smartregions.registry import past as log
from smartregions.web.operations import Parameter
from smartregions.web.service import service

SUFFIX = Parameter(
    "suffix", "The format, as a file name ends.", {"type": "string", "enum": SUFFIXES}, "path"
)


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
        if is_absolute(text):
            return NamedNode(text).value
    except ValueError:
        pass
    raise BadRequest(
        Message("{text} is not an absolute IRI, so it names no graph.", text=repr(text[:80]))
    )


def meant(name: str) -> Meant:
    """What `/graph/<name>` is to a reader. Raises BadRequest."""
    whole = named_by(ns.GRAPH + name)
    parted = without_suffix(whole)
    if parted is None:
        return Meant(whole)
    known = _known([whole, parted[0]])
    return Meant(*parted) if parted[0] in known and whole not in known else Meant(whole)


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


def _known(graphs: Iterable[str]) -> set[str]:
    """Those of the graphs that are there, or ever were."""
    wanted, registry = set(graphs), service().registry
    until = service().index.revision.change
    logged = log.known(registry, wanted, until) if registry else set()
    return logged | (wanted & DERIVED)
