"""The matches of a region as its page shows them: from what all regions offer and need."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from smartregions.web.finding.words import collated
from smartregions.web.overview.compared import Compared, compared, percent
from smartregions.web.overview.labels import first_names
from smartregions.web.overview.matching import OFFERS, SHARED, SIMILAR, Matches
from smartregions.web.overview.stored import Found, Row, asked, source

_Names = Mapping[str, str]


def complements(region: str, label: str, at: int | None) -> Matches:
    """What four questions know of a region, with names in the language of the request.

    Raises what the index raises.
    """
    known = compared(at)
    others = sorted({*known.offers, *known.needs} - {region})
    offers = [row for other in others for row in known.meeting(region, other)]
    needs = [row for other in others for row in known.meeting(other, region)]
    concepts = {row["concept"] for row in [*offers, *needs]}
    names = {
        **first_names(concepts, at, "skos:prefLabel"),
        **first_names([region, *others], at),
    }
    return Matches(
        region,
        names.get(region, label),
        Found(_by_concept(offers, names), source(OFFERS, region=region), at),
        Found(_by_concept(needs, names), source(OFFERS, offering=region), at),
        Found(_by_likeness(known, region, names), source(SIMILAR, region=region), at),
        asked(SHARED, at, region=region).told,
    )


def _by_concept(rows: Iterable[Row], names: _Names) -> list[Row]:
    """In the order of the question, without that of the regions."""
    places = {iri: (collated(name), iri) for iri, name in names.items()}
    named = [{**row, **_labels(row, names)} for row in rows]
    nowhere = (("", ""), "")
    named.sort(key=lambda row: (row["by"], places.get(row["concept"], nowhere), row["concept"]))
    return list(named)


def _by_likeness(known: Compared, region: str, names: _Names) -> list[Row]:
    """The most similar first."""
    found = [
        (-shared / either, collated(names.get(other, other)), other, shared, either)
        for other, shared, either in known.similar(region)
    ]
    return [
        {
            "region": region,
            "regionLabel": names.get(region, region),
            "other": other,
            "otherLabel": names.get(other, other),
            "shared": str(shared),
            "either": str(either),
            "percent": str(percent(shared, either)),
        }
        for _, _, other, shared, either in sorted(found)
    ]


def _labels(row: Row, names: _Names) -> Row:
    columns = ("region", "concept", "offering")
    return {column + "Label": names[row[column]] for column in columns if row[column] in names}
