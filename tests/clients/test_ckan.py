"""ckanext-dcat, which CKAN portals harvest with, reads every page and loses nothing.

It has an environment of its own in the user's cache folder, for it brings 77 packages with it.
"""

from __future__ import annotations

import json
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clients.environments import programs
from clients.running import running
from smartregions import corpus
from smartregions import namespaces as ns

READING = Path(__file__).with_name("ckan_reading.py")

pytestmark = [pytest.mark.clients, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def python() -> Path:
    """The interpreter that has ckanext-dcat, installed once for all runs of the tests."""
    return programs("ckan") / "python"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SMARTREGIONS_CATALOGUE_PAGE", "5")
        with running(corpus.find().root, tmp_path_factory.mktemp("ckan")) as address:
            yield address


@pytest.mark.parametrize("ending", ["", ".rdf", ".jsonld", ".nt"])
def test_every_dataset_arrives_with_its_files(python: Path, address: str, ending: str) -> None:
    done = subprocess.run(
        [python, READING, f"{address}catalog{ending}"],
        capture_output=True,
        text=True,
        timeout=170,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    told: dict[str, Any] = json.loads(done.stdout)
    graphs = {source.graph for source in corpus.find().sources()}
    assert len(told["pages"]) == -(-len(graphs) // 5)
    found = {extra(dataset, "uri"): dataset for dataset in told["datasets"]}
    assert set(found) == {graph.replace(ns.GRAPH, ns.DATASET) for graph in graphs}
    with urllib.request.urlopen(f"{address}dumps/?format=json") as response:
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


def extra(dataset: dict[str, Any], name: str) -> str:
    """A value where CKAN keeps it: in the dataset or among its extras."""
    others = {each["key"]: each["value"] for each in dataset.get("extras", ())}
    return str(dataset.get(name) or others[name])
