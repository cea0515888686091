"""The metrics of the Metadata Quality Assessment: what is asked, its points, and the lists.

Taken from piveau's DQV vocabulary (`pv:trueScore`) and its scoring code; the licences are those of
its list that we know of.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from smartregions.catalogue.terms import AUTHORITY, FILE_TYPES, IANA_TYPES
from smartregions.messages import Message

VOCABULARY = "https://piveau.eu/ns/voc#"
SHAPES = "https://semiceu.github.io/DCAT-AP/releases/3.0.1/html/shacl/shapes.ttl"
"""The official shapes of DCAT-AP."""

_MACHINE_READABLE = (
    "CSV GEOJSON ICS JSON JSON_LD KML KMZ NETCDF ODS RDFA RDF_N_QUADS RDF_N_TRIPLES RDF_TRIG "
    "RDF_TURTLE RDF_XML RSS SHP XLS XLSX XML"
)
_NON_PROPRIETARY = (
    "BMP CSV DBF GEOJSON GZIP HTML ICS JPEG2000 JSON JSON_LD KML KMZ NETCDF ODS PNG RDF_N_QUADS "
    "RDF_N_TRIPLES RDF_TRIG RDF_TURTLE RDF_XML RSS RTF TAR TIFF TSV TXT WMS_SRVC XML ZIP"
)
MACHINE_READABLE = frozenset(_MACHINE_READABLE.split())
NON_PROPRIETARY = frozenset(_NON_PROPRIETARY.split())
KNOWN_LICENCES = frozenset(
    f"{AUTHORITY}licence/{code}"
    for code in ("CC0", "CC_BY", "CC_BY_4_0", "CC_BYSA_4_0", "EUPL_1_2", "ODC_BY", "ODC_PDDL")
)
ACCESS_RIGHTS = AUTHORITY + "access-right/"


@dataclass(frozen=True, slots=True)
class Metric:
    """One of the 23; `absent` are the points of a distribution that fails it."""

    name: str
    of: str
    """`dataset`, `distribution`, or `either` for the two dates."""
    points: int
    property: str
    help: Message
    absent: int = 0


def _m(name: str, of: str, points: int, property_: str, help_: Message, absent: int = 0) -> Metric:
    return Metric(name, of, points, property_, help_, absent)


_D, _F = "dataset", "distribution"
_BY_DIMENSION: tuple[tuple[Message, tuple[Metric, ...]], ...] = (
    (Message("findability"), (
        _m("keywordAvailability", _D, 30, "dcat:keyword", Message("Add keywords.")),
        _m("categoryAvailability", _D, 30, "dcat:theme",
           Message("Add a theme of the EU data-theme table.")),
        _m("spatialAvailability", _D, 20, "dct:spatial",
           Message("Say which country or place it covers.")),
        _m("temporalAvailability", _D, 20, "dct:temporal", Message("Say which period it covers.")),
    )),
    (Message("accessibility"), (
        _m("accessUrlStatusCode", _F, 50, "dcat:accessURL", Message("Let HEAD on it answer 200.")),
        _m("downloadUrlAvailability", _F, 20, "dcat:downloadURL", Message("Link the file itself.")),
        _m("downloadUrlStatusCode", _F, 30, "dcat:downloadURL",
           Message("Let HEAD on it answer 200.")),
    )),
    (Message("interoperability"), (
        _m("formatAvailability", _F, 20, "dct:format", Message("Name the EU file type."), -5),
        _m("mediaTypeAvailability", _F, 10, "dcat:mediaType",
           Message("Name the IANA media type."), -5),
        _m("formatMediaTypeVocabularyAlignment", _F, 10, "dct:format, dcat:mediaType",
           Message("Take the format from <{formats}> and the media type from <{types}>.",
                   formats=FILE_TYPES, types=f"https://{IANA_TYPES}")),
        _m("formatMediaTypeNonProprietary", _F, 20, "dct:format",
           Message("Offer a format that nobody owns.")),
        _m("formatMediaTypeMachineInterpretable", _F, 20, "dct:format",
           Message("Offer a format that programs read; "
                   "for a compressed file name what is inside.")),
        _m("dcatApCompliance", _D, 30, "", Message("Mend what the official shapes find.")),
    )),
    (Message("reusability"), (
        _m("licenceAvailability", _F, 20, "dct:license",
           Message("Name the licence of the distribution.")),
        _m("knownLicence", _F, 10, "dct:license",
           Message("Take it from <{table}>, if it fits.", table=f"{AUTHORITY}licence")),
        _m("accessRightsAvailability", _D, 10, "dct:accessRights",
           Message("Say whether it is public.")),
        _m("accessRightsVocabularyAlignment", _D, 5, "dct:accessRights",
           Message("Use <{table}...>.", table=ACCESS_RIGHTS)),
        _m("contactPointAvailability", _D, 20, "dcat:contactPoint", Message("Say whom to ask.")),
        _m("publisherAvailability", _D, 10, "dct:publisher", Message("Name the publisher.")),
    )),
    (Message("context"), (
        _m("rightsAvailability", _F, 5, "dct:rights",
           Message("State the rights on the distribution.")),
        _m("byteSizeAvailability", _F, 5, "dcat:byteSize", Message("State the size in bytes.")),
        _m("dateIssuedAvailability", "either", 5, "dct:issued",
           Message("Say when it was first published.")),
        _m("dateModifiedAvailability", "either", 5, "dct:modified",
           Message("Say when it last changed.")),
    )),
)  # fmt: skip
METRICS: tuple[Metric, ...] = tuple(each for _, own in _BY_DIMENSION for each in own)
BY_NAME: Mapping[str, Metric] = MappingProxyType({metric.name: metric for metric in METRICS})
DIMENSIONS: Mapping[str, Message] = MappingProxyType(
    {metric.name: dimension for dimension, own in _BY_DIMENSION for metric in own}
)
"""What the assessment sums each metric up under, in its order."""
_BY_SHAPES = Message(
    "No shapes were given. Name the official ones: --shapes {address}", address=SHAPES
)
_BY_LINKS = Message("No link was asked. Leave out --no-links.")
UNMEASURED: Mapping[str, Message] = MappingProxyType(
    {
        "accessUrlStatusCode": _BY_LINKS,
        "downloadUrlStatusCode": _BY_LINKS,
        "dcatApCompliance": _BY_SHAPES,
    }
)
"""Why a metric was not measured, and how it is."""
FULL_MARKS = sum(metric.points for metric in METRICS)
RATINGS = (
    (351, Message("Excellent")),
    (221, Message("Good")),
    (121, Message("Sufficient")),
    (0, Message("Bad")),
)
