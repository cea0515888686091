"""What the front page tells about the data: a few queries like anybody's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from smartregions.index import Index
from smartregions.namespaces import SR
from smartregions.web.finding.names import Names, Text, names, rows
from smartregions.web.finding.words import collated
from smartregions.web.languages import msgid
from smartregions.web.lists.selecting import short
from smartregions.web.plotting import SHAPES, Point, Seat, mark, points
from smartregions.web.prepared import prepared
from smartregions.web.tables import described

_COUNTS = f"""PREFIX sr: <{SR}>
SELECT ?name (COUNT(DISTINCT ?thing) AS ?count) WHERE {{
  VALUES (?order ?name ?class) {{
    (1 "partnerships" sr:Partnership) (2 "regions" sr:Region) (3 "actors" sr:Actor)
    (4 "capabilities" sr:Capability) (5 "projects" sr:Project) (6 "sources" sr:Source)
  }}
  ?thing a ?class .
}}
GROUP BY ?order ?name
ORDER BY ?order
"""
COUNTED: Mapping[str, tuple[str, str]] = {
    "partnerships": (msgid("partnerships"), "/partnerships"),
    "regions": (msgid("regions"), "/regions"),
    "actors": (msgid("actors"), "/actors"),
    "capabilities": (msgid("capabilities"), "/queries/capabilities/by-region"),
    "projects": (msgid("projects"), "/projects"),
    "sources": (msgid("sources"), "/queries/provenance/sources"),
}
"""The kinds of things that are counted: what they are called, and where they are listed."""

_SIZE = """SELECT (COUNT(*) AS ?triples) (COUNT(DISTINCT ?graph) AS ?graphs)
WHERE { GRAPH ?graph { ?s ?p ?o } }"""

ROLES = f"""PREFIX sr: <{SR}>
PREFIX wgs84: <http://www.w3.org/2003/01/geo/wgs84_pos#>
SELECT DISTINCT ?partnership ?region ?role ?lat ?long ?own WHERE {{
  ?participation sr:partnership ?partnership ; sr:participatingRegion ?region ; sr:role ?role .
  OPTIONAL {{ ?region sr:seat ?seat . ?seat wgs84:lat ?lat ; wgs84:long ?long }}
  BIND(EXISTS {{ ?partnership sr:valueChainScheme ?scheme }} AS ?own)
}}
"""


@dataclass(frozen=True, slots=True)
class Member:
    """A region in a partnership, in one role."""

    region: str
    address: str
    label: Text
    role: str
    role_label: Text
    mark: str
    place: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Partnership:
    """A partnership with its regions; `is_first` when it declares a value chain of its own."""

    iri: str
    label: Text
    is_first: bool
    members: Sequence[Member]

    @property
    def short(self) -> str:
        """How an address names it."""
        return short(self.iri)

    @property
    def size(self) -> int:
        """The regions, each once, whatever roles it has."""
        return len({member.region for member in self.members})

    @property
    def roles(self) -> list[tuple[str, str, Text, int]]:
        """Each role with its mark, its label, and how many regions have it; the strongest first."""
        found = {member.role: member for member in self.members}
        return [
            (role, one.mark, one.role_label, sum(m.role == role for m in self.members))
            for role, one in sorted(found.items(), key=lambda pair: _strength(pair[1]))
        ]

    @property
    def points(self) -> list[Point]:
        """Its regions on the map, as far as their seat is known; each once, in its first role."""
        seats = {
            member.region: Seat(
                member.region, member.address, member.label, member.role, *member.place
            )
            for member in reversed(self.members)
            if member.place
        }
        return points(seats.values())


@dataclass(frozen=True, slots=True)
class Count:
    """How many there are of a kind, and where they are listed."""

    label: str
    count: int
    address: str

    @property
    def question(self) -> str:
        """The stored question that lists them; empty where a page of its own does."""
        path = self.address.removeprefix("/queries/")
        return "" if path == self.address else path


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures and lists of the front page."""

    counts: Sequence[Count]
    triples: int
    graphs: int
    partnerships: Sequence[Partnership]

    @property
    def without_regions(self) -> int:
        """How many partnerships are counted and have no region that is known."""
        (counted,) = (each.count for each in self.counts if each.label == "partnerships")
        return counted - len(self.partnerships)


def summary(index: Index) -> Summary:
    """What the index holds now, in the language of the request."""
    triples, graphs = size(index)
    counts = [Count(COUNTED[n][0], int(c), COUNTED[n][1]) for n, c in _counted(index)]
    return Summary(counts, triples, graphs, partnerships(index))


def size(index: Index) -> tuple[int, int]:
    """How many triples there are in how many graphs; to count them takes longest of all."""
    return prepared("size", index.revision.hash, lambda: _counted_size(index))


def _counted_size(index: Index) -> tuple[int, int]:
    (found,) = _plain(index, _SIZE)
    return int(found["triples"]), int(found["graphs"])


def partnerships(index: Index) -> list[Partnership]:
    """All with regions: those with a value chain first, then by name."""
    known = names()
    members: dict[str, list[Member]] = {}
    first = set()
    for row in _plain(index, ROLES):
        members.setdefault(row["partnership"], []).append(_member(row, known))
        if row["own"] == "true":
            first.add(row["partnership"])
    found = [
        Partnership(iri, known.label(iri), iri in first, sorted(of_one, key=_order))
        for iri, of_one in members.items()
    ]
    return sorted(found, key=lambda one: (not one.is_first, collated(one.label.text)))


def _member(row: Mapping[str, str], known: Names) -> Member:
    region, role = row["region"], row["role"]
    place = (float(row["lat"]), float(row["long"])) if "lat" in row else None
    label, role_label = known.label(region), known.label(role)
    return Member(region, described(region), label, role, role_label, mark(role), place)


def _order(member: Member) -> tuple[int, tuple[str, str]]:
    return _strength(member), collated(member.label.text)


def _strength(member: Member) -> int:
    return SHAPES.index(member.mark) if member.mark in SHAPES else len(SHAPES)


def _counted(index: Index) -> Iterator[tuple[str, str]]:
    return ((row["name"], row["count"]) for row in _plain(index, _COUNTS))


def _plain(index: Index, text: str) -> Iterator[dict[str, str]]:
    for row in rows(index, text):
        yield {name: term["value"] for name, term in row.items()}
