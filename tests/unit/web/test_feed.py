"""`/feed`: the event stream by page, format and time, as a plain client and as shapes see it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

import pyoxigraph
import pyshacl
import pytest
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, Quad, RdfFormat, Store
from rdflib import Graph

import dcatap
from harvested import harvested, world
from problemdoc import problem
from proposals import put
from replicating import FeedReplica, full_harvest
from smartregions import namespaces as ns
from smartregions.catalogue.ldes.telling import (
    ACTIVITY,
    LDES,
    OBJECT,
    PUBLISHED,
    RETENTION,
    SHAPE,
    STREAM,
    ldes,
    tree,
)
from smartregions.registry.log import opened

PUBLIC = "https://regions.example"
ROOT = NamedNode(f"{PUBLIC}/feed")
TYPE = NamedNode(ns.RDF + "type")
TYPES = {"trig": "application/trig", "jsonld": "application/ld+json", "nq": "application/n-quads"}
LINE = b'<http://e/s> <http://www.w3.org/2000/01/rdf-schema#label> "%s" .\n'


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    root = tmp_path_factory.mktemp("feed")
    with harvested(world(root), root / "state", catalogue_page=2) as app:
        yield app.test_client()


def said(client: FlaskClient, address: str) -> Store:
    response = client.get(address.removeprefix(PUBLIC))
    assert response.status_code == 200, response.text
    store = Store()
    form = RdfFormat.from_media_type(response.mimetype)
    store.extend(pyoxigraph.parse(response.data, format=form))
    return store


def objects(store: Store, subject: object, predicate: NamedNode) -> list[str]:
    found = store.quads_for_pattern(subject, predicate, None)  # type: ignore[arg-type]
    return sorted(getattr(quad.object, "value", "") for quad in found)


def pages(client: FlaskClient) -> list[str]:
    """The addresses of the pages that the entry leads to."""
    return sorted({q.object.value for q in said(client, "/feed").quads_for_pattern(
        None, tree("node"), None)})  # fmt: skip


@pytest.mark.parametrize("suffix", TYPES)
def test_get_each_format_200_says_the_same(client: FlaskClient, suffix: str) -> None:
    for address in ("/feed", "/feed/newest", pages(client)[0].removeprefix(PUBLIC)):
        by_suffix = client.get(f"{address}.{suffix}")
        by_type = client.get(address, headers={"Accept": TYPES[suffix]})
        assert by_suffix.data == by_type.data
        assert by_suffix.mimetype == by_type.mimetype == TYPES[suffix]
        assert client.get(address).mimetype == TYPES["trig"]
        first, other = said(client, f"{address}.{suffix}"), said(client, f"{address}.nq")
        assert set(first) == set(other) != set()


def test_get_as_a_browser_200_a_page(client: FlaskClient) -> None:
    shown = client.get("/feed", headers={"Accept": "text/html"})
    assert (shown.status_code, shown.mimetype) == (200, "text/html")
    for address in pages(client):
        assert address.removeprefix(PUBLIC) in shown.text
    assert f"{ns.DATASET}shapes" in client.get("/feed/newest.html").text


def test_get_a_format_without_named_graphs_406(client: FlaskClient) -> None:
    for address in ("/feed", "/feed/newest"):
        answer = client.get(address, headers={"Accept": "text/turtle"})
        assert "application/trig" in problem(answer, 406, "not-acceptable")["detail"]
    assert problem(client.get("/feed.xyz"), 404, "not-found")
    assert problem(client.post("/feed"), 405, "method")


def test_get_a_page_that_never_was_404(client: FlaskClient) -> None:
    for name in ("x", "1-2-3", "1-99-0123456789abcdef", "newest2"):
        assert problem(client.get(f"/feed/{name}"), 404, "not-found")


def test_head_and_304_as_get(client: FlaskClient) -> None:
    for address in ("/feed", "/feed/newest", pages(client)[0].removeprefix(PUBLIC)):
        got, headed = client.get(address), client.head(address)
        assert (headed.status_code, headed.data) == (200, b"")
        for name in ("Content-Type", "Content-Length", "ETag", "Cache-Control", "Vary"):
            assert headed.headers.get(name) == got.headers.get(name)
        again = client.get(address, headers={"If-None-Match": got.headers["ETag"]})
        assert (again.status_code, again.headers["Cache-Control"]) == (
            304,
            got.headers["Cache-Control"],
        )
        other = client.get(f"{address}.nq", headers={"If-None-Match": got.headers["ETag"]})
        assert other.status_code == 200


def test_the_entry_says_what_a_client_needs(client: FlaskClient) -> None:
    store = said(client, "/feed")
    assert objects(store, STREAM, TYPE) == [LDES + "EventStream"]
    assert objects(store, STREAM, tree("view")) == [ROOT.value]
    assert objects(store, STREAM, tree("shape")) == [SHAPE.value]
    assert objects(store, STREAM, ldes("timestampPath")) == [PUBLISHED.value]
    assert objects(store, STREAM, ldes("versionOfPath")) == [OBJECT.value]
    assert objects(store, STREAM, ldes("versionDeleteObject")) == [ACTIVITY + "Delete"]
    assert objects(store, RETENTION, ldes("amount")) == ["1"]
    assert objects(store, RETENTION, ldes("versionAmount")) == ["1"]
    (description,) = objects(store, ROOT, tree("viewDescription"))
    for holder in (ROOT, NamedNode(description)):
        assert objects(store, holder, ldes("retentionPolicy")) == [RETENTION.value]


def test_closed_pages_are_immutable_and_the_rest_is_not(client: FlaskClient) -> None:
    closed = [address for address in pages(client) if not address.endswith("/newest")]
    assert closed
    for address in closed:
        response = client.get(address.removeprefix(PUBLIC))
        assert "immutable" in response.headers["Cache-Control"]
        assert objects(said(client, address), NamedNode(address), ldes("immutable")) == ["true"]
    for address in ("/feed", "/feed/newest"):
        assert client.get(address).headers["Cache-Control"] == "public, max-age=10"
        assert not objects(said(client, address), None, ldes("immutable"))


def test_every_event_lies_within_the_bounds_of_its_page(client: FlaskClient) -> None:
    root, count = said(client, "/feed"), 0
    for relation in objects(root, ROOT, tree("relation")):
        node = NamedNode(relation)
        (page,), (value,), (kind,) = (
            objects(root, node, name) for name in (tree("node"), tree("value"), TYPE)
        )
        assert objects(root, node, tree("path")) == [PUBLISHED.value]
        bound = datetime.fromisoformat(value)
        for published in objects(said(client, page), None, PUBLISHED):
            time = datetime.fromisoformat(published)
            assert time < bound if kind.endswith("#LessThanRelation") else time >= bound
            count += 1
    assert count > 5


def everything(client: FlaskClient) -> Store:
    """The entry and all pages in one."""
    store = said(client, "/feed")
    for address in pages(client):
        store.extend(said(client, address))
    return store


def test_a_member_has_what_it_says_in_a_graph_of_its_name(client: FlaskClient) -> None:
    store = everything(client)
    members = objects(store, STREAM, tree("member"))
    assert len(members) == 5
    for member in members:
        (dataset,) = objects(store, NamedNode(member), OBJECT)
        node = NamedNode(member)
        assert Quad(NamedNode(dataset), TYPE, NamedNode(ns.DCAT + "Dataset"), node) in store
    graphs = {quad.graph_name.value for quad in store if isinstance(quad.graph_name, NamedNode)}
    assert graphs == set(members)


@dcatap.NEEDED
def test_the_official_shape_of_feeds_conforms(tmp_path: Path) -> None:
    """With a deletion in it, and not when a time is missing or said twice."""
    with harvested(world(tmp_path), tmp_path / "state") as app:
        with opened(tmp_path / "state" / "registry.sqlite3") as registry:
            put(registry, ns.GRAPH + "x", LINE % b"one")
            put(registry, ns.GRAPH + "x", None)
        store = everything(app.test_client())
    shapes = Graph().parse(dcatap.FOLDER / "dcat-ap-feeds-shape.ttl")
    data = Graph()
    for quad in store:
        data.parse(data=f"{quad.triple} .", format="nt")
    assert f"<{ACTIVITY}Delete>" in data.serialize(format="nt")
    conforms, _, text = pyshacl.validate(data, shacl_graph=shapes)
    assert conforms, text
    (event, *_) = objects(store, STREAM, tree("member"))
    data.parse(data=f'<{event}> <{OBJECT.value}> "x" .', format="nt")
    assert not pyshacl.validate(data, shacl_graph=shapes)[0]


def follower(client: FlaskClient) -> FeedReplica:
    """A client of the feed that has nothing yet."""

    def got(address: str) -> tuple[bytes, Mapping[str, str]]:
        response = client.get(address.removeprefix(PUBLIC))
        assert response.status_code == 200, response.text
        return response.data, {k.lower(): v for k, v in response.headers.items()}

    return FeedReplica(got)


def test_who_follows_has_what_the_records_say_and_old_pages_stay_what_they_were(
    tmp_path: Path,
) -> None:
    graph = ns.GRAPH + "partner/x"
    with harvested(world(tmp_path), tmp_path / "state", catalogue_page=2) as app:
        client = app.test_client()
        replica = follower(client)
        assert replica.follow() == len(replica.held) == 5
        for text in (b"one", b"two", b"", b"three"):
            with opened(tmp_path / "state" / "registry.sqlite3") as registry:
                put(registry, graph, LINE % text if text else None)
            assert replica.follow() == 1
            fresh = follower(client)
            fresh.follow()
            assert replica.held == fresh.held == full_harvest(replica.get)
            assert (ns.DATASET + "partner/x" in replica.held) == bool(text)
            for address in set(pages(client)) & replica.pages.keys():
                assert client.get(address.removeprefix(PUBLIC)).data == replica.pages[address]


def test_a_page_that_gave_way_is_given_once_more_and_then_410(tmp_path: Path) -> None:
    with harvested(world(tmp_path), tmp_path / "state", catalogue_page=1) as app:
        client = app.test_client()
        with opened(tmp_path / "state" / "registry.sqlite3") as registry:
            old = next(each for each in pages(client) if each.rpartition("/")[2].startswith("3-"))
            body = client.get(old.removeprefix(PUBLIC)).data
            put(registry, ns.GRAPH + "regions", LINE % b"one")
            assert old not in pages(client)
            assert client.get(old.removeprefix(PUBLIC)).data == body
            put(registry, ns.GRAPH + "regions", LINE % b"two")
            gone = client.get(old.removeprefix(PUBLIC))
            assert "/feed leads" in problem(gone, 410, "gone")["detail"]


def test_a_redaction_takes_pages_of_before_away_at_once(tmp_path: Path) -> None:
    with harvested(world(tmp_path), tmp_path / "state", catalogue_page=1) as app:
        client = app.test_client()
        with opened(tmp_path / "state" / "registry.sqlite3") as registry:
            change = put(registry, ns.GRAPH + "x", LINE % b"a name that the law protects")
            old = [each for each in pages(client) if not each.endswith("/newest")]
            registry.redact(change.sequence, "a person asked")
            for address in old:
                assert problem(client.get(address.removeprefix(PUBLIC)), 410, "gone")


SCRIPT = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from harvested import harvested
root = Path(sys.argv[2])
with harvested(root / "corpus", root / "state", catalogue_page=2) as app:
    print(app.test_client().get(sys.argv[3]).get_data().hex())
"""


def test_another_process_without_the_files_gives_the_same_bytes(tmp_path: Path) -> None:
    """The feed follows from the log alone: the folder of editions may be lost."""
    with harvested(world(tmp_path), tmp_path / "state", catalogue_page=2) as app:
        client = app.test_client()
        address = pages(client)[0].removeprefix(PUBLIC)
        body = client.get(address).data
    for path in (tmp_path / "state" / "dumps").iterdir():
        path.unlink()
    tests = str(Path(__file__).parents[2])
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, tests, str(tmp_path), address],
        capture_output=True,
        check=True,
        timeout=300,
    )
    assert bytes.fromhex(done.stdout.decode().strip()) == body
