"""A catalogue over HTTP, read as harvesters read it: a good one, and each thing that may be bad.

What must be found is taken from what the harvesters do (their source), not from our output.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pyoxigraph
import pytest
from pyoxigraph import RdfFormat

import madeup
from smartregions.catalogue.harvest.check import Plan, check
from smartregions.catalogue.harvest.conformity import ShapesFile, shapes_file
from smartregions.catalogue.harvest.fetching import HttpClient
from smartregions.catalogue.harvest.judging import Measure
from smartregions.catalogue.harvest.links import Links
from smartregions.catalogue.harvest.pages import with_ending
from smartregions.catalogue.harvest.rendering import RENDERINGS
from smartregions.catalogue.harvest.report import Finding, Report
from smartregions.errors import CannotJudge
from webserver import Asked, Reply, Site

NOW = datetime(2026, 6, 1, tzinfo=UTC)
SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
<http://s/Dataset> a sh:NodeShape ; sh:targetClass dcat:Dataset ; sh:property <http://s/described> .
<http://s/described> sh:path dct:description ; sh:minCount 1 .
<http://s/Agent> a sh:NodeShape ; sh:targetClass foaf:Agent ; sh:property <http://s/named> .
<http://s/named> sh:path foaf:name ; sh:minCount 1 .
"""
FORMATS = {
    "text/turtle": ("ttl", RdfFormat.TURTLE),
    "application/rdf+xml": ("rdf", RdfFormat.RDF_XML),
    "application/ld+json": ("jsonld", RdfFormat.JSON_LD),
    "application/n-triples": ("nt", RdfFormat.N_TRIPLES),
}


def shapes() -> list[ShapesFile]:
    file = shapes_file("shapes.ttl", SHAPES.encode())
    assert file is not None
    return [file]


def written(turtle: str, form: RdfFormat) -> bytes:
    triples = (q.triple for q in pyoxigraph.parse(turtle, format=RdfFormat.TURTLE))
    text = pyoxigraph.serialize(triples, format=form)
    assert text is not None
    return text


def negotiated(turtle: str) -> Callable[[Asked], Reply]:
    """A route that answers in the format that is asked for, in Turtle without a wish."""

    def reply(asked: Asked) -> Reply:
        kind = asked.accept if asked.accept in FORMATS else "text/turtle"
        return Reply(written(turtle, FORMATS[kind][1]), kind)

    return reply


def publish(site: Site, path: str, turtle: str) -> None:
    """The page in every format, by negotiation and by suffix."""
    site.routes[path] = negotiated(turtle)
    for kind, (ending, form) in FORMATS.items():
        site.routes[with_ending(path, ending)] = Reply(written(turtle, form), kind)


def good(site: Site) -> str:
    """A catalogue of three datasets on two pages with which nothing is wrong."""
    site.routes["/file"] = Reply("data")
    first, second = site.at("/cat"), site.at("/cat?page=2")
    one = madeup.page(["a", "b"], site.at("/file"), madeup.paging(first, 3, second))
    two = madeup.page(["c"], site.at("/file"), madeup.paging(second, 3, None))
    publish(site, "/cat", one)
    publish(site, "/cat?page=2", two)
    return first


def checked(address: str, formats: bool = False, again: bool = False) -> Report:
    client = HttpClient(10)
    measure = Measure(shapes(), Links(client), NOW)
    report = check(client, address, Plan(measure, formats, again, pause=0))
    assert not madeup.untold(report)
    return report


def single(site: Site, more: str = "", turtle: str | None = None) -> Report:
    """The report on one page with dataset `a`, to which something was added."""
    site.routes["/file"] = Reply("data")
    text = madeup.page(["a"], site.at("/file"), more=more) if turtle is None else turtle
    site.routes["/cat"] = Reply(text)
    return checked(site.at("/cat"))


def only(report: Report, code: str) -> Finding:
    """The one finding of the code; there is no other violation."""
    others = {f.code for f in report.findings if f.severity == "violation"} - {code}
    assert not others
    (finding,) = [f for f in report.findings if f.code == code]
    assert finding.message and finding.help
    return finding


