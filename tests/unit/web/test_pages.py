"""The pages: what they tell, that they are safe, and that everybody can use them."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

import smallworld
from smartregions import corpus
from smartregions.index.evaluation import Limits
from smartregions.index.memory import MemoryIndex
from smartregions.library.shelf import Library
from smartregions.namespaces import ID
from smartregions.publication.entry import gather
from smartregions.settings import Settings
from smartregions.web import create_app
from smartregions.web.finding.names import Text
from smartregions.web.service import Service
from smartregions.web.summary import Member, Partnership

LABELS = "partnershipLabel,regionLabel,roleLabel"
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
PAGES = [
    "/",
    "/sparql",
    "/sparql?query=SELECT+*+%7B%3Fs+%3Fp+%3Fo%7D+LIMIT+2",
    "/sparql?query=ASK%7B%7D",
    "/sparql?query=CONSTRUCT+WHERE+%7B%3Fs+%3Fp+%3Fo%7D",
    "/sparql?query=nonsense",
    "/queries",
    "/queries/regions/sizes",
    "/search?q=nord",
    "/regions",
    "/regions?role=leading",
    "/problems",
    "/docs",
    "/nowhere",
]
VOID = {"meta", "link", "img", "input", "br", "hr"}


class Page(HTMLParser):
    """Elements with their attributes; `open` is empty when every element was closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes nothing"

    def scripts(self) -> list[dict[str, str | None]]:
        """Those that are not files of ours."""
        return [s for s in self.all("script") if not (s.get("src") or "").startswith("/static/")]

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def test_home_tells_counts_regions_with_roles_and_what_to_try(client: FlaskClient) -> None:
    page = client.get("/", headers=BROWSER).text
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    assert "2 regions" in text, "an instance of a subclass is counted by its own class"
    assert "North leading L&#39;Île joining" in text
    assert "smartregions validate" in text
    assert 'href="/sparql?query=PREFIX' in page
    assert 'href="/queries/any/is-there"' in page


def test_a_region_with_two_roles_is_one_region() -> None:
    members = [member("a", "leading"), member("a", "participating"), member("b", "leading")]
    partnership = Partnership("partnership:p", Text("P"), False, members)
    assert partnership.size == 2
    assert [(point.seat.iri, point.mark) for point in partnership.points] == [
        ("a", "leading"),
        ("b", "leading"),
    ]


def member(region: str, role: str) -> Member:
    return Member(region, f"/{region}", Text(region), role, Text(role), role, (50.0, 5.0))


def test_home_that_did_not_change_is_not_sent_again(client: FlaskClient) -> None:
    tag = client.get("/", headers=BROWSER).headers["ETag"]
    again = client.get("/", headers=BROWSER | {"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")


def test_the_example_query_of_home_has_an_answer(client: FlaskClient) -> None:
    page = Page(client.get("/", headers=BROWSER).text)
    (address,) = {a["href"] for a in page.all("a") if "LIMIT" in (a["href"] or "")}
    answer = client.get(address, headers={"Accept": "text/csv"})
    assert answer.text.split() == [LABELS, "One,North,leading"]


def test_the_example_query_of_home_names_what_it_can_in_the_language_of_the_page(
    client: FlaskClient,
) -> None:
    page = Page(client.get("/?lang=fr", headers=BROWSER).text)
    (address,) = {a["href"] for a in page.all("a") if "LIMIT" in (a["href"] or "")}
    answer = client.get(address, headers={"Accept": "text/csv"})
    assert answer.text.split() == [LABELS, "One,L'Île,joining", "One,Nord,leading"]


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "Of 1 more partnership no region is known."),
        ("fr", "De 1 autre partenariat, aucune région n’est connue."),
    ],
)
def test_home_says_of_how_many_partnerships_no_region_is_known(
    tmp_path: Path, language: str, told: str
) -> None:
    root = smallworld.write(tmp_path)
    bare = f'<{ID}partnership/bare> a sr:Partnership ; rdfs:label "Bare"@en .\n'
    (root / "data/bare.ttl").write_text(smallworld.PREFIXES + bare, "utf-8")
    index = MemoryIndex(Limits(4_000, 100, 20_000), 60, 4)
    gather(corpus.find(root), index)
    alone = create_app(Service(Settings(), index, Library([]))).test_client()
    page = alone.get(f"/?lang={language}", headers=BROWSER).text
    assert told in page and '<a href="/partnerships">' in page


def test_home_does_not_speak_of_partnerships_without_regions_where_all_have_some(
    client: FlaskClient,
) -> None:
    assert "no region is known" not in client.get("/", headers=BROWSER).text


def test_health_200_with_the_change(client: FlaskClient) -> None:
    response = client.get("/health")
    assert response.status_code == 200
    assert response.get_json()["status"] == "ok"
    assert response.headers["Cache-Control"] == "no-store"


