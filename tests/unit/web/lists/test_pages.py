"""The lists: as a page, as CSV and as JSON, narrowed down, sorted and paged alike."""

from __future__ import annotations

import csv
import io

import pytest
from flask.testing import FlaskClient
from pyoxigraph import QuerySolutions, RdfFormat, Store

from smartregions.namespaces import ID, SCHEME, SR
from smartregions.web.lists.kinds import KINDS

BROWSER = {"Accept": "text/html"}
ACTORS = f"""
@prefix sr: <{SR}> .
@prefix e: <http://e/> .
e:sits a sr:Actor ; sr:locatedIn e:region .
e:acts a sr:Actor ; sr:actsFor e:region .
e:joins a sr:Actor ; sr:locatedIn e:elsewhere .
e:of-region sr:participatingRegion e:region ; sr:partnership e:tides .
e:of-actor sr:participatingOrganisation e:joins ; sr:partnership e:winds .
"""


def rows(client: FlaskClient, address: str) -> list[dict[str, str]]:
    response = client.get(address, headers={"Accept": "text/csv"})
    assert response.content_type == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(response.text, newline="")))


def labels(client: FlaskClient, address: str) -> list[str]:
    return [row["label"] for row in rows(client, address)]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_list_is_a_page_csv_and_json_of_the_same(client: FlaskClient, kind: object) -> None:
    name = f"/{kind.name}"  # type: ignore[attr-defined]
    page = client.get(name, headers=BROWSER)
    assert page.status_code == 200 and page.mimetype == "text/html"
    told = client.get(f"{name}.json").get_json()
    listed = rows(client, f"{name}.csv")
    assert told["total"] == len(told["items"]) == len(listed)
    assert [item["iri"] for item in told["items"]] == [row["iri"] for row in listed]
    assert all(item["iri"].startswith(ID) for item in told["items"])


def test_regions_are_sorted_by_their_name_in_the_language(client: FlaskClient) -> None:
    assert labels(client, "/regions?role=") == ["North", "South"]
    assert labels(client, "/regions?sort=-name") == ["South", "North"]
    assert labels(client, "/regions?lang=fr") == ["Nord", "South"]


def test_a_list_is_narrowed_down_by_short_names_prefixes_and_iris(client: FlaskClient) -> None:
    assert labels(client, "/regions?partnership=one&role=leading") == ["North"]
    for text in (f"{SCHEME}role/leading", "scheme:role/leading"):
        given = {"role": text}
        assert client.get("/regions.json", query_string=given).get_json()["total"] == 1


def test_a_row_tells_what_the_statements_say_that_were_asked_for(client: FlaskClient) -> None:
    (north,) = rows(client, "/regions?partnership=one&role=leading")
    assert (north["partnership"], north["role"]) == ("One", "leading")


def test_an_actor_stands_under_its_own_partnerships_and_those_of_its_regions() -> None:
    (actors,) = (kind for kind in KINDS if kind.name == "actors")
    store = Store()
    store.load(ACTORS.encode(), format=RdfFormat.TURTLE)
    (partnership,) = (facet for facet in actors.facets if facet.name == "partnership")
    found = store.query(actors.query_of(partnership))
    assert isinstance(found, QuerySolutions)
    assert {(row["thing"].value, row["value"].value, row["by"].value) for row in found} == {
        ("http://e/sits", "http://e/tides", "http://e/of-region"),
        ("http://e/acts", "http://e/tides", "http://e/of-region"),
        ("http://e/joins", "http://e/winds", "http://e/of-actor"),
    }


def test_actors_are_narrowed_down_by_partnership_as_page_csv_and_json(client: FlaskClient) -> None:
    told = client.get("/actors.json").get_json()
    assert "partnership" in told["facets"]
    csv_, page = client.get("/actors.csv").text, client.get("/actors?lang=fr", headers=BROWSER).text
    assert csv_.splitlines()[0].split(",")[:5] == [
        *("iri", "label", "region", "country", "partnership")
    ]
    assert client.get("/actors?partnership=nowhere").status_code == 400 and "<h1>" in page


def test_json_tells_the_choices_with_their_counts(client: FlaskClient) -> None:
    facets = client.get("/regions.json").get_json()["facets"]
    (role,) = (each for each in facets["role"] if each["value"] == f"{SCHEME}role/leading")
    assert (role["label"], role["count"]) == ("leading", 1)


def test_the_page_leads_to_narrower_lists_and_back(client: FlaskClient) -> None:
    page = client.get("/regions", headers=BROWSER).text
    assert 'href="/regions?role=leading"' in page
    narrowed = client.get("/regions?role=leading", headers=BROWSER).text
    assert 'href="/regions.csv?role=leading"' in narrowed
    assert 'href="/regions" rel="nofollow" aria-current="true"' in narrowed


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/regions?role=leadin", "Did you mean leading?"),
        ("/regions?colour=red", "no parameter colour"),
        ("/regions?partnershp=x", "Did you mean partnership?"),
        ("/regions?at=1", "no parameter at"),
        ("/regions?sort=size", "there are name"),
        ("/regions?start=x", "no whole number"),
        ("/regions?role=leading&role=co-leading", "role is given 2 times; give it once"),
    ],
)
def test_what_does_not_exist_is_refused_with_what_does(
    client: FlaskClient, address: str, told: str
) -> None:
    response = client.get(address)
    assert response.status_code == 400 and told in response.get_json(force=True)["detail"]


@pytest.mark.parametrize("address", ["/regions.ttl", "/regions?format=turtle"])
def test_a_format_that_does_not_exist_is_406(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 406


def test_a_list_that_the_client_has_is_not_sent_again(client: FlaskClient) -> None:
    tag = client.get("/regions", headers=BROWSER).headers["ETag"]
    again = client.get("/regions", headers=BROWSER | {"If-None-Match": tag})
    assert again.status_code == 304