def test_a_good_catalogue_has_full_marks_and_no_finding(site: Site) -> None:
    report = checked(good(site), formats=True, again=True)
    assert report.findings == ()
    assert (report.pages, report.datasets, report.exit_code) == (2, 3, 0)
    assert [score.points for score in report.scores] == [405, 405, 405]
    assert (report.points, report.rating) == (405, "Excellent")
    assert [(r.asked, r.same) for r in report.representations] == [
        *((kind, True) for kind in FORMATS),
        *((f".{ending}", True) for ending, _ in FORMATS.values()),
    ]


def test_every_page_is_asked_by_head_before_and_fetched_twice(site: Site) -> None:
    checked(good(site), again=True)
    pages = [(a.method, a.path) for a in site.asked if a.path.startswith("/cat")]
    for path in ("/cat", "/cat?page=2"):
        assert ("HEAD", path) in pages
        assert pages.count(("GET", path)) >= 2


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply("x", status=500), "page-fails"),
        (Reply("x", kind=None), "type-missing"),
        (Reply("<html>", "text/html"), "type-not-rdf"),
        (Reply("x", "application/gzip"), "type-compressed"),
        (Reply("this is no turtle"), "syntax"),
    ],
)
def test_a_page_that_ends_a_run_is_named(site: Site, reply: Reply, code: str) -> None:
    address = good(site)
    site.routes["/cat?page=2"] = reply
    report = checked(address)
    finding = only(report, code)
    assert finding.page == site.at("/cat?page=2")
    assert report.pages == 1 and report.exit_code == 1


@pytest.mark.parametrize("reply", [Reply("x", status=404), Reply("<html>", "text/html")])
def test_where_there_is_no_catalogue_nothing_is_judged(site: Site, reply: Reply) -> None:
    site.routes["/cat"] = reply
    with pytest.raises(CannotJudge, match="no catalogue"):
        checked(site.at("/cat"))


def test_a_server_that_gives_html_to_a_client_without_a_wish_is_read_by_negotiation(
    site: Site,
) -> None:
    address = good(site)
    turtle = site.routes["/cat"]
    assert callable(turtle)
    page = Reply("<html>", "text/html")
    site.routes["/cat"] = lambda asked: turtle(asked) if asked.accept in FORMATS else page
    report = checked(address)
    assert report.datasets == 3
    assert "type-not-rdf" in report.counts


@pytest.mark.parametrize(
    ("reply", "code", "severity"),
    [
        (Reply(status=405), "head-refused", "warning"),
        (Reply(status=501), "head-fails", "violation"),
        (Reply("", "text/html"), "head-differs", "violation"),
    ],
)
def test_head_must_say_what_get_says(site: Site, reply: Reply, code: str, severity: str) -> None:
    address = good(site)
    page = site.routes["/cat"]
    assert callable(page)
    site.routes["/cat"] = lambda asked: reply if asked.method == "HEAD" else page(asked)
    assert only(checked(address), code).severity == severity


def test_a_format_that_says_something_else_is_found(site: Site) -> None:
    address = good(site)
    site.routes["/cat.nt"] = Reply(written(madeup.page(["a"], "http://e/"), RdfFormat.N_TRIPLES),
                                   "application/n-triples")  # fmt: skip
    assert only(checked(address, formats=True), "format-differs").page == site.at("/cat.nt")


def test_a_format_under_the_wrong_type_is_found(site: Site) -> None:
    address = good(site)
    site.routes["/cat.nt"] = Reply("<html>", "text/html")
    assert only(checked(address, formats=True), "format-type").severity == "warning"


def test_an_address_that_ends_like_another_format_is_told(site: Site) -> None:
    site.routes["/file"] = Reply("data")
    site.routes["/cat.rdf"] = Reply(madeup.page(["a"], site.at("/file")))
    assert only(checked(site.at("/cat.rdf")), "ending-differs").page == site.at("/cat.rdf")


