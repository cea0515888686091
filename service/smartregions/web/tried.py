"""What an explanation tried: patterns, and graphs that a query names and that are not here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from pyoxigraph import NamedNode

from smartregions import namespaces as ns
from smartregions.sparql.emptiness import named_graphs
from smartregions.validation.nearest import nearest
from smartregions.web.meant import Meant
from smartregions.web.tables import shortened

MOST_GRAPHS = 5
"""Graphs of one query that are looked for."""


@dataclass(frozen=True, slots=True)
class Tried:
    """One pattern; whether it matches anything by itself, None when that was not found out."""

    pattern: str
    matches: bool | None
    meant: tuple[Meant, ...] = ()


def absent_graphs(text: str, ask: Callable[[str], dict[str, Any]]) -> Iterator[Tried]:
    """The graphs that a query names and that hold nothing, each with the nearest that does."""
    terms = {iri: (word, term) for word, term, iri in named_graphs(text) if iri != ns.DEFAULT_GRAPH}
    for iri, (word, term) in list(terms.items())[:MOST_GRAPHS]:
        try:
            graph = NamedNode(iri)
        except ValueError:  # what is relative to a base that has no path
            continue
        held = ask(f"ASK {{ GRAPH {graph} {{ ?s ?p ?o }} }}")
        if held.get("boolean") is False:
            found = ask("SELECT ?g { GRAPH ?g {} }").get("results", {"bindings": ()})
            near = _near(iri, [row["g"]["value"] for row in found["bindings"]])
            meant = (Meant(term.content, shortened(near)),) if near else ()
            yield Tried(f"{word} {term.content}", matches=False, meant=meant)


def _near(iri: str, graphs: list[str]) -> str | None:
    """The graph that is called almost so: by its whole IRI, or by its name where that is ours."""
    by_name = {graph.removeprefix(ns.GRAPH): graph for graph in sorted(graphs)}
    name = nearest(iri.removeprefix(ns.GRAPH).rpartition("/graph/")[2], by_name)
    return by_name[name] if name else None
