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
from replicating import FeedReplica, OaiReplica, full_harvest
from smartregions.catalogue.harvest.paging import by_piveau
from smartregions.catalogue.statements import Statements
from smartregions.catalogue.terms import DATASET as DATASET_CLASS
from smartregions.catalogue.terms import SPDX, dcat, dct
from smartregions.registry.log import opened
from smartregions.registry.triples import sum_of
from writing.publishing import DATASET, GRAPH, MINE, Publishing, publishing, turtle

Sums = Mapping[str, str]
"""Graph to the sum of its triples."""


def get(running: Publishing, address: str) -> Answer:
    path = address.removeprefix(f"http://127.0.0.1:{running.service.port}")
    answer = running.send("GET", path)
    assert answer.status == 200, answer.text
    return answer


def harvest(running: Publishing) -> Sums:
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


def standing(running: Publishing) -> Sums:
    with opened(running.registry) as registry:
        return {graph: change.state for graph, change in registry.standing().items()}


class Clients:
    """Two that keep a replica and ask only for what changed, beside the full harvest."""

    def __init__(self, running: Publishing) -> None:
        def fetched(address: str) -> tuple[bytes, Mapping[str, str]]:
            answer = get(running, address)
            return answer.body, answer.headers

        self._running = running
        self._get = fetched
        self._by_oai, self._by_feed = OaiReplica(fetched), FeedReplica(fetched)

    def come(self) -> tuple[Sums, int]:
        """What the full harvest has, and how many events were new to the feed's client.

        All three have the same, which is what the log has.
        """
        found = harvest(self._running)
        assert found == standing(self._running)
        self._by_oai.visit()
        events = self._by_feed.follow()
        whole = full_harvest(self._get)
        assert whole == self._by_oai.held == self._by_feed.held
        assert {dataset.replace(DATASET, GRAPH) for dataset in whole} == found.keys()
        for address, body in self._by_feed.pages.items():
            answer = self._running.send("GET", address[address.index("/feed") :])
            assert answer.status == 410 or answer.body == body
        return found, events


def test_every_replica_is_as_the_log_after_each_change(tmp_path: Path) -> None:
    """A full harvest, one by OAI-PMH since the last visit, and one that follows the feed."""
    with publishing(tmp_path, catalogue_page="5") as running:
        token, clients = running.token(), Clients(running)
        first, events = clients.come()
        assert len(first) == events > 10
        assert running.put("one", token, turtle("one")).status == 201
        created, events = clients.come()
        assert (MINE + "one" in created, events) == (True, 1)
        assert running.put("one", token, turtle("one", "two")).status == 200
        updated, events = clients.come()
        assert (updated[MINE + "one"] != created[MINE + "one"], events) == (True, 1)
        done = subprocess.run(
            [sys.executable, "-m", "smartregions", "harvest-check", "--format", "json"]
            + [f"http://127.0.0.1:{running.service.port}/catalog"],
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert json.loads(done.stdout)["violations"] == 0, done.stdout
        assert running.send("DELETE", "/graph/partner/one", token).status in (200, 204)
        deleted, events = clients.come()
        assert (MINE + "one" in deleted, events) == (False, 1)
        assert running.send("GET", "/dumps/partner~one.nt").status == 404
        assert running.put("one", token, turtle("one")).status == 201
        again, events = clients.come()
        assert (again[MINE + "one"], events) == (created[MINE + "one"], 1)