def test_a_page_in_another_format_than_the_first_is_told(site: Site) -> None:
    address = good(site)
    two = madeup.page(["c"], site.at("/file"), madeup.paging(site.at("/cat?page=2"), 3, None))
    kind = "application/n-triples"
    site.routes["/cat?page=2"] = Reply(written(two, RdfFormat.N_TRIPLES), kind)
    assert only(checked(address), "type-changes").page == site.at("/cat?page=2")


@pytest.mark.parametrize(
    ("address", "with_suffix"),
    [
        ("http://e/cat", "http://e/cat.nt"),
        ("http://e/cat/", "http://e/cat.nt"),
        ("http://e/cat.ttl?page=2", "http://e/cat.nt?page=2"),
        ("http://e/cat.v1/list", "http://e/cat.v1/list.nt"),
        ("http://e.org/v1.0", "http://e.org/v1.0.nt"),
    ],
)
def test_a_suffix_stands_before_the_query_and_replaces_another(
    address: str, with_suffix: str
) -> None:
    assert with_ending(address, "nt") == with_suffix


def test_a_relative_iri_is_told(site: Site) -> None:
    finding = only(single(site, "<thing> dct:title 'x' ."), "relative-iri")
    assert "<thing>" in finding.message


def test_a_relative_iri_on_a_later_page_means_something_else_to_piveau(site: Site) -> None:
    address = good(site)
    text = madeup.page(["c"], site.at("/file"), madeup.paging(site.at("/cat?page=2"), 3, None))
    site.routes["/cat?page=2"] = Reply(text + "<#it> dct:title 'x' .")
    finding = only(checked(address), "base-iri")
    assert finding.page == site.at("/cat?page=2") and "<#it>" in finding.message


def test_a_catalogue_without_datasets_deletes_all(site: Site) -> None:
    only(
        single(site, turtle=madeup.PREFIXES + "e:c a dcat:Catalog ; dct:title 'C' ."), "no-dataset"
    )


@pytest.mark.parametrize(
    ("link", "code"),
    [
        ("dct:relation e:b", "foreign-dataset"),
        ("dcat:prev e:b", "foreign-dataset"),
        ("dcat:hasVersion e:b", "foreign-dataset"),
        ("dcat:distribution [ dcat:accessService [ dcat:servesDataset e:b ] ]", "foreign-dataset"),
    ],
)
def test_another_dataset_in_a_payload_is_found_with_the_way_to_it(
    site: Site, link: str, code: str
) -> None:
    site.routes["/file"] = Reply("data")
    text = madeup.page(["a", "b"], site.at("/file"), more=f"e:a {link} .")
    finding = only(single(site, turtle=text), code)
    assert finding.dataset == "http://example.org/a"
    assert "http://example.org/b" in finding.message
    assert link.split()[0] in finding.message


def test_a_series_that_does_not_lead_back_is_fine(site: Site) -> None:
    more = "e:a dcat:inSeries e:s . e:s a dcat:DatasetSeries ; dct:title 'S' ."
    assert single(site, more).findings == ()


def test_a_path_to_the_catalogue_empties_the_payload(site: Site) -> None:
    finding = only(single(site, "e:a dct:isPartOf e:catalogue ."), "empty-payload")
    assert "dct:isPartOf" in finding.message and finding.property == "dct:isPartOf"


def test_a_path_to_a_catalogue_that_does_not_lead_back_takes_a_part(site: Site) -> None:
    more = "e:a dcat:inCatalog e:other . e:other a dcat:Catalog ; dct:title 'O' ."
    assert "dcat:inCatalog" in only(single(site, more), "reaches-catalogue").message


A = madeup.dataset("a", "FILE")
IDENTIFIER = 'dct:identifier "http://example.org/a" ;'


@pytest.mark.parametrize(
    ("instead", "code", "severity"),
    [
        ("", "identifier-missing", "warning"),
        ('dct:identifier " " ;', "identifier-blank", "violation"),
        ('dct:identifier "a", "b" ;', "identifier-several", "warning"),
    ],
)
def test_an_identifier_is_one_and_not_blank(
    site: Site, instead: str, code: str, severity: str
) -> None:
    text = madeup.page(["a"], site.at("/file")).replace(IDENTIFIER, instead)
    assert only(single(site, turtle=text), code).severity == severity


