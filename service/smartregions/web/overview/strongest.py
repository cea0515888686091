"""The strongest links of a network and its size: what its page shows.

They are counted from who takes part in which project, which has no row for each pair; the stored
questions tell all pairs, and are asked for the files. Among equals the first by IRI are taken, so
the pages of all languages show the same.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from heapq import nsmallest
from itertools import combinations

from smartregions.errors import AnswerTooLarge
from smartregions.messages import Message
from smartregions.namespaces import SR
from smartregions.web.overview.links import Span, years
from smartregions.web.overview.stored import many_rows

MOST = 300
"""Links, and nodes, that a page lists."""
MOST_PROJECTS = 20
"""Projects that it lists of one link."""
MOST_PAIRS = 1_000_000
"""Pairs that are counted; each takes some hundred bytes while it is."""

_TAKING_PART = f"""PREFIX sr: <{SR}>
SELECT DISTINCT ?project ?node {{ ?part sr:project ?project ; sr:%s ?node . FILTER(isIRI(?node)) }}
"""
_LASTING = f"""PREFIX sr: <{SR}>
SELECT DISTINCT ?project ?firstYear ?lastYear {{
  {{ SELECT DISTINCT ?project {{ ?part sr:project ?project }} }}
  OPTIONAL {{ ?project sr:startDate ?stated }}
  OPTIONAL {{ ?project sr:estimatedDate ?estimated }}
  OPTIONAL {{ ?project sr:endDate ?end }}
  BIND(SUBSTR(STR(COALESCE(?stated, ?estimated)), 1, 4) AS ?firstYear)
  BIND(IF(BOUND(?firstYear), COALESCE(SUBSTR(STR(?end), 1, 4), ?firstYear), ?none) AS ?lastYear)
}}
"""

Part = tuple[str, str, str]
"""A project of a link, with its first and its last year."""
Strong = tuple[str, str, int, tuple[Part, ...]]
"""Two nodes, how many projects they share, and the first of these."""
Busy = tuple[str, int, int]
"""A node, to how many others it is joined, and by how many projects."""
Counted = tuple[int, int, tuple[str, ...], tuple[Busy, ...], tuple[Strong, ...]]
"""How many nodes and links there are, the years that can be chosen, the first of both."""

_Spans = Mapping[str, set[Span]]
_Nodes = Mapping[str, list[int]]


def tallied(column: str, year: str, at: int | None) -> Counted:
    """The network of the regions or of the participants of projects, in a year or ever.

    Raises AnswerTooLarge where there are too many pairs, and what the index raises.
    """
    parts: dict[str, set[str]] = defaultdict(set)
    for node, projects in taking_part(column, at).items():
        for project in projects:
            parts[project].add(node)
    joining = {project: nodes for project, nodes in parts.items() if len(nodes) > 1}
    _refuse_many(joining.values())
    spans: dict[str, set[Span]] = defaultdict(set)
    for row in many_rows(_LASTING, at):
        spans[row["project"]].add((row.get("firstYear", ""), row.get("lastYear", "")))
    known = years(span for project in joining for span in spans[project])
    running = _running(spans, year)
    iris = sorted({node for project in joining if running[project] for node in joining[project]})
    places = {iri: place for place, iri in enumerate(iris)}
    placed = {
        project: sorted(places[node] for node in nodes)
        for project, nodes in joining.items()
        if running[project]
    }
    return _tallied(placed, running, iris, known)


def taking_part(
    column: str, at: int | None, seconds: float | None = None
) -> Mapping[str, set[str]]:
    """The projects of each region or participant; none of another."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in many_rows(_TAKING_PART % column, at, seconds):
        found[row["node"]].add(row["project"])
    return found


def _refuse_many(groups: Iterable[set[str]]) -> None:
    if sum(len(nodes) * (len(nodes) - 1) // 2 for nodes in groups) > MOST_PAIRS:
        raise AnswerTooLarge(
            Message(
                "The network has more than {most:,} pairs: ask its stored question for one.",
                most=MOST_PAIRS,
            )
        )


def _running(spans: _Spans, year: str) -> _Spans:
    """The times of each project, or those that a year is in, as the stored questions compare."""
    if not year:
        return spans
    found = {
        project: {(first, last) for first, last in of_one if first and first <= year <= last}
        for project, of_one in spans.items()
    }
    return defaultdict(set, found)


def _tallied(nodes: _Nodes, spans: _Spans, iris: Sequence[str], known: Sequence[str]) -> Counted:
    """Nodes are places among the IRIs, and a pair is one number of both: the order is the same."""
    size = len(iris)
    weights: Counter[int] = Counter()
    shared: dict[int, set[str]] = defaultdict(set)
    for project, places in nodes.items():
        for _ in spans[project]:
            weights.update(one * size + two for one, two in combinations(places, 2))
        for place in places:
            shared[place].add(project)
    partners: Counter[int] = Counter()
    for pair in weights:
        partners.update(divmod(pair, size))
    first = nsmallest(MOST, weights, key=lambda pair: (-weights[pair], pair))
    strong = [
        (iris[one], iris[two], weights[pair], _parts(shared[one] & shared[two], spans))
        for pair in first
        for one, two in [divmod(pair, size)]
    ]
    busy = [
        (iris[place], partners[place], len(shared[place]))
        for place in nsmallest(MOST, partners, key=lambda place: (-partners[place], place))
    ]
    return len(partners), len(weights), tuple(known), tuple(busy), tuple(strong)


def _parts(projects: Iterable[str], spans: _Spans) -> tuple[Part, ...]:
    every = ((iri, first, last) for iri in projects for first, last in spans[iri])
    return tuple(nsmallest(MOST_PROJECTS, every))
