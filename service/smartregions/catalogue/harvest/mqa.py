"""The Metadata Quality Assessment of data.europa.eu: 405 points for a dataset.

Of a dataset's distributions the one with the most points counts. The metrics are in `metrics`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from smartregions.catalogue.harvest.metrics import (
    ACCESS_RIGHTS,
    KNOWN_LICENCES,
    MACHINE_READABLE,
    METRICS,
    NON_PROPRIETARY,
    Metric,
)
from smartregions.catalogue.statements import Statements, called
from smartregions.catalogue.terms import FILE_TYPES, IANA_TYPES, dcat, dct
from smartregions.validation.graph import Node, Term

Reachable = Callable[[str], bool | None]
"""Whether HEAD on an address is answered with 200 to 299; None when nobody asked."""


@dataclass(frozen=True, slots=True)
class Score:
    """The points of one dataset."""

    dataset: str
    values: tuple[int | None, ...]
    """In the order of `METRICS`; None where nobody measured."""
    distribution: str = ""
    """The one that counts."""

    @property
    def points(self) -> int:
        """All together."""
        return sum(value or 0 for value in self.values)

    @property
    def most(self) -> int:
        """The points that could be had in what was measured."""
        pairs = zip(METRICS, self.values, strict=True)
        return sum(metric.points for metric, value in pairs if value is not None)

    @property
    def lost(self) -> list[Metric]:
        """The metrics that were measured and not met."""
        pairs = zip(METRICS, self.values, strict=True)
        return [metric for metric, value in pairs if value is not None and value < metric.points]

    @property
    def unmeasured(self) -> list[Metric]:
        """The metrics that nobody measured."""
        pairs = zip(METRICS, self.values, strict=True)
        return [metric for metric, value in pairs if value is None]


def score(
    statements: Statements, dataset: Node, reachable: Reachable, compliant: bool | None
) -> Score:
    """The points of a dataset, given who can be reached and what the shapes say."""
    own = _of_dataset(statements, dataset, compliant)
    best: tuple[int, dict[str, bool | None], str] | None = None
    for node in statements.objects(dataset, dcat("distribution")):
        met = (
            own | _of_distribution(statements, node, reachable) | _dates(statements, dataset, node)
        )
        points = sum(value or 0 for value in _values(met))
        if best is None or points > best[0]:
            best = points, met, called(node)
    if best is None:
        nothing = own | _dates(statements, dataset, dataset)
        values = _values(nothing, absent=False)
        return Score(called(dataset), values)
    return Score(called(dataset), _values(best[1]), best[2])


def _values(met: Mapping[str, bool | None], absent: bool = True) -> tuple[int | None, ...]:
    def points(metric: Metric) -> int | None:
        value = met.get(metric.name, False)
        if value is None:
            return None
        return metric.points if value else metric.absent if absent else 0

    return tuple(map(points, METRICS))


def _of_dataset(s: Statements, dataset: Node, compliant: bool | None) -> dict[str, bool | None]:
    rights = s.objects(dataset, dct("accessRights"))
    return {
        "keywordAvailability": bool(s.objects(dataset, dcat("keyword"))),
        "categoryAvailability": bool(s.objects(dataset, dcat("theme"))),
        "spatialAvailability": bool(s.objects(dataset, dct("spatial"))),
        "temporalAvailability": bool(s.objects(dataset, dct("temporal"))),
        "dcatApCompliance": compliant,
        "accessRightsAvailability": bool(rights),
        "accessRightsVocabularyAlignment": any(r.value.startswith(ACCESS_RIGHTS) for r in rights),
        "contactPointAvailability": bool(s.objects(dataset, dcat("contactPoint"))),
        "publisherAvailability": bool(s.objects(dataset, dct("publisher"))),
    }


def _of_distribution(s: Statements, node: Term, reachable: Reachable) -> dict[str, bool | None]:
    formats, types = s.objects(node, dct("format")), s.objects(node, dcat("mediaType"))
    licences, downloads = s.objects(node, dct("license")), s.objects(node, dcat("downloadURL"))
    names = {_file_type(value) for value in formats}
    return {
        "accessUrlStatusCode": _all_reached(s.objects(node, dcat("accessURL")), reachable),
        "downloadUrlAvailability": bool(downloads),
        "downloadUrlStatusCode": _all_reached(downloads, reachable),
        "formatAvailability": bool(formats),
        "mediaTypeAvailability": bool(types),
        "formatMediaTypeVocabularyAlignment": bool(names - {""})
        and any(IANA_TYPES in value.value for value in types),
        "formatMediaTypeNonProprietary": bool(names & NON_PROPRIETARY),
        "formatMediaTypeMachineInterpretable": bool(names & MACHINE_READABLE),
        "licenceAvailability": bool(licences),
        "knownLicence": any(value.value in KNOWN_LICENCES for value in licences),
        "rightsAvailability": bool(s.objects(node, dct("rights"))),
        "byteSizeAvailability": bool(s.objects(node, dcat("byteSize"))),
    }


def _dates(s: Statements, *nodes: Term) -> dict[str, bool | None]:
    def stated(name: str) -> bool:
        return any(s.objects(node, dct(name)) for node in nodes)

    return {
        "dateIssuedAvailability": stated("issued"),
        "dateModifiedAvailability": stated("modified"),
    }


def _file_type(value: Term) -> str:
    """Its code in the EU table; empty when it is not of that table."""
    is_of_table = isinstance(value, NamedNode) and value.value.startswith(FILE_TYPES)
    return value.value.removeprefix(FILE_TYPES) if is_of_table else ""


def _all_reached(addresses: Sequence[Term], reachable: Reachable) -> bool | None:
    outcomes = [reachable(address.value) for address in addresses]
    if None in outcomes:
        return None
    return bool(outcomes) and all(outcomes)