def test_a_nameless_dataset_without_identifier_is_skipped(site: Site) -> None:
    more = "[] a dcat:Dataset ; dct:title 'N' ; dct:description 'D' ."
    assert only(single(site, more), "identifier-missing").severity == "violation"


def test_two_datasets_without_a_name_do_not_bear_the_same(site: Site) -> None:
    more = "[] a dcat:Dataset ; dct:title 'N' ; dct:description 'D' ."
    assert single(site, more + more).counts == {"identifier-missing": 2, "blank-node": 2}


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ("http://example.org/a", "identifier-duplicate"),
        ("HTTP://example.org/a", "identifier-normalised"),
        ("http-example-org-a", "identifier-normalised"),
    ],
)
def test_identifiers_differ_over_all_pages_in_what_the_hub_makes_of_them(
    site: Site, other: str, code: str
) -> None:
    address = good(site)
    two = madeup.page(["c"], site.at("/file"), madeup.paging(site.at("/cat?page=2"), 3, None))
    site.routes["/cat?page=2"] = Reply(two.replace('"http://example.org/c"', f'"{other}"'))
    finding = only(checked(address), code)
    assert finding.dataset == "http://example.org/c"
    assert "<http://example.org/a>" in finding.message


def test_a_dataset_that_comes_on_two_pages_is_told(site: Site) -> None:
    address = good(site)
    two = madeup.page(["b"], site.at("/file"), madeup.paging(site.at("/cat?page=2"), 2, None))
    site.routes["/cat?page=2"] = Reply(two)
    report = checked(address)
    assert only(report, "identifier-duplicate").dataset == "http://example.org/b"
    assert report.datasets == 2


def test_a_dataset_without_title_ends_the_harvest_of_ckan(site: Site) -> None:
    finding = only(single(site, "e:b a dcat:Dataset ; dct:identifier 'b' ; dct:description 'b' ."),
                   "title-missing")  # fmt: skip
    assert (finding.dataset, finding.property) == ("http://example.org/b", "dct:title")


def test_a_change_in_the_future_is_refused(site: Site) -> None:
    text = madeup.page(["a"], site.at("/file"))
    tomorrow = (NOW + timedelta(days=1)).date()
    report = single(
        site, turtle=text.replace('dct:modified "2024-02-01"', f'dct:modified "{tomorrow}"')
    )
    assert only(report, "future-date").property == "dct:modified"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('"last week"', True),
        ('"01/02/2024"', True),
        ("e:long-ago", True),
        ('"2024-02-01"', False),
        ('"2024-02-01T08:00:00.5+02:00"^^xsd:dateTime', False),
        ('"2024"^^xsd:gYear', False),
    ],
)
def test_a_date_that_is_no_iso_date_is_told(site: Site, text: str, told: bool) -> None:
    page = madeup.page(["a"], site.at("/file"))
    report = single(site, turtle=page.replace('"2024-02-01"^^xsd:date', text))
    assert ("date-unreadable" in report.counts) is told


@pytest.mark.parametrize(
    ("word", "refused"),
    [("a", True), ("a/b", True), ("x" * 101, True), ("cyber security-2.0_é", False)],
)
def test_keywords_that_ckan_refuses_are_told(site: Site, word: str, refused: bool) -> None:
    report = single(site, f'e:a dcat:keyword "{word}" .')
    assert ("keyword-refused" in report.counts) is refused


def test_a_nameless_distribution_and_other_blank_nodes_are_told(site: Site) -> None:
    more = "e:a dcat:distribution [ dct:title 'd' ] ; dct:provenance [ dct:title 'p' ] ."
    report = single(site, more)
    assert report.counts == {"distribution-nameless": 1, "blank-node": 1}
    assert "1 blank nodes" in only(report, "blank-node").message


@pytest.mark.parametrize("kind", ["hydra:PagedCollection", "hydra:PartialCollectionView"])
def test_a_total_that_piveau_does_not_find_ends_its_run(site: Site, kind: str) -> None:
    report = single(site, f"<{site.at('/cat')}> a {kind} .")
    assert only(report, "total-missing").property == "hydra:totalItems"


