"""`/dumps/`: files that are what they are said to be, whole or by ranges."""

from __future__ import annotations

import base64
import gzip
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
import pytest
import zstandard
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, RdfFormat

from harvested import harvested, world
from problemdoc import problem
from smartregions import corpus
from smartregions import namespaces as ns
from smartregions.publication.entry import enter
from smartregions.registry.log import opened
from smartregions.web import dumps


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return world(tmp_path_factory.mktemp("dumps"))


@pytest.fixture(scope="module")
def client(root: Path) -> Iterator[FlaskClient]:
    with harvested(root, root.parent / "state") as app:
        yield app.test_client()


def listed(client: FlaskClient) -> list[dict[str, object]]:
    response = client.get("/dumps/")
    assert (response.status_code, response.content_type) == (200, "application/json")
    return list(response.get_json()["files"])


def path(address: object) -> str:
    return str(address).removeprefix("https://regions.example")


def test_get_every_file_200_with_the_size_and_the_hash_that_are_listed(client: FlaskClient) -> None:
    files = listed(client)
    assert len(files) > 30
    for told in files:
        for address in (path(told["address"]), path(told["newest"])):
            response = client.get(address)
            body = response.get_data()
            digest = hashlib.sha256(body).digest()
            assert response.status_code == 200
            assert (len(body), digest.hex()) == (told["size"], told["sha256"])
            assert response.headers["Content-Length"] == str(told["size"])
            assert response.headers["ETag"] == f'"{digest.hex()}"'
            shown = base64.b64encode(digest).decode()
            assert response.headers["Repr-Digest"] == f"sha-256=:{shown}:"
            assert "Content-Encoding" not in response.headers


def test_every_graph_is_there_in_every_format_with_the_same_triples(client: FlaskClient) -> None:
    found: dict[object, set[frozenset[pyoxigraph.Triple]]] = {}
    formats: dict[object, set[object]] = {}
    for told in listed(client):
        if told["graph"] and not told["compression"]:
            kind = str(told["type"]).partition(";")[0]
            form = RdfFormat.from_media_type(kind)
            body = client.get(path(told["address"])).get_data()
            quads = pyoxigraph.parse(body, format=form)
            found.setdefault(told["graph"], set()).add(frozenset(q.triple for q in quads))
            formats.setdefault(told["graph"], set()).add(told["format"])
    wanted = {"turtle", "ntriples", "nquads", "trig", "rdfxml", "jsonld"}
    assert {ns.GRAPH + "regions", ns.GRAPH + "partnerships", ns.ONTOLOGY_GRAPH} <= set(found)
    assert all(len(triples) == 1 for triples in found.values())
    assert all(known == wanted for known in formats.values())


def test_the_files_of_all_graphs_hold_each_under_its_name(client: FlaskClient) -> None:
    plain = client.get("/dumps/all.nq").get_data()
    quads = list(pyoxigraph.parse(plain, format=RdfFormat.N_QUADS))
    assert NamedNode(ns.GRAPH + "regions") in {quad.graph_name for quad in quads}
    trig = client.get("/dumps/all.trig").get_data()
    assert set(quads) == set(pyoxigraph.parse(trig, format=RdfFormat.TRIG))
    assert gzip.decompress(client.get("/dumps/all.nq.gz").get_data()) == plain
    packed = client.get("/dumps/all.nq.zst").get_data()
    assert zstandard.ZstdDecompressor().decompress(packed) == plain
    assert client.get("/dumps/all.nq.gz").content_type == "application/gzip"


def test_a_name_with_a_change_is_for_ever_and_one_without_is_not(client: FlaskClient) -> None:
    stable = client.get("/dumps/regions.ttl")
    assert stable.headers["Cache-Control"] == "no-cache"
    fixed = client.get(stable.headers["Content-Location"])
    assert (fixed.status_code, fixed.content_type) == (200, "text/turtle; charset=utf-8")
    assert "immutable" in fixed.headers["Cache-Control"]
    assert fixed.data == stable.data


def test_head_200_has_the_headers_of_get(client: FlaskClient) -> None:
    got, headed = client.get("/dumps/regions.ttl"), client.head("/dumps/regions.ttl")
    assert (headed.status_code, headed.data) == (200, b"")
    for name in ("Content-Length", "ETag", "Last-Modified", "Repr-Digest", "Accept-Ranges"):
        assert headed.headers[name] == got.headers[name]


@pytest.mark.parametrize(
    "asked", ["bytes=0-0", "bytes=5-", "bytes=-7", "bytes=3-10"], ids=lambda text: text[6:]
)
def test_get_a_range_206(client: FlaskClient, asked: str) -> None:
    whole = client.get("/dumps/regions.nt").data
    response = client.get("/dumps/regions.nt", headers={"Range": asked})
    start, _, end = asked.removeprefix("bytes=").partition("-")
    wanted = whole[int(start) : int(end) + 1 if end else None] if start else whole[-int(end) :]
    assert (response.status_code, response.data) == (206, wanted)
    first = int(start) if start else len(whole) - len(wanted)
    told = f"bytes {first}-{first + len(wanted) - 1}/{len(whole)}"
    assert response.headers["Content-Range"] == told
    digest = base64.b64encode(hashlib.sha256(whole).digest()).decode()
    assert response.headers["Repr-Digest"] == f"sha-256=:{digest}:"


def test_get_a_range_behind_the_end_416(client: FlaskClient) -> None:
    size = len(client.get("/dumps/regions.nt").data)
    response = client.get("/dumps/regions.nt", headers={"Range": f"bytes={size}-"})
    assert problem(response, 416, "range")
    assert response.headers["Content-Range"] == f"bytes */{size}"


