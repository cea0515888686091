"""One rule for parameters that an address does not have (docs/things.md)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from harvested import harvested, world
from problemdoc import problem

HERE = "https://regions.example"
ADDED = "utm_source=letter&utm_medium=mail&fbclid=x&mtm_campaign=y&gclid=z&_ga=1"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    folder = tmp_path_factory.mktemp("parameters")
    with harvested(world(folder), folder / "state") as app:
        yield app.test_client()


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/?partnershp=one", "/ has no parameter partnershp. Did you mean partnership?"),
        ("/?at=1", "It has partnership, lang."),
        ("/?partnership=one&partnership=one", "partnership is given 2 times; give it once"),
        ("/problems?x=1", "/problems has no parameter x. It has lang."),
        ("/regions?x=1", "has no parameter x"),
        ("/queries/regions/sizes?x=1", "has no parameter x"),
        ("/search?quest=nord", "has no parameter quest"),
        ("/doc/region/north?pge=2", "Did you mean page?"),
        ("/doc/region/north.ttl?x=1", "has no parameter x"),
        ("/scheme/role?x=1", "has no parameter x"),
        ("/dataset/regions?x=1", "has no parameter x"),
        ("/ontology?x=1", "has no parameter x"),
        ("/graph/regions/timemap?x=1", "has no parameter x"),
        ("/history/timemap?grph=x", "Did you mean graph?"),
    ],
)
def test_what_an_address_does_not_have_400_with_the_nearest(
    client: FlaskClient, address: str, told: str
) -> None:
    assert client.head(address).status_code == 400
    assert told in problem(client.get(address), 400, "parameter")["detail"]


@pytest.mark.parametrize(
    "address",
    ["/", "/regions", "/queries/regions/sizes", "/search?q=nord", "/doc/region/north"]
    + ["/sparql?query=ASK%7B%7D", "/catalog", "/feed", "/dumps/"]
    + ["/void", "/sitemap.xml", "/ontology", "/history"],
)
def test_what_others_add_to_a_link_200(client: FlaskClient, address: str) -> None:
    more = f"{address}{'&' if '?' in address else '?'}{ADDED}"
    there = client.get(more, headers={"Accept": "text/html,*/*;q=0.1"})
    assert there.status_code == 200, there.text


@pytest.mark.parametrize(
    "address",
    ["/sparql?query=ASK%7B%7D&x=1", "/catalog?x=1", "/feed?x=1", "/dumps/?x=1", "/void?x=1"]
    + ["/sitemap.xml?x=1", "/health?x=1", "/.well-known/void?_=1"],
)
def test_what_is_harvested_and_the_endpoint_pass_over_the_rest_200(
    client: FlaskClient, address: str
) -> None:
    assert client.get(address).status_code == 200


def test_a_thing_leads_on_with_all_of_them_303(client: FlaskClient) -> None:
    response = client.get("/id/region/north?x=1")
    assert response.status_code == 303 and response.headers["Location"].endswith("north?x=1")


@pytest.mark.parametrize(
    ("address", "near", "all_of_them"),
    [
        ("/queries/regions/sizes?region=norht&least=1", ["region=north"], "/regions"),
        ("/regions?role=leadin", ["role=leading"], "/regions"),
        ("/?partnership=on", ["partnership=one"], "/"),
    ],
)
def test_a_value_that_does_not_exist_400_with_where_the_likely_ones_and_all_are(
    client: FlaskClient, address: str, near: list[str], all_of_them: str
) -> None:
    document = problem(client.get(address), 400, "parameter")
    assert [each.rpartition("?")[2].split("&")[-1] for each in document["near"]] == near
    assert document["all"] == f"{HERE}{all_of_them}"
    browser = {"Accept": "text/html"}
    page = client.get(address, headers=browser).text
    for there in (*document["near"], document["all"]):
        assert f'<a href="{there.replace("&", "&amp;")}">' in page
        assert client.get(there.removeprefix(HERE), headers=browser).status_code == 200
