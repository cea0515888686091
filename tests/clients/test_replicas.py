"""Create, update, delete: after each step sickle and ldes-client have what the registry has."""

from __future__ import annotations

import json
import subprocess
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat

from clients.environments import modules, program, programs
from replicating import Replica, apply, events, full_harvest
from smartregions.catalogue.ldes.telling import ACTIVITY
from smartregions.catalogue.terms import TYPE
from writing.publishing import DATASET, Publishing, publishing, turtle

READING = Path(__file__).with_name("oai_reading.py")
CLIENT = "node_modules/ldes-client/dist/bin/cli.js"

pytestmark = [pytest.mark.clients, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def python() -> Path:
    """The interpreter that has sickle."""
    return programs("sickle") / "python"


@pytest.fixture(scope="module")
def client() -> list[str | Path]:
    """The command that is ldes-client."""
    return [program("node", "nodejs"), modules("ldes") / CLIENT]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Publishing]:
    with publishing(tmp_path_factory.mktemp("replicas"), catalogue_page="4") as running:
        yield running


def address(running: Publishing) -> str:
    return f"http://127.0.0.1:{running.service.port}"


def wanted(running: Publishing) -> Replica:
    """The catalogue, which other tests hold against the registry."""

    def get(path: str) -> tuple[bytes, Mapping[str, str]]:
        place = path if path.startswith("http") else address(running) + path
        with urllib.request.urlopen(place) as response:
            return response.read(), {k.lower(): v for k, v in response.headers.items()}

    return full_harvest(get)


def steps(running: Publishing) -> Iterator[None]:
    """What partners do; between two of them, clients come."""
    token = running.token()
    yield
    assert running.put("one", token, turtle("one")).status == 201
    yield
    assert running.put("one", token, turtle("one", "two")).status == 200
    assert running.put("other", token, turtle("three")).status == 201
    yield
    assert running.send("DELETE", "/graph/partner/one", token).status in (200, 204)
    yield
    assert running.put("one", token, turtle("four")).status == 201
    yield
    assert running.send("DELETE", "/graph/partner/one", token).status in (200, 204)
    assert running.send("DELETE", "/graph/partner/other", token).status in (200, 204)
    yield


def sickle(python: Path, running: Publishing, prefix: str, since: str = "") -> dict[str, Any]:
    done = subprocess.run(
        [python, READING, address(running) + "/oai", prefix, since],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def ldes_client(client: list[str | Path], running: Publishing, *options: str | Path) -> list[Quad]:
    """What it prints: every member with what belongs to it."""
    done = subprocess.run(
        [*client, "--no-shape", *options, address(running) + "/feed"],
        capture_output=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return list(pyoxigraph.parse(done.stdout, format=RdfFormat.N_QUADS))


def test_each_client_ends_where_the_registry_is(
    python: Path, client: list[str | Path], service: Publishing, tmp_path: Path
) -> None:
    by_oai: Replica = {}
    by_feed: Replica = {}
    since = ""
    for number, _ in enumerate(steps(service)):
        expected = wanted(service)
        told = sickle(python, service, "dcat_ap", since)
        for identifier, stamp, text in told["records"]:
            since = max(since, stamp)
            by_oai.pop(identifier, None)
            if text is not None:
                quads = pyoxigraph.parse(text.encode(), format=RdfFormat.RDF_XML)
                by_oai[identifier] = frozenset(quad.triple for quad in quads)
        assert by_oai == expected, number
        new = ldes_client(client, service, "--ordered", "ascending", "--save", tmp_path / "state")
        found = dict(events(new))
        apply(found.values(), by_feed)
        assert by_feed == expected, number
        assert number == 0 or 0 < len(found) <= 2
        anew: Replica = {}
        apply(dict(events(ldes_client(client, service))).values(), anew)
        assert anew == expected, number


def test_sickle_reads_what_the_repository_says_of_itself(python: Path, service: Publishing) -> None:
    told = sickle(python, service, "oai_dc")
    assert told["deleted"] == "persistent"
    assert told["formats"] == ["oai_dc", "dcat_ap", "dcat"]
    assert {"installed", "contributed"} <= set(told["sets"])
    titles = {name: said["title"] for name, _, said in told["records"] if said}
    assert titles.keys() == wanted(service).keys()
    assert set(titles[DATASET + "catalogue"]) == {
        "Catalogue of the graphs of Smart Regions",
        "Catalogue des graphes de Smart Regions",
    }


def test_ldes_client_gives_the_last_version_as_the_dataset_itself(
    client: list[str | Path], service: Publishing
) -> None:
    quads = ldes_client(client, service, "--materialize", "--last-version-only")
    kinds = {
        str(quad.subject.value): str(quad.object.value)  # type: ignore[union-attr]
        for quad in quads
        if quad.predicate == TYPE and str(quad.object).startswith(f"<{ACTIVITY}")
    }
    living = {name for name, kind in kinds.items() if not kind.endswith("Delete")}
    assert living == wanted(service).keys()
    assert len(kinds) == len(living) + 2
    for name, payload in wanted(service).items():
        own = {t for t in payload if t.subject == NamedNode(name)}
        assert own <= {quad.triple for quad in quads}
