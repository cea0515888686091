"""What a partner sent stays in the past; an old state is made the new one by a change."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from writing.publishing import MINE, Publishing, number, turtle


def ntriples(shared: Publishing, path: str) -> set[str]:
    answer = shared.send("GET", path, {"Accept": "application/n-triples"})
    assert answer.status == 200
    return set(answer.text.splitlines())


def test_post_200_restores_by_a_new_change(shared: Publishing, token: Mapping[str, str]) -> None:
    first = number(shared.put("back", token, turtle("back", label="Old")))
    before = ntriples(shared, "/graph/partner/back")
    second = number(shared.put("back", token, turtle("back", label="New")))
    assert ntriples(shared, "/graph/partner/back") != before
    assert ntriples(shared, f"/graph/partner/back?at={first}") == before
    answer = shared.send("POST", f"/graph/partner/back/history/{first}/restore", token, b"")
    assert answer.status == 200
    (change,) = answer.json()["changes"]
    assert change["change"] > second
    assert change["kind"] == "update"
    assert ntriples(shared, "/graph/partner/back") == before
    history = shared.send("GET", "/graph/partner/back/history", {"Accept": "application/json"})
    assert len(history.json()["changes"]) == 3


def test_post_201_brings_a_deleted_graph_back(shared: Publishing, token: Mapping[str, str]) -> None:
    first = number(shared.put("gone", token, turtle("gone")))
    before = ntriples(shared, "/graph/partner/gone")
    assert shared.send("DELETE", "/graph/partner/gone", token).status in (200, 204)
    at_deletion = shared.changes()
    assert shared.send("GET", f"/graph/partner/gone?at={at_deletion}").status == 410
    path = "/graph/partner/gone/history/{}/restore"
    assert shared.send("POST", path.format(at_deletion), token, b"").status == 410
    assert shared.send("POST", path.format(first), token, b"").status == 201
    assert ntriples(shared, "/graph/partner/gone") == before


def test_post_401_403_404_412(shared: Publishing, token: Mapping[str, str]) -> None:
    first = number(shared.put("mine", token, turtle("mine")))
    path = f"/graph/partner/mine/history/{first}/restore"
    assert shared.send("POST", path, {}, b"").status == 401
    other = shared.token(graphs=(MINE + "other",))
    assert shared.send("POST", path, other, b"").status == 403
    for wrong in ("1", "99999999"):
        answer = shared.send("POST", f"/graph/partner/mine/history/{wrong}/restore", token, b"")
        assert answer.status == 404
    stale = {**token, "If-Match": '"1"'}
    assert shared.send("POST", path, stale, b"").status == 412


def test_post_400_for_an_update_of_the_past(shared: Publishing, token: Mapping[str, str]) -> None:
    headers = {**token, "Content-Type": "application/sparql-update"}
    answer = shared.send("POST", "/sparql?at=1", headers, b"CLEAR ALL")
    assert (answer.status, "What was cannot be changed" in answer.text) == (400, True)


def test_put_405_where_the_past_of_a_graph_is(shared: Publishing, token: Mapping[str, str]) -> None:
    shared.put("taken", token, turtle("taken"))
    for end in ("history", "diff", "timemap"):
        assert shared.put(f"taken/{end}", token, turtle("taken-more")).status == 405


def test_who_sent_which_file_is_answered_from_the_graph_of_provenance(
    shared: Publishing, token: Mapping[str, str]
) -> None:
    change = number(shared.put("asked", token, turtle("asked")))
    history = shared.send("GET", "/graph/partner/asked/history", {"Accept": "application/json"})
    sha256 = history.json()["changes"][0]["source_sha256"]
    path = f"/queries/provenance/contributions?file={sha256}"
    rows = shared.send("GET", path, {"Accept": "application/sparql-results+json"}).json()
    found = rows["results"]["bindings"]
    assert {row["outcome"]["value"] for row in found} == {"passed"}
    assert {row["agent"]["value"] for row in found} == {"Partner"}
    assert {row["graph"]["value"] for row in found} == {MINE + "asked"}
    assert len(found) == len(ntriples(shared, "/graph/partner/asked"))
    before = shared.send("GET", f"{path}&at={change - 1}", {"Accept": "text/csv"})
    assert (before.status, len(before.text.splitlines())) == (200, 1)


def test_the_past_goes_on_while_the_present_changes(
    shared: Publishing, token: Mapping[str, str]
) -> None:
    at = shared.changes()
    text = quote("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    path = f"/sparql?query={text}&at={at}"
    before = shared.send("GET", path, {"Accept": "text/csv"}).text
    for name in ("n1", "n2", "n3"):
        assert shared.put(name, token, turtle(name)).status == 201
        assert shared.send("GET", path, {"Accept": "text/csv"}).text == before
