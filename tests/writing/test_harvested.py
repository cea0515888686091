"""What was published is harvested: after each change a harvester has what the log has."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pyoxigraph
from pyoxigraph import RdfFormat

from live.asking import Answer
from smartregions.catalogue.harvest.paging import by_piveau
from smartregions.catalogue.statements import Statements
from smartregions.catalogue.terms import DATASET as DATASET_CLASS
from smartregions.catalogue.terms import SPDX, dcat, dct
from smartregions.registry.log import opened
from smartregions.registry.triples import sum_of
from writing.publishing import DATASET, GRAPH, MINE, Publishing, publishing, turtle

Replica = Mapping[str, str]
"""Graph to the sum of its triples."""


def get(running: Publishing, address: str) -> Answer:
    path = address.removeprefix(f"http://127.0.0.1:{running.service.port}")
    answer = running.send("GET", path)
    assert answer.status == 200, answer.text
    return answer


def harvest(running: Publishing) -> Replica:
    """A full harvest as piveau does it, with the N-Triples of each dataset, which are checked."""
    found: dict[str, str] = {}
    address: str | None = "/catalog"
    while address:
        body = get(running, address).body
        page = Statements(q.triple for q in pyoxigraph.parse(body, format=RdfFormat.TURTLE))
        for node in page.typed(DATASET_CLASS):
            text = file(running, page, f"{node.value}/ntriples")
            (identifier,) = page.texts(node, dct("identifier"))
            graph = identifier.replace(DATASET, GRAPH)
            found[graph] = str(sum_of(text.splitlines(keepends=True)))
        address = by_piveau(page).next
    return found


def file(running: Publishing, page: Statements, distribution: str) -> bytes:
    """The bytes of a distribution, which are as large, and have the hash, that the page says."""
    node = pyoxigraph.NamedNode(distribution)
    (download,) = page.objects(node, dcat("downloadURL"))
    (newest,) = page.objects(node, dcat("accessURL"))
    body = get(running, download.value).body
    (checksum,) = page.objects(node, pyoxigraph.NamedNode(SPDX + "checksum"))
    (digest,) = page.texts(checksum, pyoxigraph.NamedNode(SPDX + "checksumValue"))
    assert page.texts(node, dcat("byteSize")) == [str(len(body))]
    assert hashlib.sha256(body).hexdigest() == digest
    assert get(running, newest.value).body == body
    return body


def standing(running: Publishing) -> Replica:
    with opened(running.registry) as registry:
        return {graph: change.state for graph, change in registry.standing().items()}


def test_a_replica_is_as_the_log_after_each_change(tmp_path: Path) -> None:
    with publishing(tmp_path, catalogue_page="5") as running:
        token = running.token()
        assert harvest(running) == standing(running)
        assert running.put("one", token, turtle("one")).status == 201
        created = harvest(running)
        assert created == standing(running)
        assert MINE + "one" in created
        assert running.put("one", token, turtle("one", "two")).status == 200
        updated = harvest(running)
        assert updated == standing(running)
        assert updated[MINE + "one"] != created[MINE + "one"]
        done = subprocess.run(
            [sys.executable, "-m", "smartregions", "harvest-check", "--format", "json"]
            + [f"http://127.0.0.1:{running.service.port}/catalog"],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert json.loads(done.stdout)["violations"] == 0, done.stdout
        assert running.send("DELETE", "/graph/partner/one", token).status in (200, 204)
        assert harvest(running) == standing(running)
        assert MINE + "one" not in harvest(running)
        assert running.send("GET", "/dumps/partner~one.nt").status == 404
