"""The made-up world of the stored questions as a service, and its pages as tables."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

from describingindex import DescribingIndex
from smartregions.corpus import Corpus
from smartregions.index.evaluation import Limits
from smartregions.library.shelf import load
from smartregions.publication.entry import gather
from smartregions.settings import Settings
from smartregions.web.service import Service

ROOT = Path(__file__).parents[1]
WORLD = ROOT / "tests" / "queries" / "fixture"

HOSTILE = """
@prefix sr: <https://w3id.org/smart-regions/ontology#> .
@prefix id: <https://w3id.org/smart-regions/id/> .
@prefix scheme: <https://w3id.org/smart-regions/scheme/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix jrc: <http://data.jrc.ec.europa.eu/ontology/cybersecurity/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
id:region\\/evil a sr:Region ; rdfs:label "\\"><script>alert(1)</script>\\u202E\\u000B{{7*7}}" ;
  sr:country <http://publications.europa.eu/resource/authority/country/DEU> ;
  dcterms:source id:source\\/evil .
id:source\\/evil a sr:Source ; dcterms:title "</script><img src=x onerror=alert(2)>" ;
  sr:page <javascript:alert(3)> ; sr:dateNote "=HYPERLINK(1)" .
id:participation\\/evil a sr:RegionParticipation ; sr:participatingRegion id:region\\/evil ;
  sr:partnership id:partnership\\/quiet-harbours ; sr:startDate "<b>" ;
  sr:role scheme:partnership-role\\/leading ; dcterms:source id:source\\/evil .
id:actor\\/evil a sr:Actor ; rdfs:label "=HYPERLINK(\\"x\\")" ; sr:helix scheme:helix\\/industry .
id:capability\\/evil a sr:Capability ; rdfs:label "</title><script>alert(4)</script>" ;
  dcterms:description "</blockquote><script>alert(5)</script>" ;
  sr:region id:region\\/evil ; sr:holder id:actor\\/evil ; dcterms:source id:source\\/evil ;
  sr:field jrc:transportation ; sr:segment scheme:value-chain\\/integration-services ;
  sr:capabilityKind scheme:capability-kind\\/supply , scheme:capability-kind\\/demand .
id:project\\/evil a sr:Project ; rdfs:label "=HYPERLINK(1)]]></script><script>alert(6)</script>" ;
  sr:startDate "2020" ; sr:originatesFrom id:partnership\\/quiet-harbours .
id:project-participation\\/evil1 a sr:ProjectParticipation ; sr:project id:project\\/evil ;
  sr:region id:region\\/evil ; sr:participant id:actor\\/evil ; dcterms:source id:source\\/evil .
id:project-participation\\/evil2 a sr:ProjectParticipation ; sr:project id:project\\/evil ;
  sr:region id:region\\/coastland ; sr:participant id:actor\\/harbour-ltd .
"""
"""Labels, dates and addresses that a page must not obey."""


def service(folder: Path, more: str = "", settings: Settings | None = None) -> Service:
    """The world, and what else a file says, with our ontology and our questions."""
    (folder / "ontology").symlink_to(ROOT / "ontology")
    (folder / "data").mkdir()
    for file in WORLD.glob("*.ttl"):
        (folder / "data" / file.name).symlink_to(file)
    if more:
        (folder / "data" / "more.ttl").write_text(more, "utf-8")
    index = DescribingIndex(Limits(), seconds=60, at_once=4)
    gather(Corpus(folder), index)
    return Service(settings or Settings(), index, load(ROOT / "queries"))


class Tables(HTMLParser):
    """The tables of a page: rows of texts, with white space as one space; links and scripts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self.links: list[str] = []
        self.scripts: list[str] = []
        self.handlers: list[str] = []
        self._is_in_cell = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handlers += [name for name, _ in attrs if name.startswith("on")]
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")
            self._is_in_cell = True
        elif tag == "a":
            self.links.append(dict(attrs).get("href") or "")
        elif tag == "script":
            self.scripts.append(dict(attrs).get("src") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._is_in_cell = False
            self.tables[-1][-1][-1] = " ".join(self.tables[-1][-1][-1].split())

    def handle_data(self, data: str) -> None:
        if self._is_in_cell:
            self.tables[-1][-1][-1] += data

    def row(self, first: str) -> list[str]:
        """The row of the first table that begins with a text."""
        return next(row for row in self.tables[0] if row[0] == first)
