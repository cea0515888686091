"""Every IRI of ours opens: by negotiation and by suffix, and what is not there says why."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pyoxigraph
import pytest
from pyoxigraph import RdfFormat

from live.asking import Answer
from writing.publishing import MINE, PREFIXES, SPACE, Publishing, actor, turtle

REGION = "/doc/region/bretagne"
FORMATS = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
    "trig": "application/trig",
    "nq": "application/n-quads",
}
OTHERS = {
    "json": "application/json",
    "html": "text/html",
    "linkset": "application/linkset+json",
}
OPENING = (
    "/doc/actor/a6k", "/doc/nuts/2021/FR", "/doc/partnership/cybersecurity",
    "/doc/change/1", "/doc/revision/1", "/scheme/helix", "/scheme/helix/academia",
    "/dataset/actors", "/ontology", "/ontology/actor", "/ontology/alignments", "/ontology/0.1.0",
    "/shapes", "/shapes/region",
)  # fmt: skip


def get(shared: Publishing, path: str, accept: str = "", **headers: str) -> Answer:
    more = {name.replace("_", "-"): value for name, value in headers.items()}
    return shared.send("GET", path, more | ({"Accept": accept} if accept else {}))


def links(answer: Answer) -> list[tuple[str, str]]:
    """Relation and target of each Link."""
    found = re.findall(r'<([^>]*)>; rel="([^"]*)"', answer.headers["link"])
    return [(relation, target) for target, relation in found]


def dated(shared: Publishing, path: str) -> str:
    """The date of what is there, which is told when the second of the last change is over."""
    for _ in range(1_000):
        if found := get(shared, path).headers.get("last-modified"):
            return found
    raise AssertionError("the second does not end")


def triples(answer: Answer, kind: str) -> set[str]:
    form = RdfFormat.from_media_type(kind)
    assert form is not None
    return {str(quad.triple) for quad in pyoxigraph.parse(answer.body, format=form)}


def test_GET_a_thing_303(shared: Publishing) -> None:  # noqa: N802
    for method in ("GET", "HEAD"):
        answer = shared.send(method, "/id/region/bretagne?page=2")
        assert answer.status == 303
        assert answer.headers["location"].endswith("/doc/region/bretagne?page=2")


def test_GET_a_thing_whose_name_would_lead_elsewhere_303(shared: Publishing) -> None:  # noqa: N802
    for name in ("/evil.example/", "%0d%0aSet-Cookie:%20a=b", "%5C%5Cevil.example"):
        answer = get(shared, f"/id/{name}")
        place = answer.headers.get("location", "")
        assert answer.status in (303, 400, 404)
        assert not place or place.startswith(f"http://127.0.0.1:{shared.service.port}/doc/")
        assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("suffix", [*FORMATS, *OTHERS])
def test_GET_each_format_by_suffix_and_by_type_200(shared: Publishing, suffix: str) -> None:  # noqa: N802
    kind = (FORMATS | OTHERS)[suffix]
    by_suffix, by_type = get(shared, f"{REGION}.{suffix}"), get(shared, REGION, kind)
    assert by_suffix.status == by_type.status == 200
    assert by_type.headers["content-type"].partition(";")[0] == kind
    assert by_suffix.body == by_type.body or suffix == "html"  # which names its address
    assert "Accept" in by_type.headers["vary"]
    assert by_type.headers["content-location"].endswith(f"{REGION}.{suffix}")


def test_GET_all_formats_say_the_same_200(shared: Publishing) -> None:  # noqa: N802
    found = {s: triples(get(shared, f"{REGION}.{s}"), kind) for s, kind in FORMATS.items()}
    assert len(found["ttl"]) > 100
    assert all(each == found["ttl"] for each in found.values())


@pytest.mark.parametrize("path", OPENING)
def test_GET_whatever_has_an_iri_200(shared: Publishing, path: str) -> None:  # noqa: N802
    for kind in ("text/turtle", "application/json", "text/html"):
        answer = get(shared, path, kind)
        assert answer.status == 200, (path, kind, answer.text[:200])
        assert answer.headers["content-type"].startswith(kind)


def test_HEAD_200(shared: Publishing) -> None:  # noqa: N802
    got, headers = get(shared, REGION), shared.send("HEAD", REGION)
    ignored = ("date", "connection")
    assert headers.status == 200 and not headers.body
    assert {k: v for k, v in headers.headers.items() if k not in ignored} == {
        k: v for k, v in got.headers.items() if k not in ignored
    }


def test_GET_in_a_type_that_there_is_not_406(shared: Publishing) -> None:  # noqa: N802
    answer = get(shared, REGION, "image/png")
    assert (answer.status, answer.type) == (406, "not-acceptable")
    assert all(kind in answer.json()["detail"] for kind in (FORMATS | OTHERS).values())


def test_GET_what_never_was_404(shared: Publishing) -> None:  # noqa: N802
    answer = get(shared, "/doc/region/bretange.ttl")
    assert (answer.status, answer.type) == (404, "not-found")
    assert [each.rpartition("/doc/")[2] for each in answer.json()["near"]] == ["region/bretagne"]
    page = get(shared, "/doc/region/bretange", "text/html")
    assert f'href="http://127.0.0.1:{shared.service.port}/doc/region/bretagne"' in page.text
    assert get(shared, "/ontology/actr").json()["near"][0].endswith("/ontology/actor")


def test_GET_what_was_taken_out_410(shared: Publishing, token: Mapping[str, str]) -> None:  # noqa: N802
    path = f"/doc/actor/{SPACE.rpartition('/')[2]}leaving"
    assert get(shared, path).status == 404
    shared.put("leaving", token, turtle("leaving"))
    assert get(shared, path).status == 200
    shared.put("leaving", token, turtle("staying"))
    answer = get(shared, path)
    assert (answer.status, answer.type) == (410, "gone")
    assert MINE + "leaving" in answer.json()["detail"]
    last = answer.json()["last"]
    assert answer.headers["link"] == f'<{last}>; rel="predecessor-version"'
    state = get(shared, last.partition(str(shared.service.port))[2], "text/turtle")
    assert state.status == 200 and "leaving" in state.text


def test_GET_what_the_client_has_304(shared: Publishing, token: Mapping[str, str]) -> None:  # noqa: N802
    first = get(shared, REGION)
    tag = first.headers["etag"]
    again = get(shared, REGION, If_None_Match=tag)
    assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
    assert get(shared, REGION, "application/json", If_None_Match=tag).status == 200
    since = dated(shared, "/doc/region/wales")
    assert get(shared, "/doc/region/wales", If_Modified_Since=since).status == 304
    shared.put("newer", token, turtle("newer"))
    assert get(shared, REGION, If_None_Match=tag).status == 200
    assert get(shared, "/doc/region/wales", If_Modified_Since=since).status == 200


def test_GET_the_links_of_a_thing_200(shared: Publishing) -> None:  # noqa: N802
    """As a FAIR Signposting client wants them; each leads to something that is there."""
    answer = get(shared, REGION, "text/html")
    found = links(answer)
    relations = {relation for relation, _ in found}
    assert relations >= {
        "canonical", "cite-as", "describedby", "type", "author", "license", "collection", "linkset",
    }  # fmt: skip
    assert ("cite-as", "https://w3id.org/smart-regions/id/region/bretagne") in found
    here = f"http://127.0.0.1:{shared.service.port}"
    for relation, target in found:
        if target.startswith(here):
            opened = get(shared, target.removeprefix(here))
            assert opened.status == 200, (relation, target)
    linkset, *others = get(shared, f"{REGION}.linkset").json()["linkset"]
    assert linkset["anchor"] == f"{here}{REGION}"
    assert set(linkset) - {"anchor"} == relations
    assert {each["anchor"] for each in others} == {each["href"] for each in linkset["describedby"]}
    for each in others:
        opened = links(get(shared, each["anchor"].removeprefix(here)))
        assert each["describes"] == [{"href": f"{here}{REGION}", "type": "text/html"}]
        assert set(each) - {"anchor"} == {relation for relation, _ in opened}


def test_GET_the_parts_of_a_dataset_are_its_items_200(shared: Publishing) -> None:  # noqa: N802
    """Both ways, in the header and in the set."""
    here = f"http://127.0.0.1:{shared.service.port}"
    assert ("item", f"{here}/graph/actors") in links(get(shared, "/dataset/actors", "text/html"))
    told = get(shared, "/dataset/actors.linkset").json()["linkset"]
    (graph,) = (each for each in told if each["anchor"] == f"{here}/graph/actors")
    assert graph["collection"] == [{"href": f"{here}/dataset/actors", "type": "text/html"}]
    for accept in ("text/turtle", "text/html"):
        collection = ("collection", f"{here}/dataset/actors")
        assert collection in links(get(shared, "/graph/actors", accept))


def test_GET_all_that_leads_to_a_thing_page_by_page_200(shared: Publishing) -> None:  # noqa: N802
    concept = "https://w3id.org/smart-regions/scheme/partnership-role/participating"
    wanted = shared.count(f"?s ?p <{concept}>")
    assert wanted > 100
    found: list[str] = []
    path = "/scheme/partnership-role/participating"
    seen = []
    while path:
        answer = get(shared, path, "application/n-triples")
        assert answer.status == 200
        seen.append(path)
        found += {
            t for t in triples(answer, "application/n-triples") if t.endswith(f"> <{concept}>")
        }
        following = [target for relation, target in links(answer) if relation == "next"]
        path = following[0].partition(str(shared.service.port))[2] if following else ""
    ours = [t for t in found if "primaryTopic" not in t]
    assert len(ours) == len(set(ours)) == wanted
    assert len(seen) == -(-wanted // 100)
    assert get(shared, f"{seen[0]}?page={len(seen) + 1}").status == 404
    for wrong in ("0", "-1", "x", "1&page=2"):
        assert get(shared, f"{seen[0]}?page={wrong}").status == 400


def test_GET_a_name_that_ends_like_a_format_200(  # noqa: N802
    shared: Publishing, token: Mapping[str, str]
) -> None:
    text = PREFIXES + actor("odd", "Odd").replace("actor:partner-odd", "actor:partner-odd.json")
    shared.put("odd", token, text.encode())
    answer = get(shared, "/doc/actor/partner-odd.json", "text/turtle")
    assert (answer.status, answer.headers["content-type"]) == (200, "text/turtle; charset=utf-8")
    assert get(shared, "/doc/actor/partner-odd.json.nt").status == 200


def test_GET_a_hostile_thing_200(shared: Publishing, token: Mapping[str, str]) -> None:  # noqa: N802
    """What a label or an IRI holds stays what it is, in the page and in its script."""
    label = r"\"><script>alert(1)</script></script>{{7*7}}\u202E"
    text = PREFIXES + actor("hostile", label)
    also = "actor:partner-hostile foaf:homepage <javascript:alert(1)>, <data:text/html,x> .\n"
    answers = [shared.put("hostile", token, each.encode()) for each in (text, text + also)]
    assert answers[0].status == 201
    answer = get(shared, "/doc/actor/partner-hostile", "text/html")
    assert answer.status == 200
    assert "<script>alert" not in answer.text
    (block,) = re.findall('<script type="application/ld\\+json">(.*?)</script>', answer.text)
    assert "<" not in block and "alert(1)" in block
    assert "{{7*7}}" in answer.text
    assert "\u202e" not in answer.text
    assert not re.search(r"href=.?(javascript|data):", answer.text)


def test_GET_no_page_says_another_host_200(shared: Publishing) -> None:  # noqa: N802
    answer = get(shared, REGION, "text/html", Host="evil.example", X_Forwarded_Host="evil.example")
    assert answer.status == 200
    assert "evil.example" not in answer.text + str(answer.headers)


def test_GET_the_largest_pages_are_small_200(shared: Publishing) -> None:  # noqa: N802
    for path in (
        "/doc/nuts/2021/DE", "/doc/partnership/cybersecurity", "/ontology", "/shapes",
        "/doc/source/geonames", "/scheme/partnership-role/participating", "/scheme/nist-csf",
        "/doc/region/cyprus", *(f"/shapes/{name}" for name in ("smart-regions", "house-rules")),
    ):  # fmt: skip
        answer = get(shared, path, "text/html")
        assert answer.status == 200, path
        assert len(answer.body) < 300_000, path


def test_GET_things_of_one_name_are_told_apart_200(shared: Publishing) -> None:  # noqa: N802
    page = get(shared, REGION + ".html").text
    for unit in ("2016, FRH0", "2021, FRH0", "2024, FRH0"):
        assert re.search(rf"(?i)>bretagne \({unit}\)<", page)
    assert "France (" not in page


@pytest.mark.parametrize(("page", "status"), [("0", 400), ("x", 400), ("2", 404), ("1", 200)])
def test_GET_a_page_of_all_terms(shared: Publishing, page: str, status: int) -> None:  # noqa: N802
    for path in ("/ontology", "/shapes", "/ontology/actor"):
        assert get(shared, f"{path}?page={page}", "text/html").status == status, path
