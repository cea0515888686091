"""The network of regions, or of actors: who is joined to whom by which projects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from smartregions.web.finding.words import collations
from smartregions.web.overview.stored import Row


@dataclass(frozen=True, slots=True)
class Project:
    """A project that two share; the years are empty where none is known."""

    iri: str
    label: str
    first_year: str
    last_year: str


@dataclass(frozen=True, slots=True)
class Node:
    """A region or an actor, with how many others it is joined to and by how many projects."""

    iri: str
    label: str
    partners: int
    projects: int


@dataclass(frozen=True, slots=True)
class Link:
    """Two that share projects; its weight is how many."""

    one: str
    two: str
    projects: Sequence[Project]

    @property
    def weight(self) -> int:
        """How many projects both share."""
        return len(self.projects)


@dataclass(frozen=True, slots=True)
class Network:
    """The nodes that have links, by name, and the links, the heaviest first."""

    nodes: Sequence[Node]
    links: Sequence[Link]
    labels: Mapping[str, str]
    """What each node is called."""


def network(rows: Iterable[Row]) -> Network:
    """From the rows of a question on shared projects: one for each pair and project."""
    pairs: dict[tuple[str, str], dict[tuple[str, ...], Project]] = {}
    known: dict[tuple[str, ...], Project] = {}
    labels: dict[str, str] = {}
    for row in rows:
        one, two, said = row["one"], row["two"], _said(row)
        project = known.get(said) or known.setdefault(said, Project(*said))
        pairs.setdefault((one, two), {})[said] = project
        labels[one], labels[two] = row.get("oneLabel", one), row.get("twoLabel", two)
    links = [Link(one, two, tuple(projects.values())) for (one, two), projects in pairs.items()]
    places = dict(zip(labels, collations(list(labels.values())), strict=True))
    links.sort(key=lambda link: _rank(link, places))
    nodes = sorted(_nodes(links, labels), key=lambda node: (places[node.iri], node.iri))
    return Network(nodes, links, labels)


def _rank(link: Link, places: Mapping[str, tuple[str, str]]) -> tuple[object, ...]:
    return -link.weight, places[link.one], places[link.two], link.one


Span = tuple[str, str]
"""The first and the last year of a project; empty where none is known."""


def years(spans: Iterable[Span]) -> list[str]:
    """Every year of one of these, in order."""
    known = {(int(first), int(last)) for first, last in spans if first}
    return [str(year) for year in sorted({y for first, last in known for y in _span(first, last)})]


_LONGEST = 100  # years of one project: one that ends in 9999 is a mistake, and no list


def _span(first: int, last: int) -> range:
    return range(first, min(last, first + _LONGEST) + 1)


def _said(row: Row) -> tuple[str, str, str, str]:
    """What a row says of its project."""
    label = row.get("projectLabel", row["project"])
    return row["project"], label, row.get("firstYear", ""), row.get("lastYear", "")


def _nodes(links: Iterable[Link], labels: Mapping[str, str]) -> list[Node]:
    partners: Counter[str] = Counter()
    projects: dict[str, set[str]] = {iri: set() for iri in labels}
    for link in links:
        for end in (link.one, link.two):
            partners[end] += 1
            projects[end].update(project.iri for project in link.projects)
    return [Node(iri, label, partners[iri], len(projects[iri])) for iri, label in labels.items()]
