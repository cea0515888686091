"""The network: drawn by a script, and the same as tables, CSV, JSON and GraphML."""

from __future__ import annotations

import csv
import io
import re
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from madeupworld import Tables
from smartregions.web.overview import listed, network, strongest

PAGE = {"Accept": "text/html"}
GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"


def test_the_page_lists_who_is_joined_by_which_projects(world: FlaskClient) -> None:
    nodes, links = Tables(world.get("/network", headers=PAGE).text).tables
    assert ["Coastland", "3", "4"] in nodes
    assert links[1] == [
        "Coastland",
        "Northland",
        "3",
        "Beacon of the ports (2019–2020), Lantern (year not known), Rafter (2020–2022)",
    ]


def test_a_year_leaves_the_projects_that_run_in_it(world: FlaskClient) -> None:
    rows = list(csv.DictReader(io.StringIO(world.get("/network.csv?year=2021").text)))
    assert {(row["oneLabel"], row["twoLabel"], row["projects"]) for row in rows} == {
        ("Coastland", "Northland", "Rafter"),
        ("Coastland", "Smalldom", "Anchor"),
        ("Coastland", "The Hills", "Rafter"),
        ("The Hills", "Northland", "Rafter"),
    }
    page = world.get("/network?year=2021", headers=PAGE).text
    assert "<option selected>2021</option>" in page and "<option>2019</option>" in page


def test_json_is_that_of_cytoscape_with_weights(world: FlaskClient) -> None:
    answer = world.get("/network?of=actors", headers={"Accept": "application/json"}).json
    assert answer is not None
    names = {node["data"]["id"]: node["data"]["label"] for node in answer["elements"]["nodes"]}
    edges = {
        (names[edge["data"]["source"]], names[edge["data"]["target"]]): edge["data"]["weight"]
        for edge in answer["elements"]["edges"]
    }
    assert edges["Coast University", "North Institute"] == 2
    assert edges["Hill Lab", "Small Cluster"] == 1
    assert len(names) == 6


def test_graphml_has_the_same_nodes_and_edges(world: FlaskClient) -> None:
    response = world.get("/network.graphml")
    assert response.mimetype == "application/graphml+xml"
    root = ElementTree.fromstring(response.data)
    nodes = {node.get("id"): node[0].text for node in root.iter(GRAPHML + "node")}
    edges = {
        (nodes[edge.get("source")], nodes[edge.get("target")]): edge[0].text
        for edge in root.iter(GRAPHML + "edge")
    }
    assert edges["Coastland", "Northland"] == "3" and len(edges) == 5
    keys = {key.get("id") for key in root.iter(GRAPHML + "key")}
    assert {data.get("key") for data in root.iter(GRAPHML + "data")} <= keys


def test_graphml_stays_well_formed_whatever_the_labels_hold(hostile: FlaskClient) -> None:
    root = ElementTree.fromstring(hostile.get("/network.graphml").data)
    assert any("alert(6)" in (data.text or "") for data in root.iter(GRAPHML + "data"))
    labels = [data.text or "" for data in root.iter(GRAPHML + "data")]
    assert any("\ufffd" in label for label in labels)


def test_a_page_may_run_scripts_of_ours_and_data_none(world: FlaskClient) -> None:
    network = world.get("/network", headers=PAGE)
    assert "script-src 'self'; connect-src 'self'" in network.headers["Content-Security-Policy"]
    for source in Tables(network.text).scripts:
        with world.get(source) as script:
            assert source.startswith("/static/") and script.status_code == 200
    data = world.get("/network.csv")
    assert "script-src" not in data.headers["Content-Security-Policy"]


def test_the_drawing_has_the_links_of_the_page_in_its_language(world: FlaskClient) -> None:
    page = world.get("/network", headers=PAGE).text
    assert 'id="drawing" data-links="5" hidden' in page and "Drawn are" not in page
    _, links = Tables(world.get("/network?lang=fr", headers=PAGE).text).tables
    assert len(links) == 1 + 5 and "Terre des côtes" in links[1]
    assert "Terre des côtes" in world.get("/network.json?of=regions&lang=fr").text
    asked = {"Accept-Language": "fr"}
    assert "Terre des côtes" not in world.get("/network.json", headers=asked).text


def test_a_drawing_ends_before_the_first_name_too_many_and_says_so(
    world: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listed, "DRAWN", 3)
    page = world.get("/network?timeout=8", headers=PAGE).text
    _, links = Tables(page).tables
    (drawn,) = re.findall(r'data-links="([0-9]+)"', page)
    first = {end for link in links[1 : 1 + int(drawn)] for end in link[:2]}
    assert len(first) <= 3 < len(first | set(links[1 + int(drawn)][:2]))
    assert f"Drawn are the {drawn} strongest of 5 links." in page


@pytest.mark.parametrize("of", ["regions", "actors"])
@pytest.mark.parametrize("year", ["", "2019", "2021", "2022"])
def test_the_page_counts_what_the_file_lists(world: FlaskClient, of: str, year: str) -> None:
    asked = f"of={of}&year={year}&at="
    file = csv.DictReader(io.StringIO(world.get(f"/network.csv?{asked}").text))
    listed = {(row["oneLabel"], row["twoLabel"]): row for row in file}
    nodes, links = Tables(world.get(f"/network?{asked}", headers=PAGE).text).tables
    assert {(one, two): weight for one, two, weight, _ in links[1:]} == {
        pair: row["weight"] for pair, row in listed.items()
    }
    for one, two, _, projects in links[1:]:
        names = re.sub(r" \((?:[0-9–]+|year not known)\)", "", projects)
        assert names == listed[one, two]["projects"].replace(";", ",")
    for node, partners, _ in nodes[1:]:
        assert int(partners) == sum(node in pair for pair in listed)
    assert len(nodes) == 1 + len({end for pair in listed for end in pair})


def test_a_large_network_is_listed_in_part_and_says_so(
    world: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(strongest, "MOST", 2)
    monkeypatch.setattr(network, "MOST", 2)
    page = world.get("/network?timeout=7", headers=PAGE).text
    nodes, links = Tables(page).tables
    assert len(nodes) == len(links) == 1 + 2
    assert links[1][:3] == ["Coastland", "Northland", "3"]
    assert "The first 2 of 4 are shown; the files below have all." in page
    assert "<h2>5 links</h2>" in page
    assert "The first 2 are shown, each download has all." in page
    assert len(world.get("/network.csv?timeout=7").text.splitlines()) == 1 + 5


def test_more_pairs_than_can_be_counted_are_refused(
    world: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(strongest, "MOST_PAIRS", 3)
    response = world.get("/network?timeout=9", headers=PAGE)
    assert response.status_code == 413 and "more than 3 pairs" in response.text


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/network?of=planets", 400),
        ("/network?year=soon", 400),
        ("/network.pdf", 406),
        ("/network?year=1900", 200),
    ],
)
def test_what_cannot_be_drawn_is_refused_and_what_is_not_known_said(
    address: str, status: int, world: FlaskClient
) -> None:
    response = world.get(address, headers=PAGE)
    assert response.status_code == status
    assert status != 200 or "Not known" in response.text
