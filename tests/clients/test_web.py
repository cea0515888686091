"""What programs of others find in headers, pages and maps: links, data, validators of caches."""

from __future__ import annotations

import json
import socket
import subprocess
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from clients.conftest import PAGE
from clients.environments import programs
from smartregions import corpus

pytestmark = [pytest.mark.clients, pytest.mark.timeout(900)]

READING = Path(__file__).with_name("web_reading.py")
LINKSET = "application/linkset+json"


@pytest.fixture(scope="module")
def folder() -> Path:
    return programs("web")


def read(folder: Path, what: str, address: str) -> Any:
    done = subprocess.run(
        [folder / "python", READING, what, address],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def links(found: list[list[str]], context: str = "") -> dict[str, list[tuple[str, str]]]:
    told: dict[str, list[tuple[str, str]]] = {}
    for anchor, relation, target, kind in found:
        if not context or anchor == context:
            told.setdefault(relation, []).append((target, kind))
    return told


@pytest.mark.parametrize("page", ["", "?page=2"])
def test_signposts_lead_from_a_page_to_its_descriptions_files_and_name(
    folder: Path, served: str, page: str
) -> None:
    """Level 1 in the header, level 2 in the set of links; each target is what the link says."""
    landing = f"{served}catalog{page}"
    header = links(read(folder, "signposts", f"{served}catalog.html{page}"))
    assert header["cite-as"] == [("https://w3id.org/smart-regions/catalog", "")]
    assert len(header["license"]) == 1
    assert ("https://schema.org/DataCatalog", "") in header["type"]
    ((place, kind),) = header["linkset"]
    assert kind == LINKSET
    told = read(folder, "linkset", place)
    assert links(told, landing)["describedby"] == header["describedby"]
    assert links(told, landing)["cite-as"] == header["cite-as"]
    items = links(told, landing)["item"]
    assert len(items) >= PAGE * 5
    for target, media_type in [*header["describedby"], *items, (place, LINKSET)]:
        with urllib.request.urlopen(urllib.request.Request(target, method="HEAD")) as response:
            assert response.headers.get_content_type() == media_type
    for target, _ in items:
        assert links(told, target)["collection"] == [(landing, "text/html")]
    for target, _ in header["describedby"]:
        assert links(told, target)["describes"] == [(landing, "text/html")]
        assert links(read(folder, "signposts", target))["describes"] == [(landing, "text/html")]


THINGS = ("doc/region/bretagne", "doc/actor/a6k", "scheme/helix", "dataset/actors", "ontology")


@pytest.mark.parametrize("path", THINGS)
def test_signposts_lead_from_a_thing_to_its_descriptions_name_and_parts(
    folder: Path, served: str, path: str
) -> None:
    """As from the catalogue; what publishes it is its author, a file of a dataset an item."""
    landing = f"{served}{path}"
    header = links(read(folder, "signposts", f"{landing}.html"))
    ((name, _),) = header["cite-as"]
    assert name.startswith("https://w3id.org/smart-regions/")
    assert ("https://schema.org/AboutPage", "") in header["type"]
    assert len(header["type"]) <= 2
    assert header["license"] and header["author"]
    ((place, kind),) = header["linkset"]
    assert kind == LINKSET
    told = read(folder, "linkset", place)
    for relation in ("cite-as", "type", "license", "author", "describedby"):
        assert links(told, landing)[relation] == header[relation]
    assert len(header["describedby"]) == 7
    items = [target for target, _ in links(told, landing).get("item", [])]
    assert bool(items) == path.startswith("dataset/")
    for target, media_type in [*header["describedby"], (place, LINKSET)]:
        with urllib.request.urlopen(urllib.request.Request(target, method="HEAD")) as response:
            assert response.headers.get_content_type() == media_type
    for target, _ in header["describedby"]:
        assert links(told, target)["describes"] == [(landing, "text/html")]
        assert links(read(folder, "signposts", target))["describes"] == [(landing, "text/html")]
    for target in items:
        assert links(told, target)["collection"] == [(landing, "text/html")]
        assert (landing, "text/html") in links(read(folder, "signposts", target))["collection"]


def test_a_search_engine_for_data_finds_every_dataset_with_its_files(
    folder: Path, served: str
) -> None:
    found: dict[str, dict[str, Any]] = {}
    count = len({source.graph for source in corpus.find().sources()})
    for number in range(1, -(-count // PAGE) + 1):
        (block,) = read(folder, "markup", f"{served}catalog.html?page={number}")
        assert (block["@context"], block["@type"]) == ("https://schema.org/", "DataCatalog")
        found |= {each["@id"]: each for each in block["dataset"]}
    assert len(found) == count
    for dataset in found.values():
        assert dataset["@type"] == "Dataset"
        assert 50 <= len(dataset["description"]) <= 5_000
        assert {"name", "license", "creator", "dateModified", "url"} <= set(dataset)
        assert dataset["isAccessibleForFree"] is True
        for file in dataset["distribution"]:
            assert urlsplit(file["contentUrl"]).path.startswith("/dumps/")
            assert "/" in file["encodingFormat"]


def test_the_map_of_the_site_leads_to_pages_that_are_there(folder: Path, served: str) -> None:
    found = read(folder, "sitemap", served)
    assert dict(found)[served + "catalog"] != "None"
    assert len(found) > 20
    for address, _ in found[:: 1 + len(found) // 40]:
        wanted = urllib.request.Request(address, headers={"Accept": "text/html"})
        with urllib.request.urlopen(wanted) as response:
            assert response.headers.get_content_type() == "text/html"


MEANT = {path: ("* [WARN] This resource varies in 4 ways.",) for path in ("queries", "nowhere")}
"""They are a page or JSON, coded or not, in a language that the browser or a cookie names."""


@pytest.mark.parametrize(
    "path",
    [
        "",
        "catalog",
        "catalog.rdf?page=2",
        "catalog.linkset",
        "dumps/",
        "dumps/regions.ttl",
        "void",
        "sparql",
        "sparql?query=ASK%7B%7D",
        "queries",
        "robots.txt",
        "sitemap.xml",
        ".well-known/api-catalog",
        "doc/region/bretagne",
        "doc/region/bretagne.json?at=17",
        "id/region/bretagne",
        "graph/regions",
        "graph/regions.nt",
        "graph/regions.ttl?at=17",
        "history/timemap?thing=https://w3id.org/smart-regions/id/region/bretagne",
        "nowhere",
    ],
)
def test_nothing_is_wrong_with_an_answer_as_http(folder: Path, served: str, path: str) -> None:
    answer = exchanged(served, path)
    done = subprocess.run(
        [folder / "httplint", "-n"], input=answer, capture_output=True, timeout=60, check=False
    )
    told = done.stdout.decode()
    assert done.returncode == 0 and "[GOOD]" in told, done.stderr
    wrong = [line for line in told.splitlines() if "[WARN]" in line or "[BAD]" in line]
    assert [line for line in wrong if line.strip() not in MEANT.get(path, ())] == [], told


def exchanged(served: str, path: str) -> bytes:
    """The answer to the byte."""
    parts = urlsplit(served)
    with socket.create_connection((parts.hostname, parts.port), timeout=60) as connection:
        head = f"GET /{path} HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\n\r\n"
        connection.sendall(head.encode())
        return b"".join(iter(lambda: connection.recv(65_536), b""))
