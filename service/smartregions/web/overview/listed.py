"""The network as its page lists and draws it: the strongest of it, with names in a language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from smartregions.web.finding.words import collations
from smartregions.web.overview.labels import first_names
from smartregions.web.overview.links import Node, Project
from smartregions.web.overview.strongest import Counted, Strong, tallied
from smartregions.web.prepared import prepared
from smartregions.web.service import service

COLUMNS = {"regions": "region", "actors": "participant"}
"""What a participation says of whom the network joins."""

DRAWN = 80
"""Nodes of the drawing; more would lie on each other."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A link, how many projects both share, and the first of these."""

    one: str
    two: str
    weight: int
    projects: Sequence[Project]


@dataclass(frozen=True, slots=True)
class Overview:
    """How much there is of a network, and the first nodes and links, with their names."""

    nodes: int
    links: int
    years: Sequence[str]
    most: Sequence[Node]
    strongest: Sequence[Listed]
    labels: Mapping[str, str]

    @property
    def drawn(self) -> int:
        """How many of the strongest links are drawn: those before the first name too many."""
        names: set[str] = set()
        for place, link in enumerate(self.strongest):
            names |= {link.one, link.two}
            if len(names) > DRAWN:
                return place
        return len(self.strongest)


def overview(of: str, year: str, at: int | None) -> Overview:
    """The network of regions or actors, of a year or of any; in the state after a change, or now.

    What is asked for most, that of now and of any year, is counted once for all processes.
    Raises as counting does.
    """
    if year or at is not None:
        return _named(tallied(COLUMNS[of], year, at), at)
    return _named(ahead(of), None)


def ahead(of: str) -> Counted:
    """The network of now and of any year, made once for each state of the data."""
    state = service().index.revision.hash
    return prepared(f"network-{of}", state, lambda: tallied(COLUMNS[of], "", None))


def _named(known: Counted, at: int | None) -> Overview:
    nodes, links, years, busy, strong = known
    things = {iri for iri, _, _ in busy}
    for one, two, _, parts in strong:
        things |= {one, two, *(iri for iri, _, _ in parts)}
    labels = first_names(things, at)
    called = {iri: labels.get(iri, iri) for iri in things}
    places = dict(zip(called, collations(list(called.values())), strict=True))
    most = [Node(iri, called[iri], partners, projects) for iri, partners, projects in busy]
    most.sort(key=lambda node: (-node.partners, places[node.iri], node.iri))
    listed = sorted(strong, key=lambda link: (-link[2], places[link[0]], places[link[1]], link[0]))
    shown = [_listed(link, called, places) for link in listed]
    return Overview(nodes, links, years, most, shown, called)


def _listed(
    link: Strong, called: Mapping[str, str], places: Mapping[str, tuple[str, str]]
) -> Listed:
    one, two, weight, parts = link
    by_name = sorted(parts, key=lambda part: (places[part[0]], part))
    projects = [Project(iri, called[iri], first, last) for iri, first, last in by_name]
    return Listed(one, two, weight, projects)
