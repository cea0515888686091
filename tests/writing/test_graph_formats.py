"""A graph opens in every format by the end of its address, and no writer takes that for a name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote

import pyoxigraph
import pytest
from pyoxigraph import RdfFormat

from live.asking import Answer
from writing.publishing import GRAPH, MINE, TURTLE, Publishing, number, turtle

Token = Mapping[str, str]
KINDS = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
    "json": "application/ld+json",
    "trig": "application/trig",
    "nq": "application/n-quads",
}
REGIONS = "/graph/regions"
INDIRECT = f"?graph={quote(GRAPH + 'regions', safe='')}"


def get(shared: Publishing, path: str, accept: str = "", **headers: str) -> Answer:
    more = {name.replace("_", "-"): value for name, value in headers.items()}
    if "NOW" in path:
        path = path.replace("NOW", str(shared.changes()))
    return shared.send("GET", path, more | ({"Accept": accept} if accept else {}))


def triples(answer: Answer, kind: str) -> set[str]:
    found = pyoxigraph.parse(answer.body, format=RdfFormat.from_media_type(kind))
    return {str(quad.triple) for quad in found}


@pytest.mark.parametrize("suffix", KINDS)
def test_GET_each_format_by_suffix_and_by_type_200(shared: Publishing, suffix: str) -> None:  # noqa: N802
    kind = KINDS[suffix]
    by_type = get(shared, REGIONS, kind)
    for answer in (
        get(shared, f"{REGIONS}.{suffix}"),
        get(shared, f"{REGIONS}.{suffix.upper()}", "text/html"),
        get(shared, f"/graphs.{suffix}{INDIRECT}"),
    ):
        assert answer.status == by_type.status == 200
        assert answer.headers["content-type"].partition(";")[0] == kind
        assert answer.body == by_type.body
        assert answer.headers["etag"] == by_type.headers["etag"]
    assert triples(by_type, kind) == triples(get(shared, f"{REGIONS}.nt"), KINDS["nt"])


@pytest.mark.parametrize("name", ["default", "provenance", "ontology", "schemes", "shapes"])
def test_GET_the_graphs_of_the_service_by_suffix_200(shared: Publishing, name: str) -> None:  # noqa: N802
    for suffix in ("ttl", "nq", "html"):
        assert get(shared, f"/graph/{name}.{suffix}").status == 200
    assert get(shared, f"/graph/{name}.nt?at=NOW").status == 200
    assert get(shared, "/graphs.nt?default").body == get(shared, "/graph/default.nt").body


def test_HEAD_by_suffix_200(shared: Publishing) -> None:  # noqa: N802
    got, head = get(shared, f"{REGIONS}.ttl"), shared.send("HEAD", f"{REGIONS}.ttl")
    assert (head.status, head.body) == (200, b"")
    same = ("content-type", "content-length", "etag", "link", "vary")
    assert [head.headers[name] for name in same] == [got.headers[name] for name in same]


def test_GET_what_the_client_has_304(shared: Publishing) -> None:  # noqa: N802
    tag = get(shared, f"{REGIONS}.ttl").headers["etag"]
    assert get(shared, f"{REGIONS}.ttl", If_None_Match=tag).status == 304
    assert get(shared, f"{REGIONS}.nt", If_None_Match=tag).status == 200


def test_GET_a_page_in_another_language_is_another_page_200(shared: Publishing) -> None:  # noqa: N802
    english = get(shared, f"{REGIONS}.html", Accept_Language="en")
    french = get(shared, f"{REGIONS}.html", Accept_Language="fr")
    assert english.headers["etag"] != french.headers["etag"]


def test_GET_the_page_leads_to_each_format_200(shared: Publishing) -> None:  # noqa: N802
    for path in (f"{REGIONS}.html", f"/graphs.html{INDIRECT}"):
        page = get(shared, path).text
        found = re.findall(r'href="((?:/graph/regions|/graphs)\.(?!html)[a-z]+[^"]*)"', page)
        assert len(found) == 6
        for address in found:
            assert get(shared, address.replace("&amp;", "&")).status == 200


def test_GET_in_a_type_that_there_is_not_406_lists_what_there_is(shared: Publishing) -> None:  # noqa: N802
    for path, accept in (
        (REGIONS, "image/png"), (REGIONS, "text/csv"), (f"{REGIONS}?format=csv", ""),
        (f"{REGIONS}?format=nonsense", ""), (f"{REGIONS}?at=NOW", "image/png"),
    ):  # fmt: skip
        answer = get(shared, path, accept)
        assert (answer.status, answer.type) == (406, "not-acceptable")
        assert all(kind in answer.json()["detail"] for kind in [*KINDS.values(), "text/html"])
        assert "text/csv" not in answer.json()["detail"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"{REGIONS}.ttl?format=nt", 400), (f"{REGIONS}.ttl?format=turtle", 200),
        (f"{REGIONS}.ttl?format=nt&at=NOW", 400), (f"{REGIONS}.csv", 404), (f"{REGIONS}.", 404),
        (f"{REGIONS}.ttl.nt", 404), ("/graph/.ttl", 404), ("/graph/partner/.ttl", 404),
        (f"/graphs.csv{INDIRECT}", 404), ("/graph/nowhere.ttl", 404),
        (f"{REGIONS}/history.ttl", 404), (f"{REGIONS}.ttl/history", 404), ("/graphs.ttl", 400),
    ],
)  # fmt: skip
def test_GET_an_odd_address(shared: Publishing, path: str, status: int) -> None:  # noqa: N802
    assert get(shared, path).status == status


def test_GET_the_links_of_a_graph_lead_to_what_is_there_200(shared: Publishing) -> None:  # noqa: N802
    here = f"http://127.0.0.1:{shared.service.port}"
    told = get(shared, f"{REGIONS}.ttl").headers["link"]
    found = re.findall(r'<([^>]*)>; rel="([^"]*)"(?:; type="([^"]*)")?', told)
    assert (GRAPH + "regions", "cite-as", "") in found
    assert ("https://schema.org/Dataset", "type", "") in found
    alternates = {kind: target for target, relation, kind in found if relation == "alternate"}
    assert set(alternates) == {*KINDS.values(), "text/html"}
    assert alternates["text/turtle"] == f"{here}{REGIONS}.ttl"
    described = [target for target, relation, _ in found if relation == "describedby"]
    assert len(described) == 2
    for target, _, kind in found:
        if kind:
            answer = get(shared, target.removeprefix(here), kind)
            assert (answer.status, answer.headers["content-type"].partition(";")[0]) == (200, kind)


def test_GET_a_state_by_suffix_200(shared: Publishing, token: Token) -> None:  # noqa: N802
    first = number(shared.put("formats-past", token, turtle("formats-past", label="Young")))
    shared.put("formats-past", token, turtle("formats-past", label="Old"))
    path = "/graph/partner/formats-past"
    for suffix, kind in KINDS.items():
        answer = get(shared, f"{path}.{suffix}?at={first}", "text/html")
        assert (answer.status, answer.headers["content-type"].partition(";")[0]) == (200, kind)
        assert "Young" in answer.text and "Old" not in answer.text
        assert "memento-datetime" in answer.headers
        assert answer.headers["content-location"] == f"{path}.{suffix}?at={first}"
        assert f'{path}>; rel="original timegate"' in answer.headers["link"]
        tag = answer.headers["etag"]
        assert get(shared, f"{path}.{suffix}?at={first}", If_None_Match=tag).status == 304
    assert get(shared, f"{path}.html?at={first}").headers["content-type"].startswith("text/html")
    led = get(shared, f"{path}.nt", Accept_Datetime="Thu, 01 Jan 2026 00:00:00 GMT")
    assert led.headers["location"].endswith(f"{path}.nt?at={first}")
    assert get(shared, f"{path}.nt?at={first - 1}").status == 404


def test_GET_a_deleted_graph_404_says_where_its_last_state_is(  # noqa: N802
    shared: Publishing, token: Token
) -> None:
    """The Graph Store Protocol's own tests want 404 after a DELETE; with `at=` it is 410."""
    path = "/graph/partner/formats-deleted"
    made = number(shared.put("formats-deleted", token, turtle("formats-deleted")))
    shared.send("DELETE", path, token)
    for address in (path, f"{path}.ttl", f"/graphs?graph={quote(MINE, safe='')}formats-deleted"):
        answer = get(shared, address)
        assert (answer.status, answer.type) == (404, "not-found")
        detail = answer.json()["detail"]
        assert "was deleted by Partner on " in detail
        assert detail.count("formats-deleted>") == 1
        (last,) = answer.json()["near"]
        assert last.endswith(f"{path}?at={made}")
    gone = get(shared, f"{path}.ttl?at={made + 1}")
    assert (gone.status, gone.json()["last"]) == (410, last)
    assert "deleted" not in get(shared, "/graph/partner/formats-never").json()["detail"]
    led = get(shared, path, Accept_Datetime="Thu, 01 Jan 2026 00:00:00 GMT")
    assert led.headers["location"].endswith(f"{path}?at={made}")