def test_a_total_that_is_wrong_is_told(site: Site) -> None:
    report = single(site, madeup.paging(site.at("/cat"), 4, None))
    assert "4; 1 datasets" in only(report, "total-differs").message


def test_pages_that_only_some_harvesters_find_are_told(site: Site) -> None:
    """piveau goes by the collection, which has no next page; the others by the view."""
    address = good(site)
    node = (
        f"<{address}> a hydra:PagedCollection, hydra:PartialCollectionView ; "
        f"hydra:totalItems 2 ; hydra:next <{site.at('/cat?page=2')}> ."
    )
    site.routes["/cat"] = Reply(madeup.page(["a", "b"], site.at("/file"), node))
    report = checked(address)
    told = [f for f in report.findings if f.code == "paging-differs"]
    assert [f.message.split()[0] for f in told] == ["CKAN", "uData"]
    assert all(f.dataset == "http://example.org/c" for f in told)


def test_either_half_of_hydra_alone_gives_every_harvester_the_same(site: Site) -> None:
    for kind, name in (("PagedCollection", "nextPage"), ("PartialCollectionView", "next")):
        address = good(site)
        node = f"<{address}> a hydra:{kind} ; hydra:totalItems 3 ; "
        node += f"hydra:{name} <{site.at('/cat?page=2')}> ."
        site.routes["/cat"] = Reply(madeup.page(["a", "b"], site.at("/file"), node))
        assert checked(address).findings == ()


def test_pages_that_lead_back_end(site: Site) -> None:
    address = good(site)
    two = madeup.page(["c"], site.at("/file"), madeup.paging(site.at("/cat?page=2"), 3, address))
    site.routes["/cat?page=2"] = Reply(two)
    report = checked(address, again=True)
    assert only(report, "paging-loop").page == site.at("/cat?page=2")
    assert report.counts["paging-loop"] == 1


@pytest.mark.parametrize("following", ["no address", "file:///etc/hostname", "?page=2"])
def test_a_next_page_that_is_no_address_ends_a_run(site: Site, following: str) -> None:
    node = f"<{site.at('/cat')}> a hydra:PagedCollection ; hydra:totalItems 1 ; "
    report = single(site, node + f'hydra:nextPage "{following}" .')
    assert only(report, "page-fails").page == following
    RENDERINGS["turtle"](report, told := BytesIO(), "en")
    assert b"page-fails" in told.getvalue()


def test_what_is_in_a_named_graph_is_not_seen(site: Site) -> None:
    """Jena reads TriG into one graph: the default one."""
    site.routes["/file"] = Reply("data")
    head, body = madeup.page(["a"], site.at("/file")), madeup.dataset("b")
    site.routes["/cat"] = Reply(f"{head}\ne:g {{ {body} }}", "application/trig")
    assert checked(site.at("/cat")).datasets == 1


def test_json_ld_with_a_context_elsewhere_is_told_as_that(site: Site) -> None:
    address = good(site)
    body = '{"@context": "http://127.0.0.1:9/context", "@id": "http://e/a"}'
    site.routes["/cat?page=2"] = Reply(body, "application/ld+json")
    site.routes["/cat.jsonld"] = Reply(body, "application/ld+json")
    only(checked(address, formats=True), "remote-context")


@pytest.mark.parametrize(
    "entities",
    [
        '<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;">',
        "<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '\"&a;&a;'>",
        f'<!ENTITY b "{"b" * 2_000_000}">',
    ],
)
def test_rdf_xml_whose_entities_swell_is_not_read(site: Site, entities: str) -> None:
    address = good(site)
    body = (
        f'<!DOCTYPE r [{entities}]><rdf:RDF xmlns:e="http://e/" '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description rdf:about="http://e/a"><e:p>{"&b;" * 50}</e:p></rdf:Description>'
        "</rdf:RDF>"
    )
    site.routes["/cat?page=2"] = Reply(body, "application/rdf+xml")
    assert "entit" in only(checked(address), "syntax").message


