"""The catalogue for people: nobody waits until an edition is made, and it is said what is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from harvested import harvested, world
from smartregions import corpus
from smartregions.namespaces import DATASET
from smartregions.publication.entry import enter
from smartregions.registry.log import opened

STILL = "still being written"
AGAIN = '<a href="">Look again'
DESCRIBED = f"""@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
<{DATASET}regions> a dcat:Dataset ; dcterms:title "The regions"@en, "Les régions"@fr .
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = world(tmp_path)
    (made / "data" / "catalogue.ttl").write_text(DESCRIBED, "utf-8")
    return made


@pytest.fixture
def client(root: Path, tmp_path: Path) -> Iterator[FlaskClient]:
    with harvested(root, tmp_path / "state") as app:
        yield app.test_client()


def seen(client: FlaskClient, address: str, **headers: str) -> TestResponse:
    return client.get(address, headers={"Accept": "text/html", **headers})


def relations(response: TestResponse) -> set[str]:
    """Those of its links to what belongs to the page, such as signposts."""
    return set(re.findall(r'rel="([^"]+)"', ", ".join(response.headers.getlist("Link"))))


def change(root: Path, tmp_path: Path) -> None:
    """One more region."""
    data = root / "data" / "regions.ttl"
    data.write_text(data.read_text("utf-8") + "<http://e/west> a sr:Region .\n", "utf-8")
    with opened(tmp_path / "state" / "registry.sqlite3") as registry:
        enter(corpus.find(root), registry)


def test_before_there_is_an_edition_the_page_lists_what_is_described(client: FlaskClient) -> None:
    first = seen(client, "/catalog", **{"Accept-Language": "fr"})
    assert first.status_code == 200 and first.headers["Cache-Control"] == "no-store"
    assert "Les régions" in first.text and f"{DATASET}regions" in first.text
    assert "en cours d’écriture" in first.text and "/dumps/regions" not in first.text
    assert {"cite-as", "license", "linkset", "describedby"} <= relations(first)
    assert b"/dumps/regions" in client.get("/catalog").data, "a program waits for all of it"
    then = seen(client, "/catalog")
    assert "/dumps/regions" in then.text and STILL not in then.text and "The regions" in then.text


@pytest.mark.parametrize("address", ["/catalog", "/dumps/"])
def test_after_a_change_the_page_shows_what_stood_before_and_says_so(
    client: FlaskClient, root: Path, tmp_path: Path, address: str
) -> None:
    client.get("/catalog")
    before = seen(client, address)
    assert STILL not in before.text
    change(root, tmp_path)
    meanwhile = seen(client, address, **{"If-None-Match": before.headers["ETag"]})
    assert meanwhile.status_code == 200 and STILL in meanwhile.text and AGAIN in meanwhile.text
    assert (f"{DATASET}regions" if address == "/catalog" else "/dumps/regions") in meanwhile.text
    client.get("/catalog")
    after = seen(client, address, **{"If-None-Match": meanwhile.headers["ETag"]})
    assert after.status_code == 200 and STILL not in after.text


def test_the_page_of_a_distribution_shows_what_stood_before_and_says_so(
    client: FlaskClient, root: Path, tmp_path: Path
) -> None:
    address = "/dataset/regions/turtle"
    client.get("/catalog")
    before = seen(client, address)
    assert before.status_code == 200 and STILL not in before.text
    change(root, tmp_path)
    meanwhile = seen(client, address)
    assert meanwhile.status_code == 200 and STILL in meanwhile.text and AGAIN in meanwhile.text
    assert f"{DATASET}regions/turtle" in meanwhile.text
    assert meanwhile.headers["Cache-Control"] == "no-store" and "ETag" not in meanwhile.headers
    size = r"byteSize> \"?([0-9]+)"
    for_programs = re.findall(size, client.get(f"{address}.nt").text)
    assert for_programs, "a program waits for the new one"
    assert not re.search(rf"\b{for_programs[0]}\b", meanwhile.text)  # digests have any digits
    after = seen(client, address)
    assert STILL not in after.text and for_programs[0] in after.text.replace(",", "")


def test_what_is_no_page_is_the_same_in_all_languages(client: FlaskClient) -> None:
    for address in ("/catalog", "/catalog.rdf", "/catalog.linkset"):
        varies = set(client.get(address).vary)
        assert "Accept-Encoding" in varies and varies.isdisjoint({"Accept-Language", "Cookie"})
    assert {"Accept-Language", "Cookie"} <= set(seen(client, "/catalog").vary)


def test_a_program_never_gets_what_stood_before(
    client: FlaskClient, root: Path, tmp_path: Path
) -> None:
    before = client.get("/catalog").headers["ETag"]
    change(root, tmp_path)
    seen(client, "/catalog")
    after = client.get("/catalog", headers={"If-None-Match": before})
    assert after.status_code == 200 and after.headers["ETag"] != before