def test_a_graph_of_exactly_that_name_wins(shared: Publishing, token: Token) -> None:
    """Even after it was deleted: an address does not come to mean another graph."""
    shared.put("formats-dot.ttl", token, turtle("formats-dot-whole"))
    shared.put("formats-dot", token, turtle("formats-dot"))
    path = "/graph/partner/formats-dot"
    assert "formats-dot-whole" in get(shared, f"{path}.ttl", "application/n-triples").text
    assert get(shared, f"{path}.ttl", "application/n-triples").headers["content-type"] == (
        "application/n-triples"
    )
    assert "formats-dot-whole" not in get(shared, f"{path}.nt").text
    assert "formats-dot-whole" in get(shared, f"{path}.ttl.nt").text
    link = get(shared, path).headers["link"]
    assert f'{path}?format=turtle>; rel="alternate"; type="text/turtle"' in link
    assert f'{path}.nt>; rel="alternate"' in link
    assert f'href="{path}.ttl"' not in get(shared, path, "text/html").text
    assert shared.send("DELETE", f"{path}.ttl", token).status == 200
    assert get(shared, f"{path}.ttl").status == 404
    assert get(shared, path).status == 200


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_who_writes_to_a_format_of_a_graph_is_refused(
    shared: Publishing, token: Token, method: str
) -> None:
    """Else a graph came to be beside the one that was read there, or that one was deleted."""
    name = f"formats-{method.lower()}"
    shared.put(name, token, turtle(name))
    before, path = shared.changes(), f"/graph/partner/{name}.ttl"
    body = None if method == "DELETE" else turtle(name, label="Other")
    for address in (path, f"/graphs?graph={quote(MINE + name, safe='')}.ttl"):
        answer = shared.send(method, address, {**TURTLE, **token}, body)
        assert (answer.status, answer.type) == (409, "conflict")
        assert f"Write to /graph/partner/{name};" in answer.json()["detail"]
    assert shared.send(method, path, TURTLE, body).status == 401
    assert shared.changes() == before


def test_PUT_a_name_that_ends_like_a_format_201(shared: Publishing, token: Token) -> None:  # noqa: N802
    """It is the graph of that name, as in the Graph Store Protocol's tests: `person/1.ttl`."""
    made = shared.put("formats-file.ttl", token, turtle("formats-file"))
    assert made.status == 201
    assert made.json()["changes"][0]["graph"] == MINE + "formats-file.ttl"
    assert shared.put("formats-file.ttl", token, turtle("formats-file", label="B")).status == 200
    assert get(shared, "/graph/partner/formats-file").status == 404
    assert shared.send("DELETE", "/graph/partner/formats-file.ttl", token).status == 200
