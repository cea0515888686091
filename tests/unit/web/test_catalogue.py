"""`/catalog` and what leads to it: by method, type, page, profile and time."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
import pytest
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, RdfFormat, Triple

from harvested import harvested, world
from problemdoc import problem
from smartregions import corpus
from smartregions import namespaces as ns
from smartregions.catalogue import edition
from smartregions.catalogue.harvest.paging import READINGS
from smartregions.catalogue.statements import Statements
from smartregions.catalogue.terms import DATASET, SCHEMA, dcat, dct
from smartregions.index.post import leave
from smartregions.publication.entry import enter
from smartregions.registry.log import opened
from smartregions.web import files, sitemap
from smartregions.web.edition import Editions

PUBLIC = "https://regions.example"
TYPES = {
    "ttl": "text/turtle; charset=utf-8",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
}
GRAPHS = ("ontology", "partnerships", "regions", "schemes", "shapes")


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("catalogue")


@pytest.fixture(scope="module")
def client(state: Path) -> Iterator[FlaskClient]:
    with harvested(world(state), state / "state", catalogue_page=2) as app:
        yield app.test_client()


def said(client: FlaskClient, address: str) -> Statements:
    response = client.get(address.removeprefix(PUBLIC))
    assert response.status_code == 200, response.text
    form = RdfFormat.from_media_type(response.mimetype)
    return Statements(quad.triple for quad in pyoxigraph.parse(response.data, format=form))


def datasets(statements: Statements) -> list[str]:
    return sorted(node.value.removeprefix(ns.DATASET) for node in statements.typed(DATASET))


def test_get_without_a_type_200_turtle(client: FlaskClient) -> None:
    for accept in ({}, {"Accept": "*/*"}):
        response = client.get("/catalog", headers=accept)
        assert (response.status_code, response.content_type) == (200, TYPES["ttl"])


@pytest.mark.parametrize("suffix", TYPES)
def test_get_each_format_200_says_the_same(client: FlaskClient, suffix: str) -> None:
    by_suffix = client.get(f"/catalog.{suffix}")
    assert (by_suffix.status_code, by_suffix.content_type) == (200, TYPES[suffix])
    by_type = client.get("/catalog", headers={"Accept": TYPES[suffix]})
    assert by_type.content_type == TYPES[suffix]
    form = RdfFormat.from_media_type(by_type.mimetype)
    triples = {quad.triple for quad in pyoxigraph.parse(by_type.data, format=form)}
    assert triples == set(said(client, "/catalog"))


def test_get_as_a_browser_200_a_page(client: FlaskClient) -> None:
    response = client.get("/catalog", headers={"Accept": "text/html,*/*;q=0.8"})
    assert (response.status_code, response.mimetype) == (200, "text/html")
    assert f"{ns.DATASET}ontology" in response.text
    assert 'rel="next"' in response.text


def test_get_a_type_that_is_not_there_406(client: FlaskClient) -> None:
    document = problem(
        client.get("/catalog", headers={"Accept": "image/png"}), 406, "not-acceptable"
    )
    assert "text/turtle" in document["detail"]
    assert problem(client.get("/catalog.csv"), 406, "not-acceptable")
    assert problem(client.get("/catalog.xyz"), 404, "not-found")


def test_post_405(client: FlaskClient) -> None:
    assert problem(client.post("/catalog"), 405, "method")


def test_head_200_as_get(client: FlaskClient) -> None:
    got, headed = client.get("/catalog.rdf"), client.head("/catalog.rdf")
    assert (headed.status_code, headed.data) == (200, b"")
    for name in ("Content-Type", "Content-Length", "ETag", "Link", "Vary"):
        assert headed.headers.getlist(name) == got.headers.getlist(name)


def test_get_what_the_client_has_304(client: FlaskClient) -> None:
    for address in ("/catalog", "/catalog.rdf?page=2", "/catalog.html", "/void"):
        tag = client.get(address).headers["ETag"]
        response = client.get(address, headers={"If-None-Match": tag})
        assert (response.status_code, response.data) == (304, b"")
        other = client.get("/catalog.nt", headers={"If-None-Match": tag})
        assert other.status_code == 200


@pytest.mark.parametrize("harvester", READINGS)
@pytest.mark.parametrize("start", ["/catalog", "/catalog.rdf", "/catalog.jsonld"])
def test_each_harvester_finds_every_dataset_once(
    client: FlaskClient, harvester: str, start: str
) -> None:
    found: list[str] = []
    address: str | None = PUBLIC + start
    pages = 0
    while address:
        page = said(client, address)
        step = READINGS[harvester](page)
        assert step.total == len(GRAPHS)
        found += datasets(page)
        address, pages = step.next, pages + 1
        assert address is None or address.startswith(f"{PUBLIC}{start}?page=")
    assert (sorted(found), pages) == (sorted(GRAPHS), 3)


def test_a_page_describes_all_that_it_names_and_no_other_dataset(client: FlaskClient) -> None:
    for number in (1, 2, 3):
        page = said(client, f"/catalog?page={number}")
        listed = {t.object for t in page if t.predicate == dcat("dataset")}
        assert listed == set(page.typed(DATASET))
        served = {t.object for t in page if t.predicate == dcat("servesDataset")}
        assert served == listed
        for name in ("publisher", "format", "contactPoint", "distribution"):
            for target in {t.object for t in page if t.predicate in (dct(name), dcat(name))}:
                assert isinstance(target, NamedNode)
                assert target in page


@pytest.mark.parametrize("page", ["4", "999999999"])
def test_get_a_page_behind_the_last_404(client: FlaskClient, page: str) -> None:
    assert "3 is last" in problem(client.get(f"/catalog?page={page}"), 404, "not-found")["detail"]


@pytest.mark.parametrize("page", ["0", "-1", "1.5", "x", "²", "1&page=2", "9" * 5000])
def test_get_what_is_no_page_400(client: FlaskClient, page: str) -> None:
    assert problem(client.get(f"/catalog?page={page}"), 400, "bad-request")


@pytest.mark.parametrize("given", ["yesterday", "2026-13-01", "0001-01-01T00:00:00%2B14:00"])
def test_get_since_what_is_no_time_400(client: FlaskClient, given: str) -> None:
    assert problem(client.get(f"/catalog?modified_since={given}"), 400, "bad-request")


def test_get_a_profile_200_names_it_and_the_others(client: FlaskClient) -> None:
    iri = "https://semiceu.github.io/DCAT-AP/releases/2.1.1/"
    for response in (
        client.get("/catalog?_profile=dcat-ap-2"),
        client.get("/catalog", query_string={"_profile": iri}),
        client.get("/catalog", headers={"Accept-Profile": f"<http://e/>;q=1, <{iri}>;q=0.5"}),
    ):
        assert response.headers["Content-Profile"] == f"<{iri}>"
        links = response.headers.getlist("Link")
        assert f'<{iri}>; rel="profile"' in links
        assert f"<{PUBLIC}/catalog?_profile=schema.org>" in " ".join(links)
        assert "Accept-Profile" in response.headers["Vary"]
        assert "owl#versionInfo" in response.text or "owl:versionInfo" in response.text
    first = client.get("/catalog", headers={"Accept-Profile": "<http://e/>"})
    assert "3.0.1" in first.headers["Content-Profile"]
    assert "versionInfo" not in first.text


def test_get_the_words_of_schema_org_200_page_by_page(client: FlaskClient) -> None:
    page = said(client, "/catalog.jsonld?_profile=schema.org&page=2")
    assert len(page.typed(NamedNode(SCHEMA + "Dataset"))) == 2


def test_get_a_profile_that_is_not_there_406(client: FlaskClient) -> None:
    document = problem(client.get("/catalog?_profile=x"), 406, "not-acceptable")
    assert "dcat-ap-3" in document["detail"]


def test_the_addresses_are_those_of_the_setting(client: FlaskClient) -> None:
    response = client.get("/catalog", headers={"Host": "evil.example"})
    assert "evil.example" not in response.text
    assert f"{PUBLIC}/dumps/ontology-" in response.text


@pytest.mark.parametrize("path", ["/.well-known/datacatalog", "/.well-known/void", "/void"])
def test_get_a_description_at_its_known_place_200(client: FlaskClient, path: str) -> None:
    assert len(said(client, path)) > 20


def test_the_links_in_the_header_are_those_of_the_set(client: FlaskClient) -> None:
    page = client.get("/catalog.html?page=2").headers.getlist("Link")
    assert (
        f'<{PUBLIC}/catalog.linkset?page=2>; rel="linkset"; type="application/linkset+json"' in page
    )
    response = client.get("/catalog.linkset?page=2")
    assert (response.status_code, response.mimetype) == (200, "application/linkset+json")
    landing, *others = response.get_json()["linkset"]
    assert landing["anchor"] == f"{PUBLIC}/catalog?page=2"
    for link in landing["describedby"]:
        assert f'<{link["href"]}>; rel="describedby"; type="{link["type"]}"' in page
    anchors = {other["anchor"] for other in others}
    assert anchors == {link["href"] for link in [*landing["item"], *landing["describedby"]]}
    assert problem(client.get("/catalog.linkset?page=9"), 404, "not-found")
    tag = response.headers["ETag"]
    again = client.get("/catalog.linkset?page=2", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")


def test_get_more_pages_than_one_list_may_name_200(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = client.get("/sitemap.xml").text
    monkeypatch.setattr(sitemap, "MOST", 10)
    lists = re.findall("<loc>([^<]*)</loc>", client.get("/sitemap.xml").text)
    assert lists[0] == f"{PUBLIC}/sitemap-1.xml"
    parts = "".join(client.get(each.removeprefix(PUBLIC)).text for each in lists)
    assert re.findall("<loc>.*", parts) == re.findall("<loc>.*", whole)
    assert [client.get(f"/sitemap-{n}.xml").status_code for n in (0, len(lists) + 1)] == [404, 404]


def test_get_a_list_far_behind_the_last_404(client: FlaskClient) -> None:
    assert problem(client.get(f"/sitemap-{10**30}.xml"), 404, "not-found")


def test_the_description_says_the_same_in_every_format(client: FlaskClient) -> None:
    found = [
        {quad.triple for quad in pyoxigraph.parse(client.get(f"/void.{suffix}").data, format=form)}
        for suffix, form in (
            ("nt", RdfFormat.N_TRIPLES),
            ("ttl", RdfFormat.TURTLE),
            ("rdf", RdfFormat.RDF_XML),
            ("jsonld", RdfFormat.JSON_LD),
        )
    ]
    assert len(found[0]) > 50
    assert all(each == found[0] for each in found)


def test_get_a_large_description_as_the_file_that_it_is_200(
    client: FlaskClient, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = client.get("/void.ttl", headers={"Accept-Encoding": "gzip"})
    assert small.headers["Content-Encoding"] == "gzip"
    monkeypatch.setattr(files, "SMALL", 0)
    made = edition.read(state / "state" / edition.FOLDER)
    assert made is not None
    document = made.void["turtle"]
    content = (state / "state" / edition.FOLDER / document.name).read_bytes()
    with client.get("/void.ttl", headers={"Accept-Encoding": "gzip"}) as whole:
        assert whole.status_code == 200 and whole.is_streamed
        assert "Content-Encoding" not in whole.headers
        assert whole.headers["ETag"] == f'"{document.sha256}"'
        assert whole.content_length == document.size
        assert whole.data == content
    with client.get("/void.ttl", headers={"Range": "bytes=10-19"}) as part:
        assert (part.status_code, part.data) == (206, content[10:20])
    with client.get("/void.ttl", headers={"If-None-Match": f'"{document.sha256}"'}) as again:
        assert (again.status_code, again.data) == (304, b"")


def test_get_whatever_the_catalogue_names_200(client: FlaskClient) -> None:
    text = client.get("/catalog.nt").text
    named = set(re.findall(f"<{ns.BASE}((?:dataset|service)/[^#>]+)>", text))
    assert any(iri.endswith("/turtle") for iri in named)
    for iri in sorted(named):
        for accept in ("text/turtle", "text/html", "application/json"):
            response = client.get(f"/{iri}", headers={"Accept": accept}, follow_redirects=True)
            assert (response.status_code, response.mimetype) == (200, accept), iri


def test_the_data_in_the_page_is_nested_and_ends_no_script(client: FlaskClient) -> None:
    text = client.get("/catalog.html?page=2").text
    (block,) = re.findall('<script type="application/ld\\+json">(.*?)</script>', text)
    assert "<" not in block
    told = json.loads(block)
    assert (told["@type"], len(told["dataset"])) == ("DataCatalog", 2)
    for dataset in told["dataset"]:
        assert dataset["includedInDataCatalog"] == {"@id": told["@id"]}
        assert all(file["contentUrl"].startswith(PUBLIC) for file in dataset["distribution"])


@pytest.mark.parametrize("path", ["/robots.txt", "/sitemap.xml", "/.well-known/api-catalog"])
def test_get_what_robots_have_304(client: FlaskClient, path: str) -> None:
    tag = client.get(path).headers["ETag"]
    response = client.get(path, headers={"If-None-Match": tag})
    assert (response.status_code, response.data) == (304, b"")


def test_get_what_robots_and_programs_look_for_200(client: FlaskClient) -> None:
    assert f"Sitemap: {PUBLIC}/sitemap.xml" in client.get("/robots.txt").text
    told = client.get("/sitemap.xml")
    assert (told.status_code, told.mimetype) == (200, "application/xml")
    assert f"<loc>{PUBLIC}/catalog</loc>" in told.text
    for address in told.text.split("<loc>")[1:]:
        place = address.partition("</loc>")[0].removeprefix(PUBLIC)
        assert client.get(place, headers={"Accept": "text/html"}).status_code == 200
    assert f"<loc>{PUBLIC}/doc/region/north</loc><lastmod>" in told.text
    apis = client.get("/.well-known/api-catalog")
    assert (apis.status_code, apis.mimetype) == (200, "application/linkset+json")
    assert apis.get_json()["linkset"][0]["service-desc"][0]["href"] == f"{PUBLIC}/openapi.json"
    for each in apis.get_json()["linkset"]:
        for link in each["service-desc"]:
            response = client.get(link["href"].removeprefix(PUBLIC))
            assert (response.status_code, response.mimetype) == (
                200,
                link.get("type", "text/turtle"),
            )
    places = client.get("/void.nt").text
    assert f"<{PUBLIC}/feed>" in places and f"<{PUBLIC}/oai?verb=Identify>" in places


def test_a_change_is_seen_at_once_and_alone_since_its_time(tmp_path: Path) -> None:
    root = world(tmp_path)
    with harvested(root, tmp_path / "state") as app:
        client = app.test_client()
        first = client.get("/catalog.nt")
        data = root / "data" / "regions.ttl"
        data.write_text(data.read_text("utf-8") + "<http://e/1> a sr:Region .\n")
        (root / "data" / "deep" / "partnerships.ttl").unlink()
        with opened(tmp_path / "state" / "registry.sqlite3") as registry:
            enter(corpus.find(root), registry)
            change = registry.last_of(ns.GRAPH + "regions")
        assert change is not None
        second = client.get("/catalog.nt")
        assert second.headers["ETag"] != first.headers["ETag"]
        assert datasets(said(client, "/catalog")) == sorted({*GRAPHS} - {"partnerships"})
        since = said(client, f"/catalog?modified_since={change.time}")
        assert datasets(since) == ["regions"]
        assert unchanged(first.data) <= unchanged(second.data)
        later = said(client, "/catalog?modified_since=2999-01-01T00:00:00+01:00")
        assert datasets(later) == []


def unchanged(text: bytes) -> set[Triple]:
    """What is said of a dataset that did not change, and of its files."""
    start = f"<{ns.DATASET}ontology"
    triples = [quad.triple for quad in pyoxigraph.parse(text, format=RdfFormat.N_TRIPLES)]
    return {triple for triple in triples if str(triple.subject).startswith(start)}


def test_an_edition_that_cannot_be_made_is_500_and_never_a_part(tmp_path: Path) -> None:
    root = world(tmp_path)
    with harvested(root, tmp_path / "state") as app:
        (tmp_path / "state" / edition.FOLDER).write_text("in the way")
        for path in ("/catalog", "/dumps/", "/void"):
            assert problem(app.test_client().get(path), 500, "internal")


def test_who_waits_for_an_edition_is_told_that_the_service_stops(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forever = [sys.executable, "-c", "import signal; signal.pause()"]
    with (
        subprocess.Popen(forever) as making,
        harvested(world(tmp_path), tmp_path / "state", tmp_path) as app,
    ):
        monkeypatch.setattr(Editions, "_started", lambda _: making)
        leave(tmp_path)
        told = problem(app.test_client().get("/catalog"), 503, "busy")
        making.kill()
    assert "is being stopped" in told["detail"]


def test_titles_in_another_language_than_the_page_say_so(client: FlaskClient) -> None:
    for tag, lang in (("fr", ' lang="en"'), ("en", "")):
        page = client.get(f"/catalog?page=2&lang={tag}", headers={"Accept": "text/html"}).text
        assert f'<a href="/dataset/regions"><bdi{lang}>regions</bdi></a></h2>' in page
