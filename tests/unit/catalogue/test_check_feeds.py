"""The feeds that a catalogue names, followed over HTTP: good ones, and each thing that may be bad.

What must be found is taken from the two protocols, and from what piveau's importers do.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from xml.sax.saxutils import escape

import pyoxigraph
import pytest
from pyoxigraph import RdfFormat

import madeup
from smartregions.catalogue.harvest.advertised import Feeds
from smartregions.catalogue.harvest.check import Plan, check
from smartregions.catalogue.harvest.fetching import HttpClient
from smartregions.catalogue.harvest.judging import Measure
from smartregions.catalogue.harvest.report import Report
from webserver import Reply, Site

NAMED = Feeds()
NAMES = ("a", "b", "c")
SERVICES = """
e:oai a dcat:DataService ; dcat:endpointURL <{at}/oai> ;
  dct:conformsTo <http://www.openarchives.org/OAI/2.0/> .
e:feed a dcat:DataService ; dcat:endpointURL <{at}/feed> ;
  dct:conformsTo <https://w3id.org/ldes/specification> .
"""
IDENTIFY = (
    "<Identify><repositoryName>R</repositoryName><baseURL>http://r/</baseURL>"
    "<protocolVersion>2.0</protocolVersion><adminEmail>a@r</adminEmail>"
    "<earliestDatestamp>2024-01-01</earliestDatestamp><deletedRecord>persistent</deletedRecord>"
    "<granularity>YYYY-MM-DD</granularity></Identify>"
)
FORMATS = (
    "<ListMetadataFormats><metadataFormat><metadataPrefix>dcat_ap</metadataPrefix>"
    "</metadataFormat></ListMetadataFormats>"
)
LIST = "/oai?verb=ListRecords&metadataPrefix=dcat_ap"
MORE = f"{LIST}&resumptionToken=more"
PREFIXES = """
@prefix as: <https://www.w3.org/ns/activitystreams#> .
@prefix ldes: <https://w3id.org/ldes#> .
@prefix tree: <https://w3id.org/tree#> .
"""
ENTRY = """
e:stream a ldes:EventStream ; tree:view <{at}/feed> ;
  ldes:timestampPath as:published ; ldes:versionOfPath as:object .
<{at}/feed> tree:relation e:from .
e:from a tree:GreaterThanOrEqualToRelation ; tree:path as:published ;
  tree:value "2024-01-02T00:00:00Z"^^xsd:dateTime ; tree:node <{at}/feed/1> .