def test_get_a_range_of_another_state_200_whole(client: FlaskClient) -> None:
    whole = client.get("/dumps/regions.nt")
    headers = {"Range": "bytes=0-1", "If-Range": '"other"'}
    assert client.get("/dumps/regions.nt", headers=headers).data == whole.data
    headers["If-Range"] = whole.headers["ETag"]
    assert client.get("/dumps/regions.nt", headers=headers).status_code == 206
    several = client.get("/dumps/regions.nt", headers={"Range": "bytes=0-1,3-4"})
    assert (several.status_code, several.data) == (200, whole.data)


def test_get_what_the_client_has_304(client: FlaskClient) -> None:
    for address in ("/dumps/regions.nt", "/dumps/", "/dumps/all.nq.gz"):
        tag = client.get(address).headers["ETag"]
        response = client.get(address, headers={"If-None-Match": tag})
        assert (response.status_code, response.data) == (304, b"")


def test_a_file_is_sent_as_it_is_to_who_accepts_codings(client: FlaskClient) -> None:
    plain = client.get("/dumps/regions.nt")
    other = client.get("/dumps/regions.nt", headers={"Accept-Encoding": "gzip, zstd"})
    assert other.data == plain.data
    assert "Content-Encoding" not in other.headers


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "..%2fregistry.sqlite3",
        "/etc/passwd",
        "%2Fetc%2Fpasswd",
        "regions.nt%00.ttl",
        "edition.json",
        "lock",
        "regions-9999.nt",
        "REGIONS.nt",
    ],
)
def test_94_get_a_name_that_is_no_file_of_a_graph_404(client: FlaskClient, name: str) -> None:
    assert problem(client.get(f"/dumps/{name}"), 404, "not-found")


def test_94_a_link_in_the_folder_is_no_file_404(client: FlaskClient, root: Path) -> None:
    client.get("/dumps/")
    (root.parent / "state" / "dumps" / "link.ttl").symlink_to("/etc/passwd")
    assert problem(client.get("/dumps/link.ttl"), 404, "not-found")


def test_get_the_list_as_a_page(client: FlaskClient) -> None:
    response = client.get("/dumps/", headers={"Accept": "text/html"})
    assert (response.status_code, response.mimetype) == (200, "text/html")
    told = listed(client)[0]
    assert str(told["sha256"]) in response.text
    assert client.get("/dumps").status_code == 200


def test_a_change_brings_new_files_of_its_graph_only_and_the_files_before_stay(
    tmp_path: Path,
) -> None:
    root = world(tmp_path)
    with harvested(root, tmp_path / "state") as app:
        client = app.test_client()
        before = {told["newest"]: told for told in listed(client)}
        old = client.get("/dumps/regions.nt")
        kept = client.get(old.headers["Content-Location"]).data
        data = root / "data" / "regions.ttl"
        for number in (1, 2):
            data.write_text(data.read_text("utf-8") + f"<http://e/{number}> a sr:Region .\n")
            with opened(tmp_path / "state" / "registry.sqlite3") as registry:
                enter(corpus.find(root), registry)
            new = client.get("/dumps/regions.nt").data
            assert f"<http://e/{number}>".encode() in new
            response = client.get(old.headers["Content-Location"])
            if number == 1:
                assert response.data == kept == old.data
            else:
                assert problem(response, 404, "not-found")
        after = {told["newest"]: told for told in listed(client)}
        changed = {path(name) for name in after if after[name] != before[name]}
        assert {name.split("/")[-1].split(".")[0] for name in changed} == {"regions", "all"}
        names = {path.name for path in (tmp_path / "state" / "dumps").iterdir()}
        assert not any(name.endswith(".part") for name in names)
        assert len([name for name in names if name.startswith("regions-")]) == 12


def test_the_same_change_gives_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    root = world(tmp_path)
    with harvested(root, tmp_path / "state") as app:
        first = {told["newest"]: told["sha256"] for told in listed(app.test_client())}
    folder = tmp_path / "state" / "dumps"
    for file in folder.iterdir():
        file.unlink()
    with harvested(root, tmp_path / "state") as app:
        second = {told["newest"]: told["sha256"] for told in listed(app.test_client())}
    assert first == second


def test_without_a_log_404(tmp_path: Path) -> None:
    root = world(tmp_path)
    with harvested(root, tmp_path / "state") as app:
        held = app.extensions["smartregions"]
        app.extensions["smartregions"] = type(held)(held.settings, held.index, held.library)
        assert problem(app.test_client().get("/dumps/"), 404, "not-found")


def test_the_list_is_a_file_itself_with_its_checksum_and_304(client: FlaskClient) -> None:
    response = client.get("/dumps/")
    digest = hashlib.sha256(response.data).hexdigest()
    assert response.headers["ETag"] == f'"{digest}"'
    assert "Accept" in response.headers["Vary"]
    assert client.get("/dumps/", headers={"If-None-Match": f'"{digest}"'}).status_code == 304


def test_the_list_for_people_comes_in_pages(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dumps, "PER_PAGE", 2)
    html = {"headers": {"Accept": "text/html"}}
    stems = {str(path(told["newest"])).partition(".")[0] for told in listed(client)}
    last = -(-len(stems) // 2)
    shown = [client.get(f"/dumps/?page={n}", **html) for n in range(1, last + 1)]
    assert [page.status_code for page in shown] == [200] * last
    assert sum(page.text.count("<section>") for page in shown) == len(stems)
    assert ['rel="next"' in page.text for page in shown] == [True] * (last - 1) + [False]
    assert client.get(f"/dumps/?page={last + 1}", **html).status_code == 404
    assert client.get("/dumps/?page=x", **html).status_code == 400
