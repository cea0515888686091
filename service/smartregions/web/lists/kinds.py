"""The lists that exist: what is on each, and by what it can be narrowed down.

A facet is a pattern of SPARQL that binds `?thing` to what is listed, `?value` to what it is listed
under, and `?by` to what says so: two facets with the same `by` hold of one statement together (the
role is that in the partnership that is asked for).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from smartregions.namespaces import SR
from smartregions.web.languages import msgid


@dataclass(frozen=True, slots=True)
class Facet:
    """What things of a list can be narrowed down by; `is_column` if the table shows it."""

    name: str
    label: str
    pattern: str
    by: str = ""
    is_column: bool = True


@dataclass(frozen=True, slots=True)
class Kind:
    """A list; its address is its name."""

    name: str
    label: str
    lead: str
    pattern: str
    facets: Sequence[Facet]

    @property
    def query(self) -> str:
        """A query for all things of the list."""
        return f"{_PREFIXES}SELECT DISTINCT ?thing WHERE {{ {self.pattern} }}"

    def query_of(self, facet: Facet) -> str:
        """A query for the values of a facet: one row for each thing, value and what says so.

        One for each facet: the answer to all at once is too long for 33,000 things.
        """
        return (
            f"{_PREFIXES}SELECT DISTINCT ?thing ?value ?by "
            f"WHERE {{ {self.pattern} {facet.pattern} }}"
        )


def list_of(class_: str) -> str | None:
    """The name of the list of all things of a class; None where there is none."""
    local = class_.removeprefix(SR)
    return next((k.name for k in KINDS if k.pattern == f"?thing a sr:{local} ."), None)


_PREFIXES = f"PREFIX dcterms: <http://purl.org/dc/terms/>\nPREFIX sr: <{SR}>\n"
_OF_REGION = "?by sr:participatingRegion ?thing ;"
_CAPABLE_REGION = "?by sr:region ?thing ;"
_CAPABLE_ACTOR = "?by sr:holder ?thing ;"
_JOINING = "?by sr:project ?thing ;"
_JOINED = "?by sr:partnership ?thing ;"
_OF_ACTOR = "?thing sr:actsFor|sr:locatedIn"
_ACTOR_JOINS = (
    "?by sr:participatingOrganisation|sr:participatingRegion/^(sr:actsFor|sr:locatedIn) ?thing ;"
)
_YEAR = "BIND(SUBSTR(STR(?date), 1, 4) AS ?value)"

_SEGMENT, _CAPABILITY = msgid("Segment"), msgid("Supply or demand")
_COUNTRY, _REGION, _ROLE = msgid("Country"), msgid("Region"), msgid("Role")
_PARTNERSHIP, _HELIX, _YEARS = msgid("Partnership"), msgid("Helix"), msgid("Year")

KINDS = (
    Kind(
        "regions",
        msgid("Regions"),
        msgid("The regions that take part in partnerships, or are home to who does."),
        "?thing a sr:Region .",
        (
            Facet("country", _COUNTRY, "?thing sr:country ?value ."),
            Facet("partnership", _PARTNERSHIP, f"{_OF_REGION} sr:partnership ?value .", "joins"),
            Facet("role", _ROLE, f"{_OF_REGION} sr:role ?value .", "joins"),
            Facet("helix", _HELIX, "?by sr:locatedIn ?thing ; sr:helix ?value .", "actor", False),
            Facet("segment", _SEGMENT, f"{_CAPABLE_REGION} sr:segment ?value .", "can", False),
            Facet("kind", _CAPABILITY, f"{_CAPABLE_REGION} sr:capabilityKind ?value .", "can"),
        ),
    ),
    Kind(
        "actors",
        msgid("Actors"),
        msgid("The organisations of the regions: academia, industry, government, civil society."),
        "?thing a sr:Actor .",
        (
            Facet("region", _REGION, f"{_OF_ACTOR} ?value ."),
            Facet("country", _COUNTRY, f"{_OF_ACTOR} ?region . ?region sr:country ?value ."),
            Facet(
                "partnership",
                msgid("Partnership, own or of its region"),
                f"{_ACTOR_JOINS} sr:partnership ?value .",
                "joins",
            ),
            Facet("helix", _HELIX, "?thing sr:helix ?value ."),
            Facet("type", msgid("Type"), "?thing sr:actorType ?value ."),
            Facet("segment", _SEGMENT, f"{_CAPABLE_ACTOR} sr:segment ?value .", "can", False),
            Facet(
                "kind", _CAPABILITY, f"{_CAPABLE_ACTOR} sr:capabilityKind ?value .", "can", False
            ),
        ),
    ),
    Kind(
        "projects",
        msgid("Projects"),
        msgid("What regions and their actors do together."),
        "?thing a sr:Project .",
        (
            Facet("region", _REGION, f"{_JOINING} sr:region ?value .", is_column=False),
            Facet(
                "country",
                _COUNTRY,
                f"{_JOINING} sr:region ?region . ?region sr:country ?value .",
            ),
            Facet("partnership", _PARTNERSHIP, "?thing sr:originatesFrom ?value ."),
            Facet("programme", msgid("Programme"), "?thing sr:programme ?value ."),
            Facet("phase", msgid("Phase"), "?thing sr:phase ?value ."),
            Facet("year", _YEARS, f"?thing sr:startDate|sr:estimatedDate ?date . {_YEAR}"),
        ),
    ),
    Kind(
        "partnerships",
        msgid("Partnerships"),
        msgid("The interregional partnerships of smart specialisation, by thematic platform."),
        "?thing a sr:Partnership .",
        (
            Facet("platform", msgid("Platform"), "?thing sr:thematicPlatform ?value ."),
            Facet("region", _REGION, f"{_JOINED} sr:participatingRegion ?value .", "joins", False),
            Facet(
                "country",
                _COUNTRY,
                f"{_JOINED} sr:participatingRegion ?region . ?region sr:country ?value .",
                "joins",
            ),
            Facet("role", _ROLE, f"{_JOINED} sr:role ?value .", "joins", False),
            Facet("year", msgid("Established"), f"?thing sr:established ?date . {_YEAR}"),
        ),
    ),
    Kind(
        "events",
        msgid("Events"),
        msgid("Meetings, workshops and calls, with who held them and for which partnership."),
        "?thing a sr:Event .",
        (
            Facet("year", _YEARS, f"?thing sr:startDate|sr:estimatedDate ?date . {_YEAR}"),
            Facet("partnership", _PARTNERSHIP, "?thing sr:partnership ?value ."),
            Facet("project", msgid("Project"), "?thing sr:project ?value ."),
            Facet("organiser", msgid("Organiser"), "?thing sr:organiser ?value ."),
            Facet("status", msgid("Status"), "?thing sr:eventStatus ?value ."),
        ),
    ),
    Kind(
        "documents",
        msgid("Documents"),
        msgid("Documents and news about the partnerships, with the day on which they came out."),
        "VALUES ?class { sr:Document sr:NewsItem } ?thing a ?class .",
        (
            Facet("type", msgid("Type"), "BIND(?class AS ?value)"),
            Facet("year", _YEARS, f"?thing dcterms:issued ?date . {_YEAR}"),
            Facet("partnership", _PARTNERSHIP, "?thing sr:partnership ?value ."),
            Facet("project", msgid("Project"), "?thing sr:project ?value ."),
        ),
    ),
)