"""


def oai(verb: str, content: str) -> Reply:
    """An answer of OAI-PMH."""
    return Reply(
        '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate/>'
        f'<request verb="{verb}">http://r/</request>{content}</OAI-PMH>',
        "text/xml",
    )


def said(name: str, change: Callable[[str], str] = str) -> str:
    """What the catalogue says of a dataset, in Turtle; the file of its distribution is nowhere."""
    return change(madeup.PREFIXES + madeup.dataset(name) + madeup.TAIL)


def record(name: str, change: Callable[[str], str] = str) -> str:
    triples = (q.triple for q in pyoxigraph.parse(said(name, change), format=RdfFormat.TURTLE))
    text = pyoxigraph.serialize(triples, format=RdfFormat.RDF_XML)
    assert text is not None
    rdf = text.decode().partition("?>")[2]
    return f"<record>{header(name)}<metadata>{rdf}</metadata></record>"


def header(name: str, more: str = "") -> str:
    return (
        f"<header{more}><identifier>http://example.org/{escape(name)}</identifier>"
        "<datestamp>2024-02-01</datestamp></header>"
    )


def gone(name: str) -> str:
    return "<record>" + header(name, ' status="deleted"') + "</record>"


def token(text: str, size: str = ' completeListSize="4"') -> str:
    return f"<resumptionToken{size}>{text}</resumptionToken>"


def records(*content: str) -> Reply:
    return oai("ListRecords", f"<ListRecords>{''.join(content)}</ListRecords>")


def activity(name: str, kind: str = "Create", day: int = 2, more: str = "") -> str:
    """A member of the feed and, but for deletions, what it says in a graph of its name."""
    member = f"e:m{name}-{day}"
    about = f"as:object e:{name} ;" if name else ""
    told = (
        f"e:stream tree:member {member} . {member} a as:{kind} ; {about} "
        f'as:published "2024-01-{day:02}T00:00:00Z"^^xsd:dateTime . {more}\n'
    )
    body = "" if kind == "Delete" or not name else madeup.dataset(name) + madeup.TAIL
    return f"{told}{member} {{ {body} }}\n"


def trig(at: str, *content: str) -> Reply:
    text = madeup.PREFIXES + PREFIXES + "".join(content)
    return Reply(text.replace("{at}", at), "application/trig")


@pytest.fixture
def catalogue(site: Site) -> Site:
    """A catalogue of three datasets, and a fourth that was deleted, whose feeds tell of all."""
    at = site.at("")
    named = SERVICES.replace("{at}", at)
    site.routes["/cat"] = Reply(madeup.page(NAMES, "http://127.0.0.1:9/none", more=named))
    site.routes["/oai?verb=Identify"] = oai("Identify", IDENTIFY)
    site.routes["/oai?verb=ListMetadataFormats"] = oai("ListMetadataFormats", FORMATS)
    site.routes[LIST] = records(record("a"), gone("d"), token("more"))
    site.routes[MORE] = records(record("b"), record("c"), token(""))
    site.routes["/feed"] = trig(at, ENTRY)
    told = (activity("a"), activity("b"), activity("d", day=3), activity("d", "Delete", 4))
    site.routes["/feed/1"] = trig(at, *told, activity("c"))
    return site


def checked(site: Site, feeds: Feeds | None = NAMED) -> Report:
    measure = Measure((), None, datetime(2026, 6, 1, tzinfo=UTC))
    plan = Plan(measure, formats=False, again=False, feeds=feeds)
    return check(HttpClient(10), site.at("/cat"), plan)


def codes(site: Site, feeds: Feeds | None = NAMED) -> list[str]:
    """The codes of all findings, of which each says what to do."""
    report = checked(site, feeds)
    found = report.findings
    assert not madeup.untold(report)
    assert all(finding.message and finding.help and finding.page for finding in found)
    return [finding.code for finding in found]


def test_feeds_that_tell_what_the_pages_have_are_read_to_the_end(catalogue: Site) -> None:
    assert codes(catalogue) == []
    asked = [each.path for each in catalogue.asked]
    assert {LIST, MORE, "/feed", "/feed/1"} <= set(asked)


def test_feeds_that_the_catalogue_does_not_name_are_followed_where_the_user_says(
    catalogue: Site,
) -> None:
    catalogue.routes["/cat"] = Reply(madeup.page(NAMES, "http://127.0.0.1:9/none"))
    assert codes(catalogue) == []
    assert not [each for each in catalogue.asked if each.path != "/cat"]
    catalogue.routes[MORE] = Reply("", status=500)
    catalogue.routes["/feed/1"] = Reply("", status=404)
    told = codes(catalogue, Feeds(catalogue.at("/oai"), catalogue.at("/feed")))
    assert told == ["oai-fails", "page-fails"]
    assert codes(catalogue, None) == []


@pytest.mark.parametrize(
    ("path", "reply", "expected"),
    [
        (LIST, Reply("<a", "text/xml"), ["oai-fails"]),
        (LIST, Reply("", "text/xml", 503), ["oai-fails"]),
        (LIST, Reply("<OAI-PMH/>", "text/xml"), ["oai-fails"]),
        (MORE, oai("ListRecords", '<error code="badArgument">exclusive</error>'), ["oai-fails"]),
        (MORE, records(record("b"), record("c"), token("more")), ["oai-loop"]),
        (MORE, records(record("b"), record("c"), token("", "")), ["oai-list-size"]),
        (MORE, records(record("b"), token("")), ["feed-lacks", "oai-total"]),
        (MORE, records(record("b"), gone("c"), token("")), ["feed-lacks"]),
        (MORE, records(*map(record, "bcx"), token("", ' completeListSize="5"')), ["feed-keeps"]),
        (
            MORE,
            records(record("b"), record("c", lambda t: t.replace("Title", "Other")), token("")),
            ["feed-differs"],
        ),
        (
            MORE,
            records(record("b"), f"<record>{header('c')}<metadata><x/></metadata></record>",
                    token("")),
            ["oai-record", "feed-lacks"],
        ),
        (
            MORE,
            records(record("b"), record("c").replace("er>http://example.org/", "er>"), token("")),
            ["oai-identifier"],
        ),
        ("/oai?verb=Identify", oai("Identify", "<Identify/>"), ["oai-identify"]),
        (
            "/oai?verb=Identify",
            oai("Identify", IDENTIFY.replace("persistent", "no")),
            ["oai-deletes"],
        ),
        (
            "/oai?verb=ListMetadataFormats",
            oai("ListMetadataFormats", FORMATS.replace("dcat_ap", "oai_dc")),
            ["oai-format"],
        ),
    ],
)  # fmt: skip
def test_what_a_harvest_by_oai_pmh_would_lose_is_told(
    catalogue: Site, path: str, reply: Reply, expected: list[str]
) -> None:
    catalogue.routes[path] = reply
    assert codes(catalogue) == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ([activity("a"), activity("b")], ["feed-lacks"]),
        ([*map(activity, "abc"), activity("c", "Delete", 5)], ["feed-lacks"]),
        ([*map(activity, "abcx")], ["feed-keeps"]),
        ([activity("a"), activity("b"), activity("c", day=1)], ["feed-bounds"]),
        ([*map(activity, "abc"), activity("")], ["feed-member"]),
        ([*map(activity, "abc"), "<{at}/feed/1> tree:relation e:no ."], ["feed-relation"]),
        ([*map(activity, "ab"), activity("c").replace("Title", "Other")], ["feed-differs"]),
        (["no trig"], ["syntax"]),
    ],
)
def test_what_a_replica_of_the_feed_would_lose_is_told(
    catalogue: Site, content: list[str], expected: list[str]
) -> None:
    catalogue.routes["/feed/1"] = trig(catalogue.at(""), *content)
    assert codes(catalogue) == expected


def test_a_page_that_is_no_stream_is_told(catalogue: Site) -> None:
    catalogue.routes["/feed"] = trig(catalogue.at(""), "e:a as:object e:b .")
    assert codes(catalogue) == ["feed-nothing"]