def test_entities_that_abbreviate_namespaces_are_read(site: Site) -> None:
    body = (
        '<!DOCTYPE r [<!ENTITY dcat "http://www.w3.org/ns/dcat#">]><rdf:RDF xmlns:e="http://e/" '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
        'rdf:about="http://e/a"><rdf:type rdf:resource="&dcat;Dataset"/></rdf:Description>'
        "</rdf:RDF>"
    )
    site.routes["/cat"] = Reply(body, "application/rdf+xml")
    assert checked(site.at("/cat")).datasets == 1


def test_pages_without_end_end_where_the_content_repeats(site: Site) -> None:
    site.routes["/file"] = Reply("data")
    text = madeup.page(["a"], site.at("/file"), madeup.paging("http://e/p", 1, site.at("/cat2")))
    site.routes["/cat"] = site.routes["/cat2"] = Reply(text)
    report = checked(site.at("/cat"))
    assert only(report, "paging-loop").page == site.at("/cat2")
    assert report.datasets == 1


def test_a_description_that_changes_without_a_change_is_found(site: Site) -> None:
    site.routes["/file"] = Reply("data")
    count = itertools.count()
    site.routes["/cat"] = lambda _: Reply(
        madeup.page(["a", "b"], site.at("/file"), more=f"e:b dct:provenance 'at {next(count)}' .")
    )
    report = checked(site.at("/cat"), again=True)
    assert only(report, "unstable").dataset == "http://example.org/b"


def test_order_and_labels_of_blank_nodes_are_no_change(site: Site) -> None:
    site.routes["/file"] = Reply("data")
    labels = itertools.count()

    def reply(_: Asked) -> Reply:
        n = next(labels)
        more = [f"e:a dct:provenance _:x{n} .", f"_:x{n} dct:title 'x' ; dct:creator _:y{n} .",
                f"_:y{n} foaf:name 'y' ."]  # fmt: skip
        return Reply(
            madeup.page(["a"], site.at("/file"), more="".join(more[:: -1 if n % 2 else 1]))
        )

    site.routes["/cat"] = reply
    assert set(checked(site.at("/cat"), again=True).counts) == {"blank-node"}


def test_a_shape_that_is_not_met_costs_the_dataset_its_points(site: Site) -> None:
    text = madeup.page(["a", "b"], site.at("/file"))
    text = text.replace('dct:description "What is in b."@en ;', "")
    report = single(site, turtle=text)
    finding = only(report, "MinCountConstraintComponent")
    assert (finding.dataset, finding.property) == ("http://example.org/b", "dct:description")
    assert [score.points for score in report.scores] == [405, 405 - 30]


def test_what_several_datasets_refer_to_costs_each_its_points(site: Site) -> None:
    text = madeup.page(["a", "b"], site.at("/file")).replace(' ; foaf:name "Publisher"', "")
    report = single(site, turtle=text)
    assert "2 datasets" in only(report, "MinCountConstraintComponent").message
    assert [score.points for score in report.scores] == [405 - 30, 405 - 30]


def test_what_only_the_catalogue_does_wrong_costs_no_dataset_points(site: Site) -> None:
    report = single(site, "e:catalogue dct:creator e:x . e:x a foaf:Agent .")
    assert only(report, "MinCountConstraintComponent").dataset == ""
    assert [score.points for score in report.scores] == [405]


def test_a_link_that_does_not_answer_head_costs_its_points(site: Site) -> None:
    text = madeup.page(["a"], site.at("/gone"))
    report = single(site, turtle=text)
    assert "404" in only(report, "dead-link").message
    assert [score.points for score in report.scores] == [405 - 50 - 30]


def test_each_link_is_asked_once_and_by_head_only(site: Site) -> None:
    checked(good(site))
    assert [a.method for a in site.asked if a.path == "/file"] == ["HEAD"]


def test_of_many_findings_of_a_kind_all_are_counted(site: Site) -> None:
    stubs = "".join(f"e:s{n} a dcat:Dataset ; dct:identifier 's{n}' ." for n in range(120))
    report = single(site, stubs)
    assert report.counts["title-missing"] == 120
    assert len([f for f in report.findings if f.code == "title-missing"]) == 50
    assert report.violations == 240