def test_every_problem_that_can_be_told_is_described(client: FlaskClient) -> None:
    described = {row.get("id") for row in Page(client.get("/problems").text).all("tr")}
    slug = client.get("/nowhere").get_json(force=True)["type"].rpartition("#")[2]
    assert slug in described


@pytest.mark.parametrize("address", PAGES)
def test_a_page_runs_no_script_and_carries_no_style_of_its_own(
    client: FlaskClient, address: str
) -> None:
    response = client.get(address, headers=BROWSER)
    page = Page(response.text)
    assert response.content_type == "text/html; charset=utf-8"
    assert not page.scripts() and not page.all("style")
    for _, attributes in page.elements:
        assert not any(name == "style" or name.startswith("on") for name in attributes)
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("address", PAGES)
def test_a_page_can_be_read_without_eyes_or_mouse(client: FlaskClient, address: str) -> None:
    page = Page(client.get(address, headers=BROWSER).text)
    assert not page.open
    assert page.all("html") == [{"lang": "en"}]
    assert len(page.all("h1")) == len(page.all("main")) == 1
    assert {"class": "skip", "href": "#main"} in page.all("a")
    assert page.all("main")[0]["id"] == "main"
    assert all("alt" in image for image in page.all("img"))
    labels = {label["for"] for label in page.all("label")}
    fields = [*page.all("input"), *page.all("select"), *page.all("textarea")]
    assert {field["id"] for field in fields} == labels
    identifiers = [a["id"] for _, a in page.elements if "id" in a]
    assert len(identifiers) == len(set(identifiers))
    assert all(head.get("scope") for head in page.all("th"))
    titles = re.findall(r"<title>([^<]+)</title>", client.get(address, headers=BROWSER).text)
    assert titles and titles[0].endswith("Smart Regions")


@pytest.mark.parametrize("address", PAGES)
def test_every_link_of_a_page_leads_somewhere(client: FlaskClient, address: str) -> None:
    page = Page(client.get(address, headers=BROWSER).text)
    elements = [e for e in [*page.all("a"), *page.all("link")] if "hreflang" not in e]
    links = {element["href"] or "" for element in elements}
    own = {link for link in links if link.startswith("/")}
    assert own
    for link in own:
        with client.get(link.partition("#")[0], headers=BROWSER) as response:
            assert response.status_code == 200


HOSTILE = """
<http://e/1> <http://e/p> "</script><script>alert(1)</script>" .
<http://e/2> <http://e/p> "{{7*7}}" .
<http://e/3> <http://e/p> <javascript:alert(1)> .
<http://e/4> <http://e/p> <data:text/html,x> .
<http://e/5> <http://e/p> <http://e/'onmouseover='x> .
"""


@pytest.fixture
def hostile(tmp_path: Path) -> FlaskClient:
    root = smallworld.write(tmp_path)
    (root / "data" / "hostile.ttl").write_text(HOSTILE)
    index = MemoryIndex(Limits(), 60, 2)
    gather(corpus.find(root), index)
    return create_app(Service(Settings(), index, Library([]))).test_client()


def test_values_of_the_data_are_inert_in_a_page(hostile: FlaskClient) -> None:
    text = "SELECT * { ?s <http://e/p> ?o }"
    page = hostile.get("/sparql", query_string={"query": text}, headers=BROWSER).text
    parsed = Page(page)
    assert not parsed.scripts()
    assert "{{7*7}}" in page and not re.search(r"\b49\b(?!;)", page)
    schemes = {(a["href"] or "").partition(":")[0] for a in parsed.all("a")}
    assert not schemes & {"javascript", "data"}
    assert not any(name.startswith("on") for _, a in parsed.elements for name in a)


def test_a_query_is_inert_in_its_page(client: FlaskClient) -> None:
    text = "ASK { ?s ?p '</textarea><script>alert(1)</script>' }"
    page = client.get("/sparql", query_string={"query": text}, headers=BROWSER).text
    assert not Page(page).scripts()


def test_a_host_header_appears_nowhere(client: FlaskClient) -> None:
    headers = BROWSER | {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    for address in PAGES:
        response = client.get(address, headers=headers)
        assert "evil.example" not in response.text + str(response.headers)


def test_a_fault_of_ours_500_says_nothing_and_logs_everything(
    app: Flask, service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(MemoryIndex):
        """An index that fails in a way that nobody foresaw."""

        def query(self, *_: object) -> object:  # type: ignore[override]
            raise ZeroDivisionError("the secret")

    broken = create_app(Service(service.settings, Broken(Limits(), 1, 1), service.library))
    response = broken.test_client().get("/sparql?query=ASK%7B%7D")
    assert response.status_code == 500
    assert response.content_type == "application/problem+json"
    assert response.get_json(force=True)["type"].endswith("#internal")
    assert "secret" not in response.text and "ZeroDivision" not in response.text
    assert "the secret" in caplog.text
