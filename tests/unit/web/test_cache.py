"""What is asked again is answered from memory, and only while that is right."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import smallworld
from smartregions import corpus
from smartregions.errors import Busy
from smartregions.index import Answer, Query, Revision, Started
from smartregions.index.evaluation import Limits
from smartregions.index.memory import MemoryIndex
from smartregions.library.shelf import load
from smartregions.publication.entry import gather
from smartregions.settings import Settings
from smartregions.web import create_app
from smartregions.web.cache import Kept, Shared
from smartregions.web.service import Service

ROW = "SELECT ('a' AS ?x) {}"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


class Counting(MemoryIndex):
    """An index that counts what reaches it."""

    asked = 0
    fails: Exception | None = None

    def query(self, query: Query, started: Started | None = None) -> Answer:
        self.asked += 1
        if self.fails:
            raise self.fails
        return super().query(query, started)


@pytest.fixture
def index(tmp_path: Path) -> Counting:
    index = Counting(Limits(), 20, 4)
    gather(corpus.find(smallworld.write(tmp_path)), index)
    return index


def serving(index: Counting, root: Path, cache_bytes: int = 1_000_000) -> FlaskClient:
    settings = Settings(cache_bytes=cache_bytes)
    return create_app(Service(settings, index, load(root / "queries"))).test_client()


@pytest.fixture
def client(index: Counting, tmp_path: Path) -> Iterator[FlaskClient]:
    yield serving(index, tmp_path)


def get(client: FlaskClient, query: str, accept: str = "text/csv", **more: str):  # type: ignore[no-untyped-def]
    return client.get("/sparql", query_string={"query": query, **more}, headers={"Accept": accept})


def test_get_the_same_again_is_not_evaluated_and_is_the_same(
    client: FlaskClient, index: Counting
) -> None:
    first, second = get(client, ROW), get(client, ROW)
    assert index.asked == 1
    assert (first.status, first.data) == (second.status, second.data)
    assert first.headers == second.headers


def test_head_after_get_is_not_evaluated(client: FlaskClient, index: Counting) -> None:
    whole = get(client, ROW)
    head = client.head("/sparql", query_string={"query": ROW}, headers={"Accept": "text/csv"})
    assert (head.status, head.data, index.asked) == (whole.status, b"", 1)
    assert head.headers == whole.headers


def test_post_the_same_again_is_not_evaluated(client: FlaskClient, index: Counting) -> None:
    for _ in range(2):
        response = client.post("/sparql", data={"query": ROW}, headers={"Accept": "text/csv"})
        assert response.data == b"x\r\na\r\n"
    get(client, ROW)
    assert index.asked == 1


def test_post_differs_by_each_part_of_the_request(client: FlaskClient, index: Counting) -> None:
    """The same bytes mean another thing as a form; as a query they are at fault each time."""
    body = f"query={ROW}"
    form = "application/x-www-form-urlencoded"
    for _ in range(2):
        assert client.post("/sparql", data=body, content_type=form).status_code == 200
        direct = client.post("/sparql", data=body, content_type="application/sparql-query")
        assert direct.status_code == 400
        other = client.post("/sparql?format=json", data=body, content_type=form)
        assert other.content_type == "application/sparql-results+json"
        assert client.post("/sparql", data=body + "+", content_type=form).status_code == 200
    assert index.asked == 3 + 2


def test_post_that_ends_early_is_no_repetition_400(client: FlaskClient) -> None:
    kind = "application/sparql-query"
    assert client.post("/sparql", data=ROW, content_type=kind).status_code == 200
    response = client.post(
        "/sparql",
        input_stream=io.BytesIO(ROW.encode()),
        content_type=kind,
        environ_overrides={"CONTENT_LENGTH": "90", "wsgi.input_terminated": True},
    )
    assert response.status_code == 400


@pytest.mark.parametrize(
    "other",
    [
        {"query": ROW + " "},
        {"default-graph-uri": "http://e/g"},
        {"named-graph-uri": "http://e/g"},
        {"format": "json"},
    ],
)
def test_get_another_request_is_evaluated(
    client: FlaskClient, index: Counting, other: dict[str, str]
) -> None:
    client.get("/sparql", query_string={"query": ROW})
    client.get("/sparql", query_string={"query": ROW} | other)
    assert index.asked == 2


def test_get_another_accept_is_another_answer(client: FlaskClient) -> None:
    for _ in range(2):
        assert get(client, ROW, "text/csv").data == b"x\r\na\r\n"
        assert get(client, ROW, "text/tab-separated-values").data == b'?x\n"a"\n'


@pytest.mark.parametrize("function", ["NOW()", "RAND()", "UUID()", "STRUUID()", "BNODE()"])
def test_get_what_changes_by_itself_is_evaluated_each_time(
    client: FlaskClient, index: Counting, function: str
) -> None:
    for _ in range(2):
        assert get(client, f"SELECT ({function} AS ?x) {{}}").status_code == 200
    assert index.asked == 2


def test_get_after_a_change_is_evaluated_anew(client: FlaskClient, index: Counting) -> None:
    before = get(client, COUNT)
    index.refresh(Revision(99, "another"), [])
    after = get(client, COUNT)
    assert after.data == b"n\r\n0\r\n" != before.data
    assert after.headers["ETag"] != before.headers["ETag"]


def test_get_an_error_is_not_kept(client: FlaskClient, index: Counting) -> None:
    index.fails = Busy("later")
    assert get(client, ROW).status_code == 503
    index.fails = None
    assert get(client, ROW).status_code == 200


def test_get_304_is_not_evaluated(client: FlaskClient, index: Counting) -> None:
    tag = get(client, ROW).headers["ETag"]
    headers = {"Accept": "text/csv", "If-None-Match": tag}
    again = client.get("/sparql", query_string={"query": ROW}, headers=headers)
    assert (again.status_code, again.data, index.asked) == (304, b"", 1)
    headers["If-None-Match"] = '"other"'
    other = client.get("/sparql", query_string={"query": ROW}, headers=headers)
    assert (other.status_code, other.data) == (200, b"x\r\na\r\n")


def test_get_a_stored_question_again_is_not_evaluated(client: FlaskClient, index: Counting) -> None:
    headers = {"Accept": "text/html"}
    first = client.get("/queries/regions/sizes", headers=headers)
    asked = index.asked
    assert client.get("/queries/regions/sizes", headers=headers).data == first.data
    assert index.asked == asked


def test_get_the_memory_stays_within_its_bounds(index: Counting, tmp_path: Path) -> None:
    """A hundred answers of a kilobyte each, and one that would fill all of it."""
    client = serving(index, tmp_path, 20_000)
    memory = client.application.extensions["smartregions.kept"]
    for number in range(100):
        assert get(client, f"SELECT ('{'x' * 1_000}{number}' AS ?x) {{}}").status_code == 200
        assert memory.bytes <= 20_000
    assert memory.bytes > 10_000
    large = f"SELECT ('{'x' * 30_000}' AS ?x) {{}}"
    assert len(get(client, large).data) > 30_000
    assert 10_000 < memory.bytes <= 20_000


def test_names_are_read_once_for_all_pages_though_they_fill_much_of_the_memory(
    index: Counting, tmp_path: Path
) -> None:
    settings = Settings(cache_bytes=8_000)
    client = create_app(Service(settings, index, load(tmp_path / "queries"))).test_client()
    client.get("/search.json?q=nord")
    names_and_classes = index.asked
    assert client.get("/search.json?q=one").get_json()["total"] == 1
    assert index.asked == names_and_classes


def test_the_least_used_goes_first() -> None:
    kept = Kept(5_000)
    for key in ("a", "b", "c"):
        kept.put("s", key, key, 700)
    assert kept.get("s", "a") == "a"
    for key in ("d", "e"):
        kept.put("s", key, key, 700)
    assert (kept.get("s", "a"), kept.get("s", "b")) == ("a", None)


def test_a_new_state_leaves_nothing_of_the_old() -> None:
    kept = Kept(5_000)
    kept.put("old", "a", 1, 700)
    kept.put("new", "b", 2, 100)
    assert (kept.get("old", "a"), kept.get("new", "a"), kept.get("new", "b")) == (None, None, 2)
    assert kept.bytes == 600


def test_what_several_want_at_once_is_done_once() -> None:
    shared, may_end, done = Shared(), threading.Event(), []

    def work() -> str:
        done.append(1)
        assert may_end.wait(60)
        return "result"

    with ThreadPoolExecutor(8) as threads:
        results = [threads.submit(shared.do, "key", work) for _ in range(8)]
        while not done:
            pass
        may_end.set()
        assert {result.result(60) for result in results} == {"result"}
    assert len(done) < 8


def test_an_error_is_only_of_who_began() -> None:
    shared, may_fail = Shared(), threading.Event()

    def fail() -> str:
        assert may_fail.wait(60)
        raise Busy("you asked too much")

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(shared.do, "key", fail)
        while not shared._running:
            pass
        second = threads.submit(shared.do, "key", lambda: "mine")
        may_fail.set()
        assert isinstance(first.exception(60), Busy)
        assert second.result(60) == "mine"
    assert not shared._running
