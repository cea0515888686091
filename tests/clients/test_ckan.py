"""ckanext-dcat and ckanext-harvest, with which CKAN portals harvest, read every page in full.

They have an environment of their own in the user's cache folder: they bring 65 packages with them.
"""

from __future__ import annotations

import json
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import postgres
from clients.conftest import PAGE
from clients.environments import programs
from smartregions import corpus
from smartregions import namespaces as ns

READING = Path(__file__).with_name("ckan_reading.py")
GATHERING = Path(__file__).with_name("ckan_gathering.py")

pytestmark = [pytest.mark.clients, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def python() -> Path:
    """The interpreter that has ckanext-dcat, installed once for all runs of the tests."""
    return programs("ckan") / "python"


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    """The address of an empty database, of a server of our own."""
    if (found := postgres.programs()) is None:
        pytest.skip("There is no PostgreSQL here; the Debian package postgresql has it.")
    with postgres.server(found) as place:
        given = dict(part.split("=", 1) for part in place.split("&"))
        yield f"postgresql://{given['user']}@/postgres?host={given['host']}"


@pytest.mark.parametrize("ending", ["", ".rdf", ".jsonld", ".nt"])
def test_every_dataset_arrives_with_its_files(python: Path, served: str, ending: str) -> None:
    done = subprocess.run(
        [python, READING, f"{served}catalog{ending}"],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    told: dict[str, Any] = json.loads(done.stdout)
    graphs = {source.graph for source in corpus.find().sources()}
    assert len(told["pages"]) == -(-len(graphs) // PAGE)
    found = {extra(dataset, "uri"): dataset for dataset in told["datasets"]}
    assert set(found) == {graph.replace(ns.GRAPH, ns.DATASET) for graph in graphs}
    with urllib.request.urlopen(f"{served}dumps/?format=json") as response:
        files = [each for each in json.load(response)["files"] if each["graph"]]
    offered = {(each["address"], each["size"], each["sha256"]) for each in files}
    taken = [
        (each["download_url"], each["size"], each["hash"])
        for dataset in found.values()
        for each in dataset["resources"]
    ]
    assert (len(taken), set(taken)) == (len(offered), offered)
    assert {dataset["license_id"] for dataset in found.values()} == {"cc-by"}
    assert all(dataset["title"] and dataset["notes"] for dataset in found.values())


def test_the_harvester_gathers_all_and_would_delete_what_is_gone(
    python: Path, database: str, served: str
) -> None:
    done = subprocess.run(
        [python, GATHERING, database, f"{served}catalog", f"{served}catalog?page=2"],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    first, later = json.loads(done.stdout)
    named = sorted({source.graph for source in corpus.find().sources()})
    wanted = [graph.replace(ns.GRAPH, ns.DATASET) for graph in named]
    assert (first["errors"], later["errors"]) == ([], [])
    assert (first["found"], first["deleted"]) == (wanted, [])
    assert (later["found"], later["deleted"]) == (wanted[PAGE:], wanted[:PAGE])
    assert len({dataset["name"] for dataset in first["datasets"]}) == len(wanted)


def extra(dataset: dict[str, Any], name: str) -> str:
    """A value where CKAN keeps it: in the dataset or among its extras."""
    others = {each["key"]: each["value"] for each in dataset.get("extras", ())}
    return str(dataset.get(name) or others[name])
