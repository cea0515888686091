"""Catalogues made up for tests: good ones, to which a test adds the one thing that is bad."""

from __future__ import annotations

from collections.abc import Iterable

from smartregions.catalogue.harvest.report import Report

PREFIXES = """\
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix hydra: <http://www.w3.org/ns/hydra/core#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix e: <http://example.org/> .
"""
EU = "http://publications.europa.eu/resource/authority"
IANA = "https://www.iana.org/assignments/media-types"
TAIL = f"""
e:publisher a foaf:Agent ; foaf:name "Publisher" .
e:contact a vcard:Kind ; vcard:fn "Contact" .
e:period a dct:PeriodOfTime ; dcat:startDate "2020-01-01"^^xsd:date .
<{EU}/data-theme/REGI> a skos:Concept ; skos:prefLabel "Regions"@en ;
  skos:inScheme <{EU}/data-theme> .
<{EU}/data-theme> a skos:ConceptScheme ; dct:title "Data theme"@en .
<{EU}/country/FIN> a dct:Location, skos:Concept ; skos:prefLabel "Finland"@en .
"""
"""What every page says of the things that its datasets refer to."""


def dataset(name: str, file: str = "http://127.0.0.1:9/none", more: str = "") -> str:
    """A dataset that has everything the metadata quality assessment asks for.

    `more` is said of it besides, each statement ending in a semicolon.
    """
    return f"""
e:{name} a dcat:Dataset ; {more}
  dct:identifier "http://example.org/{name}" ;
  dct:title "Title of {name}"@en ; dct:description "What is in {name}."@en ;
  dcat:keyword "region"@en ; dcat:theme <{EU}/data-theme/REGI> ;
  dct:spatial <{EU}/country/FIN> ; dct:temporal e:period ;
  dct:accessRights <{EU}/access-right/PUBLIC> ;
  dcat:contactPoint e:contact ; dct:publisher e:publisher ;
  dct:issued "2024-01-01"^^xsd:date ; dct:modified "2024-02-01"^^xsd:date ;
  dcat:distribution e:{name}-turtle .
<{EU}/access-right/PUBLIC> a dct:RightsStatement, skos:Concept ; skos:prefLabel "public"@en .
e:{name}-turtle a dcat:Distribution ;
  dcat:accessURL <{file}> ; dcat:downloadURL <{file}> ;
  dct:format <{EU}/file-type/RDF_TURTLE> ; dcat:mediaType <{IANA}/text/turtle> ;
  dct:license <{EU}/licence/CC_BY_4_0> ; dct:rights e:rights ;
  dcat:byteSize "10"^^xsd:nonNegativeInteger .
<{EU}/file-type/RDF_TURTLE> a dct:MediaTypeOrExtent, skos:Concept ; skos:prefLabel "Turtle"@en .
<{IANA}/text/turtle> a dct:MediaType .
<{EU}/licence/CC_BY_4_0> a dct:LicenseDocument .
e:rights a dct:RightsStatement .
"""


def catalogue(*datasets: str) -> str:
    """The catalogue node that lists datasets by name."""
    listed = "".join(f"  dcat:dataset e:{name} ;\n" for name in datasets)
    return f"""
e:catalogue a dcat:Catalog ; dct:title "Catalogue"@en ; dct:description "All of it."@en ;
{listed}  dct:publisher e:publisher .
"""


def page(names: Iterable[str], file: str, paging: str = "", more: str = "") -> str:
    """A page of a catalogue in Turtle, self-contained."""
    names = list(names)
    described = "".join(dataset(name, file) for name in names)
    return PREFIXES + catalogue(*names) + described + TAIL + paging + more


def paging(this: str, total: int, following: str | None) -> str:
    """The paging node that satisfies every harvester."""
    on = f" ; hydra:next <{following}> ; hydra:nextPage <{following}>" if following else ""
    return (
        f"<{this}> a hydra:PagedCollection, hydra:PartialCollectionView ; "
        f"hydra:totalItems {total}{on} .\n"
    )


def untold(report: Report) -> set[str]:
    """What a report says in English whatever language it is asked for."""
    said = (text for finding in report.findings for text in (finding.message, finding.help))
    return {text for text in said if text and text.told("fr") == text}
